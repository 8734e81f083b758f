"""`coder report`: the published summary of responses, with the page to check it by."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coder.cli import _options as options
from coder.cli import editions
from coder.cli._options import Format
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
    freeze: Annotated[
        int | None, typer.Option("--freeze", metavar="N", help="Sign this edition off under a number.")
    ] = None,
    frozen: Annotated[
        int | None, typer.Option("--frozen", metavar="N", help="Make a frozen edition again, as it was.")
    ] = None,
    since: Annotated[
        int | None, typer.Option("--since", metavar="N", help="Say what has changed since an edition.")
    ] = None,
    project: options.ProjectFile = None,
    as_: options.As = "",
    shown: options.Shown = Format.table,
) -> None:
    """Write the summary of responses (HTML, Word) and the explorer behind it."""
    if freeze or frozen or since:
        editions.refuse_part(question)
    if frozen is not None and (freeze is not None or facts):
        raise RequestError("An edition comes out as it was signed off: leave --freeze and --facts out.")
    with options.opened(project) as opened:
        if start:
            _start(opened, start)
        elif quotes or tick:
            (_tick if tick else _list)(opened, facts, question)
        elif frozen is not None:
            again = partial(_write, folder=folder, public=public, docx=docx, since=since) if folder else None
            editions.make_again(opened, frozen, again, shown)
        elif folder is None and freeze is None:
            if since is None:
                raise RequestError("Say where the report goes: coder report FOLDER.")
            files = editions.facts_files_of(facts)
            editions.show_since(opened, since, given_facts(opened, facts), files, shown)
        else:
            files = editions.facts_files_of(facts) if freeze or since else {}
            signed = (freeze, options.who(as_)) if freeze is not None else None
            _write(
                opened, given_facts(opened, facts), files,
                folder=folder, public=public, question=question, docx=docx, since=since, signed=signed,
            )  # fmt: skip


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
    save(path.parent, {path.name: skeleton(project).encode()})
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
        for line in ("", f"{number} of {len(waiting)}", *_shown(offer)):
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
    project: Project,
    facts: Facts,
    files: Mapping[str, str],
    *,
    folder: Path | None,
    public: bool,
    docx: bool,
    question: str | None = None,
    since: int | None = None,
    signed: tuple[int, str] | None = None,
) -> None:
    """Signs off (number, coder) before it writes: an edition that is refused leaves no files."""
    from coder.report.files import made

    first = editions.heading(project, since, files)
    with progress_bar("counting") as progress:
        summary, pages = made(
            project, facts, public=public, question=question, docx=docx, first=first, progress=progress
        )
    if signed:
        editions.keep(project, signed[0], summary, files, signed[1])
    if folder:
        save(folder, pages)
        talk(f"Wrote {', '.join(str(folder / name) for name in pages)}.")
    tell(summary)
    editions.warn_of_few(project, summary)


def save(folder: Path, files: Mapping[str, bytes]) -> None:
    """All of them or none: what stood there before stays until the last one is complete."""
    from coder.interchange.files import whole

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise FileProblem(folder, f"cannot be made: {why}", "Name another folder.") from None
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
