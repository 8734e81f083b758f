"""A whole run: what it leaves behind, how it is taken up again, and what it refuses."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pytest

from coder import Project
from coder.bulk import Done, manifest, tag
from coder.codebook import parse_yaml
from coder.errors import (
    ColumnError,
    FileProblem,
    InputError,
    ModelError,
    NoUsableRowsError,
    RequestError,
    StorageError,
)
from tests.bulk.making import bytes_of, problems_of, rows_of, save_model, texts, write_csv, write_parquet
from tests.project.reading import read
from tests.tagging.conftest import CODES, TEXTS

ROOT = Path(__file__).resolve().parents[2]
ANSWERS = texts(100)


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    return write_csv(tmp_path / "answers.csv", ANSWERS)


def run(answers: Path, model: Path, **more: Any) -> Done:
    """In this process, in chunks of 20, into the folder `out` beside the answers."""
    settings: dict[str, Any] = {"workers": 1, "chunk_rows": 20, "out": answers.with_name("out")} | more
    return tag(answers, model, **settings)


def part(answers: Path, number: int) -> Path:
    return answers.with_name("out") / f"part-{number:05}.parquet"


def test_every_answer_comes_out_once_in_order(answers: Path, model: Path) -> None:
    done = run(answers, model)
    found = rows_of(done.out)
    assert [(row["id"], row["comment"]) for row in found] == [
        (f"a{n}", text) for n, text in enumerate(ANSWERS)
    ]
    assert (done.answers, done.parts, done.problems, done.resumed) == (100, 5, 0, 0)
    assert done.codings["staff"] == sum("staff" in row["codes"] for row in found)
    assert done.zones["leave"] == sum(row["zone"] == "leave" for row in found)


def test_the_manifest_says_what_the_run_was(answers: Path, model: Path) -> None:
    done = run(answers, model)
    found = manifest.read(done.out)
    (file,) = found.inputs
    assert (file.path, file.size, file.rows) == (str(answers), answers.stat().st_size, 101)
    assert found.options == {
        "text": "comment",
        "id": "id",
        "encoding": "utf-8",
        "question": "",
        "evidence": False,
        "chunk_rows": 20,
    }
    assert [part.rows for part in found.parts] == [20] * 5
    assert found.counts["answers"] == 100
    assert found.complete
    assert found.versions.keys() >= {"coder", "pyarrow"}


def test_two_runs_write_the_same_bytes(answers: Path, model: Path) -> None:
    one = bytes_of(run(answers, model).out)
    two = bytes_of(tag(answers, model, answers.with_name("two"), workers=2, chunk_rows=20).out)
    assert one == two


def test_order_and_chunks_do_not_change_what_an_answer_gets(
    answers: Path, model: Path, tmp_path: Path
) -> None:
    mixed = [*ANSWERS]
    Random(1).shuffle(mixed)
    other = tag(write_csv(tmp_path / "mixed.csv", mixed), model, tmp_path / "mixed", workers=1, chunk_rows=7)
    both = [
        {row["comment"]: (row["codes"], row["probabilities"], row["zone"]) for row in rows_of(done.out)}
        for done in (run(answers, model), other)
    ]
    assert both[0] == both[1]


def test_a_finished_run_is_left_as_it_is(answers: Path, model: Path) -> None:
    run(answers, model)
    before = part(answers, 0).stat().st_mtime_ns
    assert run(answers, model).resumed == 5
    assert part(answers, 0).stat().st_mtime_ns == before


def test_only_what_is_missing_or_damaged_is_done_again(answers: Path, model: Path) -> None:
    whole = bytes_of(run(answers, model).out)
    part(answers, 1).unlink()
    part(answers, 3).write_bytes(b"PAR1 cut off")
    assert run(answers, model).resumed == 3
    assert bytes_of(answers.with_name("out")) == whole


def test_what_a_kill_left_behind_is_swept(answers: Path, model: Path) -> None:
    out = run(answers, model).out
    whole = bytes_of(out)
    (out / ".part-00002.parquet.tmp").write_bytes(b"half")
    (out / ".model").mkdir()
    run(answers, model)
    assert bytes_of(out) == whole


def grown(answers: Path, model: Path) -> dict[str, Any]:
    answers.write_text(answers.read_text() + "a100,more\n")
    return {}


def relearnt(answers: Path, model: Path) -> dict[str, Any]:
    from coder.tagging.tagger import Tagger

    Tagger(embedding=None).fit(TEXTS[:6], CODES[:6]).save(model)
    return {}


def evidenced(answers: Path, model: Path) -> dict[str, Any]:
    return {"evidence": True}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (grown, r"answers\.csv has changed"),
        (relearnt, r"the model is tagger@\w{8} now, it was tagger@\w{8}"),
        (evidenced, "evidence is True now, it was False"),
    ],
)
def test_a_change_is_refused_until_one_starts_over(
    change: Any, said: str, answers: Path, tmp_path: Path
) -> None:
    model = save_model(tmp_path / "model")
    before = bytes_of(run(answers, model).out)
    more = change(answers, model)
    with pytest.raises(RequestError, match=said + ".*--force"):
        run(answers, model, **more)
    assert bytes_of(answers.with_name("out")) == before
    assert run(answers, model, force=True, **more).resumed == 0
    assert bytes_of(answers.with_name("out")) != before


def test_another_file_is_refused_by_its_name(answers: Path, model: Path, tmp_path: Path) -> None:
    run(answers, model)
    two = write_csv(tmp_path / "two.csv", ["more"])
    with pytest.raises(RequestError, match=r"two\.csv is new"):
        tag([answers, two], model, tmp_path / "out", workers=1, chunk_rows=20)


def test_a_file_that_grows_meanwhile_is_noticed(answers: Path, model: Path) -> None:
    def grow(done: int, total: int | None = None, what: str = "") -> None:
        grown(answers, model)

    with pytest.raises(FileProblem, match="was changed while it was read"):
        run(answers, model, progress=grow)
    with pytest.raises(RequestError, match="has changed"):
        run(answers, model)


def test_unusable_rows_are_listed_and_the_run_goes_on(tmp_path: Path, model: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_bytes(b"id,comment\n1,kind\n2,caf\xe9\n3,a,b\n4,wait\n")
    done = run(path, model, chunk_rows=2)
    assert (done.answers, done.problems) == (2, 2)
    assert problems_of(done.out) == [
        {"file": str(path), "row": 3, "column": "", "reason": "is not valid UTF-8", "value": ""},
        {"file": str(path), "row": 4, "column": "", "reason": "has 3 cells for 2 columns", "value": ""},
    ]


def test_parquet_that_is_not_utf8_costs_a_row(tmp_path: Path, model: Path) -> None:
    broken = pa.array([b"kind \xff", b"kind nurse"], pa.binary()).view(pa.string())
    done = run(write_parquet(tmp_path / "a.parquet", {"comment": broken}), model)
    assert [row["codes"] for row in rows_of(done.out)] == [["staff"]]
    assert [(row["row"], row["column"]) for row in problems_of(done.out)] == [(2, "comment")]


def test_too_many_problems_stop_the_run_and_keep_what_is_done(tmp_path: Path, model: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_bytes(b"id,comment\n" + b"1,kind\n" * 4 + b"2,\xff\n" * 3 + b"3,wait\n" * 3)
    with pytest.raises(InputError, match=r"3 rows could not be used .* allows 2.* row 6 of .*answers\.csv"):
        run(path, model, chunk_rows=4, max_problems=2)
    assert len(problems_of(tmp_path / "out")) == 3
    done = run(path, model, chunk_rows=4, max_problems=3)
    assert (done.resumed, done.answers) == (2, 7)


@pytest.mark.parametrize("content", ["", "id,comment\n"])
def test_no_rows_are_an_error(content: str, tmp_path: Path, model: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_text(content)
    with pytest.raises(NoUsableRowsError, match="No usable answer"):
        run(path, model, text_column="comment")


def test_a_file_of_problems_only_is_an_error(tmp_path: Path, model: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_bytes(b"id,comment\n1,\xff\n")
    with pytest.raises(NoUsableRowsError, match=r"1 rows were read \(is not valid UTF-8\)"):
        run(path, model, text_column="comment")


def test_an_empty_file_among_others_is_noted(answers: Path, model: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.csv").touch()
    done = tag([tmp_path / "empty.csv", answers], model, tmp_path / "out", workers=1)
    assert done.answers == 100
    assert done.notes == (f"{tmp_path / 'empty.csv'} is empty.",)


def test_the_text_column_must_be_there(answers: Path, model: Path) -> None:
    with pytest.raises(ColumnError, match=r"no column 'coment'.*'comment'"):
        run(answers, model, text_column="coment")


def test_the_text_column_must_hold_text(tmp_path: Path, model: Path) -> None:
    path = write_parquet(tmp_path / "a.parquet", {"score": [1, 2], "comment": ["a", "b"]})
    with pytest.raises(RequestError, match="'score' holds int64, not text"):
        run(path, model, text_column="score")


def test_a_column_has_one_meaning(answers: Path, model: Path) -> None:
    with pytest.raises(RequestError, match="'comment' cannot hold both"):
        run(answers, model, text_column="comment", id_column="comment")


def test_several_columns_of_answers_are_a_question(tmp_path: Path, model: Path) -> None:
    path = write_parquet(tmp_path / "a.parquet", {"why": ["because of it"], "comment": ["so it is"]})
    with pytest.raises(RequestError, match=r"why, comment\. Say which with --text"):
        run(path, model)


@pytest.mark.parametrize(
    ("given", "said"), [("out", "is in the output folder"), (".", "is in the input folder")]
)
def test_input_and_output_are_kept_apart(given: str, said: str, answers: Path, model: Path) -> None:
    run(answers, model)
    with pytest.raises(RequestError, match=said):
        tag(answers.parent / given, model, answers.with_name("out"), workers=1)


def test_a_folder_of_something_else_is_left_alone(answers: Path, model: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.docx").touch()
    with pytest.raises(RequestError, match="is not empty and holds no bulk run"):
        run(answers, model, force=True)


def test_a_damaged_model_is_named_as_it_was_given(answers: Path, model: Path, tmp_path: Path) -> None:
    broken = shutil.copytree(model, tmp_path / "broken")
    (broken / "arrays.npz").write_bytes(b"PK")
    with pytest.raises(ModelError, match=f"{broken}.*damaged"):
        run(answers, broken)


def test_a_folder_that_holds_no_model(answers: Path, tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    with pytest.raises(ModelError, match=r"is no saved model: there is no model\.json"):
        run(answers, tmp_path / "none")


def test_a_model_that_is_not_there(answers: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="does not exist"):
        run(answers, tmp_path / "none")


def test_a_saved_model_keeps_its_embedding(answers: Path, model: Path) -> None:
    with pytest.raises(RequestError, match=r"learnt with the embedding 'none'.*Give the project"):
        run(answers, model, embedding="static")


FULL = """
import resource, sys
from coder.bulk import tag
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[4]), int(sys.argv[4])))
try:
    tag(sys.argv[1], sys.argv[2], sys.argv[3], workers=1, chunk_rows=20)
