"""Projects as other programs write them: leniently read, what is left over listed."""

from pathlib import Path

import pytest

from coder.domain import Coding
from coder.interchange.refi_read import read_qdpx

from .archives import G, archive, one_text, project, selection, usual

TEXT = b"kind staff, long queue"


def _codings(path: Path) -> tuple[Coding, ...]:
    return read_qdpx(path).dataset.codings


def test_a_selection_is_a_coding_by_its_user(tmp_path: Path) -> None:
    data = read_qdpx(one_text(tmp_path / "a.qdpx", selection(5, 10), TEXT)).dataset
    (coding,) = data.codings
    assert (coding.coder, coding.start, coding.end, coding.origin) == ("ana", 5, 10, "imported")
    assert {code.id: code.path for code in data.codes}[coding.code] == "top/low"


def test_a_selection_of_everything_codes_the_whole_answer(tmp_path: Path) -> None:
    (coding,) = _codings(one_text(tmp_path / "a.qdpx", selection(0, len(TEXT)), TEXT))
    assert (coding.start, coding.end) == (None, None)


def test_a_text_belongs_to_a_case_of_its_name_when_there_is_none(tmp_path: Path) -> None:
    data = read_qdpx(one_text(tmp_path / "a.qdpx", "", TEXT)).dataset
    assert [
        (case.name, source.question.name) for case, source in zip(data.cases, data.sources, strict=True)
    ] == [("one", "document")]


@pytest.mark.parametrize("folder", ["sources", "Sources"])
def test_the_folder_may_be_spelled_as_nvivo_does(tmp_path: Path, folder: str) -> None:
    path = archive(tmp_path / "a.qdpx", usual(""), {f"{folder}/{G}4.txt": TEXT})
    assert read_qdpx(path).dataset.sources[0].text == TEXT.decode()


