"""What learners say of their screen, and what staff say of a feature."""

from flask_babel import lazy_gettext as _l
from wtforms.fields import HiddenField
from wtforms.validators import InputRequired, Length, Optional

from lms.catalog.models import FeatureStatus
from lms.web.forms import Choice, Form, LongText, options

STATUSES = {
    FeatureStatus.VERIFIED: _l("Ada, dan cocok dengan pelajaran"),
    FeatureStatus.RETIRED: _l("Sudah tidak ada"),
    FeatureStatus.UNVERIFIED: _l("Belum tahu pasti"),
}


class ScreenForm(Form):
    """What looks different."""

    note = LongText(
        _l("Apa yang berbeda? (boleh kosong)"),
        [Optional(), Length(max=300, message=_l("Terlalu panjang. Cukup 300 huruf."))],
        description=_l("Misalnya: tombolnya tidak ada, atau namanya lain. Jangan menulis nama atau nomor orang."),
    )


class CheckForm(Form):
    """What staff found on a telephone."""

    status = Choice(_l("Apa hasilnya?"), [InputRequired(_l("Pilih satu hasil."))], choices=options(STATUSES))
    note = LongText(
        _l("Catatan untuk petugas lain (boleh kosong)"),
        [Optional(), Length(max=500, message=_l("Catatannya terlalu panjang. Cukup 500 huruf."))],
        description=_l("Misalnya: versi aplikasi, jenis HP, nama menu yang baru."),
    )
    checked_at = HiddenField()
    """When the feature was last checked, as the page showed it; empty for never."""
    newest_report_at = HiddenField()
    """When the newest report came that the page showed; empty without one."""
