"""Who serves in a group: taking up a position, changing it, leaving, coordinating."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from flask_babel import gettext as _

from lms.accounts.actions import add_person, end_role, grant_role
from lms.accounts.models import Honorific, Person, Role
from lms.audit.actions import record
from lms.db import db
from lms.errors import Refused
from lms.kim import queries
from lms.kim.actions.editing import differing, hold, refuse_if_changed
from lms.kim.models import EndReason, Group, Position, Term
from lms.kim.rules import periods
from lms.kim.rules.names import folded
from lms.kim.rules.words import POSITIONS
from lms.regions.models import City, Kelurahan
from lms.web.filters import day as in_words


class CannotServe(Refused):
    """The term cannot be recorded like this."""


class CannotAppoint(Refused):
    """This person cannot coordinate the group."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody the site does not know yet."""

    name: str
    honorific: Honorific
    whatsapp: str | None
    birth_year: int | None


@dataclass(frozen=True, slots=True)
class Seat:
    """What somebody does in a group, from when until when, and by which decree."""

    position: Position
    starts_on: date
    ends_on: date | None
    decree_number: str | None = None
    decree_on: date | None = None

    @classmethod
    def of(cls, term: Term) -> "Seat":
        """Read it from a term."""
        return cls(term.position, term.starts_on, term.ends_on, term.decree_number, term.decree_on)

    def values(self) -> dict[str, str]:
        """Give it as a form shows it."""
        days = {"starts_on": self.starts_on, "ends_on": periods.last_day_of(self.ends_on), "decree_on": self.decree_on}
        written = {name: value.isoformat() if value else "" for name, value in days.items()}
        return {"position": self.position.value, "decree_number": self.decree_number or ""} | written


def add(place: City | Kelurahan, who: Person | Newcomer, seat: Seat, *, key: UUID, by_id: int, at: datetime) -> Term:
    """Let somebody, known or new, take up a position, once for each form. Raises CannotServe."""
    group = hold(queries.group_in(place).id)
    done = queries.term_with_key(key)
    if done:
        return done
    refuse_unless_believable(seat, on=at.date())
    person = _newcomer(place, who, at=at) if isinstance(who, Newcomer) else who
    term = take_seat(group, person, seat, key=key)
    record("add_officer", "term", term.id, actor_id=by_id, at=at, person=person.id, position=seat.position.value)
    return term


def take_seat(group: Group, person: Person, seat: Seat, *, key: UUID | None) -> Term:
    """Write a term down. Raises CannotServe when the person serves in the group during a part of it already."""
    db.session.flush()  # a new person has no id before
    _refuse_overlap(group.id, person, seat, beside=None)
    term = Term(
        group_id=group.id,
        person_id=person.id,
        position=seat.position,
        starts_on=seat.starts_on,
        ends_on=seat.ends_on,
        decree_number=seat.decree_number,
        decree_on=seat.decree_on,
        key=key,
    )
    db.session.add(term)
    db.session.flush()  # the trail names the term by its id
    return term


def change(term: Term, seat: Seat, *, seen: str, by_id: int, at: datetime) -> None:
    """Correct a term. Raises CannotServe, and CannotChange when somebody else has changed it since the form showed `seen`."""
    group = hold(term.group_id)
    db.session.refresh(term)
    before = Seat.of(term)
    if before == seat:
        return
    refuse_if_changed(seen, before.values())
    refuse_unless_believable(seat, on=at.date())
    _refuse_overlap(group.id, term.person, seat, beside=term)
    term.position, term.starts_on, term.ends_on = seat.position, seat.starts_on, seat.ends_on
    term.decree_number, term.decree_on = seat.decree_number, seat.decree_on
    record("change_term", "term", term.id, actor_id=by_id, at=at, **differing(before.values(), seat.values()))


def end(term: Term, *, ends_on: date, reason: EndReason, by_id: int, at: datetime) -> None:
    """End a term from a day on, for a reason; the same press again changes nothing. Raises CannotServe."""
    hold(term.group_id)
    db.session.refresh(term)
    if term.ends_on == ends_on and term.end_reason is reason:
        return
    if ends_on <= term.starts_on:
        raise CannotServe(_("Hari terakhirnya sebelum hari mulai, %(day)s.", day=in_words(term.starts_on)))
    last_day = periods.last_day_of(term.ends_on)
    if term.ends_on and term.ends_on < ends_on and last_day:
        raise CannotServe(_("Masa baktinya sudah berakhir %(day)s.", day=in_words(last_day)))
    term.ends_on, term.end_reason = ends_on, reason
    stop_coordinating(term, on=ends_on)
    record("end_term", "term", term.id, actor_id=by_id, at=at, reason=reason.value, on=ends_on.isoformat())


