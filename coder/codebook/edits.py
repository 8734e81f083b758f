"""Rename, move, merge and split a code: a new codebook, and where the codings of the old codes go.

Nothing is changed in place. Children follow their parent, themes follow their codes, and ids stay with
the codes, so that codings need no change at all but after a merge (they count for another code) or a
split (somebody must look at them again).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from coder.codebook.compare import adopt_ids
from coder.codebook.tree import Codebook, join, leaf, lineage, tidy_path
from coder.domain import Code, Theme
from coder.errors import RequestError


@dataclass(frozen=True)
class Edit:
    """The new codebook, every code with an id, and what became of ids that lost their codings.

    `merged`: id that is gone -> id that stands for it now. `split`: id of the group -> ids of its parts.
    """

    codebook: Codebook
    merged: Mapping[str, str] = field(default_factory=dict)
    split: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def rename(codebook: Codebook, path: str, new: str, *, taken: Collection[str] = ()) -> Edit:
    """`new` is a last part, or with a slash a whole path, whose groups are made where they are missing."""
    code = codebook.code(path)
    target = tidy_path(new) if "/" in new else join(code.parent, tidy_path(new))
    return _carried(codebook, path, target, taken)


def move(codebook: Codebook, path: str, parent: str, *, taken: Collection[str] = ()) -> Edit:
    """Below another code, which must be there; "" moves to the top."""
    above = codebook.code(parent).path if parent else ""
    return _carried(codebook, path, join(above, leaf(codebook.code(path).path)), taken)


def merge(codebook: Codebook, paths: Iterable[str], into: str, *, taken: Collection[str] = ()) -> Edit:
    """Codes become one. Children join those of `into`, and merge with them where the names are equal.

    Examples, keywords, patterns and questions are united; other fields of `into` win where it has any.
    """
    codebook = adopt_ids(codebook, None, taken)
    target = codebook.code(into)
    gone = [codebook.code(path) for path in dict.fromkeys(paths)]
    for code in gone:
        _can_merge(codebook, code, target)
    moves: dict[str, str] = {}
    for code in sorted(gone, key=lambda code: -code.path.count("/")):
        for each in (code, *codebook.descendants(code.path)):
            moves.setdefault(each.path, target.path + each.path[len(code.path) :])
    return _merged(codebook, moves, taken)


def split(codebook: Codebook, path: str, parts: Sequence[str], *, taken: Collection[str] = ()) -> Edit:
    """The code becomes a group, the parts its children; two parts or more, none there already."""
    codebook = adopt_ids(codebook, None, taken)
    code = codebook.code(path)
    _is_own(codebook, code)
    paths = list(dict.fromkeys(join(code.path, tidy_path(part)) for part in parts))
    if len(paths) < 2:
        raise RequestError(f"Splitting '{path}' takes two parts or more. Name them.")
    if not code.codable:
        raise RequestError(f"'{path}' is a group or a stance code: it has no codings to split.")
    _are_free(codebook, paths)
    codes = [replace(each, codable=False) if each == code else each for each in codebook.codes]
    built = Codebook.build([*codes, *map(Code, paths)], codebook.themes, codebook.title)
    done = adopt_ids(built, None, taken)
    return Edit(done, split={code.id: tuple(done.code(each).id for each in paths)})


def _carried(codebook: Codebook, path: str, target: str, taken: Collection[str]) -> Edit:
    """The code and all below it at another place, ids kept."""
    codebook = adopt_ids(codebook, None, taken)
    _is_own(codebook, codebook.code(path))
    if target == path:
        return Edit(codebook)
    if path in lineage(target):
        raise RequestError(f"'{path}' cannot go below itself ('{target}'). Choose another place.")
    _are_free(codebook, [target])
    going = (codebook.code(path), *codebook.descendants(path))
    moves = {code.path: target + code.path[len(path) :] for code in going}
    codes = [_at(code, moves.get(code.path, code.path)) for code in codebook.codes]
    if target.rpartition("/")[0] != path.rpartition("/")[0]:
        codes.sort(key=lambda code: code.path in moves.values())
    built = Codebook.build(codes, _themes(codebook.themes, moves), codebook.title)
    return Edit(adopt_ids(built, None, taken))


def _at(code: Code, path: str) -> Code:
    name = code.name if leaf(path) == leaf(code.path) else ""
    return replace(code, path=path, name=name)


def _merged(codebook: Codebook, moves: Mapping[str, str], taken: Collection[str]) -> Edit:
    codes: dict[str, Code] = {code.path: code for code in codebook.codes if code.path not in moves}
    merged = {}
    for path, target in moves.items():
        code = codebook.code(path)
        if target in codes:
            _can_take_over(codes[target], code)
            merged[code.id] = codes[target].id
            codes[target] = _united(codes[target], code)
        else:
            codes[target] = replace(code, path=target)
    built = Codebook.build(codes.values(), _themes(codebook.themes, moves), codebook.title)
    return Edit(adopt_ids(built, None, taken), merged)


def _united(kept: Code, gone: Code) -> Code:
    united: dict[str, Any] = {}
    for name in ("definition", "include", "exclude", "colour"):
        united[name] = getattr(kept, name) or getattr(gone, name)
    for name in ("examples", "keywords", "patterns"):
        united[name] = tuple(dict.fromkeys(getattr(kept, name) + getattr(gone, name)))
    everywhere = not (kept.questions and gone.questions)
    united["questions"] = () if everywhere else tuple(dict.fromkeys(kept.questions + gone.questions))
    return replace(kept, **united)


def _themes(themes: Iterable[Theme], moves: Mapping[str, str]) -> list[Theme]:
    return [replace(theme, codes=tuple(moves.get(path, path) for path in theme.codes)) for theme in themes]


def _can_merge(codebook: Codebook, code: Code, into: Code) -> None:
    _is_own(codebook, code)
    if code.path == into.path:
        raise RequestError(f"'{code.path}' cannot be merged with itself. Name another code.")
    if code.path in lineage(into.path):
        raise RequestError(f"'{into.path}' lies below '{code.path}'. Merge the other way round.")
    _can_take_over(into, code)


def _can_take_over(kept: Code, gone: Code) -> None:
    if gone.stance != kept.stance:
        pair = f"'{gone.path}' and '{kept.path}'"
        raise RequestError(f"Only one of {pair} is a stance code. Merge its parts instead.")
    if gone.codable and not kept.codable:
        raise RequestError(f"'{kept.path}' is a group: it cannot take over the codings of '{gone.path}'.")


def _is_own(codebook: Codebook, code: Code) -> None:
    if codebook.is_stance(code):
        raise RequestError(f"'{code.path}' is part of the stance code '{code.parent}': change that one.")


def _are_free(codebook: Codebook, paths: Iterable[str]) -> None:
    for path in paths:
        if path in codebook.paths:
            raise RequestError(f"There is already a code '{path}'. Merge the two, or choose another name.")
