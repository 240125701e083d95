"""The cast: invented people with what a test needs of them. Every one is committed by the visitor before a request."""

from datetime import date, datetime, timedelta

from lms.accounts import actions
from lms.accounts.models import Honorific, Person, Role
from lms.clock import now
from lms.db import db
from lms.kim.actions.groups import seat
from lms.kim.models import Position
from lms.kim.queries import group_of
from lms.regions.models import City, Kelurahan
from lms.volunteering.models import Application, State, Transition
from lms.volunteering.rules import states
from lms.volunteering.rules.signup import new_code

PASSWORD = "kata-sandi-panjang"


def a_person(name: str = "Sri Wahyuni", kelurahan: Kelurahan | None = None, honorific: Honorific = Honorific.IBU) -> Person:
    person = actions.add_person(
        name, honorific=honorific, kelurahan_id=kelurahan.id if kelurahan else None, at=now() - timedelta(days=90)
    )
    db.session.flush()
    return person


def an_officer(
    kelurahan: Kelurahan, name: str = "Sri Wahyuni", position: Position = Position.OFFICER, since: date | None = None
) -> Person:
    person = a_person(name, kelurahan)
    seat(group_of(kelurahan.id), person, position, starts_on=since or now().date() - timedelta(days=20))
    db.session.flush()
    return person


def a_coordinator(kelurahan: Kelurahan, name: str = "Slamet Riyadi") -> Person:
    person = an_officer(kelurahan, name, Position.CHAIR)
    actions.grant_role(person, Role.COORDINATOR, kelurahan, by_id=None, on=now().date() - timedelta(days=20))
    db.session.flush()
    return person


def an_agency_officer(city: City, username: str = "dinas") -> Person:
    person = actions.add_staff(
        "Petugas Dinas", username, PASSWORD, honorific=Honorific.NONE, city=city, at=now() - timedelta(days=30)
    )
    db.session.flush()
    return person


def an_assessor(city: City) -> Person:
    person = a_person("Penilai Contoh", honorific=Honorific.NONE)
    actions.grant_role(person, Role.ASSESSOR, city, by_id=None, on=now().date() - timedelta(days=30))
    db.session.flush()
    return person


def a_card(person: Person) -> str:
    token = actions.issue_card(person, by_id=None, at=now())
    db.session.commit()
    return token


def an_application(
    kelurahan: Kelurahan | None, name: str = "Dimas", *, age: int = 20, state: State = State.WAITING, hours_ago: int = 5
) -> Application:
    sent_at = now() - timedelta(hours=hours_ago)
    minor = age < 18
    application = Application(
        code=new_code(),
        draft_id=new_code(),
        kelurahan_id=kelurahan.id if kelurahan else None,
        name=name,
        whatsapp="+6281234567890" if age >= 17 else "",
        birth_year=sent_at.year - age,
        age=age,
        times=["sabtu"],
        skills=["video"],
        languages=["id"],
        interview_place="",
        reference="",
        decree="",
        guardian_name="Bu Tini" if minor else None,
        guardian_whatsapp="+6281234567891" if minor else None,
        guardian_token=new_code() if minor else None,
        consent_version="test",
        sent_at=sent_at,
        waiting_since=None if state is State.GUARDIAN else sent_at,
        state=state,
        state_since=sent_at,
        reply="",
    )
    db.session.add(application)
    db.session.flush()
    _write_the_way(application, State.GUARDIAN if age < 17 else State.WAITING, sent_at)
    return application


def _write_the_way(application: Application, first: State, at: datetime) -> None:
    """Write the moves that lead from the first state to the application's, along the arrows, the shortest way."""
    ways, reached = {first: [first]}, [first]
    for state in reached:
        for following in sorted(states.following(state)):
            if following not in ways:
                ways[following] = [*ways[state], following]
                reached.append(following)
    way = ways[application.state]
    for came_from, moved_to in zip([None, *way], way, strict=False):
        db.session.add(Transition(application_id=application.id, came_from=came_from, moved_to=moved_to, at=at))
    db.session.flush()


def a_volunteer(kelurahan: Kelurahan, name: str = "Dimas", *, state: State = State.READY, age: int = 20) -> Person:
    person = a_person(name, kelurahan, Honorific.NONE)
    application = an_application(kelurahan, name, hours_ago=200, state=state, age=age)
    application.person_id, application.decided_at = person.id, now()
    application.conduct_agreed_at = None if state is State.ORIENTATION else now()
    db.session.flush()
    return person
