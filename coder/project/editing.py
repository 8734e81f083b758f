"""The verbs of a Project that change its codebook: load, rename, move, merge, split; codings stay."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from coder.domain import Coder, Source
from coder.project.part import Part
from coder.store import content

if TYPE_CHECKING:
    from coder.codebook import Changes, Codebook, Edit


class Editing(Part):
    """Mixed into Project, which alone it is made for."""

    def load_codebook(self, codebook: Codebook, *, coder: str = "coder", note: str = "") -> Changes:
        """Makes `codebook` the new version; returns what changes (nothing is saved when nothing does)."""
        changes = self._whole.compare_codebook(codebook)
        if changes:
            self._whole.save_codebook(codebook, coder=coder, note=note or "loaded")
        return changes

    def compare_codebook(self, codebook: Codebook) -> Changes:
        """What loading it would change."""
        from coder.codebook import diff

        return diff(self._whole.codebook, codebook)

    def unasked(self, codebook: Codebook) -> dict[str, list[str]]:
        """Questions that codes are limited to but that no answer here is to, with those codes' paths."""
        asked = {question.name for question in self._whole.questions}
        named = {name for code in codebook.codes for name in code.questions} - asked
        return {
            name: [code.path for code in codebook.codes if name in code.questions] for name in sorted(named)
        }

    def save_codebook(
        self, codebook: Codebook, *, coder: str, note: str, merged: Mapping[str, str] | None = None
    ) -> int:
        """Keeps a version, logs it, and recounts codings when codes were merged."""
        with self._whole.store.transaction():
            content.put_coder(self._whole.store.db, Coder(coder))
            before = self._whole.codebooks.history()[-1:]
            version = self._whole.codebooks.save(codebook, coder, note, merged)
            # What it was made from: copies whose codebooks went different ways are united by that.
            parent = [value for each in before for value in (each["at"], each["digest"])]
            detail = {"note": note, "merged": dict(merged or {}), "parent": parent}
            self._whole.record("codebook", coder, detail, version=version)
            if merged:
                self._whole.store.rebuild()
        return version

    def rename_code(self, path: str, new: str, *, coder: str = "coder") -> None:
        """Gives a code another path or last part; its codings stay."""
        from coder.codebook import rename

        self._edited(
            rename(self._whole.codebook, path, new, taken=self._code_ids()), coder, f"rename {path} to {new}"
        )

    def move_code(self, path: str, parent: str, *, coder: str = "coder") -> None:
        """Puts a code and all below it under another one ("" for the top); its codings stay."""
        from coder.codebook import move

        self._edited(
            move(self._whole.codebook, path, parent, taken=self._code_ids()),
            coder,
            f"move {path} to {parent}",
        )

    def merge_codes(self, paths: Iterable[str], into: str, *, coder: str = "coder") -> None:
        """Makes codes one: their codings count as those of `into`."""
        from coder.codebook import merge

        gone = list(paths)
        edit = merge(self._whole.codebook, gone, into, taken=self._code_ids())
        self._edited(edit, coder, f"merge {', '.join(gone)} into {into}")

    def split_code(self, path: str, parts: Sequence[str], *, coder: str = "coder") -> list[Source]:
        """Makes a code a group with new codes below it; returns the answers to look at again."""
        from coder.codebook import split

        edit = split(self._whole.codebook, path, parts, taken=self._code_ids())
        self._edited(edit, coder, f"split {path} into {', '.join(parts)}")
        return self._whole.to_split(path)

    def to_split(self, path: str) -> list[Source]:
        """Answers that have a code which was split, and for which nobody has yet said which part."""
        code = self._whole.codebook.code(path).id
        parts = [each.id for each in self._whole.codebook.descendants(path)]
        sources = self._whole.sources()
        return [
            sources[id_]
            for id_, answer in self._whole.resolved(sources).items()
            if answer.known.get(code) and any(part not in answer.known for part in parts)
        ]

    def _edited(self, edit: Edit, coder: str, note: str) -> None:
        if edit.merged or edit.codebook.to_json() != self._whole.codebook.to_json():
            self._whole.save_codebook(edit.codebook, coder=coder, note=note, merged=edit.merged)

    def _code_ids(self) -> set[str]:
        with self._whole.store.saying():
            return content.code_ids(self._whole.store.db)
