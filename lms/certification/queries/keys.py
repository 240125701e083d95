"""The keys that sign certificates."""

from collections.abc import Sequence

from sqlalchemy import select

from lms.certification.models import SigningKey
from lms.db import db


def active_key() -> SigningKey | None:
    """Give the key that signs now; None before the first one is made."""
    newest = select(SigningKey).where(SigningKey.retired_at.is_(None)).order_by(SigningKey.made_at.desc(), SigningKey.id.desc())
    return db.session.scalars(newest.limit(1)).one_or_none()


def keys() -> Sequence[SigningKey]:
    """Give every key that ever signed, the oldest first."""
    return db.session.scalars(select(SigningKey).order_by(SigningKey.made_at, SigningKey.id)).all()
