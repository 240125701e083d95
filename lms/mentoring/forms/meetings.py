"""When and where two people meet, and what became of it."""

from datetime import date, datetime, time
from typing import cast

from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired, InputRequired, Length

from lms.mentoring.rules.meetings import CHOICES
from lms.web.forms import Choice, Clock, Day, Form, LongText, Text, Tick, options

LONGEST = 500
MINUTES = {str(minutes): _l("%(minutes)s menit", minutes=minutes) for minutes in CHOICES}


def _minutes() -> Choice:
    return Choice(_l("Berapa lama?"), [InputRequired(_l("Pilih berapa lama."))], choices=options(MINUTES), default="60")


class MeetingForm(Form):
    """One planned meeting."""

    day = Day(_l("Tanggal"), [InputRequired(_l("Pilih tanggalnya."))])
    clock = Clock(_l("Jam mulai"), [InputRequired(_l("Pilih jam mulainya."))])
    minutes = _minutes()
    place = Text(
        _l("Tempat bertemu"),
        [DataRequired(_l("Tulis tempatnya.")), Length(max=120, message=_l("Nama tempatnya terlalu panjang."))],
        description=_l("Misalnya balai kelurahan, perpustakaan, atau serambi masjid."),
    )
    public = Tick(
        _l("Ini tempat umum, bukan rumah"),
        [DataRequired(_l("Pertemuan hanya di tempat umum. Centang kalau sudah benar."))],
    )

    def starts_at(self, here: datetime) -> datetime:
        """Give the moment that was chosen in a form that validates, in the zone of another one."""
        return datetime.combine(cast("date", self.day.data), cast("time", self.clock.data), here.tzinfo)


class PaperForm(MeetingForm):
    """A line of the printed sheet about a meeting that was not planned here. The view fills in who may have been there."""

    volunteer = Choice(_l("Siapa yang mendampingi?"), [InputRequired(_l("Pilih siapa yang mendampingi."))])
    taught_back = LongText(
        _l("Apa yang diajarkan balik kepada relawan? (boleh kosong)"),
        [Length(max=LONGEST, message=_l("Ceritanya terlalu panjang. Paling banyak %(max)d huruf."))],
    )
    signed = Tick(
        _l("Keduanya sudah tanda tangan di lembar kertas"),
        [DataRequired(_l("Hanya yang ditandatangani keduanya yang bisa diketik. Centang kalau sudah."))],
    )


class CodeForm(Form):
    """The code on the other telephone."""

    code = Text(
        _l("Kode dari HP warga"),
        [InputRequired(_l("Ketik kode yang tampil di HP warga.")), Length(max=40, message=_l("Kodenya terlalu panjang."))],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )


class SayForm(Form):
    """How long it was, and what the senior taught."""

    minutes = _minutes()
    taught_back = LongText(
        _l("Apa yang diajarkan balik kepada relawan? (boleh kosong)"),
        [Length(max=LONGEST, message=_l("Ceritanya terlalu panjang. Paling banyak %(max)d huruf."))],
        description=_l("Misalnya cara rapat RT berjalan, atau siapa yang memutuskan."),
    )


class DisputeForm(Form):
    """What was not so."""

    words = LongText(
        _l("Apa yang tidak sesuai?"),
        [
            DataRequired(_l("Tulis dulu apa yang tidak sesuai.")),
            Length(max=LONGEST, message=_l("Ceritanya terlalu panjang. Paling banyak %(max)d huruf.")),
        ],
    )


class SettleForm(Form):
    """What the coordinator decides."""

    counts = Choice(
        _l("Pertemuan ini dihitung?"),
        [InputRequired(_l("Pilih dihitung atau tidak."))],
        choices=options({"ya": _l("Dihitung"), "tidak": _l("Tidak dihitung")}),
    )
    words = LongText(
        _l("Alasannya, untuk keduanya"),
        [
            DataRequired(_l("Tulis alasan keputusannya. Keduanya membacanya.")),
            Length(max=LONGEST, message=_l("Alasannya terlalu panjang. Paling banyak %(max)d huruf.")),
        ],
    )
