import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from coder.interchange.positions import CONVENTIONS, Convention, Ruler, as_stored, judge, outgoing
from coder.text import normalise

TEXT = "🙂 kind\r\nstaff 👍 here"
awkward = st.text(alphabet="a 🙂e\u0301\r\n\t\x07\ufffe\u1100\u1161b", max_size=30)


@pytest.mark.parametrize(
    ("convention", "start", "end"),
    [
        (Convention(), 8, 13),
        (Convention("utf16"), 9, 14),
        (Convention("codepoints", "one"), 7, 12),
        (Convention("utf16", "one"), 8, 13),
        (Convention("codepoints", "two"), 8, 13),
    ],
)
def test_the_same_word_under_each_convention(convention: Convention, start: int, end: int) -> None:
    ruler = Ruler(TEXT, convention)
    first, last = ruler.at(start), ruler.at(end)
    assert first is not None
    assert TEXT[first:last] == "staff"


def test_a_line_feed_alone_counts_as_two_where_it_does() -> None:
    assert Ruler("a\nb", Convention("codepoints", "two")).at(3) == 2


@pytest.mark.parametrize("convention", CONVENTIONS)
@pytest.mark.parametrize("position", [-1, 10_000])
def test_positions_outside_are_nowhere(convention: Convention, position: int) -> None:
    assert Ruler(TEXT, convention).at(position) is None


@given(awkward, st.sampled_from(["codepoints", "utf16"]))
def test_what_goes_out_comes_back(text: str, offsets: str) -> None:
    ruler = Ruler(text, Convention(offsets))  # type: ignore[arg-type]
    places = range(len(text) + 1)
    assert [ruler.at(outgoing(text, place, offsets)) for place in places] == list(places)  # type: ignore[arg-type]


@given(awkward)
def test_stored_text_is_what_every_stored_text_is(raw: str) -> None:
    assert as_stored(raw)[:2] == normalise(raw)


@given(awkward)
def test_moved_positions_keep_their_order_and_stay_inside(raw: str) -> None:
    text, _, moved = as_stored(raw)
    places = [moved(place) for place in range(len(raw) + 1)]
    assert places == sorted(places)
    assert (places[0], places[-1]) == (0, len(text))


@example("\r\x07\n", "")
@given(awkward, awkward)
def test_a_word_is_found_again_after_whatever_stood_before_it(before: str, after: str) -> None:
    raw = f"x{before} Q {after}"
    text, _, moved = as_stored(raw)
    at = raw.index("Q")
    assert text[moved(at) : moved(at + 1)] == "Q"


def test_the_habit_is_taken_where_nothing_tells_conventions_apart() -> None:
    found = judge([("plain words", [(0, 5)])], "NVivo 14")
    assert (found.convention, str(found)) == (Convention("utf16"), "UTF-16 units")


def test_a_better_fit_overrules_the_habit_and_is_told() -> None:
    found = judge([("🙂🙂 kind staff", [(3, 7), (8, 13)])], "NVivo 14")
    assert str(found).startswith("Unicode code points: 100% of selections end at words (UTF-16 units: 0%")
