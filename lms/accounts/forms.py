"""What people type to sign in."""

from flask_babel import lazy_gettext as _l
from wtforms.validators import InputRequired, Length

from lms.web.forms import Form, Password, Text


class PasswordForm(Form):
    """User name and password of a member of staff."""

    username = Text(
        _l("Nama pengguna"),
        [InputRequired(_l("Tulis nama pengguna.")), Length(max=80, message=_l("Nama pengguna terlalu panjang."))],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    password = Password(
        _l("Kata sandi"),
        [InputRequired(_l("Tulis kata sandi.")), Length(max=200, message=_l("Kata sandi terlalu panjang."))],
        render_kw={"autocomplete": "current-password"},
    )
