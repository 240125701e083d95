"""After a lesson or an event: "siapa yang akan Bapak/Ibu ajari?"."""

from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.accounts.access import allow
from lms.accounts.current import Viewer, signed_in_user
from lms.catalog.queries import catalog
from lms.clock import now
from lms.db import db
from lms.errors import Refused
from lms.outreach.actions import pledging
from lms.outreach.actions.pledging import After, To
from lms.outreach.forms.pledges import PledgeForm
from lms.outreach.models.visits import Whom
from lms.outreach.queries import pledges as queries
from lms.outreach.queries.belonging import belongs, own_kelurahan
from lms.outreach.queries.presence import was_there
from lms.outreach.views.event_pages import attempt, event_or_404, key_or_400, rt_words, way_of, whom_words
from lms.regions.queries import rt_of
from lms.web.forms import Form
from lms.web.pages import stable_key

bp = Blueprint("pledges", __name__, template_folder="../templates")


@bp.route("/janji", methods=["GET", "POST"])
def ask() -> ResponseReturnValue:
    """Ask whom somebody will teach what they have just learned: an RT of their own kelurahan, family, or not known yet."""
    viewer = signed_in_user()
    allow(bool(viewer.grants) or belongs(viewer.id, on=now().date()))
    after, title = _after(viewer)
    form, rts = PledgeForm(), _rts(viewer)
    form.fill(rts)
    if form.validate_on_submit():
        chosen = form.whom.data
        to = To(Whom.RT, int(chosen)) if chosen.isdecimal() else To(Whom(chosen))
        try:
            pledging.pledge(key_or_400(), after, to, person_id=viewer.id, at=now())
        except Refused as refusal:
            db.session.rollback()
            form.form_errors.append(str(refusal))
        else:
            db.session.commit()
            return redirect(url_for(".mine", tersimpan="ya"), code=303)
    page = render_template("outreach/ask.html", form=form, title=title, key=_key(viewer, after), has_rts=bool(rts))
    return page, 422 if form.errors or form.form_errors else 200


@bp.get("/janji/saya")
def mine() -> ResponseReturnValue:
    """List the viewer's promises, each with the way to record the visit or to drop it."""
    viewer = signed_in_user()
    found = [(item, whom_words(item.whom, item.rt), way_of(item)) for item in queries.own_open(viewer.id)]
    return render_template("outreach/pledges.html", found=found, is_new=request.args.get("tersimpan") == "ya")


@bp.post("/janji/<int(max=2147483647):pledge_id>/lepas")
def drop(pledge_id: int) -> ResponseReturnValue:
    """End a promise without a visit, with nobody asking why."""
    if not Form().validate_on_submit():
        abort(400)
    viewer = signed_in_user()
    return attempt(
        lambda: pledging.drop(pledge_id, person_id=viewer.id, at=now()), done=_("Janji dihapus."), then=url_for(".mine")
    )


def _after(viewer: Viewer) -> tuple[After, str]:
    """Give what the address says was learned from, and its title; an event the viewer was at, or a lesson."""
    event_id = request.args.get("kegiatan", "")
    if event_id.isdecimal() and len(event_id) < 10:
        event = event_or_404(int(event_id))
        if was_there(event.id, viewer.id) is None:
            abort(404)
        return After(event_id=event.id), event.title
    course = catalog().course(request.args.get("kursus", "")) or abort(404)
    lesson = course.lesson(request.args.get("pelajaran", "")) or abort(404)
    return After(course_id=course.id, lesson_id=lesson.id), lesson.title


def _rts(viewer: Viewer) -> dict[int, str]:
    """Give the RT to choose from, of the kelurahan somebody serves or helps in.

    All of them by RW and number; the place where those nearest without a carrier come first.
    """
    places = own_kelurahan(viewer.id, on=now().date()) or [grant.kelurahan_id for grant in viewer.grants if grant.kelurahan_id]
    return {rt.id: rt_words(rt) for place in places[:1] for rt in rt_of(place)}


def _key(viewer: Viewer, after: After) -> UUID:
    return stable_key("pledge", viewer.id, after.event_id, after.lesson_id, len(queries.own_open(viewer.id)))
