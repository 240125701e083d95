"""Reading invitations: those somebody may see, what groups and guests have said, who has been silent."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Select, case, func, or_, select
from sqlalchemy import cast as cast_to
from sqlalchemy.orm import joinedload

from lms.accounts.current import Viewer
from lms.accounts.models import Person, Role
from lms.accounts.permissions import agency_city
from lms.db import db
from lms.kim.models import Group, Term
from lms.kim.queries import serving_on
from lms.outreach.models.invitations import Answer, GroupReply, Guest, GuestAnswer, Invitation
from lms.outreach.queries.belonging import groups_of
from lms.regions.models import Kecamatan, Kelurahan

LISTED = 60


@dataclass(frozen=True, slots=True)
class Counts:
    """What was said so far; the answers add up to all."""

    groups: int
    read: int
    accepted: int
    declined: int
    other_date: int
    silent: int
    """Groups that have not answered."""


@dataclass(frozen=True, slots=True)
class GuestCounts:
    """What the guests of one group have said, in numbers only; they add up to all."""

    guests: int
    coming: int
    deputy: int
    cannot: int
    silent: int


def _sum_of(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return cast_to(func.coalesce(func.sum(case((condition, 1), else_=0)), 0), Integer)


def visible_to(viewer: Viewer, *, on: date) -> Select[Invitation]:
    """Give the invitations a viewer may read: the city's for who speaks for it, else those their group or they got."""
    whole = select(Invitation).options(joinedload(Invitation.event)).order_by(Invitation.sent_at.desc(), Invitation.id.desc())
    if agency_city(viewer) is not None or any(grant.role is Role.COORDINATOR and grant.city_id for grant in viewer.grants):
        return whole
    guest = select(Guest.person_id).where(Guest.invitation_id == Invitation.id, Guest.person_id == viewer.id)
    reply = select(GroupReply.group_id).where(GroupReply.invitation_id == Invitation.id, own_group(viewer, on=on))
    return whole.where(or_(guest.exists(), reply.exists()))


def own_group(viewer: Viewer, *, on: date) -> ColumnElement[bool]:
    """Give the condition that a reply is that of a group the viewer serves in or coordinates."""
    kelurahan = [grant.kelurahan_id for grant in viewer.grants if grant.role is Role.COORDINATOR and grant.kelurahan_id]
    cities = [grant.city_id for grant in viewer.grants if grant.role is Role.COORDINATOR and grant.city_id]
    coordinated = select(Group.id).where(or_(Group.kelurahan_id.in_(kelurahan), Group.city_id.in_(cities)))
    return or_(GroupReply.group_id.in_(groups_of(viewer.id, on=on)), GroupReply.group_id.in_(coordinated))


def listed_for_city(viewer: Viewer, *, on: date) -> list[tuple[Invitation, Counts]]:
    """Give the latest invitations with the counts of what groups have said; one statement."""
    columns = (
        func.count().label("groups"),
        _sum_of(GroupReply.read_at.is_not(None)).label("read"),
        *(_sum_of(GroupReply.answer == answer).label(answer) for answer in Answer),
        _sum_of(GroupReply.answer.is_(None)).label("silent"),
    )
    said = select(GroupReply.invitation_id, *columns).group_by(GroupReply.invitation_id).subquery()
    names = ("groups", "read", *Answer, "silent")
    found = db.session.execute(
        visible_to(viewer, on=on)
        .join(said, said.c.invitation_id == Invitation.id)
        .add_columns(*(said.c[name] for name in names))
        .limit(LISTED)
    )
    return [(row[0], Counts(*row[1:])) for row in found]


def listed_for(viewer: Viewer, *, on: date) -> list[tuple[Invitation, GroupReply, Guest | None]]:
    """Give the latest invitations of the viewer's groups with what was said; one statement."""
    found = db.session.execute(
        select(Invitation, GroupReply, Guest)
        .options(joinedload(Invitation.event), joinedload(GroupReply.group))
        .join(GroupReply, GroupReply.invitation_id == Invitation.id)
        .outerjoin(Guest, (Guest.invitation_id == Invitation.id) & (Guest.person_id == viewer.id))
        .where(or_(own_group(viewer, on=on), Guest.group_id == GroupReply.group_id))
        .order_by(Invitation.sent_at.desc(), Invitation.id.desc(), GroupReply.group_id)
        .limit(LISTED)
    )
    return [(row[0], row[1], row[2]) for row in found]


def invitation_with(key: UUID) -> Invitation | None:
    """Find the invitation a form has sent."""
    return db.session.scalars(select(Invitation).where(Invitation.key == key)).one_or_none()


def invitation_to(event_id: int, viewer: Viewer) -> Invitation | None:
    """Find the invitation by which the viewer is asked to an event."""
    return db.session.scalars(
        select(Invitation)
        .join(Guest, Guest.invitation_id == Invitation.id)
        .where(Invitation.event_id == event_id, Invitation.withdrawn_at.is_(None), Guest.person_id == viewer.id)
    ).one_or_none()


