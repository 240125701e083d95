"""Applying and answering, where the pages do not reach."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.audit.models import Entry
from lms.clock import now
from lms.db import db
from lms.volunteering import actions, queries
from lms.volunteering.models import Application, Draft, Reason, State
from tests.conftest import NOON
from tests.factories.people import a_coordinator, an_application

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
    draft = actions.save_answers(None, ANSWERS | changes, at=at)
    db.session.flush()
    return draft


def test_a_draft_becomes_one_application_and_is_gone(wates):
    application = actions.apply(a_draft(), at=NOON)

    assert (application.kelurahan_id, application.age, application.state) == (wates.id, 25, State.WAITING)
    assert db.session.scalars(select(Draft)).all() == []
    assert db.session.scalars(select(Entry.action)).all() == ["apply"]


def test_the_lower_of_two_ages_is_kept(wates):
    assert actions.apply(a_draft(birth_year=1990), at=NOON).age == 35


def test_unanswered_questions_stop_it(wates):
    with pytest.raises(actions.CannotApply, match="belum dijawab"):
        actions.apply(a_draft(name=""), at=NOON)


def test_children_are_stopped_again_at_the_end(wates):
    with pytest.raises(actions.CannotApply, match="15 tahun"):
        actions.apply(a_draft(birth_year=2014, guardian_name="Bu Tini", guardian_whatsapp="+6281234567891"), at=NOON)


def test_a_kelurahan_that_is_not_there_stops_it(wates):
    with pytest.raises(actions.CannotApply, match="Kelurahan"):
        actions.apply(a_draft(kelurahan="hilang"), at=NOON)


def test_outside_the_city_is_a_place_too(wates):
    assert actions.apply(a_draft(kelurahan="luar-kota"), at=NOON).kelurahan_id is None


def test_another_year_of_birth_opens_the_birthday_question_again(wates):
    draft = a_draft(birth_year=2008, had_birthday=True)

    actions.save_answers(draft, {"birth_year": 2011}, at=NOON)

    assert queries.answers_of(draft).had_birthday is None


def test_a_draft_is_forgotten_after_thirty_days(app, wates):
    kept, old = a_draft(at=now() - timedelta(days=29)), a_draft(at=now() - timedelta(days=31))
    db.session.commit()

    assert queries.draft(kept.id, at=now(), kept_days=30)
    assert queries.draft(old.id, at=now(), kept_days=30) is None
    assert queries.draft(None, at=now(), kept_days=30) is None
    assert app.test_cli_runner().invoke(args=["volunteering", "erase-drafts"]).output == "1 drafts erased.\n"


def test_nobody_is_accepted_before_the_guardian(wates):
    application = an_application(wates, age=16, state=State.GUARDIAN)

    with pytest.raises(actions.CannotDecide, match="wali"):
        actions.accept(application, by_id=a_coordinator(wates).id, reply="", at=NOON)


def test_an_answer_is_given_once(wates):
    application, coordinator = an_application(wates), a_coordinator(wates)
    actions.accept(application, by_id=coordinator.id, reply="", at=NOON)

    with pytest.raises(actions.CannotDecide, match="baru saja dijawab"):
        actions.decline(application, by_id=coordinator.id, reason=Reason.FULL, reply="", at=NOON)


def test_somebody_faster_in_another_session_wins(wates):
    application, coordinator = an_application(wates), a_coordinator(wates)
    db.session.commit()
    _ = application.state
    db.session.execute(
        Application.__table__.update().where(Application.id == application.id).values(state=State.DECLINED)
    )  # behind the back of the loaded object, as another process would

    with pytest.raises(actions.CannotDecide, match="baru saja dijawab orang lain"):
        actions.accept(application, by_id=coordinator.id, reply="", at=NOON)


def test_another_reason_needs_words(wates):
    with pytest.raises(actions.CannotDecide, match="kata-kata sendiri"):
        actions.decline(an_application(wates), by_id=a_coordinator(wates).id, reason=Reason.OTHER, reply="", at=NOON)


def test_an_adults_application_needs_no_guardian(wates):
    with pytest.raises(actions.CannotDecide, match="tidak diperlukan"):
        actions.agree_as_guardian(an_application(wates), at=NOON)


def test_a_guardian_cannot_refuse_what_is_running(wates):
    with pytest.raises(actions.CannotDecide, match="sudah berjalan"):
        actions.refuse_as_guardian(an_application(wates, age=16), at=NOON)


def test_a_decision_leaves_a_trail_without_names(wates):
    coordinator = a_coordinator(wates)

    actions.decline(an_application(wates), by_id=coordinator.id, reason=Reason.FULL, reply="Maaf ya.", at=NOON)
    db.session.flush()

    entry = db.session.scalars(select(Entry)).one()
    assert (entry.action, entry.actor_id) == ("decline", coordinator.id)
    assert entry.details == {"came_from": "waiting", "to": "declined", "reason": "full"}
