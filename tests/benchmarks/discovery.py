"""Do clusters agree with people, stay the same, and get useful names; are planted campaigns found?

    python -m tests.benchmarks.discovery DATA_DIR [--seed 0] [--embedding minilm] [--small] [--pairs 3] [--million]

Each answer is scored under its rarest code (codes with 20 uses); k is the number of those codes. All methods get
the same texts and vectors; their seconds leave the embedding out, which is timed apart. Stability is the adjusted
Rand index on the common answers of two 80 % subsamples. Vectors are kept in the temporary folder between runs.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from coder.discovery.campaigns import Campaigns
from coder.discovery.clusters import Clusters, adjusted_rand
from coder.discovery.findings import overlapping, several
from coder.discovery.halves import even
from coder.discovery.naming import phrases_of, suggested
from coder.discovery.partition import nearness
from coder.discovery.space import stop_words
from coder.embedding import load, words
from coder.text import fold
from tests.benchmarks._common import Folder, load_folder, write_results
from tests.benchmarks.discovery_groups import METHODS, Method, looked_up
from tests.benchmarks.discovery_planted import crowd, planted, score

Floats = npt.NDArray[Any]
Ints = npt.NDArray[np.int64]
Figures = dict[str, float]

UNCODABLE = "Labelling not possible"
USES = 20


@dataclass(frozen=True)
class Coded:
    """Distinct answers with their codes (20 uses or more), their rarest code as a number, and vectors."""

    texts: list[str]
    codes: list[frozenset[str]]
    rarest: Ints
    vectors: Floats

    @property
    def k(self) -> int:
        """Codes with 20 uses."""
        return len(frozenset[str]().union(*self.codes))


def coded(folder: Folder, embedding: str, small: bool) -> Coded:
    """Answers with a word and a code, once per question and folded text."""
    found: dict[tuple[str, str], tuple[str, set[str]]] = {}
    for row in folder.responses:
        codes = folder.codes.get(row["id"], set())
        if codes and UNCODABLE not in codes and fold(row["text"]):
            found.setdefault((row.get("question", ""), fold(row["text"])), (row["text"], codes))
    rows = list(found.values())[: 800 if small else None]
    uses = Counter(code for _, codes in rows for code in codes)
    kept = [(text, frozenset(code for code in codes if uses[code] >= USES)) for text, codes in rows]
    kept = [(text, codes) for text, codes in kept if codes]
    rarest = [min(codes, key=lambda code: (uses[code], code)) for _, codes in kept]
    texts = [text for text, _ in kept]
    return Coded(
        texts,
        [codes for _, codes in kept],
        np.unique(rarest, return_inverse=True)[1],
        vectors_of(texts, embedding, f"{folder.digest}-{len(texts)}"),
    )


def vectors_of(texts: Sequence[str], embedding: str, key: str) -> Floats:
    """Embeds once; later runs read the temporary folder."""
    path = Path(tempfile.gettempdir()) / f"discovery-{embedding}-{key}.npy"
    if not path.exists():
        model = load(embedding)
        assert model is not None
        np.save(path, model(texts))
    return np.asarray(np.load(path))


def measured(work: Callable[..., Any], *given: Any) -> tuple[Any, Figures]:
    """Runs in a process of its own: the result, seconds of wall and CPU, gigabytes above the start."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)

    def run() -> None:
        before, wall, cpu = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter(), time.process_time()
        result = work(*given)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        figures = {
            "seconds": time.perf_counter() - wall,
            "cpu": time.process_time() - cpu,
            "gigabytes": peak / 1e6,
            "more": (peak - before.ru_maxrss) / 1e6,
        }
        sender.send((result, figures))

    process = context.Process(target=run)
    process.start()
    sender.close()
    result: tuple[Any, Figures] = receiver.recv()
    process.join()
    return result


def groups(data: Coded, seed: int, pairs: int) -> dict[str, Figures]:
    """Every method on the same answers."""
    from sklearn.metrics import adjusted_mutual_info_score

    found = {}
    for name, method in METHODS.items():
        labels, figures = measured(method, data.texts, data.vectors, data.k, seed)
        figures["AMI"] = float(adjusted_mutual_info_score(data.rarest, labels))
        figures["best match"] = best_match(labels, data.codes)
        figures["stability"] = stability(method, data, seed, pairs)
        figures["left out"] = float((labels < 0).mean())
        figures["groups"] = float(len(set(labels.tolist()) - {-1}))
        found[name] = figures
        print(_line(name, figures), flush=True)
    return found


def best_match(labels: Ints, codes: Sequence[frozenset[str]]) -> float:
    """Mean over answers' codes of the best F1 that any group has with the code: several codes each count."""
    uses = Counter(code for given in codes for code in given)
    sizes = Counter(labels[labels >= 0].tolist())
    both: Counter[tuple[str, int]] = Counter()
    for label, given in zip(labels.tolist(), codes, strict=True):
        both.update((code, label) for code in given if label >= 0)
    best: dict[str, float] = defaultdict(float)
    for (code, label), n in both.items():
        best[code] = max(best[code], 2 * n / (uses[code] + sizes[label]))
    return sum(best[code] * n for code, n in uses.items()) / sum(uses.values())


