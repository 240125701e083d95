"""Drawings of a pack: small SVG files that show shapes and words, and can do nothing else."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError, fromstring

LARGEST_DRAWING = 25 * 1024
SVG = "{http://www.w3.org/2000/svg}"
_SHAPES = {
    *("svg", "g", "defs", "symbol", "use", "title", "desc", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon"),
    *("text", "tspan", "clipPath", "mask", "pattern", "marker", "linearGradient", "radialGradient", "stop"),
}
_ELSEWHERE = re.compile(r"url\(\s*['\"]?(?!#)|javascript:", re.IGNORECASE)


def drawing_problems(name: str, content: bytes) -> Iterator[str]:
    """Say what is wrong with a file of media/, a sentence each without its name."""
    if not name.endswith(".svg"):
        yield "only drawings (.svg) are supported."
        return
    if len(content) > LARGEST_DRAWING:
        yield f"larger than {LARGEST_DRAWING // 1024} KB."
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        yield "the file is not UTF-8 text."
        return
    yield from _problems_of_text(text)


def _problems_of_text(text: str) -> Iterator[str]:
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        yield "a drawing must not hold a document type or entities."
        return
    try:
        root = fromstring(text)  # noqa: S314 (without a document type nothing can be expanded or fetched)
    except (ParseError, ValueError) as error:
        yield f"this is no drawing: {error}."
        return
    if root.tag != f"{SVG}svg":
        yield f"this is no drawing: it begins with {root.tag} and needs the xmlns of SVG."
        return
    yield from sorted({problem for element in root.iter() for problem in _problems(element)})


def _problems(element: Element) -> Iterator[str]:
    name = element.tag.removeprefix(SVG)
    if name not in _SHAPES:
        yield f"a drawing must not hold <{name}>."
    for key, value in element.attrib.items():
        attribute = key.rpartition("}")[2].lower()
        if attribute.startswith("on"):
            yield f"a drawing must not hold {attribute}=."
        if (attribute == "href" and not value.startswith("#")) or _ELSEWHERE.search(value):
            yield f"a drawing must not point outside itself ({attribute})."
