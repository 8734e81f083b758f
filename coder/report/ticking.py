"""A person's word on a quote, kept in report.yaml: ticked for these very words, or banned.

Comments and order of the file stay as they are; `seal` ties a tick to the words that were seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coder.errors import FileProblem
from coder.report.facts import seal
from coder.report.start import quoted

if TYPE_CHECKING:
    from coder.project import Project
    from coder.report.quoting import Picked


@dataclass(frozen=True, slots=True)
class Offer:
    """A quote that waits for a person: its theme, how the file names its answer, and what to look at."""

    theme: str
    source: str
    picked: Picked

    @property
    def entry(self) -> dict[str, Any]:
        """The fields of a ticked quote."""
        passage = self.picked.passage
        place = {"source": self.source, "start": passage.start, "end": passage.end}
        return {**place, "theme": self.theme, "ticked": seal(passage.text)}

    @property
    def line(self) -> str:
        """The same as a line to paste under `quotes:`."""
        fields = {
            key: value if isinstance(value, int) else quoted(value) for key, value in self.entry.items()
        }
        fields["ticked"] = f'"{self.entry["ticked"]}"'
        return "  - {" + ", ".join(f"{key}: {value}" for key, value in fields.items()) + "}"


def offers(project: Project, quotes: dict[str, list[Picked]]) -> list[Offer]:
    """Every quote of the report, theme by theme; an answer is named by its id where its name is not its own."""
    names: dict[str, int] = {}
    for source in project.sources().values():
        names[source.name] = names.get(source.name, 0) + 1
    return [
        Offer(theme, source.name if names[(source := each.passage.source).name] == 1 else source.id, each)
        for theme, picked in quotes.items()
        for each in picked
    ]


def decide(path: Path, offer: Offer, *, agreed: bool) -> None:
    """Puts a tick or a ban into the file, in place of what it said of this passage before."""
    from ruamel.yaml import YAML
    from ruamel.yaml.comments import CommentedMap
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString

    from coder.interchange.files import whole

    yaml = YAML(typ="rt")
    yaml.preserve_quotes, yaml.width = True, 4096
    yaml.indent(mapping=2, sequence=4, offset=2)
    try:
        content = yaml.load(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise FileProblem(path, f"cannot be read: {(error.strerror or str(error)).lower()}") from None
    kept = [each for each in content.get("quotes") or [] if not _replaced(each, offer, agreed)]
    new = {key: value for key, value in offer.entry.items() if agreed or key != "ticked"}
    written = CommentedMap(
        {
            key: DoubleQuotedScalarString(value) if isinstance(value, str) else value
            for key, value in new.items()
        }
    )
    if not agreed:
        written["banned"] = True
    written.fa.set_flow_style()
    _put(content, [*kept, written])
    with whole(path) as (temporary,), temporary.open("w", encoding="utf-8") as file:
        yaml.dump(content, file)


def _put(content: Any, quotes: list[Any]) -> None:
    """Changes the list in place, so that the comments between its entries stay."""
    from ruamel.yaml.comments import CommentedSeq

    old = content.get("quotes")
    if not isinstance(old, CommentedSeq) or old.fa.flow_style():
        content["quotes"] = CommentedSeq(quotes)
        return
    for number in reversed(range(len(old))):
        if all(old[number] is not each for each in quotes):
            del old[number]
    old.extend(each for each in quotes if all(each is not before for before in old))


def _replaced(entry: Any, offer: Offer, agreed: bool) -> bool:
    """Whether an entry speaks of the same passage; a pin is kept beside a tick, and goes with a ban."""
    passage = offer.picked.passage
    if entry.get("source") not in (offer.source, passage.source.id, passage.source.name):
        return False
    pinned = entry.get("pinned") in (True, "yes", "true")
    place = entry.get("start") or 0, entry.get("end")
    same = place == (passage.start, passage.end) or (pinned and place[1] is None)
    return same and not (pinned and agreed)
