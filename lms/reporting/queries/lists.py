"""The people and places behind a figure: each list has exactly as many rows as the figure says."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select

from lms.accounts.models import Honorific, Person
from lms.accounts.queries import here_at
from lms.accounts.rules import full_form
from lms.db import db
from lms.kim.models import Group, Position, Term
from lms.kim.queries import one_group_each, serving_on
from lms.learning.models import CourseCompletion, LessonState
from lms.regions.models import Kecamatan, Kelurahan, Rt
from lms.regions.queries import existing_on
from lms.volunteering.models import Application
from lms.volunteering.rules.states import TAKEN_IN

LISTED = ("pengurus", "anggota", "relawan", "mulai", "selesai", "rt")
"""The measures that have a list."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One row behind a figure."""

    title: str
    kelurahan: str
    kelurahan_slug: str


def behind(measure: str, *, city_id: int, kelurahan_id: int | None, course_id: str | None, at: datetime) -> list[Listed] | None:
    """Give the rows behind a figure of a city or one of its kelurahan now; None for a figure that has no list."""
    if measure == "rt":
        return _rt(city_id, kelurahan_id, at)
    wanted = _people(measure, city_id, course_id, at)
    if wanted is None:
        return None
    wanted = wanted.where(Kelurahan.city_id == city_id)
    if kelurahan_id is not None:
        wanted = wanted.where(Kelurahan.id == kelurahan_id)
    ordered = wanted.join(Kecamatan, Kelurahan.kecamatan_id == Kecamatan.id).order_by(
        Kecamatan.position, Kelurahan.tile_row, Kelurahan.tile_x, Person.name, Person.id
    )
    return [Listed(full_form(name, honorific), place, slug) for name, honorific, place, slug in db.session.execute(ordered)]


def _people(measure: str, city_id: int, course_id: str | None, at: datetime) -> Select[str, Honorific, str, str] | None:
    base = select(Person.name, Person.honorific, Kelurahan.name, Kelurahan.slug).select_from(Person).where(here_at(at))
    living_there = base.join(Kelurahan, Person.kelurahan_id == Kelurahan.id)
    in_group = base.join(Group, Group.id.is_not(None)).join(Kelurahan, Group.kelurahan_id == Kelurahan.id)
    seated = select(Term.id).where(
        Term.group_id == Group.id, Term.person_id == Person.id, Term.position != Position.MEMBER, serving_on(at.date())
    )
    member = one_group_each(city_id, Position.MEMBER, at=at).subquery("member")
    wanted = {
        "pengurus": in_group.where(seated.exists()),
        "anggota": base.join(member, member.c.person_id == Person.id).join(Kelurahan, Kelurahan.id == member.c.kelurahan_id),
        "relawan": base.join(Application, Application.person_id == Person.id)
        .join(Kelurahan, Application.kelurahan_id == Kelurahan.id)
        .where(Application.state.in_(TAKEN_IN)),
        "mulai": living_there.where(Person.id.in_(select(LessonState.person_id).where(LessonState.course_id == course_id))),
        "selesai": living_there.where(
            Person.id.in_(select(CourseCompletion.person_id).where(CourseCompletion.course_id == course_id))
        ),
    }
    return wanted.get(measure)


def _rt(city_id: int, kelurahan_id: int | None, at: datetime) -> list[Listed]:
    wanted = (
        select(Rt.label, Kelurahan.name, Kelurahan.slug)
        .join(Kelurahan, Rt.kelurahan_id == Kelurahan.id)
        .join(Kecamatan, Kelurahan.kecamatan_id == Kecamatan.id)
        .where(Kelurahan.city_id == city_id, existing_on(at.date()))
        .order_by(Kecamatan.position, Kelurahan.tile_row, Kelurahan.tile_x, Rt.id)
    )
    if kelurahan_id is not None:
        wanted = wanted.where(Kelurahan.id == kelurahan_id)
    return [Listed(f"RT {label}", place, slug) for label, place, slug in db.session.execute(wanted)]
