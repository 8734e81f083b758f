"""Out and back: equal by value but for what is listed, and valid by the standard's schema."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from coder.interchange.dataset import Dataset
from coder.interchange.presets import PRESETS, preset
from coder.interchange.refi_read import QdaProject, read_qdpx
from coder.interchange.refi_write import write_qdpx
from tests.shared_data import needs_shared

from .carried import carried
from .strategies import datasets
from .validator import errors

_SLOW = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))


def _back(data: Dataset, program: str) -> QdaProject:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "out.qdpx"
        write_qdpx(data, path, preset=preset(program), privacy="as is")
        return read_qdpx(path)


@pytest.mark.parametrize("program", sorted(PRESETS))
@_SLOW
@given(before=datasets())
def test_what_is_carried_comes_back(program: str, before: Dataset) -> None:
    after = _back(before, program).dataset
    fold = PRESETS[program].newlines == "fold"
    assert carried(after) == carried(before, fold=fold)


@_SLOW
@given(before=datasets())
def test_our_own_file_is_understood_without_any_loss(before: Dataset) -> None:
    assert list(_back(before, "standard").losses) == []


@needs_shared
@pytest.mark.parametrize("program", ["standard", "qualcoder"])
@_SLOW
@given(before=datasets())
def test_every_file_is_valid(program: str, before: Dataset) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "out.qdpx"
        write_qdpx(before, path, preset=preset(program), privacy="as is")
        assert errors(path) == []


@_SLOW
@given(before=datasets())
def test_the_same_data_gives_the_same_bytes(before: Dataset) -> None:
    with tempfile.TemporaryDirectory() as folder:
        first, second = Path(folder) / "a.qdpx", Path(folder) / "b.qdpx"
        write_qdpx(before, first)
        write_qdpx(before, second)
        assert first.read_bytes() == second.read_bytes()
