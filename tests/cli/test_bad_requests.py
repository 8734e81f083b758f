"""Requests that cannot be carried out: the sentence with what to do, exit 1 or 2, nothing saved."""

from __future__ import annotations

import re

import pytest

from tests.cli.conftest import Desk


def test_an_unknown_code_is_told_the_nearest(coded: Desk) -> None:
    assert coded("quotes", "parkng") == (
        1,
        "",
        "coder: There is no code 'parkng' in the codebook. Did you mean 'access/parking'?\n",
    )


def test_an_unknown_code_without_a_codebook(empty: Desk) -> None:
    assert empty("quotes", "parking").err == (
        "coder: There is no code 'parking' in the codebook. "
        "The codebook is empty: 'coder codebook load FILE' fills it.\n"
    )


def test_an_unknown_variable(coded: Desk) -> None:
    assert coded("quotes", "staff", "--where", "brnch=North").err == (
        "coder: There is no variable 'brnch' in this project. Did you mean 'branch'?\n"
    )


def test_a_condition_without_a_value(coded: Desk) -> None:
    assert coded("quotes", "staff", "--where", "North").err == (
        "coder: 'North' is no condition. Write it as VARIABLE=VALUE, like region=North.\n"
    )


def test_an_unknown_setting(filled: Desk) -> None:
    assert filled("config", "sed", "1").err == (
        "coder: There is no setting 'sed' in this project. Did you mean 'seed'?\n"
    )


def test_a_setting_of_the_wrong_kind(filled: Desk) -> None:
    before = filled.dump()
    assert filled("config", "seed", "red") == (
        1,
        "",
        "coder: 'red' does not fit the setting 'seed': it takes a whole number from 0.\n",
    )
    assert filled.dump() == before


def test_the_seed_is_fixed_once_answers_were_read(coded: Desk) -> None:
    assert coded("config", "seed", "7").err == (
        "coder: The seed cannot change any more: answers were read in the order it gave.\n"
    )


def test_forgetting_somebody_who_is_not_there(filled: Desk) -> None:
    before = filled.dump()
    assert filled("forget", "a9", "--yes") == (
        1,
        "",
        "coder: There is no case 'a9' in this project. Known: a1, a2, a3, a4, a5.\n",
    )
    assert filled.dump() == before


def test_tagging_without_a_codebook(empty: Desk) -> None:
    assert empty("tag").err == (
        "coder: There are no codes to propose. Load a codebook: 'coder codebook load FILE'; two lines are one, "
        "'codes:' and '  - path: parking'. Or make codes as you read: 'coder review'.\n"
    )


def test_the_smallest_codebook_that_a_reader_is_told_of_is_one(empty: Desk) -> None:
    empty("add", "responses.csv", "--yes")
    lines = re.findall("'(codes:|  - path: .*?)'", empty("tag").err)
    empty.write("small.yaml", "\n".join(lines) + "\n")
    assert empty("codebook", "load", "small.yaml", "--yes").status == 0
    with empty.open() as project:
        assert project.codebook.paths == ("parking",)


def test_importing_codings_without_a_codebook(empty: Desk) -> None:
    empty("add", "responses.csv", "--yes")
    ran = empty("import", str(empty.write("given.csv", "id,code,coder\na1,staff,ana\na4,,ana\n")))
    assert (ran.status, ran.err.startswith("coder: There is no codebook yet")) == (1, True)


def test_reviewing_without_answers(empty: Desk) -> None:
    assert empty("review").err == "coder: There is nothing to read yet. Add answers: 'coder add FILE'.\n"


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        (
            "bad.yaml",
            "codes:\n\t- path: staff\n",
            "bad.yaml, line 2: a tab is used to indent. Use spaces: YAML allows no tabs there.",
        ),
        (
            "bad.yaml",
            "codes:\n  - name: Staff\n",
            "bad.yaml, line 2, path: the code has no path. Write, for example, 'path: waiting/queue'.",
        ),
        ("bad.yaml", "codes: 3\n", "bad.yaml, line 1: 'codes' is not a list. Start each entry with '- '."),
        ("bad.yaml", "", "bad.yaml is empty."),
        (
            "bad.csv",
            "code,parent\nparking,access\naccess,parking\n",
            "bad.csv, line 2, parent: these codes are each other's parent: 'parking' -> 'access' -> 'parking'. "
            "One of them must be at the top.",
        ),
    ],
)
def test_a_codebook_that_breaks_a_rule(filled: Desk, name: str, content: str, sentence: str) -> None:
    before = filled.dump()
    filled.write(name, content)
    assert filled("codebook", "load", name, "--yes") == (1, "", f"coder: {sentence}\n")
    assert filled.dump() == before


