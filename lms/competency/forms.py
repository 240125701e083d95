"""What people type about practical checks, deeds and levels."""

from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired, InputRequired, Length

from lms.competency.actions.checking import LONGEST_NOTE
from lms.competency.models import Deed, DeedKind, PracticalCheck
from lms.competency.rules.levels import Outcome
from lms.competency.rules.model import competency_model, practical_checks
from lms.submissions.rules.evidence import LONGEST_LINK
from lms.web.forms import Choice, Day, Form, LongText, Text, Tick, options

OUTCOMES = {
    Outcome.ALONE: _l("Bisa sendiri"),
    Outcome.HELPED: _l("Bisa dengan bantuan"),
    Outcome.NOT_YET: _l("Belum bisa"),
}
KINDS = {
    DeedKind.PUBLISHED: _l("Karya yang sudah terbit"),
    DeedKind.GUIDED: _l("Sesi yang saya pandu"),
}
LONGEST_TITLE = 120


def _step() -> Choice:
    """Give the question about one item; the view puts the item into the label."""
    return Choice("", [InputRequired(_l("Pilih salah satu untuk langkah ini."))], choices=options(OUTCOMES))


class CheckForm(Form):
    """What the observer saw, item by item, after the person's spoken yes. The view puts the words into the labels."""

    agreed = Tick(_l("Sudah setuju"), [InputRequired(_l("Tanyakan dulu. Centang setelah ia bilang ya."))])
    step_1 = _step()
    step_2 = _step()
    step_3 = _step()
    step_4 = _step()
    step_5 = _step()
    note = LongText(
        _l("Catatan (boleh kosong)"),
        [Length(max=LONGEST_NOTE, message=_l("Catatannya terlalu panjang. Paling banyak %(max)d huruf."))],
    )

    def fill_in(self, check: PracticalCheck) -> None:
        """Begin with what was recorded before."""
        self.note.data = check.note or ""
        for step, item in zip(self.steps, practical_checks()[check.domain].items, strict=True):
            step.data = check.outcomes.get(item.id, "")  # an item that came later is asked for

    @property
    def steps(self) -> list[Choice]:
        """The questions about the items, in order."""
        return [self.step_1, self.step_2, self.step_3, self.step_4, self.step_5]


class DeedForm(Form):
    """A published piece or a guided session."""

    kind = Choice(_l("Apa yang sudah dilakukan?"), [InputRequired(_l("Pilih salah satu."))], choices=options(KINDS))
    domain = Choice(_l("Bidangnya apa?"), [InputRequired(_l("Pilih satu bidang."))])
    title = Text(
        _l("Judul atau isi singkatnya"),
        [
            DataRequired(_l("Tulis dulu judulnya.")),
            Length(max=LONGEST_TITLE, message=_l("Judulnya terlalu panjang. Paling banyak %(max)d huruf.")),
        ],
    )
    happened_on = Day(_l("Tanggal"), [InputRequired(_l("Pilih tanggalnya."))])
    link = Text(
        _l("Tautan (boleh kosong)"),
        [Length(max=LONGEST_LINK, message=_l("Tautannya terlalu panjang. Paling banyak %(max)d huruf."))],
        description=_l("Alamat yang dimulai dengan https://"),
    )

    def fill_in(self, deed: Deed) -> None:
        """Begin with what was told before."""
        self.kind.data, self.domain.data, self.title.data = deed.kind, deed.domain, deed.title
        self.happened_on.data, self.link.data = deed.happened_on, deed.link or ""

    def offer_domains(self) -> None:
        """Fill in the five domains, as the competency model names them."""
        self.domain.choices = options({domain: meaning.title for domain, meaning in competency_model().items()})


class DeclineForm(Form):
    """What a deed still lacks."""

    reason = LongText(
        _l("Apa yang belum cukup?"),
        [
            DataRequired(_l("Tulis dulu alasannya.")),
            Length(max=LONGEST_NOTE, message=_l("Alasannya terlalu panjang. Paling banyak %(max)d huruf.")),
        ],
    )


class LowerForm(Form):
    """Why a level is taken back, and to which. The view fills in the levels."""

    level = Choice(_l("Tingkat yang benar"), [InputRequired(_l("Pilih salah satu tingkat."))])
    reason = LongText(
        _l("Alasan"),
        [
            DataRequired(_l("Tulis dulu alasannya.")),
            Length(max=LONGEST_NOTE, message=_l("Alasannya terlalu panjang. Paling banyak %(max)d huruf.")),
        ],
    )
