"""What nobody thought to ask: clusters, the way from one to a code, findings, campaigns, words in context.

Nothing found here is a coding. A person's acts (a code made of a cluster, campaigns joined or parted, hits
coded) are rows of the log; what was found is found again from the same answers, the same every time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from coder.domain import Code, Coder, Source
from coder.errors import RequestError
from coder.project.giving import Place, give
from coder.project.part import Part

if TYPE_CHECKING:
    from coder.discovery.campaigns import Campaign
    from coder.discovery.clusters import Cluster, Clusters
    from coder.discovery.concordance import Hit
    from coder.discovery.findings import Overlap, Several, Unexplained
    from coder.project.certainty import Fixed
    from coder.project.project import Project, Where
    from coder.protocols import Progress
    from coder.review.session import ReviewSession

EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Draft:
    """A code that a person may make of clusters: answers by id, words and quotes that came with them.

    `side` is "for" or "against" where it is half of a cluster that mixes them.
    """

    name: str
    sources: tuple[str, ...]
    keywords: tuple[str, ...]
    examples: tuple[str, ...]
    side: str = ""


@dataclass(frozen=True)
class Found:
    """Clusters of `sources` (a cluster's places count in it); `apart` are answers in other languages."""

    sources: list[Source]
    fitted: Clusters
    apart: dict[str, list[Source]]

    @property
    def clusters(self) -> list[Cluster]:
        """Largest first."""
        return self.fitted.clusters_

    def cluster(self, number: int) -> Cluster:
        """By its number as shown, from 1; RequestError if there is none."""
        if not 1 <= number <= len(self.clusters):
            raise RequestError(f"There is no cluster {number}; they are numbered 1 to {len(self.clusters)}.")
        return self.clusters[number - 1]

    def draft(self, number: int) -> Draft:
        """What a code made of this cluster would hold."""
        cluster = self.cluster(number)
        public = [quote.text for quote in cluster.central if self.may_quote(quote.answer)]
        return Draft(
            cluster.name,
            tuple(self.sources[at].id for at in cluster.members),
            tuple(phrase.text.lower() for phrase in cluster.phrases if self._speaks(phrase.text)),
            tuple(public[:EXAMPLES]),
        )

    def sides(self, number: int) -> tuple[Draft, Draft]:
        """The cluster as two drafts, for and against; RequestError where it does not mix them."""
        cluster, whole = self.cluster(number), self.draft(number)
        if cluster.stance is None:
            raise RequestError(f"Cluster {number} does not mix for and against.")
        for_, against = (
            replace(
                whole,
                name=f"{whole.name} ({side})",
                sources=tuple(self.sources[at].id for at in places),
                examples=(quote.text,) if self.may_quote(quote.answer) else (),
                side=side,
            )
            for side, places, quote in zip(
                ("for", "against"),
                (cluster.stance.in_favour, cluster.stance.against),
                cluster.stance.quotes,
                strict=True,
            )
        )
        return for_, against

    def _speaks(self, phrase: str) -> bool:
        """Whether a phrase is fit for a keyword: it holds more than small words, or is somebody's whole answer."""
        from coder.discovery.space import stop_words
        from coder.embedding import words

        said = words(phrase)
        return not stop_words(self.fitted.language).issuperset(said) or " ".join(said) in self._answers

    @cached_property
    def _answers(self) -> frozenset[str]:
        from coder.embedding import words

        return frozenset(" ".join(words(source.text)) for source in self.sources)

    def may_quote(self, at: int) -> bool:
        """Whether this answer's words may leave: not those of a confidential respondent."""
        return self.sources[at].case.privacy != "confidential"


def together(drafts: Sequence[Draft]) -> Draft:
    """Several drafts as one, under the first one's name."""
    return Draft(
        drafts[0].name,
        _united(draft.sources for draft in drafts),
        _united(draft.keywords for draft in drafts),
        _united(draft.examples for draft in drafts),
    )


def _united(parts: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item for part in parts for item in part))


@dataclass(frozen=True, slots=True)
class Findings:
    """Clusters beside the codebook: gaps, pairs of codes that say the same, codes that say two things."""

    unexplained: list[Unexplained]
    overlapping: list[Overlap]
    several: list[Several]


