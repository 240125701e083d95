"""What the people of the sample city hand in: it fits its task, what is said of it fits, and somebody may judge it."""

import pytest
from sqlalchemy import select

from lms.accounts.current import Grant, Viewer
from lms.accounts.models import Person, Role, RoleGrant
from lms.catalog.queries import catalog
from lms.db import db
from lms.sample.rules.works import FINALS, OTHER, PRACTICE_LESSON, REPAIR
from lms.submissions.models import PeopleShown, Review, Verdict, Version
from lms.submissions.permissions import can_judge

AGAIN = "kirim lagi"


def lessons():
    return {lesson.id: lesson for course in catalog().courses for lesson in course.lessons}


def assessors():
    """Give everybody who judges, with the role they hold."""
    grants = db.session.scalars(select(RoleGrant)).all()
    judging = {grant.person_id for grant in grants if grant.role is Role.ASSESSOR}
    return [
        Viewer(
            person.id,
            1,
            person.name,
            person.honorific,
            None,
            tuple(Grant(one.role, one.city_id, one.kelurahan_id, None, None) for one in grants if one.person_id == person.id),
        )
        for person in db.session.scalars(select(Person).where(Person.id.in_(judging)))
    ]


def test_every_course_has_answers_to_its_final_task(sample):
    finals = {lesson.course_id: lesson for lesson in lessons().values() if lesson.completion == "task"}

    assert set(FINALS) == set(finals)
    for course_id, lesson in finals.items():
        assert bool(FINALS[course_id].texts) == ("text" in lesson.task["evidence"])
    assert PRACTICE_LESSON in lessons()


@pytest.mark.parametrize("answers", [*FINALS.values(), OTHER])
def test_praise_never_asks_for_the_work_again(answers):
    assert not any(AGAIN in words.good + words.following for words in answers.praise)


def test_a_repair_says_what_to_send_again():
    assert AGAIN in REPAIR.following
    assert AGAIN not in REPAIR.good


def test_what_is_handed_in_fits_its_task(sample):
    known = lessons()

    for version in db.session.scalars(select(Version)):
        lesson = known[version.work.lesson_id]
        evidence = lesson.task["evidence"]
        assert not version.text or "text" in evidence
        assert not version.link or "link" in evidence
        assert not version.text or version.text in FINALS[lesson.course_id].texts
        assert (version.people is PeopleShown.NOBODY) == (version.people_note is None)


def test_what_is_said_fits_the_verdict_and_the_task(sample):
    for review in db.session.scalars(select(Review)):
        course_id, said = review.version.work.course_id, (review.good, review.following)
        praise = [(words.good, words.following) for words in FINALS[course_id].praise]
        assert said in (praise if review.verdict is Verdict.PASSED else [(REPAIR.good, REPAIR.following)])


def test_all_that_waits_has_an_assessor_who_may_judge_it(sample):
    people = assessors()
    waiting = db.session.scalars(select(Version).where(Version.waiting_since.is_not(None))).all()

    assert waiting
    for version in waiting:
        assert any(can_judge(viewer, version.work) for viewer in people), version.work_id


def test_nobody_judged_whom_they_may_not(sample):
    people = {viewer.id: viewer for viewer in assessors()}

    for review in db.session.scalars(select(Review)):
        assert can_judge(people[review.assessor_id], review.version.work)
