"""Honours what a respondent was promised before anything leaves: pseudonyms, texts left out, or nothing.

Works on the records, so that no exporter needs to know of privacy. Ids are made of names; a case that gets
another name gets other ids, and nobody can find the old name by trying.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from coder.domain import Case, Coding, Memo, Source, Value
from coder.interchange.dataset import Dataset
from coder.interchange.losses import Losses

Treatment = Literal["honour", "pseudonym", "leave out", "as is"]
"""What happens to cases that are not public.

"honour": both kinds get a pseudonym and lose their free-text variables and memos; a confidential one also
its texts and quotes. "pseudonym": another name, all else as stored. "leave out": the cases do not leave.
"as is": nothing is changed.
"""


def protect(dataset: Dataset, treatment: Treatment = "honour") -> tuple[Dataset, Losses]:
    """The dataset as it may leave, and what was held back."""
    losses = Losses()
    hidden = [case for case in dataset.cases if case.privacy != "public"]
    if not hidden or treatment == "as is":
        return dataset, losses
    if treatment == "leave out":
        return _without(dataset, {case.id for case in hidden}, losses), losses
    return _renamed(dataset, treatment, losses), losses


def _without(dataset: Dataset, gone: set[str], losses: Losses) -> Dataset:
    lost = {source.id for source in dataset.sources if source.case.id in gone}
    losses.add("cases left out (anonymous or confidential)", count=len(gone))
    losses.add("answers left out (anonymous or confidential)", count=len(lost))
    return replace(
        dataset,
        cases=tuple(case for case in dataset.cases if case.id not in gone),
        sources=tuple(source for source in dataset.sources if source.case.id not in gone),
        codings=tuple(coding for coding in dataset.codings if coding.source not in lost),
        readings=tuple(reading for reading in dataset.readings if reading.source not in lost),
        memos=tuple(memo for memo in dataset.memos if about(memo) not in lost | gone),
    )


def about(memo: Memo) -> str:
    """Id of what a memo is about; of a segment's (`source:start:end`) or a summary's (`case:code`) first part."""
    return memo.target.partition(":")[0] if memo.about in ("segment", "case") else memo.target


def _renamed(dataset: Dataset, treatment: Treatment, losses: Losses) -> Dataset:
    bare = treatment == "honour"
    cases = _pseudonyms(dataset, bare, losses)
    sources = _moved(dataset, cases, bare, losses)
    ids = {old: source.id for old, source in sources.items()}
    back = {new: old for old, new in ids.items()}
    known = dataset.known
    return replace(
        dataset,
        cases=tuple(cases.get(case.id, case) for case in dataset.cases),
        sources=tuple(sources.get(source.id, source) for source in dataset.sources),
        codings=_codings(dataset, sources, losses),
        readings=tuple(
            replace(reading, source=ids.get(reading.source, reading.source)) for reading in dataset.readings
        ),
        memos=_memos(dataset, {old: case.id for old, case in cases.items()} | ids, bare, losses),
        known=lambda source, code: known(back.get(source, source), code),
    )


def _pseudonyms(dataset: Dataset, bare: bool, losses: Losses) -> dict[str, Case]:
    taken = {case.name for case in dataset.cases if case.privacy == "public"}
    counts: Counter[str] = Counter()
    renamed = {}
    for case in dataset.cases:
        if case.privacy != "public":
            values = _closed(case.values, dataset, losses) if bare else case.values
            renamed[case.id] = replace(case, name=_free(case.privacy, counts, taken), values=values)
    losses.add("case names replaced by pseudonyms", count=len(renamed))
    return renamed


def _free(kind: str, counts: Counter[str], taken: set[str]) -> str:
    while True:
        counts[kind] += 1
        if f"{kind}-{counts[kind]}" not in taken:
            return f"{kind}-{counts[kind]}"


def _moved(dataset: Dataset, cases: dict[str, Case], bare: bool, losses: Losses) -> dict[str, Source]:
    """Old source id -> the source under its case's new name, numbered within the case."""
    moved: dict[str, Source] = {}
    numbers: Counter[str] = Counter()
    for source in dataset.sources:
        case = cases.get(source.case.id)
        if case is None:
            continue
        numbers[case.name] += 1
        secret = bare and case.privacy == "confidential"
        losses.add("confidential texts left out", case.name, int(secret))
        moved[source.id] = replace(
            source,
            name=f"{case.name}-{numbers[case.name]}",
            case=case,
            text="" if secret else source.text,
            key="",
            values=_closed(source.values, dataset, losses) if bare else source.values,
        )
    return moved


def _closed(values: Mapping[str, Value], dataset: Dataset, losses: Losses) -> dict[str, Value]:
    """Only categories, numbers, dates and yes/no: free text may name the respondent."""
    free = {variable.name for variable in dataset.variables if variable.kind == "text"}
    held = [name for name, value in values.items() if name in free and value is not None]
    losses.add("free-text values left out (anonymous or confidential)", "".join(held[:1]), len(held))
    return {name: value for name, value in values.items() if name not in held}


def _codings(dataset: Dataset, sources: dict[str, Source], losses: Losses) -> tuple[Coding, ...]:
    """Codings under the new ids; without its text a part of an answer becomes the whole of it."""
    result = []
    for coding in dataset.codings:
        source = sources.get(coding.source)
        if source is not None:
            cut = coding.end is not None and coding.end > len(source.text)
            losses.add("positions left out with a confidential text", source.case.name, int(cut))
            where = {"start": None, "end": None} if cut else {"start": coding.start, "end": coding.end}
            coding = replace(coding, source=source.id, **where)
        result.append(coding)
    return tuple(result)


def _memos(dataset: Dataset, ids: dict[str, str], bare: bool, losses: Losses) -> tuple[Memo, ...]:
    kept = [memo for memo in dataset.memos if not (bare and about(memo) in ids)]
    losses.add("memos left out (anonymous or confidential)", count=len(dataset.memos) - len(kept))
    return tuple(
        replace(memo, target=memo.target.replace(about(memo), ids.get(about(memo), about(memo)), 1))
        for memo in kept
    )
