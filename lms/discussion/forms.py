"""What people write under a lesson."""

from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired, Length

from lms.discussion.rules import LONGEST, LONGEST_REASON
from lms.web.forms import Form, LongText

_TOO_LONG = Length(max=LONGEST, message=_l("Tulisannya terlalu panjang. Paling banyak %(max)d huruf."))


class AskForm(Form):
    """A question."""

    text = LongText(_l("Apa yang mau ditanyakan?"), [DataRequired(_l("Tulis dulu pertanyaannya.")), _TOO_LONG])


class ReplyForm(Form):
    """An answer."""

    text = LongText(_l("Jawaban"), [DataRequired(_l("Tulis dulu jawabannya.")), _TOO_LONG])


class ReportForm(Form):
    """Why something should not stand there."""

    reason = LongText(
        _l("Apa yang tidak pantas?"),
        [
            DataRequired(_l("Tulis dulu alasannya.")),
            Length(max=LONGEST_REASON, message=_l("Alasannya terlalu panjang. Paling banyak %(max)d huruf.")),
        ],
    )
