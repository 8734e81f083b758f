"""`coder report`: the published summary of responses, with the page to check it by."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coder.cli import _options as options
from coder.cli._show import many, progress_bar, talk, visible
from coder.errors import FileProblem, RequestError

if TYPE_CHECKING:
    from coder.project import Project
    from coder.report.facts import Facts
    from coder.report.summary import Summary
    from coder.report.ticking import Offer

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
    quotes: Annotated[
        bool, typer.Option("--quotes", help="List the quotes, with a line to tick each in report.yaml.")
    ] = False,
    tick: Annotated[
        bool, typer.Option("--tick", help="Ask about each quote; yes ticks it, no keeps it out.")
    ] = False,
    project: options.ProjectFile = None,
) -> None:
    """Write the summary of responses (HTML, Word) and the explorer behind it."""
    with options.opened(project) as opened:
        if start:
            _start(opened, start)
        elif quotes or tick:
            (_tick if tick else _list)(opened, facts, question)
        elif folder is None:
            raise RequestError("Say where the report goes: coder report FOLDER.")
        else:
            _write(opened, folder, given_facts(opened, facts), public, question, docx)


def given_facts(project: Project, path: Path | None, *, quietly: bool = False) -> Facts:
    """The facts in the file named, else in report.yaml here; without either, none."""
    from coder.report.facts import Facts, read_facts

    usual = Path("report.yaml")
    if path is None and not usual.is_file():
        if not quietly:
            talk("There is no report.yaml here: 'coder report --start report.yaml' writes one to fill in.")
        return Facts()
    return read_facts(path or usual, project)


def _start(project: Project, path: Path) -> None:
    from coder.report.start import skeleton

    if path.exists():
        raise FileProblem(path, "is there already and was left as it is", "Name another file.")
    path.write_text(skeleton(project), encoding="utf-8")
    talk(f"Wrote {path}. Fill it in, then: coder report FOLDER --facts {path}")


def _offers(project: Project, path: Path | None, question: str | None) -> list[Offer]:
    from coder.report.summary import quotes_of
    from coder.report.ticking import offers

    return offers(project, quotes_of(project, given_facts(project, path), question))


def _list(project: Project, path: Path | None, question: str | None) -> None:
    for offer in (found := _offers(project, path, question)):
        for line in _shown(offer):
            typer.echo(line)
        typer.echo(f"{visible(offer.line)}\n")
    ticked = sum(offer.picked.ticked for offer in found)
    talk(
        f"{many(len(found), 'quote')}, {ticked} ticked. The lines that begin with '  - ' go under 'quotes:'."
    )


def _shown(offer: Offer) -> list[str]:
    """Theme, who, what to look at, and the words."""
    picked = offer.picked
    words = picked.passage.text
    state = "ticked" if picked.ticked else "its words have changed" if picked.stale else "to tick"
    doubts = [f"{flag.kind} '{words[flag.start : flag.end]}'" for flag in picked.flags]
    head = " · ".join([offer.theme, offer.source, picked.group, state, *doubts])
    return [visible(head), *(f"    {visible(line)}" for line in words.splitlines())]


def _tick(project: Project, path: Path | None, question: str | None) -> None:
    from coder.report.ticking import decide

    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise RequestError(
            "A person must tick quotes, at a terminal. 'coder report --quotes' prints lines to paste into report.yaml."
        )
    given = path or Path("report.yaml")
    waiting = [offer for offer in _offers(project, given, question) if not offer.picked.ticked]
    refused = 0
    for number, offer in enumerate(waiting, 1):
        talk("\n".join(["", f"{number} of {len(waiting)}"]))
        for line in _shown(offer):
            talk(line)
        said = typer.prompt("Publish these words? yes, no (never), later, quit", default="later", err=True)
        if said[:1].casefold() == "q":
            break
        if said[:1].casefold() in ("y", "n"):
            decide(given, offer, agreed=said[:1].casefold() == "y")
            refused += said[:1].casefold() == "n"
    if refused:
        talk("Others take the place of those refused: run it again to see them.")


def _write(
    project: Project, folder: Path, facts: Facts, public: bool, question: str | None, docx: bool
) -> None:
    from coder.report.files import made

    with progress_bar("counting") as progress:
        summary, files = made(project, facts, public=public, question=question, docx=docx, progress=progress)
    save(folder, files)
    talk(f"Wrote {', '.join(str(folder / name) for name in files)}.")
    tell(summary)


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


def tell(summary: Summary) -> None:
    """What a person still has to look at: differences, gaps, quotes without a tick."""
    from coder.report.document import difference_sentence

    for difference in summary.differences:
        talk(f"Differs: {difference_sentence(difference)}")
    for gap in summary.gaps:
        talk(f"Still open: {gap}")
    if summary.to_tick:
        fate = "left out" if summary.public else "marked"
        talk(f"{many(summary.to_tick, 'quote')} {fate} until a person agrees: 'coder report --tick' asks.")
