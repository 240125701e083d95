"""Whether a sample city is loaded, or could be."""

import time

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lms.accounts.models import Person
from lms.db import db
from lms.kim.models import Group

LOOK_AGAIN_SECONDS = 60
"""So long a no is believed; every page asks, and a sample is loaded at most once."""


class _Known:
    """The answer as last found in this process: a yes stays one, a no is looked at again after a minute."""

    def __init__(self) -> None:
        self.is_sample = False
        self.until = 0.0


_known = _Known()


def is_sample_city() -> bool:
    """Tell whether anybody here is invented."""
    if not _known.is_sample and time.monotonic() >= _known.until:
        _known.is_sample = db.session.scalar(select(Person.id).where(Person.is_sample).limit(1)) is not None
        _known.until = time.monotonic() + LOOK_AGAIN_SECONDS
    return _known.is_sample


def has_people() -> bool:
    """Tell whether anybody is here at all."""
    return db.session.scalar(select(Person.id).limit(1)) is not None


def groups() -> list[Group]:
    """Give every group with its kelurahan, in the order in which they were loaded."""
    return list(db.session.scalars(select(Group).options(joinedload(Group.kelurahan)).order_by(Group.id)))
