"""Practical work handed in and judged, practical checks at the start, and the levels that follow from both."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from random import Random
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import insert, select

from lms.accounts.models import Person
from lms.catalog.queries import PublishedLesson, catalog
from lms.competency.actions.appraising import appraise
from lms.competency.models import Confirmation, Deed, DeedKind, Domain, LevelRecord, Occasion, PracticalCheck
from lms.competency.queries.evidence import domain_of
from lms.competency.rules.levels import ABLE, CONFIRMERS_NEEDED
from lms.competency.rules.model import practical_checks
from lms.db import db
from lms.files.storage import storage
from lms.learning.models import Event, EventKind, LessonState
from lms.sample.actions.groups import FilledGroup
from lms.sample.rules.people import SEED
from lms.sample.rules.photos import drawn_photo
from lms.sample.rules.works import (
    FINALS,
    LINK,
    OTHER,
    PRACTICE_LESSON,
    REPAIR,
    REPAIR_SHARE,
    SEEN_TWICE,
    WAITING_SHARE,
    Words,
    passing,
    seen_by_another,
)
from lms.submissions.actions.uploads import keep
from lms.submissions.models import Attachment, FileKind, PeopleShown, Review, Verdict, Version, Work
from lms.web.pages import stable_key

JUDGED_AFTER = timedelta(hours=31)
CHECKED = 0.6
"""The share of officers whose first practical checks were done."""
MOVERS = 4
"""In so many kelurahan somebody has come to the highest level in video."""
DEEDS = ("Video kerja bakti di halaman kelurahan", "Video jadwal posyandu di grup KIM")
CHECKED_DOMAINS = (Domain.K2, Domain.K5)


@dataclass(frozen=True, slots=True)
class Said:
    """What an assessor decided and said."""

    by: Person
    verdict: Verdict
    points: dict[str, Any]
    words: Words


def prove(filled: Sequence[FilledGroup], assessors: Sequence[Person], *, at: datetime) -> None:
    """Write everything that proves what people can do, in the order in which it happened: checks, work, deeds."""
    _check_beginners(filled)
    _appraise(select(PracticalCheck.done_at, PracticalCheck.person_id, PracticalCheck.domain))
    _hand_in(assessors)
    _hand_in_practice((person for one in filled for _, person in one.people), assessors, at=at)
    db.session.flush()
    judged = select(Review.reviewed_at, Work.person_id, Work.course_id).join(Version, Version.work_id == Work.id)
    judged = judged.join(Review, Review.version_id == Version.id).where(Review.place == 1, Review.verdict == Verdict.PASSED)
    _appraise(judged)
    _move_others(filled, assessors[0], at=at)


def _hand_in(assessors: Sequence[Person]) -> None:
    """Write the work behind every final task that was passed; now and then a second assessor saw it too."""
    chance = Random(SEED + 3)  # noqa: S311  # invented work is no secret
    lessons = {lesson.id: lesson for course in catalog().courses for lesson in course.lessons if lesson.completion == "task"}
    done = select(Event).where(Event.kind == EventKind.DONE, Event.lesson_id.in_(lessons)).order_by(Event.received_at, Event.id)
    for event in db.session.scalars(done).all():
        lesson, moment = lessons[event.lesson_id], event.received_at - JUDGED_AFTER
        version = _version(chance, event.person_id, lesson, UUID(event.data["version"]), moment, helper_id=event.helper_id)
        points = passing(chance, (lesson.task or {})["criteria"])
        words = chance.choice(FINALS.get(lesson.course_id, OTHER).praise)
        first, second = chance.sample(assessors, 2)
        _review(version, Said(first, Verdict.PASSED, points, words), place=1, at=event.received_at)
        if chance.random() < SEEN_TWICE:
            said = Said(second, Verdict.PASSED, seen_by_another(chance, points), words)
            _review(version, said, place=2, at=event.received_at + JUDGED_AFTER)


def _hand_in_practice(people: Iterable[Person], assessors: Sequence[Person], *, at: datetime) -> None:
    """Let some who are in the middle of the first course have handed in a practice these days; most of it waits."""
    chance = Random(SEED + 4)  # noqa: S311  # invented work is no secret
    lesson = next((item for course in catalog().courses for item in course.lessons if item.id == PRACTICE_LESSON), None)
    if lesson is None:
        return
    done = set(db.session.scalars(select(LessonState.person_id).where(LessonState.lesson_id == lesson.id)))
    finished = set(db.session.scalars(select(Work.person_id).where(Work.course_id == lesson.course_id)))
    for person in people:
        if person.id not in done - finished or chance.random() > WAITING_SHARE:
            continue
        moment = at - timedelta(hours=chance.randint(3, 90))
        version = _version(chance, person.id, lesson, stable_key("sample practice", person.id), moment, helper_id=None)
        if chance.random() < REPAIR_SHARE:
            _review(version, Said(assessors[0], Verdict.REPAIR, {}, REPAIR), place=1, at=moment + timedelta(hours=2))
        else:
            version.waiting_since = moment
        _add_photo(chance, version, at=moment)


def _add_photo(chance: Random, version: Version, *, at: datetime) -> None:
    kept = keep(FileKind.PHOTO, BytesIO(drawn_photo(chance)), storage())
    db.session.flush()  # the version must be there for what belongs to it
    db.session.add(
        Attachment(
            id=kept.id,
            person_id=version.work.person_id,
            lesson_id=version.work.lesson_id,
            version_id=version.id,
            position=0,
            kind=kept.kind,
            media_type=kept.media_type,
            size=kept.size,
            made_at=at,
        )
    )


def _check_beginners(filled: Iterable[FilledGroup]) -> None:
    """Write the first practical checks of some officers, in their first days, with the chair beside."""
    chance, rows = Random(SEED + 5), []  # noqa: S311  # invented checks are no secret
    for one in filled:
        chair, *others = one.officers
        for person in others:
            if chance.random() < CHECKED:
                moment = max(chair.joined_at, person.joined_at) + timedelta(days=chance.randint(1, 5))
                rows += [_check(chance, person.id, domain, chair.id, moment) for domain in CHECKED_DOMAINS]
    if rows:
        db.session.execute(insert(PracticalCheck), rows)


def _appraise(found: Any) -> None:
    """Record the levels that the evidence supports, each at the moment of its last piece.

    found: the moment of each piece, whose it is, and its domain or the course that names one.
    """
    latest: dict[tuple[int, Domain], datetime] = {}
    for moment, person_id, place in db.session.execute(found):
        domain = place if isinstance(place, Domain) else domain_of(place)
        if domain:
            latest[person_id, domain] = max(moment, latest.get((person_id, domain), moment))
    for (person_id, domain), moment in sorted(latest.items()):
        appraise(person_id, domain, by_id=None, at=moment)


def _move_others(filled: Sequence[FilledGroup], assessor: Person, *, at: datetime) -> None:
    """Let a few who are able in video have published two pieces that two others saw."""
    for one in filled[:MOVERS]:
        people = [person.id for person in one.officers]
        able = select(LevelRecord.person_id).where(LevelRecord.domain == Domain.K2, LevelRecord.level == ABLE)
        mover = db.session.scalars(able.where(LevelRecord.is_current, LevelRecord.person_id.in_(people))).first()
        if mover is None:
            continue
        others = [person for person in people if person != mover][:CONFIRMERS_NEEDED]
        for number, title in enumerate(DEEDS, start=1):
            key, moment = stable_key("sample deed", mover, number), at - timedelta(days=4 * number)
            told = {"person_id": mover, "domain": Domain.K2, "kind": DeedKind.PUBLISHED, "title": title, "link": None}
            when = {"happened_on": moment.date(), "told_at": moment, "accepted_by_id": assessor.id, "accepted_at": moment}
            db.session.add(Deed(id=key, **told, **when))
            db.session.flush()
            db.session.add_all(Confirmation(deed_id=key, person_id=person, confirmed_at=moment) for person in others)
        db.session.flush()
        appraise(mover, Domain.K2, by_id=assessor.id, at=at - timedelta(days=3))


def _version(
    chance: Random, person_id: int, lesson: PublishedLesson, key: UUID, moment: datetime, *, helper_id: int | None
) -> Version:
    work = Work(person_id=person_id, course_id=lesson.course_id, lesson_id=lesson.id, opened_at=moment)
    task = lesson.task or {}
    number = chance.randint(100, 999)
    answers = FINALS.get(lesson.course_id, OTHER)
    people = answers.people if lesson.completion == "task" else ""
    seen = {"ticked": list(range(len(task["checklist"]))), "note": "Dikerjakan bersama."} if helper_id else None
    version = Version(
        id=key,
        work=work,
        number=1,
        revision_id=lesson.revision_id,
        helper_id=helper_id,
        link=LINK.format(number=number) if "link" in task["evidence"] else None,
        text=chance.choice(answers.texts) if "text" in task["evidence"] else None,
        observation=seen,
        people=PeopleShown.ADULTS if people else PeopleShown.NOBODY,
        people_note=people or None,
        handed_in_at=moment,
    )
    db.session.add(version)
    return version


def _review(version: Version, said: Said, *, place: int, at: datetime) -> None:
    db.session.add(
        Review(
            id=uuid5(version.id, f"sample review {place}"),
            version=version,
            assessor_id=said.by.id,
            place=place,
            verdict=said.verdict,
            points=said.points,
            good=said.words.good,
            following=said.words.following,
            reviewed_at=at,
        )
    )


def _check(chance: Random, person_id: int, domain: Domain, observer_id: int, moment: datetime) -> dict[str, Any]:
    outcomes = {item.id: chance.choice(("alone", "helped", "helped", "not_yet")) for item in practical_checks()[domain].items}
    return {
        "id": stable_key("sample practical check", person_id, domain),
        "person_id": person_id,
        "domain": domain,
        "occasion": Occasion.START,
        "observer_id": observer_id,
        "outcomes": outcomes,
        "note": None,
        "done_at": moment,
    }
