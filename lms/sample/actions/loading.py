"""Loading the sample city: invented people, half a year of their learning, and the links that sign in as them."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import insert, update

from lms.accounts.actions import add_person, add_staff, grant_role
from lms.accounts.models import Card, Person, Role
from lms.accounts.rules import new_token, token_hash
from lms.catalog.models import Release
from lms.catalog.queries import catalog
from lms.db import db
from lms.errors import Refused
from lms.kim.actions.groups import seat
from lms.kim.models import Group, Status
from lms.learning.actions import rebuild
from lms.regions.queries import the_city
from lms.sample import queries
from lms.sample.actions.groups import FilledGroup
from lms.sample.actions.learning import learn
from lms.sample.actions.offers import answer_applications, appoint_mentors, first_of, publish_needs
from lms.sample.actions.pairs import pair_people
from lms.sample.actions.proofs import prove
from lms.sample.actions.quizzes import take_checks, take_quizzes
from lms.sample.actions.together import meet, talk
from lms.sample.rules.cards import ROLES, SAMPLE_PASSWORD, USERNAMES, card_token
from lms.sample.rules.groups import CACABAN, LEARNER_SEAT, SHAPES, WATES, people_of
from lms.sample.rules.people import Invented, Inventor
from lms.sample.rules.progress import MEMBERS_JOINED

PUBLISHED = timedelta(days=213)
"""How long ago the courses came out, by the sample's account: seven months."""

Cast = dict[str, Person]


class CannotLoadSample(Refused):
    """The sample city needs an empty site with the places, groups and courses it was written for."""


def sample_links(site_url: str, secret: str) -> dict[str, str]:
    """Give the sign-in link of every role of the sample city; each opens any number of times."""
    return {role: f"{site_url}/k/{card_token(role, secret)}" for role in ROLES}


def load_sample_city(*, at: datetime, secret: str) -> int:
    """Fill an empty site with invented people whose last half year ends at a moment; gives how many they are.

    Raises CannotLoadSample where anybody is already, or where places, groups or courses are missing or are others.
    """
    groups = _groups_or_refuse()
    inventor = Inventor(at, ZoneInfo(the_city().timezone))
    _set_publication_back(at - PUBLISHED)
    cast = _staff(inventor)
    filled = [_seat_group(inventor, group) for group in groups]
    active = {place.slug: one for one in filled if (place := one.group.kelurahan) and place.slug in SHAPES}
    _appoint_coordinators(active, by=cast["agency"])
    volunteers = answer_applications(inventor, active, cast["agency"])
    cast |= _faces(active, volunteers)
    learn(inventor, list(active.values()), volunteers)
    take_quizzes()
    rebuild()
    take_checks()
    cast |= appoint_mentors(cast, active, at=at)
    learners = [person for one in active.values() for _, person in one.people]
    prove(list(active.values()), [cast["assessor"], cast["assessor_other"]], at=at)
    pair_people(inventor, active, at=at)
    _hand_out_cards(cast, [*learners, *volunteers], secret)
    db.session.flush()  # the statement below reaches everybody only once they are in the table
    people = db.session.execute(update(Person).values(is_sample=True))
    meet(inventor, active)
    talk(active, at=at)
    publish_needs(active, at=at - timedelta(days=20))
    return int(people.rowcount)  # type: ignore[attr-defined]  # an UPDATE always has one


def _groups_or_refuse() -> list[Group]:
    if queries.has_people():
        raise CannotLoadSample("The sample city is only loaded into an empty site; this one has people already.")
    groups = queries.groups()
    if not groups or not catalog().courses:
        raise CannotLoadSample("Load the places, the groups and the courses first; the sample city is built on them.")
    awake = {group.kelurahan.slug for group in groups if group.kelurahan and group.starting_status is Status.ACTIVE}
    if awake != set(SHAPES):
        raise CannotLoadSample("The sample city was written for Kota Magelang; the groups of this city are others.")
    return groups


