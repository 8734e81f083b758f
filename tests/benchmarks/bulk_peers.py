"""What other programs do with the same answers: scikit-learn and spaCy, learnt from the same texts, one process.

Only `predict` is timed, on texts that are in memory already: reading and writing are not held against them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

Codes = Sequence[set[str]]
Predict = Callable[[Sequence[str]], object]
EPOCHS = 3


def scikit(texts: Sequence[str], codes: Codes) -> Predict:
    """TF-IDF of words (1-2) and characters within words (3-5), one linear SVM per code."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.multiclass import OneVsRestClassifier
    from sklearn.pipeline import make_pipeline, make_union
    from sklearn.preprocessing import MultiLabelBinarizer
    from sklearn.svm import LinearSVC

    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    grams = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)
    pipeline = make_pipeline(make_union(words, grams), OneVsRestClassifier(LinearSVC()))
    pipeline.fit(list(texts), MultiLabelBinarizer().fit_transform(codes))
    return lambda wanted: pipeline.predict(list(wanted))


def spacy_bow(texts: Sequence[str], codes: Codes, seed: int) -> Predict:
    """textcat_multilabel with the bag-of-words architecture, a few epochs, on the processor."""
    model = {"@architectures": "spacy.TextCatBOW.v3", "exclusive_classes": False, "ngram_size": 1}
    return _spacy(texts, codes, seed, {"model": model | {"no_output_layer": False}})


def spacy_default(texts: Sequence[str], codes: Codes, seed: int) -> Predict:
    """textcat_multilabel as it comes: bag of words beside a small convolutional network."""
    return _spacy(texts[:500], codes[:500], seed, {})


def _spacy(texts: Sequence[str], codes: Codes, seed: int, config: dict[str, Any]) -> Predict:
    import spacy
    from spacy.training import Example
    from thinc.util import fix_random_seed

    fix_random_seed(seed)
    nlp = spacy.blank("en")
    nlp.add_pipe("textcat_multilabel", config=config)
    every = sorted({code for found in codes for code in found})
    examples = [
        Example.from_dict(nlp.make_doc(text), {"cats": {code: float(code in found) for code in every}})
        for text, found in zip(texts, codes, strict=True)
    ]
    optimizer = nlp.initialize(lambda: examples)
    _train(nlp, examples, optimizer, seed)
    return lambda wanted: [doc.cats for doc in nlp.pipe(wanted, batch_size=1000)]


def rate(predict: Predict, texts: Sequence[str], chunk: int = 10_000) -> tuple[float, float]:
    """Answers a second, by the clock and by the processor."""
    predict(texts[:100])
    start, spent = time.perf_counter(), time.process_time()
    for at in range(0, len(texts), chunk):
        predict(texts[at : at + chunk])
    return len(texts) / (time.perf_counter() - start), len(texts) / (time.process_time() - spent)


def _train(nlp: Any, examples: list[Any], optimizer: Any, seed: int) -> None:
    random = Random(seed)
    for _ in range(EPOCHS):
        random.shuffle(examples)
        for at in range(0, len(examples), 128):
            nlp.update(examples[at : at + 128], sgd=optimizer)
