"""What people type about a visit."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from lms.outreach.actions.visiting import Heads
from lms.outreach.forms.events import picked
from lms.outreach.rules.visits import MOST_HEADS
from lms.outreach.rules.words import FORUMS, TOPICS, VISITED
from lms.regions.models import Rt
from lms.web.forms import Day, Form, LongText, Number, OptionalPick

LONGEST = 300
_TOO_LONG = _l("Tulisannya terlalu panjang. Paling banyak %(max)d huruf.")
_TOO_MANY = _l("Jumlahnya paling banyak %(max)d.")


def _heads(label: Any) -> Number:
    return Number(label, [Optional(), NumberRange(0, MOST_HEADS, message=_TOO_MANY)], render_kw={"inputmode": "numeric"})


def _wish(label: Any) -> LongText:
    return LongText(label, [Length(max=LONGEST, message=_TOO_LONG)])


class VisitForm(Form):
    """One visit, told in under a minute. The view fills in the RT and, for paper, the people."""

    rt = OptionalPick(_l("RT mana?"), [DataRequired(_l("Pilih RT-nya."))])
    who = OptionalPick(_l("Siapa yang berkunjung?"), [DataRequired(_l("Pilih siapa yang berkunjung."))])
    forum = OptionalPick(
        _l("Acara apa?"),
        [DataRequired(_l("Pilih acaranya."))],
        choices=picked({forum: FORUMS[forum] for forum in VISITED}, _l("Pilih acara")),
    )
    topic = OptionalPick(_l("Tentang apa?"), [DataRequired(_l("Pilih topiknya."))], choices=picked(TOPICS, _l("Pilih topik")))
    day = Day(_l("Tanggal"), [InputRequired(_l("Pilih tanggalnya."))])
    children = _heads(_l("Anak (di bawah 16)"))
    youths = _heads(_l("Muda (16–30)"))
    adults = _heads(_l("Dewasa (31–59)"))
    seniors = _heads(_l("Lansia (60 ke atas)"))
    questions = _heads(_l("Berapa pertanyaan warga?"))
    beside = OptionalPick(_l("Berangkat bersama (boleh kosong)"))
    wish_1 = _wish(_l("Suara warga 1"))
    wish_2 = _wish(_l("Suara warga 2"))
    wish_3 = _wish(_l("Suara warga 3"))

    def fill(self, rts: Sequence[Rt], first: set[int], people: Mapping[int, str]) -> None:
        """Give the form its lists: the RT of one kelurahan, those of one's own on top; who else works there."""
        self.rt.choices = rt_choices(rts, first)
        self.who.choices = picked(people, _("Pilih nama"))
        self.beside.choices = picked(people, _("Sendiri"))

    def heads(self) -> Heads:
        """Give who was there; what was left empty is nobody."""
        typed = (self.children.data, self.youths.data, self.adults.data, self.seniors.data)
        return Heads(*(number or 0 for number in typed))

    def wishes(self) -> list[str]:
        """Give what residents said, without empty ones."""
        return [field.data for field in (self.wish_1, self.wish_2, self.wish_3) if field.data]


def rt_choices(rts: Sequence[Rt], first: set[int]) -> dict[str, Any]:
    """Give RT to choose from: one's own on top, then all by RW; the first choice is empty."""
    groups: dict[str, Any] = {"": [("", _("Pilih RT"))]}
    own = [rt for rt in rts if rt.id in first]
    if own:
        groups[_("RT saya")] = [(str(rt.id), _("RT %(rt)s", rt=rt.label)) for rt in own]
    for rt in rts:
        heading = _("RW %(rw)s", rw=rt.rw) if rt.rw else _("Semua RT")
        groups.setdefault(heading, []).append((str(rt.id), _("RT %(rt)s", rt=rt.label)))
    return groups


class BecauseForm(Form):
    """Why a visit is not as it is told, or is struck out."""

    because = LongText(
        _l("Apa yang tidak sesuai?"),
        [DataRequired(_l("Tulis dulu apa yang tidak sesuai.")), Length(max=LONGEST, message=_TOO_LONG)],
    )


class CarrierForm(Form):
    """Who carries the word to an RT. The view fills in the people."""

    person = OptionalPick(_l("Pembawa kabar"))
    beside = OptionalPick(_l("Bersama (boleh kosong)"), description=_l("Misalnya relawan yang berpasangan dengannya."))

    def fill(self, people: Mapping[int, str]) -> None:
        """Give the form its people."""
        self.person.choices = picked(people, _("Belum ada"))
        self.beside.choices = picked(people, _("Sendiri"))
