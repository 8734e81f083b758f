"""The .coder file: transactions, derived tables, other writers, other files, full disks."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
import sys
import textwrap
import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given as over
from hypothesis import settings
from hypothesis import strategies as st

from coder.domain import Decision
from coder.errors import (
    FileProblem,
    LockedProjectError,
    NewerProjectError,
    NotAProjectError,
    StorageError,
)
from coder.store import Store, content, migrations
from coder.store.store import later
from tests.store.make import filled, given, row
from tests.store.test_log import logs


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "p.coder"


def test_a_decision_is_a_coding_at_once(path: Path) -> None:
    with filled(path) as store:
        store.append([row(1, "add", "a1", "staff")])
        assert given(store) == {("a1", "staff")}


def test_what_was_appended_is_there_after_reopening(path: Path) -> None:
    with filled(path) as store:
        store.append([row(1, "add", "a1", "staff"), row(2, "read", "a1")])
    with Store(path) as again:
        assert (given(again), len(again.readings())) == ({("a1", "staff")}, 1)


def test_appending_the_same_rows_twice_changes_nothing(path: Path) -> None:
    with filled(path) as store:
        store.append([row(1, "add", "a1", "staff")])
        store.append([row(1, "add", "a1", "staff")])
        assert len(store.decisions()) == 1


def test_undo_of_a_step_over_several_sources(path: Path) -> None:
    with filled(path) as store:
        store.append([row(n, "add", name, "staff", step="s") for n, name in enumerate(("a1", "a2"), 1)])
        store.append([row(3, "undo", target="s")])
        assert given(store) == set()


def test_a_failing_transaction_leaves_nothing(path: Path) -> None:
    with filled(path) as store:
        with contextlib.suppress(RuntimeError), store.transaction():
            store.append([row(1, "add", "a1", "staff")])
            raise RuntimeError
        assert (store.decisions(), given(store)) == ([], set())


def test_log_rows_cannot_be_deleted(path: Path) -> None:
    with filled(path) as store:
        store.append([row(1, "add", "a1", "staff")])
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            store.db.execute("DELETE FROM decision")


def test_the_clock_never_stands_still(path: Path) -> None:
    with filled(path) as store:
        ahead = Decision("x", "x", "2999-01-01T00:00:00.000000+00:00", "ana", "config")
        store.append([ahead])
        assert store.now() == later(ahead.at) == "2999-01-01T00:00:00.000001+00:00"


@settings(max_examples=25, deadline=None)
@over(logs(), st.integers(0, 25))
def test_derived_tables_equal_a_rebuild(
    tmp_path_factory: pytest.TempPathFactory, rows: list[Decision], cut: int
) -> None:
    with filled(tmp_path_factory.mktemp("s") / "p.coder") as store:
        store.append(rows[:cut])
        store.append(rows[cut:])
        kept = (sorted(map(str, store.codings())), sorted(map(str, store.readings())))
        store.rebuild()
        assert (sorted(map(str, store.codings())), sorted(map(str, store.readings()))) == kept


def test_a_large_append_derives_the_same(path: Path) -> None:
    names = tuple(f"b{n}" for n in range(2_500))
    with filled(path, names) as store:
        store.append([row(n, "add", name, "staff") for n, name in enumerate(names)])
        assert len(store.codings()) == 2_500


def test_a_reader_sees_the_last_commit_while_another_writes(path: Path) -> None:
    with filled(path) as writer, Store(path) as reader, writer.transaction():
        writer.append([row(1, "add", "a1", "staff")])
        assert given(reader) == set()


def test_a_second_writer_waits_then_is_told(path: Path) -> None:
    sentence = r"waited 0\.2 seconds\. Nothing was changed"
    with (
        filled(path) as first,
        Store(path, wait=0.2) as second,
        first.transaction(),
        pytest.raises(LockedProjectError, match=sentence),
    ):
        second.append([row(1, "add", "a1", "staff")])


def test_a_second_writer_that_waits_gets_its_turn(path: Path) -> None:
    with filled(path) as first:
        done: list[set[tuple[str, str]]] = []

        def write() -> None:
            with Store(path) as second:
                second.append([row(1, "add", "a1", "staff")])
                done.append(given(second))

        with first.transaction():
            thread = threading.Thread(target=write)
            thread.start()
        thread.join()
        assert done == [{("a1", "staff")}]


def test_create_refuses_a_name_that_is_taken(path: Path) -> None:
    path.write_text("mine")
    with pytest.raises(FileProblem, match="exists already"):
        Store.create(path)
    assert path.read_text() == "mine"


def test_create_leaves_no_temporary_file(path: Path) -> None:
    Store.create(path).close()
    assert [each.name for each in path.parent.iterdir()] == ["p.coder"]


@pytest.mark.parametrize(
    ("content_", "sentence"),
    [
        (b"id,comment\n", "p.coder is not a coder project"),
        (b"", "p.coder is not a coder project"),
        (b"SQLite format 3\x00" + b"\xff" * 200, "p.coder is damaged or not a coder project"),
    ],
)
def test_another_kind_of_file_is_recognised(path: Path, content_: bytes, sentence: str) -> None:
    path.write_bytes(content_)
    with pytest.raises(NotAProjectError, match=sentence):
        Store(path)
    assert path.read_bytes() == content_


def test_a_damaged_file_is_let_go_of(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.write_bytes(b"SQLite format 3\x00" + b"\xff" * 200)
    opened: list[sqlite3.Connection] = []
    connect = sqlite3.connect

    def noted(*given: Any, **more: Any) -> sqlite3.Connection:
        opened.append(connect(*given, **more))
        return opened[-1]

    monkeypatch.setattr(sqlite3, "connect", noted)
    with pytest.raises(NotAProjectError):
        Store(path)
    with pytest.raises(sqlite3.ProgrammingError, match="closed database"):
        opened[0].execute("SELECT 1")


def test_another_programs_database_is_recognised(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE t (x)")
    with pytest.raises(NotAProjectError, match="a database of another program"):
        Store(path)


def test_a_folder_is_no_project(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="is a folder"):
        Store(tmp_path)


def test_a_newer_project_is_left_untouched(path: Path) -> None:
    filled(path).close()
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(NewerProjectError, match=r"newer version of coder \(format 99, this one knows 2\)"):
        Store(path)


def test_a_migration_copies_the_file_first(path: Path) -> None:
    with filled(path) as store:
        copy = migrations.upgrade(store.db, path, steps={3: ["CREATE TABLE extra (x TEXT) STRICT"]}, target=3)
        assert copy == path.with_suffix(".format2.coder")
        assert store.db.execute("PRAGMA user_version").fetchone()[0] == 3
    with Store(copy) as before:
        assert len(dict(content.sources(before.db))) == 3


def _of_format_1(path: Path) -> None:
    """A project as the first version of the program wrote it."""
    filled(path).close()
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.executescript("DROP TABLE edition; PRAGMA user_version = 1")


def _layout(db: sqlite3.Connection) -> dict[str, list[tuple[object, ...]]]:
    tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {name: [tuple(row) for row in db.execute(f'PRAGMA table_xinfo("{name}")')] for name in tables}


def test_a_file_of_format_1_is_brought_up_to_date_and_kept(path: Path) -> None:
    _of_format_1(path)
    with Store(path) as store:
        assert store.migrated == path.with_suffix(".format1.coder")
        assert len(dict(content.sources(store.db))) == 3
    with contextlib.closing(sqlite3.connect(path.with_suffix(".format1.coder"))) as before:
        assert before.execute("PRAGMA user_version").fetchone()[0] == 1
        assert "edition" not in _layout(before)


def test_a_migrated_file_is_laid_out_like_a_new_one(path: Path) -> None:
    _of_format_1(path)
    with Store(path) as old, Store.create(path.with_name("new.coder")) as new:
        assert _layout(old.db) == _layout(new.db)


def test_a_failing_migration_leaves_the_old_format(path: Path) -> None:
    with filled(path) as store:
        with pytest.raises(sqlite3.OperationalError):
            migrations.upgrade(
                store.db, path, steps={3: ["CREATE TABLE a (x TEXT) STRICT", "nonsense"]}, target=3
            )
        tables = {name for (name,) in store.db.execute("SELECT name FROM sqlite_master")}
        assert "a" not in tables
        assert store.db.execute("PRAGMA user_version").fetchone()[0] == 2


def test_a_full_disk_is_said_and_harms_nothing(path: Path) -> None:
    with filled(path) as store:
        store.append([row(1, "add", "a1", "staff")])
        pages = store.db.execute("PRAGMA page_count").fetchone()[0]
        store.db.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(StorageError, match="the disk is full"):
            store.append([row(n, "add", "a2", "staff", note="x" * 500) for n in range(2, 400)])
        assert given(store) == {("a1", "staff")}


def test_a_file_size_limit_is_said_and_harms_nothing(path: Path) -> None:
    with filled(path) as store:
        store.append([row(1, "add", "a1", "staff")])
    program = textwrap.dedent(f"""
        import resource, sys
        from pathlib import Path
        from coder.errors import StorageError
        from coder.store import Store
        from tests.store.make import row
        store = Store(Path({str(path)!r}))
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))
        try:
            store.append([row(n, "add", "a2", "staff", note="x" * 500) for n in range(2, 2000)])
        except StorageError as error:
            sys.exit(str(error))
    """)
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).resolve().parents[2],
    )
    assert "the disk is full or refused a write; nothing of this step was saved" in done.stderr
    with Store(path) as store:
        assert given(store) == {("a1", "staff")}


@pytest.mark.skipif(os.name != "posix" or os.getuid() != 0, reason="needs root to become another user")
def test_a_read_only_folder_can_be_read_but_not_written(tmp_path: Path) -> None:
    path = tmp_path / "p.coder"
    with filled(path) as store:
        store.append([row(1, "add", "a1", "staff")])
    path.chmod(0o644)
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)
    program = textwrap.dedent(f"""
        import os
        from pathlib import Path
        from coder.errors import StorageError
        from coder.store import Store
        from tests.store.make import given, row
        os.setgid(65534); os.setuid(65534)
        store = Store(Path({str(path)!r}))
        assert given(store) == {{("a1", "staff")}}
        try:
            store.append([row(2, "add", "a2", "staff")])
        except StorageError as error:
            print(error)
    """)
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).resolve().parents[2],
    )
    assert (
        done.stdout == f"{path}: cannot be written: the file or its folder is read-only. "
        "Copy it to a folder of your own, or ask for write access.\n"
    ), done.stderr


def test_the_stamp_changes_when_this_process_writes(path: Path) -> None:
    with filled(path) as store:
        before = store.stamp
        store.append([row(1, "add", "a1", "staff")])
        assert store.stamp != before


def test_the_stamp_changes_when_another_writes(path: Path) -> None:
    with filled(path) as store, Store(path) as other:
        before = store.stamp
        other.append([row(1, "add", "a1", "staff")])
        assert store.stamp != before


def test_the_stamp_stays_while_nothing_is_written(path: Path) -> None:
    with filled(path) as store:
        before = store.stamp
        store.codings()
        assert store.stamp == before
