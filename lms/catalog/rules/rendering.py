"""From a lesson's Markdown to HTML that is safe to show as it is. Done once per published revision."""

import re
from collections.abc import Iterator, MutableMapping, Sequence
from html import escape
from typing import Any
from urllib.parse import quote, unquote

import msgspec
import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from mdit_py_plugins.container import container_plugin

from lms.catalog.rules.pack import digest, read_toml

BLOCKS = {"steps": "", "example": "Contoh", "remember": "Ingat", "warning": "Hati-hati", "exercise": "Latihan"}
"""The fenced blocks (`::: name optional title`) and the title each has without one of its own."""

FEATURE = "feature:"
"""The scheme of a link to a feature of the city's services, whose state the registry knows."""

_MARKED_AFTER = {"paragraph_close", "heading_close", "table_close"}

_PLAIN_PICTURE = re.compile(r"(?<!\\)!\[[^\[\]\n]*\]\(([\w.-]+)\)")

VIEW_BOX = re.compile(rb'viewBox="0 0 (\d+) (\d+)"')

_ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt", "width", "height", "loading", "data-bytes"},
    "div": {"class"},
    "p": {"class", "data-feature"},
    "span": {"class"},
    "figure": {"class"},
    "ol": {"start"},
    "th": {"scope"},
}
_TAGS = {
    *("h2", "h3", "p", "ul", "ol", "li", "strong", "em", "a", "img", "div", "figure", "span", "br", "hr"),
    *("table", "thead", "tbody", "tr", "th", "td", "blockquote", "code"),
}


class Video(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A link to a video that opens in the phone's own player: never embedded, its cost said first."""

    url: str
    title: str
    minutes: int
    megabytes: int


class _Renderer(RendererHTML):
    """CommonMark, with pictures as figures of known size and videos as labelled links."""

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: MutableMapping[str, Any]) -> str:
        """Show a picture of the pack at its own size, so that the page does not jump while it loads."""
        token = tokens[idx]
        name = str(token.attrs["src"])
        alt = escape(self.renderInlineAsText(token.children or [], options, env))
        content = env["media"].get(name)
        if content is None:
            return f'<img src="" alt="{alt}">'
        box = VIEW_BOX.search(content)
        size = f' width="{box[1].decode()}" height="{box[2].decode()}"' if box else ""
        source = f"/media/{digest(content)}/{quote(name)}"
        return f'<img src="{source}" alt="{alt}"{size} loading="lazy" data-bytes="{len(content)}">'

    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: MutableMapping[str, Any]) -> str:
        """Show a block of ```video as a link, any other fence as code."""
        token = tokens[idx]
        if token.info.strip() != "video":
            return str(super().fence(tokens, idx, options, env))
        video = read_toml(token.content, Video)
        cost = f"{video.minutes} menit, memakai kuota ± {video.megabytes} MB"
        return f'<p class="video"><a href="{escape(video.url)}">{escape(video.title)}</a><br>{cost}</p>\n'


def parser() -> MarkdownIt:
    """Give the Markdown of lessons: CommonMark without HTML, with tables and the fenced blocks."""
    markdown = MarkdownIt("commonmark", {"html": False}, renderer_cls=_Renderer).enable("table")
    for name in BLOCKS:
        container_plugin(markdown, name, render=_render_block)
    markdown.core.ruler.push("features", _mark_features)
    return markdown


def features_in(token: Token) -> list[str]:
    """Give the ids of the city's features that a parsed paragraph relies on."""
    return list(token.meta.get("features", ()))


def images_in(tokens: Sequence[Token]) -> Iterator[Token]:
    """Give the pictures of a parsed text, in whatever way they were written."""
    for token in tokens:
        yield from (child for child in token.children or [] if child.type == "image")


def pictures_in(text: str) -> frozenset[str]:
    """Give the names of the pictures that a text shows.

    Every start asks this of every lesson, so a text whose pictures are all written the plain way is not parsed.
    """
    plain = _PLAIN_PICTURE.findall(text)
    if len(plain) == text.count("![") and "```" not in text:
        return frozenset(plain)
    return frozenset(str(image.attrs["src"]) for image in images_in(_PARSER.parse(text)))


def _mark_features(state: StateCore) -> None:
    """Turn `[words](feature:id)` into plain words, and leave a mark after their paragraph."""
    marked: list[Token] = []
    waiting: list[str] = []
    for token in state.tokens:
        marked.append(token)
        if token.type == "inline":
            found = _feature_links(token)
            token.meta["features"] = found
            waiting += found
            _unlink(token)
        if token.type in _MARKED_AFTER and waiting:
            marks = "".join(f'<p class="feature" data-feature="{escape(name)}"></p>' for name in dict.fromkeys(waiting))
            marked.append(Token("html_block", "", 0, content=marks + "\n"))
            waiting = []
    state.tokens = marked


def _feature_links(token: Token) -> list[str]:
    links = [str(child.attrs["href"]) for child in token.children or [] if child.type == "link_open"]
    return [unquote(link.removeprefix(FEATURE)) for link in links if link.startswith(FEATURE)]


def _unlink(token: Token) -> None:
    depth = 0
    for child in token.children or []:
        if child.type == "link_open" and str(child.attrs["href"]).startswith(FEATURE):
            child.type, child.tag, child.attrs = "feature_open", "span", {}
            depth += 1
        elif child.type == "link_close" and depth:
            child.type, child.tag = "feature_close", "span"
            depth -= 1


def render(body: str, media: dict[str, bytes]) -> str:
    """Turn a lesson's Markdown into clean HTML; pictures are looked up among the pack's."""
    html = str(_PARSER.render(body, {"media": media}))
    html = re.sub(r"<p>(<img [^>]*>)</p>", r'<figure class="drawing">\1</figure>', html)
    return nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, link_rel="noopener", url_schemes={"https"})


def _render_block(
    renderer: RendererHTML, tokens: Sequence[Token], idx: int, options: OptionsDict, env: MutableMapping[str, Any]
) -> str:
    del renderer, options, env
    token = tokens[idx]
    if token.nesting == -1:
        return "</div>\n"
    name, _, title = token.info.strip().partition(" ")
    is_named_above = name == "exercise" and tokens[idx - 1].type == "heading_close"  # "Latihan" under "Latihan di HP"
    title = title.strip() or ("" if is_named_above else BLOCKS[name])
    heading = f'<p class="block-title">{escape(title)}</p>\n' if title else ""
    return f'<div class="{name}">\n{heading}'


_PARSER = parser()
