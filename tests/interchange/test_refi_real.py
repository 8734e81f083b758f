"""Files that NVivo and ATLAS.ti wrote, read in place."""

from dataclasses import replace
from pathlib import Path

import pytest

from coder.interchange.positions import Convention
from coder.interchange.presets import preset
from coder.interchange.refi_read import QdaProject, read_qdpx
from coder.interchange.refi_write import write_qdpx
from tests.shared_data import SHARED, needs_shared

from .carried import carried

pytestmark = needs_shared
REAL = SHARED / "refi" / "real"


@pytest.fixture(scope="module")
def nvivo() -> QdaProject:
    return read_qdpx(REAL / "nvivo_win_youtube_vaccine_hu_early.qdpx")


def test_nvivo_has_60_codes_and_97_codings_in_one_text(nvivo: QdaProject) -> None:
    data = nvivo.dataset
    assert (len(data.codes), len(data.codings), len(data.sources)) == (60, 97, 1)


def test_nvivo_names_its_coders(nvivo: QdaProject) -> None:
    assert {coder.name for coder in nvivo.dataset.coders} == {"coderA", "coderB"}


def test_nvivo_is_read_in_utf16_units(nvivo: QdaProject) -> None:
    shares = dict(nvivo.positions.shares)
    print({str(convention): f"{share:.3f}" for convention, share in shares.items()})
    assert nvivo.positions.convention == Convention("utf16")
    assert shares[Convention("utf16")] >= 0.98
    assert shares[Convention()] < 0.7


def test_nvivo_would_be_found_out_without_its_name(nvivo: QdaProject, tmp_path: Path) -> None:
    import zipfile

    source = REAL / "nvivo_win_youtube_vaccine_hu_early.qdpx"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(tmp_path / "anonymous.qdpx", "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'origin="NVivo for Windows 12.6"', b'origin="X"'))
    found = read_qdpx(tmp_path / "anonymous.qdpx")
    assert found.positions.convention.offsets == "utf16"
    assert found.dataset.codings == nvivo.dataset.codings


@pytest.mark.parametrize("program", ["nvivo", "standard", "qualcoder"])
def test_nvivo_goes_out_again_and_comes_back_equal(nvivo: QdaProject, tmp_path: Path, program: str) -> None:
    write_qdpx(nvivo.dataset, tmp_path / "again.qdpx", preset=preset(program))
    again = read_qdpx(tmp_path / "again.qdpx")
    fold = program != "qualcoder"
    assert carried(again.dataset, fold=fold) == carried(nvivo.dataset, fold=fold)
    assert len(again.dataset.codings) == 97


def test_an_empty_atlas_project_is_an_empty_data_set() -> None:
    found = read_qdpx(REAL / "atlasti_23.2.3_blank.qdpx")
    assert (found.dataset.codes, found.dataset.sources, list(found.losses)) == ((), (), [])


def test_atlas_codes_are_read_with_their_group() -> None:
    found = read_qdpx(REAL / "atlasti_23.2.3_codes_only.qdpx")
    assert [code.path.count("/") for code in found.dataset.codes] == [0, 1, 1]
    assert replace(found.dataset.codes[0], id="").path == "Commits"
