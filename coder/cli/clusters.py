"""`coder clusters`: answers that belong together, and the way from a cluster to a code."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, Annotated, Any

import typer

from coder.cli import _options as options
from coder.cli._options import Format
from coder.cli._show import many, progress_bar, show, talk, visible
from coder.errors import CoderError, RequestError

if TYPE_CHECKING:
    from coder.discovery.clusters import Cluster
    from coder.discovery.pieces import Passage
    from coder.project import Project
    from coder.project.discover import Draft, Findings, Found

HELP = (
    "A path makes the code; '.' takes the suggested one, '+ N' adds cluster N, '/' parts for and against, "
    "Enter drops, 'q' ends."
)


def _two_words(given: tuple[str, str] | None) -> tuple[str, str] | None:
    """With the code left out the option would swallow the next one."""
    if given and given[1].startswith("-"):
        number = given[0].partition(":")[0] or "4"
        raise typer.BadParameter(
            f"after the cluster comes the code to make of it, like --name {number} access/parking; "
            f"of one side only: --name {number}:for access/parking."
        )
    return given


def clusters(
    n: Annotated[
        str, typer.Option("--n", metavar="N|auto", help="How many; auto: as many as stay.")
    ] = "auto",
    unexplained: Annotated[bool, typer.Option("--unexplained", help="Only answers without a code.")] = False,
    where: options.WhereOption = None,
    name: Annotated[
        tuple[str, str] | None,
        typer.Option(
            metavar="N CODE",
            help="Make a code of cluster N (3), several (3,5) or a side (3:for).",
            callback=_two_words,
        ),
    ] = None,
    walk: Annotated[
        bool, typer.Option("--walk", help="Go through them: name, merge, split or drop each.")
    ] = False,
    findings: Annotated[bool, typer.Option("--findings", help="Set them against the codebook.")] = False,
    review: Annotated[
        str | None, typer.Option(metavar="CODE", help="Read the answers that a code was made of.")
    ] = None,
    project: options.ProjectFile = None,
    as_: options.As = "",
    shown: options.Shown = Format.table,
) -> None:
    """Group answers, in people's own words; make codes of groups."""
    with options.opened(project) as opened:
        if review:
            _read(opened, review, options.who(as_))
            return
        with progress_bar("grouping") as progress:
            found = opened.clusters(
                _number(n), unexplained=unexplained, where=options.where(where), progress=progress
            )
        if name:
            _make(opened, draft_of(found, name[0]), name[1], options.who(as_))
        elif walk:
            _walk(opened, found, options.who(as_))
        elif findings:
            _against(opened.findings(found), shown)
        else:
            _tell_all(found, shown)


def draft_of(found: Found, words: str) -> Draft:
    """`3`, `3,5` or `3:against` as what a code would be made of; RequestError for anything else."""
    from coder.project.discover import together

    number, _, side = words.partition(":")
    if side:
        if side not in ("for", "against"):
            raise RequestError(f"A cluster has the sides 'for' and 'against', not '{side}'.")
        return found.sides(_whole(number))[side == "against"]
    return together([found.draft(_whole(part)) for part in words.split(",")])


def _number(text: str) -> Any:
    return "auto" if text == "auto" else _whole(text)


def _whole(text: str) -> int:
    if not text.strip().isdecimal():
        raise RequestError(f"'{text}' is no number of clusters or of a cluster: give one like 12.")
    return int(text)


def _read(project: Project, code: str, coder: str) -> None:
    from coder.tui.plain import review

    review(project.cluster_session(code, coder), keymap=options.keymap(project))


def _make(project: Project, draft: Draft, path: str, coder: str) -> None:
    made = project.code_of(draft, path, coder=coder)
    talk(
        f"New code {made.path} with {many(len(made.keywords), 'keyword')} and "
        f"{many(len(made.examples), 'example')}. "
        f"Define it, then read its {many(len(draft.sources), 'answer')}: coder clusters --review '{made.path}'"
    )


def _walk(project: Project, found: Found, coder: str) -> None:
    from coder.project.discover import together

    talk(HELP)
    merged: set[int] = set()
    for number in range(1, len(found.clusters) + 1):
        if number in merged:
            continue
        _tell(found, found.cluster(number))
        drafts = [found.draft(number)]
        while drafts:
            words = _asked(drafts[0])
            try:
                if words == "q":
                    return
                if words.startswith("+"):
                    other = _whole(words[1:])
                    drafts[0] = together([drafts[0], found.draft(other)])
                    merged.add(other)
                elif words == "/":
                    drafts = list(found.sides(number))
                else:
                    if words:
                        _make(project, drafts[0], _suggested(drafts[0]) if words == "." else words, coder)
                    drafts.pop(0)
            except CoderError as error:
                talk(str(error))


