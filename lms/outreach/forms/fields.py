"""Fields that several forms of outreach share."""

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import SelectField
from wtforms.validators import ValidationError


class Pick(SelectField):
    """One of many, from a list that opens; the choices may be grouped, and an empty one may be among them."""

    data: str

    def process_data(self, value: object) -> None:
        """Take what the form begins with; nothing is an empty text."""
        self.data = "" if value is None else str(value)

    def pre_validate(self, form: FlaskForm) -> None:
        """Refuse an answer that is not among the choices."""
        del form
        if self.data not in {str(value) for value, *_rest in self.iter_choices()}:
            raise ValidationError(_("Pilih salah satu dari daftar."))
