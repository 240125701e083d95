"""The figures of a city at a moment, now or the end of a past month: everything computed from records as they are known now."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from threading import Lock
from typing import Any

from sqlalchemy import Row

from lms.catalog.queries import PublishedCourse, catalog
from lms.competency.queries.capability import PlaceFigures, capability
from lms.db import commits
from lms.kim.models import Status
from lms.kim.rules import Standing, standing
from lms.reporting.queries.figures import outreach, people
from lms.reporting.queries.figures.outreach import Happened
from lms.reporting.queries.figures.people import Learners, Offers, Seated, Studied
from lms.reporting.queries.figures.rows import CityFigures, CourseCount, Figure, KelurahanFigures, Start
from lms.reporting.rules.measures import domain_key
from lms.reporting.rules.yardsticks import Yardsticks
from lms.volunteering.models import NeedRole, State
from lms.volunteering.rules.needs import Facts, wanted
from lms.volunteering.rules.states import TAKEN_IN


class _Kept:
    """The figures as last computed in this process."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.key: tuple[object, ...] = ()
        self.until = 0.0
        self.figures: CityFigures | None = None


_kept = _Kept()


def city_figures(city_id: int, *, at: datetime, by: Yardsticks, keep_seconds: int = 0) -> CityFigures:
    """Give the figures of a city at a moment; at the end of a past month as they are known now.

    With `keep_seconds` they are kept: computed anew after every commit of this process, on a new day, and after so many
    seconds (another worker may have written); in between the same object is given again.
    """
    published = catalog()
    if not keep_seconds:
        return _compute(city_id, published.courses, at, by)
    key = (city_id, at.date(), published.version, commits.count, by)
    with _kept.lock:  # whoever comes while they are computed waits and takes the same
        if _kept.figures is None or _kept.key != key or time.monotonic() >= _kept.until:
            _kept.figures = _compute(city_id, published.courses, at, by)
            _kept.key, _kept.until = key, time.monotonic() + keep_seconds
        return _kept.figures


@dataclass(frozen=True, slots=True)
class _Counted:
    """Everything that is counted of a city, by kelurahan."""

    seated: Mapping[int, Seated]
    offers: Offers
    studied: Mapping[int, Mapping[str, Studied]]
    learners: Mapping[int, Learners]
    capability: Mapping[int, PlaceFigures]
    events: Mapping[int, Happened]
    visits: Mapping[int, Happened]
    aspirations: Mapping[int, tuple[int, int, int]]
    minutes: Mapping[int, int]


def _compute(city_id: int, courses: tuple[PublishedCourse, ...], at: datetime, by: Yardsticks) -> CityFigures:
    since = at.date() - timedelta(days=by.dormant_after)
    able = capability(city_id, at=at, months=by.level_months, target=by.level_target)
    counted = _Counted(
        people.seated(city_id, at=at),
        people.offers(city_id, at=at),
        people.studied(city_id, at=at),
        people.learners(city_id, at=at),
        {place.kelurahan_id: place for place in able},
        outreach.events(city_id, at=at, since=since),
        outreach.visits(city_id, day=at.date(), since=since),
        outreach.aspirations(city_id, at=at),
        outreach.minutes(city_id, at=at),
    )
    rows = tuple(_row(place, counted, courses, at, by) for place in outreach.places(city_id, at.date()))
    return CityFigures(city_id, at, courses, rows, _totals(rows, counted.offers.get((None, State.WAITING), 0)))


def _row(
    place: Row[*tuple[Any, ...]], counted: _Counted, courses: tuple[PublishedCourse, ...], at: datetime, by: Yardsticks
) -> KelurahanFigures:
    seats, studied = counted.seated.get(place.id, Seated()), counted.studied.get(place.id, {})
    volunteers = sum(counted.offers.get((place.id, state), 0) for state in TAKEN_IN)
    return KelurahanFigures(
        kelurahan_id=place.id,
        code=place.code,
        name=place.name,
        slug=place.slug,
        kecamatan=place.kecamatan,
        tile_row=place.tile_row,
        tile_x=place.tile_x,
        rt=place.rt,
        seats=max(place.seats or 0, seats.officers),
        officers=seats.officers,
        members=seats.members,
        volunteers=volunteers,
        mentors=volunteers - counted.offers.get((place.id, State.OFFICER), 0),
        wanted=_wanted(place, seats, by),
        waiting=counted.offers.get((place.id, State.WAITING), 0),
        standing=_standing(place, counted, at, by.dormant_after),
        learners=counted.learners.get(place.id, Learners()).any_course,
        courses=tuple(studied[course.id].count if course.id in studied else CourseCount(0, 0) for course in courses),
        studying=seats.studying,
        start=Start(place.seats or 0, place.rt_at_start, place.starting_status is Status.DORMANT),
        capability=counted.capability[place.id],
        by_key=_figures(place, counted, at, by),
    )


