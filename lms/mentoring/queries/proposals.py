"""Who could be paired in a kelurahan: its seniors with a wish, and the volunteers near it."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload

from lms.accounts.models import Person
from lms.catalog.queries import catalog
from lms.db import db
from lms.kim.models import Group, Term
from lms.kim.queries import serving_on
from lms.mentoring.models import Pair, Wish
from lms.mentoring.queries.pairs import STANDING
from lms.mentoring.rules import matching
from lms.mentoring.rules.matching import Fit, Nearness, Side, Spot
from lms.regions.models import Kelurahan
from lms.regions.queries import kelurahan_in_order
from lms.volunteering.models import Application, State

MAY_BE_PAIRED = (State.READY, State.FINISHED, State.ACTIVE, State.AT_RISK)
"""Volunteers in these states may get a pair when they have none."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A volunteer, and the seniors who fit."""

    application: Application
    kelurahan: Kelurahan
    fits: tuple[tuple[Person, Wish, Fit], ...]


def proposals_in(kelurahan: Kelurahan) -> list[Offered]:
    """Give the volunteers in and near a kelurahan with up to three of its own seniors each, its own first; three statements.

    Seniors of other kelurahan are left out: their own coordinator answers for them.
    """
    places = {place.id: place for place in kelurahan_in_order()}
    spots = {place.id: spot_of(place) for place in places.values()}
    here = spots[kelurahan.id]
    near = [place for place, spot in spots.items() if matching.nearness(here, spot) is not Nearness.FAR]
    wishes = _waiting_seniors(kelurahan.id)
    seniors = [_senior(person, wish, here) for person, wish in wishes.values()]
    found = []
    for application, place_id in _free_volunteers(near):
        fits = matching.proposals(side_of(application, spots[place_id]), seniors)
        chosen = tuple((*wishes[fit.senior_id], fit) for fit in fits)
        if chosen or place_id == kelurahan.id:
            found.append(Offered(application, places[place_id], chosen))
    return sorted(found, key=lambda item: item.kelurahan.id != kelurahan.id)


def free_volunteers_near(kelurahan: Kelurahan) -> list[Application]:
    """Give the volunteers in and near a kelurahan who may be paired and are not, its own first; two statements."""
    spots = {place.id: spot_of(place) for place in kelurahan_in_order()}
    here = spots[kelurahan.id]
    near = [place_id for place_id, spot in spots.items() if matching.nearness(here, spot) is not Nearness.FAR]
    found = [application for application, _place_id in _free_volunteers(near)]
    return sorted(found, key=lambda application: application.kelurahan_id != kelurahan.id)


def spot_of(place: Kelurahan) -> Spot:
    """Give where a kelurahan lies on the tile map."""
    return Spot(place.id, place.kecamatan_id, place.tile_row, place.tile_x)


def side_of(application: Application, spot: Spot) -> Side:
    """Give a volunteer as the matching wants them."""
    person_id = application.person_id or 0
    return Side(person_id, spot, application.times, skills=application.skills, languages=application.languages)


def fit_of(application: Application, senior: Person, wish: Wish) -> Fit | None:
    """Give why a senior fits a volunteer; None where the two cannot meet. One statement."""
    places = {place.id: place for place in kelurahan_in_order()}
    if application.kelurahan_id not in places or senior.kelurahan_id not in places:
        return None
    there = spot_of(places[senior.kelurahan_id])
    found = matching.proposals(side_of(application, spot_of(places[application.kelurahan_id])), [_senior(senior, wish, there)])
    return found[0] if found else None


def without_wish(kelurahan_id: int, *, on: date) -> list[Person]:
    """Give the people of a kelurahan's KIM who have not said what they want help with, by name; one statement."""
    return list(
        db.session.scalars(
            select(Person)
            .join(Term, Term.person_id == Person.id)
            .join(Group, Term.group_id == Group.id)
            .where(
                Group.kelurahan_id == kelurahan_id,
                serving_on(on),
                Person.left_at.is_(None),
                ~select(Wish.person_id).where(Wish.person_id == Person.id).exists(),
                ~_is_paired(),
            )
            .order_by(Person.name, Person.id)
        ).unique()
    )


def is_member_here(person_id: int, kelurahan_id: int) -> bool:
    """Tell whether somebody lives in a kelurahan and is no volunteer; one statement."""
    found = select(Person.id).where(Person.id == person_id, Person.kelurahan_id == kelurahan_id, Person.left_at.is_(None))
    return db.session.scalar(found.where(~_is_volunteer())) is not None


def is_volunteer(person_id: int) -> bool:
    """Tell whether an account began as an offer to help; one statement."""
    return db.session.scalar(select(Application.id).where(Application.person_id == person_id)) is not None


def _senior(person: Person, wish: Wish, spot: Spot) -> Side:
    domain = next((course.domain for course in catalog().courses if course.id == wish.course_id), None)
    return Side(person.id, spot, wish.times, domain=domain, languages=wish.languages, said_at=wish.said_at)


def _waiting_seniors(kelurahan_id: int) -> dict[int, tuple[Person, Wish]]:
    found = db.session.execute(
        select(Person, Wish)
        .join(Wish, Wish.person_id == Person.id)
        .where(Person.kelurahan_id == kelurahan_id, Person.left_at.is_(None), ~_is_paired(), ~_is_volunteer())
        .order_by(Wish.said_at, Person.id)
    )
    return {person.id: (person, wish) for person, wish in found}


def _free_volunteers(kelurahan_ids: list[int]) -> list[tuple[Application, int]]:
    return [
        (application, place_id)
        for application, place_id in db.session.execute(
            select(Application, Kelurahan.id)
            .join(Kelurahan, Application.kelurahan_id == Kelurahan.id)
            .options(joinedload(Application.kelurahan))
            .join(Person, Application.person_id == Person.id)
            .where(
                Application.kelurahan_id.in_(kelurahan_ids),
                Application.state.in_(MAY_BE_PAIRED),
                Person.left_at.is_(None),
                ~_is_paired(),
            )
            .order_by(Application.state_since, Application.id)
        )
    ]


def _is_paired() -> ColumnElement[bool]:
    return (
        select(Pair.id).where(or_(Pair.volunteer_id == Person.id, Pair.senior_id == Person.id), Pair.state.in_(STANDING)).exists()
    )


def _is_volunteer() -> ColumnElement[bool]:
    return select(Application.id).where(Application.person_id == Person.id).exists()
