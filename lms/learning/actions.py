"""Adding to the learning record, and making its folds anew."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID, uuid4, uuid5

from flask_babel import gettext as _
from sqlalchemy import bindparam, delete, func, insert, inspect, select, text

from lms.accounts.models import Person
from lms.audit.actions import record as record_audit
from lms.catalog.models import Release, Revision
from lms.catalog.queries import PublishedCourse, PublishedLesson
from lms.db import connection, db, insert_once, upsert
from lms.errors import Refused
from lms.learning import queries, rules
from lms.learning.models import CourseCompletion, Event, EventKind, LessonState, course_completed

FOLDED = (Event.__tablename__, LessonState.__tablename__, CourseCompletion.__tablename__)
"""The record and what is folded from it, in the order in which a finished lesson writes them."""


class CannotRecord(Refused):
    """What was sent does not belong to this person or lesson."""


@dataclass(frozen=True)
class Recorded:
    """What a saved answer led to."""

    is_new: bool
    """False when the same answer had arrived before."""
    has_completed: bool
    """Whether the course is complete now."""
    counts: bool
    """Whether the lesson is done now; not when it was published anew, to be done again, since the answer's page was opened."""


@dataclass(frozen=True)
class Answer:
    """What a form or a device sends when somebody has finished a lesson."""

    key: UUID
    """Made by the form or the device; the same answer sent again has the same one."""
    revision_number: int
    """The revision that was read."""
    happened_at: datetime | None = None
    """By the device's clock; None: the moment of arrival."""
    helper_id: int | None = None
    """Who held the telephone, when it was somebody else."""
    data: Mapping[str, Any] = field(default_factory=dict)
    """How the lesson's rule was met, for example `{"by": "quiz", "attempt": "…"}`; kept with the event."""


def finish_lesson(course: PublishedCourse, lesson: PublishedLesson, person_id: int, *, answer: Answer, at: datetime) -> Recorded:
    """Record that a person has finished a lesson, once, and complete the course with its last required lesson.

    The same answer sent again changes nothing. Raises CannotRecord for a key that belongs to other work, or a
    revision the lesson never had.
    """
    place = Place(course.id, lesson.id, _revision_id(lesson, answer.revision_number))
    values = _event(place, person_id, EventKind.DONE, answer, at)
    is_new = _add(values)
    record = queries.record_of(person_id, course.id)
    if not is_new:
        _refuse_foreign_key(answer.key, lesson.id, record.events)
        is_new = _add_after_revocation(values, record.events)
        record = queries.record_of(person_id, course.id) if is_new else record
    states = rules.fold(record.events)
    state = states.get(lesson.id)
    if is_new and state:
        _save_state(person_id, course.id, lesson.id, state)
    completed = _earned(course, record, states)
    if completed:
        _save_completions([(person_id, course.id, completed)])
        course_completed.send(person_id, course_id=course.id, at=at)
    return Recorded(is_new, completed is not None, state is not None and state.revision_number >= lesson.counts_from)


def _earned(course: PublishedCourse, record: queries.Record, states: Mapping[str, rules.State]) -> rules.Completion | None:
    """Give the completion that follows from a record that is held: exactly what a rebuild would find.

    Where this process has not heard of the newest release, or the release came while the answer was waiting, all
    releases are read and gone through.
    """
    moment = max(event.received_at for event in record.events)
    if record.release_id == course.release_id and course.published_at <= moment:
        return rules.step(None, states, queries.edition_of(course), moment)
    return rules.completion(record.events, queries.editions()[course.id])


@dataclass(frozen=True)
class Place:
    """Where in the courses something happened: published now or long ago."""

    course_id: str
    lesson_id: str
    revision_id: int


def note(place: Place, person_id: int, kind: EventKind, *, answer: Answer, at: datetime) -> bool:
    """Add something that happened in a lesson without finishing it, once; tells whether it is new."""
    return _add(_event(place, person_id, kind, answer, at))


