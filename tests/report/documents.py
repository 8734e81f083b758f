"""Documents made by hand: one with every kind of block, and words that would break a careless page."""

from __future__ import annotations

from hypothesis import strategies as st

from coder.report.content import (
    Box,
    Bullets,
    Document,
    Paragraph,
    Picture,
    Quote,
    Row,
    Run,
    Section,
    Table,
)

DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="60" viewBox="0 0 300 60">'
    '<rect width="300" height="60" fill="white"/><rect x="10" y="20" width="120" height="20" fill="#0072b2"/>'
    '<text x="140" y="35" font-family="sans-serif" font-size="11">41 %</text></svg>'
)
HOSTILE = {
    "script": "<script>alert('x')</script>",
    "closing": "</style></title></section><b>bold</b>",
    "cdata": "before ]]> after <![CDATA[ inside",
    "template": "{{ 7 * 7 }} {% raw %} ${x} #{y}",
    "entity": "&lt; &amp; &#x41; AT&T",
    "right to left": "שלום עולם, the library مكتبة",
    "override": "abc \u202eevil\u202c def",
    "emoji": "👩‍👩‍👧 and ❤️, e\u0301 combined",
    "field": 'HYPERLINK "http://example.org" =1+1',
    "long word": "w" * 400,
}
CONTROL = "null \x00 bell \x07 escape \x1b[31m vertical \x0b feed \x0c delete \x7f next \x85 none \ufffe lone \ud800 end"
ANY = st.text(st.characters(codec=None, exclude_categories=()))
LONG = " ".join(f"word{n}" for n in range(5000))


def words(text: str, link: str = "", strong: bool = False) -> tuple[Run, ...]:
    """One run."""
    return (Run(text, link, strong),)


def document(*blocks: Paragraph | Bullets | Table | Picture | Quote | Box | Section) -> Document:
    """A document of one section with these blocks."""
    return Document("Library survey", (Section("What was said", blocks),))


def table(caption: str = "Respondents by organisation") -> Table:
    """Two classes and a total."""
    return Table(
        caption,
        ("Organisation", "Responses", "% of total"),
        (
            Row((Run("Charity", "#where=Charity"), Run("3"), Run("75 %"))),
            Row((Run("Media"), Run("1"), Run("25 %"))),
            Row((Run("Total"), Run("4"), Run("100 %")), total=True),
        ),
        ("Percentages are rounded.",),
        frozenset({1, 2}),
    )


def full() -> Document:
    """Every kind of block, nested as a report nests them."""
    background = Section(
        "Background",
        (
            Paragraph(
                (
                    Run("We asked about the library between "),
                    Run("1 and 30 June", strong=True),
                    Run("; "),
                    Run("412 people", "#cases"),
                    Run(" answered."),
                )
            ),
            Bullets((words("on paper"), words("on the web", "#channel=web"))),
        ),
        "background",
    )
    difference = Box(
        "difference",
        "Received and classified",
        (Paragraph(words("44 received, 43 in the table: 1 fewer.")), Bullets((words("one came late"),))),
    )
    theme = Section(
        "Opening hours",
        (
            Paragraph(words("Many asked for longer hours.")),
            Picture("themes", DRAWING, "Opening hours: 41 %, interval 35 to 47 %.", "Themes by share"),
            Quote("Please open longer on Sunday.", "A charity", ((7, 18),), "#source=a1"),
            Box("gap", "What we did about opening hours", (Paragraph(words("No answer is written yet.")),)),
            Box("note", "Late responses", (Paragraph(words("Three came after the end.")), table("In a box"))),
        ),
    )
    outcome = Section("Outcome", (table(), difference))
    return Document(
        "Summary of responses",
        (background, outcome, Section("Themes", (theme,))),
        "Library survey 2026",
        "en-GB",
        "Made from library.coder, snapshot 1.",
    )
