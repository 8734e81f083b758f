import sys
from dataclasses import replace
from pathlib import Path

import pytest

from coder.domain import Variable
from coder.errors import RequestError
from coder.interchange.losses import Losses
from coder.interchange.sav import spss_names
from coder.interchange.tables import write_dataset

from .sample import code, dataset, reading, small, source

pyreadstat = pytest.importorskip("pyreadstat")


def test_codes_are_labelled_no_and_yes_and_unread_is_missing(tmp_path: Path) -> None:
    write_dataset(small(), tmp_path / "out.sav", table="wide")
    frame, meta = pyreadstat.read_sav(tmp_path / "out.sav")
    assert meta.variable_value_labels["staff"] == {0.0: "no", 1.0: "yes"}
    assert frame["staff"].fillna(-1).tolist() == [1.0, 0.0, -1.0]


def test_without_the_package_the_sentence_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyreadstat", None)
    with pytest.raises(RequestError, match=r"pip install 'themecoder\[sav\]'"):
        write_dataset(small(), tmp_path / "out.sav")
    assert list(tmp_path.iterdir()) == []


def test_categories_are_numbers_with_their_labels(tmp_path: Path) -> None:
    write_dataset(small(), tmp_path / "out.sav", table="wide")
    frame, meta = pyreadstat.read_sav(tmp_path / "out.sav", apply_value_formats=True)
    assert frame["branch"].astype("str").tolist()[:2] == ["North", "South"]
    assert meta.variable_measure["branch"] == "nominal"


def test_columns_keep_their_own_name_as_label(tmp_path: Path) -> None:
    write_dataset(small(), tmp_path / "out.sav", table="wide")
    _, meta = pyreadstat.read_sav(tmp_path / "out.sav")
    assert meta.column_names_to_labels["waiting_queue"] == "waiting/queue: Queue"


def test_answers_keep_emoji_and_line_breaks(tmp_path: Path) -> None:
    write_dataset(small(), tmp_path / "out.sav", table="wide")
    frame, _ = pyreadstat.read_sav(tmp_path / "out.sav")
    assert frame["text"][2] == "Nothing.\nReally 🙂 nothing."


def test_the_codings_lie_beside(tmp_path: Path) -> None:
    write_dataset(small(), tmp_path / "out.sav")
    frame, _ = pyreadstat.read_sav(tmp_path / "out-codings.sav")
    assert len(frame) == 3


def test_a_long_answer_is_cut_and_counted(tmp_path: Path) -> None:
    losses = write_dataset(dataset([source("R1", "é" * 20_000)]), tmp_path / "out.sav", table="wide")
    frame, _ = pyreadstat.read_sav(tmp_path / "out.sav")
    assert losses.count("texts longer than SPSS holds (32,767 bytes), cut") == 1
    assert frame["text"][0] == "é" * 16_383


def test_a_long_value_label_is_cut_and_counted(tmp_path: Path) -> None:
    data = dataset([source("R1", "x", why="w" * 200)], variables=[Variable("why", "category", "source")])
    losses = write_dataset(data, tmp_path / "out.sav", table="wide")
    assert losses.count("value labels longer than SPSS holds, cut") == 1


def test_equal_data_gives_equal_bytes(tmp_path: Path) -> None:
    write_dataset(small(), tmp_path / "a.sav", table="wide")
    write_dataset(small(), tmp_path / "b.sav", table="wide")
    content = (tmp_path / "a.sav").read_bytes()
    assert content == (tmp_path / "b.sav").read_bytes()
    assert content[92:109] == b"01 Jan 0000:00:00"


def test_a_project_without_answers_can_leave(tmp_path: Path) -> None:
    write_dataset(dataset([], [code("a")]), tmp_path / "out.sav")
    _, meta = pyreadstat.read_sav(tmp_path / "out.sav")
    assert meta.number_rows == 0


def test_yes_and_no_variables_are_labelled_too(tmp_path: Path) -> None:
    first = source("R1", "x", member=True)
    data = dataset([first], variables=[Variable("member", "boolean", "source")])
    write_dataset(replace(data, readings=(reading(first),)), tmp_path / "out.sav", table="wide")
    frame, meta = pyreadstat.read_sav(tmp_path / "out.sav")
    assert (frame["member"][0], meta.variable_value_labels["member"][1.0]) == (1.0, "yes")


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("waiting/queue", "waiting_queue"),
        ("Café", "Cafe"),
        ("2nd", "v_2nd"),
        ("with", "v_with"),
        ("___", "column"),
        ("住所", "column"),
        ("x" * 80, "x" * 60),
    ],
)
def test_names_spss_allows(name: str, allowed: str) -> None:
    losses = Losses()
    assert spss_names([name], losses) == [allowed]
    assert losses.count("column names SPSS does not allow, changed (the label keeps them)") == 1


def test_names_that_became_equal_are_numbered() -> None:
    assert spss_names(["a/b", "A b", "a b"], Losses()) == ["a_b", "A_b_2", "a_b_3"]
