"""Codebooks: what the codes are, how they are written down, and what changed between two of them."""

from coder.codebook.compare import (
    Change,
    Changes,
    adopt_ids,
    diff,
    near_duplicates,
    resembles,
)
from coder.codebook.edits import Edit, merge, move, rename, split
from coder.codebook.reading import parse_yaml, read_csv, read_yaml
from coder.codebook.tree import STANCES, Codebook

__all__ = [
    "STANCES",
    "Change",
    "Changes",
    "Codebook",
    "Edit",
    "adopt_ids",
    "diff",
    "merge",
    "move",
    "near_duplicates",
    "parse_yaml",
    "read_csv",
    "read_yaml",
    "rename",
    "resembles",
    "split",
]
