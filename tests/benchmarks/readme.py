"""README's table of figures, made from the results of the benchmarks. Run it after a benchmark:

python -m tests.benchmarks.readme
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

MARK = "<!-- figures: python -m tests.benchmarks.readme -->"
README = Path(__file__).resolve().parents[2] / "README.md"
RESULTS = Path(__file__).resolve().parent / "results"


def figures() -> str:
    """Markdown rows: what, figure, data and commit; nothing is typed by hand."""
    rows = [
        *_learning(), *_key_points(), *_coverage(), *_review(), *_clusters(), *_job(), *_interchange(), *_report(), *_bulk()
    ]  # fmt: skip
    lines = ["| what | measured | data, commit |", "|---|---|---|"]
    return "\n".join(lines + [f"| {what} | {figure} | {where} |" for what, figure, where in rows])


def _results(pattern: str) -> list[dict[str, Any]]:
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(RESULTS.glob(pattern))]


def _where(result: dict[str, Any]) -> str:
    return f"{result['data'].get('name', 'synthetic')}, {result['commit'][:7]}"


def _learning() -> list[tuple[str, str, str]]:
    rows = []
    for result in _results("learning_curve-*.json"):
        for name in ("ours@100", "ours@400", "ours@all"):
            if found := result["figures"].get(name):
                what = f"learner ({result['embedding']}), {name.removeprefix('ours@')} readings: micro / macro / samples-F1"
                scores = " / ".join(f"{found[key]:.3f}" for key in ("micro", "macro", "samples"))
                rows.append((what, scores, _where(result)))
    return rows


def _key_points() -> list[tuple[str, str, str]]:
    return [
        (
            "nothing read, codebook only: mean average precision, strict / relaxed (TF-IDF cosine)",
            " / ".join(
                f"{result['figures']['tagger, nothing read'][how]:.3f} ({result['figures']['tfidf cosine'][how]:.3f})"
                for how in ("strict", "relaxed")
            ),
            _where(result),
        )
        for result in _results("learning_keypoints-*.json")
    ]


def _coverage() -> list[tuple[str, str, str]]:
    rows = []
    for result in _results("coverage.json"):
        for row in result["rows"]:
            if row["scenario"] == "plain" and row["goal"] == "counts" and row["unit"] == "case":
                what = f"95 % intervals, {row['readings']} readings, themes {row['size']}: coverage of ours (of machine codes counted as true)"
                rows.append((what, f"{row['ours']:.0%} ({row['naive']:.0%})", _where(result)))
    return rows


def _job() -> list[tuple[str, str, str]]:
    rows = []
    for result in _results("main_job.json"):
        for size, steps in [("10000", result["sizes"]["10000"])]:
            for step in ("add", "first answer", "status", "export"):
                ratio = steps[step]["times_pandas"]
                rows.append(
                    (
                        f"{step}, {int(size):,} answers, as a multiple of reading and writing them with pandas",
                        f"{ratio:.1f}",
                        _where(result),
                    )
                )
    return rows


def _interchange() -> list[tuple[str, str, str]]:
    rows = []
    for result in _results("interchange.json"):
        steps = result["sizes"]["10000"]
        plain = steps["plain csv"]["seconds"]
        for step in ("qdpx", "qdpx read", "xlsx"):
            rows.append(
                (
                    f"{step}, 10,000 answers with 30,000 codings, as a multiple of plain csv",
                    f"{steps[step]['seconds'] / plain:.1f}",
                    _where(result),
                )
            )
    return rows


def _review() -> list[tuple[str, str, str]]:
    rows = []
    for result in _results("review_replay_nhs_fft_neas.json"):
        both = result["goals"]["both"]
        keys = f"{both['blind']['keys per answer']:.1f} / {both['other']['keys per answer']:.1f}"
        rows.append(
            ("review by an ideal analyst: keys per answer, blind / with proposals", keys, _where(result))
        )
        found = both["read"]["30%"]["samples"]
        rows.append(("samples-F1 of the whole data set with 30 % read", f"{found:.3f}", _where(result)))
    for result in _results("review_latency_nhs_fft_neas.json"):
        seen = result["80x24"]
        text = f"{seen['drawn p50']:.0f} / {seen['drawn p95']:.0f} ms"
        what = "from key to next answer on the screen, 10,000 answers, 400 read: p50 / p95"
        rows.append((what, text, _where(result)))
    return rows


def _clusters() -> list[tuple[str, str, str]]:
    rows = []
    for result in _results("discovery_n*.json"):
        groups = result["groups"]
        text = ", ".join(
            f"{name} {groups[name]['AMI']:.3f}" for name in sorted(groups, key=lambda n: -groups[n]["AMI"])
        )
        rows.append(("clusters: adjusted mutual information with people's codes", text, _where(result)))
    return rows


def _report() -> list[tuple[str, str, str]]:
    rows = []
    for result in _results("report.json"):
        ratio = result["steps"]["coder report"]["times_csv"]
        what = f"coder report, {result['answers']:,} answers, as a multiple of writing the same table as csv"
        page = result["browser"]
        rows.append((what, f"{ratio:.1f}", _where(result)))
        what = f"explorer, {page['answers']:,} answers: interactive / a filter (p95) / size"
        text = (
            f"{page['interactive_ms']:.0f} ms / {page['filter_p95_ms']:.0f} ms / {page['megabytes']:.1f} MB"
        )
        rows.append((what, text, _where(result)))
    return rows


def _bulk() -> list[tuple[str, str, str]]:
    rows = []
    for result in _results("bulk.json"):
        most, where = result["rows"][-1], f"resampled answers, {result['commit'][:7]}"
        what = f"bulk, {most['rows']:,} answers on two cores: times scikit-learn's pipeline / spaCy's textcat as it comes / its bag of words"
        ratios = " / ".join(
            f"{result['ratios'][name]:.1f}"
            for name in ("scikit-learn", "spaCy, as it comes", "spaCy, bag of words")
        )
        rows.append((what, ratios, where))
        rows.append(
            (
                f"bulk, {most['rows']:,} answers: peak memory of all processes",
                f"{most['peak_rss_mb']} MB",
                where,
            )
        )
    for result in _results("bulk_audit.json"):
        every = result["rows"]["unseen"][-1]
        what = f"bulk audit, {result['n']} read: coverage of 95 % intervals for the whole file"
        rows.append((what, f"{every['covered']:.0%}", _where(result)))
    return rows


def main() -> None:
    """Rewrites what stands between the two marks of README."""
    before, _, after = README.read_text(encoding="utf-8").split(MARK)
    README.write_text(f"{before}{MARK}\n{figures()}\n{MARK}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