def _set_publication_back(moment: datetime) -> None:
    """Let the courses have come out before the sample's people learned them.

    A completion is earned at the first moment at which the release then current is complete. Courses published today
    would date half a year of completions today; only in the sample, where all the past is invented, is theirs too.
    """
    db.session.execute(update(Release).where(Release.published_at > moment).values(published_at=moment))


def _staff(inventor: Inventor) -> Cast:
    """Add two officers of the agency and two assessors."""
    city, cast = the_city(), Cast()
    joined_at = inventor.evening(MEMBERS_JOINED[1] + 1)
    for role, username in USERNAMES.items():
        invented = inventor.senior()
        cast[role] = add_staff(invented.name, username, SAMPLE_PASSWORD, honorific=invented.honorific, city=city, at=joined_at)
        cast[role].whatsapp = invented.whatsapp
        cast[role].birth_year = invented.birth_year
    for role in ("assessor", "assessor_other"):
        cast[role] = _add(inventor.senior(), None, at=joined_at)
    db.session.flush()  # the grants need the ids
    for role in ("assessor", "assessor_other"):
        grant_role(cast[role], Role.ASSESSOR, city, by_id=cast["agency"].id, on=joined_at.date())
    return cast


def _add(invented: Invented, kelurahan_id: int | None, *, at: datetime) -> Person:
    return add_person(
        invented.name,
        honorific=invented.honorific,
        kelurahan_id=kelurahan_id,
        whatsapp=invented.whatsapp,
        birth_year=invented.birth_year,
        at=at,
    )


def _seat_group(inventor: Inventor, group: Group) -> FilledGroup:
    plan = people_of(inventor, group.kelurahan.slug if group.kelurahan else None)
    people = [
        (seated, _add(seated.person, group.kelurahan_id, at=inventor.evening(inventor.chance.randint(*MEMBERS_JOINED))))
        for seated in plan
    ]
    db.session.flush()  # the terms need the ids
    for seated, person in people:
        seat(group, person, seated.position, starts_on=seated.starts_on, ends_on=seated.ends_on)
    return FilledGroup(group, people)


def _appoint_coordinators(active: dict[str, FilledGroup], *, by: Person) -> None:
    """Let every active group's chair coordinate its kelurahan, in Wates together with the secretary."""
    appointed = [
        (person, place)
        for slug, filled in active.items()
        if (place := filled.group.kelurahan)
        for person in filled.officers[: 2 if slug == WATES else 1]
    ]
    for person, place in appointed:
        grant_role(person, Role.COORDINATOR, place, by_id=by.id, on=person.joined_at.date())


def _faces(active: dict[str, FilledGroup], volunteers: list[Person]) -> Cast:
    """Give the people of Wates and Cacaban whom the sign-in links show."""
    here, there = active[WATES], active[CACABAN]
    return {
        "coordinator": here.officers[0],
        "coordinator_second": here.officers[1],
        "coordinator_other": there.officers[0],
        "member": here.officers[LEARNER_SEAT],
        "member_other": there.officers[LEARNER_SEAT],
        "volunteer": first_of(volunteers, here),
        "volunteer_other": first_of(volunteers, there),
    }


def _hand_out_cards(cast: Cast, people: list[Person], secret: str) -> None:
    """Give everybody a card: the faces of the sample one whose token can be told again, the others any.

    The rows are those of `issue_card`, all at once: nobody here has an older card that would have to die first.
    """
    tokens = {person.id: card_token(role, secret) for role, person in cast.items()}
    joined = {person.id: person.joined_at for person in [*cast.values(), *people]}
    rows = [
        {
            "person_id": person_id,
            "token_hash": token_hash(tokens.get(person_id) or new_token()),
            "issued_at": joined_at,
            "issued_by_id": cast["agency"].id,
        }
        for person_id, joined_at in joined.items()
    ]
    db.session.execute(insert(Card), rows)
