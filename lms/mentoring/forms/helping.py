"""The senior's spoken yes."""

from flask_babel import lazy_gettext as _l
from wtforms.validators import InputRequired

from lms.web.forms import Form, Tick


class StartForm(Form):
    """Ticked by the helper once the person beside them has said yes. The view puts the name into the label."""

    agreed = Tick(_l("Sudah setuju"), [InputRequired(_l("Tanyakan dulu. Centang setelah yang didampingi bilang ya."))])
