"""Recording and confirming visits."""

import logging
from functools import partial
from uuid import uuid4

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.accounts.access import allow
from lms.accounts.current import Viewer, signed_in_user
from lms.accounts.models import Person
from lms.accounts.permissions import coordinates, oversees
from lms.catalog.queries import catalog
from lms.clock import now
from lms.db import db
from lms.errors import Refused
from lms.outreach.actions import confirming, visiting
from lms.outreach.forms.visits import BecauseForm, VisitForm
from lms.outreach.models.visits import Visit
from lms.outreach.models.words import Forum, Topic
from lms.outreach.queries import visits as queries
from lms.outreach.queries.pledges import own_open
from lms.outreach.queries.presence import was_there
from lms.outreach.rules.visits import Standing, can_take_back
from lms.outreach.rules.words import FORUMS, TOPICS
from lms.outreach.views.event_pages import attempt, key_or_400, name_of, rt_words
from lms.outreach.views.visit_pages import (
    NUMBER,
    can_confirm,
    number_in_address,
    people_words,
    pressed,
    to_confirm_text,
    visit_or_404,
    workplace_or_404,
)
from lms.regions.models import Kelurahan
from lms.regions.queries import rt_of

log = logging.getLogger(__name__)
bp = Blueprint("visits", __name__, template_folder="../templates")


@bp.route("/kegiatan/catat", methods=["GET", "POST"])
def record() -> ResponseReturnValue:
    """Tell of one visit; a coordinator may type in somebody else's from paper."""
    viewer, today = signed_in_user(), now().date()
    places = queries.workplaces(viewer, on=today)
    allow(bool(places))
    kelurahan = _chosen(places)
    if kelurahan is None:
        return render_template("outreach/visit_where.html", places=places)
    on_paper = "kertas" in request.values and coordinates(viewer, kelurahan)
    rts, people = rt_of(kelurahan.id), people_words(kelurahan)
    form = VisitForm(data=_prefilled(today))
    form.fill(
        rts, queries.first_rts(viewer.id, on=today), {key: name for key, name in people.items() if on_paper or key != viewer.id}
    )
    if not on_paper:
        del form.who
    if form.validate_on_submit():
        try:
            visit = _keep(form, viewer, kelurahan)
        except Refused as refusal:
            db.session.rollback()
            form.form_errors.append(str(refusal))
        else:
            db.session.commit()
            log.info("visit recorded: visit=%s by=%s", visit.id, viewer.id)
            return redirect(url_for(".show", visit_id=visit.id, baru="ya"), code=303)
    page = render_template(
        "outreach/visit_record.html",
        form=form,
        kelurahan=kelurahan,
        elsewhere=len(places) > 1,
        on_paper=on_paper,
        may_type=coordinates(viewer, kelurahan),
        lesson=_lesson_title(),
        key=request.form.get("kunci") or uuid4(),
        brought={name: request.values[name] for name in ("kursus", "pelajaran", "kegiatan", "janji") if name in request.values},
    )
    return page, 422 if form.errors or form.form_errors else 200


@bp.get("/kunjungan")
def mine() -> ResponseReturnValue:
    """List the viewer's own visits with what became of them."""
    viewer = signed_in_user()
    found = [(visit, rt_words(visit.rt), queries.standing(visit)) for visit in queries.own_visits(viewer.id)]
    return render_template("outreach/visits_mine.html", found=found, forums=FORUMS, topics=TOPICS)


@bp.get(f"/kunjungan/{NUMBER}")
def show(visit_id: int) -> ResponseReturnValue:
    """Show one visit, and what can be done about it now."""
    return _page(visit_or_404(visit_id), BecauseForm())


@bp.post(f"/kunjungan/{NUMBER}/benar")
def confirm(visit_id: int) -> ResponseReturnValue:
    """Say that somebody else's visit was."""
    visit = _to_answer(visit_id)
    pressed()
    say = partial(confirming.confirm, visit, by_id=signed_in_user().id, at=now())
    return attempt(say, done=_("Terima kasih. Kunjungan ini sekarang dihitung."), then=url_for(".show", visit_id=visit_id))


@bp.post(f"/kunjungan/{NUMBER}/tidak-sesuai")
def deny(visit_id: int) -> ResponseReturnValue:
    """Say that somebody else's visit was not as it is told."""
    visit, form = _to_answer(visit_id), BecauseForm()
    if not form.validate_on_submit():
        return _page(visit, form)
    say = partial(confirming.deny, visit, form.because.data, by_id=signed_in_user().id, at=now())
    return attempt(say, done=_("Tersimpan. Pencatatnya melihat alasan ini."), then=url_for(".show", visit_id=visit_id))


@bp.post(f"/kunjungan/{NUMBER}/batal")
def take_back(visit_id: int) -> ResponseReturnValue:
    """Take one's own visit back, within ten minutes."""
    visit = visit_or_404(visit_id)
    pressed()
    undo = partial(visiting.take_back, visit, by_id=signed_in_user().id, at=now())
    return attempt(undo, done=_("Catatan kunjungan dibatalkan."), then=url_for(".show", visit_id=visit_id))


@bp.post(f"/kunjungan/{NUMBER}/coret")
def strike_out(visit_id: int) -> ResponseReturnValue:
    """Strike out a visit that was recorded wrongly: the kelurahan's coordinator, or the agency."""
    visit, form, viewer = visit_or_404(visit_id), BecauseForm(), signed_in_user()
    allow(_may_strike(viewer, _place(visit)))
    if not form.validate_on_submit():
        return _page(visit, form)
    undo = partial(visiting.strike_out, visit, form.because.data, by_id=viewer.id, at=now())
    return attempt(undo, done=_("Kunjungan dicoret. Alasannya tetap terbaca."), then=url_for(".show", visit_id=visit_id))


