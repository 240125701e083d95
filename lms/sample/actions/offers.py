"""The offers of the sample city's young people, with everybody's answers."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from lms.accounts.models import Person
from lms.db import db
from lms.learning.models import CourseCompletion
from lms.sample.actions.groups import FilledGroup
from lms.sample.rules.applications import Applied, applications
from lms.sample.rules.groups import CACABAN, WATES
from lms.sample.rules.people import Inventor
from lms.volunteering.actions import answering, guardians, signup, training
from lms.volunteering.actions.needs import Call, publish
from lms.volunteering.models import Application, NeedRole, State
from lms.volunteering.queries.applications import training_left

TALK_AFTER = timedelta(hours=20)


def answer_applications(inventor: Inventor, active: dict[str, FilledGroup], agency: Person) -> list[Person]:
    """Send every application and answer those that have an answer; gives the volunteers who were taken in."""
    volunteers = []
    for applied in applications(inventor):
        filled = active.get(applied.story.place)
        person_id = _apply(applied, answered_by=filled.officers[0] if filled else agency)
        if person_id:
            volunteers.append(db.session.get_one(Person, person_id))
    return volunteers


def _apply(applied: Applied, *, answered_by: Person) -> int | None:
    """Let one offer go its way; gives the volunteer's person id once taken in."""
    draft = signup.save_answers(None, vars(applied.answers), at=applied.sent_at)
    db.session.flush()  # sending erases the draft, which must be in the table for that
    application = signup.apply(draft, at=applied.sent_at)
    if applied.agreed_at:
        guardians.agree(application, at=applied.agreed_at)
    if applied.answered_at is None:
        return None
    by_id, reply, at = answered_by.id, applied.story.reply, applied.answered_at
    if applied.story.reason:
        answering.decline(application, by_id=by_id, reason=applied.story.reason, reply=reply, at=at)
        return None
    answering.invite(application, by_id=by_id, talk_at=at + TALK_AFTER, place="Balai kelurahan", at=at)
    answering.accept(application, by_id=by_id, reference="Ketua RT", reply=reply, at=at + TALK_AFTER)
    return application.person_id


def appoint_mentors(cast: dict[str, Person], active: dict[str, FilledGroup], *, at: datetime) -> dict[str, Person]:
    """Let the volunteers who have finished their course sit beside people; gives the first ones of Wates and Cacaban."""
    taken_in = select(Application).where(Application.state == State.ORIENTATION, Application.kelurahan_id.is_not(None))
    mentors = []
    for application in db.session.scalars(taken_in.order_by(Application.id)).all():
        if application.person_id and not training_left(application.person_id):
            trained_at = _trained_at(application) or at
            training.agree_to_conduct(application, at=trained_at)
            training.appoint_mentor(application, by_id=cast["agency"].id, at=trained_at)
            mentors.append(db.session.get_one(Person, application.person_id))
    mentors = [person for person in mentors if person not in cast.values()]
    return {"mentor": first_of(mentors, active[WATES]), "mentor_other": first_of(mentors, active[CACABAN])}


def _trained_at(application: Application) -> datetime | None:
    """Give when a volunteer finished the last course they finished."""
    return db.session.scalar(
        select(func.max(CourseCompletion.completed_at)).where(CourseCompletion.person_id == application.person_id)
    )


def first_of(volunteers: list[Person], filled: FilledGroup) -> Person:
    """Give the first of some volunteers who lives where a group is."""
    return next(person for person in volunteers if person.kelurahan_id == filled.group.kelurahan_id)


def publish_needs(active: dict[str, FilledGroup], *, at: datetime) -> None:
    """Let the chairs of Wates and Cacaban publish what their groups are missing; elsewhere it stays a proposal."""
    call = Call(wanted=None, hours_a_month=4, gain="", skills=["hp", "video"], times=[], until=None)
    for slug in (WATES, CACABAN):
        filled = active[slug]
        for role in NeedRole:
            publish(filled.group.id, role, call, seen_at=None, by_id=filled.officers[0].id, at=at)
