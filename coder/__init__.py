"""Coding free-text answers: learn from each decision, code what can be proved, count honestly."""

__version__ = "0.1.0"
