"""What the head of an RT sees by link."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lms.accounts.rules import token_hash
from lms.db import db
from lms.outreach.models.visits import Aspiration, RtLink, Visit
from lms.outreach.queries.visits import waits
from lms.regions.models import Rt


def link_with(token: str) -> RtLink | None:
    """Find the link of a token while it is good and its RT exists."""
    wanted = select(RtLink).options(joinedload(RtLink.rt)).join(Rt, RtLink.rt_id == Rt.id)
    good = RtLink.token_hash == token_hash(token), RtLink.ended_at.is_(None), Rt.closed_on.is_(None)
    return db.session.scalars(wanted.where(*good)).one_or_none()


def link_of(rt_id: int) -> RtLink | None:
    """Find the good link of an RT, to say when it was made."""
    return db.session.scalars(select(RtLink).where(RtLink.rt_id == rt_id, RtLink.ended_at.is_(None)).limit(1)).one_or_none()


def waiting_at(link: RtLink, *, on: date) -> list[Visit]:
    """Give the visits a link may speak of, the oldest first: those of its RT that whoever made the link had no part in."""
    wanted = select(Visit).options(joinedload(Visit.recorder)).where(Visit.rt_id == link.rt_id, waits(on=on))
    found = db.session.scalars(wanted.order_by(Visit.visited_on, Visit.id))
    return [visit for visit in found if link.issued_by_id not in {visit.recorder_id, visit.beside_id, visit.typed_by_id}]


def told_in(rt_id: int) -> list[Aspiration]:
    """Give what residents of an RT said, the latest first, at most twenty."""
    wanted = select(Aspiration).where(Aspiration.rt_id == rt_id, Aspiration.withdrawn_at.is_(None))
    return list(db.session.scalars(wanted.order_by(Aspiration.told_at.desc(), Aspiration.id.desc()).limit(20)))


def answerable(link: RtLink) -> list[Visit]:
    """Give every visit to the RT of a link, answered or not: a second answer is told who was faster."""
    return list(db.session.scalars(select(Visit).where(Visit.rt_id == link.rt_id)))