def revoke_lesson(
    course: PublishedCourse, lesson: PublishedLesson, person_id: int, *, reason: str, by_id: int | None, at: datetime
) -> None:
    """Take back that a person has finished a lesson, with the reason; a completion that rests on it ends too.

    Raises CannotRecord without a reason, for somebody unknown, and for a lesson that is not finished.
    """
    if not reason.strip():
        raise CannotRecord(_("Tuliskan alasannya."))
    _hold(person_id)
    if lesson.id not in rules.fold(queries.record_of(person_id, course.id).events):
        raise CannotRecord(_("Orang ini belum menyelesaikan pelajaran itu. Tidak ada yang bisa dibatalkan."))
    taken_back = Answer(uuid4(), lesson.revision_number, data={"reason": reason, "by": by_id})
    note(Place(course.id, lesson.id, lesson.revision_id), person_id, EventKind.REVOKED, answer=taken_back, at=at)
    events = queries.record_of(person_id, course.id).events
    if lesson.id not in rules.fold(events):
        db.session.execute(delete(LessonState).where(LessonState.person_id == person_id, LessonState.lesson_id == lesson.id))
    saved = db.session.get(CourseCompletion, (person_id, course.id))
    before = rules.Completion(saved.release_id, tuple(saved.lesson_ids), saved.completed_at) if saved else None
    after = rules.completion(events, queries.editions()[course.id])
    if saved and after != before:
        db.session.delete(saved)
        db.session.flush()  # the key must be free for a completion that still holds
    if after:
        _save_completions([(person_id, course.id, after)])
    record_audit("revoke", "lesson", f"{person_id}:{lesson.id}", actor_id=by_id, at=at)


def complete_after_release(course_id: str, *, at: datetime) -> None:
    """Complete a course for people who, by a release that asks for less, have now done all of it.

    Publishing holds the course. What was recorded while it waited was judged without the release, so the release counts
    from the moment after.
    """
    newest = db.session.scalar(select(func.max(Event.received_at)).where(Event.course_id == course_id))
    if newest and newest >= at:
        at = newest + timedelta(microseconds=1)
        release = select(Release).where(Release.course_id == course_id).order_by(Release.number.desc()).limit(1)
        db.session.scalars(release).one().published_at = at
        db.session.flush()  # the editions are read from the table
    edition = queries.editions()[course_id][-1]
    wanted = [lesson_id for lesson_id, _number in edition.counts_from]
    close = db.session.scalars(
        select(LessonState.person_id)
        .where(LessonState.course_id == course_id, LessonState.lesson_id.in_(wanted))
        .group_by(LessonState.person_id)
        .having(func.count() == len(wanted))
        .order_by(LessonState.person_id)
    ).all()
    found = [
        (person_id, rules.step(None, rules.fold(queries.record_of(person_id, course_id).events), edition, at))
        for person_id in close
    ]
    _save_completions([(person_id, course_id, earned) for person_id, earned in found if earned])
    for person_id, earned in found:
        if earned:
            course_completed.send(person_id, course_id=course_id, at=at)


@dataclass(frozen=True)
class Rebuilt:
    """How many rows a rebuild wrote."""

    states: int
    completions: int


def rebuild() -> Rebuilt:
    """Make all states and completions anew from the events; on an intact record nothing changes.

    Whoever finishes a lesson meanwhile waits until the end of the transaction.
    """
    if connection().dialect.name == "postgresql":  # SQLite lets one transaction write at a time anyway
        db.session.execute(text(f"LOCK TABLE {', '.join(FOLDED)} IN EXCLUSIVE MODE"))
    db.session.execute(delete(LessonState))
    db.session.execute(delete(CourseCompletion))
    editions = queries.editions()
    states: list[dict[str, Any]] = []
    completions: list[tuple[int, str, rules.Completion]] = []
    for (person_id, course_id), happened in queries.events_of_all().items():
        states += [_state_values(person_id, course_id, lesson_id, state) for lesson_id, state in rules.fold(happened).items()]
        earned = rules.completion(happened, editions[course_id])
        completions += [(person_id, course_id, earned)] if earned else []
    if states:
        db.session.execute(insert(LessonState), states)
    _save_completions(completions)
    return Rebuilt(len(states), len(completions))


