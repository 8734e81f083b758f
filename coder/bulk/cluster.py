"""An Executor on a Dask cluster that is there already (extra `dask`): the same `work`, on other machines.

Workers load the model from its folder where they see the same files there, else receive it, once each. Parts come
back as bytes and only this process writes them. A lost worker's chunks are done again by the others.

Dask's messages are pickles that nobody signs: whoever reaches the scheduler can run programs on every worker and
on this machine. On a network shared with others use TLS: `tls://HOST:8786`, with the certificates that Dask's
own configuration names.
"""

from __future__ import annotations

import logging
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coder.bulk import scorer
from coder.bulk.work import Chunk, Part, Task, work
from coder.errors import CoderError, RequestError

if TYPE_CHECKING:
    from types import TracebackType

PATIENCE = 15.0
"""Seconds to wait for the scheduler, and for its first worker."""

LONELY = 120.0
"""Seconds without any worker after which a run is given up; new ones that join earlier go on with it."""

AHEAD = 2
"""Chunks on their way per thread of the cluster; more would only fill the scheduler's memory."""

TRIES = 5
"""Workers without the model that a chunk may meet."""

_GLANCE, _ASK = 0.02, 1.0
"""Seconds between looks for finished chunks, and between questions to the scheduler while there are none."""

VERSIONS = ("coder", "numpy", "scipy", "pyarrow")

loads: Counter[str] = Counter()
"""In a worker: how often it loaded a model from a `shared` folder, and one that was `sent`."""

_LOG = logging.getLogger("distributed")
_scorers: dict[str, scorer.Scorer] = {}
_uses: Counter[str] = Counter()


class NoModel(Exception):
    """A worker that joined later and does not see the model's folder."""


class _Lost(Exception):
    """A part that was done and is gone again."""


class Cluster:
    """The workers of the scheduler at `address`, for one run with the model saved in the folder `model`.

    Entering raises RequestError where Dask is not installed, nobody answers, or workers have other versions.
    """

    def __init__(self, address: str, model: Path, task: Task) -> None:
        self._address, self._model, self._task = address, model.resolve(), task
        self._digest = scorer.digest(model)
        self._waiting: dict[str, Chunk] = {}
        self._homeless, self._offers, self._sent = Counter[int](), list[str](), False
        self._client: Any = None
        self._done: Any = None

    def __enter__(self) -> Cluster:
        self._client = _connected(self._address)
        # Its lines about lost connections would stand between ours; what matters we say ourselves.
        self._level = _LOG.level
        _LOG.setLevel(logging.CRITICAL + 1)
        try:
            _check_versions(self._client)
            seen = self._client.run(sees, str(self._model), self._digest)
            self._offer(send=not all(seen.values()))
        except BaseException:
            self._client.close()
            _LOG.setLevel(self._level)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            for name in self._offers:
                self._client.unregister_worker_plugin(name)
        except (OSError, ValueError, TimeoutError):
            pass  # the scheduler is gone, and its workers with it
        finally:
            self._client.close()
            _LOG.setLevel(self._level)

    def map(self, chunks: Iterable[Chunk]) -> Iterator[Part]:
        """Parts as they are done; waits a while for new workers when the last one is lost.

        RequestError where none comes, a chunk cost several workers their lives, or the scheduler is gone.
        """
        from distributed import as_completed

        following: Any = as_completed
        self._done, chunks = following(loop=self._client.loop), iter(chunks)
        self._submit(islice(chunks, self._room()))
        for future in self._completed():
            chunk = self._waiting.pop(future.key)
            try:
                part = self._result(future, chunk)
            except _Lost:  # its worker died after it was done: the cluster does it again
                self._waiting[future.key] = chunk
                self._done.add(future)
                continue
            if part is None:
                self._send(chunk)
            else:
                yield part
                self._submit(islice(chunks, max(self._room() - len(self._waiting), 0)))

    def _completed(self) -> Iterator[Any]:
        """Futures as they are done. Dask itself would wait for ever where there is nobody to do them."""
        alive = asked = time.monotonic()
        while not self._done.is_empty():
            if self._done.has_ready():
                yield next(self._done)
                alive = time.monotonic()
                continue
            time.sleep(_GLANCE)
            now = time.monotonic()
            if now - asked > _ASK:
                alive, asked = now if self._threads() else alive, now
            if now - alive > LONELY:
                raise RequestError(
                    f"There has been no worker at {self._address} for {LONELY:.0f} seconds. What is done is kept. "
                    f"Start workers ('dask worker {self._address}'); then the same command goes on from there."
                )

    def _threads(self) -> int:
        with self._reached():
            threads: int = sum(self._client.nthreads().values())
        return threads

    def _room(self) -> int:
        return AHEAD * max(self._threads(), 1)

    def _submit(self, chunks: Iterable[Chunk]) -> None:
        import dask

        with dask.config.set({"distributed.admin.large-graph-warning-threshold": "1 GB"}):
            for chunk in chunks:
                future = self._client.submit(_tagged, self._digest, self._task, chunk, pure=False)
                self._waiting[future.key] = chunk
                self._done.add(future)

    def _result(self, future: Any, chunk: Chunk) -> Part | None:
        """The part; None where the worker had no model. _Lost where it cannot be had just now."""
        from distributed import KilledWorker

        try:
            with self._reached():
                try:
                    part: Part = future.result(timeout=LONELY / 4)
                except TimeoutError:
                    raise _Lost from None
            return part
        except NoModel:
            return None
        except KilledWorker:
            raise RequestError(
                f"{chunk.file} from row {chunk.first_row:,}: several workers of the cluster died over it. What is "
                "done is kept. Have they enough memory? Try fewer --chunk-rows."
            ) from None

    @contextmanager
    def _reached(self) -> Iterator[None]:
        """What goes on inside needs the scheduler; RequestError once it is gone."""
        from concurrent.futures import CancelledError

        try:
            yield
        except (CancelledError, OSError):
            raise RequestError(
                f"The scheduler at {self._address} is gone. What is done is kept: the same command goes on from "
                "there."
            ) from None

    def _send(self, chunk: Chunk) -> None:
        """Gives the model to the workers that lack it, once, and the chunk to one of them all."""
        self._homeless[chunk.number] += 1
        if self._homeless[chunk.number] > TRIES:
            raise RequestError(f"A worker at {self._address} cannot load the model. Its own log says why.")
        if not self._sent:
            self._offer(send=True)
        self._submit([chunk])

    def _offer(self, *, send: bool) -> None:
        """Makes every worker, those to come included, ready to score."""
        files = {path.name: path.read_bytes() for path in sorted(self._model.iterdir())} if send else {}
        name, self._sent = uuid.uuid4().hex, self._sent or send
        self._offers.append(name)
        self._client.register_plugin(_plugin(str(self._model), self._digest, files), name=name)


