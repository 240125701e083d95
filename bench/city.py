"""A city to measure: 17 kelurahan, 5,000 people, 48 lessons, 100,000 lesson states, all by the site's own rules."""

import re
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import func, insert, select

from config import PROJECT, Config
from lms import commands
from lms.accounts.models import Card, Honorific, Person, Role, RoleGrant
from lms.accounts.rules import new_token, token_hash
from lms.app import create_app
from lms.catalog.queries import PublishedLesson, catalog
from lms.catalog.rules.pack import read_pack
from lms.db import db
from lms.kim.models import Group, Position, Term
from lms.learning.models import CourseCompletion, Event, EventKind, LessonState
from lms.outreach.models.events import Event as Happening
from lms.outreach.models.visits import Visit
from lms.outreach.models.words import Forum, Step, Topic
from lms.regions.models import Rt
from lms.regions.queries import the_city_id
from lms.submissions.models import PeopleShown, Version, Work
from lms.upkeep.actions import setting_up
from lms.volunteering.models import Application, State
from lms.web.pages import stable_key

PEOPLE = 5_000
COURSES = 6
LESSONS_DONE = 20
"""By each person: two whole courses and half of a third."""
OFFICERS, VOLUNTEERS, WAITING = 8, 12, 3
"""In each kelurahan."""
DAYS = 180
EVENTS, VISITS = 30, 200
"""Of each group in that time."""
HOUR = timedelta(hours=1)


class City:
    """The data folder and course folder of a city to measure, filled; the site's code reads it within this process."""

    def __init__(self, folder: Path) -> None:
        self.data, self.courses = folder / "data", folder / "courses"
        self.tokens: dict[int, str] = {}
        """Card tokens by person id: learners from 1 on."""
        self.agency_token = new_token()
        self.assessor_token = new_token()
        self.data.mkdir()
        write_courses(self.courses)
        self.app = create_app(Config({"SINAU_DATA": str(self.data), "COURSES": str(self.courses), "LOG_LEVEL": "WARNING"}))
        commands.set_up(self.app)  # the migrations come with them

    def fill(self, *, learners_with_card: int) -> None:
        """Load places, groups and courses as of half a year ago, then everybody and what they did."""
        now = datetime.now(UTC).replace(microsecond=0)
        began = now - timedelta(days=DAYS)
        with self.app.app_context():
            setting_up.migrate(PROJECT / "migrations")
            setting_up.load_files(self.app.config["CITY_FILE"], self.courses, at=began)
            self.tokens = {number: new_token() for number in range(1, learners_with_card + 1)}
            _add_people(began)
            _add_roles(began)
            self._add_cards(began)
            _add_applications(began)
            _add_learning(began)
            _add_outreach(began)
            db.session.commit()

    def lessons(self) -> list[PublishedLesson]:
        """Give all lessons, course by course."""
        with self.app.app_context():
            return [lesson for course in catalog().courses for lesson in course.lessons]

    def address(self, lesson: PublishedLesson) -> str:
        """Give where a lesson is read."""
        return f"/kursus/{lesson.course_id}/{lesson.slug}"

    def events(self) -> int:
        """Count the events of the learning record."""
        with self.app.app_context():
            return db.session.scalar(select(func.count()).select_from(Event)) or 0

    def add_works(self, count: int) -> None:
        """Let so many pieces of work wait for an assessor, one or two a person."""
        now = datetime.now(UTC).replace(microsecond=0)
        with self.app.app_context():
            _add_works(count, now)
            db.session.commit()

    def double_events(self) -> None:
        """Let everything that happened have happened twice: learning events, events and visits."""
        began = datetime.now(UTC).replace(microsecond=0) - timedelta(days=DAYS)
        with self.app.app_context():
            events = [dict(row) | {"id": uuid4()} for row in db.session.execute(select(Event.__table__)).mappings()]
            db.session.execute(insert(Event.__table__), events)
            _add_outreach(began)
            db.session.commit()

    def _add_cards(self, began: datetime) -> None:
        tokens = self.tokens | {PEOPLE + 1: self.agency_token, PEOPLE + 2: self.assessor_token}
        db.session.execute(
            insert(Card),
            [{"person_id": number, "token_hash": token_hash(token), "issued_at": began} for number, token in tokens.items()],
        )


