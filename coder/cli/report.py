"""`coder report`: the published summary of responses, with the page to check it by."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coder.cli import _options as options
from coder.cli._show import many, progress_bar, talk
from coder.errors import FileProblem, RequestError

if TYPE_CHECKING:
    from coder.project import Project
    from coder.report.facts import Facts
    from coder.report.summary import Summary

FactsFile = Annotated[
    Path | None,
    typer.Option(
        "--facts", "-f", metavar="FILE", help="What only you know; else report.yaml, if it is here."
    ),
]


def report(
    folder: Annotated[Path | None, typer.Argument(metavar="[FOLDER]", help="Where the files go.")] = None,
    facts: FactsFile = None,
    public: Annotated[bool, typer.Option("--public", help="The edition that may be published.")] = False,
    question: Annotated[
        str | None, typer.Option("--question", "-q", help="Only answers to this question.")
    ] = None,
    docx: Annotated[bool, typer.Option("--docx/--no-docx", help="Also as a Word document.")] = True,
    start: Annotated[
        Path | None,
        typer.Option("--start", metavar="FILE", help="Write a first report.yaml, filled in so far."),
    ] = None,
    project: options.ProjectFile = None,
) -> None:
    """Write the summary of responses (HTML, Word) and the explorer behind it."""
    with options.opened(project) as opened:
        if start:
            _start(opened, start)
        elif folder is None:
            raise RequestError("Say where the report goes: coder report FOLDER.")
        else:
            _write(opened, folder, given_facts(opened, facts), public, question, docx)


def given_facts(project: Project, path: Path | None) -> Facts:
    """The facts in the file named, else in report.yaml here; without either, none."""
    from coder.report.facts import Facts, read_facts

    usual = Path("report.yaml")
    if path is None and not usual.is_file():
        talk("There is no report.yaml here: 'coder report --start report.yaml' writes one to fill in.")
        return Facts()
    return read_facts(path or usual, project)


def _start(project: Project, path: Path) -> None:
    from coder.report.start import skeleton

    if path.exists():
        raise FileProblem(path, "is there already and was left as it is", "Name another file.")
    path.write_text(skeleton(project), encoding="utf-8")
    talk(f"Wrote {path}. Fill it in, then: coder report FOLDER --facts {path}")


def _write(
    project: Project, folder: Path, facts: Facts, public: bool, question: str | None, docx: bool
) -> None:
    from coder.report.files import made

    with progress_bar("counting") as progress:
        summary, files = made(project, facts, public=public, question=question, docx=docx, progress=progress)
    save(folder, files)
    talk(f"Wrote {', '.join(str(folder / name) for name in files)}.")
    _tell(summary)


def save(folder: Path, files: Mapping[str, bytes]) -> None:
    """All of them or none: what stood there before stays until the last one is complete."""
    from coder.interchange.files import whole

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileProblem(folder, f"cannot be made: {(error.strerror or str(error)).lower()}") from None
    with whole(*(folder / name for name in files)) as temporary:
        for path, content in zip(temporary, files.values(), strict=True):
            path.write_bytes(content)


def _tell(summary: Summary) -> None:
    from coder.report.document import difference_sentence

    for difference in summary.differences:
        talk(f"Differs: {difference_sentence(difference)}")
    for gap in summary.gaps:
        talk(f"Still open: {gap}")
    if summary.to_tick:
        fate = "left out" if summary.public else "marked"
        talk(f"{many(summary.to_tick, 'quote')} {fate} until a person agrees: 'coder report --tick' asks.")
