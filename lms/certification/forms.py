"""What people type and choose about certificates."""

from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired, Length, ValidationError

from lms.certification.models import WithdrawalReason
from lms.volunteering.models import CohortKind
from lms.web.forms import Choice, Form, LongText, Text, options

REASONS = {
    WithdrawalReason.MISTAKE: _l("Keliru dibuat atau isinya salah"),
    WithdrawalReason.MISCONDUCT: _l("Tidak sesuai aturan, misalnya karya orang lain"),
}


class CodeForm(Form):
    """A code typed from paper."""

    code = Text(
        _l("Kode sertifikat"),
        [DataRequired(_l("Tulis kode di sertifikat."))],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )


class FindForm(Form):
    """What stands on a certificate or letter that somebody holds in their hand."""

    code = Text(
        _l("Kode sertifikat, kode surat, atau nomor surat"),
        [DataRequired(_l("Tulis kode atau nomornya.")), Length(max=80, message=_l("Kode atau nomornya terlalu panjang."))],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )


class WithdrawForm(Form):
    """Why a certificate is no longer valid."""

    reason = Choice(_l("Alasan"), choices=options(REASONS))


NOBODY = "umum"
PURPOSES = {
    CohortKind.CAMPUS.value: _l("Kampus (SKPI atau KKN)"),
    CohortKind.SCOUTS.value: _l("Pramuka"),
    CohortKind.SCHOOL.value: _l("Sekolah atau OSIS"),
    NOBODY: _l("Bukan untuk lembaga tertentu"),
}


class LetterForm(Form):
    """What a letter says besides the figures."""

    purpose = Choice(_l("Surat ini untuk"), choices=options(PURPOSES))
    institution = Text(_l("Nama lembaga"), [Length(max=120)], description=_l("Kampus, sekolah, atau gugus depannya."))
    member_ref = Text(_l("Nomor anggota"), [Length(max=40)], description=_l("NIM, NIS, atau nomor Pramuka. Boleh kosong."))
    sentence = LongText(
        _l("Kalimat dari Bapak/Ibu"),
        [DataRequired(_l("Tulis satu kalimat tentang relawan ini.")), Length(max=300)],
        description=_l("Apa yang ia kerjakan dengan baik? Jangan sebut nama anggota yang didampingi."),
    )

    def validate_institution(self, field: Text) -> None:
        """Ask for the institution of a letter that is for one."""
        if self.purpose.data != NOBODY and not field.data:
            raise ValidationError(_l("Tulis nama lembaganya."))
