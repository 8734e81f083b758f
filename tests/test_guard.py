import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.guard import guard, restore


@pytest.mark.parametrize("text", ["=1+1", "+44 20", "-5", "@home", "\tx", "\rx", "＝1", "\x01"])
def test_a_dangerous_start_gets_an_apostrophe(text: str) -> None:
    assert guard(text) == "'" + text


@pytest.mark.parametrize("text", ["", "fine", "'quoted'", "1=1", "''tis"])
def test_harmless_text_stays_as_it_is(text: str) -> None:
    assert (guard(text), restore(text)) == (text, text)


def test_text_that_looks_guarded_already_comes_back_exactly() -> None:
    assert restore(guard("'=1+1")) == "'=1+1"


@given(st.text(alphabet="'=+-@\t\rab", max_size=6))
def test_restore_undoes_guard(text: str) -> None:
    assert restore(guard(text)) == text
