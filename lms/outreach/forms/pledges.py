"""What people type after a lesson or an event."""

from flask_babel import lazy_gettext as _l
from wtforms.validators import InputRequired

from lms.outreach.models.visits import Whom
from lms.web.forms import Choice, Form, options


class PledgeForm(Form):
    """Whom somebody will teach. The view puts the RT before the other two answers."""

    whom = Choice(_l("Pilih satu"), [InputRequired(_l("Pilih satu jawaban."))])

    def fill(self, rts: dict[int, str]) -> None:
        """Give the form its answers."""
        others = {Whom.FAMILY.value: _l("Keluarga atau teman"), Whom.LATER.value: _l("Belum tahu")}
        self.whom.choices = options({str(rt_id): words for rt_id, words in rts.items()} | others)
