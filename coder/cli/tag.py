"""`coder tag`: proposals for what nobody has read yet."""

from __future__ import annotations

from coder.cli import _options as options
from coder.cli._options import Format
from coder.cli._show import many, progress_bar, show, talk


def tag(
    project: options.ProjectFile = None,
    where: options.WhereOption = None,
    shown: options.Shown = Format.table,
) -> None:
    """Learn from what was read and propose codes for the rest; makes no codings."""
    with options.opened(project) as opened, progress_bar("tagging") as progress:
        tagged = opened.tag(where=options.where(where), progress=progress)
        paths = opened.codebook.paths
    rows = [
        {"code": path, "proposals": tagged.proposals[path]} for path in paths if tagged.proposals.get(path)
    ]
    show(rows, shown, columns=("code", "proposals"), empty="No proposals.")
    talk(
        f"{tagged.model} learnt from {many(tagged.learnt_from, 'reading')} and looked at "
        f"{many(tagged.sources, 'answer')}. "
        "Proposals are not codings: 'coder review' is where a person decides."
    )
