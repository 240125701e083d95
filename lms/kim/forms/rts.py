"""The RT of a kelurahan, as its officers write them down."""

from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from lms.web.forms import Day, Form, Text

_LABEL = Length(max=10, message=_l("Tulis nomornya saja, misalnya 3."))
_SOURCE = [
    DataRequired(_l("Tulis sumbernya, misalnya SK Lurah 12/2026.")),
    Length(max=120, message=_l("Tulis lebih pendek.")),
]


class RtForm(Form):
    """An RT: its number, its RW, where it is stated."""

    label = Text(_l("Nomor RT"), [DataRequired(_l("Tulis nomor RT-nya.")), _LABEL])
    rw = Text(_l("Nomor RW (boleh kosong)"), [Optional(), _LABEL])
    source = Text(_l("Sumbernya"), _SOURCE, description=_l("Misalnya SK Lurah 12/2026."))


class AddRtForm(RtForm):
    """A new RT."""

    opened_on = Day(_l("Ada sejak"), [InputRequired(_l("Pilih tanggalnya."))])


class CloseRtForm(Form):
    """The end of an RT."""

    closed_on = Day(_l("Tidak ada lagi sejak"), [InputRequired(_l("Pilih tanggalnya."))])
    source = Text(_l("Sumbernya"), _SOURCE, description=_l("Misalnya SK Lurah 12/2026."))
