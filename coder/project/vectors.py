"""The project's embedding: which one, its vectors kept in the project file, computed while one reads.

MiniLM sees about 200 to 400 short texts a second, so a fresh project would keep its first reader
waiting. Until its vectors are there the static table, a hundred times faster, stands in.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from coder.embedding import Cached, Embedder, key_of, layers, load

if TYPE_CHECKING:
    from coder.project.project import Project
    from coder.protocols import Progress

MOST_FOR_MINILM = 20_000
_CHUNK = 64


def chosen(project: Project, texts: Sequence[str]) -> str | None:
    """The embedding's name by setting, language and number of texts; None for none."""
    settings = project.config()
    name = str(settings["embedding"])
    if name == "none":
        return None
    if name != "auto":
        return name
    if not str(settings["language"]).startswith("en"):
        return None
    return "minilm" if len(texts) <= MOST_FOR_MINILM else "static"


def kept_as(name: str | None) -> str:
    """Under which name vectors are kept in the project file; "" for those made anew each time, being quick."""
    return {None: "", "static": "", "minilm": "minilm-en+layers"}.get(name, name or "")


def embedder(
    project: Project, texts: Sequence[str], progress: Progress | None = None, instead: str | None = None
) -> Embedder | None:
    """The project's embedder with all of `texts` embedded; what was computed is kept in the project file.

    `instead`: another embedding than the project's, which a project that uses none does without too.
    """
    name = chosen(project, texts)
    if instead and name:
        name = instead
    if name is None or not kept_as(name):
        return load(name)
    cached = Cached(_loaded(name), project.store)
    missing = absent(project, cached.kept_as, texts)
    for start in range(0, len(missing), _CHUNK * 16):
        cached(missing[start : start + _CHUNK * 16])
        if progress:
            progress(min(start + _CHUNK * 16, len(missing)), len(missing), "embedding")
    return cached


def absent(project: Project, model: str, texts: Iterable[str]) -> list[str]:
    """The distinct texts whose vector of this model is not in the project file, in the given order."""
    keys = {key_of(text): text for text in texts}
    known = project.store.vectors(model, list(keys))
    return [text for key, text in keys.items() if key not in known]


def _loaded(name: str) -> Embedder:
    found = load(name)
    assert found is not None
    return found


class Background:
    """Embeds texts in a thread of its own; `collect` hands over what is done, in the caller's thread."""

    def __init__(self, name: str, texts: Sequence[str]) -> None:
        self._texts = list(texts)
        self._done: dict[str, bytes] = {}
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._failure: Exception | None = None
        self._thread = threading.Thread(target=self._work, args=(name,), daemon=True)
        self._thread.start()

    @property
    def finished(self) -> bool:
        """Whether nothing more will come."""
        return not self._thread.is_alive()

    def collect(self) -> dict[str, bytes]:
        """Float16 vectors by sha256 of their text since the last call; raises what went wrong."""
        with self._lock:
            done, self._done = self._done, {}
        if self._failure:
            raise self._failure
        return done

    def stop(self) -> None:
        """Ends after the chunk at hand."""
        self._stopped.set()
        self._thread.join()

    def _work(self, name: str) -> None:
        try:
            model = _loaded(name)
            for start in range(0, len(self._texts), _CHUNK):
                if self._stopped.is_set():
                    return
                self._keep(model, self._texts[start : start + _CHUNK])
        except Exception as failure:
            self._failure = failure

    def _keep(self, model: Embedder, texts: Sequence[str]) -> None:
        rows = layers(model)(texts).astype("<f2")
        with self._lock:
            self._done |= {key_of(text): row.tobytes() for text, row in zip(texts, rows, strict=True)}
