"""What people type about an aspiration on its way."""

from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired, InputRequired, Length

from lms.outreach.forms.fields import Pick
from lms.outreach.rules.aspirations import CHANNELS
from lms.outreach.rules.words import FORUMS, VISITED
from lms.web.forms import Choice, Form, LongText, Text, options

LONGEST_OFFICE, LONGEST_REFERENCE, LONGEST_WORDS, LONGEST_ANSWER = 120, 60, 300, 1000
_TOO_LONG = _l("Tulisannya terlalu panjang. Paling banyak %(max)d huruf.")


class ForwardForm(Form):
    """Where it goes."""

    channel = Choice(_l("Diteruskan ke mana?"), [InputRequired(_l("Pilih satu tujuan."))], choices=options(CHANNELS))
    office = Text(
        _l("Nama kantor atau dinas"),
        [Length(max=LONGEST_OFFICE, message=_TOO_LONG)],
        description=_l("Misalnya Dinas Lingkungan Hidup. Boleh kosong untuk Monggo Lapor."),
    )
    reference = Text(_l("Nomor laporan Monggo Lapor (boleh kosong)"), [Length(max=LONGEST_REFERENCE, message=_TOO_LONG)])


class AnswerForm(Form):
    """What was answered."""

    words = LongText(
        _l("Apa jawabannya?"),
        [DataRequired(_l("Tulis dulu jawabannya.")), Length(max=LONGEST_ANSWER, message=_TOO_LONG)],
        description=_l("Tulis dengan kata sehari-hari. Jawaban ini dibaca warga RT."),
    )


class BringBackForm(Form):
    """At which occasion the RT heard it."""

    forum = Pick(
        _l("Disampaikan di mana?"),
        [DataRequired(_l("Pilih di mana jawabannya disampaikan."))],
        choices=options({"": _l("Pilih acaranya")} | {str(forum): FORUMS[forum] for forum in VISITED}),
    )


class RewordForm(Form):
    """The words without anybody's name; the view takes the answer out while there is none."""

    words = LongText(_l("Suara warga"), [DataRequired(_l("Tulis isinya.")), Length(max=LONGEST_WORDS, message=_TOO_LONG)])
    answer = LongText(_l("Jawabannya"), [DataRequired(_l("Tulis isinya.")), Length(max=LONGEST_ANSWER, message=_TOO_LONG)])
