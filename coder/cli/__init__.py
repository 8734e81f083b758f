"""The command line: `coder VERB ...`. One file per noun; `main` is the entry point and error boundary."""

from coder.cli.main import main

__all__ = ["main"]