def _event(place: Place, person_id: int, kind: EventKind, answer: Answer, at: datetime) -> dict[str, Any]:
    return {
        "id": answer.key,
        "person_id": person_id,
        "helper_id": answer.helper_id,
        "course_id": place.course_id,
        "lesson_id": place.lesson_id,
        "revision_id": place.revision_id,
        "kind": kind,
        "data": dict(answer.data),
        "happened_at": min(answer.happened_at or at, at),  # a clock that runs ahead is set right
        "received_at": at,
    }


def _hold(person_id: int) -> None:
    """Let nobody else add to a person's record until the end of the transaction; raises CannotRecord for nobody."""
    held = select(Person.id).where(Person.id == person_id).with_for_update(key_share=True)
    if connection().scalar(held) is None:
        raise CannotRecord(_("Orang ini tidak ada dalam daftar."))


def _add(values: dict[str, Any]) -> bool:
    """Insert an event unless its key is taken; locks the person, so that two devices cannot both miss a completion.

    The event's reference to its course makes it wait for a release that is being published.
    """
    here = connection()
    return here.scalar(_adding(here.dialect.name), values) is not None


@cache
def _adding(dialect: str) -> Any:
    """Build the statement of _add once for each kind of database."""
    columns = inspect(Event).local_table.columns
    chosen = select(*(bindparam(column.key, type_=column.type) for column in columns))
    locked = chosen.select_from(Person).where(Person.id == bindparam("person_id")).with_for_update(key_share=True)
    names = [column.key for column in columns]
    return upsert(Event, dialect).from_select(names, locked).on_conflict_do_nothing().returning(columns["id"])


def _add_after_revocation(values: dict[str, Any], events: list[rules.Happened]) -> bool:
    """Let somebody whose lesson was taken back finish it again, although the form makes the same key."""
    revocations = [event for event in events if event.kind is EventKind.REVOKED and event.lesson_id == values["lesson_id"]]
    if not revocations or values["lesson_id"] in rules.fold(events):
        return False
    last = max(revocations, key=lambda event: event.happened_at)
    return _add(values | {"id": uuid5(values["id"], str(last.id))})


def _refuse_foreign_key(event_id: UUID, lesson_id: str, events: list[rules.Happened]) -> None:
    if not any(event.id == event_id and event.lesson_id == lesson_id for event in events):
        raise CannotRecord(_("Jawaban ini tidak cocok dengan pelajarannya. Buka lagi pelajarannya, lalu tekan sekali lagi."))


def _revision_id(lesson: PublishedLesson, number: int) -> int:
    if number == lesson.revision_number:
        return lesson.revision_id
    found = connection().scalar(select(Revision.id).where(Revision.lesson_id == lesson.id, Revision.number == number))
    if found is None:
        raise CannotRecord(_("Pelajaran ini sudah berubah. Buka lagi pelajarannya, lalu tekan sekali lagi."))
    return found


def _state_values(person_id: int, course_id: str, lesson_id: str, state: rules.State) -> dict[str, Any]:
    return {
        "person_id": person_id,
        "lesson_id": lesson_id,
        "course_id": course_id,
        "revision_number": state.revision_number,
        "first_done_at": state.first_done_at,
        "last_done_at": state.last_done_at,
    }


def _save_state(person_id: int, course_id: str, lesson_id: str, state: rules.State) -> None:
    values = _state_values(person_id, course_id, lesson_id, state)
    here = connection()
    here.execute(_saving(here.dialect.name), values)


@cache
def _saving(dialect: str) -> Any:
    """Build the statement of _save_state once for each kind of database."""
    statement = upsert(LessonState, dialect)
    changes = {name: statement.excluded[name] for name in ("revision_number", "first_done_at", "last_done_at")}
    return statement.on_conflict_do_update(index_elements=["person_id", "lesson_id"], set_=changes)


def _save_completions(completions: list[tuple[int, str, rules.Completion]]) -> None:
    rows = [
        {
            "person_id": person_id,
            "course_id": course_id,
            "release_id": earned.release_id,
            "lesson_ids": list(earned.lesson_ids),
            "completed_at": earned.completed_at,
        }
        for person_id, course_id, earned in completions
    ]
    if rows:
        insert_once(CourseCompletion, rows)
