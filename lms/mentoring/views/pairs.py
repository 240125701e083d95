"""One pair, for the two in it and for the officers who answer for it."""

from datetime import datetime
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.accounts.access import allow
from lms.accounts.current import signed_in_user
from lms.catalog.queries import PublishedCourse, PublishedLesson, catalog
from lms.clock import now
from lms.competency.rules.model import competency_model
from lms.db import db
from lms.errors import Refused
from lms.mentoring.actions import closing, pairing
from lms.mentoring.actions.planning import has_minor
from lms.mentoring.forms.pairs import NOBODY, REASONS, EndForm, PauseForm
from lms.mentoring.models import EndReason, Meeting, Module, Pair, PairState
from lms.mentoring.permissions import INSIDE, Side
from lms.mentoring.queries import meetings as meeting_queries
from lms.mentoring.queries import pairs as queries
from lms.mentoring.queries.safety import officer_for
from lms.mentoring.rules.at_risk import Silence, silence
from lms.mentoring.rules.meetings import COUNTING, Standing, standing
from lms.mentoring.views.shared import NUMBER, act, name_of, names_of, pair_or_404
from lms.web.forms import Form, options

bp = Blueprint("pairs", __name__, template_folder="../templates")


@bp.get("/pasangan")
def mine() -> ResponseReturnValue:
    """List the pairs the viewer is or was in."""
    viewer = signed_in_user()
    found = queries.pairs_of(viewer.id)
    return render_template("mentoring/mine.html", found=[(pair, names_of(pair)) for pair in found], viewer_id=viewer.id)


@bp.get(f"/pasangan/{NUMBER}")
def pair(pair_id: int) -> ResponseReturnValue:
    """Show a pair's goal, its meetings, its lessons, and what can be done."""
    found, side = pair_or_404(pair_id)
    moment = now()
    viewer_id = signed_in_user().id
    meetings = [
        (item, standing(item, moment))
        for item in meeting_queries.meetings_of(pair_id)
        if side is not Side.FORMER or item.volunteer_id == viewer_id
    ]
    return render_template(
        "mentoring/pair.html",
        pair=found,
        side=side,
        form=Form(),
        meetings=meetings,
        following=_following(meetings),
        met=sum(stands in COUNTING for _item, stands in meetings),
        taught=[item.taught_back for item, stands in meetings if item.taught_back and stands in COUNTING],
        is_stopped=queries.has_open_incident(pair_id),
        officer=officer_for(found, at=moment),
        name_of=name_of,
        goal=goal_of(found),
        **names_of(found),
        **_lessons(found, side),
        **_contact(found, side, moment),
    )


@bp.post(f"/pasangan/{NUMBER}/jawab")
def answer(pair_id: int) -> ResponseReturnValue:
    """Say yes or no to a proposal: each for themselves, an officer for a senior without a telephone."""
    found, side = pair_or_404(pair_id)
    viewer, said = signed_in_user(), request.form.get("jawaban")
    if side not in INSIDE or said not in {"ya", "tidak"}:
        abort(400)
    if said == "tidak":
        done = _("Tersimpan. Usulan ini tidak jadi.")
        return act(found, lambda: pairing.decline(found, by_id=viewer.id, at=now()), done=done, then=url_for(".mine"))
    if side is Side.VOLUNTEER:
        return act(found, lambda: pairing.agree_as_volunteer(found, at=now()), done=_("Jawabanmu tersimpan."))
    return act(found, lambda: pairing.agree_as_senior(found, by_id=viewer.id, at=now()), done=_("Jawaban tersimpan."))


@bp.post(f"/pasangan/{NUMBER}/pelajaran/<lesson_id>")
def lesson_done(pair_id: int, lesson_id: str) -> ResponseReturnValue:
    """Say that the senior did a lesson's task without help."""
    found, side = pair_or_404(pair_id)
    allow(side is not Side.FORMER)
    course = _course_of(found)
    if course is None or lesson_id not in {lesson.id for lesson in course.required}:
        abort(404)
    viewer = signed_in_user()
    done, then = _("Tersimpan."), url_for(".pair", pair_id=pair_id, _anchor="pelajaran")
    return act(found, lambda: closing.say_done(found, lesson_id, by_id=viewer.id, at=now()), done=done, then=then)


@bp.route(f"/pasangan/{NUMBER}/jeda", methods=["GET", "POST"])
def pause(pair_id: int) -> ResponseReturnValue:
    """Let the volunteer rest until a day, for exams for example."""
    found, side = pair_or_404(pair_id)
    allow(side in {Side.VOLUNTEER, Side.OFFICER})
    form, viewer = PauseForm(), signed_in_user()
    people = {str(person.id): name_of(person) for person in queries.stand_ins_for(found, at=now())}
    form.stand_in.choices = options({NOBODY: _("Belum ada, tunggu sampai kembali"), **people})
    if form.validate_on_submit() and form.back_on.data:
        back_on, stand_in = form.back_on.data, int(form.stand_in.data) or None
        try:
            closing.pause(found, back_on=back_on, stand_in_id=stand_in, by_id=viewer.id, at=now())
        except Refused as refusal:
            db.session.rollback()
            form.form_errors.append(str(refusal))
        else:
            db.session.commit()
            flash(_("Jeda tersimpan. Sampai jumpa lagi!"), "good")
            return redirect(url_for(".pair", pair_id=pair_id), code=303)
    page = render_template("mentoring/pause.html", pair=found, form=form, **names_of(found))
    return page, 422 if form.errors or form.form_errors else 200


