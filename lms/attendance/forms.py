"""Opening a session, and entering its code."""

from flask_babel import lazy_gettext as _l
from wtforms.validators import InputRequired, Length

from lms.attendance.rules import HOURS, Reason
from lms.web.forms import Choice, Form, Pick, Text, options


class PickLesson(Pick):
    """One of the lessons."""

    missing = _l("Pilih satu pelajaran dari daftar.")


class OpenForm(Form):
    """Which lesson, where, how long. The view fills in lessons and places."""

    lesson = PickLesson(_l("Pelajaran yang dipelajari bersama"))
    place = Choice(_l("Di mana?"), [InputRequired(_l("Pilih satu tempat."))])
    hours = Choice(
        _l("Berapa lama kodenya berlaku?"),
        [InputRequired(_l("Pilih berapa jam."))],
        choices=options({str(hours): _l("%(hours)s jam", hours=hours) for hours in HOURS}),
        default=str(HOURS[0]),
    )


class CodeForm(Form):
    """The code that the facilitator reads out."""

    code = Text(
        _l("Kode sesi"),
        [InputRequired(_l("Tulis kode yang dibacakan fasilitator.")), Length(max=40, message=_l("Kodenya terlalu panjang."))],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )


class WithdrawForm(Form):
    """Why somebody is taken off the list."""

    reason = Choice(
        _l("Mengapa dibatalkan?"),
        [InputRequired(_l("Pilih satu alasan."))],
        choices=options(
            {
                Reason.WRONG_NAME: _l("Salah memilih nama"),
                Reason.NOT_HERE: _l("Orangnya tidak ada di tempat"),
                Reason.LEFT_EARLY: _l("Pulang sebelum selesai"),
            }
        ),
    )