class Discovery(Part):
    """The verbs of a Project that find what no code asked for."""

    def clusters(
        self,
        n: int | Literal["auto"] = "auto",
        *,
        unexplained: bool = False,
        where: Where | None = None,
        progress: Progress | None = None,
    ) -> Found:
        """Groups the answers in the project's language; `unexplained`: only those that have no code.

        Without a code is an answer that was read and given none, or not read and proposed none.
        """
        from coder.discovery.clusters import Clusters
        from coder.project import vectors

        project = self._whole
        sources = list(project.sources(where).values())
        if unexplained:
            explained = _explained(project)
            sources = [source for source in sources if source.id not in explained]
        own, apart = _by_language(project, sources)
        texts = [source.text for source in own]
        settings = project.config()
        fitted = Clusters(
            n,
            embedding=vectors.embedder(project, texts, progress),
            language=settings["language"],
            random_state=settings["seed"],
        )
        return Found(own, fitted.fit(texts), apart)

    def code_of(self, draft: Draft, path: str, *, coder: str) -> Code:
        """Puts a new code into the codebook: a definition stub, keywords, examples, and answers to read for it."""
        from coder.codebook import Codebook

        project, old = self._whole, self._whole.codebook
        if path in old.paths:
            raise RequestError(f"There is a code '{path}' already. Give the new one another name.")
        made = Code(
            path,
            definition=f"To be defined. From {len(draft.sources):,} answers on: {', '.join(draft.keywords)}.",
            keywords=draft.keywords,
            examples=draft.examples,
        )
        with project.store.transaction():
            built = Codebook.build([*old.codes, made], old.themes, old.title)
            project.load_codebook(built, coder=coder, note=f"new code {path} from a cluster")
            made = project.codebook.code(path)
            project.record("config", coder, {"cluster": {"code": made.id, "sources": list(draft.sources)}})
        return made

    def cluster_session(self, code: str, coder: str) -> ReviewSession:
        """A session on the answers that a code was made of, judging this code only."""
        found = self._whole.codebook.find(code)
        rows = [row.detail["cluster"] for row in self._whole.log() if "cluster" in row.detail]
        ids = [
            id_ for row in rows if isinstance(row, dict) and row["code"] == found.id for id_ in row["sources"]
        ]
        if not ids:
            raise RequestError(
                f"'{found.path}' was not made of a cluster: there are no answers to read for it."
            )
        return _session(self._whole, ids, coder, [found.path])

    def findings(self, found: Found) -> Findings:
        """Clusters beside what was read and coded."""
        from coder.discovery.findings import overlapping, several, unexplained

        project = self._whole
        paths = {code.id: code.path for code in project.codebook.codes}
        answers = project.resolved()
        codes = [
            frozenset(paths[code] for code in answers[source.id].codes if code in paths)
            if source.id in answers
            else None
            for source in found.sources
        ]
        texts = [source.text for source in found.sources]
        return Findings(
            unexplained(found.clusters, codes), overlapping(codes), several(found.fitted, texts, codes)
        )

    def campaigns(
        self, *, where: Where | None = None, least: int = 3, kept: float = 0.55
    ) -> tuple[list[Campaign], list[Source]]:
        """Campaigns, most answers first, as people joined and parted them; places count in the sources."""
        from coder.discovery.campaigns import Campaigns

        sources = list(self._whole.sources(where).values())
        texts = [source.text for source in sources]
        found = list(Campaigns(least=least, kept=kept).fit(texts).campaigns_)
        place = {source.id: at for at, source in enumerate(sources)}
        for row in self._whole.log():
            act = row.detail.get("campaign")
            if row.act == "config" and isinstance(act, dict):
                found = _changed(found, act, place, texts)
        return sorted(found, key=lambda each: (-len(each.answers), each.template)), sources

    def join_campaigns(self, one: Source, other: Source, *, coder: str) -> None:
        """Says that the campaigns of these two answers are one."""
        self._whole.record("config", coder, {"campaign": {"join": [one.id, other.id]}})

    def part_campaign(self, sources: Iterable[Source], *, coder: str) -> None:
        """Says that these answers, with their copies, are a campaign of their own."""
        self._whole.record("config", coder, {"campaign": {"part": [source.id for source in sources]}})

    def fix_campaigns(self, *, least: int = 20, kept: float = 0.55, coder: str) -> Fixed:
        """Campaigns of so many respondents leave the random order: all of them will be read; see certainty.py."""
        from coder.project import certainty

        return certainty.fix(self._whole, least=least, kept=kept, coder=coder)

    def campaign_session(self, campaign: Campaign, sources: Sequence[Source], coder: str) -> ReviewSession:
        """A session on one answer of each variant, the template first, then those that add something."""
        variants = sorted(campaign.variants, key=lambda each: (bool(each.added), -each.kept))
        return _session(self._whole, [sources[variant.answers[0]].id for variant in variants], coder, None)

    def find(
        self, query: str, *, lemmas: bool = False, where: Where | None = None
    ) -> list[tuple[Source, Hit]]:
        """Words in context; see coder.discovery.concordance for what a query may be."""
        from coder.discovery.concordance import find

        sources = list(self._whole.sources(where).values())
        hits = find(
            [source.text for source in sources],
            query,
            lemmas=lemmas,
            language=self._whole.config()["language"],
        )
        return [(sources[hit.answer], hit) for hit in hits]

    def code_hits(self, hits: Sequence[tuple[Source, Hit]], code: str, *, coder: str) -> int:
        """Gives a code to the words of all hits in one step (origin bulk: it is no reading); how many were new."""
        project, found = self._whole, self._whole.codebook.find(code)
        if not found.codable:
            raise RequestError(f"'{found.path}' is a group: give one of the codes below it.")
        known = {
            (c.source, c.start, c.end) for c in project.codings() if c.coder == coder and c.code == found.id
        }
        new = [(source.id, hit.start, hit.end) for source, hit in hits]
        new = [place for place in dict.fromkeys(new) if place not in known]
        give(
            project, Coder(coder), "bulk", (Place(source, found.id, start, end) for source, start, end in new)
        )
        return len(new)


