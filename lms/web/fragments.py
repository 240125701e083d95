"""Pieces of pages kept in memory: what looks the same for many requests is rendered once.

In a template: `{% call kept("aside", course.release_id, progress.pattern) %}…{% endcall %}`. Everything the piece depends
on stands in the key; the language is added by itself. A form never belongs in a piece: its token is somebody's own.
"""

import secrets
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from flask import request
from markupsafe import Markup

from lms.web.languages import chosen_language

LARGEST = 3_000_000
"""Characters kept in all, per worker."""


class _Kept:
    """Pieces by key, the ones used last at the end."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.pieces: OrderedDict[tuple[object, ...], Markup] = OrderedDict()
        self.size = 0


_kept = _Kept()
_SENTINEL = secrets.token_hex(16)


def kept(name: str, *key: object, caller: Callable[[], Markup], holds_form: bool = False) -> Markup:
    """Give a piece of a page from memory, or render it and remember it.

    Pages that do not exist are not remembered, so that nobody can fill the memory with them. Raises ValueError for a
    piece that holds a form's token.
    """
    whole = (name, chosen_language(), *key)
    with _kept.lock:
        found = _kept.pieces.get(whole)
        if found is not None:
            _kept.pieces.move_to_end(whole)
            return found
    made = caller()
    if 'name="csrf_token"' in made and not holds_form:
        raise ValueError(f"The piece {name} holds a form, which is one person's own.")
    if request.url_rule is not None:
        _remember(whole, made)
    return made


def page_with_holes(shared_by: tuple[object, ...], render: Callable[..., str], **values: str) -> str:
    """Give a page that differs between people only in a few values, rendered once for all who share what it depends on.

    `render` is called with a sentinel in place of each value, and the sentinels are replaced by this reader's values;
    they are random for each process, so nothing typed by anyone can be taken for one. The values must be safe HTML.
    """
    sentinels = {name: f"{_SENTINEL}-{name}-" for name in values}
    page = kept("page", *shared_by, caller=lambda: Markup(render(**sentinels)), holds_form=True)  # noqa: S704 (our own template)
    whole = str(page)
    for name, value in values.items():
        whole = whole.replace(sentinels[name], value)
    return whole


def forget() -> None:
    """Forget every piece."""
    with _kept.lock:
        _kept.pieces.clear()
        _kept.size = 0


def _remember(key: tuple[object, ...], made: Markup) -> None:
    with _kept.lock:
        if key not in _kept.pieces:
            _kept.size += len(made)
        _kept.pieces[key] = made
        while _kept.size > LARGEST:
            _oldest, piece = _kept.pieces.popitem(last=False)
            _kept.size -= len(piece)
