"""Reading questions with their replies, what waits in somebody's area, and counts."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, or_, select
from sqlalchemy.orm import aliased

from lms.accounts.current import Viewer
from lms.accounts.models import Honorific, Person
from lms.accounts.rules import called
from lms.catalog.queries import catalog
from lms.db import db
from lms.discussion.models import Question, Reply, Report
from lms.discussion.rules import area_of
from lms.regions.models import Kelurahan
from lms.regions.rules import Area

NEWS_FOR = timedelta(days=14)
"""How long an answer is news for who asked."""

ON_A_PAGE = 10
LISTED = 50
"""Rows of a list of what waits; the count above it says how many there are in all."""


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody wrote, as a page shows it."""

    kind: str
    """In addresses: `pertanyaan` or `jawaban`."""
    id: int
    called: str
    """How the writer is greeted; empty for somebody who has left."""
    place: str
    """The writer's kelurahan; empty for people from outside."""
    text: str
    at: datetime
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class Thread:
    """A question with its replies, oldest reply first."""

    question: Said
    lesson_id: str
    kelurahan_id: int | None
    city_id: int | None
    replies: tuple[Said, ...]

    @property
    def id(self) -> int:
        """The question's id."""
        return self.question.id

    def without_hidden(self) -> "Thread":
        """Give it as everybody may see it: the text of what is hidden left out."""
        return replace(self, question=_emptied(self.question), replies=tuple(map(_emptied, self.replies)))


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits for somebody who answers."""

    unanswered: int
    reported: int

    @property
    def all(self) -> int:
        """Both together."""
        return self.unanswered + self.reported


@dataclass(frozen=True, slots=True)
class Complaint:
    """A question or a reply that was reported, with the reasons not settled yet, oldest first."""

    said: Said
    question_id: int
    reasons: tuple[str, ...]
    is_own: bool
    """Whether the viewer wrote it: then somebody else looks at it."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A question of somebody that was answered, for the person who asked it."""

    question_id: int
    title: str
    """Of the lesson it was asked under."""
    replies: int


def has_asked(person_id: int) -> ColumnElement[bool]:
    """Give the condition that somebody has ever asked a question under a lesson."""
    return select(Question.id).where(Question.person_id == person_id).exists()


def answered_lately(person_id: int, *, at: datetime) -> list[Answered]:
    """Give whose questions others answered in the last 14 days, the latest answer first, three at most; one statement."""
    titles = {lesson.id: lesson.title for course in catalog().courses for lesson in course.lessons}
    found = db.session.execute(
        select(Question.id, Question.lesson_id, func.count())
        .join(Reply, Reply.question_id == Question.id)
        .where(
            Question.person_id == person_id,
            Question.hidden_at.is_(None),
            Question.lesson_id.in_(titles),
            Reply.person_id != person_id,
            Reply.hidden_at.is_(None),
            Reply.replied_at >= at - NEWS_FOR,
        )
        .group_by(Question.id, Question.lesson_id)
        .order_by(func.max(Reply.replied_at).desc(), Question.id.desc())
        .limit(3)
    )
    return [Answered(question_id, titles[lesson_id], replies) for question_id, lesson_id, replies in found]


def threads_under(lesson_id: str, *, page: int) -> tuple[list[Thread], bool]:
    """Give one page of the questions under a lesson, newest first, and whether there are older ones; two statements."""
    newest = _questions().where(Question.lesson_id == lesson_id).order_by(Question.asked_at.desc(), Question.id.desc())
    found = db.session.execute(newest.offset((page - 1) * ON_A_PAGE).limit(ON_A_PAGE + 1)).all()
    return _threads(found[:ON_A_PAGE]), len(found) > ON_A_PAGE


def thread(question_id: int) -> Thread | None:
    """Find a question of a lesson that is published today, with its replies."""
    wanted = _questions().where(Question.id == question_id, Question.lesson_id.in_(_published()))
    return next(iter(_threads(db.session.execute(wanted).all())), None)


def unanswered(viewer: Viewer) -> list[Thread]:
    """Give the questions of the viewer's area that nobody has answered, oldest first."""
    area = area_of(viewer)
    if not area:
        return []
    wanted = _questions().where(_within(area), _is_open()).order_by(Question.asked_at, Question.id).limit(LISTED)
    return [_thread(row, ()) for row in db.session.execute(wanted)]


def reported(viewer: Viewer) -> list[Complaint]:
    """Give what was reported in the viewer's area and not settled, oldest report first."""
    area = area_of(viewer)
    if not area:
        return []
    found: dict[tuple[str, int], Complaint] = {}
    for row in db.session.execute(_reports(area).order_by(Report.reported_at, Report.id).limit(LISTED)):
        one = _said_of_reply(row) if row.reply_id else _said_of_question(row)
        key, is_own = (one.kind, one.id), viewer.id == (row.writer_id if row.reply_id else row.asker_id)
        before = found[key].reasons if key in found else ()
        found[key] = Complaint(one, row.question_id, (*before, row.reason), is_own)
    return list(found.values())


