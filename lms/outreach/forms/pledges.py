"""What people type after a lesson or an event."""

from collections.abc import Collection, Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms.validators import InputRequired

from lms.outreach.actions.pledging import To
from lms.outreach.forms.events import picked
from lms.outreach.models.visits import Whom
from lms.web.forms import Choice, Form, OptionalPick, options

OTHER = "other"
"""Another RT than those proposed: it is chosen from the list."""


class Proposal(Choice):
    """One of several, some of them proposed: what was proposed when the page was made is still an answer later."""

    accepted: Collection[str] = ()

    def pre_validate(self, form: FlaskForm) -> None:
        """Refuse an answer that is neither among the choices nor an RT there is."""
        if self.data not in self.accepted:
            super().pre_validate(form)


class PledgeForm(Form):
    """Whom somebody will teach. The view says which RT are proposed, and which there are."""

    whom = Proposal(_l("Pilih satu"), [InputRequired(_l("Pilih satu jawaban."))])
    rt = OptionalPick(_l("RT lain"), description=_l("Hanya bila memilih RT lain."))

    def fill(self, proposed: Mapping[int, str], rts: Mapping[int, str]) -> None:
        """Give the form its answers."""
        others: dict[str, object] = {OTHER: _l("RT lain, saya pilih di bawah")} if rts else {}
        others |= {Whom.FAMILY.value: _l("Keluarga atau teman"), Whom.LATER.value: _l("Belum tahu")}
        self.whom.choices = options({str(rt_id): words for rt_id, words in proposed.items()} | others)
        self.whom.accepted = [str(rt_id) for rt_id in rts]
        self.rt.choices = picked(rts, _("Pilih RT"))

    def is_whole(self) -> bool:
        """Whether another RT, where one is wanted, was chosen too; what is missing is said at its field."""
        if self.whom.data == OTHER and not self.rt.data:
            self.rt.errors = [_("Pilih RT-nya dari daftar.")]
            return False
        return True

    def to(self) -> To:
        """Give what was chosen in a form that validates and is whole."""
        chosen = self.rt.data if self.whom.data == OTHER else self.whom.data
        return To(Whom.RT, int(chosen)) if chosen.isdecimal() else To(Whom(chosen))
