"""What may be written where everybody reads it, and whose area a question belongs to. No database."""

import re
import unicodedata
from dataclasses import dataclass

from lms.accounts.current import Viewer
from lms.accounts.models import Role

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


@dataclass(frozen=True, slots=True)
class Area:
    """The kelurahan and cities whose questions somebody answers today."""

    kelurahan_ids: frozenset[int]
    city_ids: frozenset[int]

    def __bool__(self) -> bool:
        """Whether there is any question to answer at all."""
        return bool(self.kelurahan_ids or self.city_ids)

    def covers(self, kelurahan_id: int | None, city_id: int | None) -> bool:
        """Whether questions from a kelurahan belong to it; those from outside the city belong to every agency."""
        if kelurahan_id is None:
            return bool(self.city_ids)
        return kelurahan_id in self.kelurahan_ids or city_id in self.city_ids


def area_of(viewer: Viewer) -> Area:
    """Give the area of mentors and coordinators (their kelurahan) and of the agency (its city), by the grants of today."""
    places = {grant.kelurahan_id for grant in viewer.grants if grant.role in ANSWERING and grant.kelurahan_id is not None}
    cities = {grant.city_id for grant in viewer.grants if grant.role is Role.AGENCY and grant.city_id is not None}
    return Area(frozenset(places), frozenset(cities))


def holds_phone_number(text: str) -> bool:
    """Whether a text seems to hold an Indonesian telephone number, in any of the usual spellings."""
    plain = unicodedata.normalize("NFKC", text).lower()
    return any(pattern.search(plain) for pattern in _NUMBERS)
