"""The grouping methods that `discovery.py` compares: all get texts, vectors, k and a seed, and give labels.

-1 is "left out". BERTopic's recipe (Grootendorst 2022): UMAP to 5 dimensions, then HDBSCAN, on the same vectors;
it needs umap-learn and chooses its own number of groups.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import Any

import numpy as np
import numpy.typing as npt

from coder.discovery.clusters import Clusters

Floats = npt.NDArray[Any]
Ints = npt.NDArray[np.int64]
Method = Callable[[Sequence[str], Floats, int, int], Ints]


def ours(texts: Sequence[str], vectors: Floats, k: int, seed: int) -> Ints:
    """`Clusters`, names, quotes and stances included."""
    return Clusters(k, embedding=looked_up(texts, vectors), random_state=seed).fit(texts).labels_


def nmf(texts: Sequence[str], vectors: Floats, k: int, seed: int) -> Ints:
    """Non-negative matrix factorisation of TF-IDF, strongest component."""
    from sklearn.decomposition import NMF

    return _argmax(NMF(k, init="nndsvda", random_state=seed, max_iter=300).fit_transform(_tfidf(texts)))


def lda(texts: Sequence[str], vectors: Floats, k: int, seed: int) -> Ints:
    """Latent Dirichlet allocation of word counts, strongest topic."""
    from sklearn.decomposition import LatentDirichletAllocation
    from sklearn.feature_extraction.text import CountVectorizer

    counts = CountVectorizer(min_df=2, stop_words="english").fit_transform(texts)
    return _argmax(LatentDirichletAllocation(k, random_state=seed, max_iter=20).fit_transform(counts))


def kmeans_tfidf(texts: Sequence[str], vectors: Floats, k: int, seed: int) -> Ints:
    """k-means on TF-IDF, ten starts."""
    from sklearn.cluster import KMeans

    return np.asarray(KMeans(k, n_init=10, random_state=seed).fit(_tfidf(texts)).labels_, dtype=np.int64)


def kmeans_embedding(texts: Sequence[str], vectors: Floats, k: int, seed: int) -> Ints:
    """k-means on the vectors, ten starts."""
    from sklearn.cluster import KMeans

    return np.asarray(KMeans(k, n_init=10, random_state=seed).fit(vectors).labels_, dtype=np.int64)


def bertopic(texts: Sequence[str], vectors: Floats, k: int, seed: int) -> Ints:
    """UMAP and HDBSCAN with BERTopic's settings."""
    import umap
    from sklearn.cluster import HDBSCAN

    low = umap.UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed)
    place = low.fit_transform(vectors)
    return np.asarray(HDBSCAN(min_cluster_size=10, copy=True).fit(place).labels_, dtype=np.int64)


METHODS: dict[str, Method] = {
    "ours": ours,
    "NMF": nmf,
    "LDA": lda,
    "k-means TF-IDF": kmeans_tfidf,
    "k-means embedding": kmeans_embedding,
}
if find_spec("umap"):
    METHODS["UMAP + HDBSCAN"] = bertopic


PIECES: dict[str, Floats] = {}
"""Vectors of sentences of long texts, embedded once in a run."""


def looked_up(texts: Sequence[str], vectors: Floats) -> Callable[[Sequence[str]], Floats]:
    """An embedder that knows these texts' vectors; a piece of a text is embedded anew."""
    from coder.embedding import load

    known = PIECES | dict(zip(texts, vectors, strict=True))
    model = load("static" if vectors.shape[1] == 256 else "minilm")
    assert model is not None

    def embed(wanted: Sequence[str]) -> Floats:
        for text in wanted:
            if text not in known:
                known[text] = PIECES[text] = model([text])[0]
        return np.array([known[text] for text in wanted]).reshape(len(wanted), vectors.shape[1])

    return embed


def _tfidf(texts: Sequence[str]) -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(min_df=2, stop_words="english", sublinear_tf=True).fit_transform(texts)


def _argmax(strength: Floats) -> Ints:
    return np.asarray(strength.argmax(axis=1), dtype=np.int64)
