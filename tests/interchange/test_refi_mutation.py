"""Whatever a project file says, it is read: with one attribute or element taken away, the difference shows."""

import io
import zipfile
from functools import lru_cache
from pathlib import Path

import pytest
from lxml import etree

from coder.errors import CoderError
from coder.interchange.refi_read import read_qdpx
from coder.interchange.refi_write import write_qdpx

from .carried import carried
from .rich import without_newlines

# There for other programs, which look for the coder, the time or the name elsewhere than we do; of a
# selection's and its coding's, either will do.
_FOR_OTHERS = {
    ("Coding", "creatingUser"), ("Coding", "creationDateTime"),
    ("Project", "basePath"), ("Project", "creatingUserGUID"), ("Project", "creationDateTime"),
    ("TextSource", "creatingUser"), ("TextSource", "creationDateTime"), ("Note", "name"),
    ("PlainTextSelection", "guid"), ("PlainTextSelection", "creatingUser"),
    ("PlainTextSelection", "creationDateTime"), ("Coding", "guid"),
}  # fmt: skip


@lru_cache(maxsize=1)
def _members() -> dict[str, bytes]:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        write_qdpx(without_newlines(), Path(folder) / "out.qdpx", privacy="as is")
        with zipfile.ZipFile(Path(folder) / "out.qdpx") as archive:
            return {name: archive.read(name) for name in archive.namelist()}


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname


def _attributes() -> list[tuple[str, str]]:
    root = etree.fromstring(_members()["project.qde"])
    found = {(_name(element), str(name)) for element in root.iter() for name in element.attrib}
    return sorted(found - _FOR_OTHERS)


def _elements() -> list[str]:
    root = etree.fromstring(_members()["project.qde"])
    return sorted({_name(element) for element in root.iter()} - {"Project"})


def _shows(folder: Path, xml: bytes) -> bool:
    """Whether the changed file is refused, lists a loss, or gives another data set."""
    with zipfile.ZipFile(folder / "changed.qdpx", "w") as archive:
        for name, content in _members().items():
            archive.writestr(name, xml if name == "project.qde" else content)
    try:
        after = read_qdpx(folder / "changed.qdpx")
    except CoderError:
        return True
    return bool(len(after.losses)) or carried(after.dataset) != carried(without_newlines())


def _serialised(root: etree._Element) -> bytes:
    buffer = io.BytesIO()
    root.getroottree().write(buffer, encoding="utf-8", xml_declaration=True)
    return buffer.getvalue()


def test_the_unchanged_file_shows_nothing(tmp_path: Path) -> None:
    assert not _shows(tmp_path, _members()["project.qde"])


@pytest.mark.parametrize(("element", "attribute"), _attributes())
def test_an_attribute_taken_away_shows(tmp_path: Path, element: str, attribute: str) -> None:
    root = etree.fromstring(_members()["project.qde"])
    for found in [each for each in root.iter() if _name(each) == element]:
        found.attrib.pop(attribute, None)
    assert _shows(tmp_path, _serialised(root))


@pytest.mark.parametrize("element", _elements())
def test_an_element_taken_away_shows(tmp_path: Path, element: str) -> None:
    root = etree.fromstring(_members()["project.qde"])
    for found in [each for each in root.iter() if _name(each) == element]:
        parent = found.getparent()
        assert parent is not None
        parent.remove(found)
    assert _shows(tmp_path, _serialised(root))


@pytest.mark.parametrize("attribute", ["creatingUser", "creationDateTime"])
def test_coder_and_time_taken_from_selection_and_coding_show(tmp_path: Path, attribute: str) -> None:
    root = etree.fromstring(_members()["project.qde"])
    for found in [each for each in root.iter() if _name(each) in ("PlainTextSelection", "Coding")]:
        found.attrib.pop(attribute, None)
    assert _shows(tmp_path, _serialised(root))
