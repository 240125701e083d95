"""What pages about invitations share: finding one, whose answer it is, until when it can be given."""

from flask import abort

from lms.accounts.current import signed_in_user
from lms.clock import now
from lms.db import db
from lms.kim.models import Group
from lms.outreach import permissions
from lms.outreach.models.events import Event
from lms.outreach.models.invitations import GroupReply, Invitation
from lms.outreach.queries import invitations as queries
from lms.outreach.queries.belonging import is_chair

ONE = "/ajakan/<int(max=2147483647):invitation_id>"
GROUP = f"{ONE}/kelompok/<int(max=2147483647):group_id>"


def invitation_or_404(invitation_id: int) -> Invitation:
    """Find an invitation the viewer may read; any other is a page that does not exist."""
    found = queries.visible_to(signed_in_user(), on=now().date()).where(Invitation.id == invitation_id)
    return db.session.scalars(found).one_or_none() or abort(404)


def speaks_for(group: Group) -> bool:
    """Whether the viewer answers for a group: its coordinator or its chair."""
    viewer = signed_in_user()
    return permissions.coordinates_group(viewer, group) or is_chair(viewer.id, group.id, on=now().date())


def event_for(invitation: Invitation, reply: GroupReply | None) -> Event | None:
    """Give what the people of a group are asked to come to: their own event once another date is agreed."""
    if reply is not None and reply.event_id is not None:
        return db.session.get_one(Event, reply.event_id)
    return invitation.event


def is_open(invitation: Invitation, event: Event | None) -> bool:
    """Whether an answer can still be given, and an event is there to answer for."""
    return invitation.withdrawn_at is None and event is not None and event.cancelled_at is None and now() < event.starts_at
