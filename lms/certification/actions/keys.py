"""The keys of the issuer: the first is made when it is needed, a new one on the operator's word."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import update

from lms.audit.actions import record
from lms.certification.models import SigningKey
from lms.certification.queries import keys as queries
from lms.certification.rules.credentials import Issuer
from lms.certification.rules.keys import new_pair, opened
from lms.db import db, upsert

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


def signing_key(issuer: Issuer, *, at: datetime) -> tuple[SigningKey, "Ed25519PrivateKey"]:
    """Give the key that signs now, made if there is none yet; of two processes that make the first, one does.

    Raises WrongSecret when the site's secret is not the one the key was encrypted with.
    """
    found = queries.active_key() or _make(issuer.secret, at)
    return found, opened(found.private_pem, issuer.secret)


def rotate_key(secret: str, *, at: datetime) -> SigningKey:
    """Retire the key that signs and make the next one; what the old ones signed stays checkable."""
    db.session.execute(update(SigningKey).where(SigningKey.retired_at.is_(None)).values(retired_at=at))
    made = _make(secret, at)
    record("rotate", "signing key", made.id, actor_id=None, at=at)
    return made


def _make(secret: str, at: datetime) -> SigningKey:
    public, private = new_pair(secret)
    number = len(queries.keys()) + 1
    values = {"id": f"kunci-{number}", "public_multibase": public, "private_pem": private, "made_at": at}
    db.session.execute(upsert(SigningKey, db.session.get_bind().dialect.name).values(values).on_conflict_do_nothing())
    made = queries.active_key()
    if made is None:
        raise LookupError("The key that another process made was retired in the same moment.")
    return made
