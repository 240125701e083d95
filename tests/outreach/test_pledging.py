"""Whom somebody will teach, what waits for them, and the lesson for who was not there."""

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest

from lms.accounts.actions import grant_role
from lms.accounts.models import Role
from lms.clock import now
from lms.db import db
from lms.learning.models import LessonState
from lms.outreach.actions import pledging
from lms.outreach.actions.pledging import After, CannotPledge, To
from lms.outreach.models.events import Presence
from lms.outreach.models.invitations import Answer, GuestAnswer
from lms.outreach.models.visits import Pledge, Whom
from lms.outreach.models.words import Noted
from lms.outreach.queries import invitations as invitation_queries
from lms.outreach.queries.waiting import Kind, catch_up_for, waiting_for
from lms.regions.queries import rt_of
from tests.factories.outreach import an_event, an_invitation, group_named
from tests.factories.people import a_coordinator, a_person, a_volunteer, an_agency_officer, an_officer
from tests.statements import Statements


@pytest.fixture
def cast(vlog, magelang, wates, cacaban):
    return SimpleNamespace(
        coordinator=a_coordinator(wates),
        officer=an_officer(wates, "Sri Wahyuni"),
        volunteer=a_volunteer(wates, "Dimas"),
        neighbour=an_officer(cacaban, "Joko Susilo"),
        agency=an_agency_officer(magelang),
        resident=a_person("Tini Lestari", wates),
        wates=group_named(magelang, "KIM Wates"),
    )


def present(event, person):
    db.session.add(Presence(event_id=event.id, person_id=person.id, noted=Noted.CODE, noted_at=now()))
    db.session.flush()


def done(person, course):
    state = LessonState(person_id=person.id, lesson_id=course.lessons[0].id, course_id=course.id, revision_number=1)
    state.first_done_at = state.last_done_at = now()
    db.session.add(state)
    db.session.flush()


def pledges():
    db.session.expire_all()
    return db.session.query(Pledge).order_by(Pledge.id).all()


def test_after_a_lesson_an_officer_promises_an_rt_and_drops_it(visit, cast, vlog, wates):
    rt, visitor = rt_of(wates.id)[2], visit(cast.officer)
    lesson = vlog.lessons[0]
    page = visitor.get(f"/janji?kursus={vlog.slug}&pelajaran={lesson.slug}")
    assert page.heading == "Siapa yang akan Ibu ajari?"
    assert "Pilih satu jawaban" in page.submit("Simpan janji", status=422).alert
    mine = page.submit("Simpan janji", whom=str(rt.id)).follow()
    page.submit("Simpan janji", whom=str(rt.id))
    again = visitor.get(page.path).submit("Simpan janji", whom=str(rt.id)).follow()

    assert "Janji tersimpan" in mine.text
    assert again.text.count("Hapus janji ini") == 1
    kept = pledges()
    assert [(item.rt_id, item.whom, item.lesson_id) for item in kept] == [(rt.id, Whom.RT, lesson.id)]
    listed = visitor.get("/kegiatan")
    way = listed.links()[next(text for text in listed.links() if f"Setelah: {lesson.title}" in text)]
    assert way == f"/kegiatan/catat?rt={rt.id}&kursus={vlog.id}&pelajaran={lesson.id}&janji={kept[0].id}"
    dropped = again.submit("Hapus janji ini").follow()
    assert "Belum ada janji" in dropped.text
    again.submit("Hapus janji ini").follow()
    assert "Janji saya" not in visitor.get("/kegiatan").text


def test_after_an_event_with_family_or_not_known_yet(visit, cast, wates):
    event = an_event(wates, cast.coordinator, -1)
    visitor = visit(cast.volunteer)
    visitor.get(f"/janji?kegiatan={event.id}", status=404)
    present(event, cast.volunteer)
    page = visitor.get(f"/kegiatan/{event.id}").click("Siapa yang akan diajari?")
    assert "kamu" in page.heading
    page.submit("Simpan janji", whom="family").follow()
    visitor.get(page.path).submit("Simpan janji", whom="later").follow()
    assert [item.whom for item in pledges()] == [Whom.FAMILY, Whom.LATER]
    assert {item.event_id for item in pledges()} == {event.id}
    text = visitor.get("/janji/saya").text
    assert "Keluarga atau teman" in text
    assert "Belum tahu siapa" in text


def test_only_rt_of_ones_own_kelurahan_are_offered(visit, cast, vlog, wates, cacaban):
    path = f"/janji?kursus={vlog.slug}&pelajaran={vlog.lessons[0].slug}"
    page = visit(cast.officer).get(path)
    strange = rt_of(cacaban.id)[0].id
    assert "salah satu jawaban" in page.submit("Simpan janji", status=422, whom=str(strange)).alert
    visit(cast.resident).get(path, status=403)
    mentor = a_person("Rian", wates)
    grant_role(mentor, Role.MENTOR, wates, by_id=None, on=now().date())
    assert str(rt_of(wates.id)[0].id) in visit(mentor).get(path).html
    assert "atau" not in visit(cast.agency).get(path).submit("Simpan janji", status=422).text.split()[:3]
    visitor = visit(cast.officer)
    for query in ("", "?kegiatan=999999", "?kegiatan=x", f"?kursus={vlog.slug}", "?kursus=antah&pelajaran=x"):
        visitor.get(f"/janji{query}", status=404)
    visitor.post("/janji/1/lepas", {}, status=400)


