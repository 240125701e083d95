"""What people type and choose about certificates."""

from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired

from lms.certification.models import WithdrawalReason
from lms.web.forms import Choice, Form, Text, options

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


class WithdrawForm(Form):
    """Why a certificate is no longer valid."""

    reason = Choice(_l("Alasan"), choices=options(REASONS))
