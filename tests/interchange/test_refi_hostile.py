"""Files meant to do harm, and files that are broken: a sentence or a listed loss, and bounded memory."""

import tracemalloc
import zipfile
from pathlib import Path

import pytest

from coder.errors import FileProblem
from coder.interchange import container
from coder.interchange.refi_read import read_qdpx

from .archives import HEAD, NAMESPACE, G, archive, one_text, project, selection, usual


def _refused(path: Path, sentence: str) -> None:
    with pytest.raises(FileProblem, match=sentence):
        read_qdpx(path)


def test_a_missing_file(tmp_path: Path) -> None:
    _refused(tmp_path / "none.qdpx", "does not exist")


def test_a_folder(tmp_path: Path) -> None:
    _refused(tmp_path, "is a folder")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"just words"])
def test_a_file_that_is_no_archive(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.qdpx").write_bytes(content)
    _refused(tmp_path / "a.qdpx", "is no zip archive")


def test_an_archive_without_a_project(tmp_path: Path) -> None:
    _refused(archive(tmp_path / "a.qdpx", "", name="readme.txt"), "holds 0 .qde files where one is needed")


def test_a_codebook_where_a_project_should_be(tmp_path: Path) -> None:
    _refused(archive(tmp_path / "a.qdpx", "<CodeBook/>"), "not a REFI-QDA project")


def test_xml_that_ends_too_early(tmp_path: Path) -> None:
    _refused(archive(tmp_path / "a.qdpx", usual("")[:-20]), "is damaged")


def test_an_external_entity_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("hidden words")
    document_type = f'<!DOCTYPE Project [<!ENTITY x SYSTEM "{(tmp_path / "secret.txt").as_uri()}">]>'
    qde = f'{HEAD}{document_type}<Project name="P" {NAMESPACE}><Description>&x;</Description></Project>'
    _refused(archive(tmp_path / "a.qdpx", qde), "has a document type")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_billion_laughs(tmp_path: Path, encoding: str) -> None:
    entities = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    qde = f'<!DOCTYPE Project [{entities}]><Project name="&a9;" {NAMESPACE}/>'
    _refused(archive(tmp_path / "a.qdpx", qde.encode(encoding)), "has a document type|is damaged")


def test_a_zip_bomb_as_text_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = one_text(tmp_path / "a.qdpx", "", b"0" * (70 * 2**20))
    tracemalloc.start()
    _refused(path, "holds 'sources/.*' of 70 MB")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20 * 2**20


def test_a_zip_bomb_as_project_is_refused(tmp_path: Path) -> None:
    _refused(archive(tmp_path / "a.qdpx", project(" " * (70 * 2**20))), "holds 'project.qde' of 70 MB")


def test_all_members_together_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "LARGEST_ALL", 100)
    _refused(one_text(tmp_path / "a.qdpx", "", b"long " * 100), "would unpack to more than")


def test_a_member_with_a_wrong_checksum(tmp_path: Path) -> None:
    path = tmp_path / "a.qdpx"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("project.qde", usual(""))
    path.write_bytes(path.read_bytes().replace(b'name="low"', b'name="LOW"'))
    _refused(path, "is damaged")


@pytest.mark.parametrize("outside", ["../../secret.txt", "/etc/hostname", "..\\secret.txt"])
def test_no_path_leads_out_of_the_archive(tmp_path: Path, outside: str) -> None:
    (tmp_path / "secret.txt").write_text("hidden words")
    qde = usual("", text=f'plainTextPath="internal://{outside}"')
    found = read_qdpx(archive(tmp_path / "a.qdpx", qde))
    assert (found.dataset.sources, found.losses.count("texts missing from the archive")) == ((), 1)


def test_nothing_is_unpacked_to_disk(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.qdpx", usual(""), {"../escaped.txt": b"x", f"sources/{G}4.txt": b"Fine."})
    read_qdpx(path)
    assert [each.name for each in tmp_path.iterdir()] == ["a.qdpx"]


def test_texts_of_one_guid_are_both_kept_with_their_codings(tmp_path: Path) -> None:
    twice = usual(selection(0, 2)).replace("</Sources>", f'<TextSource guid="{G}4" name="two" '
        f'plainTextPath="internal://{G}4.txt">{selection(0, 2)}</TextSource></Sources>')  # fmt: skip
    found = read_qdpx(archive(tmp_path / "a.qdpx", twice, {f"sources/{G}4.txt": b"Fine."}))
    assert {coding.source for coding in found.dataset.codings} == {
        source.id for source in found.dataset.sources
    }
    assert len(found.dataset.sources) == 2


def test_a_very_deep_tree_is_read_or_refused_but_never_recursed(tmp_path: Path) -> None:
    deep = 240
    codes = (
        "".join(f'<Code guid="x{n}" name="c{n}" isCodable="true">' for n in range(deep)) + "</Code>" * deep
    )
    found = read_qdpx(archive(tmp_path / "a.qdpx", project(f"<CodeBook><Codes>{codes}</Codes></CodeBook>")))
    assert len(found.dataset.codes) == deep
    assert max(len(code.path) for code in found.dataset.codes) <= 200


def test_text_that_is_no_utf8_is_read_with_marks(tmp_path: Path) -> None:
    found = read_qdpx(one_text(tmp_path / "a.qdpx", "", b"caf\xe9 au lait"))
    assert found.dataset.sources[0].text == "caf\ufffd au lait"
    assert found.losses.count("texts that are no UTF-8, what could not be decoded is replaced") == 1
