"""`coder bulk summary | audit | count`: what a bulk run came to, and how many really raised what."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coder.cli import _options as options
from coder.cli._options import Format
from coder.cli._show import many, progress_bar, show, show_facts, talk
from coder.errors import listed

if TYPE_CHECKING:
    from coder.bulk.summary import Summary
    from coder.codebook import Codebook
    from coder.project.counts import Count

Out = Annotated[Path, typer.Argument(metavar="OUT", help="The folder that 'coder bulk tag --out' filled.")]


def summary(
    out: Out,
    by: Annotated[str, typer.Option(metavar="COLUMN", help="One row for each of its values.")] = "",
    shown: options.Shown = Format.table,
) -> None:
    """Show what the machine proposed, by code and group, and how the answers differ from those learnt from."""
    from coder.bulk.summary import summarise

    with progress_bar("counting") as progress:
        found = summarise(out, by=by, progress=progress)
    if shown is Format.json:
        show_facts(found.facts(), shown)
        return
    show(found.records(), shown, empty="No code.")
    if shown is Format.table:
        show([{"": s.what, "here": s.here, "where learnt": s.learnt} for s in found.shifts], shown)
    _say(found)


def audit(
    out: Out,
    project: Annotated[Path, typer.Option("--out", metavar="NAME.coder", help="The project to make.")],
    n: Annotated[int, typer.Option("--n", min=1, help="Answers to draw.")] = 400,
    seed: Annotated[int, typer.Option(min=0, help="Another seed draws others.")] = 0,
    codebook: Annotated[
        Path | None, typer.Option(metavar="FILE", help="What its readers go by: a codebook or a project.")
    ] = None,
    as_: options.As = "",
) -> None:
    """Draw a random sample into a new project, to be read blind: it gives intervals for the whole run."""
    from coder.bulk import audit as audits

    with progress_bar("drawing") as progress:
        made = audits.draw(
            out,
            project if project.suffix == ".coder" else project.with_name(project.name + ".coder"),
            n=n,
            seed=seed,
            codebook=_codebook(codebook) if codebook else None,
            coder=options.who(as_),
            progress=progress,
        )
    if codebook is None:
        talk("Its codes have no definitions: --codebook FILE would have brought them along.")
    if made.unjudged:
        talk(f"Not in the codebook, so nobody will judge them: {listed(list(made.unjudged))}.")
    talk(f"Drew {many(made.answers, 'answer')} of {made.population:,} into {made.project}.")
    talk(f"Next: 'coder review -p {made.project}' to read them, then 'coder bulk count -p {made.project}'.")


def count(
    out: Annotated[
        Path | None,
        typer.Argument(metavar="[OUT]", help="With --by: the folder that the audit was drawn from."),
    ] = None,
    by: Annotated[str, typer.Option(metavar="COLUMN", help="One row for each of its values.")] = "",
    project: options.ProjectFile = None,
    shown: options.Shown = Format.table,
) -> None:
    """Count who raised each code in the whole run, with 95 % intervals, from what was read of its audit."""
    from coder.bulk import audit as audits

    with options.opened(project) as opened, progress_bar("adding up") as progress:
        found = audits.count(opened, by=by, out=out, progress=progress)
    if shown is not Format.table:
        show(found.records(), shown)
        return
    show([_line(row, bool(by)) for row in found.rows], shown)
    talk(
        "Counted: answers with text in the whole run. S: answers of its random sample that were read, up to the first "
        "gap. 'sample + machine': the machine's probabilities of all answers make the interval narrower."
    )


def _line(row: Count, grouped: bool) -> dict[str, object]:
    from coder.cli.count import bar, how

    found = row.estimate
    names: dict[str, object] = {"code": row.name, **({"group": row.group or "all"} if grouped else {})}
    if found is None:
        return names | {"n": "", "share": "hidden", "95 %": "", "": "", "how": "", "S": "", "n_eff": ""}
    share, low, high = found.limits if found.low is not None else (found.share, None, None)
    return names | {
        "n": f"{max(found.count, 0):,.0f}" if low is not None else "",
        "share": f"{share:.1%}" if low is not None else "",
        "95 %": "" if low is None or high is None or found.how == "exact" else f"{low:.1%} to {high:.1%}",
        "": "" if low is None else bar(share, low, high),
        "how": how(found.how, found.n, found.pending),
        "S": found.n,
        "n_eff": "" if found.n_effective is None else f"{found.n_effective:,.0f}",
    }


def _codebook(file: Path) -> Codebook:
    from coder.cli.codebook import read

    if file.suffix == ".coder":
        with options.opened(file) as opened:
            return opened.codebook
    return read(file)


def _say(found: Summary) -> None:
    zones = ", ".join(
        f"{zone} {count:,} ({count / found.answers:.0%})" for zone, count in found.zones.items()
    )
    talk(f"{many(found.answers, 'answer')} tagged by {found.model}: {zones}.")
    talk(
        "Codings only: what a machine proposed, not how many raised it. 'coder bulk audit' draws the sample that "
        f"tells. Words: of {many(found.looked_at, 'answer')} drawn at random. Where learnt: readings may have been "
        "chosen, so shares there need not be those of any population."
    )
