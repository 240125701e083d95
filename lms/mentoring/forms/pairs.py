"""Confirming a pair, pausing, ending, reporting."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from lms.mentoring.actions.safety import Decision
from lms.mentoring.forms.meetings import LONGEST, MeetingForm
from lms.mentoring.models import EndReason
from lms.mentoring.rules.meetings import PLANNED
from lms.web.forms import Choice, Day, Form, LongText, Number, options

NOBODY = "0"

REASONS = {
    EndReason.TIME: _l("Waktunya tidak cocok lagi"),
    EndReason.MISMATCH: _l("Kurang cocok, ingin pasangan lain"),
    EndReason.HANDED_OVER: _l("Dilanjutkan orang lain"),
    EndReason.LEFT: _l("Relawan berhenti sepenuhnya"),
    EndReason.OTHER: _l("Alasan lain"),
}

DECISIONS = {
    Decision.GO_ON: _l("Pasangan boleh berjalan lagi"),
    Decision.END: _l("Pasangan berakhir, relawan tetap boleh mendampingi"),
    Decision.SUSPEND: _l("Tangguhkan relawan dulu, keputusan menyusul"),
    Decision.DISMISS: _l("Pasangan berakhir, relawan tidak mendampingi lagi"),
}


class ConfirmForm(MeetingForm):
    """The goal, how often, and the first meeting. The view fills in the goals."""

    goal = Choice(_l("Apa tujuan pasangan ini?"), [InputRequired(_l("Pilih satu tujuan."))])
    meetings = Number(
        _l("Berapa kali bertemu?"),
        [InputRequired(_l("Tulis berapa kali.")), NumberRange(1, 24, message=_l("Tulis angka dari 1 sampai 24."))],
        default=PLANNED,
        render_kw={"inputmode": "numeric"},
    )


class PauseForm(Form):
    """Until when, and who helps meanwhile. The view fills in the stand-ins."""

    back_on = Day(_l("Kembali tanggal berapa?"), [InputRequired(_l("Pilih hari kembali."))])
    stand_in = Choice(_l("Siapa yang menggantikan sementara?"), default=NOBODY)


def hand_over_form(pairs: Mapping[int, str], people: Mapping[str, str]) -> Form:
    """Make the form that asks for each pair, id to words, who goes on with it: one of some people, or nobody yet."""
    choices = {NOBODY: _l("Belum ada"), **people}
    asked = {f"pair_{pair_id}": _successor(words, choices) for pair_id, words in pairs.items()}
    made: Form = type("HandOverForm", (Form,), asked)()
    return made


def _successor(words: str, choices: Mapping[str, object]) -> Choice:
    return Choice(words, [InputRequired(_l("Pilih siapa yang melanjutkan, atau “Belum ada”."))], choices=options(choices))


class EndForm(Form):
    """Why a pair ends."""

    reason = Choice(_l("Mengapa berakhir?"), [InputRequired(_l("Pilih satu alasan."))], choices=options(REASONS))


class ReportForm(Form):
    """What happened; may stay empty."""

    words = LongText(
        _l("Apa yang terjadi? (boleh kosong)"),
        [Length(max=2000, message=_l("Ceritanya terlalu panjang. Petugas akan menghubungi."))],
        description=_l("Hanya petugas yang membacanya."),
    )


class DecideForm(Form):
    """What an officer decides about a report."""

    decision = Choice(_l("Apa keputusannya?"), [InputRequired(_l("Pilih satu keputusan."))], choices=options(DECISIONS))
    words = LongText(
        _l("Alasannya"),
        [
            DataRequired(_l("Tulis dulu alasan keputusannya.")),
            Length(max=LONGEST, message=_l("Alasannya terlalu panjang. Paling banyak %(max)d huruf.")),
        ],
        description=_l("Hanya petugas yang membacanya."),
    )
