"""Things planted in real answers, so that what should be found is known: campaigns, and faults of a codebook."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from coder.discovery.campaigns import Campaigns
from coder.text import fold

COPIES, TEMPLATES, UNTOUCHED = 30, 20, 5


@dataclass(frozen=True)
class Sent:
    """One answer: of which template (-1 none) it was made, and what its sender added."""

    text: str
    template: int
    added: str


def planted(answers: Sequence[str], seed: int) -> list[Sent]:
    """Real answers, and copies of 20 long ones with 0-40 % of their words changed or cut, 60 % with an addition.

    Half of the copies have words replaced or dropped anywhere, half have one passage cut. An addition is a real
    answer put before, behind or into the copy.
    """
    rng = random.Random(seed)
    real = sorted(set(answers))
    words = [word for text in real for word in text.split()]
    templates = rng.sample([text for text in real if 25 <= len(text.split()) <= 70], TEMPLATES)
    extras = [text for text in real if 6 <= len(text.split()) <= 24]
    found = [Sent(text, -1, "") for text in real if text not in templates]
    for number, template in enumerate(templates):
        for copy in range(COPIES):
            share = 0.0 if copy < UNTOUCHED else rng.random() * 0.4
            kept = _edited(template.split(), share, words, rng)
            added = rng.choice(extras) if rng.random() < 0.6 else ""
            found.append(Sent(_with(kept, added, rng), number, added))
    rng.shuffle(found)
    return found


def score(sent: Sequence[Sent]) -> dict[str, float]:
    """Recall and precision of copies; additions recovered: as one passage alone, or within one passage."""
    campaigns = Campaigns().fit([each.text for each in sent]).campaigns_
    right = wrong = exact = within = with_addition = 0
    for campaign in campaigns:
        main = Counter(sent[at].template for at in campaign.answers).most_common(1)[0][0]
        right += sum(sent[at].template == main != -1 for at in campaign.answers)
        wrong += sum(sent[at].template != main or main == -1 for at in campaign.answers)
        for variant in campaign.variants:
            found = [fold(passage.text) for passage in variant.added]
            wanted = [fold(sent[at].added) for at in variant.answers if sent[at].added]
            with_addition += len(wanted)
            exact += sum(text in found for text in wanted)
            within += sum(any(text in passage for passage in found) for text in wanted)
    total = sum(each.template >= 0 for each in sent)
    return {
        "campaigns": len(campaigns),
        "recall": right / total,
        "precision": right / (right + wrong),
        "additions word for word": within / with_addition,
        "additions with nothing else": exact / with_addition,
    }


def crowd(answers: Sequence[str], total: int, seed: int) -> list[str]:
    """`total` answers of 8 to 26 real words in random order (17 on average), one in twenty from 50 templates."""
    rng = random.Random(seed)
    words = [word for text in answers for word in text.split()]
    templates = [rng.choices(words, k=30) for _ in range(50)]
    texts = [" ".join(rng.choices(words, k=rng.randint(8, 26))) for _ in range(total)]
    for at in range(0, total, 20):
        texts[at] = " ".join(_edited(rng.choice(templates), rng.random() * 0.4, words, rng))
    return texts


def _edited(template: list[str], share: float, words: Sequence[str], rng: random.Random) -> list[str]:
    gone = int(share * len(template))
    if rng.random() < 0.5:
        start = rng.randrange(len(template) - gone + 1)
        return template[:start] + template[start + gone :]
    kept = list(template)
    for at in rng.sample(range(len(template)), gone):
        kept[at] = rng.choice(words) if rng.random() < 0.5 else ""
    return [word for word in kept if word]


def _with(kept: list[str], added: str, rng: random.Random) -> str:
    at = rng.choice((0, len(kept), rng.randrange(len(kept) + 1)))
    return " ".join([*kept[:at], *added.split(), *kept[at:]])