except Exception as error:
    print(type(error).__name__, error)
"""


def test_a_full_disk_is_said_and_the_run_goes_on_when_there_is_room(tmp_path: Path, model: Path) -> None:
    """Parts grow half way, and files of more than so many bytes are refused."""
    long = [" ".join(f"{word}{n}" for n, word in enumerate(text.split() * 200)) for text in texts(40, seed=2)]
    path = write_csv(tmp_path / "answers.csv", [*texts(60), *long])
    whole = bytes_of(run(path, model, out=tmp_path / "whole").out)
    most = max(len(data) for name, data in whole.items() if name < "part-00003" or "model" in name)
    ran = subprocess.run(
        [sys.executable, "-c", FULL, str(path), str(model), str(tmp_path / "out"), str(most + 1)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.startswith(StorageError.__name__)
    assert (
        "part-00003.parquet: cannot be written (File too large). The parts that are done are kept."
        in ran.stdout
    )
    assert sorted(path.name for path in (tmp_path / "out").glob("*part*")) == [
        f"part-0000{number}.parquet" for number in range(3)
    ]
    assert run(path, model).resumed == 3
    assert bytes_of(tmp_path / "out") == whole


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Eight answers, read, in a project that sees meaning with MiniLM."""
    path = tmp_path / "p.coder"
    with Project.create(path, embedding="minilm") as made:
        made.add(write_csv(tmp_path / "learnt.csv", TEXTS))
        made.load_codebook(parse_yaml("codes: [{path: staff, keywords: [nurse]}, wait]"))
        read(made, "ana", **{f"a{number}": " ".join(sorted(codes)) for number, codes in enumerate(CODES)})
    return path


