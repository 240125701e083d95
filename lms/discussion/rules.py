"""What may be written where everybody reads it, and whose area a question belongs to. No database."""

import re
import unicodedata

from lms.accounts.current import Viewer
from lms.accounts.models import Role
from lms.regions.rules import Area

LONGEST = 1000
"""Characters of a question or a reply."""

LONGEST_REASON = 300
"""Characters of the reason of a report."""

ANSWERING = {Role.MENTOR, Role.COORDINATOR}
"""Roles that answer in the kelurahan they are held in."""

_GAP = r"[\s().\-/]{0,3}"
_NUMBERS = (
    # 0812-3456-7890, +62 812 …, (0293) 362525: the first group has three digits or more, so that times and dates are none
    re.compile(rf"(?<!\d)(?:\+?62{_GAP}|\(?0)[2-9]\d{{1,2}}(?:{_GAP}\d){{6,10}}(?!\d)"),
    # 812 3456 7890, but not rp 850.000.000.000
    re.compile(rf"(?<!\d)(?<!rp)(?<!rp )(?<!rp\.)(?<!rp\. )8[1-9]\d(?:{_GAP}\d){{7,9}}(?!\d)"),
    # 0 8 1 2 3 4 5 6 7 8
    re.compile(r"(?<!\d)0(?:[\s.\-]\d){8,13}(?!\d)"),
)


def area_of(viewer: Viewer) -> Area:
    """Give the area of mentors and coordinators (their kelurahan) and of the agency (its city), by the grants of today."""
    places = {grant.kelurahan_id for grant in viewer.grants if grant.role in ANSWERING and grant.kelurahan_id is not None}
    cities = {grant.city_id for grant in viewer.grants if grant.role is Role.AGENCY and grant.city_id is not None}
    return Area(frozenset(places), frozenset(cities))


def holds_phone_number(text: str) -> bool:
    """Whether a text seems to hold an Indonesian telephone number, in any of the usual spellings."""
    plain = unicodedata.normalize("NFKC", text).lower()
    return any(pattern.search(plain) for pattern in _NUMBERS)
