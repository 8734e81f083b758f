"""Which cells of a table of counts stay empty, because of the variables that are protected in a project.

The rules of disclosure are in coder.counting.disclosure; here a table, and what was published beside it, becomes what
they look at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from coder.counting.disclosure import Key, Release, protect
from coder.project.settings import DISCLOSURE

if TYPE_CHECKING:
    from coder.counting.prevalence import Estimate
    from coder.project.project import Project, Where
    from coder.project.sheet import Target, Unit


def protected(project: Project) -> dict[str, int]:
    """Threshold of each protected variable."""
    settings = project.config().items()
    found = {
        key.removeprefix(DISCLOSURE): int(value) for key, value in settings if key.startswith(DISCLOSURE)
    }
    return {name: limit for name, limit in found.items() if limit}


def hidden_cells(
    project: Project,
    wanted: Sequence[Target],
    names: Sequence[str],
    table: Sequence[Sequence[Estimate]],
    by: str,
    where: Where | None,
    question: str | None,
    unit: Unit,
) -> set[tuple[str, str]]:
    """(target, group) of the cells that protected variables keep empty.

    Totals from the threshold on are in the plain table too, so they stay; smaller ones are in none.
    """
    from coder.project.counts import count

    limits = protected(project)
    used = [limits[name] for name in (by, *(where or {})) if name in limits]
    if not limits:
        return set()
    threshold = max(used, default=min(limits.values()))
    release = Release()
    scopes = _publish(release, "here", by, names, wanted, table)
    if limits.keys() & (where or {}).keys():
        rest = {name: value for name, value in (where or {}).items() if name not in limits}
        whole = count(project, unit=unit, question=question, where=rest)
        scopes = _publish_whole(release, scopes, {row.name: row.estimate for row in whole.rows})
    for scope, codes in scopes.items():
        _keep_totals(release, scope, codes, threshold)
    return _places(protect(release, threshold), wanted, names)


def _keep_totals(release: Release, scope: str, codes: Iterable[str], threshold: float) -> None:
    size = release.values[scope, "", "", ""]
    if size >= threshold:
        release.earlier.add((scope, "", "", ""))
    for code in codes:
        if threshold <= release.values[scope, code, "", ""] <= size - threshold:
            release.earlier.add((scope, code, "", ""))


def _publish(
    release: Release,
    scope: str,
    by: str,
    names: Sequence[str],
    wanted: Sequence[Target],
    table: Sequence[Sequence[Estimate]],
) -> dict[str, list[str]]:
    """One table per set of group sizes: a code asked in one question only has others. Names by scope."""
    groups: dict[tuple[float, ...], dict[str, dict[str, float]]] = {}
    for target, row in zip(wanted, table, strict=True):
        sizes = tuple(cell.out_of for cell in row[:-1])
        groups.setdefault(sizes, {})[target.name] = dict(zip(names, (c.count for c in row), strict=False))
    scopes: dict[str, list[str]] = {}
    for number, (sizes, counts) in enumerate(groups.items()):
        parents = {name: name.rpartition("/")[0] for name in counts if name.rpartition("/")[0] in counts}
        release.table(f"{scope} {number}", by, counts, dict(zip(names, sizes, strict=True)), parents=parents)
        scopes[f"{scope} {number}"] = list(counts)
    return scopes


def _publish_whole(
    release: Release, scopes: Mapping[str, Sequence[str]], totals: Mapping[str, Estimate | None]
) -> dict[str, list[str]]:
    """What the same tables without their filter say: the difference counts people too. Names by scope."""
    wholes: dict[str, list[str]] = {}
    for scope, names in scopes.items():
        found = {name: total for name in names if (total := totals.get(name))}
        sizes = {"": max((total.out_of for total in found.values()), default=0.0)}
        release.table(f"whole {scope}", "", {name: {"": t.count} for name, t in found.items()}, sizes)
        release.nested(scope, f"whole {scope}")
        wholes[f"whole {scope}"] = list(found)
    return wholes


def _places(hidden: set[Key], wanted: Sequence[Target], names: Sequence[str]) -> set[tuple[str, str]]:
    """Hidden keys as (target, group); where a group's size is hidden, so are all its cells."""
    places: set[tuple[str, str]] = set()
    for key in hidden:
        if isinstance(key, tuple) and str(key[0]).startswith("here "):
            _, name, _, group = key
            places |= {(t.name, group) for t in wanted} if name == "" else {(name, group)}
    return places
