"""The link of the head of an RT."""

from datetime import datetime

from sqlalchemy import select, update

from lms.accounts.rules import new_token, token_hash
from lms.audit.actions import record as record_audit
from lms.db import db
from lms.outreach.models.visits import RtLink
from lms.regions.models import Rt


def issue(rt: Rt, *, by_id: int, at: datetime) -> str:
    """Make a new link for the head of an RT and give its token, once; earlier ones stop working."""
    db.session.execute(select(Rt.id).where(Rt.id == rt.id).with_for_update(key_share=True))
    db.session.execute(update(RtLink).where(RtLink.rt_id == rt.id, RtLink.ended_at.is_(None)).values(ended_at=at))
    token = new_token()
    db.session.add(RtLink(rt_id=rt.id, token_hash=token_hash(token), issued_by_id=by_id, issued_at=at))
    record_audit("issue_link", "rt", rt.id, actor_id=by_id, at=at)
    return token
