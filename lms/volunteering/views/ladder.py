"""The last rungs: a volunteer becomes a candidate, and by decree an officer of the group."""

from functools import partial
from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.accounts.current import signed_in_user
from lms.clock import now
from lms.errors import Refused
from lms.volunteering.actions import ladder as actions
from lms.volunteering.forms.answering import DecreeForm
from lms.volunteering.views.shared import application_or_404, do, pressed, refused

bp = Blueprint("ladder", __name__, url_prefix="/kelola/relawan/<int:application_id>", template_folder="../templates")


@bp.post("/calon-pengurus")
def candidate(application_id: int) -> ResponseReturnValue:
    """Agree that a volunteer who asked becomes a candidate."""
    found = application_or_404(application_id)
    told = _("%(name)s sekarang calon pengurus. Lurah menetapkannya dengan surat keputusan.", name=found.name)
    act = partial(actions.make_candidate, found, by_id=signed_in_user().id, at=now())
    return pressed(found, act, told, prefix="remind")


@bp.post("/kembali")
def step_back(application_id: int) -> ResponseReturnValue:
    """Let a candidate for whom no decree comes help on."""
    found = application_or_404(application_id)
    told = _("%(name)s kembali mendampingi.", name=found.name)
    return pressed(found, partial(actions.step_back, found, by_id=signed_in_user().id, at=now()), told, prefix="remind")


@bp.post("/pengurus")
def officer(application_id: int) -> ResponseReturnValue:
    """Write down the decree that makes a candidate an officer."""
    found, form = application_or_404(application_id), DecreeForm(prefix="decree")
    if not form.validate_on_submit():
        return refused(found, Refused(next(messages[0] for messages in form.errors.values())))
    decree: dict[str, Any] = {"decree": form.number.data, "starts_on": form.starts_on.data}
    told = _("%(name)s sekarang pengurus KIM.", name=found.name)
    return do(found, lambda: actions.make_officer(found, by_id=signed_in_user().id, at=now(), **decree), told)
