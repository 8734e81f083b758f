"""Texts -> vectors: the shipped MiniLM encoder, the static table, or the user's own model.

`load(name)` gives an embedder: a callable with a `name` from texts to an (n, d) float32 array. A text has
the same bytes alone and among others, whatever the number of threads. Nothing is ever fetched: the shipped models
lie in the package, and a sentence-transformers model must already be on this machine.
"""

from __future__ import annotations

import functools
import hashlib
import itertools
import json
import os
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from coder.errors import ModelError

# Texts go to the tokenizer one by one; its own threads only get in each other's way.
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

Vectors = npt.NDArray[np.float32]
Embedder = Callable[[Sequence[str]], npt.NDArray[Any]]

SHIPPED = {"minilm": "minilm-en", "static": "static-en"}
WORD = re.compile(r"\w+(?:['’]\w+)*")
STEP = 2.0**-20


class VectorCache(Protocol):
    """Where vectors of distinct texts are kept between runs; a project file offers one."""

    def vectors(self, model: str, keys: Sequence[str]) -> Mapping[str, bytes]:
        """Little-endian float16 vectors of the keys that are known."""
        ...

    def save_vectors(self, model: str, vectors: Mapping[str, bytes]) -> None:
        """Keeps vectors under their keys."""
        ...


def fold(text: str) -> str:
    """NFC and lower case with straight apostrophes: what words are made of. Negation stays."""
    return unicodedata.normalize("NFC", text).lower().replace("’", "'")


def words(text: str) -> list[str]:
    """The folded words in order; digits count, punctuation and symbols do not."""
    if text.isascii():
        return WORD.findall(text.lower())
    return [fold(word) for word in WORD.findall(unicodedata.normalize("NFC", text))]


def load(name: str | Embedder | None) -> Embedder | None:
    """The embedder of that name, the callable itself, or None for none.

    "minilm" and "static" are shipped; any other name is a sentence-transformers model on this machine.
    Raises ModelError where it cannot be had.
    """
    if name is None or callable(name):
        return name
    return _shipped(name) if name in SHIPPED else SentenceTransformer(name)


def name_of(embedder: Embedder | None) -> str:
    """What a model card calls it: "none", a model's name, or that of the user's callable."""
    if embedder is None:
        return "none"
    return str(getattr(embedder, "name", None) or getattr(embedder, "__name__", type(embedder).__name__))


@functools.cache
def _shipped(name: str) -> Embedder:
    folder = _folder(SHIPPED[name])
    try:
        return MiniLM(folder) if name == "minilm" else Static(folder)
    except Exception as error:  # onnxruntime and tokenizers raise classes of their own
        raise ModelError(folder, f"cannot be read ({error})", "Install themecoder again.") from error


def _folder(name: str) -> Path:
    folder = Path(str(files("coder._models"))) / name
    if not folder.is_dir():
        raise ModelError(name, "is not installed", "Install themecoder again.")
    return folder


class MiniLM:
    """all-MiniLM-L6-v2, 384 dimensions, about 200 short texts a second on one core; rounded to float16.

    The learner also takes the third of its six layers (`layers`), which is nearer to the words. A text goes
    through the graph alone: batches would be a sixth faster and move the last bits. A text longer than a
    window is the mean over its first eight windows, by their tokens; what comes after has no vector.
    """

    name = "minilm-en"
    width = 384
    window, most = 254, 8

    def __init__(self, folder: Path) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # Otherwise onnxruntime quantises activations too, and vectors move by .003.
        options.add_session_config_entry("session.disable_quant_qdq", "1")
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._session = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """(n, 384), rows of length 1; 0 for a text without a token."""
        return self.layers(texts)[:, : self.width]

    def layers(self, texts: Sequence[str]) -> Vectors:
        """(n, 768): the sentence vector, and beside it the third layer's mean in the same unit."""
        distinct = list(dict.fromkeys(texts))
        found = dict(zip(distinct, self._all(distinct), strict=True))
        rows = [found[text] for text in texts]
        return np.array(rows, dtype=np.float32).reshape(len(rows), 2 * self.width)

    def pieces(self, text: str) -> tuple[npt.NDArray[np.int64], Vectors]:
        """Character spans (t, 2) of the tokens and their vectors (t, 768), whose sum points as the text's `layers`.

        Border tokens have the span (0, 0). Vectors are in context: the same word differs between texts.
        """
        encoded = self._encode(text)
        spans = [
            ((0, 0), *(encoded.offsets[at] for at in window), (0, 0)) for window in self._windows(encoded)
        ]
        outputs = [self._run(encoded, window) for window in self._windows(encoded)]
        flat = np.array(list(itertools.chain.from_iterable(spans)), dtype=np.int64).reshape(-1, 2)
        return flat, np.concatenate(outputs) if outputs else np.zeros((0, 2 * self.width), np.float32)

    def _all(self, texts: Sequence[str]) -> Iterator[Vectors]:
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(max_workers=_cores()) as pool:
            yield from pool.map(self._one, texts)

    def _one(self, text: str) -> Vectors:
        encoded = self._encode(text)
        total = np.zeros(2 * self.width)
        for window in self._windows(encoded):
            total += self._run(encoded, window).sum(axis=0, dtype=np.float64)
        length = float(np.sqrt((total[: self.width] ** 2).sum()))
        return np.asarray(total / (length or 1.0)).astype(np.float16).astype(np.float32)

    def _encode(self, text: str) -> Any:
        whole = text[: self.window * self.most * 40].encode("utf-8", "replace").decode("utf-8")
        return self._tokenizer.encode(whole, add_special_tokens=False)

    def _windows(self, encoded: Any) -> list[range]:
        count = min(len(encoded.ids), self.window * self.most)
        return [range(at, min(at + self.window, count)) for at in range(0, count, self.window)]

    def _run(self, encoded: Any, window: range) -> Vectors:
        ids = np.array([[101, *(encoded.ids[at] for at in window), 102]], dtype=np.int64)
        last, third = self._session.run(["tokens", "middle"], {"ids": ids})
        return np.concatenate([last[0], third[0]], axis=1)