@bp.get("/kelurahan/<slug>/kunjungan")
def kelurahan_list(slug: str) -> ResponseReturnValue:
    """List the visits of a kelurahan: those that wait for somebody's word, then all."""
    kelurahan = workplace_or_404(slug)
    found = [(visit, rt_words(visit.rt), queries.standing(visit)) for visit in queries.visits_to(kelurahan.id)]
    waiting = [(visit, rt_words(visit.rt)) for visit in queries.to_confirm(kelurahan.id, on=now().date())]
    return render_template(
        "outreach/visits_kelurahan.html",
        kelurahan=kelurahan,
        found=[row for row in found if row[2] is not Standing.WAITING],
        waiting=waiting,
        forums=FORUMS,
        topics=TOPICS,
        reads_kelurahan=coordinates(signed_in_user(), kelurahan) or oversees(signed_in_user(), kelurahan.city_id),
    )


def _chosen(places: list[Kelurahan]) -> Kelurahan | None:
    """Give the kelurahan the address names, or the only one; None when somebody has to choose."""
    slug = request.values.get("tempat")
    if slug is not None:
        return next((place for place in places if place.slug == slug), None) or abort(403)
    rt_id = number_in_address("rt")
    for place in places if rt_id else []:
        if queries.rt_in(place.id, rt_id or 0):
            return place
    return places[0] if len(places) == 1 else None


def _prefilled(today: object) -> dict[str, object]:
    """Give what the address knows of the visit already."""
    topic = request.args.get("topik", "")
    return {
        "day": today,
        "rt": number_in_address("rt"),
        "topic": topic if topic in set(Topic) else ("technology" if request.args.get("kursus") else ""),
    }


def _keep(form: VisitForm, viewer: Viewer, kelurahan: Kelurahan) -> Visit:
    """Record what a form that validates says."""
    rt = queries.rt_in(kelurahan.id, int(form.rt.data)) or abort(400)
    account = visiting.Account(
        rt=rt,
        visited_on=form.day.data or abort(400),
        forum=Forum(form.forum.data),
        topic=Topic(form.topic.data),
        heads=form.heads(),
        questions=form.questions.data or 0,
        wishes=form.wishes(),
        source=_source(),
    )
    on_paper = "who" in form
    recorder = db.session.get_one(Person, int(form.who.data) if on_paper else viewer.id)
    beside = db.session.get_one(Person, int(form.beside.data)) if form.beside.data else None
    typist = viewer.id if on_paper and recorder.id != viewer.id else None
    return visiting.record(key_or_400(), account, visiting.By(recorder, beside, typist), at=now())


def _source() -> visiting.Source:
    """Give what the page was opened for: a lesson that exists, one's own promise, an event one was at."""
    course = catalog().course(request.values.get("kursus", ""))
    known = course or next((one for one in catalog().courses if one.id == request.values.get("kursus")), None)
    lesson_id = request.values.get("pelajaran", "")
    lesson = next((one for one in known.lessons if lesson_id in {one.id, one.slug}), None) if known else None
    wanted = number_in_address("janji")
    viewer_id, event_id = signed_in_user().id, number_in_address("kegiatan")
    pledge = next((one for one in own_open(viewer_id) if one.id == wanted), None) if wanted else None
    return visiting.Source(
        course_id=known.id if known else None,
        lesson_id=lesson.id if lesson else None,
        event_id=event_id if event_id and was_there(event_id, viewer_id) else None,
        pledge_id=pledge.id if pledge else None,
    )


def _lesson_title() -> str:
    """Give the title of the lesson that was brought; empty without one."""
    source = _source()
    lessons = (lesson for course in catalog().courses for lesson in course.lessons)
    return next((lesson.title for lesson in lessons if lesson.id == source.lesson_id), "")


def _place(visit: Visit) -> Kelurahan:
    return db.session.get_one(Kelurahan, visit.rt.kelurahan_id)


def _to_answer(visit_id: int) -> Visit:
    """Find a visit the viewer may speak of; their own is refused by the action, in words."""
    visit, viewer = visit_or_404(visit_id), signed_in_user()
    own = not confirming.can_answer(visit, viewer.id)
    allow(own or can_confirm(viewer, visit, _place(visit)))
    return visit


def _may_strike(viewer: Viewer, kelurahan: Kelurahan) -> bool:
    return coordinates(viewer, kelurahan) or oversees(viewer, kelurahan.city_id)


def _page(visit: Visit, form: BecauseForm) -> ResponseReturnValue:
    viewer, kelurahan = signed_in_user(), _place(visit)
    found = queries.standing(visit)
    is_own = viewer.id in {visit.recorder_id, visit.typed_by_id}
    page = render_template(
        "outreach/visit.html",
        visit=visit,
        kelurahan=kelurahan,
        rt=rt_words(visit.rt),
        forum=FORUMS[visit.forum],
        topic=TOPICS[visit.topic],
        standing=found,
        told=queries.told_at(visit.id),
        full=name_of,
        is_new=request.args.get("baru") == "ya",
        is_own=is_own,
        can_answer=found is Standing.WAITING and can_confirm(viewer, visit, kelurahan),
        can_undo=found is not Standing.WITHDRAWN and is_own and can_take_back(visit.recorded_at, now()),
        can_strike=found is not Standing.WITHDRAWN and _may_strike(viewer, kelurahan),
        ask=to_confirm_text(visit, kelurahan),
        form=form,
    )
    return page, 422 if form.errors else 200