@bp.post(f"/pasangan/{NUMBER}/kembali")
def come_back(pair_id: int) -> ResponseReturnValue:
    """End a pause."""
    found, side = pair_or_404(pair_id)
    allow(side in {Side.VOLUNTEER, Side.OFFICER})
    viewer = signed_in_user()
    return act(found, lambda: closing.come_back(found, by_id=viewer.id, at=now()), done=_("Selamat datang kembali."))


@bp.route(f"/pasangan/{NUMBER}/kabar", methods=["GET", "POST"])
def news(pair_id: int) -> ResponseReturnValue:
    """Ask how it goes, with three taps: go on, pause, stop."""
    found, side = pair_or_404(pair_id)
    allow(side in INSIDE)
    viewer = signed_in_user()
    if request.method == "POST":
        return act(
            found, lambda: closing.go_on(found, by_id=viewer.id, at=now()), done=_("Senang mendengarnya. Yuk, atur pertemuan.")
        )
    return render_template("mentoring/news.html", pair=found, side=side, form=Form(), you=viewer.called, **names_of(found))


@bp.route(f"/pasangan/{NUMBER}/akhiri", methods=["GET", "POST"])
def end(pair_id: int) -> ResponseReturnValue:
    """End a pair with a reason."""
    found, side = pair_or_404(pair_id)
    allow(side in INSIDE)
    form, viewer = EndForm(), signed_in_user()
    if side is Side.SENIOR:
        form.reason.choices = options({reason: text for reason, text in REASONS.items() if reason is not EndReason.LEFT})
    if form.validate_on_submit():
        try:
            closing.end(found, reason=EndReason(form.reason.data), by_id=viewer.id, at=now())
        except Refused as refusal:
            db.session.rollback()
            form.form_errors.append(str(refusal))
        else:
            db.session.commit()
            flash(_("Pasangan ini berakhir. Terima kasih untuk semua pertemuannya."), "good")
            return redirect(url_for(".pair", pair_id=pair_id), code=303)
    page = render_template("mentoring/end.html", pair=found, form=form, **names_of(found))
    return page, 422 if form.errors or form.form_errors else 200


def goal_of(pair: Pair) -> str:
    """Say what a pair wants to reach."""
    course = _course_of(pair)
    if course:
        return course.title
    if pair.domain is None:
        return str(_("Kursus ini sudah tidak terbit."))
    return str(_("%(domain)s: tingkat %(level)s", domain=competency_model()[pair.domain].title, level=pair.level))


def _course_of(pair: Pair) -> PublishedCourse | None:
    return next((course for course in catalog().courses if course.id == pair.course_id), None)


def _lessons(pair: Pair, side: Side) -> dict[str, Any]:
    course = _course_of(pair)
    said = queries.modules_of(pair.id)
    lessons = [(lesson, said.get(lesson.id)) for lesson in course.required] if course else []
    done = sum(bool(module and module.volunteer_said_at and module.senior_said_at) for _lesson, module in lessons)
    return {"course": course, "lessons": lessons, "lessons_done": done, "next_lesson": _next_lesson(lessons, side)}


def _next_lesson(lessons: list[tuple[PublishedLesson, Module | None]], side: Side) -> str:
    """Give the first lesson that the viewer's side has not said to be done; empty when there is none."""
    column = "volunteer_said_at" if side in {Side.VOLUNTEER, Side.STAND_IN, Side.FORMER} else "senior_said_at"
    return next((lesson.id for lesson, said in lessons if not getattr(said, column, None)), "")


def _following(meetings: list[tuple[Meeting, Standing]]) -> tuple[Meeting, Standing] | None:
    """Give the meeting to look at now: one that can be marked, else the next that is planned."""
    wanted = (Standing.OPEN, Standing.SAID_BY_ONE, Standing.PLANNED)
    waiting = [item for item in meetings if item[1] in wanted]
    return waiting[0] if waiting else None


def _contact(pair: Pair, side: Side, moment: datetime) -> dict[str, Any]:
    """Give whom the viewer may write to: the other one once the pair runs, for a minor only the guardian, to the officer."""
    application = queries.applications_of([pair.volunteer_id]).get(pair.volunteer_id)
    is_minor = has_minor(pair.volunteer_id, at=moment)
    runs = pair.state is PairState.RUNNING
    kept = queries.kept_by([pair.id])[pair.id]
    step = silence(running_since=pair.state_since, last_met=kept.last_at, at=moment) if runs else Silence.NONE
    numbers = {}
    if side is Side.OFFICER:
        numbers["senior_number"] = pair.senior.whatsapp
        numbers["guardian_number"] = application.guardian_whatsapp if application and is_minor else None
        numbers["volunteer_number"] = None if is_minor else pair.volunteer.whatsapp
    elif runs and not is_minor:
        numbers["senior_number"] = pair.senior.whatsapp if side is Side.VOLUNTEER else None
        numbers["volunteer_number"] = pair.volunteer.whatsapp if side is Side.SENIOR else None
    return {"is_minor": is_minor, "is_silent": step is not Silence.NONE, "application": application, **numbers}
