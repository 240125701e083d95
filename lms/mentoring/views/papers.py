"""Meetings that an officer types in from the printed sheet, though nobody had planned them here."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.accounts.access import allow
from lms.accounts.current import signed_in_user
from lms.clock import now
from lms.db import db
from lms.errors import Refused
from lms.mentoring.actions import marking
from lms.mentoring.actions.planning import Plan
from lms.mentoring.forms.meetings import PaperForm
from lms.mentoring.permissions import Side
from lms.mentoring.queries import meetings as queries
from lms.mentoring.views.shared import NUMBER, key_or_400, log, name_of, names_of, pair_or_404
from lms.web.forms import options
from lms.web.pages import stable_key

bp = Blueprint("papers", __name__, template_folder="../templates")


@bp.route(f"/pasangan/{NUMBER}/pertemuan/dari-kertas", methods=["GET", "POST"])
def add(pair_id: int) -> ResponseReturnValue:
    """Let an officer type in one signed line: when, how long, where, and who was there."""
    pair, side = pair_or_404(pair_id)
    allow(side is Side.OFFICER)
    people = {str(person.id): name_of(person) for person in queries.volunteers_of(pair)}
    form, viewer, moment = PaperForm(data={"place": pair.place, "volunteer": next(iter(people))}), signed_in_user(), now()
    form.volunteer.choices = options(people)
    if form.validate_on_submit():
        line = Plan(key_or_400(), form.starts_at(moment), int(form.minutes.data), form.place.data)
        who, words = int(form.volunteer.data), form.taught_back.data
        try:
            meeting = marking.record_paper(pair, line, volunteer_id=who, taught_back=words, by_id=viewer.id, at=moment)
        except Refused as refusal:
            db.session.rollback()
            form.form_errors.append(str(refusal))
        else:
            db.session.commit()
            log.info("meeting typed in: meeting=%s by=%s", meeting.id, viewer.id)
            flash(_("Tersimpan dari lembar kertas."), "good")
            return redirect(url_for("meetings.meeting", pair_id=pair_id, meeting_id=meeting.id), code=303)
    key = stable_key("paper meeting", pair_id, len(queries.meetings_of(pair_id)))
    page = render_template("mentoring/paper.html", pair=pair, form=form, key=key, **names_of(pair))
    return page, 422 if form.errors or form.form_errors else 200