def waiting_for(viewer: Viewer) -> Waiting:
    """Count what `unanswered` and `reported` list, with one statement; none for people who answer nowhere."""
    area = area_of(viewer)
    if not area:
        return Waiting(0, 0)
    reports = _reports(area).subquery()
    found = db.session.execute(
        select(
            select(func.count()).select_from(_questions().where(_within(area), _is_open()).subquery()).scalar_subquery(),
            select(func.count(reports.c.about_question.distinct())).scalar_subquery(),
            select(func.count(reports.c.reply_id.distinct())).scalar_subquery(),
        )
    ).one()
    return Waiting(found[0], found[1] + found[2])


_writer, _home = aliased(Person), aliased(Kelurahan)


_ASKED = (
    Question.id.label("question_id"),
    Question.lesson_id,
    Question.kelurahan_id,
    Question.text,
    Question.asked_at,
    Question.hidden_at,
    Person.id.label("asker_id"),
    Person.name,
    Person.honorific,
    Person.left_at,
    Kelurahan.name.label("place"),
    Kelurahan.city_id,
)
_REPLIED = (
    Reply.id.label("reply_id"),
    Reply.text.label("reply_text"),
    Reply.replied_at,
    Reply.hidden_at.label("reply_hidden_at"),
    _writer.id.label("writer_id"),
    _writer.name.label("writer_name"),
    _writer.honorific.label("writer_honorific"),
    _writer.left_at.label("writer_left_at"),
    _home.name.label("writer_place"),
)


def _questions() -> Select[*tuple[Any, ...]]:
    return (
        select(*_ASKED)
        .select_from(Question)
        .join(Person, Question.person_id == Person.id)
        .outerjoin(Kelurahan, Question.kelurahan_id == Kelurahan.id)
    )


def _reports(area: Area) -> Select[*tuple[Any, ...]]:
    """Every open report of an area with what it is about: the question's columns, and the reply's where it is a reply."""
    return (
        select(*_ASKED, *_REPLIED, Report.reason, Report.question_id.label("about_question"))
        .select_from(Report)
        .outerjoin(Reply, Report.reply_id == Reply.id)
        .join(Question, Question.id == func.coalesce(Report.question_id, Reply.question_id))
        .join(Person, Question.person_id == Person.id)
        .outerjoin(Kelurahan, Question.kelurahan_id == Kelurahan.id)
        .outerjoin(_writer, Reply.person_id == _writer.id)
        .outerjoin(_home, _writer.kelurahan_id == _home.id)
        .where(Report.settled_at.is_(None), _within(area))
    )


def _published() -> list[str]:
    return [lesson.id for course in catalog().courses for lesson in course.lessons]


def _within(area: Area) -> ColumnElement[bool]:
    """Give the condition of `Area.covers` for questions of lessons that are published today."""
    within = [Question.kelurahan_id.in_(sorted(area.kelurahan_ids)), Kelurahan.city_id.in_(sorted(area.city_ids))]
    if area.city_ids:
        within.append(Question.kelurahan_id.is_(None))
    return Question.lesson_id.in_(_published()) & or_(*within)


def _is_open() -> ColumnElement[bool]:
    answered = select(Reply.id).where(Reply.question_id == Question.id, Reply.hidden_at.is_(None)).exists()
    return Question.hidden_at.is_(None) & Person.left_at.is_(None) & ~answered


def _threads(rows: Sequence[Row[*tuple[Any, ...]]]) -> list[Thread]:
    replies: dict[int, list[Said]] = defaultdict(list)
    if rows:
        wanted = (
            select(Reply.question_id, *_REPLIED)
            .select_from(Reply)
            .join(_writer, Reply.person_id == _writer.id)
            .outerjoin(_home, _writer.kelurahan_id == _home.id)
            .where(Reply.question_id.in_([row.question_id for row in rows]))
            .order_by(Reply.replied_at, Reply.id)
        )
        for row in db.session.execute(wanted):
            replies[row.question_id].append(_said_of_reply(row))
    return [_thread(row, tuple(replies[row.question_id])) for row in rows]


def _thread(row: Row[*tuple[Any, ...]], replies: tuple[Said, ...]) -> Thread:
    return Thread(_said_of_question(row), row.lesson_id, row.kelurahan_id, row.city_id, replies)


def _said_of_question(row: Row[*tuple[Any, ...]]) -> Said:
    name = _called(row.name, row.honorific, row.left_at)
    return Said("pertanyaan", row.question_id, name, row.place or "", row.text, row.asked_at, row.hidden_at is not None)


def _said_of_reply(row: Row[*tuple[Any, ...]]) -> Said:
    name = _called(row.writer_name, row.writer_honorific, row.writer_left_at)
    is_hidden = row.reply_hidden_at is not None
    return Said("jawaban", row.reply_id, name, row.writer_place or "", row.reply_text, row.replied_at, is_hidden)


def _called(name: str, honorific: Honorific, left_at: datetime | None) -> str:
    return "" if left_at else called(name, honorific)


def _emptied(said: Said) -> Said:
    return replace(said, text="") if said.is_hidden else said
