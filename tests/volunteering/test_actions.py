"""Applying and answering, where the pages do not reach."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from lms.accounts.models import Role, RoleGrant
from lms.accounts.queries import held_on
from lms.clock import now
from lms.db import db
from lms.kim.models import Position
from lms.kim.queries import membership_of
from lms.regions.models import Kelurahan
from lms.volunteering.actions import answering, erasing, guardians, ladder, moving, signup, staying, training
from lms.volunteering.models import Application, Draft, Reason, State, Transition
from lms.volunteering.queries import applications as queries
from lms.volunteering.rules import states
from tests.conftest import NOON
from tests.factories.people import a_coordinator, a_volunteer, an_application

ANSWERS = {
    "kelurahan": "wates",
    "birth_year": 2000,
    "times": ["sabtu"],
    "skills": ["video"],
    "name": "Dimas",
    "whatsapp": "+6281234567890",
    "agreed": True,
}


def a_draft(at=NOON, **changes):
    draft = signup.save_answers(None, ANSWERS | changes, at=at)
    db.session.flush()
    return draft


def test_a_draft_becomes_one_application_and_is_gone(wates):
    application = signup.apply(a_draft(), at=NOON)

    assert (application.kelurahan_id, application.age, application.state) == (wates.id, 25, State.WAITING)
    assert db.session.scalars(select(Draft)).all() == []
    assert moves(application) == [(None, State.WAITING)]


def test_the_lower_of_two_ages_is_kept(wates):
    assert signup.apply(a_draft(birth_year=1990), at=NOON).age == 35


def test_unanswered_questions_stop_it(wates):
    with pytest.raises(signup.CannotApply, match="belum dijawab"):
        signup.apply(a_draft(name=""), at=NOON)


def test_children_are_stopped_again_at_the_end(wates):
    with pytest.raises(signup.CannotApply, match="15 tahun"):
        signup.apply(a_draft(birth_year=2014, guardian_name="Bu Tini", guardian_whatsapp="+6281234567891"), at=NOON)


def test_a_kelurahan_that_is_not_there_stops_it(wates):
    with pytest.raises(signup.CannotApply, match="Kelurahan"):
        signup.apply(a_draft(kelurahan="hilang"), at=NOON)


def test_outside_the_city_is_a_place_too(wates):
    assert signup.apply(a_draft(kelurahan="luar-kota"), at=NOON).kelurahan_id is None


def test_another_year_of_birth_opens_the_birthday_question_again(wates):
    draft = a_draft(birth_year=2008, had_birthday=True)

    signup.save_answers(draft, {"birth_year": 2011}, at=NOON)

    assert queries.answers_of(draft).had_birthday is None


def test_a_draft_is_forgotten_after_thirty_days(app, wates):
    kept, old = a_draft(at=now() - timedelta(days=29)), a_draft(at=now() - timedelta(days=31))
    db.session.commit()

    assert queries.draft(kept.id, at=now(), kept_days=30)
    assert queries.draft(old.id, at=now(), kept_days=30) is None
    assert queries.draft(None, at=now(), kept_days=30) is None
    assert app.test_cli_runner().invoke(args=["volunteering", "tidy"]).output == "1 drafts and 0 people erased.\n"


def moves(application):
    found = select(Transition).where(Transition.application_id == application.id).order_by(Transition.id)
    return [(item.came_from, item.moved_to) for item in db.session.scalars(found)]


def accept(application, by, at=NOON):
    answering.accept(application, by_id=by.id, reference="Ketua RT", reply="", at=at)


def test_nobody_is_invited_or_declined_before_the_guardian(wates):
    application, officer = an_application(wates, age=16, state=State.GUARDIAN), a_coordinator(wates)

    with pytest.raises(answering.CannotDecide, match="wali"):
        answering.invite(application, by_id=officer.id, talk_at=NOON + timedelta(days=1), place="Balai", at=NOON)
    with pytest.raises(answering.CannotDecide, match="wali"):
        answering.decline(application, by_id=officer.id, reason=Reason.FULL, reply="", at=NOON)


def test_nobody_is_taken_in_without_a_talk(wates):
    with pytest.raises(moving.CannotMove, match="Langkah ini"):
        accept(an_application(wates), a_coordinator(wates))


def test_a_talk_lies_ahead_and_may_be_moved(wates):
    application, officer = an_application(wates), a_coordinator(wates)
    with pytest.raises(answering.CannotDecide, match="sudah lewat"):
        answering.invite(application, by_id=officer.id, talk_at=NOON, place="Balai", at=NOON)

    for days in (1, 2):
        answering.invite(application, by_id=officer.id, talk_at=NOON + timedelta(days=days), place="Balai", at=NOON)

    assert (application.state, application.interview_at) == (State.INTERVIEW, NOON + timedelta(days=2))
    assert application.answered_at == NOON
    assert moves(application) == [(None, State.WAITING), (State.WAITING, State.INTERVIEW)]


def test_an_answer_is_given_once(wates):
    application, coordinator = an_application(wates, state=State.INTERVIEW), a_coordinator(wates)
    accept(application, coordinator)

    with pytest.raises(moving.CannotMove, match="Langkah ini"):
        answering.decline(application, by_id=coordinator.id, reason=Reason.FULL, reply="", at=NOON)


def test_somebody_faster_in_another_session_wins(wates):
    application, coordinator = an_application(wates, state=State.INTERVIEW), a_coordinator(wates)
    db.session.commit()
    _ = application.state
    db.session.execute(
        Application.__table__.update().where(Application.id == application.id).values(state=State.DECLINED)
    )  # behind the back of the loaded object, as another process would

    with pytest.raises(moving.CannotMove, match="baru saja dijawab orang lain"):
        accept(application, coordinator)


def test_another_reason_needs_words(wates):
    with pytest.raises(answering.CannotDecide, match="kata-kata sendiri"):
        answering.decline(an_application(wates), by_id=a_coordinator(wates).id, reason=Reason.OTHER, reply="", at=NOON)


def test_an_adults_application_needs_no_guardian(wates):
    with pytest.raises(answering.CannotDecide, match="tidak diperlukan"):
        guardians.agree(an_application(wates), at=NOON)


def test_a_guardian_may_take_the_consent_back_at_any_time(wates):
    person = a_volunteer(wates, state=State.ACTIVE, age=16)
    application = queries.application_of(person.id)

    guardians.refuse(application, at=NOON)

    assert (application.state, application.name, application.guardian_name) == (State.ERASED, "", None)
    assert (person.name, person.left_at) == ("", NOON)
    assert states.standing(moves(application)) is State.ERASED
    with pytest.raises(answering.CannotDecide, match="sudah dihapus"):
        guardians.refuse(application, at=NOON)


def test_the_guardian_of_somebody_aged_17_is_told_and_may_confirm(wates):
    draft = a_draft(birth_year=2009, had_birthday=True, guardian_name="Bu Tini", guardian_whatsapp="+6281234567891")

    application = signup.apply(draft, at=NOON)
    guardians.agree(application, at=NOON)
    guardians.agree(application, at=NOON + timedelta(days=1))

    assert (application.state, application.guardian_agreed_at, application.waiting_since) == (State.WAITING, NOON, NOON)


def test_under_17_only_the_least_is_kept_until_the_guardian_agrees(wates):
    draft = a_draft(birth_year=2010, guardian_name="Bu Tini", guardian_whatsapp="+6281234567891")

    application = signup.apply(draft, at=NOON)

    assert (application.state, application.whatsapp, application.times, application.skills) == (State.GUARDIAN, "", [], [])


def test_an_expired_question_is_neither_answered_nor_kept(wates):
    application = an_application(wates, age=16, state=State.GUARDIAN, hours_ago=14 * 24)
    with pytest.raises(answering.CannotDecide, match="14 hari"):
        guardians.agree(application, at=now())

    assert erasing.erase_what_is_over(at=now()) == 1
    assert erasing.erase_what_is_over(at=now()) == 0
    assert (application.state, application.reason, application.name) == (State.ERASED, Reason.EXPIRED, "")


@pytest.mark.parametrize(("state", "days", "erased"), [(State.DECLINED, 89, 0), (State.DECLINED, 91, 1), (State.LEFT, 366, 1)])
def test_people_who_are_gone_are_erased_in_time(wates, state, days, erased):
    an_application(wates, state=state, hours_ago=days * 24)

    assert erasing.erase_what_is_over(at=now()) == erased


def test_a_reminder_is_kept_once(wates):
    application = an_application(wates, age=16, state=State.GUARDIAN)

    guardians.mark_reminded(application, at=NOON)
    guardians.mark_reminded(application, at=NOON + timedelta(days=1))

    assert application.guardian_reminded_at == NOON
    with pytest.raises(answering.CannotDecide, match="sudah menjawab"):
        guardians.mark_reminded(an_application(wates), at=NOON)


def test_the_trail_says_who_moved_it_and_why(wates):
    coordinator, application = a_coordinator(wates), an_application(wates)

    answering.decline(application, by_id=coordinator.id, reason=Reason.FULL, reply="Maaf ya.", at=NOON)

    last = db.session.scalars(select(Transition).order_by(Transition.id.desc())).first()
    assert (last.came_from, last.moved_to, last.actor_id) == (State.WAITING, State.DECLINED, coordinator.id)
    assert (last.at, last.reason) == (NOON, Reason.FULL)


def test_a_pause_has_an_end_within_90_days(wates):
    application = queries.application_of(a_volunteer(wates, state=State.ACTIVE).id)
    for days in (0, 91):
        with pytest.raises(staying.CannotPause, match="90 hari"):
            staying.pause(application, back_on=NOON.date() + timedelta(days=days), by_id=None, at=NOON)

    staying.pause(application, back_on=NOON.date() + timedelta(days=90), by_id=None, at=NOON)
    staying.come_back(application, by_id=None, at=NOON)

    assert (application.state, application.back_on) == (State.ACTIVE, None)


def test_a_suspended_volunteer_returns_to_where_they_stood(wates):
    application = queries.application_of(a_volunteer(wates, state=State.ACTIVE).id)
    officer = a_coordinator(wates)

    staying.suspend(application, by_id=officer.id, at=NOON)
    staying.restore(application, by_id=officer.id, at=NOON)

    assert application.state is State.ACTIVE
    assert states.standing(moves(application)) is State.ACTIVE


def test_who_is_restored_is_a_mentor_where_the_suspension_ended_it(wates, cacaban, magelang):
    application, officer = queries.application_of(a_volunteer(wates, state=State.ACTIVE).id), a_coordinator(wates)
    for place in (wates, cacaban):  # the second only today, for a senior of a neighbouring kelurahan
        training.appoint_mentor(application, by_id=officer.id, at=NOON - timedelta(days=place is wates), place=place)

    for days in (0, 3):
        staying.suspend(application, by_id=officer.id, at=NOON + timedelta(days=days))
        db.session.flush()
        assert not mentored(application, NOON + timedelta(days=days))
        staying.restore(application, by_id=officer.id, at=NOON + timedelta(days=days + 1))
        assert mentored(application, NOON + timedelta(days=days + 1)) == {"wates", "cacaban"}


def test_restoring_makes_nobody_a_mentor_who_was_none(wates):
    application, officer = queries.application_of(a_volunteer(wates).id), a_coordinator(wates)

    staying.suspend(application, by_id=officer.id, at=NOON)
    staying.restore(application, by_id=officer.id, at=NOON + timedelta(days=1))

    assert not mentored(application, NOON + timedelta(days=1))


def mentored(application, at):
    held = RoleGrant.person_id == application.person_id, RoleGrant.role == Role.MENTOR, held_on(at.date())
    return set(db.session.scalars(select(Kelurahan.slug).join(RoleGrant, RoleGrant.kelurahan_id == Kelurahan.id).where(*held)))


def test_leaving_ends_the_right_to_sit_beside_people(wates):
    application = queries.application_of(a_volunteer(wates).id)
    training.appoint_mentor(application, by_id=a_coordinator(wates).id, at=now())
    assert queries.is_mentor(application.person_id, wates.id, on=now().date())

    staying.leave(application, reason=Reason.TIME, by_id=None, at=now())

    assert not queries.is_mentor(application.person_id, wates.id, on=now().date())


def test_an_officer_is_made_by_asking_agreeing_and_a_decree(wates):
    person = a_volunteer(wates, state=State.FINISHED)
    application, chair = queries.application_of(person.id), a_coordinator(wates)
    with pytest.raises(ladder.CannotClimb, match="dua pasangan"):
        ladder.ask_for_office(application, on=NOON.date(), at=NOON)
    with pytest.raises(ladder.CannotClimb, match="belum meminta"):
        ladder.make_candidate(application, by_id=chair.id, at=NOON)
    for state in (State.PAIRED, State.ACTIVE, State.FINISHED):
        moving.move(application, state, by_id=None, at=NOON)

    ladder.ask_for_office(application, on=NOON.date(), at=NOON)
    ladder.make_candidate(application, by_id=chair.id, at=NOON)
    with pytest.raises(ladder.CannotClimb, match="belum tiba"):
        ladder.make_officer(application, decree="1/2026", starts_on=date(2999, 1, 1), by_id=chair.id, at=NOON)
    ladder.make_officer(application, decree="1/2026", starts_on=NOON.date(), by_id=chair.id, at=NOON)

    assert (application.state, application.decree) == (State.OFFICER, "1/2026")
    assert membership_of(person.id, on=NOON.date()).position is Position.OFFICER
