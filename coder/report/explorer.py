"""The explorer: one HTML file without any network, in which every number leads to the words behind it.

    page(project, public=False)  ->  a document for `report/explorer.html`

Its state is the fragment, `#` and then key=value pairs as in a query (`#code=access%2Fparking&v.branch=North`):
code, theme, question, coder, text, source, case, v.VARIABLE, by=people|machine,
state=read|unread|uncodable|differ, view=agreement|together. A key given twice means both.
People's words stand in a block of JSON that no browser runs, and reach the page as text only.
"""

from __future__ import annotations

import base64
import hashlib
import json
from html import escape
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING, Any

from coder.report.explorer_data import Texts, Ticked, gather

if TYPE_CHECKING:
    from coder.project.counts import Counts
    from coder.project.project import Project
    from coder.protocols import Progress

SCRIPTS = ("explorer_filter.js", "explorer_draw.js", "explorer_views.js", "explorer.js")
_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
_TRANSLATION = str.maketrans(_ESCAPES)


def page(
    project: Project,
    *,
    public: bool,
    texts: Texts = "ticked",
    ticked: Ticked = (),
    question: str | None = None,
    counts: Counts | None = None,
    title: str = "",
    progress: Progress | None = None,
) -> str:
    """The whole file as text; `texts` says what the public edition quotes, the internal one has every answer.

    `title`: that of the summary which leads here, else the project's.

    `counts`: those of respondents (to the question), where they are made already.

    RequestError when the project has no answer (to the question).
    """
    data = gather(
        project,
        public=public,
        texts=texts,
        ticked=ticked,
        question=question,
        counts=counts,
        progress=progress,
    )
    return drawn({**data, "title": title or data["title"]})


def drawn(data: dict[str, Any]) -> str:
    """What `gather` found, as a document that runs nothing but its own script and asks nobody for anything."""
    script = "\n".join(_template(name) for name in SCRIPTS)
    style = _template("explorer.css")
    return Template(_template("explorer.html")).substitute(
        title=escape(data["title"]),
        script=script,
        style=style,
        script_hash=_hash(script),
        style_hash=_hash(style),
        data=embedded(data),
    )


def embedded(data: object) -> str:
    """JSON that stands inside `<script type="application/json">` whatever words are in it."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_TRANSLATION)


def _template(name: str) -> str:
    return files("coder.report").joinpath("templates", name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