def _explained(project: Project) -> set[str]:
    answers = project.resolved()
    proposed = project.proposals()
    return {id_ for id_, answer in answers.items() if answer.codes or answer.uncodable} | {
        id_ for id_, proposals in proposed.items() if proposals and id_ not in answers
    }


def _by_language(project: Project, sources: list[Source]) -> tuple[list[Source], dict[str, list[Source]]]:
    from coder.discovery.languages import languages

    main = str(project.config()["language"]).partition("_")[0]
    apart: dict[str, list[Source]] = {}
    for source, language in zip(sources, languages((s.text for s in sources), main), strict=True):
        apart.setdefault(language, []).append(source)
    return apart.pop(main, []), dict(sorted(apart.items()))


def _session(
    project: Project, ids: Collection[str], coder: str, scope: Sequence[str] | None
) -> ReviewSession:
    from coder.project.reviewing import Twins
    from coder.review.queue import ListQueue
    from coder.review.session import ReviewSession

    sources = project.sources()
    return ReviewSession(
        project.store,
        ListQueue([sources[id_] for id_ in dict.fromkeys(ids) if id_ in sources], "cluster"),
        coder=coder,
        codebook=project.codebook,
        version=project.codebooks.version,
        find=sources.get,
        twins=Twins(sources.values()),
        scope=scope,
    )


def _changed(
    found: list[Campaign], act: Mapping[str, Any], place: Mapping[str, int], texts: Sequence[str]
) -> list[Campaign]:
    from coder.discovery.campaigns import joined, parted

    named = [place[id_] for id_ in act.get("join", act.get("part", ())) if id_ in place]
    touched = [campaign for campaign in found if set(named) & set(campaign.answers)]
    rest = [campaign for campaign in found if campaign not in touched]
    if "join" in act and len(touched) == 2:
        return [*rest, joined(touched[0], touched[1], texts)]
    if "part" in act and touched:
        halves = [half for campaign in touched for half in parted(campaign, named)]
        return [*rest, *(half for half in halves if half.variants)]
    return found
