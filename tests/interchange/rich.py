"""One small project that has something in every field REFI-QDA can carry."""

from __future__ import annotations

from dataclasses import replace

from coder.codebook import Codebook
from coder.codebook.compare import adopt_ids
from coder.domain import Case, Code, Coder, Coding, Memo, Question, Reading, Source, Theme, Variable
from coder.interchange.dataset import Dataset, known_from

AT = "2026-03-01T10:00:00.123456+00:00"
CODEBOOK = adopt_ids(
    Codebook.build(
        [
            Code("waiting", definition="Time spent waiting.", codable=False, colour="#aa3377"),
            Code("waiting/queue", name="Queue", definition="Standing in line.", keywords=("line", "wait*")),
            Code(
                "staff",
                definition="People.",
                include="volunteers",
                exclude="police",
                examples=("kind nurse",),
            ),
            Code("staff/other"),
            Code("waiting/other"),
            Code("plan", stance=True, patterns=("pla(n|ns)",), questions=("bad",)),
        ],
        [Theme("Access", ("waiting/queue", "staff"), "Getting in.")],
    ),
    None,
    (),
)
VARIABLES = (
    Variable("branch", "category", label="Where"),
    Variable("age", "number"),
    Variable("member", "boolean"),
    Variable("joined", "date"),
    Variable("seen", "date"),
    Variable("role"),
    Variable("mood", "category", "source"),
)
ANN = Case(
    "Ann", values={"branch": "North", "age": 34.5, "member": True, "joined": "2020-02-29", "role": "chair"}
)
BEN = Case(
    "Ben", "anonymous", {"branch": "South", "age": -1.0, "member": False, "seen": "2020-02-29T08:00:00"}
)
GOOD, BAD = Question("good", "What was good?"), Question("bad", "What was bad?")
SOURCES = (
    Source("1", ANN, GOOD, "🙂 The staff were kind, the queue was long.", {"mood": "glad"}),
    Source("1", ANN, BAD, "Nothing."),
    Source("2", BEN, GOOD, "<b>Café</b> & x\u0301 =1+1\nשלום", {"mood": "sad"}),
)


def project() -> Dataset:
    """Three answers of two respondents, coded by a person, another person and a machine."""
    ids = [source.id for source in SOURCES]
    codes = {code.path: code.id for code in CODEBOOK.codes}
    codings = (
        Coding(ids[0], codes["staff"], "ana", AT, "d1", start=6, end=11),
        Coding(
            ids[0], codes["waiting/queue"], "ben", "2026-03-02T10:00:00.000000+00:00", "d2", start=27, end=32
        ),
        Coding(ids[1], codes["staff/other"], "tagger@m", AT, "d3", "auto", confidence=0.9),
        Coding(ids[2], codes["waiting/other"], "ana", AT, "d4", "accepted"),
    )
    readings = (
        Reading(ids[0], "ana", 1, AT, "d5", blind=True),
        Reading(ids[1], "ana", 1, AT, "d6"),
        Reading(ids[2], "ben", 1, AT, "d7", outcome="uncodable"),
        Reading(ids[2], "ana", 1, AT, "d8", scope=frozenset({codes["staff"]})),
    )
    memos = tuple(
        Memo(f"00000000-0000-4000-8000-00000000000{n}", about, target, f"Memo on the {about}", "ana", AT)  # type: ignore[arg-type]
        for n, (about, target) in enumerate(
            [
                ("project", ""),
                ("case", ANN.id),
                ("source", ids[0]),
                ("segment", f"{ids[0]}:6:11"),
                ("code", codes["staff"]),
            ]
        )
    )
    return Dataset(
        title="Everything & more",
        cases=(ANN, BEN),
        sources=SOURCES,
        questions=(GOOD, BAD),
        variables=VARIABLES,
        codes=CODEBOOK.codes,
        themes=CODEBOOK.themes,
        coders=(Coder("ana"), Coder("ben"), Coder("tagger@m", "machine")),
        codings=codings,
        readings=readings,
        memos=memos,
        known=known_from(codings, readings),
    )


def without_newlines() -> Dataset:
    """The same with each line break a space, so that nothing has to be folded."""
    data = project()
    return replace(data, sources=tuple(replace(s, text=s.text.replace("\n", " ")) for s in data.sources))
