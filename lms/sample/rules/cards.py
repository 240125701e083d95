"""The sign-in links of the sample city: derived from the site's secret, so that they can be shown again at any time."""

import hmac
from base64 import urlsafe_b64encode

from lms.accounts.rules import TOKEN_BYTES

SAMPLE_PASSWORD = "sinau-kim-contoh"  # noqa: S105  # of invented people; a sample city is never loaded in production
"""The password of both officers of the agency in the sample city."""

USERNAMES = {"agency": "dinas", "agency_other": "dinas2"}
"""Their user names, by role."""

ROLES = (
    "agency",
    "agency_other",
    "coordinator",
    "coordinator_second",
    "coordinator_other",
    "assessor",
    "assessor_other",
    "member",
    "member_other",
    "volunteer",
    "volunteer_other",
    "mentor",
    "mentor_other",
)
"""Who has a link: mostly people of Wates; `_second` is another one there, `_other` one from elsewhere."""


def card_token(role: str, secret: str) -> str:
    """Give the token of a role's card, the same for the same secret."""
    digest = hmac.digest(secret.encode(), f"sample card {role}".encode(), "sha256")
    return urlsafe_b64encode(digest[:TOKEN_BYTES]).rstrip(b"=").decode()
