"""Who serves, since when, by which decree."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError

from lms.accounts.models import Honorific
from lms.kim.actions.serving import Newcomer, Seat
from lms.kim.models import Position
from lms.kim.rules.names import LONGEST_NAME
from lms.kim.rules.periods import end_of
from lms.kim.rules.words import BODIES, END_REASONS, POSITIONS, STATUSES
from lms.web.forms import Choice, Day, Form, IsMobile, Number, Phone, Pick, Text, options

NEW = "baru"
"""The choice of somebody who is in no list yet."""
HONORIFICS = {Honorific.IBU: _l("Ibu"), Honorific.BAPAK: _l("Bapak"), Honorific.NONE: _l("Tanpa sapaan")}
_SHORT = Length(max=60, message=_l("Tulis lebih pendek."))


class TermForm(Form):
    """A position, its days and its decree."""

    position = Pick(_l("Jabatan"), choices=options({"": _l("Pilih jabatan"), **POSITIONS}))
    starts_on = Day(_l("Mulai menjabat"), [InputRequired(_l("Pilih tanggal mulainya."))])
    last_day = Day(_l("Hari terakhir menjabat (boleh kosong)"), [Optional()])
    decree_number = Text(_l("Nomor SK (boleh kosong)"), [Optional(), _SHORT])
    decree_on = Day(_l("Tanggal SK (boleh kosong)"), [Optional()])

    def fill_in(self, seat: Seat) -> None:
        """Begin with a term as it is."""
        values = seat.values()
        self.position.data, self.decree_number.data = values["position"], values["decree_number"]
        self.process_days(values)

    def process_days(self, values: dict[str, str]) -> None:
        """Take the days over from what was written down."""
        for field, name in ((self.starts_on, "starts_on"), (self.last_day, "ends_on"), (self.decree_on, "decree_on")):
            field.process_formdata([values[name]])

    def seat(self) -> Seat:
        """Give what was typed; only of a form that was found to be in order."""
        assert self.starts_on.data  # noqa: S101 (required above)
        return Seat(
            position=Position(self.position.data),
            starts_on=self.starts_on.data,
            ends_on=end_of(self.last_day.data),
            decree_number=self.decree_number.data or None,
            decree_on=self.decree_on.data,
        )


class PickIfNew(Pick):
    """One of a list that somebody from the list of people does not need."""

    def pre_validate(self, form: FlaskForm) -> None:
        """Pass over nothing chosen; the form asks for it where it is needed."""
        if self.data:
            super().pre_validate(form)


class AddForm(TermForm):
    """Somebody from the list, or somebody new. The view fills in the list."""

    person = Pick(_l("Siapa?"), default=NEW)
    name = Text(
        _l("Nama lengkap"),
        [Length(max=LONGEST_NAME, message=_l("Namanya terlalu panjang. Paling banyak %(max)d huruf."))],
        render_kw={"autocomplete": "off"},
    )
    honorific = PickIfNew(_l("Sapaan"), choices=options({"": _l("Pilih sapaan"), **HONORIFICS}))
    whatsapp = Phone(_l("Nomor WhatsApp (boleh kosong)"), [Optional(), IsMobile()], render_kw={"autocomplete": "off"})
    birth_year = Number(
        _l("Tahun lahir (boleh kosong)"),
        [Optional(), NumberRange(1920, 2015, message=_l("Tulis tahunnya, misalnya 1962."))],
        render_kw={"inputmode": "numeric"},
    )

    @property
    def is_new(self) -> bool:
        """Whether somebody new was typed in."""
        return self.person.data == NEW

    def validate_name(self, field: StringField) -> None:
        """Ask for the name of somebody new."""
        if self.is_new and not field.data:
            raise ValidationError(_l("Tulis namanya, atau pilih orangnya dari daftar."))

    def validate_honorific(self, field: SelectField) -> None:
        """Ask how somebody new is addressed."""
        if self.is_new and not field.data:
            raise ValidationError(_l("Pilih sapaannya."))

    def newcomer(self) -> Newcomer:
        """Give the new person that was typed in."""
        return Newcomer(self.name.data, Honorific(self.honorific.data), self.whatsapp.data or None, self.birth_year.data)


class EndForm(Form):
    """When and why a term ends."""

    last_day = Day(_l("Hari terakhir menjabat"), [InputRequired(_l("Pilih hari terakhirnya."))])
    reason = Choice(_l("Mengapa berakhir?"), [InputRequired(_l("Pilih satu alasan."))], choices=options(END_REASONS))


class AffiliationForm(Form):
    """Where else somebody serves. The view fills in the RT."""

    body = Pick(_l("Lembaga"), choices=options({"": _l("Pilih lembaga"), **BODIES}))
    rt = Pick(_l("RT (kalau perlu)"))
    rw = Text(_l("RW (kalau perlu)"), [Optional(), Length(max=10, message=_l("Tulis nomornya saja."))])


class DecreeForm(Form):
    """The decree of the whole group."""

    number = Text(_l("Nomor SK"), [Optional(), _SHORT])
    on = Day(_l("Tanggal SK"), [Optional()])
    until = Day(_l("Berlaku sampai"), [Optional()])


class HandOverForm(Form):
    """The new decree; the view adds the question about each officer."""

    day = Day(_l("Hari serah terima"), [InputRequired(_l("Pilih hari serah terimanya."))])
    decree_number = Text(_l("Nomor SK baru"), [InputRequired(_l("Tulis nomor SK barunya.")), _SHORT])
    decree_on = Day(_l("Tanggal SK baru (boleh kosong)"), [Optional()])
    last_day = Day(_l("Hari terakhir masa bakti baru (boleh kosong)"), [Optional()])


class StartForm(Form):
    """What was known of a group before the site recorded anything."""

    seats = Number(
        _l("Jumlah kursi (boleh kosong)"),
        [Optional(), NumberRange(1, 40, message=_l("Antara 1 dan 40 kursi."))],
        render_kw={"inputmode": "numeric"},
    )
    status = Choice(_l("Status awal"), [InputRequired(_l("Pilih satu status."))], choices=options(STATUSES))
    on = Day(_l("Menurut keadaan tanggal"), [Optional()])
    source = Text(
        _l("Sumbernya"),
        [DataRequired(_l("Tulis sumbernya.")), Length(max=120, message=_l("Tulis lebih pendek."))],
        description=_l("Siapa yang menyatakan, dan tahunnya."),
    )