def all_groups(city_id: int) -> list[Group]:
    """Give the city's group and then those of its kelurahan from north to south."""
    return list(
        db.session.scalars(
            select(Group)
            .outerjoin(Kelurahan, Group.kelurahan_id == Kelurahan.id)
            .outerjoin(Kecamatan, Kelurahan.kecamatan_id == Kecamatan.id)
            .where(or_(Group.city_id == city_id, Kelurahan.city_id == city_id))
            .order_by(Group.city_id.is_(None), Kecamatan.position, Kelurahan.tile_row, Kelurahan.tile_x)
        )
    )


def recipients(group_ids: Collection[int], *, on: date) -> dict[int, int]:
    """Give everybody who serves in these groups, once, with their group: that of a kelurahan before the city's."""
    found = db.session.execute(
        select(Term.person_id, Term.group_id)
        .join(Group, Term.group_id == Group.id)
        .join(Person, Term.person_id == Person.id)
        .where(Term.group_id.in_(group_ids), serving_on(on), Person.left_at.is_(None))
        .order_by(Group.kelurahan_id.is_not(None), Group.id.desc())
    )
    return {row.person_id: row.group_id for row in found}


def replies_to(invitation_id: int) -> list[tuple[GroupReply, GuestCounts, str | None]]:
    """Give every group's reply with what its guests said in numbers, and who answered; north to south; one statement."""
    columns = (
        func.count().label("guests"),
        *(_sum_of(Guest.answer == answer).label(answer) for answer in GuestAnswer),
        _sum_of(Guest.answer.is_(None)).label("silent"),
    )
    mine = Guest.invitation_id == invitation_id
    said = select(Guest.group_id, *columns).where(mine).group_by(Guest.group_id).subquery()
    found = db.session.execute(
        select(GroupReply, *(func.coalesce(said.c[name], 0) for name in ("guests", *GuestAnswer, "silent")), Person.name)
        .options(joinedload(GroupReply.group))
        .join(Group, GroupReply.group_id == Group.id)
        .outerjoin(Kelurahan, Group.kelurahan_id == Kelurahan.id)
        .outerjoin(Kecamatan, Kelurahan.kecamatan_id == Kecamatan.id)
        .outerjoin(said, said.c.group_id == Group.id)
        .outerjoin(Person, GroupReply.answered_by_id == Person.id)
        .where(GroupReply.invitation_id == invitation_id)
        .order_by(Group.city_id.is_(None), Kecamatan.position, Kelurahan.tile_row, Kelurahan.tile_x)
    )
    return [(row[0], GuestCounts(*row[1:6]), row[6]) for row in found]


def own_replies(invitation_id: int, viewer: Viewer, *, on: date) -> list[GroupReply]:
    """Give the replies of the viewer's own groups."""
    wanted = select(GroupReply).options(joinedload(GroupReply.group)).where(GroupReply.invitation_id == invitation_id)
    return list(db.session.scalars(wanted.where(own_group(viewer, on=on)).order_by(GroupReply.group_id)))


def reply_of(invitation_id: int, group_id: int) -> GroupReply | None:
    """Find a group's reply, with the group, the invitation and its event."""
    return db.session.scalars(
        select(GroupReply)
        .options(joinedload(GroupReply.group), joinedload(GroupReply.invitation).joinedload(Invitation.event))
        .where(GroupReply.invitation_id == invitation_id, GroupReply.group_id == group_id)
    ).one_or_none()


def reply_held(invitation_id: int, group_id: int) -> GroupReply:
    """Take hold of a group's reply until the end of the transaction, as the database has it now."""
    return db.session.get_one(GroupReply, (invitation_id, group_id), with_for_update=True, populate_existing=True)


def invitation_held(invitation_id: int) -> Invitation:
    """Take hold of an invitation until the end of the transaction, as the database has it now."""
    return db.session.get_one(Invitation, invitation_id, with_for_update={"of": Invitation}, populate_existing=True)


def guest_of(invitation_id: int, person_id: int) -> Guest | None:
    """Find somebody among the guests of an invitation."""
    return db.session.scalars(
        select(Guest)
        .options(joinedload(Guest.person))
        .where(Guest.invitation_id == invitation_id, Guest.person_id == person_id)
        .execution_options(populate_existing=True)
    ).one_or_none()


def guests_in(invitation_id: int, group_id: int) -> list[Guest]:
    """Give the guests of one group by name, who have not left; one statement."""
    return list(
        db.session.scalars(
            select(Guest)
            .join(Person, Guest.person_id == Person.id)
            .options(joinedload(Guest.person))
            .where(Guest.invitation_id == invitation_id, Guest.group_id == group_id, Person.left_at.is_(None))
            .order_by(Person.name, Person.id)
        )
    )