QUIZ = re.compile(r"^\[quiz\]$.*?(?=^\[task\]$|^\+\+\+$)", re.MULTILINE | re.DOTALL)
BY_ANOTHER_RULE = re.compile(r'^completion = "(?:quiz|task|attend)"$', re.MULTILINE)


def done_by(person: int) -> range:
    """Give which lessons a person has done, as places in the list of all; beyond its end it begins again."""
    first = (person % COURSES) * 8
    return range(first, first + LESSONS_DONE)


def write_courses(folder: Path) -> None:
    """Write course packs that differ from a real one in nothing but their names, every lesson finished by its button."""
    source = PROJECT / "courses" / "vlog"
    original = read_pack(source)
    ids = [lesson.head.id for lesson in original.lessons]
    for number in range(1, COURSES + 1):
        pack = folder / f"kursus-{number}"
        shutil.copytree(source, pack)
        for file in (pack / "course.toml", *(pack / "lessons").glob("*.md")):
            text = BY_ANOTHER_RULE.sub('completion = "read"', QUIZ.sub("", file.read_text("utf-8")))
            for one in ids:
                text = text.replace(f'"{one}"', f'"{one}-{number}"')
            file.write_text(text, "utf-8")
        manifest = (pack / "course.toml").read_text("utf-8").replace(f'"{original.manifest.id}"', f'"{pack.name}"')
        (pack / "check.toml").unlink(missing_ok=True)
        manifest = re.sub(r"^order = .*$", f"order = {number}", manifest, flags=re.MULTILINE)
        (pack / "course.toml").write_text(manifest, "utf-8")


def _groups() -> list[Group]:
    return list(db.session.scalars(select(Group).where(Group.kelurahan_id.is_not(None)).order_by(Group.id)))


def _add_people(began: datetime) -> None:
    homes = [group.kelurahan_id for group in _groups()]
    rows: list[dict[str, Any]] = [
        {
            "id": number,
            "name": f"Warga Uji {number}",
            "honorific": (Honorific.IBU, Honorific.BAPAK, Honorific.NONE)[number % 3],
            "kelurahan_id": homes[number % len(homes)],
            "birth_year": 1955 + number % 50,
            "joined_at": began,
            "is_sample": False,
        }
        for number in range(1, PEOPLE + 1)
    ]
    officer = {"id": PEOPLE + 1, "name": "Petugas Uji", "honorific": Honorific.NONE, "kelurahan_id": None, "birth_year": None}
    assessor = officer | {"id": PEOPLE + 2, "name": "Penilai Uji"}
    same = {"joined_at": began, "is_sample": False}
    db.session.execute(insert(Person), [*rows, officer | same, assessor | same])


def _add_roles(began: datetime) -> None:
    positions = [Position.CHAIR, Position.SECRETARY, Position.TREASURER, *[Position.OFFICER] * (OFFICERS - 3)]
    groups = _groups()
    terms = [
        {"group_id": group.id, "person_id": person, "position": position, "starts_on": began.date()}
        for place, group in enumerate(groups)
        for position, person in zip(positions, _residents(place, len(groups)), strict=False)
    ]
    db.session.execute(insert(Term), terms)
    db.session.execute(
        insert(RoleGrant),
        [
            {"person_id": person, "role": role, "city_id": the_city_id(), "starts_on": began.date()}
            for person, role in ((PEOPLE + 1, Role.AGENCY), (PEOPLE + 2, Role.ASSESSOR))
        ],
    )


def _residents(place: int, places: int) -> range:
    return range(place or places, PEOPLE + 1, places)


def _add_applications(began: datetime) -> None:
    groups = _groups()
    rows = [
        {
            "code": f"UJI{place:02}{turn:02}",
            "draft_id": f"uji-{place}-{turn}",
            "kelurahan_id": group.kelurahan_id,
            "name": f"Relawan Uji {turn}",
            "whatsapp": "+6281100000000",
            "birth_year": 2004,
            "age": 22,
            "times": ["sabtu"],
            "skills": ["video"],
            "languages": ["id"],
            "interview_place": "",
            "reference": "",
            "decree": "",
            "consent_version": "bench",
            "sent_at": began,
            "waiting_since": began,
            "state": State.READY if turn < VOLUNTEERS else State.WAITING,
            "state_since": began,
            "reply": "",
            "decided_at": began if turn < VOLUNTEERS else None,
            "person_id": person if turn < VOLUNTEERS else None,
        }
        for place, group in enumerate(groups)
        for turn, person in zip(range(VOLUNTEERS + WAITING), _residents(place, len(groups))[OFFICERS:], strict=False)
    ]
    db.session.execute(insert(Application), rows)


