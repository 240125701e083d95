"""Two people at once: the second waits for the first, and is told what has changed."""

from collections.abc import Mapping

from sqlalchemy import select

from lms.db import db
from lms.errors import Refused
from lms.kim.models import Group
from lms.kim.rules import changes
from lms.kim.rules.words import told


class CannotChange(Refused):
    """It cannot be changed like this, or somebody else has just changed it."""


def hold(group_id: int) -> Group:
    """Take hold of a group until the end of the transaction, so that two people at once come one after the other."""
    fresh = select(Group).where(Group.id == group_id).with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(fresh).one()


def refuse_if_changed(seen: str, values: Mapping[str, str]) -> None:
    """Raise CannotChange when something is no longer what the form showed; the message says what it is now."""
    changed = changes.changed_since(seen, values)
    if changed:
        raise CannotChange(told(changed, values))


def differing(old: Mapping[str, str], new: Mapping[str, str]) -> dict[str, str]:
    """Give what a change is for the trail: from and to."""
    return {name: f"{old[name]} > {new[name]}" for name in new if old[name] != new[name]}
