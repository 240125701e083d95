"""How a coordinator asks for volunteers, and names a poster."""

from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from lms.volunteering.forms.signup import SKILLS, TIMES
from lms.web.forms import Choices, Day, Form, Number, Text, options

_UNSURE = "belum-tahu"


class NeedForm(Form):
    """One need."""

    wanted = Number(
        _l("Berapa orang seluruhnya? (boleh kosong)"),
        [Optional()],
        description=_l("Kosong berarti mengikuti keadaan: kursi, warga, RT."),
    )
    hours = Number(
        _l("Berapa jam sebulan?"),
        [InputRequired(_l("Tulis jumlah jamnya.")), NumberRange(1, 40, message=_l("Antara 1 dan 40 jam."))],
    )
    gain = Text(_l("Apa yang didapat relawan? (boleh kosong)"), [Optional(), Length(max=200, message=_l("Tulis lebih pendek."))])
    skills = Choices(
        _l("Yang dibutuhkan"), [Optional()], choices=options({key: text for key, text in SKILLS.items() if key != _UNSURE})
    )
    times = Choices(_l("Waktunya"), [Optional()], choices=options({key: text for key, text in TIMES.items() if key != _UNSURE}))
    until = Day(_l("Sampai tanggal (boleh kosong)"), [Optional()])


class SourceForm(Form):
    """Where a poster hangs or a message goes."""

    place = Text(
        _l("Di mana posternya dipasang?"),
        [DataRequired(_l("Tulis tempatnya.")), Length(max=60, message=_l("Tulis lebih pendek."))],
        description=_l("Misalnya SMA 1, RT 03, masjid, atau grup WhatsApp."),
    )
