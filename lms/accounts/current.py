"""Who is asking: the signed-in person of this request, read with one statement."""

import logging
from dataclasses import dataclass
from datetime import datetime

from flask import g, session
from flask_login import LoginManager, login_user
from flask_login.utils import _get_user
from flask_wtf.csrf import generate_csrf
from sqlalchemy import Date, bindparam, or_, select

from lms.accounts.models import Device, Honorific, Person, Role, RoleGrant
from lms.accounts.rules import called, pronoun
from lms.clock import now
from lms.db import UtcDateTime, reading
from lms.regions.models import Kelurahan

log = logging.getLogger(__name__)
login_manager = LoginManager()
login_manager.session_protection = None  # mobile networks change addresses; our own device list takes its place

_VIEWER = (
    select(
        Person.id,
        Person.name,
        Person.honorific,
        Person.kelurahan_id,
        RoleGrant.role,
        RoleGrant.city_id,
        Kelurahan.id.label("place_id"),
        Kelurahan.slug,
        Kelurahan.name.label("place_name"),
    )
    .select_from(Device)
    .join(Person, Device.person_id == Person.id)
    .outerjoin(
        RoleGrant,
        (RoleGrant.person_id == Person.id)
        & (RoleGrant.starts_on <= bindparam("today", type_=Date))
        & or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on > bindparam("today", type_=Date)),
    )
    .outerjoin(Kelurahan, RoleGrant.kelurahan_id == Kelurahan.id)
    .where(
        Device.id == bindparam("device"),
        Device.ended_at.is_(None),
        Device.ends_at > bindparam("moment", type_=UtcDateTime),
        Person.left_at.is_(None),
    )
    .order_by(RoleGrant.id)
)


@dataclass(frozen=True, slots=True)
class Grant:
    """A role the viewer holds today, and where."""

    role: Role
    city_id: int | None
    kelurahan_id: int | None
    kelurahan_slug: str | None
    kelurahan_name: str | None


@dataclass(frozen=True, slots=True)
class Viewer:
    """The person who is signed in on this device: what pages and permissions need to know, nothing to write to."""

    id: int
    device_id: int
    name: str
    honorific: Honorific
    kelurahan_id: int | None
    grants: tuple[Grant, ...]

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """Give what the session cookie holds: the device, so that ending it signs out."""
        return str(self.device_id)

    @property
    def called(self) -> str:
        """How the person is greeted."""
        return called(self.name, self.honorific)

    @property
    def pronoun(self) -> str:
        """The word for "you" in sentences to this person."""
        return pronoun(self.honorific)

    def holds(self, role: Role) -> bool:
        """Whether the person has a role anywhere."""
        return any(grant.role is role for grant in self.grants)

    @property
    def coordinated(self) -> Grant | None:
        """The kelurahan the person coordinates, or None."""
        return next((grant for grant in self.grants if grant.role is Role.COORDINATOR and grant.kelurahan_id), None)


@login_manager.user_loader
def load_viewer(device_id: str, at: datetime | None = None) -> Viewer | None:
    """Find who is signed in on a device that is still remembered; None when it is not."""
    if not device_id.isdecimal():
        return None
    moment = at or now()
    with reading() as connection:
        found = connection.execute(_VIEWER, {"device": int(device_id), "moment": moment, "today": moment.date()}).all()
    if not found:
        return None
    first = found[0]
    grants = tuple(Grant(row.role, row.city_id, row.place_id, row.slug, row.place_name) for row in found if row.role is not None)
    return Viewer(first.id, int(device_id), first.name, first.honorific, first.kelurahan_id, grants)


def signed_in() -> Viewer | None:
    """Give the signed-in person, or None for a visitor."""
    user = _get_user()
    return user if isinstance(user, Viewer) else None


def signed_in_user() -> Viewer:
    """Give the signed-in person of a page that needs one; closed pages never get here without."""
    viewer = signed_in()
    if viewer is None:
        raise LookupError("This page was reached without a signed-in person.")
    return viewer


def open_session(device: Device) -> None:
    """Begin a fresh session for a device, so that nothing of an earlier one is left in it."""
    session.clear()
    session.permanent = True
    viewer = load_viewer(str(device.id))
    if viewer:
        login_user(viewer)
    g.pop("csrf_token", None)  # the token of the session that has just ended
    generate_csrf()  # now, so that two pages opened at once do not each make a secret of their own
    log.info("signed in: person=%s device=%s", device.person_id, device.id)
