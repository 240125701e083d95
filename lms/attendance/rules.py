"""Codes that can be read aloud, and where somebody may lead a session."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid5

from lms.accounts.current import Viewer
from lms.accounts.models import Role

# Neither look-alikes (0 O Q, 1 I L, 2 Z, 5 S, 8 B G, U V) nor vowels, so that no code is a word. 19 ** 6 is 47 million.
CODE_LETTERS = "34679CDFHJKMNPRTWXY"
CODE_LENGTH = 6

HOURS = (2, 3, 4)
"""How long a session may be opened for."""

BY_ATTENDING = {"read", "attend"}
"""The completion rules of lessons that are met by being there; a quiz or a task is still to be done."""


class Reason(StrEnum):
    """Why somebody who was recorded was not there after all; the word stands in the record."""

    WRONG_NAME = "salah-nama"
    NOT_HERE = "tidak-di-tempat"
    LEFT_EARLY = "pulang-awal"


LEADING = {Role.MENTOR, Role.COORDINATOR}


def new_code() -> str:
    """Make the code of a session."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def tidy_code(typed: str) -> str:
    """Give a code as it is stored, from however it was typed."""
    return "".join(letter for letter in typed.upper() if letter.isalnum())


def key_of_done(session_key: str, person_id: int) -> UUID:
    """Give the key of the event by which somebody's presence finishes the lesson: always the same for both."""
    return uuid5(UUID(session_key), f"{person_id} done")


def is_same_day(earlier: datetime, at: datetime) -> bool:
    """Whether a moment lies on the same day as another, by the clock of the second."""
    return earlier.astimezone(at.tzinfo).date() == at.date()


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody leads sessions: one kelurahan, or the city."""

    city_id: int | None
    kelurahan_id: int | None
    name: str | None
    """Of the kelurahan."""

    @property
    def key(self) -> str:
        """How a form names the place."""
        return str(self.kelurahan_id) if self.kelurahan_id else "kota"


def places_of(viewer: Viewer) -> list[Place]:
    """Give where somebody leads sessions: mentors and coordinators in their kelurahan, the agency in the city."""
    found = {
        Place(None, grant.kelurahan_id, grant.kelurahan_name): None
        for grant in viewer.grants
        if grant.role in LEADING and grant.kelurahan_id
    } | {Place(grant.city_id, None, None): None for grant in viewer.grants if grant.role is Role.AGENCY}
    return list(found)
