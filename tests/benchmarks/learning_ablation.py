"""What each part of the learner is worth: one part left out at a time, three data sets, 400 labels.

    python -m tests.benchmarks.learning_ablation DATA_ROOT [--seed 0] [--labels 400] [--small]

    python -m tests.benchmarks.learning_ablation --write

DATA_ROOT holds nhs_fft_neas, nlupp_banking and anes2008_candidates. `--write` runs nothing and puts the figures of
all learning benchmarks (tests/benchmarks/results/) into models/README.md.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np

from coder.tagging.tagger import Tagger
from tests.benchmarks._common import HERE, write_results
from tests.benchmarks.learning_data import Problem, embedder, problem
from tests.benchmarks.learning_methods import f1, ours

SETS = ("nhs_fft_neas", "nlupp_banking", "anes2008_candidates")
VARIANTS: dict[str, dict[str, Any]] = {
    "everything, MiniLM": {},
    "static table instead of MiniLM": {"embedding": "static"},
    "no embedding": {"embedding": "none"},
    "no character n-grams": {"without": "characters"},
    "no word n-grams": {"without": "words"},
    "embedding alone": {"without": "words characters squares question"},
    "the encoder's last layer only": {"embedding": "last"},
    "no squares of the embedding": {"without": "squares"},
    "questions not told apart": {"without": "question"},
    "no codebook": {"book": False},
}
MARK = "<!-- figures -->"


def figures(
    data: Problem, models: dict[str, Any], options: dict[str, Any], labels: int, parts: int | None
) -> Any:
    """Mean micro-, macro- and samples-F1 over folds."""
    book = data.book if options.get("book", True) else None
    embedding = models[options.get("embedding", "minilm")]
    tagger = Tagger(book, embedding=embedding).prepare(data.texts, data.questions)
    assert tagger.space_ is not None
    tagger.space_.scales |= dict.fromkeys(options.get("without", "").split(), 0.0)
    scores = [
        f1(ours(data, tagger, labelled, test), data.truth[test])
        for labelled, test in data.splits(labels, parts)
    ]
    return [float(value) for value in np.mean(scores, axis=0)]


def run(root: Path, labels: int, small: bool) -> dict[str, dict[str, list[float]]]:
    """Every variant on every data set."""
    found: dict[str, dict[str, list[float]]] = {}
    models = {name: embedder(name) for name in (("none",) if small else ("minilm", "static", "none"))}
    if not small:
        models["last"] = lambda texts: models["minilm"](texts)
    for name in SETS[: 1 if small else None]:
        data = problem(root / name)
        for variant, options in VARIANTS.items():
            if options.get("embedding", "minilm") in models:
                scores = figures(data, models, options, labels, 2 if small else 5)
                found.setdefault(variant, {})[name] = scores
                print(f"{name:22} {variant:32} " + "  ".join(f"{score:.3f}" for score in scores), flush=True)
    return found


def ablation_table(found: dict[str, dict[str, list[float]]]) -> str:
    """Markdown: micro / macro / samples-F1."""
    lines = ["| | " + " | ".join(SETS) + " |", "|---|" + "---|" * len(SETS)]
    for variant, scores in found.items():
        cells = [
            " / ".join(f"{value:.3f}" for value in scores[name]) if name in scores else "" for name in SETS
        ]
        lines.append(f"| {variant} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def curve_table() -> str:
    """Markdown of all learning curves that were measured."""
    lines = [
        "| data | embedding | method @ labels | micro | macro | samples | ECE | slope | auto |",
        "|" + "---|" * 9,
    ]
    for path in sorted((HERE / "results").glob("learning_curve-*.json")):
        known = json.loads(path.read_text(encoding="utf-8"))
        for name, row in known["figures"].items():
            more = row.get("calibration", {})
            cells = [
                known["data"]["name"],
                known["embedding"],
                name,
                *(f"{row[key]:.3f}" for key in ("micro", "macro", "samples")),
                *(f"{more[key]:.3f}" if more else "" for key in ("ece", "slope_common")),
                f"{row['auto']:.1%}" if "auto" in row else "",
            ]
            lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def extra_lines() -> str:
    """What the benchmarks of key points and speed found."""
    lines = []
    for path in sorted(
        [*(HERE / "results").glob("learning_keypoints-*.json"), HERE / "results" / "learning_speed.json"]
    ):
        if path.exists():
            known = json.loads(path.read_text(encoding="utf-8"))
            lines.append(
                f"* `{path.stem}` ({known['data']['name']}): `{json.dumps(_short(known['figures']))}`"
            )
    return "\n".join(lines)


def _short(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _short(part) for key, part in value.items()}
    return float(f"{value:.3g}") if value < 100 else round(value)


def write_page() -> None:
    """Replaces what follows the mark in models/README.md by the figures in results/."""
    known = json.loads((HERE / "results" / "learning_ablation.json").read_text(encoding="utf-8"))
    page = HERE.parents[1] / "models" / "README.md"
    before = page.read_text(encoding="utf-8").split(MARK)[0]
    body = f"""{MARK}

Written by `tests/benchmarks/learning_ablation.py --write`; do not edit below this line.

## What each part is worth

{known["labels"]} labels, given folds or split, micro / macro / samples-F1.

{ablation_table(known["figures"])}

## Learning curves

{curve_table()}

## Without labels, and speed

{extra_lines()}
"""
    page.write_text(before + body, encoding="utf-8")


def main() -> None:
    """Reads the arguments, runs, prints, writes."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("root", type=Path, nargs="?")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--labels", type=int, default=400)
    parser.add_argument("--small", action="store_true", help="one data set, two folds, no embedding")
    parser.add_argument(
        "--write", action="store_true", help="write models/README.md from earlier results, run nothing"
    )
    given = parser.parse_args()
    if given.write or given.root is None:
        write_page()
        return
    found = run(given.root, given.labels, given.small)
    if not given.small:
        print(
            write_results("learning_ablation", {"labels": given.labels, "figures": found}, None, given.seed)
        )


if __name__ == "__main__":
    main()
