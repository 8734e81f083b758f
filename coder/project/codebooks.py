"""The codebook inside a project: versions kept whole, ids given at birth, edits that keep codings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from coder.store import Store, content

if TYPE_CHECKING:
    from coder.codebook import Codebook


class Codebooks:
    """Versions of one project's codebook, newest on top; `version` is 0 while there is none."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._versions: dict[int, Codebook] = {}
        self._codable: dict[tuple[int, str], frozenset[str]] = {}

    @property
    def version(self) -> int:
        """The newest version's number."""
        with self._store.saying():
            found = content.codebook_versions(self._store.db)
        return int(found[-1]["version"]) if found else 0

    @property
    def current(self) -> Codebook:
        """The newest codebook, empty while none was loaded."""
        return self.get(self.version)

    @property
    def merged(self) -> dict[str, str]:
        """Code id -> id its codings now count as."""
        with self._store.saying():
            return content.merged_codes(self._store.db)

    def history(self) -> list[dict[str, Any]]:
        """Version, at, coder, digest and note of each, oldest first."""
        with self._store.saying():
            return content.codebook_versions(self._store.db)

    def codable(self, version: int, question: str) -> frozenset[str]:
        """Ids of the codes that a version lets one apply to answers to `question` (its name)."""
        if (version, question) not in self._codable:
            codes = self.get(version).codable(question)
            self._codable[version, question] = frozenset(code.id for code in codes)
        return self._codable[version, question]

    def save(self, codebook: Codebook, coder: str, note: str, merged: Mapping[str, str] | None = None) -> int:
        """Keeps a new version inside the caller's transaction and returns its number.

        Codes without an id get the id of the code with the same path, else a new one for life.
        """
        from coder.codebook import adopt_ids

        store = self._store
        whole = adopt_ids(codebook, self.current, content.code_ids(store.db))
        version = self.version + 1
        content.insert_codebook(store.db, version, store.now(), coder, whole.digest, whole.to_json(), note)
        content.replace_codes(store.db, whole.codes, version, dict(merged or {}))
        return version

    def get(self, version: int) -> Codebook:
        """One version, whole; an empty codebook for 0."""
        if version not in self._versions:
            self._versions[version] = self._load(version)
        return self._versions[version]

    def _load(self, version: int) -> Codebook:
        from coder.codebook import Codebook

        with self._store.saying():
            found = content.codebook_content(self._store.db, version) if version else None
        return Codebook.from_json(found[1]) if found else Codebook(())
