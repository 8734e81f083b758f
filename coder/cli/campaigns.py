"""`coder campaigns`: organised answers, counted fairly, and what individuals added."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from coder.cli import _options as options
from coder.cli._options import Format
from coder.cli._show import many, show, talk, visible
from coder.errors import RequestError, UnknownNameError

if TYPE_CHECKING:
    from coder.discovery.campaigns import Campaign
    from coder.domain import Source
    from coder.project import Project


def campaigns(
    number: Annotated[int | None, typer.Argument(metavar="[N]", help="Show one, with its variants.")] = None,
    least: Annotated[int, typer.Option(min=2, help="Answers that make a campaign.")] = 3,
    kept: Annotated[float, typer.Option(min=0.3, max=1.0, help="Share of the template a copy keeps.")] = 0.55,
    by: Annotated[
        list[str] | None,
        typer.Option(metavar="VARIABLE", help="Count by this (repeatable); else by each date."),
    ] = None,
    join: Annotated[tuple[int, int] | None, typer.Option(metavar="N N", help="These two are one.")] = None,
    part: Annotated[
        tuple[int, int] | None, typer.Option(metavar="N VARIANT", help="This variant is another campaign.")
    ] = None,
    certain: Annotated[
        int | None,
        typer.Option(
            "--certain",
            min=2,
            metavar="N",
            help="Read all of every campaign of N respondents or more; fixed before any is coded.",
        ),
    ] = None,
    review: Annotated[
        bool, typer.Option("--review", help="Read it: the template once, then the additions.")
    ] = False,
    where: options.WhereOption = None,
    project: options.ProjectFile = None,
    as_: options.As = "",
    shown: options.Shown = Format.table,
) -> None:
    """Find texts made from one template: respondents, answers and distinct texts side by side."""
    with options.opened(project) as opened:
        variables = _counted_by(opened, by)
        if certain:
            _fix(opened, certain, kept, options.who(as_))
        found, sources = opened.campaigns(where=options.where(where), least=least, kept=kept)
        if join or part:
            _change(opened, found, sources, join, part, options.who(as_))
            found, sources = opened.campaigns(where=options.where(where), least=least, kept=kept)
        if review:
            from coder.tui.plain import review as read

            chosen = _one(found, number or 1)
            read(opened.campaign_session(chosen, sources, options.who(as_)), keymap=options.keymap(opened))
            return
    if number:
        show(_variants(_one(found, number), sources), shown)
    else:
        show(
            [_row(at, each, sources, variables) for at, each in enumerate(found, 1)],
            shown,
            empty="No campaign.",
        )
        talk(
            f"{many(len(found), 'campaign')} of {least} answers or more, each keeping {kept:.0%} of its template."
        )


def _counted_by(project: Project, by: list[str] | None) -> list[str]:
    known = [each.name for each in project.variables]
    for name in by or ():
        if name not in (*known, "case", "question"):
            raise UnknownNameError("variable", name, known)
    return by or [each.name for each in project.variables if each.kind == "date"]


def _fix(project: Project, least: int, kept: float, coder: str) -> None:
    fixed = project.fix_campaigns(least=least, kept=kept, coder=coder)
    talk(
        f"{many(fixed.campaigns, 'campaign')} of {many(fixed.cases, 'respondent')} left the random order and will be "
        f"read whole: {many(fixed.answers, 'distinct answer')}, in turn with the random ones in 'coder review'."
    )


def _change(
    project: Project,
    found: list[Campaign],
    sources: list[Source],
    join: tuple[int, int] | None,
    part: tuple[int, int] | None,
    coder: str,
) -> None:
    if join:
        one, other = (sources[_one(found, number).answers[0]] for number in join)
        project.join_campaigns(one, other, coder=coder)
    if part:
        variants = _one(found, part[0]).variants
        if not 1 <= part[1] <= len(variants):
            raise RequestError(f"Campaign {part[0]} has variants 1 to {len(variants)}, not {part[1]}.")
        project.part_campaign([sources[at] for at in variants[part[1] - 1].answers], coder=coder)


def _one(found: list[Campaign], number: int) -> Campaign:
    if not 1 <= number <= len(found):
        raise RequestError(f"There is no campaign {number}: {many(len(found), 'campaign')} found.")
    return found[number - 1]


def _row(number: int, campaign: Campaign, sources: list[Source], variables: list[str]) -> dict[str, Any]:
    from coder.project.project import shown, value_of

    spread = {name: campaign.by([shown(value_of(source, name)) for source in sources]) for name in variables}
    public = all(sources[at].case.privacy != "confidential" for at in campaign.answers)
    return {
        "campaign": number,
        **campaign.counts([source.case.id for source in sources]),
        "with additions": sum(bool(variant.added) for variant in campaign.variants),
        "template": visible(campaign.template) if public else "(confidential)",
        **spread,
    }


def _variants(campaign: Campaign, sources: list[Source]) -> list[dict[str, Any]]:
    return [
        {
            "variant": number,
            "answers": len(variant.answers),
            "kept": round(variant.kept, 2),
            "first": sources[variant.answers[0]].name,
            "added": " | ".join(
                passage.text if sources[passage.answer].case.privacy != "confidential" else "(confidential)"
                for passage in variant.added
            ),
        }
        for number, variant in enumerate(campaign.variants, 1)
    ]
