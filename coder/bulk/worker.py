"""A worker process of the pool: `python -m coder.bulk.worker MODEL`, chunks come in on stdin, parts go out on stdout.

Both are pickles between this program and itself. The process ends when its stdin does, so it never outlives
the one that started it by more than a chunk.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import traceback
from importlib.abc import MetaPathFinder
from pathlib import Path
from typing import BinaryIO

from coder.bulk.scorer import Scorer, load
from coder.bulk.work import Chunk, Part, Task, work


def main() -> None:
    """Answers until nobody asks any more."""
    # Ctrl-C reaches the whole group; the parent decides what becomes of us.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    out = os.fdopen(os.dup(1), "wb")
    # Nothing that prints may get between the pickles.
    os.dup2(2, 1)
    _spare_pandas()
    try:
        _serve(sys.stdin.buffer, out, Path(sys.argv[1]))
    except (EOFError, BrokenPipeError):
        os._exit(0)


class _NoPandas(MetaPathFinder):
    """Lets nothing find pandas."""

    def find_spec(self, name: str, path: object, target: object = None) -> None:
        """Raises for pandas, and says nothing of anything else."""
        if name == "pandas":
            raise ModuleNotFoundError(name)


def _spare_pandas() -> None:
    """pyarrow loads pandas, half a second and 50 MB, to see whether a list is one of its columns; it asks once."""
    import pyarrow as pa

    sys.meta_path.insert(0, _NoPandas())
    pa.array([0])
    del sys.meta_path[0]


def _serve(questions: BinaryIO, answers: BinaryIO, model: Path) -> None:
    task: Task = pickle.load(questions)
    scorer: Scorer | None = None
    while True:
        chunk: Chunk = pickle.load(questions)
        try:
            scorer = scorer or load(model)
            answer: Part | str = work(scorer, task, chunk)
        except MemoryError:
            raise
        except Exception:
            answer = traceback.format_exc()
        pickle.dump(answer, answers)
        answers.flush()


if __name__ == "__main__":
    main()
