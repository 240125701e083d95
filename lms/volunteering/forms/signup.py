"""The questions of the sign-up, one form each."""

from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from lms.volunteering.rules.signup import OLDEST
from lms.web.forms import Choice, Choices, Form, IsMobile, Number, Phone, Text, Tick, options

TIMES = {
    "sore": _l("Sore hari kerja"),
    "malam": _l("Malam hari kerja"),
    "sabtu": _l("Sabtu"),
    "minggu": _l("Minggu"),
    "belum-tahu": _l("Belum tahu"),
}
SKILLS = {
    "video": _l("Membuat video pendek"),
    "poster": _l("Membuat poster"),
    "tulisan": _l("Menulis kabar warga"),
    "hp": _l("Mengajari warga memakai HP"),
    "medsos": _l("Mengelola media sosial KIM"),
    "belum-tahu": _l("Belum tahu, saya mau belajar dulu"),
}
SKILL_HINTS = {
    "video": _l("Merekam dan menyunting pakai HP"),
    "poster": _l("Untuk grup WhatsApp dan papan RT"),
    "tulisan": _l("Berita singkat kegiatan kelurahan"),
    "hp": _l("Duduk di samping pengurus senior"),
    "belum-tahu": _l("Ada kursus gratis dan pendamping"),
}


class KelurahanForm(Form):
    """Where somebody lives. The view fills in the choices."""

    kelurahan = Choice(_l("Kamu tinggal di kelurahan mana?"), [InputRequired(_l("Pilih satu kelurahan."))])


class BirthYearForm(Form):
    """The year of birth; never the date."""

    birth_year = Number(
        _l("Kamu lahir tahun berapa?"),
        [InputRequired(_l("Tulis tahun lahirmu dengan empat angka, misalnya 2008."))],
        render_kw={"inputmode": "numeric", "autocomplete": "bday-year"},
    )

    this_year = 0
    """Set by the view."""

    def validate_birth_year(self, field: Number) -> None:
        """Refuse years nobody was born in."""
        this_year = self.this_year
        if field.data is None or not this_year - OLDEST <= field.data <= this_year:
            raise ValidationError(_l("Tahunnya belum benar. Tulis empat angka, misalnya 2008."))


class BirthdayForm(Form):
    """Asked only where the year leaves open on which side of an age limit somebody is."""

    had_birthday = Choice(
        _l("Apakah tahun ini kamu sudah berulang tahun?"),
        [InputRequired(_l("Pilih sudah atau belum."))],
        choices=options({"ya": _l("Sudah"), "belum": _l("Belum")}),
    )


class TimesForm(Form):
    """When somebody has time."""

    times = Choices(
        _l("Kapan kamu biasanya punya waktu?"),
        [InputRequired(_l("Pilih paling sedikit satu. Kalau belum tahu, pilih yang paling bawah."))],
        choices=options(TIMES),
        description=_l("Sekitar satu jam seminggu. Pilih semua yang cocok."),
    )


class SkillsForm(Form):
    """What somebody would like to help with."""

    skills = Choices(
        _l("Apa yang bisa kamu bantu?"),
        [InputRequired(_l("Pilih paling sedikit satu. Kalau belum tahu, pilih yang paling bawah."))],
        choices=options(SKILLS),
        description=_l("Pilih semua yang cocok. Belum mahir juga boleh."),
    )


class NameForm(Form):
    """A name to be called by."""

    name = Text(
        _l("Siapa namamu?"),
        [InputRequired(_l("Tulis namamu.")), Length(max=80, message=_l("Namanya terlalu panjang. Tulis nama panggilan saja."))],
        description=_l("Nama panggilan juga boleh."),
        render_kw={"autocomplete": "name", "autocapitalize": "words"},
    )


class PhoneForm(Form):
    """A WhatsApp number."""

    whatsapp = Phone(
        _l("Berapa nomor WhatsApp-mu?"),
        [InputRequired(_l("Tulis nomor WhatsApp-mu.")), IsMobile()],
        description=_l("Koordinator KIM menjawab lewat nomor ini. Nomormu tidak ditampilkan di tempat umum."),
        render_kw={"autocomplete": "tel", "inputmode": "tel"},
    )


class GuardianForm(Form):
    """Who has to agree for somebody under 18."""

    guardian_name = Text(
        _l("Nama orang tua atau walimu"),
        [InputRequired(_l("Tulis nama orang tua atau walimu.")), Length(max=80, message=_l("Namanya terlalu panjang."))],
        render_kw={"autocomplete": "off", "autocapitalize": "words"},
    )
    guardian_whatsapp = Phone(
        _l("Nomor WhatsApp orang tua atau walimu"),
        [InputRequired(_l("Tulis nomor WhatsApp walimu.")), IsMobile()],
        render_kw={"autocomplete": "off", "inputmode": "tel"},
    )


class ConsentForm(Form):
    """What happens with the answers, and the yes to it."""

    agreed = Tick(
        _l("Ya, saya setuju"), [DataRequired(_l("Centang dulu kalau setuju. Tanpa itu pendaftaran tidak bisa dikirim."))]
    )


class CodeForm(Form):
    """A status code typed from paper."""

    code = Text(_l("Kode pendaftaran"), [InputRequired(_l("Tulis kode pendaftaranmu."))], render_kw={"autocomplete": "off"})
