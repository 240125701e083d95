"""A person's own pages: what to do next, and what the site knows of them."""

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import to_user_timezone

from lms.accounts.current import Viewer, signed_in_user
from lms.accounts.models import Role
from lms.assessment.queries.attempts import checked_after
from lms.catalog.models import Audience
from lms.catalog.queries import PublishedCourse, catalog
from lms.certification.queries.certificates import withdrawn_lately
from lms.clock import now
from lms.discussion.queries import answered_lately, waiting_for
from lms.kim.queries import membership_of
from lms.learning.current import HELPING, learner
from lms.learning.queries import Progress, progress_of
from lms.reporting.queries.waiting import Repair, open_repairs, traces
from lms.reporting.views.board import present_tasks
from lms.reporting.views.shared import coordinator_of
from lms.submissions.queries import queue as judging
from lms.submissions.queries.news import News, new_comments, news_of
from lms.volunteering.queries.applications import application_of
from lms.volunteering.rules.words import sentence
from lms.web.filters import number
from lms.web.forms import Form
from lms.web.pages import is_sparing

bp = Blueprint("home", __name__, template_folder="../templates")


@bp.get("/beranda")
def home() -> ResponseReturnValue:
    """Show one card with what comes next, and the courses of whoever learns on this telephone."""
    viewer = signed_in_user()
    reader = learner() or abort(403)
    membership = membership_of(reader.id, on=now().date())
    first = Audience.MEMBER if membership else Audience.VOLUNTEER
    progress = progress_of(catalog().courses, [reader.id])[reader.id]
    there = traces(reader.id)
    news = news_of(reader.id, at=now()) if there.work else None
    progress.sort(key=lambda item: item.course.audience is not first)  # stable: the published order within each half
    return render_template(
        "reporting/home.html",
        membership=membership,
        progress=progress,
        going_on=_going_on(progress),
        to_check=_to_check(progress, reader.id),
        hour=_local_hour(),
        helped=reader.called if reader.helper_id else "",
        leads=any(viewer.holds(role) for role in HELPING),
        answers=any(viewer.holds(role) for role in (*HELPING, Role.AGENCY)),
        judges=viewer.holds(Role.ASSESSOR),
        queue_words=_queue_words(viewer) if viewer.holds(Role.ASSESSOR) else "",
        news=news,
        repairs=_others(open_repairs(reader.id), news) if there.work else [],
        comments=new_comments(reader.id, None if reader.helper_id else viewer, at=now()) if there.work else [],
        withdrawn=withdrawn_lately(reader.id, at=now()) if there.certificates else [],
        answered=answered_lately(reader.id, at=now()) if there.questions else [],
        questions=waiting_for(viewer).all,
        board_steps=_board_steps(viewer),
        standing=_standing(reader.id) if membership is None else "",
    )


@bp.get("/saya")
def me() -> ResponseReturnValue:
    """Show what the site knows of the reader, and the way out."""
    viewer = signed_in_user()
    return render_template(
        "reporting/me.html",
        membership=membership_of(viewer.id, on=now().date()),
        coordinator=coordinator_of(viewer),
        sparing=is_sparing(),
        form=Form(),
    )


def _others(repairs: list[Repair], news: News | None) -> list[Repair]:
    """Give the repairs to do that the newest news does not speak of already."""
    return [one for one in repairs if news is None or one.work_id != news.work_id]


def _queue_words(viewer: Viewer) -> str:
    """Say how much waits for an assessor, and for how long."""
    found = judging.queue(viewer, page=1)
    if not found.listed:
        return str(_("Tidak ada tugas menunggu"))
    if found.total > judging.COUNTED:
        return str(_("Lebih dari %(count)s tugas menunggu.", count=number(judging.COUNTED)))
    count, days = number(found.total), (now() - found.listed[0].since).days
    if days:
        return str(_("%(count)s tugas menunggu, paling lama %(days)s hari", count=count, days=days))
    return str(_("%(count)s tugas menunggu, semuanya kurang dari sehari", count=count))


def _standing(person_id: int) -> str:
    """Tell a volunteer where they stand; empty for everybody else."""
    application = application_of(person_id)
    return sentence(application.state) if application else ""


def _board_steps(viewer: Viewer) -> int | None:
    """Count what waits on the coordinator's board; None for everybody else."""
    place = viewer.coordinated
    return len(present_tasks(place.kelurahan_id, viewer)) if place and place.kelurahan_id else None


def _going_on(progress: list[Progress]) -> Progress | None:
    """Give the course to go on with: the one studied last, else the first not begun; None when all are done."""
    unfinished = [item for item in progress if item.next_lesson]
    begun = [item for item in unfinished if item.last_done_at]
    if begun:
        return max(begun, key=lambda item: item.last_done_at or now())
    return unfinished[0] if unfinished else None


def _to_check(progress: list[Progress], person_id: int) -> PublishedCourse | None:
    """Give the course finished last, when its check is still to do; asks the database only for who has finished one."""
    finished = [item for item in progress if item.course.check_id and item.completed_at and item.next_lesson is None]
    done = checked_after(person_id) if finished else set()
    waiting = [item for item in finished if item.course.id not in done]
    return max(waiting, key=lambda item: item.completed_at or now()).course if waiting else None


def _local_hour() -> int:
    hour: int = to_user_timezone(now()).hour
    return hour