def test_the_project_may_be_named_as_atlas_does(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.qdpx", usual(""), {f"sources/{G}4.txt": TEXT}, name="My study.qde")
    assert len(read_qdpx(path).dataset.codes) == 2


@pytest.mark.parametrize("namespace", ["urn:QDA-XML:project:0:4", "urn:QDA-XML:project:1:0", ""])
def test_older_namespaces_are_read(tmp_path: Path, namespace: str) -> None:
    qde = usual("").replace("urn:QDA-XML:project:1.0", namespace)
    assert len(read_qdpx(archive(tmp_path / "a.qdpx", qde)).dataset.codes) == 2


def test_guids_may_be_written_in_braces_and_capitals(tmp_path: Path) -> None:
    code = f"{{{G.upper()}3}}"
    assert len(_codings(one_text(tmp_path / "a.qdpx", selection(5, 10, code), TEXT))) == 1


def test_a_byte_order_mark_is_not_counted(tmp_path: Path) -> None:
    (coding,) = _codings(one_text(tmp_path / "a.qdpx", selection(5, 10), b"\xef\xbb\xbf" + TEXT))
    assert coding.start == 5


def test_nvivo_counts_utf16_and_both_characters_of_a_line_end(tmp_path: Path) -> None:
    text = "🙂🙂🙂 kind\r\nstaff were there".encode()
    (coding,) = _codings(one_text(tmp_path / "a.qdpx", selection(13, 18), text, "NVivo for Windows 12.6"))
    assert (coding.start, coding.end) == (9, 14)


def test_a_program_that_follows_the_standard_counts_code_points(tmp_path: Path) -> None:
    text = "🙂🙂🙂 kind staff were there".encode()
    found = read_qdpx(one_text(tmp_path / "a.qdpx", selection(9, 14), text))
    assert found.dataset.codings[0].start == 9
    assert str(found.positions.convention) == "Unicode code points"


def test_a_text_is_stored_as_every_text_is_and_positions_follow(tmp_path: Path) -> None:
    text = "  cafe\u0301 \x07staff".encode()
    found = read_qdpx(one_text(tmp_path / "a.qdpx", selection(9, 14), text)).dataset
    (coding,) = found.codings
    assert found.sources[0].text == "café staff"
    assert (coding.start, coding.end) == (5, 10)


def test_inline_text_is_read(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.qdpx", usual("<PlainTextContent>Fine.</PlainTextContent>", text=""))
    assert read_qdpx(path).dataset.sources[0].text == "Fine."


def test_a_code_of_the_guid_of_a_case_links_text_and_case(tmp_path: Path) -> None:
    case = f'<Cases><Case guid="{G}3" name="Ann"/></Cases><Sources>'
    qde = usual(selection(0, 22)).replace("<Sources>", case)
    data = read_qdpx(archive(tmp_path / "a.qdpx", qde, {f"sources/{G}4.txt": TEXT})).dataset
    assert (data.sources[0].case.name, [code.path for code in data.codes], data.codings) == (
        "Ann",
        ["top"],
        (),
    )


def test_a_value_on_a_text_makes_a_variable_of_the_answers(tmp_path: Path) -> None:
    value = f'<VariableValue><VariableRef targetGUID="{G}6"/><IntegerValue>3</IntegerValue></VariableValue>'
    variables = f'<Variables><Variable guid="{G}6" name="n" typeOfVariable="Integer"/></Variables><Sources>'
    qde = usual(value).replace("<Sources>", variables)
    data = read_qdpx(archive(tmp_path / "a.qdpx", qde, {f"sources/{G}4.txt": TEXT})).dataset
    assert (data.variables[0].kind, data.variables[0].level, data.sources[0].values) == (
        "number",
        "source",
        {"n": 3.0},
    )


def test_a_note_on_a_selection_is_a_memo_on_the_part(tmp_path: Path) -> None:
    noted = selection(5, 10).replace("<Coding", f'<NoteRef targetGUID="{G}7"/><Coding')
    note = f'</Sources><Notes><Note guid="{G}7" name="N"><PlainTextContent>Why?</PlainTextContent></Note></Notes>'
    qde = usual(noted).replace("</Sources>", note)
    data = read_qdpx(archive(tmp_path / "a.qdpx", qde, {f"sources/{G}4.txt": TEXT})).dataset
    (memo,) = data.memos
    assert (memo.about, memo.target, memo.text) == ("segment", f"{data.sources[0].id}:5:10", "Why?")


def test_the_text_of_a_pdf_is_read_as_its_text(tmp_path: Path) -> None:
    pdf = (
        f'<Sources><PDFSource guid="{G}4" name="letter"><Representation guid="{G}5" '
        f'plainTextPath="internal://{G}5.txt">{selection(5, 10)}</Representation></PDFSource></Sources>'
    )
    data = read_qdpx(archive(tmp_path / "a.qdpx", project(pdf), {f"sources/{G}5.txt": TEXT})).dataset
    assert (data.sources[0].name, data.sources[0].text) == ("letter", TEXT.decode())


@pytest.mark.parametrize(
    ("selections", "kind"),
    [
        (selection(5, 500), "selections outside their text"),
        (selection(-2, 5), "selections outside their text"),
        (selection(5, 5), "selections of no text"),
        (selection(10, 5), "selections of no text"),
        (selection(5, 10, code=f"{G}0"), "codings under a code that is not there"),
        (selection(5, 10, user=f"{G}0"), "users who are not named in the file"),
        (selection(5, 10).replace('"5"', '"five"'), "selections whose positions are no numbers"),
        (f'<PlainTextSelection guid="{G}9" startPosition="1" endPosition="2"/>', "selections without a code"),
        (f'<NoteRef targetGUID="{G}0"/>', "references to notes that are not there, or stand elsewhere"),
        ("<Description>An interview.</Description>", "descriptions of texts"),
        ("<Sparkle/>", "elements not understood: Sparkle"),
        (
            selection(5, 10).replace("><", ' modifiedDateTime="2026-01-01T00:00:00Z"><', 1),
            "last changes (who and when)",
        ),
    ],
)
def test_what_cannot_be_taken_from_a_text_is_listed(tmp_path: Path, selections: str, kind: str) -> None:
    found = read_qdpx(one_text(tmp_path / "a.qdpx", selections, TEXT))
    assert found.losses.count(kind) == 1
    assert len(found.dataset.sources) == 1


@pytest.mark.parametrize(
    ("inside", "kind"),
    [
        (f'<Sources><PictureSource guid="{G}4" name="map"/></Sources>', "pictures"),
        (f'<Sources><TextSource guid="{G}4" name="a" plainTextPath="relative://a.txt"/></Sources>',
         "texts that are not in the archive as plain text"),
        (f'<Sources><TextSource guid="{G}4" name="a" plainTextPath="internal://a.txt"/></Sources>',
         "texts missing from the archive"),
        (f'<Links><Link guid="{G}4" name="a"/></Links>', "links"),
        ("<CodeBook><Codes/></CodeBook>", "an empty list of codes"),
        ("<Wonders><Wonder/></Wonders>", "elements not understood: Wonder"),
        (f'<Sets><Set guid="{G}4" name="Half"><MemberSource targetGUID="{G}5"/></Set></Sets>',
         "sets of other things than codes"),
        ("<Description>Our study.</Description>", "description of the project"),
        (f'<Cases><Case guid="{G}5" name="Ann"><CodeRef targetGUID="{G}2"/></Case></Cases>',
         "codes and selections on a whole case"),
    ],
)  # fmt: skip
def test_what_a_project_holds_beyond_us_is_listed(tmp_path: Path, inside: str, kind: str) -> None:
    assert read_qdpx(archive(tmp_path / "a.qdpx", project(inside))).losses.count(kind) == 1


def test_codes_of_one_guid_are_both_kept(tmp_path: Path) -> None:
    codes = f'<CodeBook><Codes><Code guid="{G}2" name="a"/><Code guid="{G}2" name="b"/></Codes></CodeBook>'
    found = read_qdpx(archive(tmp_path / "a.qdpx", project(codes)))
    assert [code.path for code in found.dataset.codes] == ["a", "b"]
    assert len({code.id for code in found.dataset.codes}) == 2
    assert found.losses.count("codes without a GUID of their own") == 1


def test_siblings_of_one_name_are_numbered(tmp_path: Path) -> None:
    codes = f'<CodeBook><Codes><Code guid="{G}2" name="a"/><Code guid="{G}3" name="A"/></Codes></CodeBook>'
    assert [c.path for c in read_qdpx(archive(tmp_path / "a.qdpx", project(codes))).dataset.codes] == [
        "a",
        "A (2)",
    ]


def test_a_slash_in_a_name_does_not_make_a_level(tmp_path: Path) -> None:
    codes = f'<CodeBook><Codes><Code guid="{G}2" name="in/out" isCodable="true"/></Codes></CodeBook>'
    (code,) = read_qdpx(archive(tmp_path / "a.qdpx", project(codes))).dataset.codes
    assert (code.path, code.name) == ("in-out", "in/out")
