"""A picture as it stands in a page or a file of its own: SVG that says in words what it shows, or pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coder.report.printable import printable

if TYPE_CHECKING:
    from coder.report.content import Picture

_SVG = "http://www.w3.org/2000/svg"


def described(picture: Picture, name: str) -> str:
    """The SVG as one image with its caption as title and its words as description; `name` begins their ids."""
    from lxml import etree

    safe = etree.XMLParser(resolve_entities=False, no_network=True)
    svg: Any = etree.fromstring(printable(picture.svg).encode(), safe)
    # Vega gives each group of marks a role of its own, nameless; the whole is one image.
    etree.strip_attributes(svg, "role", "aria-hidden", "aria-roledescription", "aria-label")
    for place, (tag, words) in enumerate((("title", picture.caption), ("desc", picture.alternative))):
        element = etree.Element(f"{{{_SVG}}}{tag}", {"id": f"{name}-{tag}"})
        element.text = printable(words or picture.name)
        svg.insert(place, element)
    svg.set("role", "img")
    svg.set("aria-labelledby", f"{name}-title")
    svg.set("aria-describedby", f"{name}-desc")
    return str(etree.tostring(svg, encoding="unicode"))


def png(picture: Picture, *, scale: float = 2.0) -> bytes:
    """The drawing as pixels, `scale` of them for each of its own."""
    import vl_convert

    made: bytes = vl_convert.svg_to_png(printable(picture.svg), scale=scale)
    return made
