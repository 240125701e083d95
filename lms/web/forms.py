"""The form and the fields every page uses: texts in the reader's language, values that are what they say."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

import phonenumbers
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # new in 3.3, the stubs lag behind
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget


class Form(FlaskForm):
    """A form with its CSRF token; without fields of its own it is a button that changes something."""


class Text(StringField):
    """One line of text, without blanks at its ends."""

    data: str

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take what was typed, without the character no database takes."""
        self.data = " ".join(valuelist[0].replace("\0", "").split()) if valuelist else ""


class LongText(TextAreaField):
    """Several lines of text."""

    data: str

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take what was typed, with plain line ends, without the character no database takes."""
        self.data = valuelist[0].replace("\r\n", "\n").replace("\0", "").strip() if valuelist else ""


class Password(PasswordField):
    """A password, taken exactly as typed."""

    data: str

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take what was typed; nothing typed is an empty text."""
        self.data = valuelist[0] if valuelist else ""


class Number(IntegerField):
    """A whole number."""

    data: int | None

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take what was typed; what is no number is said to be none."""
        typed = valuelist[0].strip() if valuelist else ""
        self.data = int(typed) if typed.isdecimal() else None
        if typed and self.data is None:
            raise ValueError(_("Tulis dengan angka saja."))


class Clock(TimeField):
    """A time of day, from the browser's clock or typed as people write it."""

    data: time | None

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take what was typed; what is no time is said to be none."""
        typed = valuelist[0].strip() if valuelist else ""
        found = re.fullmatch(r"([01]?\d|2[0-3])[.:]([0-5]\d)(:[0-5]\d)?", typed)
        self.data = time(int(found[1]), int(found[2])) if found else None
        if typed and self.data is None:
            raise ValueError(_("Jamnya belum benar. Contoh: 16.00."))


class Day(DateField):
    """A day, from the browser's calendar or typed as people write it."""

    data: date | None

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take what was typed; what is no day is said to be none."""
        typed = valuelist[0].strip() if valuelist else ""
        self.data = next((found for form in ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y") if (found := _day(typed, form))), None)
        if typed and self.data is None:
            raise ValueError(_("Tanggalnya belum benar. Contoh: 24-11-2026."))


def _day(typed: str, form: str) -> date | None:
    try:
        return datetime.strptime(typed, form).date()  # noqa: DTZ007 (a day has no zone)
    except ValueError:
        return None


class Pick(SelectField):
    """One of many, from a list that opens; the choices may be grouped."""

    data: str
    missing = _l("Pilih satu dari daftar.")

    def pre_validate(self, form: FlaskForm) -> None:
        """Refuse an answer that is not among the choices."""
        del form
        if self.data not in {str(value) for value, *_rest in self.iter_choices()} or not self.data:
            raise ValidationError(self.missing)


class OptionalPick(SelectField):
    """One of many, from a list that opens; an empty answer may be among the choices."""

    data: str

    def process_data(self, value: object) -> None:
        """Take what the form begins with; nothing is an empty text."""
        self.data = "" if value is None else str(value)

    def pre_validate(self, form: FlaskForm) -> None:
        """Refuse an answer that is not among the choices."""
        del form
        if self.data not in {str(value) for value, *_rest in self.iter_choices()}:
            raise ValidationError(_("Pilih salah satu dari daftar."))


class Choice(RadioField):
    """One of several, nothing chosen beforehand."""

    data: str

    def pre_validate(self, form: FlaskForm) -> None:
        """Refuse an answer that is not among the choices."""
        del form
        if self.data not in {choice[0] for choice in self.iter_choices()}:
            raise ValidationError(_("Pilih salah satu jawaban di halaman ini."))


class Choices(SelectMultipleField):
    """Any of several."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()
    data: list[str]

    def pre_validate(self, form: FlaskForm) -> None:
        """Refuse answers that are not among the choices."""
        del form
        if set(self.data or []) - {choice[0] for choice in self.iter_choices()}:
            raise ValidationError(_("Pilih jawaban yang ada di halaman ini."))


def options(texts: Mapping[Any, object]) -> list[SelectChoice]:
    """Give the choices of a field from their values and texts."""
    return [SelectChoice(value, text) for value, text in texts.items()]


class Tick(BooleanField):
    """A box to tick."""

    data: bool


class Phone(StringField):
    """An Indonesian mobile number, typed as people type it, kept in E.164 form."""

    data: str

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take what was typed; a number that can be understood is kept in E.164 form."""
        typed = valuelist[0].strip() if valuelist else ""
        self.data = mobile_number(typed) or typed


class IsMobile:
    """Refuses anything but an Indonesian mobile number, and says what one looks like."""

    def __call__(self, form: FlaskForm, field: StringField) -> None:
        """Check the field."""
        del form
        if mobile_number(field.data or "") is None:
            raise ValidationError(_l("Nomor ini belum benar. Tulis nomor HP Indonesia, misalnya 0812 3456 7890."))


def mobile_number(typed: str) -> str | None:
    """Give an Indonesian mobile number in E.164 form, or None when the text is not one."""
    try:
        number = phonenumbers.parse(typed, "ID")
    except phonenumbers.NumberParseException:
        return None
    kind = phonenumbers.number_type(number)
    is_mobile = kind in {phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE}
    if number.country_code != 62 or not phonenumbers.is_valid_number(number) or not is_mobile:
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
