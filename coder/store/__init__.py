"""The .coder file: one SQLite database, an append-only decision log and what it adds up to."""

from coder.store.store import Store

__all__ = ["Store"]
