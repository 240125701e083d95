"""The coordinator's page of who learns what in one kelurahan, who needs help, and the words to remind them."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import Blueprint, abort, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, to_user_timezone
from flask_babel import gettext as _

from lms.accounts.access import allow
from lms.accounts.current import signed_in_user
from lms.accounts.permissions import coordinates
from lms.catalog.queries import PublishedCourse, catalog
from lms.clock import now
from lms.kim.models import Position
from lms.regions.models import Kelurahan
from lms.regions.queries import kelurahan_at
from lms.reporting.queries.progress import LearningState, Member, Row, rows_in
from lms.web.filters import whatsapp
from lms.web.spreadsheets import spreadsheet

bp = Blueprint("progress", __name__, template_folder="../templates")

GO_ON = (
    "Halo {name}, semoga sehat selalu. Pelajaran berikutnya “{title}” bisa dibuka di sini: {link} "
    "Kalau ada yang sulit, kabari saya ya. Nanti kita pelajari bersama."
)
BEGIN = (
    "Halo {name}, semoga sehat selalu. Yuk mulai belajar di Sinau KIM. Pelajaran pertama “{title}” ada di sini: {link} "
    "Kalau ada yang sulit, kabari saya ya. Nanti kita pelajari bersama."
)
"""Messages go from a coordinator to a learner, both Indonesian; they hold no telephone number: the sender chooses whom."""

POSITIONS = {
    Position.CHAIR: "ketua",
    Position.SECRETARY: "sekretaris",
    Position.TREASURER: "bendahara",
    Position.OFFICER: "pengurus",
    Position.MEMBER: "anggota",
    None: "relawan",
}
"""How the file names what somebody is; files keep one language, whoever fetches them."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The rows of a page or a file, as the address asks for them."""

    kelurahan: Kelurahan
    course: PublishedCourse | None
    state: LearningState | None
    rows: list[Row]
    """Everybody in the courses chosen, whatever the state: what the numbers are counted over."""

    @property
    def shown(self) -> list[Row]:
        """The rows in the state chosen."""
        return [row for row in self.rows if self.state in {None, row.state}]


@dataclass(frozen=True, slots=True)
class Card:
    """One person with the courses to show, and the link that opens a reminder."""

    member: Member
    rows: list[Row]
    """Courses that are going on, those that need help first; all that is shown when one state was chosen."""
    finished: list[Row]
    not_begun: list[str]
    reminder: str


@bp.get("/kelurahan/<slug>/belajar")
def people(slug: str) -> ResponseReturnValue:
    """Show each person's state in each course, those who need help on top."""
    chosen = _chosen(slug)
    return render_template(
        "reporting/progress.html",
        chosen=chosen,
        cards=_cards(chosen.shown),
        course_choices=[(course.slug, course.title) for course in catalog().courses],
        counts={state: sum(row.state is state for row in chosen.rows) for state in LearningState},
        people=_people(chosen.rows),
        in_need=_people(row for row in chosen.rows if row.state is LearningState.HELP),
        reasons=_reasons,
        at=now(),
        idle_days=current_app.config["HELP_AFTER_IDLE_DAYS"],
        LearningState=LearningState,
    )


@bp.get("/kelurahan/<slug>/belajar.csv")
def as_csv(slug: str) -> ResponseReturnValue:
    """Give the rows of the page as a file for a spreadsheet."""
    chosen, today = _chosen(slug), now().date()
    head = ["tanggal", "nama", "jabatan", "kursus", "keadaan", "selesai", "wajib", "terakhir_belajar", "alasan"]
    return spreadsheet(f"belajar-{chosen.kelurahan.slug}-{today}", [head, *((today, *_cells(row)) for row in chosen.shown)])


def _people(rows: Iterable[Row]) -> int:
    return len({row.member.person_id for row in rows})


def _cells(row: Row) -> list[object]:
    member, progress = row.member, row.progress
    last_on = to_user_timezone(row.last_at).date() if row.last_at else ""  # the day people were living in, as on the page
    cells: list[object] = [member.full_form, POSITIONS[member.position], progress.course.title, row.state]
    with force_locale("id"):  # files keep one language
        return [*cells, progress.done, progress.total, last_on, " ".join(_reasons(row))]


def _chosen(slug: str) -> Chosen:
    """Read what the address asks for; only the kelurahan's own coordinator sees who stands where."""
    kelurahan = kelurahan_at(slug) or abort(404)
    allow(coordinates(signed_in_user(), kelurahan))
    course_slug, state = request.args.get("kursus"), request.args.get("keadaan")
    course = (catalog().course(course_slug) or abort(404)) if course_slug else None
    if state and state not in set(LearningState):
        abort(404)
    courses = (course,) if course else catalog().courses
    rows = rows_in(kelurahan.id, courses, at=now(), idle_days=current_app.config["HELP_AFTER_IDLE_DAYS"])
    return Chosen(kelurahan, course, LearningState(state) if state else None, rows)


def _cards(rows: list[Row]) -> list[Card]:
    of_person: dict[int, list[Row]] = {}
    for row in rows:
        of_person.setdefault(row.member.person_id, []).append(row)
    sorted_rows = [sorted(found, key=_order) for found in of_person.values()]  # stable: by name, and in the courses' order
    return [_card(found) for found in sorted(sorted_rows, key=lambda found: _urgency(found[0]))]


def _card(found: list[Row]) -> Card:
    """Make one person's card from the rows to show: what goes on in full, what is finished to be opened."""
    going_on = [row for row in found if row.state in {LearningState.HELP, LearningState.LEARNING}]
    finished = [row for row in found if row.state is LearningState.DONE]
    not_begun = [row.progress.course.title for row in found if row.state is LearningState.NOT_BEGUN]
    if len(finished) == len(found):
        going_on, finished = finished, []
    return Card(found[0].member, going_on, finished, not_begun, _reminder(found))


def _order(row: Row) -> tuple[int, bool]:
    """Sort a person's courses: the urgent ones first, of these the ones meant for them, as their own page does."""
    return _urgency(row), not row.is_for_them


def _urgency(row: Row) -> int:
    return list(LearningState).index(row.state)


def _reminder(rows: list[Row]) -> str:
    """Give the link that opens WhatsApp with a message about the most urgent course; empty when all is done."""
    for row in rows:
        course, lesson = row.progress.course, row.progress.next_lesson
        if row.state is not LearningState.DONE and lesson:
            words = BEGIN if row.state is LearningState.NOT_BEGUN else GO_ON
            link = url_for("learning.lesson", course_slug=course.slug, lesson_slug=lesson.slug, _external=True)
            return whatsapp("", words.format(name=row.member.called, title=lesson.title, link=link))
    return ""


def _reasons(row: Row) -> list[str]:
    """Say why somebody needs help, each reason a sentence."""
    reasons = [
        _("Kuis “%(title)s” sudah %(times)s kali belum lulus.", title=one.lesson.title, times=one.times) for one in row.failed
    ]
    if row.idle_days is not None:
        reasons.append(_("Sudah %(days)s hari tidak belajar.", days=row.idle_days))
    return reasons
