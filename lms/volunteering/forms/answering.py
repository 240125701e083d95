"""The coordinator's answers."""

from flask_babel import lazy_gettext as _l
from wtforms.validators import InputRequired, Length, Optional

from lms.volunteering.models import Reason
from lms.web.forms import Choice, Form, LongText, options

REASONS = {
    Reason.FULL: _l("Relawan di sini sudah cukup"),
    Reason.UNREACHABLE: _l("Nomor WhatsApp tidak bisa dihubungi"),
    Reason.TOO_YOUNG: _l("Usianya belum cukup untuk tugas yang ada"),
    Reason.DOUBLE: _l("Sudah mendaftar sebelumnya"),
    Reason.OTHER: _l("Alasan lain, saya tulis sendiri"),
}


class AcceptForm(Form):
    """The coordinator's yes."""

    reply = LongText(
        _l("Pesan untuk pendaftar (boleh kosong)"), [Optional(), Length(max=500, message=_l("Pesannya terlalu panjang."))]
    )


class DeclineForm(Form):
    """The coordinator's no, with a reason."""

    reason = Choice(
        _l("Mengapa belum bisa diterima?"),
        [InputRequired(_l("Pilih satu alasan."))],
        choices=options(REASONS),
    )
    reply = LongText(
        _l("Pesan untuk pendaftar"),
        [Optional(), Length(max=500, message=_l("Pesannya terlalu panjang."))],
        description=_l("Kata-kata yang ramah membantu. Pendaftar membacanya."),
    )