def test_the_rules_of_promises(cast, vlog, wates):
    after, key = After(course_id=vlog.id, lesson_id=vlog.lessons[0].id), uuid4()
    first = pledging.pledge(key, after, To(Whom.FAMILY, 5), person_id=cast.officer.id, at=now())
    assert first.rt_id is None
    assert pledging.pledge(key, after, To(Whom.FAMILY), person_id=cast.officer.id, at=now()) is first
    with pytest.raises(CannotPledge, match="orang lain"):
        pledging.pledge(key, after, To(Whom.FAMILY), person_id=cast.volunteer.id, at=now())
    for rt_id in (None, 10**6):
        with pytest.raises(CannotPledge, match="dari daftar"):
            pledging.pledge(uuid4(), after, To(Whom.RT, rt_id), person_id=cast.officer.id, at=now())
    db.session.flush()
    with pytest.raises(CannotPledge, match="milik orang lain"):
        pledging.drop(first.id, person_id=cast.volunteer.id, at=now())


def test_the_link_stands_where_a_lesson_was_just_finished(visit, cast, vlog):
    lesson = vlog.lessons[0]
    for person in (cast.officer, cast.resident):
        done(person, vlog)
    path = f"/kursus/{vlog.slug}/{vlog.lessons[1].slug}"
    page = visit(cast.officer).get(f"{path}?tersimpan={lesson.slug}")
    assert page.click("Siapa yang akan diajari?").heading == "Siapa yang akan Ibu ajari?"
    assert "Siapa yang akan diajari?" not in visit(cast.officer).get(path).text
    assert "Siapa yang akan diajari?" not in visit(cast.resident).get(f"{path}?tersimpan={lesson.slug}").text


def test_who_was_not_there_gets_the_lesson_until_it_is_done(visit, cast, magelang, vlog, wates):
    lesson = vlog.lessons[0]
    event = an_event(magelang, cast.agency, -5)
    sent = an_invitation(magelang, cast.agency, event=event, lesson_id=lesson.id)
    here = cast.officer.id
    assert [(item.kind, item.id, item.lesson_id) for item in catch_up_for(here, at=now())] == [
        (Kind.CATCH_UP, sent.id, lesson.id)
    ]
    assert catch_up_for(here, at=event.ends_at - timedelta(minutes=1)) == []
    page = visit(cast.officer).get("/kegiatan").click("Susul lewat pelajaran")
    assert page.click("Buka pelajaran susulan").path == f"/kursus/{vlog.slug}/{lesson.slug}"
    guest = invitation_queries.guest_of(sent.id, here)
    guest.answer, guest.deputy = GuestAnswer.DEPUTY, "Tini"
    db.session.flush()
    assert catch_up_for(here, at=now()) == []
    guest.answer = GuestAnswer.CANNOT
    db.session.flush()
    assert len(catch_up_for(here, at=now())) == 1
    present(event, cast.officer)
    assert catch_up_for(here, at=now()) == []
    done(cast.neighbour, vlog)
    assert catch_up_for(cast.neighbour.id, at=now()) == []
    assert len(catch_up_for(cast.coordinator.id, at=now())) == 1
    sent.withdrawn_at = now()
    db.session.flush()
    assert catch_up_for(cast.coordinator.id, at=now()) == []


def test_after_another_date_the_groups_own_event_counts(cast, magelang, vlog, wates):
    event = an_event(magelang, cast.agency, -5)
    sent = an_invitation(magelang, cast.agency, event=event, lesson_id=vlog.lessons[0].id)
    own = an_event(wates, cast.agency, 30)
    reply = invitation_queries.reply_of(sent.id, cast.wates.id)
    reply.answer, reply.event_id = Answer.OTHER_DATE, own.id
    db.session.flush()
    assert catch_up_for(cast.officer.id, at=now()) == []
    assert [item.kind for item in waiting_for(cast.officer.id, at=now())] == [Kind.INVITATION]
    assert len(catch_up_for(cast.officer.id, at=own.ends_at)) == 1
    assert len(catch_up_for(cast.neighbour.id, at=now())) == 1
    present(own, cast.officer)
    assert catch_up_for(cast.officer.id, at=own.ends_at) == []


def test_what_waits_is_read_with_one_statement(cast, magelang, vlog, wates):
    missed = an_event(magelang, cast.agency, -50)
    an_invitation(magelang, cast.agency, event=missed, lesson_id=vlog.lessons[0].id)
    an_invitation(magelang, cast.agency, event=an_event(magelang, cast.agency, 50))
    an_invitation(magelang, cast.agency)
    rt = rt_of(wates.id)[0]
    after = After(course_id=vlog.id, lesson_id=vlog.lessons[0].id)
    for to in (To(Whom.RT, rt.id), To(Whom.FAMILY)):
        pledging.pledge(uuid4(), after, to, person_id=cast.coordinator.id, at=now())
    db.session.commit()
    ids, label = (cast.coordinator.id, cast.officer.id, cast.volunteer.id), rt.label
    with Statements(db.engine) as counted:
        chair, officer, volunteer = (waiting_for(one, at=now()) for one in ids)
    assert len(counted) == 3
    assert [item.kind for item in chair] == [Kind.INVITATION, Kind.GROUP, Kind.GROUP, Kind.CATCH_UP, Kind.PLEDGE]
    assert chair[-1].title == label
    assert chair[0].moment.tzinfo is not None
    assert [item.kind for item in officer] == [Kind.INVITATION, Kind.CATCH_UP]
    assert volunteer == []
    db.session.get(type(cast.coordinator), ids[0])
