"""One small model for all bulk tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bulk.making import save_model


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that `Tagger.save` wrote."""
    return save_model(tmp_path_factory.mktemp("model") / "saved")
