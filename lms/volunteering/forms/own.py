"""What a volunteer says of themselves, once they have an account."""

from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired, InputRequired, Optional

from lms.volunteering.forms.signup import SKILLS, TIMES
from lms.volunteering.models import Reason
from lms.web.forms import Choice, Choices, Form, Tick, options

LANGUAGES = {"id": _l("Bahasa Indonesia"), "jv": _l("Bahasa Jawa"), "jv-halus": _l("Jawa halus (krama)")}
LEAVING = {
    Reason.TIME: _l("Waktunya tidak cocok lagi"),
    Reason.SCHOOL: _l("Sekolah, kuliah, atau kerja"),
    Reason.MOVED: _l("Pindah rumah"),
    Reason.OTHER: _l("Alasan lain"),
}


class ProfileForm(Form):
    """When, with what and in which language somebody can help."""

    times = Choices(
        _l("Kapan kamu biasanya punya waktu?"), [InputRequired(_l("Pilih paling sedikit satu."))], choices=options(TIMES)
    )
    skills = Choices(_l("Apa yang bisa kamu bantu?"), [InputRequired(_l("Pilih paling sedikit satu."))], choices=options(SKILLS))
    languages = Choices(_l("Bahasa apa yang biasa kamu pakai?"), [Optional()], choices=options(LANGUAGES))


class ConductForm(Form):
    """The yes to the code of conduct."""

    agreed = Tick(_l("Saya sudah membaca, dan saya setuju"), [DataRequired(_l("Baca dulu, lalu centang kalau setuju."))])


class LeaveForm(Form):
    """Why somebody stops."""

    reason = Choice(_l("Mengapa kamu berhenti?"), [InputRequired(_l("Pilih satu."))], choices=options(LEAVING))


class EraseForm(Form):
    """The yes to being erased."""

    sure = Tick(_l("Ya, hapus dataku"), [DataRequired(_l("Centang kalau kamu yakin."))])
