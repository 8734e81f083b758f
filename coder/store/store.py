"""Store: one open .coder file. Writes in transactions, derives codings from the log, says what went wrong.

One writer at a time: a second one waits, then gets LockedProjectError. Readers never wait (WAL).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any

from coder.domain import Coder, Coding, Decision, Reading
from coder.store import connection, content, forget, log, migrations, queries

_FOLDED = ("add", "accept", "remove", "reject", "read", "uncodable")


class Store:
    """The project file at `path`, open until `close()`; keeps `protocols.Log` on SQLite.

    `db` is for the statements of `store.content` and `store.queries`; nobody else writes SQL.
    """

    def __init__(self, path: Path, *, wait: float | None = None) -> None:
        """`wait`: seconds for another writer to finish, ten where None."""
        self.path = path
        self.wait = connection.WAIT if wait is None else wait
        self.db = connection.connect(path, wait=self.wait)
        self._depth = 0
        try:
            with self.saying():
                self.migrated = migrations.upgrade(self.db, path)
        except BaseException:
            self.db.close()
            raise

    @classmethod
    def create(cls, path: Path) -> Store:
        """A new, empty project, opened."""
        connection.create(path)
        return cls(path)

    def close(self) -> None:
        """Lets go of the file; the last one to do so folds the WAL into it."""
        self.db.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def saying(self) -> AbstractContextManager[None]:
        """Within it, a refusal by SQLite or the disk becomes a CoderError with a sentence."""
        return connection.saying(self.path, self.wait)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside lands, or none of it. BEGIN IMMEDIATE: two writers never deadlock."""
        if self._depth:
            yield
            return
        with self.saying():
            self.db.execute("BEGIN IMMEDIATE")
            self._depth = 1
            try:
                yield
                self.db.execute("COMMIT")
            except BaseException:
                if self.db.in_transaction:
                    self.db.execute("ROLLBACK")
                raise
            finally:
                self._depth = 0

    @property
    def stamp(self) -> tuple[int, int]:
        """Another pair of numbers whenever anything was written since, here or by another process."""
        return int(self.db.execute("PRAGMA data_version").fetchone()[0]), self.db.total_changes

    def now(self) -> str:
        """The time as the log writes it, later than every row that is there."""
        latest = queries.latest_time(self.db)
        stamp = datetime.now(UTC).isoformat(timespec="microseconds")
        return stamp if stamp > latest else later(latest)

    def append(self, decisions: Iterable[Decision]) -> None:
        """Saves rows and what they add up to in one transaction; durable when it returns."""
        rows = list(decisions)
        with self.transaction():
            for name in dict.fromkeys(row.coder for row in rows):
                content.put_coder(self.db, Coder(name))
            queries.insert_decisions(self.db, rows)
            self._derive(self._touched(rows))

    def decisions(
        self, *, coder: str | None = None, source: str | None = None, last: int | None = None
    ) -> list[Decision]:
        """Log rows by coder and source in the order (at, id); `last` keeps the newest few."""
        with self.saying():
            return queries.decisions_of(self.db, coder, source, last)

    def codings(self, source: str | None = None, coder: str | None = None) -> list[Coding]:
        """What the log adds up to, by source id and coder; both None: all codings."""
        with self.saying():
            if source is not None and coder is not None:
                return queries.codings_of_pair(self.db, source, coder)
            return queries.codings(self.db, source, coder)

    def readings(self, source: str | None = None, coder: str | None = None) -> list[Reading]:
        """Readings that were not undone, oldest first; by source and coder, by coder, or all."""
        with self.saying():
            if source is not None and coder is not None:
                return queries.readings_of_pair(self.db, source, coder)
            found = queries.readings(self.db, coder)
            return found if source is None else [row for row in found if row.source == source]

    def rebuild(self) -> None:
        """Makes codings and readings anew from the log alone."""
        with self.transaction():
            queries.clear_derived(self.db)
            gone = {
                row[0]
                for row in self.db.execute(
                    'SELECT source.id FROM source JOIN "case" ON "case".id = "case" WHERE forgotten IS NOT NULL'
                )
            }
            rows = [row for row in queries.decisions_of(self.db) if row.source not in gone]
            queries.insert_derived(self.db, *log.fold(rows, content.merged_codes(self.db)))

    def vectors(self, model: str, keys: Sequence[str]) -> dict[str, bytes]:
        """Little-endian float16 vectors of the texts (by sha256) that are kept: `embedding.VectorCache`."""
        with self.saying():
            return content.vectors(self.db, model, keys)

    def save_vectors(self, model: str, vectors: Mapping[str, bytes]) -> None:
        """Keeps vectors of texts; only answers that are in the project belong here."""
        with self.transaction():
            content.put_vectors(self.db, model, vectors)

    def forget(self, case: str) -> dict[str, Any]:
        """Blanks all that is known of the case with this id and rewrites the file; the tombstone."""
        with self.transaction():
            stone = forget.forget(self.db, case, self.now())
        with self.saying():
            forget.scrub(self.db)
        return stone

    def _touched(self, rows: list[Decision]) -> set[queries.Pair]:
        pairs = {(row.source, row.coder) for row in rows if row.source and row.act in _FOLDED}
        steps = [row.target for row in rows if row.act in ("undo", "redo") and row.target]
        return pairs | queries.pairs_of_steps(self.db, steps)

    def _derive(self, pairs: set[queries.Pair]) -> None:
        merged = content.merged_codes(self.db)
        by_coder: dict[str, list[str]] = {}
        for source, coder in sorted(pairs):
            by_coder.setdefault(coder, []).append(source)
        for coder, sources in by_coder.items():
            rows = queries.decisions_of_sources(self.db, coder, sources)
            queries.clear_derived_of(self.db, coder, sources)
            queries.insert_derived(self.db, *log.fold(rows, merged))


def later(stamp: str) -> str:
    """The next microsecond after a log time."""
    return (datetime.fromisoformat(stamp) + timedelta(microseconds=1)).isoformat(timespec="microseconds")