def forget(term: Term, *, by_id: int, at: datetime) -> None:
    """Take out a term that was recorded by mistake; the person and what they learned stay."""
    hold(term.group_id)
    stop_coordinating(term, on=at.date())
    record("forget_term", "term", term.id, actor_id=by_id, at=at, person=term.person_id, position=term.position.value)
    db.session.delete(term)


def appoint(place: City | Kelurahan, person: Person, *, by_id: int, at: datetime) -> None:
    """Ask somebody who serves in a group to coordinate it, from today; again is the same. Raises CannotAppoint."""
    group = hold(queries.group_in(place).id)
    if not queries.is_serving(group, person, on=at.date()):
        raise CannotAppoint(_("%(name)s belum menjabat di %(group)s.", name=person.name, group=group.name))
    if any(one.id == person.id for one in queries.coordinators_of(place, on=at.date())):
        return
    grant_role(person, Role.COORDINATOR, place, by_id=by_id, on=at.date())
    record("appoint_coordinator", "group", group.id, actor_id=by_id, at=at, person=person.id)


def dismiss(place: City | Kelurahan, person: Person, *, by_id: int, at: datetime) -> None:
    """End somebody's coordinating of a place's group; the seat stays. Again is the same."""
    if all(one.id != person.id for one in queries.coordinators_of(place, on=at.date())):
        return
    end_role(person.id, Role.COORDINATOR, on=at.date(), place=place)
    record("dismiss_coordinator", "group", queries.group_in(place).id, actor_id=by_id, at=at, person=person.id)


def stop_coordinating(term: Term, *, on: date) -> None:
    """Let the coordinating of a group end with a term, unless the person goes on serving there."""
    others = [one for one in queries.terms_of_person(term.group_id, term.person_id) if one.id != term.id]
    if not any(one.ends_on is None or one.ends_on > on for one in others):
        group = db.session.get_one(Group, term.group_id)
        end_role(term.person_id, Role.COORDINATOR, on=on, place=queries.place_of(group))


def refuse_unless_believable(seat: Seat, *, on: date) -> None:
    """Raise CannotServe for a term that ends before it begins, or begins in a year nobody means."""
    if not periods.is_believable(seat.starts_on, on=on):
        raise CannotServe(_("Tanggal mulainya tidak wajar. Periksa tahunnya."))
    if seat.ends_on is not None and seat.ends_on <= seat.starts_on:
        raise CannotServe(_("Hari terakhirnya sebelum hari mulai. Periksa kedua tanggalnya."))


def _refuse_overlap(group_id: int, person: Person, seat: Seat, *, beside: Term | None) -> None:
    for other in queries.terms_of_person(group_id, person.id):
        if other is not beside and periods.overlap(seat, other):
            raise CannotServe(
                _(
                    "%(name)s sudah tercatat sebagai %(position)s mulai %(day)s. Akhiri atau ubah yang itu dulu.",
                    name=person.name,
                    position=str(POSITIONS[other.position]).lower(),
                    day=in_words(other.starts_on),
                )
            )


def _newcomer(place: City | Kelurahan, who: Newcomer, *, at: datetime) -> Person:
    """Add somebody new; raises CannotServe for who is known under that name here, so that nobody is there twice."""
    kelurahan_id = place.id if isinstance(place, Kelurahan) else None
    group = queries.group_in(place)
    for person in queries.people_near([kelurahan_id] if kelurahan_id else [], [group.id]):
        if folded(person.name) != folded(who.name):
            continue
        if queries.is_serving(group, person, on=at.date()):
            raise CannotServe(_("%(name)s sudah tercatat di %(group)s.", name=person.name, group=group.name))
        raise CannotServe(
            _("%(name)s sudah terdaftar di %(place)s. Pilih namanya dari daftar.", name=person.name, place=place.name)
        )
    return add_person(
        who.name,
        honorific=who.honorific,
        kelurahan_id=kelurahan_id,
        at=at,
        whatsapp=who.whatsapp,
        birth_year=who.birth_year,
    )
