"""Reading answers in a test, as short as saying it."""

from __future__ import annotations

from coder import Project


def read(project: Project, coder: str, **codes: str) -> None:
    """`read(project, "ana", a1="staff", a2="")`: reads the answers named, in this order, blind.

    Several codes are separated by a space, `-` says that the answer cannot be coded.
    """
    from coder.review.queue import ListQueue
    from coder.review.session import ReviewSession

    sources = {source.name: source for source in project.sources().values()}
    session = ReviewSession(
        project.store,
        ListQueue([sources[name] for name in codes], "random"),
        coder=coder,
        codebook=project.codebook,
        version=project.codebooks.version,
        find={source.id: source for source in sources.values()}.get,
        again=True,
    )
    for given in codes.values():
        if given == "-":
            session.uncodable()
            continue
        for path in given.split():
            session.add(path)
        session.done()


def known(project: Project, name: str) -> dict[str, bool]:
    """What is known of one answer, by code path; unknown codes are left out."""
    paths = {code.id: code.path for code in project.codebook.codes}
    answers = project.resolved()
    answer = answers.get(project.source(name).id)
    return {paths[code]: yes for code, yes in answer.known.items() if code in paths} if answer else {}
