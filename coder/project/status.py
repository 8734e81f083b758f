"""How far a project is: answers, respondents, codes, what was read and coded, and by whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coder.store import content

if TYPE_CHECKING:
    from coder.project.project import Project


def status(project: Project) -> dict[str, Any]:
    """Counts, none of them of forgotten cases: `read` counts answers that someone has read.

    `coders` maps a name to kind, answers read and codings.
    """
    with project.store.saying():
        counts = content.counts(project.store.db)
        work = content.work_by_coder(project.store.db)
    kinds = {coder.name: coder.kind for coder in project.coders}
    return {
        "project": project.path.name,
        "sources": counts["sources"],
        "cases": counts["cases"],
        "questions": len(project.questions),
        "codes": len(project.codebook.codable()),
        "codebook_version": project.codebooks.version,
        "read": counts["read"],
        "codings": counts["codings"],
        "proposals": counts["proposals"],
        "forgotten": counts["forgotten"],
        "coders": {name: {"kind": kinds[name], **done} for name, done in work.items()},
    }
