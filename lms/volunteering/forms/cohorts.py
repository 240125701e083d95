"""Cohorts, as the agency writes them down, and joining one."""

from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from lms.volunteering.models import CohortKind
from lms.web.forms import Choice, Day, Form, IsMobile, Phone, Text, Tick, options

KINDS = {
    CohortKind.CAMPUS: _l("Kampus, misalnya KKN"),
    CohortKind.SCHOOL: _l("Sekolah, misalnya OSIS"),
    CohortKind.SCOUTS: _l("Pramuka"),
    CohortKind.OTHER: _l("Lainnya"),
}
CITY = "kota"
"""The answer for a cohort that works everywhere in the city."""
_SHORT = Length(max=80, message=_l("Tulis lebih pendek."))


class CohortForm(Form):
    """One cohort and its contact. The view fills in the places."""

    kind = Choice(_l("Dari mana kelompok ini?"), [InputRequired(_l("Pilih satu."))], choices=options(KINDS))
    institution = Text(_l("Nama lembaga"), [DataRequired(_l("Tulis nama lembaganya.")), _SHORT])
    name = Text(_l("Nama kelompok"), [DataRequired(_l("Tulis nama kelompoknya.")), _SHORT])
    contact = Text(_l("Nama pembimbing"), [DataRequired(_l("Tulis nama pembimbingnya.")), _SHORT])
    whatsapp = Phone(_l("Nomor WhatsApp pembimbing (boleh kosong)"), [Optional(), IsMobile()])
    place = Choice(_l("Bertugas di mana?"), [InputRequired(_l("Pilih satu."))])
    starts_on = Day(_l("Mulai"), [InputRequired(_l("Pilih tanggal mulainya."))])
    ends_on = Day(_l("Selesai (boleh kosong)"), [Optional()])


class JoinForm(Form):
    """A volunteer's own yes to belonging to a cohort."""

    code = Text(_l("Kode kelompok"), [DataRequired(_l("Tulis kode dari pembimbingmu.")), _SHORT])
    member_ref = Text(
        _l("NIM atau nomor anggota (boleh kosong)"),
        [Optional(), _SHORT],
        description=_l("Hanya tampak pada surat dan bagi pembimbing."),
    )
    shares = Tick(_l("Pembimbing boleh melihat jam saya yang sudah disahkan"))