def _standing(place: Row[*tuple[Any, ...]], counted: _Counted, at: datetime, dormant_after: int) -> Standing:
    """Tell whether a group sleeps; learning, events, visits and new terms wake it."""
    seats = counted.seated.get(place.id, Seated())
    active: list[date | None] = [one.last_at.astimezone(at.tzinfo).date() for one in counted.studied.get(place.id, {}).values()]
    active += [seats.last_start, *(which[place.id].last_on for which in (counted.events, counted.visits) if place.id in which)]
    return standing(
        starting=place.starting_status,
        officers_ever=seats.officers_ever,
        officers_now=seats.officers,
        last_active_on=max((day for day in active if day), default=None),
        on=at.date(),
        dormant_after=dormant_after,
    )


def _figures(place: Row[*tuple[Any, ...]], counted: _Counted, at: datetime, by: Yardsticks) -> dict[str, Figure]:
    seats, learners = counted.seated.get(place.id, Seated()), counted.learners.get(place.id, Learners())
    status = _standing(place, counted, at, by.dormant_after).status
    asleep = None if status is Status.UNKNOWN else int(status is Status.DORMANT)
    courses = learners.any_course
    return {
        "pengurus": Figure(seats.officers, None if place.seats is None else max(place.seats, seats.officers)),
        "anggota": Figure(seats.members),
        "relawan": _volunteers(place, counted, by),
        "mulai": Figure(courses.started),
        "selesai": Figure(courses.finished, courses.started),
        "rt": Figure(place.rt),
        "rt_terjangkau": Figure(place.reached, place.rt),
        "rt_90": Figure(place.reached_lately, place.rt),
        "rt_pembawa": Figure(place.carried, place.rt),
        **_capable(counted.capability[place.id]),
        "aktif": Figure(None if asleep is None else 1 - asleep, None if asleep is None else 1),
        "vakum": Figure(asleep, None if asleep is None else 1),
        "dilatih": Figure(learners.trained),
        **_outreach(place.id, counted),
    }


def _wanted(place: Row[*tuple[Any, ...]], seats: Seated, by: Yardsticks) -> int:
    """Give how many volunteers it takes beside the seats until nobody carries more RT than is reasonable."""
    return wanted(NeedRole.CARRIER, Facts(place.seats or 0, seats.officers, 0, 0, place.rt), by.ratios)


def _volunteers(place: Row[*tuple[Any, ...]], counted: _Counted, by: Yardsticks) -> Figure:
    """Count volunteers against those there should be, the ones who became officers among both."""
    officers = counted.offers.get((place.id, State.OFFICER), 0)
    mentors = sum(counted.offers.get((place.id, state), 0) for state in TAKEN_IN) - officers
    return Figure(mentors + officers, max(mentors, _wanted(place, counted.seated.get(place.id, Seated()), by)) + officers)


def _capable(place: PlaceFigures) -> dict[str, Figure]:
    """Give the figures of the five domains; where nobody was ever assessed, nobody knows who is able."""
    return {
        domain_key(one.domain, family): figure
        for one in place.domains
        for family, figure in (
            ("k", Figure(one.able if one.assessed else None, one.people)),
            ("k_dinilai", Figure(one.assessed, one.people)),
            ("k_kurang", Figure(one.gap, one.target)),
        )
    }


def _outreach(place_id: int, counted: _Counted) -> dict[str, Figure]:
    events, visits = counted.events.get(place_id, Happened()), counted.visits.get(place_id, Happened())
    told, in_year, answered = counted.aspirations.get(place_id, (0, 0, 0))
    return {
        "kegiatan": Figure(events.count),
        "kegiatan_ti": Figure(events.part, events.count),
        "kunjungan": Figure(visits.count),
        "warga": Figure(visits.part),
        "jam_relawan": Figure(counted.minutes.get(place_id, 0)),
        "aspirasi": Figure(told),
        "aspirasi_dijawab": Figure(answered, in_year),
    }


def _totals(rows: Sequence[KelurahanFigures], waiting_outside: int) -> dict[str, int]:
    names = ("rt", "seats", "officers", "members", "volunteers", "waiting", "open_seats")
    totals = {name: sum(getattr(row, name) for row in rows) for name in names}
    return totals | {"waiting": totals["waiting"] + waiting_outside}
