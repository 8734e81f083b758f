"""The one boundary between errors and people: a sentence on stderr and an exit status.

0 done    1 the user can fix it    2 usage    3 our bug    130 interrupted
"""

from __future__ import annotations

import gc
import os
import sys
from datetime import datetime
from pathlib import Path

import typer

from coder import __version__
from coder.cli._show import talk
from coder.errors import CoderError

FIXABLE, USAGE, BUG, INTERRUPTED = 1, 2, 3, 130


def main(arguments: list[str] | None = None) -> None:
    """Runs one command and exits; `--debug` anywhere shows the traceback and writes a log file."""
    # A command makes records by the hundred thousand and drops few: looking for cycles costs a third.
    gc.set_threshold(100_000)
    given = sys.argv[1:] if arguments is None else arguments
    debug = "--debug" in given
    sys.exit(_run([word for word in given if word != "--debug"], debug))


def _run(arguments: list[str], debug: bool) -> int:
    try:
        from coder.cli.app import app

        status = int(app(args=arguments, prog_name="coder", standalone_mode=False) or 0)
        if status == INTERRUPTED:  # what Typer makes of Ctrl-C
            raise KeyboardInterrupt
        sys.stdout.flush()
        return status
    except typer.TyperException as error:
        return _usage(error, arguments)
    except (typer.Abort, KeyboardInterrupt):
        return _say("Stopped. What was saved before is still there.", INTERRUPTED)
    except BrokenPipeError:
        # The reader (head, less) has left: end quietly, and keep the interpreter from flushing again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        return _failed(error, arguments, debug)


def _usage(error: typer.TyperException, arguments: list[str]) -> int:
    show = getattr(error, "show", None)
    if show is not None:
        show()
    if getattr(error, "option_name", "") and getattr(error, "ctx", None) is None:  # then it named no command
        command = next((f" {word}" for word in arguments if not word.startswith("-")), "")
        typer.echo(f"Try 'coder{command} -h' for help.", err=True)
    return int(getattr(error, "exit_code", USAGE))


def _failed(error: Exception, arguments: list[str], debug: bool) -> int:
    if debug:
        _say(f"The traceback is also in {_write_log(error, arguments)}.", 0)
    if isinstance(error, CoderError):
        return _say(str(error), FIXABLE)
    if isinstance(error, MemoryError):
        return _say("There is not enough memory for this. Try a part of the file.", FIXABLE)
    hint = "" if debug else " Run it again with --debug for a report to send us."
    return _say(f"This is a fault of coder, not yours: {type(error).__name__}: {error}.{hint}", BUG)


def _write_log(error: Exception, arguments: list[str]) -> Path:
    import platform
    import traceback

    trace = "".join(traceback.format_exception(error))
    sys.stderr.write(trace)
    path = Path(f"coder-debug-{datetime.now():%Y%m%d-%H%M%S}.log")
    facts = f"coder {__version__}, Python {platform.python_version()}, {platform.system()}\n"
    path.write_text(f"{facts}arguments: {arguments}\n\n{trace}", encoding="utf-8")
    return path


def _say(sentence: str, status: int) -> int:
    talk(f"coder: {sentence}")
    return status
