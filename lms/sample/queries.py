"""Whether a sample city is loaded, or could be."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lms.accounts.models import Person
from lms.db import db
from lms.kim.models import Group


def is_sample_city() -> bool:
    """Tell whether anybody here is invented."""
    return db.session.scalar(select(Person.id).where(Person.is_sample).limit(1)) is not None


def has_people() -> bool:
    """Tell whether anybody is here at all."""
    return db.session.scalar(select(Person.id).limit(1)) is not None


def groups() -> list[Group]:
    """Give every group with its kelurahan, in the order in which they were loaded."""
    return list(db.session.scalars(select(Group).options(joinedload(Group.kelurahan)).order_by(Group.id)))
