from pathlib import Path

import pytest

from coder.errors import FileProblem
from coder.interchange.files import whole


def _write(paths: tuple[Path, ...], text: str, *, fail: bool = False) -> None:
    with whole(*paths) as temporary:
        for path in temporary:
            path.write_text(text)
        if fail:
            raise KeyboardInterrupt


def test_both_files_appear(tmp_path: Path) -> None:
    _write((tmp_path / "a", tmp_path / "b"), "new")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


def test_an_interrupted_export_leaves_the_old_files_and_no_other(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")
    with pytest.raises(KeyboardInterrupt):
        _write((tmp_path / "a", tmp_path / "b"), "new", fail=True)
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("a", "old")]


def test_temporary_names_are_hidden_and_recognisable(tmp_path: Path) -> None:
    with whole(tmp_path / "a.csv") as (path,):
        path.touch()
        assert list(tmp_path.glob(".a.csv.*.tmp")) == [path]


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="its folder does not exist"):
        _write((tmp_path / "none" / "a",), "new")


def test_a_folder_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    with pytest.raises(FileProblem, match="b cannot be written: it is a folder"):
        _write((tmp_path / "a", tmp_path / "b"), "new")
    assert not (tmp_path / "a").exists()
