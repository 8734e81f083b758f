"""Project: one .coder file as the three users see it. Each method is a verb of the command line.

Nothing here decides how to learn, count or draw: it hands plain records to the layers that do, and
keeps what people decided.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from coder.domain import Act, Case, Coder, Coding, Decision, Proposal, Question, Reading, Source, Variable
from coder.errors import RequestError, UnknownNameError
from coder.project import adding, exchange, merging, qda, quotes, reviewing, settings, status, training
from coder.project.analysis import Analysis
from coder.project.applying import Applying
from coder.project.codebooks import Codebooks
from coder.project.discover import Discovery
from coder.project.editing import Editing
from coder.project.first import first_codings
from coder.project.machine import Machine
from coder.project.memos import Memos
from coder.project.protection import thresholds
from coder.project.resolve import Answer, resolve
from coder.project.team import Team
from coder.store import Store, content

if TYPE_CHECKING:
    from coder.codebook import Codebook
    from coder.ingest import Layout
    from coder.interchange.losses import Losses
    from coder.interchange.presets import Offsets
    from coder.interchange.privacy import Treatment
    from coder.interchange.tables import Which
    from coder.project.learning import LiveTagger
    from coder.project.queues import Order
    from coder.protocols import Progress
    from coder.review.session import ReviewSession

Where = Mapping[str, str]
"""Variable -> value as a person would write it; also `case`, `question` and `source` by name."""


class Project(Editing, Machine, Discovery, Analysis, Applying, Memos, Team):
    """An open project. Use it as a context manager, or `close()` it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.codebooks = Codebooks(store)
        self._sources: dict[str, Source] = {}
        self._read_at: tuple[int, int] | None = None
        self.when_closing: list[Callable[[], None]] = []
        self.live: LiveTagger | None = None

    @classmethod
    def create(cls, path: str | Path, *, coder: str = "coder", **given: object) -> Project:
        """A new project file with the settings given; FileProblem if the file exists."""
        for key, value in given.items():
            settings.parsed(key, str(value))
        project = cls(Store.create(Path(path)))
        for key, value in given.items():
            project.configure(key, str(value), coder=coder)
        return project

    @classmethod
    def open(cls, path: str | Path) -> Project:
        """An existing project; migrates an older one after copying it."""
        return cls(Store(Path(path)))

    def close(self) -> None:
        """Ends what works in the background and lets go of the file."""
        while self.when_closing:
            self.when_closing.pop()()
        self.store.close()

    def __enter__(self) -> Project:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # What holds for the project

    @property
    def path(self) -> Path:
        """The .coder file."""
        return self.store.path

    def config(self) -> dict[str, Any]:
        """Every setting, defaults included."""
        with self.store.saying():
            guarded = thresholds(content.variables(self.store.db)).items()
            default = {key: s.default for key, s in settings.SETTINGS.items()}
            default |= {settings.DISCLOSURE + name: limit for name, limit in guarded}
            return default | content.settings(self.store.db)

    def configure(self, key: str, text: str, *, coder: str) -> None:
        """Sets one setting from typed text; the change is in the log."""
        value = settings.parsed(key, text)
        if key == "seed" and self.store.readings():
            raise RequestError("The seed cannot change any more: answers were read in the order it gave.")
        with self.store.transaction():
            old = self.config().get(key)
            if old == value:
                return
            settings.check(key, value, self.config())
            self.record("config", coder, {"setting": key, "old": old, "new": value})
            content.put_setting(self.store.db, key, value)

    def record(
        self,
        act: Act,
        coder: str,
        detail: Mapping[str, object],
        *,
        version: int | None = None,
        kind: Coder | None = None,
    ) -> str:
        """Puts one row that is not about a source into the log; its step."""
        step = uuid.uuid4().hex
        if kind:
            content.put_coder(self.store.db, kind)
        self.store.append(
            [Decision(uuid.uuid4().hex, step, self.store.now(), coder, act, version=version, detail=detail)]
        )
        return step

    # What was put in

    def add(
        self,
        path: str | Path,
        layout: Layout | None = None,
        *,
        coder: str = "coder",
        update: bool = False,
        progress: Progress | None = None,
    ) -> adding.Added:
        """Reads a file of answers and adds what is new; the layout is guessed where None."""
        from coder.ingest import inspect, read

        chosen = layout or inspect(Path(path)).layout
        batch = read(Path(path), chosen, progress=progress)
        with self.store.transaction():
            added = adding.add(self.store, batch, update=update)
            self.record(
                "data",
                coder,
                {
                    "file": batch.file,
                    "cases": added.cases,
                    "sources": added.sources,
                    "known": added.known,
                    "changed": len(added.changes),
                    "problems": len(added.problems),
                },
            )
        return added

    @property
    def questions(self) -> list[Question]:
        """In the order they were first asked."""
        with self.store.saying():
            return content.questions(self.store.db)

    @property
    def variables(self) -> list[Variable]:
        """In the order of the file."""
        with self.store.saying():
            return content.variables(self.store.db)

    @property
    def coders(self) -> list[Coder]:
        """People and machines that decided something."""
        with self.store.saying():
            return content.coders(self.store.db)

    def cases(self) -> list[Case]:
        """In order of arrival, without forgotten ones."""
        with self.store.saying():
            return list(content.cases(self.store.db).values())

    def sources(self, where: Where | None = None) -> dict[str, Source]:
        """By id in order of arrival, without those of forgotten cases; `where` keeps matching ones."""
        with self.store.saying():
            stamp = self.store.stamp
            if stamp != self._read_at:
                self._sources, self._read_at = dict(content.sources(self.store.db)), stamp
        if not where:
            return dict(self._sources)
        keeps = self._filter(where)
        return {id_: source for id_, source in self._sources.items() if keeps(source)}

    def source(self, name: str) -> Source:
        """The one with this name or id; UnknownNameError, or RequestError when several share the name."""
        with self.store.saying():
            found = content.source_named(self.store.db, name)
        if not found:
            raise UnknownNameError("source", name, [s.name for s in self.sources().values()])
        if len(found) > 1:
            ids = ", ".join(source.id for source in found)
            raise RequestError(f"{len(found)} sources are called '{name}'. Name one by its id: {ids}.")
        return found[0]

    # The codebook

    @property
    def codebook(self) -> Codebook:
        """The newest version, empty while none was loaded."""
        return self.codebooks.current

    # What was decided

    def readings(self) -> list[Reading]:
        """Everyone's, oldest first, without those of forgotten cases."""
        return self.store.readings()

    def codings(self) -> list[Coding]:
        """Everyone's, oldest first."""
        return self.store.codings()

    def resolved(
        self, sources: Mapping[str, Source] | None = None, *, as_first_said: bool = False
    ) -> dict[str, Answer]:
        """Source id -> what is known of it: see resolve.py; `as_first_said`: before any second look."""
        known = self.sources() if sources is None else sources

        def codable(version: int, source: str) -> frozenset[str]:
            return self.codebooks.codable(version, known[source].question.name)

        readings = [reading for reading in self.readings() if reading.source in known]
        codings = first_codings(self) if as_first_said else self.codings()
        return resolve(readings, codings, codable, lead=self.config()["lead"], merged=self.codebooks.merged)

    def log(self, last: int | None = None) -> list[Decision]:
        """The decision log in the order that counts."""
        return self.store.decisions(last=last)

    def forget(self, case: str, *, coder: str) -> dict[str, Any]:
        """Blanks everything the named case said; returns the tombstone with its counts."""
        found = [c for c in self.cases() if c.name == case]
        if not found:
            raise UnknownNameError("case", case, [c.name for c in self.cases()])
        with self.store.transaction():
            self.record("forget", coder, {"case": found[0].id})
        stone = self.store.forget(found[0].id)
        self.codebooks = Codebooks(self.store)
        return stone

    # What follows from it: see the module of the same name

    def status(self) -> dict[str, Any]:
        """Counts by what they count; `coders` by name."""
        return status.status(self)

    def tag(self, *, where: Where | None = None, progress: Progress | None = None) -> training.Tagged:
        """Saves proposals for the answers nobody has read, learnt from those that were."""
        return training.tag(self, where=where, progress=progress)

    def proposals(self, where: Where | None = None) -> dict[str, list[Proposal]]:
        """Source id -> what the last `tag` proposed for it, strongest first."""
        wanted = self.sources(where)
        paths = {code.id: code.path for code in self.codebook.codes}
        found: dict[str, list[Proposal]] = {}
        with self.store.saying():
            for source, code, proposal in content.proposals(self.store.db):
                if source in wanted and code in paths:
                    found.setdefault(source, []).append(replace(proposal, code=paths[code]))
        return found

    def review(
        self,
        coder: str,
        *,
        proposals: bool = True,
        where: Where | None = None,
        question: str | None = None,
        split: str | None = None,
        order: Order | None = None,
        second_look: bool = False,
        in_background: bool = False,
    ) -> ReviewSession:
        """A session in which `coder` reads and decides; no input, no output of its own.

        `split`: only the answers of a code that was split, to say which of its parts apply.
        `order`: another queue than the streams, see queues.py.
        `second_look`: suggestions after each blind reading, to correct it; statistics use the first answer.
        `in_background`: the tagger learns in a thread, so that the next answer never waits for it.
        """
        if split:
            return reviewing.split_session(self, coder, split)
        return reviewing.session(
            self,
            coder,
            proposals=proposals,
            where=where,
            question=question,
            order=order,
            second_look=second_look,
            in_background=in_background,
        )

    def merge(self, other: str | Path) -> merging.Merged:
        """Takes over what another copy of the project has more, in any order the same; see merging.py."""
        return merging.merge(self, other)

    def quotes(
        self,
        code: str,
        *,
        with_codes: Iterable[str] = (),
        without: Iterable[str] = (),
        where: Where | None = None,
        coder: str | None = None,
        privacy: Treatment = "honour",
    ) -> list[quotes.Quote]:
        """What was said under a code and those below it."""
        return quotes.quotes(
            self, code, with_codes=with_codes, without=without, where=where, coder=coder, privacy=privacy
        )

    def export(
        self,
        path: str | Path,
        *,
        where: Where | None = None,
        table: Which = "both",
        privacy: Treatment = "honour",
        program: str = "",
        offsets: Offsets | None = None,
    ) -> Losses:
        """Writes the coded data, suffix and `program` deciding the format; returns what was lost."""
        from coder.interchange.export import write

        data = exchange.dataset(self, where)
        return write(data, Path(path), table=table, privacy=privacy, program=program, offsets=offsets)

    def import_codings(
        self, path: str | Path, *, coder: str = "coder", blind: bool = False, dry_run: bool = False
    ) -> exchange.Imported:
        """Takes over codings made elsewhere from a long or wide table."""
        return exchange.import_codings(self, Path(path), coder=coder, blind=blind, dry_run=dry_run)

    def import_qdpx(
        self, path: str | Path, *, coder: str = "coder", dry_run: bool = False
    ) -> qda.ImportedProject:
        """Takes over a project of another program: codes, cases, answers, codings, memos."""
        return qda.import_qdpx(self, Path(path), coder=coder, dry_run=dry_run)

    def _filter(self, where: Where) -> Callable[[Source], bool]:
        known = [variable.name for variable in self.variables]
        for name in where:
            if name not in known and name not in ("case", "question", "source"):
                raise UnknownNameError("variable", name, [*known, "case", "question", "source"])
        return lambda source: all(shown(value_of(source, name)) == text for name, text in where.items())

    def __iter__(self) -> Iterator[Source]:
        return iter(self.sources().values())


def value_of(source: Source, name: str) -> object:
    """A variable's value for a source, its own before its case's; also case, question, source by name."""
    if name in source.values:
        return source.values[name]
    if name in source.case.values:
        return source.case.values[name]
    built_in = {"case": source.case.name, "question": source.question.name, "source": source.name}
    return built_in.get(name)


def shown(value: object) -> str:
    """A value as a person writes it: whole numbers without `.0`, yes/no, "" for no answer."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
