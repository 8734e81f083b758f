"""`tag`: a run from its plan to its last part, or from wherever it was killed.

A part that is in place and carries the plan's fingerprint is never done again. Anything else that was changed
since the run was started is refused.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from coder.bulk import chunks, inputs, manifest, models, plan
from coder.bulk.folder import MODEL, PROBLEMS, STAGED, Folder, part_fact
from coder.bulk.manifest import PartFact
from coder.bulk.plan import Plan, Wish
from coder.bulk.pool import Inline, Pool, cores
from coder.bulk.work import Executor, Facts, Task
from coder.domain import Problem
from coder.errors import FileProblem, InputError, NoUsableRowsError, RequestError, listed

if TYPE_CHECKING:
    from coder.protocols import Progress


@dataclass(frozen=True, slots=True)
class Done:
    """What a run came to. `resumed`: parts that an earlier run had done. `reasons`: problems by what was wrong.

    `notes`: what the user should know.
    """

    out: Path
    model: str
    answers: int
    problems: int
    reasons: Mapping[str, int]
    parts: int
    resumed: int
    zones: Mapping[str, int]
    codings: Mapping[str, int]
    notes: tuple[str, ...]


def tag(
    paths: str | Path | Sequence[str | Path],
    model: str | Path,
    out: str | Path,
    *,
    text_column: str | None = None,
    id_column: str | None = None,
    question: str = "",
    encoding: str = "",
    embedding: str | None = None,
    evidence: bool = False,
    workers: int | None = None,
    cluster: str | None = None,
    chunk_rows: int = chunks.ROWS,
    max_problems: int | None = None,
    force: bool = False,
    progress: Progress | None = None,
    say: Callable[[str], None] | None = None,
) -> Done:
    """Tags every answer in the files; killed at any moment and called again, it ends with the same bytes.

    `paths`: CSV, JSON Lines, Parquet; files, folders, patterns, fsspec URLs; `encoding`: of those that are text,
    UTF-8 if "". `model`: a folder that `Tagger.save` wrote, or a project, which learns anew with `embedding`
    ("static"; "minilm" is a hundred times slower). `question`: codes that are meant for others only are left out.
    `out`: a folder of its own (`help(coder.bulk)` says what is in it). `workers`: processes, one per core if None;
    `cluster`: address of a Dask scheduler instead. More than `max_problems` rows that cannot be used stop the run,
    with what is done kept. `force` starts over. `say` gets the notes before the first answer is scored.

    Raises RequestError where `out` holds a run of other inputs, model or options; FileProblem, ColumnError,
    ModelError for what cannot be used; StorageError where the disk refuses.
    """
    files = inputs.find([paths] if isinstance(paths, str | Path) else paths, Path(out), encoding)
    with Folder(Path(out)) as folder:
        known, notes = models.stage(Path(model), folder.path / STAGED, embedding, question, progress)
        made = plan.make(files, known, Wish(text_column, id_column, question, evidence, chunk_rows))
        notes = [*notes, *made.manifest.notes]
        run = _Run(folder, made, max_problems, progress)
        run.begin(force)
        if say:
            for note in notes:
                say(note)
        if not run.complete:
            with _executor(folder.path / MODEL, made.task, workers, cluster) as executor:
                run.follow(executor)
        done = run.finish()
    return replace(done, notes=tuple(notes))


class _Run:
    """What is done of a plan: the parts in place, and what they say of themselves."""

    def __init__(self, folder: Folder, made: Plan, most: int | None, progress: Progress | None) -> None:
        self._folder, self._plan, self._most, self._progress = folder, made, most, progress
        self._parts: dict[int, tuple[Facts, PartFact]] = {}
        self._stamps = inputs.stamps(made.manifest.inputs)
        self._resumed = 0
        self.complete = False

    def begin(self, force: bool) -> None:
        """Takes up what is in the folder, or clears it; RequestError where that is a run made differently."""
        folder, new = self._folder, self._plan.manifest
        if force:
            folder.clear()
        old = manifest.read(folder.path) if (folder.path / manifest.NAME).exists() else None
        if old:
            plan.refuse_changes(folder.path, old, new)
        self._parts = {facts.number: (facts, fact) for facts, fact in folder.parts(new.run)}
        self._resumed = len(self._parts)
        self.complete = old is not None and old.complete and old.parts == self._facts()
        if not self.complete:
            folder.save(manifest.NAME, manifest.text_of(new).encode())
        folder.keep_model()

    def follow(self, executor: Executor) -> None:
        """Every chunk that is not in place yet, until the last one is or there are too many problems."""
        files, schema = self._plan.manifest.inputs, self._plan.schema
        read = chunks.read(files, schema, self._plan.rows)
        self._tell()
        for part in executor.map(chunk for chunk in read if chunk.number not in self._parts):
            fact = part_fact(part.data, part.facts)
            self._folder.save(fact.name, part.data)
            self._parts[part.facts.number] = (part.facts, fact)
            self._tell()
        self._check_inputs()

    def finish(self) -> Done:
        """Writes the problems and the completed manifest. NoUsableRowsError where no answer came out."""
        done = self._done()
        self._save_problems()
        if not done.answers:
            paths = listed([file.path for file in self._plan.manifest.inputs])
            raise NoUsableRowsError(paths, done.problems, sorted({p.reason for _, p in self._problems()}))
        counts = {
            "answers": done.answers,
            "problems": done.problems,
            "zones": done.zones,
            "codings": done.codings,
        }
        made = replace(self._plan.manifest, complete=True, counts=counts, parts=self._facts())
        self._folder.save(manifest.NAME, manifest.text_of(made).encode())
        return done

    def _done(self) -> Done:
        facts = [facts for facts, _ in self._parts.values()]
        zones, codings = Counter[str](), Counter[str]()
        for each in facts:
            zones.update(each.zones)
            codings.update(each.codings)
        return Done(
            self._folder.path,
            self._plan.manifest.model["name"],
            sum(each.rows for each in facts),
            sum(len(each.problems) for each in facts),
            dict(Counter(problem.reason for each in facts for problem in each.problems).most_common()),
            len(facts),
            self._resumed,
            dict(sorted(zones.items())),
            dict(sorted(codings.items())),
            self._plan.manifest.notes,
        )

    def _tell(self) -> None:
        problems = sum(len(facts.problems) for facts, _ in self._parts.values())
        if self._most is not None and problems > self._most:
            self._save_problems()
            file, first = self._problems()[0]
            raise InputError(
                f"Stopped: {problems:,} rows could not be used and --max-problems allows {self._most:,}. The first "
                f"is row {first.row} of {file}, which {first.reason}; {PROBLEMS} lists them. What is done is kept."
            )
        if self._progress:
            rows = sum(facts.rows + len(facts.problems) for facts, _ in self._parts.values())
            self._progress(rows, self._plan.total, "tagging")

    def _check_inputs(self) -> None:
        now = inputs.stamps(self._plan.manifest.inputs)
        for path, stamp in self._stamps.items():
            if now.get(path) != stamp:
                raise FileProblem(path, "was changed while it was read", "Start over with --force.")

    def _facts(self) -> tuple[PartFact, ...]:
        return tuple(self._parts[number][1] for number in sorted(self._parts))

    def _problems(self) -> list[tuple[str, Problem]]:
        ordered = (self._parts[number][0] for number in sorted(self._parts))
        return [(facts.file, problem) for facts in ordered for problem in facts.problems]

    def _save_problems(self) -> None:
        import pyarrow as pa

        from coder.bulk.tagged import packed

        found = self._problems()
        text = {
            "file": [file for file, _ in found],
            **{name: [getattr(p, name) for _, p in found] for name in ("column", "reason", "value")},
        }
        columns = {name: pa.array(values, pa.string()) for name, values in text.items()}
        columns["row"] = pa.array([problem.row for _, problem in found], pa.int64())
        table = pa.table(columns).select(["file", "row", "column", "reason", "value"])
        self._folder.save(PROBLEMS, packed(table, {}))


def _executor(model: Path, task: Task, workers: int | None, cluster: str | None) -> Executor:
    if cluster:
        from coder.bulk.cluster import Cluster

        return Cluster(cluster, model, task)
    count = cores() if workers is None else workers
    if count < 1:
        raise RequestError("A run needs at least one worker: --workers 1 or more.")
    return Inline(model, task) if count == 1 else Pool(model, task, count)
