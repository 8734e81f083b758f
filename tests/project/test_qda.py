"""Projects of other programs into a project that has something in it already."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from coder.codebook import Codebook
from coder.domain import Code
from coder.interchange.refi_write import write_qdpx
from coder.project import Project
from tests.interchange.rich import CODEBOOK, project


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Everything a .qdpx can hold, respondents by their own names."""
    write_qdpx(project(), tmp_path / "rich.qdpx", privacy="as is")
    return tmp_path / "rich.qdpx"


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "here.coder") as made:
        yield made


def test_everything_is_taken_over(empty: Project, file: Path) -> None:
    done = empty.import_qdpx(file)
    found = (done.codes, done.cases, done.sources, done.codings, done.readings, done.memos)
    assert found == (9, 2, 3, 4, 3, 5)
    assert (len(empty.codings()), len(empty.readings()), len(empty.codebook.themes)) == (4, 3, 1)


def test_codes_keep_their_ids(empty: Project, file: Path) -> None:
    empty.import_qdpx(file)
    assert {code.path: code.id for code in empty.codebook.codes} == {c.path: c.id for c in CODEBOOK.codes}


def test_machines_stay_machines(empty: Project, file: Path) -> None:
    empty.import_qdpx(file)
    assert {coder.name: coder.kind for coder in empty.coders}["tagger@m"] == "machine"


def test_privacy_is_kept(empty: Project, file: Path) -> None:
    empty.import_qdpx(file)
    assert {case.name: case.privacy for case in empty.cases()} == {"Ann": "public", "Ben": "anonymous"}


def test_a_second_import_adds_nothing(empty: Project, file: Path) -> None:
    empty.import_qdpx(file)
    before = len(empty.log())
    done = empty.import_qdpx(file)
    assert (done.codes, done.sources, done.codings, done.readings, done.memos, done.known) == (
        0,
        0,
        0,
        0,
        0,
        12,
    )
    assert len(empty.log()) == before + 1


def test_memos_come_back_out(empty: Project, file: Path, tmp_path: Path) -> None:
    empty.import_qdpx(file)
    empty.export(tmp_path / "again.qdpx", privacy="as is")
    with Project.create(tmp_path / "there.coder") as there:
        assert there.import_qdpx(tmp_path / "again.qdpx").memos == 5


def test_a_code_that_is_here_keeps_its_wording(empty: Project, file: Path) -> None:
    empty.load_codebook(Codebook.build([Code("staff", definition="Our own words.")]))
    done = empty.import_qdpx(file)
    assert empty.codebook.code("staff").definition == "Our own words."
    assert done.losses.count("codes that are described differently here, left as they are") == 1


def test_codings_find_a_code_of_the_same_path(empty: Project, file: Path) -> None:
    empty.load_codebook(Codebook.build([Code("staff")]))
    mine = empty.codebook.code("staff").id
    empty.import_qdpx(file)
    assert [coding.coder for coding in empty.codings() if coding.code == mine] == ["ana"]


def test_a_code_the_other_program_did_not_know_stays_unknown(empty: Project, file: Path) -> None:
    empty.load_codebook(Codebook.build([Code("only here")]))
    mine = empty.codebook.code("only here").id
    empty.import_qdpx(file)
    scopes = [reading.scope for reading in empty.readings() if reading.outcome == "read"]
    assert [scope is not None and mine not in scope for scope in scopes] == [True, True]


def test_who_was_forgotten_stays_forgotten(empty: Project, file: Path) -> None:
    empty.import_qdpx(file)
    empty.forget("Ann", coder="ana")
    done = empty.import_qdpx(file)
    assert done.losses.count("answers of respondents who are forgotten here") == 2
    assert [case.name for case in empty.cases()] == ["Ben"]
    assert {coding.source for coding in empty.codings()} <= set(empty.sources())
    assert not any("Memo on the case" in str(row.detail) for row in empty.log())


def test_codings_on_an_answer_that_reads_differently_here_are_listed(
    empty: Project, tmp_path: Path, file: Path
) -> None:
    empty.import_qdpx(file)
    data = project()
    changed = replace(data, sources=tuple(replace(s, text=f"Well: {s.text}") for s in data.sources))
    write_qdpx(changed, tmp_path / "changed.qdpx", privacy="as is")
    assert (
        empty.import_qdpx(tmp_path / "changed.qdpx").losses.count(
            "codings on answers whose text differs here"
        )
        == 4
    )


def test_a_dry_run_changes_nothing(empty: Project, file: Path) -> None:
    done = empty.import_qdpx(file, dry_run=True)
    assert (done.codings, len(empty.log()), empty.codebook.codes) == (4, 0, ())
