"""What a senior wants help with."""

from flask_babel import lazy_gettext as _l
from wtforms.validators import InputRequired

from lms.volunteering.forms.own import LANGUAGES
from lms.volunteering.forms.signup import TIMES
from lms.web.forms import Choice, Choices, Form, options

WHEREVER = "lanjut"
"""The answer of somebody who wants to go on where they left off."""


class WishForm(Form):
    """Which course, when, in which language. The view fills in the courses."""

    course = Choice(_l("Mau belajar apa bersama relawan muda?"), [InputRequired(_l("Pilih salah satu."))])
    times = Choices(
        _l("Kapan biasanya ada waktu?"),
        [InputRequired(_l("Pilih paling sedikit satu waktu."))],
        choices=options(TIMES),
        description=_l("Sekitar satu jam seminggu, di tempat umum. Pilih semua yang cocok."),
    )
    languages = Choices(
        _l("Enaknya bicara dengan bahasa apa?"),
        [InputRequired(_l("Pilih paling sedikit satu bahasa."))],
        choices=options(LANGUAGES),
    )
