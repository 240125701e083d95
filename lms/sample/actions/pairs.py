"""A few pairs of the sample city: one proposed, one that meets, one that is silent, one that is finished."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from lms.accounts.models import Person
from lms.catalog.queries import PublishedCourse, catalog
from lms.db import db
from lms.kim.models import Position
from lms.learning.models import CourseCompletion
from lms.mentoring.actions import closing, marking, pairing, planning, wishes
from lms.mentoring.models import Meeting, Pair
from lms.mentoring.queries.pairs import pair_of
from lms.sample.actions.groups import FilledGroup
from lms.sample.rules.groups import CACABAN, POTROBANGSAN, WATES
from lms.sample.rules.people import Inventor
from lms.volunteering.models import Application, State
from lms.web.pages import stable_key

PLACE = "Balai kelurahan"
MINUTES = 60
TAUGHT = ("Cara rapat RT berjalan.", "", "Siapa yang memutuskan di kelurahan.", "", "Unggah-ungguh bertamu.", "")


@dataclass(frozen=True, slots=True)
class Story:
    """How a pair of the sample city goes: how many days ago it met, and when it was confirmed; None where it only waits."""

    place: str
    confirmed: int | None
    met: tuple[int, ...] = ()
    is_finished: bool = False


STORIES = (
    Story(WATES, 30, met=(28, 21, 14, 6)),
    Story(WATES, None),
    Story(CACABAN, 31, met=(27, 20)),
    Story(POTROBANGSAN, 20, met=(19, 16, 13, 10, 7, 3), is_finished=True),
)


def pair_people(inventor: Inventor, active: dict[str, FilledGroup], *, at: datetime) -> None:
    """Let seniors say what they want, pair some of them, and let the pairs meet."""
    for story in STORIES:
        filled = active[story.place]
        application, senior = _volunteer(filled), _senior(filled, is_finished=story.is_finished)
        if application and senior:
            _pair(story, application, senior, filled.officers[0], inventor=inventor)
    for filled in (active[WATES], active[CACABAN]):
        senior = _senior(filled, is_finished=False)
        if senior:
            _wish(senior, None, at=at - timedelta(days=2))
    closing.tend([], at=at)


def _pair(story: Story, application: Application, senior: Person, chair: Person, *, inventor: Inventor) -> None:
    began = inventor.at - timedelta(days=story.confirmed + 1 if story.confirmed else 1)
    if application.state_since > began:  # nobody is paired before they are ready
        return
    _wish(senior, _course_for(senior, is_finished=story.is_finished), at=began)
    pair = pairing.propose(application, senior, key=stable_key("sample pair", senior.id), by_id=chair.id, at=began)
    if story.confirmed is None:
        return
    pairing.agree_as_volunteer(pair, at=began)
    pairing.agree_as_senior(pair, by_id=senior.id, at=began)
    confirmed_at = inventor.at - timedelta(days=story.confirmed)
    for number, days_ago in enumerate(story.met):
        start = _afternoon(inventor, days_ago)
        plan = planning.Plan(stable_key("sample meeting", pair.id, number), start, MINUTES, PLACE)
        if number == 0:
            goal = pairing.Agreement(pair.course_id, None, None, meetings=6, first=plan)
            pairing.confirm(pair, goal, by_id=chair.id, at=confirmed_at)
        else:
            planning.plan(pair, plan, by_id=senior.id, at=start - timedelta(days=3))
        _meet(pair, plan, TAUGHT[number], senior.id)
    if not story.is_finished and inventor.at - _afternoon(inventor, story.met[-1]) < timedelta(days=14):
        following = planning.Plan(stable_key("sample meeting", pair.id, "next"), _afternoon(inventor, -2), MINUTES, PLACE)
        planning.plan(pair, following, by_id=senior.id, at=inventor.at - timedelta(days=1))
    closing.tend([pair.id], at=inventor.at)


def _meet(pair: Pair, plan: planning.Plan, taught: str, senior_id: int) -> None:
    meeting = db.session.scalars(select(Meeting).where(Meeting.key == plan.key)).one()
    over = plan.starts_at + timedelta(minutes=MINUTES)
    code = marking.show_code(meeting, by_id=senior_id, at=plan.starts_at)
    marking.enter_code(meeting, code, by_id=pair.volunteer_id, at=plan.starts_at + timedelta(minutes=2))
    marking.say_as_volunteer(meeting, MINUTES, taught_back=taught, by_id=pair.volunteer_id, at=over)
    marking.say_as_senior(meeting, MINUTES, taught_back="", by_id=senior_id, at=over + timedelta(minutes=30))


def _wish(senior: Person, course: PublishedCourse | None, *, at: datetime) -> None:
    wanted = wishes.Wanted(course.id if course else None, ["sore", "sabtu", "belum-tahu"], ["id", "jv"])
    wishes.say(senior, wanted, by_id=senior.id, at=at)


def _afternoon(inventor: Inventor, days_ago: int) -> datetime:
    """Give four o'clock in the city on an earlier or later day."""
    return inventor.evening(days_ago).astimezone(inventor.at.tzinfo).replace(hour=16, minute=0, second=0, microsecond=0)


def _course_for(senior: Person, *, is_finished: bool) -> PublishedCourse:
    """Give the course of a pair: one the senior has finished, or the first they have not."""
    done = set(db.session.scalars(select(CourseCompletion.course_id).where(CourseCompletion.person_id == senior.id)))
    fitting = [course for course in catalog().courses if (course.id in done) is is_finished]
    return fitting[0] if fitting else catalog().courses[0]


def _volunteer(filled: FilledGroup) -> Application | None:
    """Give the next volunteer of a kelurahan who is ready and has nobody yet."""
    ready = select(Application).where(Application.kelurahan_id == filled.group.kelurahan_id, Application.state == State.READY)
    found = db.session.scalars(ready.order_by(Application.id))
    return next((item for item in found if item.person_id and not pair_of(item.person_id)), None)


def _senior(filled: FilledGroup, *, is_finished: bool) -> Person | None:
    """Give the next member of a group who leads nothing and has nobody yet; for a finished pair one who has finished a course."""
    done = set(db.session.scalars(select(CourseCompletion.person_id)))
    people = [person for seated, person in filled.people if seated.position is not Position.CHAIR and seated.ends_on is None]
    fitting = [person for person in people[2:] if not pair_of(person.id) and (person.id in done or not is_finished)]
    return fitting[0] if fitting else None
