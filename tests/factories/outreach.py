"""Events and invitations, written straight into the tables, as if some time ago."""

from datetime import datetime, timedelta
from uuid import uuid4

from lms.accounts.models import Person
from lms.clock import now
from lms.db import db
from lms.kim.models import Group
from lms.outreach.actions.inviting import Wanted, send
from lms.outreach.models.events import Event
from lms.outreach.models.invitations import Invitation
from lms.outreach.models.words import Forum, Step, Topic
from lms.outreach.queries.invitations import all_groups
from lms.regions.models import City, Kelurahan


def an_event(where: City | Kelurahan, planner: Person, hours: float = 48, *, lasts: float = 2, **columns: object) -> Event:
    """So many hours from now; begun already when 0 or below."""
    starts_at = now().replace(microsecond=0) + timedelta(hours=hours)
    event = Event(key=uuid4(), planned_by_id=planner.id, planned_at=now() - timedelta(days=10), changes=0)
    event.city_id, event.kelurahan_id = (where.id, None) if isinstance(where, City) else (None, where.id)
    event.title, event.place, event.is_invited = "Sosialisasi Monggo Lapor", "Balai kelurahan", False
    event.forum, event.topic, event.step = Forum.BRIEFING, Topic.TECHNOLOGY, Step.DISSEMINATION
    event.starts_at, event.ends_at = starts_at, starts_at + timedelta(hours=lasts)
    for name, value in columns.items():
        setattr(event, name, value)
    db.session.add(event)
    db.session.flush()
    return event


def an_invitation(
    city: City, sender: Person, *, event: Event | None = None, at: datetime | None = None, lesson_id: str | None = None
) -> Invitation:
    """To every group, sent an hour ago."""
    groups = frozenset(group.id for group in all_groups(city.id))
    moment = at or now() - timedelta(hours=1)
    wanted = Wanted("Bimbingan Monggo Lapor", "Kami mengajak semua kelompok.", Topic.TECHNOLOGY, groups, lesson_id=lesson_id)
    sent = send(uuid4(), city.id, wanted, by_id=sender.id, at=moment)
    sent.event_id = event.id if event else None
    db.session.flush()
    return sent


def group_named(city: City, name: str) -> Group:
    """The group with a name."""
    return next(group for group in all_groups(city.id) if group.name == name)
