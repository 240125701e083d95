"""Moving what residents said along its way: forwarded, answered, brought back. Forward only, each step once."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from lms.audit.actions import record
from lms.errors import Refused
from lms.outreach.models.visits import Aspiration, Channel
from lms.outreach.models.words import Forum
from lms.outreach.queries.aspirations import held
from lms.outreach.rules.aspirations import edition, names_somebody


class CannotMoveOn(Refused):
    """The aspiration has not come as far as this step, or somebody was faster."""


class CannotReword(Refused):
    """These words cannot take the place of the old ones."""


@dataclass(frozen=True, slots=True)
class To:
    """Where an aspiration goes."""

    channel: Channel
    office: str
    """The name of the office; may be empty for Monggo Lapor."""
    reference: str = ""
    """The number Monggo Lapor gave."""


def forward(aspiration: Aspiration, to: To, *, by_id: int, at: datetime) -> None:
    """Note where an aspiration was sent on to; the same said twice is said once. Raises CannotMoveOn."""
    found = _standing(aspiration)
    wanted = (to.channel, to.office or None, to.reference or None)
    if found.forwarded_at:
        if (found.channel, found.sent_to, found.reference, found.forwarded_by_id) == (*wanted, by_id):
            return
        raise CannotMoveOn(_("Aspirasi ini baru saja diteruskan orang lain. Lihat catatannya di bawah."))
    if to.channel is Channel.AGENCY and not to.office:
        raise CannotMoveOn(_("Tulis nama dinasnya, supaya tahu siapa yang menjawab."))
    found.channel, found.sent_to, found.reference = wanted
    found.forwarded_at, found.forwarded_by_id = at, by_id
    record("forward", "aspiration", found.id, actor_id=by_id, at=at, channel=to.channel)


def answer(aspiration: Aspiration, words: str, *, by_id: int, at: datetime) -> None:
    """Note what was answered; the same said twice is said once. Raises CannotMoveOn."""
    found = _standing(aspiration)
    if not found.forwarded_at:
        raise CannotMoveOn(_("Catat dulu ke mana aspirasi ini diteruskan."))
    if found.answered_at:
        if (found.answer, found.answered_by_id) == (words, by_id):
            return
        raise CannotMoveOn(_("Jawabannya baru saja dicatat orang lain. Lihat catatannya di bawah."))
    if not words:
        raise CannotMoveOn(_("Tulis dulu jawabannya."))
    found.answer, found.answered_at, found.answered_by_id = words, at, by_id
    record("answer", "aspiration", found.id, actor_id=by_id, at=at)


def bring_back(aspiration: Aspiration, forum: Forum | None, *, by_id: int | None, at: datetime) -> None:
    """Note that the RT has heard the answer: told by somebody at an occasion, or, without both, read by its head by link.

    Whoever says it again changes nothing. Raises CannotMoveOn.
    """
    found = _standing(aspiration)
    if not found.answered_at:
        raise CannotMoveOn(_("Jawabannya belum ada. Tunggu dulu jawabannya."))
    if found.returned_at:
        if by_id is None or (found.returned_forum, found.returned_by_id) == (forum, by_id):
            return
        raise CannotMoveOn(_("Jawaban ini sudah disampaikan ke RT. Lihat catatannya di bawah."))
    found.returned_at, found.returned_by_id, found.returned_forum = at, by_id, forum
    record("bring_back", "aspiration", found.id, actor_id=by_id, at=at)


def reword(aspiration: Aspiration, words: str, answered: str, *, seen: str, by_id: int, at: datetime) -> None:
    """Put other words in place of those told and answered, so that nobody is named; `seen` is the edition that was read.

    The old words are gone; the trail says only that they changed. Without an answer there is none to change.
    Raises CannotReword.
    """
    found = held(aspiration.id)
    wanted = answered if found.answered_at else None
    if (found.words, found.answer) == (words, wanted):
        return
    if found.withdrawn_at or seen != edition(found.words, found.answer):
        raise CannotReword(_("Tulisannya baru saja diubah orang lain. Periksa lagi di bawah."))
    if not words or wanted == "":
        raise CannotReword(_("Tulisannya tidak boleh kosong. Kalau tidak pantas disimpan, cabut saja."))
    if names_somebody(words):
        raise CannotReword(_("Hapus nomor HP atau NIK. Aspirasi ditulis tanpa nama dan nomor orang."))
    found.words, found.answer = words, wanted
    record("reword", "aspiration", found.id, actor_id=by_id, at=at)


def withdraw(aspiration: Aspiration, *, by_id: int, at: datetime) -> None:
    """Strike an aspiration out of every list and figure; twice is once."""
    found = held(aspiration.id)
    if found.withdrawn_at:
        return
    found.withdrawn_at = at
    record("withdraw", "aspiration", found.id, actor_id=by_id, at=at)


def _standing(aspiration: Aspiration) -> Aspiration:
    """Take hold of an aspiration that was not struck out meanwhile."""
    found = held(aspiration.id)
    if found.withdrawn_at:
        raise CannotMoveOn(_("Aspirasi ini sudah dicabut."))
    return found