def _asked(draft: Draft) -> str:
    for example in draft.examples if draft.side else ():
        talk(f"     {draft.side}: {visible(' '.join(example.split()))}")
    size = many(len(draft.sources), "answer") + (f" {draft.side}" if draft.side else "")
    suggestion = visible(_suggested(draft))
    answer = typer.prompt(f"{size}, code [{suggestion}]", default="", show_default=False, err=True)
    return str(answer).strip()


def _suggested(draft: Draft) -> str:
    """A path of the first keyword that is more than a few letters, without what a path may not hold."""
    phrases = [" ".join(phrase.replace("/", " ").split()).lower() for phrase in draft.keywords]
    first = next((phrase for phrase in phrases if len(phrase) > 3), phrases[0] if phrases else "unnamed")
    return f"{first} ({draft.side})" if draft.side else first


def _tell_all(found: Found, shown: Format) -> None:
    if shown is not Format.table:
        show([_row(found, cluster) for cluster in found.clusters], shown)
        return
    if not found.clusters:
        talk("There are no answers to group.")
        return
    for cluster in found.clusters:
        _tell(found, cluster)
    left = sum(label < 0 for label in found.fitted.labels_)
    whole = found.fitted.stability_
    talk(
        f"{many(len(found.sources) - left, 'answer')} in {many(len(found.clusters), 'cluster')}"
        + (f", {left:,} without any word. " if left else ". ")
        + (
            "Too few answers to say whether they would stay when a fifth is left out."
            if isnan(whole)
            else f"Stability of the whole: {whole:.2f} (1: the same when a fifth is left out)."
        )
    )
    talk("Make a code of the first: the same command with --name 1 CODE. One after the other: --walk.")
    for language, sources in found.apart.items():
        talk(f"Not grouped, in the language '{language}': {', '.join(s.name for s in sources[:10])}")


def _tell(found: Found, cluster: Cluster) -> None:
    size = f"{many(cluster.size, 'answer')}, {cluster.distinct:,} distinct"
    size += "" if isnan(cluster.stability) else f", stability {cluster.stability:.2f}"
    typer.echo(f"{cluster.number + 1:>3}  {visible(cluster.name)}  ({size})")
    for quote in cluster.central:
        typer.echo(f"       {_quote(found, quote)}")
    if cluster.borderline:
        typer.echo(f"     ? {_quote(found, cluster.borderline)}")
    if cluster.stance:
        pro, con = len(cluster.stance.in_favour), len(cluster.stance.against)
        typer.echo(f"     ! mixes for ({pro:,}) and against ({con:,}): --name {cluster.number + 1}:for CODE")
    typer.echo("")


def _quote(found: Found, quote: Passage) -> str:
    return visible(" ".join(quote.text.split())) if found.may_quote(quote.answer) else "(confidential)"


def _row(found: Found, cluster: Cluster) -> dict[str, Any]:
    return {
        "cluster": cluster.number + 1,
        "name": cluster.name,
        "answers": cluster.size,
        "distinct": cluster.distinct,
        "stability": None if isnan(cluster.stability) else round(cluster.stability, 3),
        "phrases": [phrase.text for phrase in cluster.phrases],
        "central": [_quote(found, quote) for quote in cluster.central],
        "borderline": _quote(found, cluster.borderline) if cluster.borderline else "",
        "for": len(cluster.stance.in_favour) if cluster.stance else None,
        "against": len(cluster.stance.against) if cluster.stance else None,
        "members": [found.sources[at].name for at in cluster.members],
    }


def _against(findings: Findings, shown: Format) -> None:
    rows: list[dict[str, Any]] = [
        {
            "finding": "no code explains",
            "what": f"cluster {each.cluster.number + 1}: {each.cluster.name}",
            "because": f"{each.share:.0%} of {each.read:,} read answers have {each.code or 'any one code'}",
        }
        for each in findings.unexplained
    ]
    rows += [
        {
            "finding": "say the same",
            "what": f"{each.one} and {each.other}",
            "because": f"{each.shared:,} answers have both, {each.jaccard:.0%} of those with either",
        }
        for each in findings.overlapping
    ]
    rows += [
        {
            "finding": "says two things",
            "what": each.code,
            "because": f"{each.sizes[0]:,}: {each.names[0]} | {each.sizes[1]:,}: {each.names[1]}",
        }
        for each in findings.several
    ]
    show(rows, shown, empty="Nothing found: too few answers were read and coded.")