def test_moving_a_code_below_itself(filled: Desk) -> None:
    before = filled.dump()
    assert filled("codebook", "move", "access", "access/parking") == (
        1,
        "",
        "coder: 'access' cannot go below itself ('access/parking/access'). Choose another place.\n",
    )
    assert filled.dump() == before


def test_a_missing_codebook(filled: Desk) -> None:
    assert filled("codebook", "load", "nope.yaml") == (1, "", "coder: nope.yaml does not exist.\n")


@pytest.mark.parametrize(
    ("words", "question"),
    [
        (("add", "responses.csv"), "Add these answers?"),
        (("codebook", "load", "new.yaml"), "Load these changes?"),
        (("forget", "a1"), "Forget everything that 'a1' said? This cannot be undone."),
        (("export", "responses.csv"), "Replace responses.csv?"),
        (
            ("codebook", "merge", "staff", "--into", "children"),
            "Merge staff into children? Their codings will count as its own.",
        ),
    ],
)
def test_an_unattended_run_says_what_it_would_have_asked(
    filled: Desk, words: tuple[str, ...], question: str
) -> None:
    before, file = filled.dump(), (filled.folder / "responses.csv").read_bytes()
    filled.write("new.yaml", "codes:\n  - path: staff\n")
    ran = filled(*words)
    sentence = f"coder: This would have asked: {question} Run it again with --yes to agree."
    assert (ran.status, ran.err.splitlines()[-1], filled.dump()) == (1, sentence, before)
    assert (filled.folder / "responses.csv").read_bytes() == file


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("foo",), "No such command 'foo'."),
        (("status", "--frmat", "json"), "No such option: --frmat (Possible options: --format)"),
        (("quotes",), "Missing argument 'code'."),
        (("log", "-n", "0"), "Invalid value for '--last' / '-n'"),
    ],
)
def test_usage(filled: Desk, words: tuple[str, ...], sentence: str) -> None:
    ran = filled(*words)
    assert (ran.status, ran.out) == (2, "")
    assert f"Error: {sentence}" in ran.err


def test_a_fault_of_ours_says_so(filled: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coder.project.status.status", lambda project: 1 // 0)
    assert filled("status") == (
        3,
        "",
        "coder: This is a fault of coder, not yours: ZeroDivisionError: integer division or modulo by zero. "
        "Run it again with --debug for a report to send us.\n",
    )


def test_debug_writes_the_traceback_to_a_file(desk: Desk) -> None:
    ran = desk("status", "--debug")
    [report] = desk.folder.glob("coder-debug-*.log")
    assert "NoProjectError: There is no project here." in report.read_text(encoding="utf-8")
    assert f"The traceback is also in {report.name}." in ran.err


def test_debug_leaves_the_status_alone(desk: Desk) -> None:
    assert desk("--debug", "status").status == 1


def test_a_language_without_a_tokenizer(empty: Desk) -> None:
    ran = empty("config", "language", "klingon")
    assert (ran.status, "klingon" in ran.err) == (1, True)
    with empty.open() as project:
        assert project.config()["language"] == "en"


def test_a_language_with_a_borrowed_tokenizer_is_told(empty: Desk) -> None:
    ran = empty("config", "language", "cy")
    assert ran.err.splitlines()[0].startswith("spaCy has no rules for Welsh (cy)")
    assert ran.err.splitlines()[1].startswith("The shipped embeddings know English only")
