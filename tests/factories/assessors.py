"""Assessors of a city or of one kelurahan, and sheets filled in."""

from datetime import timedelta
from typing import Any

from lms.accounts.actions import grant_role
from lms.accounts.models import Honorific, Person, Role
from lms.clock import now
from lms.db import db
from lms.regions.models import City, Kelurahan
from tests.factories.people import a_person

FULL = {"butir-isi": "2", "butir-gambar": "2", "butir-suara": "2", "butir-etika": "3", "butir-terbit": "2"}
"""Points for every criterion of the vlog's final task."""


def an_assessor_of(place: City | Kelurahan, name: str = "Rina Astuti") -> Person:
    person = a_person(name, honorific=Honorific.IBU)
    grant_role(person, Role.ASSESSOR, place, by_id=None, on=now().date() - timedelta(days=30))
    db.session.flush()
    return person


def a_sheet(verdict: str = "passed", **points: int) -> dict[str, Any]:
    """Give the fields of a judgement with its points, 2 each unless told."""
    following = "l1" if verdict == "passed" else "p1"
    given = {f"butir-{name}": str(number) for name, number in points.items()}
    return {"verdict": verdict, "good": ["b1"], "following": [following], "following_words": "Terus semangat!"} | FULL | given
