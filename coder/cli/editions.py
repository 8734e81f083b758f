"""Editions of `coder report`: --freeze keeps one, --frozen makes it again, --since says what has changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coder.cli._options import Format
from coder.cli._show import many, progress_bar, show, talk
from coder.errors import RequestError

if TYPE_CHECKING:
    from coder.project import Project
    from coder.report.content import Section
    from coder.report.facts import Facts
    from coder.report.freeze import Difference
    from coder.report.summary import Summary

Heading = Callable[["Summary"], tuple["Section", ...]]


def facts_files_of(path: Path | None) -> dict[str, str]:
    """What an edition keeps of the facts file that `coder report` would read."""
    from coder.report.freeze import facts_files

    usual = Path("report.yaml")
    return facts_files(path or (usual if usual.is_file() else None))


def heading(project: Project, number: int | None, facts: Mapping[str, str]) -> Heading:
    """Makes the section on what has changed since an edition; nothing for None."""
    from coder.report.freeze import changes, figures
    from coder.report.since import section

    def sections(summary: Summary) -> tuple[Section, ...]:
        if number is None:
            return ()
        return (section(changes(project, number, figures(summary), facts)),)

    return sections


def keep(project: Project, number: int, summary: Summary, facts: Mapping[str, str], coder: str) -> None:
    """Signs an edition off under its number."""
    from coder.report.freeze import figures, freeze

    edition = freeze(project, number, figures(summary), facts, coder=coder)
    talk(f"Edition {number} is frozen with {many(len(edition.figures), 'figure')}, since {edition.at[:10]}.")


def show_since(project: Project, number: int, facts: Facts, files: Mapping[str, str], shown: Format) -> None:
    """What has changed since an edition: sentences as talk, figures as rows."""
    from coder.report.freeze import changes, figures
    from coder.report.since import headlines, sentences
    from coder.report.summary import summarise

    with progress_bar("counting") as progress:
        summary = summarise(project, facts, progress=progress)
    changed = changes(project, number, figures(summary), files)
    for sentence in sentences(changed):
        talk(sentence)
    if shown is not Format.table:
        show([_row(each) for each in changed.figures], shown)
        return
    rows = [{"figure": label, "then": then, "now": now} for label, then, now in headlines(changed)]
    show(rows, shown, empty="Every number of the main tables is the same.")
    if len(changed.figures) > len(rows):
        talk(f"Of all that was kept {many(len(changed.figures), 'figure')} moved: --format csv lists them.")


def make_again(
    project: Project,
    number: int,
    write: Callable[[Project, Facts, Mapping[str, str]], None] | None,
    shown: Format,
) -> None:
    """Recomputes an edition and says whether it came out the same; `write` gets the project as it was."""
    from coder.report.freeze import recompute, reopened

    again = recompute(project, number)
    if again.gone.forgotten:
        people = many(len(again.gone.forgotten), "respondent")
        talk(f"{people} forgotten since edition {number}: what they said is gone, so its figures differ.")
    if again.gone.replaced:
        talk(f"Answers or values were replaced since edition {number} (coder add --update).")
    if again.figures is None:
        raise RequestError(f"Edition {number} cannot be made again: {again.why}")
    if not again.edition.intact and not again.gone.forgotten:
        talk(f"What is kept of edition {number} is not what was signed off: its sha256 differs.")
    if again.equal:
        talk(f"Edition {number} comes out the same: {many(len(again.figures), 'figure')}.")
    else:
        show([_row(each) for each in again.differences], shown, empty="Every figure comes out the same.")
    if write:
        with reopened(project, again.edition) as (copy, facts):
            write(copy, facts, again.edition.facts)


def warn_of_few(project: Project, summary: Summary) -> None:
    """Says where an edition that is out has so few respondents less that the difference is about persons."""
    from coder.project.hiding import protected
    from coder.report.freeze import editions

    least = min(protected(project).values(), default=0) if summary.public else 0
    for edition in editions(project) if least else ():
        came = summary.counted["received"] - int(edition.figures.get("responses/received") or 0)
        if 0 < came < least:
            talk(
                f"Edition {edition.number} has {many(came, 'response')} less: whoever holds both can work out what "
                "these said, also by variables whose small counts are hidden. Publish one of them only."
            )


def refuse_part(question: str | None) -> None:
    """An edition is of the whole consultation."""
    if question:
        raise RequestError("An edition is of all questions: leave --question out.")


def _row(difference: Difference) -> dict[str, Any]:
    return {"figure": difference.name, "then": difference.then, "now": difference.now}
