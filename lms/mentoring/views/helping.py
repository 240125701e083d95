"""Choosing whom to sit beside, and stopping."""

import logging

from flask import Blueprint, abort, flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.accounts.access import allow
from lms.accounts.current import signed_in_user
from lms.accounts.models import Person, Role
from lms.accounts.rules import called, full_form
from lms.catalog.queries import catalog
from lms.clock import now
from lms.db import db
from lms.learning.current import learner, start_helping, stop_helping
from lms.learning.queries import progress_of
from lms.mentoring import permissions
from lms.mentoring.actions import helping as actions
from lms.mentoring.forms.helping import StartForm
from lms.mentoring.queries import helping as queries
from lms.web.forms import Form
from lms.web.pages import address

log = logging.getLogger(__name__)
bp = Blueprint("mentoring", __name__, template_folder="../templates")


@bp.get("/dampingi")
def people() -> ResponseReturnValue:
    """List whom the viewer may sit beside, and where each of them stands."""
    viewer = signed_in_user()
    allow(permissions.can_mentor(viewer))
    found = queries.people_for(viewer)
    progress = progress_of(catalog().courses, [person.id for person in found])
    places = [
        (name, [(person, full_form(person.name, person.honorific)) for person in found if person.kelurahan_id == kelurahan_id])
        for kelurahan_id, name in queries.kelurahan_helped_by(viewer).items()
    ]
    sees_all = viewer.holds(Role.COORDINATOR)
    return render_template("mentoring/people.html", places=places, progress=progress, sees_all=sees_all)


@bp.route("/dampingi/<int(max=2147483647):person_id>", methods=["GET", "POST"])
def start(person_id: int) -> ResponseReturnValue:
    """Say what sitting beside somebody means, ask for their yes, and begin."""
    viewer = signed_in_user()
    allow(permissions.can_mentor(viewer))
    person = queries.person_for(viewer, person_id) or abort(404)
    name = called(person.name, person.honorific)
    form = StartForm()
    form.agreed.label.text = _("Saya sudah bertanya, dan %(name)s bilang ya", name=name)
    if form.validate_on_submit():
        reader = learner()
        if reader is None or reader.id != person.id:  # pressed twice, it goes on as it is
            actions.agree_to_help(person, helper_id=viewer.id, at=now())
            db.session.commit()
            log.info("helping started: person=%s by=%s", person.id, viewer.id)
            start_helping(person, at=now())
        return redirect(_where_they_left_off(person), code=303)
    page = render_template("mentoring/start.html", form=form, name=name, full=full_form(person.name, person.honorific))
    return page, 422 if form.errors else 200


def _where_they_left_off(person: Person) -> str:
    """Give the address of the lesson somebody goes on with; the home page, where one begins, for whoever has none."""
    found = queries.left_off(person.id)
    if found is None:
        return address("home.home")
    course, lesson = found
    return address("learning.lesson", course_slug=course.slug, lesson_slug=lesson.slug)


@bp.post("/dampingi/selesai")
def stop() -> ResponseReturnValue:
    """Give the telephone back to its owner's record."""
    if not Form().validate_on_submit():
        abort(400)
    viewer, reader = signed_in_user(), learner()
    if reader and reader.helper_id:
        stop_helping()
        log.info("helping stopped: person=%s by=%s", reader.id, viewer.id)
        flash(
            _("Selesai mendampingi %(name)s. HP ini kembali mencatat untuk %(own)s.", name=reader.called, own=viewer.called),
            "good",
        )
    return redirect(address("home.home"), code=303)