def test_a_project_learns_anew_with_the_static_table(answers: Path, project: Path) -> None:
    done = run(answers, project)
    facts = json.loads((done.out / "model" / "model.json").read_text())
    assert facts["embedding"] == "static-en"
    assert done.model == facts["name"]
    assert [row["rules"] for row in rows_of(done.out)] == [
        ["staff"] * ("nurse" in a.split()) for a in ANSWERS
    ]
    assert run(answers, project).resumed == 5


def test_progress_counts_rows(answers: Path, model: Path) -> None:
    told: list[tuple[int, int | None]] = []
    run(answers, model, progress=lambda done, total, what: told.append((done, total)))
    assert told == [(done, 101) for done in range(0, 101, 20)]


def test_a_damaged_manifest_is_no_run(answers: Path, model: Path) -> None:
    (run(answers, model).out / "manifest.json").write_text("{}")
    with pytest.raises(FileProblem, match="is not the manifest of a bulk run"):
        run(answers, model)


def test_notes_are_said_before_the_first_answer_is_scored(answers: Path, model: Path) -> None:
    said: list[str] = []
    more = write_parquet(answers.with_name("more.parquet"), {"comment": ["kind"], "ward": ["A"]})
    done = tag(
        [answers, more],
        model,
        answers.with_name("out"),
        workers=1,
        progress=lambda done, total=None, what="": said.append(what),
        say=said.append,
    )
    assert said[: len(done.notes) + 1] == [*done.notes, "tagging"]
    assert f"The column 'ward' is not in {answers}; it is empty there." in done.notes
