"""From a lesson's Markdown to HTML that is safe to show as it is. Done once per published revision."""

import re
import tomllib
from collections.abc import MutableMapping, Sequence
from html import escape
from typing import Any
from urllib.parse import quote

import msgspec
import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from mdit_py_plugins.container import container_plugin

from lms.catalog.rules.pack import digest

BLOCKS = {"steps": "", "example": "Contoh", "remember": "Ingat", "warning": "Hati-hati", "exercise": "Latihan"}
"""The fenced blocks (`::: name optional title`) and the title each has without one of its own."""

VIEW_BOX = re.compile(rb'viewBox="0 0 (\d+) (\d+)"')

_ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt", "width", "height", "loading"},
    "div": {"class"},
    "p": {"class"},
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
        return f'<img src="/media/{digest(content)}/{quote(name)}" alt="{alt}"{size} loading="lazy">'

    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: MutableMapping[str, Any]) -> str:
        """Show a block of ```video as a link, any other fence as code."""
        token = tokens[idx]
        if token.info.strip() != "video":
            return str(super().fence(tokens, idx, options, env))
        video = msgspec.convert(tomllib.loads(token.content), Video)
        cost = f"{video.minutes} menit, memakai kuota ± {video.megabytes} MB"
        return f'<p class="video"><a href="{escape(video.url)}">{escape(video.title)}</a><br>{cost}</p>\n'


def parser() -> MarkdownIt:
    """Give the Markdown of lessons: CommonMark without HTML, with tables and the fenced blocks."""
    markdown = MarkdownIt("commonmark", {"html": False}, renderer_cls=_Renderer).enable("table")
    for name in BLOCKS:
        container_plugin(markdown, name, render=_render_block)
    return markdown


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
    title = title.strip() or BLOCKS[name]
    heading = f'<p class="block-title">{escape(title)}</p>\n' if title else ""
    return f'<div class="{name}">\n{heading}'


_PARSER = parser()
