"""YAML as researchers write it, CSV as spreadsheets save it, and the sentence for every slip in them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from coder.codebook import Codebook, near_duplicates, parse_yaml, read_csv, read_yaml
from coder.domain import Code, Theme
from coder.errors import CodebookError, ColumnError, FileProblem
from tests.shared_data import SHARED, needs_shared

FULL = """\
title: Patient feedback
codes:
  - path: waiting/queue
    name: Standing in line
    definition: Any wait before somebody speaks to the patient.
    include: Also on the telephone.
    exclude: Waiting for a date is access.
    examples: ["An hour in the corridor."]
    keywords: [queue*, "long wait"]
    patterns: ['\\bwait(ed|ing)\\b']
    colour: "#AA3377"
    questions: [Q1]
  - path: waiting
    codable: false
  - access
  - path: parking
    stance: true
themes:
  - name: Getting in
    codes: [waiting, access]
    definition: What happens before care.
"""


class TestYaml:
    def test_every_field_is_read(self) -> None:
        assert parse_yaml(FULL).code("waiting/queue") == Code(
            path="waiting/queue",
            name="Standing in line",
            definition="Any wait before somebody speaks to the patient.",
            include="Also on the telephone.",
            exclude="Waiting for a date is access.",
            examples=("An hour in the corridor.",),
            keywords=("queue*", "long wait"),
            patterns=(r"\bwait(ed|ing)\b",),
            colour="#aa3377",
            questions=("Q1",),
        )

    def test_a_path_alone_is_a_code(self) -> None:
        assert parse_yaml(FULL).code("access") == Code("access")

    def test_themes_are_read(self) -> None:
        theme = Theme("Getting in", ("waiting", "access"), "What happens before care.")
        assert parse_yaml(FULL).themes == (theme,)

    def test_the_title_is_read(self) -> None:
        assert parse_yaml(FULL).title == "Patient feedback"

    @pytest.mark.parametrize(
        "word", ["no", "Yes", "1:30", "007", "1.50", "1e3", "0x1F", "~", "null", "2024-01-31"]
    )
    def test_a_word_stays_as_written(self, word: str) -> None:
        assert parse_yaml(f"codes:\n  - path: a\n    name: {word}\n").code("a").name == word

    @pytest.mark.parametrize(
        ("word", "codable"), [("true", True), ("yes", True), ("False", False), ("no", False), ("off", False)]
    )
    def test_yes_and_no_are_understood_where_they_are_asked_for(self, word: str, codable: bool) -> None:
        assert parse_yaml(f"codes:\n  - path: a\n    codable: {word}\n").code("a").codable is codable

    def test_parent_names_another_entry(self) -> None:
        book = parse_yaml("codes:\n  - {path: c, parent: b}\n  - {path: b, parent: a}\n  - path: a\n")
        assert book.paths == ("a", "a/b", "a/b/c")

    def test_parent_without_an_entry_becomes_a_group(self) -> None:
        book = parse_yaml("codes:\n  - {path: queue, parent: waiting/room}\n")
        assert book.paths == ("waiting", "waiting/room", "waiting/room/queue")

    def test_one_list_may_serve_several_codes(self) -> None:
        text = "codes:\n  - path: a\n    questions: &all [Q1, Q2]\n  - path: b\n    questions: *all\n"
        assert parse_yaml(text).code("b").questions == ("Q1", "Q2")

    def test_a_byte_order_mark_is_no_part_of_the_text(self, tmp_path: Path) -> None:
        file = tmp_path / "codebook.yaml"
        file.write_bytes("\ufeffcodes: [café]\n".encode())
        assert read_yaml(file).paths == ("café",)

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
    def test_the_encodings_of_text_editors_are_read(self, tmp_path: Path, encoding: str) -> None:
        file = tmp_path / "codebook.yaml"
        file.write_bytes("codes: [café]\r\n".encode(encoding))
        assert read_yaml(file).paths == ("café",)


class TestWrittenYaml:
    def test_it_is_what_a_person_would_write(self) -> None:
        assert parse_yaml(FULL).to_yaml() == (
            "title: Patient feedback\n"
            "codes:\n"
            "  - path: waiting/queue\n"
            "    name: Standing in line\n"
            "    definition: Any wait before somebody speaks to the patient.\n"
            "    include: Also on the telephone.\n"
            "    exclude: Waiting for a date is access.\n"
            "    examples:\n"
            "      - An hour in the corridor.\n"
            "    keywords: [queue*, long wait]\n"
            "    patterns:\n"
            '      - "\\\\bwait(ed|ing)\\\\b"\n'
            '    colour: "#aa3377"\n'
            "    questions: [Q1]\n"
            "  - path: access\n"
            "  - path: parking\n"
            "    stance: true\n"
            "themes:\n"
            "  - name: Getting in\n"
            "    codes: [waiting, access]\n"
            "    definition: What happens before care.\n"
        )

    def test_a_long_definition_is_folded(self) -> None:
        text = Codebook.build([Code("a", definition="seven words " * 20)]).to_yaml()
        assert max(map(len, text.splitlines())) <= 106

    def test_line_breaks_stay_visible(self) -> None:
        text = Codebook.build([Code("a", definition="One.\n\nTwo.")]).to_yaml()
        assert text.endswith("    definition: |-\n      One.\n\n      Two.\n")


def entry(*lines: str) -> str:
    return "codes:\n  - path: a\n" + "".join(f"    {line}\n" for line in lines)


QUOTES = "Put the whole text in double quotes."
SIGN = f"a text starts with a sign that YAML takes as its own. {QUOTES}"
TAB = "a tab is used to indent. Use spaces: YAML allows no tabs there."
OPEN = "a quotation mark or bracket is opened here and never closed. Close it."
EMPTY = "it has no codes. Write 'codes:', then '  - path: waiting/queue'."


class TestSlips:
    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("", f": {EMPTY}"),
            ("codes:\n", f": {EMPTY}"),
            ("title: x\n", f": {EMPTY}"),
            ("- path: a\n", ": it does not start with 'codes:'. Write 'codes:', then a list of codes."),
            ("codes:\n\t- path: a\n", f", line 2: {TAB}"),
            ("codes:\n  - path: a\n\tname: b\n", f", line 3: {TAB}"),
            (entry("name: x", "name: y"), ", line 4: the field 'name' is there twice."),
            (entry("color: x"), ", line 3, color: there is no field 'color'. Did you mean 'colour'?"),
            ("codes:\n  - code: a\n", ", line 2, code: there is no field 'code'. Did you mean 'path'?"),
            (
                entry("zzz: x"),
                ", line 3, zzz: there is no field 'zzz'. Known: path, parent, name, definition, include, exclude, "
                "colour, examples, keywords, patterns, questions, codable, stance.",
            ),
            (
                "codes: [a]\nthemse: []\n",
                ", line 2: there is no field 'themse'. Did you mean 'themes'?",
            ),
            (
                entry("definition: [laughs]"),
                ", line 3, definition: 'definition' is a list, it should be text. If the text starts with a bracket "
                "or holds a colon, put it in double quotes.",
            ),
            (
                entry("definition:", "  waiting: long"),
                ", line 3, definition: 'definition' is a group of fields, it should be text. If the text starts with "
                "a bracket or holds a colon, put it in double quotes.",
            ),
            (
                entry("definition: Waiting: too long"),
                f", line 3: a text holds a colon and a space, or the line is indented wrongly. {QUOTES}",
            ),
            (
                entry("keywords: queue"),
                ", line 3, keywords: 'keywords' is not a list. Write 'keywords: [one, two]'.",
            ),
            (
                entry("keywords:", "  - ok", "  - {a: b}"),
                ", line 5, keywords: this should be text. Put it in double quotes if it holds brackets, braces or a "
                "colon.",
            ),
            (entry("codable: maybe"), ", line 3, codable: 'codable' is 'maybe', it should be true or false."),
            (
                entry("colour: red"),
                ", line 3, colour: 'red' is not a colour. Write it like \"#aa3377\", in quotes.",
            ),
            (
                entry("colour: #aabbcc"),
                ', line 3, colour: the colour is empty. Write it in quotes, "#aa3377": a bare # starts a comment.',
            ),
            (
                entry("patterns: [ok, '(a']"),
                ", line 3, patterns: '(a' is not a regular expression (missing ), unterminated subpattern at position "
                "0). Plain words with * belong into 'keywords'.",
            ),
            (entry("name: *queue"), f", line 3: {SIGN}"),
            (entry("name: @queue"), f", line 3: {SIGN}"),
            (entry("name: > 5 minutes"), f", line 3: {SIGN}"),
            (
                entry("name: &D team"),
                f", line 3, name: a text starts with ! or &, which YAML takes as its own sign. {QUOTES}",
            ),
            (
                entry("name: !important thing"),
                f", line 3, name: a text starts with ! or &, which YAML takes as its own sign. {QUOTES}",
            ),
            (entry('name: "open'), f", line 3: {OPEN}"),
            (entry("keywords: [a, b"), f", line 3: {OPEN}"),
            (
                entry("  name: x"),
                f", line 3: a text holds a colon and a space, or the line is indented wrongly. {QUOTES}",
            ),
            (
                "codes:\n  - path: a\n   name: x\n",
                ", line 3: this is not YAML (expected <block end>, but found '<block mapping start>'). Indent all "
                "fields of a code alike; put a text that starts with [ or a quotation mark in quotes.",
            ),
            (entry("name: bell\x07"), ", line 3: there is a control character. Take it out."),
            (
                "codes: [a]\n---\ncodes: [b]\n",
                ", line 2: a second document starts here ('---'). Keep one codebook in one file.",
            ),
            ("codes: " + "[" * 500, ": the brackets are nested too deeply to be a codebook."),
            ("codes:\n  waiting: x\n", ", line 1: 'codes' is not a list. Start each entry with '- '."),
            (
                "codes:\n  - [a]\n",
                ", line 2: this is not a code. Write, for example, '- path: waiting/queue'.",
            ),
            (
                "codes:\n  - name: a\n",
                ", line 2, path: the code has no path. Write, for example, 'path: waiting/queue'.",
            ),
            ("codes:\n  - path: /a\n", ", line 2, path: the path '/a' starts with a slash. Write 'a'."),
            (
                "codes:\n  - a\n  - b\n  - a\n",
                ", line 4, path: the path 'a' is there twice (first in line 2). Rename one or join the two.",
            ),
            (
                "codes:\n  - {path: a, parent: b}\n  - {path: b, parent: c}\n  - {path: c, parent: a}\n",
                ", line 2, parent: these codes are each other's parent: 'a' -> 'b' -> 'c' -> 'a'. One of them must "
                "be at the top.",
            ),
            (
                "codes:\n  - {path: a, parent: a}\n",
                ", line 2, parent: these codes are each other's parent: 'a' -> 'a'. One of them must be at the top.",
            ),
            (
                "codes:\n  - {path: q, parent: a}\n  - {path: q, parent: b}\n  - {path: z, parent: q}\n",
                ", line 4, parent: two codes are called 'q'. Name the parent by its whole path.",
            ),
            ("codes: [a]\nthemes: [x]\n", ", line 2: this is not a theme. Write '- name: ...'."),
            (
                "codes: [a]\nthemes:\n  - codes: [a]\n",
                ", line 3, name: the theme has no name. Write 'name: ...'.",
            ),
            ("codes: [a]\nthemes:\n  - name: T\n", ", line 3, codes: the theme 'T' has no codes."),
            (
                "codes: [a]\nthemes:\n  - {name: T, codes: [a]}\n  - {name: T, codes: [a]}\n",
                ", line 4, name: the theme 'T' is there twice. Join the two.",
            ),
            (
                "codes: [waiting/queue]\nthemes:\n  - name: T\n    codes: [waiting/qeue]\n",
                ", line 4, codes: the theme 'T' names the code 'waiting/qeue', which is not there. Did you mean "
                "'waiting/queue'?",
            ),
        ],
    )
    def test_a_slip_is_named_with_file_line_and_field(self, text: str, sentence: str) -> None:
        with pytest.raises(CodebookError) as caught:
            parse_yaml(text, "my.yaml")
        assert str(caught.value) == "my.yaml" + sentence

    def test_an_error_carries_line_and_field_as_data(self) -> None:
        with pytest.raises(CodebookError) as caught:
            parse_yaml(entry("colour: red"))
        assert (caught.value.line, caught.value.field) == (3, "colour")


class TestFiles:
    def test_a_missing_file(self, tmp_path: Path) -> None:
        with pytest.raises(FileProblem, match=r"none\.yaml does not exist"):
            read_yaml(tmp_path / "none.yaml")

    def test_a_folder(self, tmp_path: Path) -> None:
        with pytest.raises(FileProblem, match="is a folder"):
            read_yaml(tmp_path)

    @pytest.mark.parametrize(("data", "what"), [(b" \n", "is empty"), (b"\x00\x01PNG", "is not a text file")])
    def test_a_file_without_text(self, tmp_path: Path, data: bytes, what: str) -> None:
        file = tmp_path / "codebook.yaml"
        file.write_bytes(data)
        with pytest.raises(FileProblem, match=what):
            read_yaml(file)


def table(folder: Path, *rows: str) -> Path:
    file = folder / "codebook.csv"
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return file


class TestCsv:
    def test_code_and_parent_make_the_path(self, tmp_path: Path) -> None:
        book = read_csv(table(tmp_path, "code,parent,definition", "queue,waiting,Any line.", "waiting,,"))
        assert book.code("waiting/queue").definition == "Any line."

    def test_a_parent_without_a_row_is_a_group(self, tmp_path: Path) -> None:
        book = read_csv(table(tmp_path, "code,parent", "queue,waiting"))
        assert book.code("waiting").codable is False

    def test_a_slash_in_a_name_makes_no_level(self, tmp_path: Path) -> None:
        book = read_csv(table(tmp_path, "code,parent", "scandal/ cover-up,"))
        assert book.codes == (Code("scandal-cover-up", name="scandal/ cover-up"),)

    def test_a_code_is_found_by_the_name_in_the_file(self, tmp_path: Path) -> None:
        book = read_csv(table(tmp_path, "code,parent", "to/from,travel/transport"))
        assert book.find("to/from").path == "travel-transport/to-from"

    def test_a_path_column_is_taken_as_it_is(self, tmp_path: Path) -> None:
        assert read_csv(table(tmp_path, "path,name", "a/b,B")).code("a/b").name == "B"

    def test_lists_are_split(self, tmp_path: Path) -> None:
        book = read_csv(table(tmp_path, "code;keywords;examples", 'a;"wait*;queue";"One; two.\nThree."'))
        assert (book.code("a").keywords, book.code("a").examples) == (
            ("wait*", "queue"),
            ("One; two.", "Three."),
        )

    def test_flags_are_read(self, tmp_path: Path) -> None:
        assert read_csv(table(tmp_path, "code,codable", "a,no")).codable() == ()

    def test_an_error_names_the_line_also_below_a_cell_of_two_lines(self, tmp_path: Path) -> None:
        file = table(tmp_path, "code,definition", 'a,"one\ntwo"', "a,")
        with pytest.raises(
            CodebookError, match=re.escape("codebook.csv, line 4, path: the path 'a' is there")
        ):
            read_csv(file)

    def test_codes_that_are_each_others_parent(self, tmp_path: Path) -> None:
        file = table(tmp_path, "code,parent", "a,b", "b,a")
        with pytest.raises(
            CodebookError, match="line 2, parent: these codes are each other's parent: 'a' -> 'b'"
        ):
            read_csv(file)

    def test_a_table_without_codes(self, tmp_path: Path) -> None:
        with pytest.raises(CodebookError, match="it has no codes"):
            read_csv(table(tmp_path, "code,parent"))

    def test_a_table_of_something_else(self, tmp_path: Path) -> None:
        with pytest.raises(
            ColumnError, match=r"no column 'code' in .*codebook.csv. Its columns are: id, text"
        ):
            read_csv(table(tmp_path, "id,text", "1,x"))


@needs_shared
class TestRealCodebooks:
    @pytest.mark.parametrize(
        ("folder", "codable"),
        [
            ("anes2008_candidates", 34),
            ("argkp2021", 276),
            ("cimt_ottensen_de", 12),
            ("issuepositions_nl", 41),
            ("napire_causes", 121),
            ("nhs_fft_neas", 53),
            ("nlupp_banking", 48),
        ],
    )
    def test_every_row_becomes_a_code_and_survives_the_yaml(self, folder: str, codable: int) -> None:
        book = read_csv(SHARED / "data" / folder / "codebook.csv")
        assert (len(book.codable()), parse_yaml(book.to_yaml())) == (codable, book)

    def test_ten_categories_of_the_patients_framework_become_groups(self) -> None:
        book = read_csv(SHARED / "data" / "nhs_fft_neas" / "codebook.csv")
        assert sum(not code.codable for code in book.codes) == 10

    def test_spellings_of_one_topic_are_pointed_out(self) -> None:
        book = read_csv(SHARED / "data" / "issuepositions_nl" / "codebook.csv")
        assert ("Beter Bestuur", "Beter bestuur", "the same name") in near_duplicates(book)
