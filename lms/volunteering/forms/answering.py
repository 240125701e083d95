"""The coordinator's answers."""

from datetime import datetime

from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from lms.volunteering.models import Reason
from lms.web.forms import Choice, Clock, Day, Form, LongText, Text, Tick, options

REASONS = {
    Reason.FULL: _l("Relawan di sini sudah cukup"),
    Reason.UNREACHABLE: _l("Nomor WhatsApp tidak bisa dihubungi"),
    Reason.TOO_YOUNG: _l("Usianya belum cukup untuk tugas yang ada"),
    Reason.DOUBLE: _l("Sudah mendaftar sebelumnya"),
    Reason.OTHER: _l("Alasan lain, saya tulis sendiri"),
}
_TOO_LONG = Length(max=500, message=_l("Pesannya terlalu panjang."))


class InviteForm(Form):
    """When and where the applicant and the officer talk for ten minutes."""

    day = Day(_l("Tanggal"), [InputRequired(_l("Pilih tanggalnya."))])
    clock = Clock(_l("Jam"), [InputRequired(_l("Pilih jamnya."))])
    place = Text(
        _l("Tempat"),
        [DataRequired(_l("Tulis tempatnya.")), Length(max=120, message=_l("Nama tempatnya terlalu panjang."))],
        description=_l("Tempat umum, misalnya balai kelurahan. Boleh juga lewat telepon."),
    )

    def talk_at(self, here: datetime) -> datetime:
        """Give the chosen moment, in the zone of another one."""
        if self.day.data is None or self.clock.data is None:
            raise ValueError("Only a form that was checked knows its moment.")
        return datetime.combine(self.day.data, self.clock.data, tzinfo=here.tzinfo)


class AcceptForm(Form):
    """The coordinator's yes, after the talk."""

    talked = Tick(_l("Kami sudah ngobrol, langsung atau lewat telepon"), [DataRequired(_l("Ngobrol dulu, lalu centang."))])
    reference = Text(
        _l("Siapa yang mengenalnya?"),
        [
            DataRequired(_l("Tulis siapa yang mengenalnya, misalnya ketua RT atau guru.")),
            Length(max=120, message=_l("Tulis lebih pendek.")),
        ],
        description=_l("Sekolah, ketua RT, atau pembina. Ditanyakan karena ia akan mendampingi orang sepuh."),
    )
    reply = LongText(_l("Pesan untuk pendaftar (boleh kosong)"), [Optional(), _TOO_LONG])


class DeclineForm(Form):
    """The coordinator's no, with a reason."""

    reason = Choice(_l("Mengapa belum bisa diterima?"), [InputRequired(_l("Pilih satu alasan."))], choices=options(REASONS))
    reply = LongText(
        _l("Pesan untuk pendaftar"),
        [Optional(), _TOO_LONG],
        description=_l("Kata-kata yang ramah membantu. Pendaftar membacanya."),
    )


class DecreeForm(Form):
    """The decree that makes a candidate an officer."""

    number = Text(
        _l("Nomor surat keputusan"),
        [DataRequired(_l("Tulis nomor surat keputusannya.")), Length(max=80, message=_l("Nomornya terlalu panjang."))],
    )
    starts_on = Day(_l("Berlaku mulai"), [InputRequired(_l("Pilih tanggal mulainya."))])