def _add_learning(began: datetime) -> None:
    """Add the events, and what follows from them: the same rows that `flask learning rebuild` would make."""
    lessons = [lesson for course in catalog().courses for lesson in course.lessons]
    events, states = [], []
    for person in range(1, PEOPLE + 1):
        for turn, place in enumerate(done_by(person), start=1):
            lesson, moment = lessons[place % len(lessons)], began + timedelta(days=turn * 8, seconds=person)
            what = {"person_id": person, "course_id": lesson.course_id, "lesson_id": lesson.id}
            key = stable_key("lesson done", person, lesson.id, lesson.revision_number)
            event = {"id": key, "revision_id": lesson.revision_id, "kind": EventKind.DONE, "data": {}}
            events.append(what | event | {"happened_at": moment, "received_at": moment})
            states.append(what | {"revision_number": lesson.revision_number, "first_done_at": moment, "last_done_at": moment})
    db.session.execute(insert(Event.__table__), events)
    db.session.execute(insert(LessonState.__table__), states)
    db.session.execute(insert(CourseCompletion.__table__), _completions(began))


def _add_outreach(began: datetime) -> None:
    """Add events of every group and confirmed visits to its RT, spread over the half year."""
    events, visits = [], []
    for place, group in enumerate(_groups()):
        officer = _residents(place, len(_groups()))[0]
        same = {
            "planned_by_id": officer,
            "planned_at": began,
            "is_invited": False,
            "place": "Balai",
            "title": "Latihan",
            "changes": 0,
        }
        for turn in range(EVENTS):
            at = began + timedelta(days=turn * DAYS // EVENTS)
            what = {"forum": Forum.TRAINING, "topic": list(Topic)[turn % len(Topic)], "step": Step.ACCESS}
            events.append(
                same | what | {"key": uuid4(), "kelurahan_id": group.kelurahan_id, "starts_at": at, "ends_at": at + HOUR}
            )
        rts = db.session.scalars(select(Rt.id).where(Rt.kelurahan_id == group.kelurahan_id)).all()
        for turn in range(VISITS):
            at = began + timedelta(days=turn * DAYS // VISITS)
            heads = {"children": 0, "youths": 2, "adults": 9, "seniors": 1, "questions": 1, "from_paper": False}
            what = {"forum": Forum.ARISAN, "topic": Topic.HEALTH, "recorder_id": officer, "recorded_at": at, "confirmed_at": at}
            visits.append(heads | what | {"key": uuid4(), "rt_id": rts[turn % len(rts)], "visited_on": at.date()})
    db.session.execute(insert(Happening), events)
    db.session.execute(insert(Visit), visits)


def _add_works(count: int, now: datetime) -> None:
    """Add works and their only versions, as a hand-in would, after those that are there already."""
    there = db.session.scalar(select(func.count()).select_from(Work)) or 0
    tasks = [lesson for course in catalog().courses for lesson in course.lessons if lesson.task]
    works, versions = [], []
    for number in range(there, there + count):
        person, lesson = number % PEOPLE + 1, tasks[number // PEOPLE]
        moment = now - timedelta(minutes=number)
        place = {"person_id": person, "course_id": lesson.course_id, "lesson_id": lesson.id}
        works.append(place | {"id": number + 1, "opened_at": moment})
        version = {"id": stable_key("bench work", number), "work_id": number + 1, "number": 1, "revision_id": lesson.revision_id}
        what = {"text": "Kabar kerja bakti di RT 03.", "people": PeopleShown.NOBODY}
        versions.append(version | what | {"handed_in_at": moment, "waiting_since": moment})
    db.session.execute(insert(Work), works)
    db.session.execute(insert(Version), versions)


def _completions(began: datetime) -> list[dict[str, Any]]:
    courses = catalog().courses
    return [
        {
            "person_id": person,
            "course_id": course.id,
            "release_id": course.release_id,
            "lesson_ids": [lesson.id for lesson in course.required],
            "completed_at": began + timedelta(days=turn * 8 * 8, seconds=person),
        }
        for person in range(1, PEOPLE + 1)
        for turn, course in enumerate((courses * 2)[person % COURSES :][: LESSONS_DONE // 8], start=1)
    ]