class Static:
    """256-dimensional sums of token vectors; the vector of a word is looked up once.

    Token vectors are multiples of 2^-20 and so sums are exact: the order of words or texts leaves no trace.
    """

    name = "static-en"
    width = 256

    def __init__(self, folder: Path) -> None:
        from tokenizers import Tokenizer

        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        with np.load(folder / "table.npz", allow_pickle=False) as stored:
            self._whole, self._scale = stored["whole"], stored["scale"]

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """(n, 256), the mean over the text's words; 0 for a text without words."""
        split = [words(text) for text in texts]
        lexicon = {word: row for row, word in enumerate(dict.fromkeys(itertools.chain.from_iterable(split)))}
        table = self.table(list(lexicon))
        sums = np.zeros((len(texts), self.width))
        for row, found in enumerate(split):
            sums[row] = table[[lexicon[word] for word in found]].sum(axis=0) / (len(found) or 1)
        return sums.astype(np.float32)

    def table(self, lexicon: Sequence[str]) -> npt.NDArray[np.float64]:
        """(words, 256): for each word the exact sum of its tokens' vectors."""
        encoded = self._tokenizer.encode_batch(list(lexicon), add_special_tokens=False)
        ids = np.array(list(itertools.chain.from_iterable(item.ids for item in encoded)), dtype=np.int64)
        owner = np.repeat(np.arange(len(encoded)), [len(item.ids) for item in encoded])
        found = np.zeros((len(encoded), self.width))
        np.add.at(found, owner, self._whole[ids] * (self._scale[ids] * STEP)[:, None])
        return found


class SentenceTransformer:
    """A sentence-transformers model by the user's choice (extra `encoder`); it must be on this machine."""

    def __init__(self, name: str) -> None:
        self.name = name
        try:
            from sentence_transformers import SentenceTransformer as Model  # type: ignore[import-not-found]
        except ImportError:
            raise ModelError(
                name,
                "is not one of the shipped embeddings (minilm, static)",
                "Other models need 'pip install themecoder[encoder]'.",
            ) from None
        try:
            self._model = Model(name, local_files_only=True)
        except Exception as error:
            raise ModelError(name, f"cannot be loaded from this machine ({error})") from error

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """(n, d), one text at a time."""
        return np.stack([self._model.encode(text, show_progress_bar=False) for text in texts])


def layers(embedder: Embedder) -> Embedder:
    """What the learner takes of an embedder: all layers that it offers, else its vectors."""
    found: Embedder = getattr(embedder, "layers", embedder)
    return found


def kept_as(embedder: Embedder) -> str:
    """Under which name a cache keeps the vectors of an embedder: one with `layers` has all of them kept."""
    return name_of(embedder) + ("+layers" if hasattr(embedder, "layers") else "")


class Cached:
    """An embedder that asks a cache first, by model and sha256 of the text; float16 both ways."""

    def __init__(self, embedder: Embedder, cache: VectorCache) -> None:
        self.embedder, self.cache = embedder, cache
        self.name, self.kept_as = name_of(embedder), kept_as(embedder)
        self.width: int | None = getattr(embedder, "width", None)

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """(n, d), each distinct text embedded at most once in the life of the cache."""
        return self.layers(texts)[:, : self.width]

    def layers(self, texts: Sequence[str]) -> Vectors:
        """All that is kept of each text, see `layers` above."""
        keys = [key_of(text) for text in texts]
        known = dict(self.cache.vectors(self.kept_as, list(dict.fromkeys(keys))))
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if missing:
            fresh = np.asarray(layers(self.embedder)(list(missing.values()))).astype("<f2")
            new = {key: row.tobytes() for key, row in zip(missing, fresh, strict=True)}
            self.cache.save_vectors(self.kept_as, new)
            known |= new
        rows = [np.frombuffer(known[key], dtype="<f2") for key in keys]
        return np.stack(rows).astype(np.float32) if rows else np.zeros((0, 0), np.float32)


def key_of(text: str) -> str:
    """sha256 of the text in UTF-8, hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def facts(name: str) -> dict[str, Any]:
    """What the recipe of a shipped model wrote down: checksums, sizes, figures."""
    found: dict[str, Any] = json.loads((_folder(SHIPPED[name]) / "facts.json").read_text(encoding="utf-8"))
    return found


def _cores() -> int:
    affinity = getattr(os, "sched_getaffinity", None)
    return min(8, len(affinity(0)) if affinity else os.cpu_count() or 1)
