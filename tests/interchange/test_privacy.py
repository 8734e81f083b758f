from dataclasses import replace

import pytest

from coder.domain import Privacy
from coder.interchange.dataset import Dataset
from coder.interchange.privacy import Treatment, protect

from .sample import R1, coding, dataset, reading, small, with_privacy


def _first(privacy: Privacy, treatment: Treatment = "honour") -> Dataset:
    return protect(with_privacy(privacy), treatment)[0]


def test_public_cases_leave_as_they_are() -> None:
    before = small()
    assert protect(before)[0] is before


def test_an_anonymous_case_gets_a_pseudonym_everywhere() -> None:
    after = _first("anonymous")
    names = after.cases[0].name, after.sources[0].case.name, after.sources[0].name
    assert names == ("anonymous-1", "anonymous-1", "anonymous-1-1")


def test_an_anonymous_answer_keeps_its_words() -> None:
    assert _first("anonymous").sources[0].text == R1.text


def test_codings_readings_and_memos_follow_the_new_id() -> None:
    after = _first("anonymous", "pseudonym")
    new = after.sources[0].id
    assert {new} == {item.source for item in after.codings} & {
        after.readings[0].source,
        after.memos[0].target,
    }


def test_the_resolved_coding_is_found_under_the_new_id() -> None:
    after = _first("anonymous")
    assert after.known(after.sources[0].id, after.codes[0].id) is True


def test_free_text_variables_of_a_protected_case_stay_behind() -> None:
    after, losses = protect(with_privacy("anonymous"))
    assert dict(after.cases[0].values) == {"branch": "North", "age": 34.0}
    assert losses.count("free-text values left out (anonymous or confidential)") == 1


def test_memos_on_a_protected_answer_stay_behind() -> None:
    assert [memo.id for memo in _first("anonymous").memos] == ["m2"]


def test_a_confidential_text_stays_behind_and_is_counted() -> None:
    after, losses = protect(with_privacy("confidential"))
    assert after.sources[0].text == ""
    assert losses.count("confidential texts left out") == 1


def test_codings_of_a_confidential_text_lose_their_place_but_not_their_code() -> None:
    after = _first("confidential")
    assert [(coding.start, coding.end) for coding in after.codings] == [(None, None), (None, None)]


def test_pseudonym_keeps_confidential_words() -> None:
    after = _first("confidential", "pseudonym")
    assert (after.cases[0].name, after.sources[0].text) == ("confidential-1", R1.text)


def test_leave_out_takes_the_case_with_all_that_hangs_on_it() -> None:
    after = _first("anonymous", "leave out")
    assert ([case.name for case in after.cases], after.codings) == (["R2", "R3"], ())


def test_as_is_changes_nothing() -> None:
    before = with_privacy("confidential")
    assert protect(before, "as is")[0] is before


def test_a_pseudonym_never_meets_a_real_name() -> None:
    other = replace(R1, case=replace(R1.case, name="anonymous-1"))
    mine = replace(R1, case=replace(R1.case, privacy="anonymous"))
    after, _ = protect(dataset([other, mine]))
    assert [case.name for case in after.cases] == ["anonymous-1", "anonymous-2"]


@pytest.mark.parametrize("privacy", ["anonymous", "confidential"])
def test_no_trace_of_the_name_is_left(privacy: Privacy) -> None:
    mine = replace(R1, case=replace(R1.case, name="Secretname", privacy=privacy))
    after, losses = protect(dataset([mine], small().codes, [coding(mine, "staff", 4, 9)], [reading(mine)]))
    assert "Secretname" not in repr((after.cases, after.sources, after.codings, after.readings, losses))