def stability(method: Method, data: Coded, seed: int, pairs: int) -> float:
    """Mean adjusted Rand index over pairs of subsamples; both of a pair have seeds of their own."""
    scores = []
    for pair in range(pairs):
        rng = np.random.default_rng([seed, pair])
        size = int(0.8 * len(data.texts))
        halves = [np.sort(rng.choice(len(data.texts), size, replace=False)) for _ in range(2)]
        labels = [
            method([data.texts[at] for at in rows], data.vectors[rows], data.k, 2 * pair + side)
            for side, rows in enumerate(halves)
        ]
        _, left, right = np.intersect1d(halves[0], halves[1], return_indices=True)
        scores.append(adjusted_rand(labels[0][left] + 1, labels[1][right] + 1))
    return float(np.mean(scores))


def names(data: Coded, seed: int) -> Figures:
    """Share of held-out answers whose cluster's name shares most words with them, among four; ties count in part."""
    fitted = Clusters(data.k, embedding=looked_up(data.texts, data.vectors)).fit(data.texts)
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(data.texts))
    held, rest = order[: len(order) // 5], np.sort(order[len(order) // 5 :])
    near = nearness(fitted.points_[rest], fitted.centres_)
    made = phrases_of([data.texts[at] for at in rest], fitted.labels_[rest], near)
    bare = _bare(data, fitted.labels_, rest)
    ours = [set(words(suggested(phrases))) for phrases in made]
    return {
        "ours": _picked(ours, data, fitted.labels_, held, np.random.default_rng(seed)),
        "five c-TF-IDF words": _picked(bare, data, fitted.labels_, held, np.random.default_rng(seed)),
    }


def _bare(data: Coded, labels: Ints, rows: Ints) -> list[set[str]]:
    counts = [Counter[str]() for _ in range(int(labels.max()) + 1)]
    for at in rows:
        counts[labels[at]].update(word for word in words(data.texts[at]) if word not in stop_words())
    total = sum(counts, Counter[str]())
    mean = sum(total.values()) / len(counts)
    return [
        set(sorted(each, key=lambda word: (-each[word] * np.log(1 + mean / total[word]), word))[:5])
        for each in counts
    ]


def _picked(named: list[set[str]], data: Coded, labels: Ints, held: Ints, rng: np.random.Generator) -> float:
    scores = []
    for at in held:
        own = int(labels[at])
        others = rng.choice([number for number in range(len(named)) if number != own], 3, replace=False)
        said = set(words(data.texts[at]))
        shared = [len(named[number] & said) for number in (own, *others)]
        scores.append((shared[0] == max(shared)) / shared.count(max(shared)))
    return float(np.mean(scores))


def faults(data: Coded, seed: int, trials: int) -> Figures:
    """Share of trials in which a planted fault of the codebook is among the first three of its kind.

    Two codes in one: also for thirds of the trials by how alike the two codes are.
    """
    fitted = Clusters(data.k, embedding=looked_up(data.texts, data.vectors), resamples=0).fit(data.texts)
    rng = np.random.default_rng(seed)
    uses = Counter(code for given in data.codes for code in given)
    twins, found, alike = 0, [], []
    points = even(fitted.points_)
    for _ in range(trials):
        one, other = sorted(rng.choice(sorted(uses), 2, replace=False).tolist())
        twins += any(
            {"twin", one} == {pair.one, pair.other} for pair in overlapping(_twin(data.codes, one, rng))[:3]
        )
        merged = [
            given - {one, other} | ({"both"} if given & {one, other} else set()) for given in data.codes
        ]
        found.append(any(each.code == "both" for each in several(fitted, data.texts, merged)[:3]))
        alike.append(_alike(points, data.codes, one, other))
    third = np.array_split(np.array(found)[np.argsort(alike, kind="stable")], 3)
    return {
        "twin codes": twins / trials,
        "two codes in one": float(np.mean(found)),
        "least alike third": float(third[0].mean()),
        "middle third": float(third[1].mean()),
        "most alike third": float(third[2].mean()),
    }


def _alike(points: Floats, codes: Sequence[frozenset[str]], one: str, other: str) -> float:
    """Cosine of the two codes' mean answers: how much they are spoken of in the same words."""
    left, right = (points[[code in given for given in codes]].mean(axis=0) for code in (one, other))
    return float(left @ right / np.sqrt((left @ left) * (right @ right)))


def _twin(codes: Sequence[frozenset[str]], code: str, rng: np.random.Generator) -> list[frozenset[str]]:
    """A second code on 80 % of the first one's answers and on as many others as make up the rest."""
    having = [at for at, given in enumerate(codes) if code in given]
    strangers = [at for at, given in enumerate(codes) if code not in given]
    shared = rng.choice(having, int(0.8 * len(having)), replace=False)
    rest = rng.choice(strangers, len(having) - len(shared), replace=False)
    chosen = {*shared.tolist(), *rest.tolist()}
    return [given | {"twin"} if at in chosen else given for at, given in enumerate(codes)]


def stance(folder: Folder, embedding: str, small: bool) -> Figures:
    """Purity of stance in the clusters of each topic, as they are and after the offered splits."""
    rows = [row for row in folder.responses if fold(row["text"])][: 600 if small else None]
    texts = [row["text"] for row in rows]
    known = looked_up(texts, vectors_of(texts, embedding, f"{folder.digest}-{len(texts)}"))
    before = after = majority = offered = mixed = right = 0.0
    for topic in sorted({row["topic"] for row in rows}):
        inside = [row for row in rows if row["topic"] == topic]
        truth = np.array([row["stance"] == "1" for row in inside])
        fitted = Clusters(6, embedding=known, resamples=0).fit([row["text"] for row in inside])
        majority += max(truth.sum(), (~truth).sum())
        for cluster in fitted.clusters_:
            own = np.flatnonzero(fitted.labels_ == cluster.number)
            parts = [own]
            is_mixed = min(truth[own].mean(), 1 - truth[own].mean()) >= 0.25
            mixed += is_mixed
            if cluster.stance:
                offered += 1
                right += is_mixed
                parts = [
                    np.setdiff1d(own, cluster.stance.against),
                    np.intersect1d(own, cluster.stance.against),
                ]
            before += max(truth[own].sum(), (~truth[own]).sum())
            after += sum(max(truth[part].sum(), (~truth[part]).sum()) for part in parts)
    return {
        "purity of all answers as one": majority / len(rows),
        "purity of clusters": before / len(rows),
        "purity after split": after / len(rows),
        "mixed clusters": mixed,
        "offered splits": offered,
        "offered on a mixed cluster": right,
    }


def speed(answers: Sequence[str], seed: int, sizes: Sequence[int]) -> dict[str, Figures]:
    """Seconds and memory of Clusters(24) with the static embedding included, and of Campaigns."""
    found = {}
    _clustered(list(answers[:100]))  # so that imports are not timed
    for total in sizes:
        texts = crowd(answers, total, seed)
        if total <= 100_000:
            found[f"clusters {total:,}"] = measured(_clustered, texts)[1]
        found[f"campaigns {total:,}"] = measured(_campaigned, texts)[1]
        for name in [name for name in found if name.endswith(f" {total:,}")]:
            print(_line(name, found[name]), flush=True)
    return found


def _clustered(texts: list[str]) -> int:
    return len(Clusters(24, embedding="static").fit(texts).clusters_)


def _campaigned(texts: list[str]) -> int:
    return len(Campaigns().fit(texts).campaigns_)


def _line(name: str, figures: Figures) -> str:
    return f"{name:24s} " + "  ".join(f"{key} {value:.3f}" for key, value in figures.items())


def main() -> None:
    """Prints each table as it is made and writes results/discovery_<folder>.json."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--embedding", default="minilm", choices=("minilm", "static"))
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--pairs", type=int, default=3, help="pairs of subsamples for stability")
    parser.add_argument("--million", action="store_true", help="campaigns in a million answers too")
    asked = parser.parse_args()
    folder = load_folder(asked.data)
    answers = [row["text"] for row in folder.responses]
    found: dict[str, Any] = {"embedding": asked.embedding, "small": asked.small, "pairs": asked.pairs}
    if "stance" in folder.responses[0]:
        found["stance"] = stance(folder, asked.embedding, asked.small)
        print(_line("stance", found["stance"]))
    else:
        data = coded(folder, asked.embedding, asked.small)
        print(f"{folder.path.name}: {len(data.texts):,} answers, k = {data.k}")
        found["groups"] = groups(data, asked.seed, 1 if asked.small else asked.pairs)
        for name, figures in (
            ("names", names(data, asked.seed)),
            ("faults", faults(data, asked.seed, 10 if asked.small else 50)),
        ):
            found[name] = figures
            print(_line(name, figures), flush=True)
        if sum(25 <= len(text.split()) <= 70 for text in set(answers)) >= 100:
            found["campaigns"] = score(planted(answers, asked.seed))
            print(_line("planted campaigns", found["campaigns"]), flush=True)
            sizes = [5_000] if asked.small else [5_000, 100_000, *([1_000_000] if asked.million else [])]
            found["speed"] = speed(answers, asked.seed, sizes)
    name = f"discovery_{folder.path.name}" + ("_small" if asked.small else "")
    write_results(name, found, folder, asked.seed)


if __name__ == "__main__":
    main()