def _connected(address: str) -> Any:
    try:
        import distributed
    except ImportError:
        raise RequestError("--dask needs Dask: pip install 'themecoder[dask]'.") from None
    connect: Any = distributed.Client
    try:
        client = connect(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError, TimeoutError, TypeError) as error:
        raise RequestError(
            f"No Dask scheduler answers at {address} ({type(error).__name__}). Is the address right, like "
            "tcp://HOST:8786, and the scheduler running ('dask scheduler')?"
        ) from None
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError:
        client.close()
        raise RequestError(
            f"The scheduler at {address} has no workers. Start some: 'dask worker {address}'."
        ) from None
    return client


def _check_versions(client: Any) -> None:
    """Other versions would write other bytes; RequestError names the first worker that has them."""
    found = client.get_versions(packages=list(VERSIONS))
    ours = {name: found["client"]["packages"].get(name) for name in VERSIONS}
    for worker, facts in found["workers"].items():
        theirs = {name: facts["packages"].get(name) for name in VERSIONS}
        other = [
            f"{name} {theirs[name]}, here {ours[name]}" for name in VERSIONS if theirs[name] != ours[name]
        ]
        if other:
            raise RequestError(
                f"The worker {worker} has other versions ({'; '.join(other)}). Install the same ones there."
            )


def _plugin(folder: str, digest: str, files: Mapping[str, bytes]) -> Any:
    from distributed import WorkerPlugin

    class Model(WorkerPlugin):
        """Loads the model when a worker takes up work for this run; lets go of it afterwards."""

        def setup(self, worker: Any) -> None:
            """Called in every worker there is, and in each that joins later."""
            prepare(folder, digest, files)

        def teardown(self, worker: Any) -> None:
            """Called at the end of the run."""
            forget(digest)

    return Model()


def prepare(folder: str, digest: str, files: Mapping[str, bytes]) -> None:
    """In a worker: loads the model, from its folder if the files there are those meant, else from `files`."""
    _uses[digest] += 1
    if digest in _scorers:
        return
    if sees(folder, digest):
        _scorers[digest] = scorer.load(Path(folder))
        loads["shared"] += 1
    elif files:
        with tempfile.TemporaryDirectory() as name:
            for file, data in files.items():
                Path(name, file).write_bytes(data)
            _scorers[digest] = scorer.load(Path(name))
        loads["sent"] += 1


def forget(digest: str) -> None:
    """In a worker: lets go of a model, unless another run has a use for it."""
    _uses[digest] -= 1
    if not _uses[digest]:
        _scorers.pop(digest, None)


def sees(folder: str, digest: str) -> bool:
    """In a worker: whether the files in a folder are the model meant."""
    try:
        return scorer.digest(Path(folder)) == digest
    except CoderError:
        return False


def _tagged(digest: str, task: Task, chunk: Chunk) -> Part:
    from threadpoolctl import threadpool_limits

    model = _scorers.get(digest)
    if model is None:
        raise NoModel
    with threadpool_limits(1):
        return work(model, task, chunk)
