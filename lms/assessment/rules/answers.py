"""One question: in which order it is shown, what was answered, and whether that is right. No correct answer leaves here."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from flask_babel import gettext as _

from lms.catalog.rules.quiz import Kind, Question, spellings
from lms.errors import Refused

CHOSEN = "pilihan"
TYPED = "tulisan"
PLACE = "nomor-{}"
PARTNER = "pasangan-{}"
UNKNOWN = "belum_tahu"
"""Names of the fields of a question's form."""

LONGEST = 200
"""Characters of a short answer."""

Fields = Mapping[str, Sequence[str]]
"""What a form sent: every value of every field."""

Given = dict[str, Any]
"""An answer as it is kept: see `GivenAnswer.given`. Empty: "I don't know yet"."""


class Unreadable(Refused):
    """What was sent is no answer to this question."""


def shown(attempt_id: UUID, question: Question) -> tuple[int, ...]:
    """Give the options in the order in which an attempt shows them, by number; always the same for the same attempt.

    Benar stands before Salah. What is to be put in order, or beside something, is never shown solved already.
    """
    numbers = tuple(range(len(question.options)))
    if question.kind is Kind.TRUE_FALSE:
        return tuple(sorted(numbers, key=lambda number: question.options[number].text))
    mixed = tuple(sorted(numbers, key=lambda number: _mixing(attempt_id, question.id, number)))
    if mixed == numbers and question.kind in {Kind.ORDER, Kind.MATCH}:
        return (*numbers[1:], *numbers[:1])
    return mixed


def _mixing(attempt_id: UUID, question_id: str, number: int) -> bytes:
    return hashlib.sha256(f"{attempt_id}\0{question_id}\0{number}".encode()).digest()


def read(question: Question, order: Sequence[int], fields: Fields) -> Given:
    """Give what a form answers, where options are named by their place on the page; raises Unreadable with what to do."""
    if fields.get(UNKNOWN):
        return {}
    return _READING[question.kind](order, fields)


def _read_one(order: Sequence[int], fields: Fields) -> Given:
    sent = fields.get(CHOSEN, ())
    if not sent:
        raise Unreadable(_("Pilih satu jawaban, atau tekan “Belum tahu”."))
    if len(sent) > 1:
        raise Unreadable(_("Pilih satu jawaban saja."))
    return {"chosen": _numbers(order, sent)}


def _read_several(order: Sequence[int], fields: Fields) -> Given:
    sent = fields.get(CHOSEN, ())
    if not sent:
        raise Unreadable(_("Pilih satu jawaban atau lebih, atau tekan “Belum tahu”."))
    return {"chosen": sorted(_numbers(order, sent))}


def _read_order(order: Sequence[int], fields: Fields) -> Given:
    places = _one_each(PLACE, order, fields)
    if "" in places:
        raise Unreadable(_("Beri nomor pada setiap baris, atau tekan “Belum tahu”."))
    if sorted(places) != [str(place) for place in range(1, len(order) + 1)]:
        raise Unreadable(_("Setiap nomor dipakai satu kali. Periksa nomor yang sama."))
    return {"order": [number for _place, number in sorted(zip(map(int, places), order, strict=True))]}


def _read_match(order: Sequence[int], fields: Fields) -> Given:
    partners = _one_each(PARTNER, order, fields)
    if "" in partners:
        raise Unreadable(_("Pilih pasangan pada setiap baris, atau tekan “Belum tahu”."))
    matched = _numbers(order, partners, twice=_("Setiap pasangan dipakai satu kali. Periksa pasangan yang sama."))
    return {"matched": matched}


def _read_short(order: Sequence[int], fields: Fields) -> Given:
    del order
    sent = fields.get(TYPED, ())
    if len(sent) > 1:
        raise Unreadable(_("Tulis satu jawaban saja."))
    typed = " ".join("".join(sent).replace("\0", "").split())
    if not typed:
        raise Unreadable(_("Tulis jawabannya, atau tekan “Belum tahu”."))
    if len(typed) > LONGEST:
        raise Unreadable(_("Jawabannya terlalu panjang. Tulis paling banyak %(most)s huruf.", most=LONGEST))
    return {"text": typed}


_READING: Mapping[Kind, Callable[[Sequence[int], Fields], Given]] = {
    Kind.SINGLE: _read_one,
    Kind.TRUE_FALSE: _read_one,
    Kind.SEVERAL: _read_several,
    Kind.ORDER: _read_order,
    Kind.MATCH: _read_match,
    Kind.SHORT: _read_short,
}


def _one_each(name: str, order: Sequence[int], fields: Fields) -> list[str]:
    """Give the value of a field that stands once in each row."""
    sent = [list(fields.get(name.format(row), ())) or [""] for row in range(len(order))]
    if any(len(values) > 1 for values in sent):
        raise Unreadable(_("Ada baris yang dijawab dua kali. Periksa lagi, lalu kirim."))
    return [values[0] for values in sent]


def _numbers(order: Sequence[int], sent: Sequence[str], *, twice: str = "") -> list[int]:
    """Give the numbers of the options that stand at places of the page."""
    if not all(place.isascii() and place.isdecimal() and len(place) < 3 and int(place) < len(order) for place in sent):
        raise Unreadable(_("Pilih jawaban yang ada di halaman ini."))
    numbers = [order[int(place)] for place in sent]
    if len(set(numbers)) < len(numbers):
        raise Unreadable(twice or _("Ada jawaban yang terkirim dua kali. Pilih lagi, lalu kirim."))
    return numbers


def is_right(question: Question, given: Given) -> bool:
    """Mark an answer; "I don't know yet" is not right."""
    options = question.options
    if question.kind is Kind.ORDER:
        return given.get("order") == list(range(len(options)))
    if question.kind is Kind.MATCH:
        return given.get("matched") == list(range(len(options)))
    if question.kind is Kind.SHORT:
        found = foreseen(question, given)
        return found is not None and options[found].right
    return given.get("chosen") == [number for number, option in enumerate(options) if option.right]


def foreseen(question: Question, given: Given) -> int | None:
    """Give the number of the option a short answer stands for; None for one that nobody thought of."""
    typed = spellings(given.get("text", ""))
    matching = [number for number, option in enumerate(question.options) if spellings(option.text) & typed]
    return min(matching, key=lambda number: not question.options[number].right, default=None)
