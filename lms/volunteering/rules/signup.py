"""Ages and answers of the sign-up: plain arithmetic, no database."""

import secrets
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

YOUNGEST = 15
"""Under this age one comes with a school or Pramuka leader, not alone."""
OF_AGE = 18
"""Under this age a guardian has to agree first."""
OLDEST = 100
OWN_CONSENT = 17
"""From this age on young people agree themselves, and the guardian is told."""

CONSENT_VERSION = "2026-11"
"""Names the wording of the consent page; raise it when the wording changes."""

OUTSIDE = "luar-kota"
"""The answer of somebody who lives in no kelurahan of the city."""

# Letters and digits that are not taken for one another when read aloud or copied by hand.
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_code() -> str:
    """Make the code of a status page: twelve characters in three groups, 59 random bits."""
    letters = [secrets.choice(CODE_LETTERS) for _ in range(12)]
    return "-".join("".join(letters[start : start + 4]) for start in (0, 4, 8))


def tidy_code(typed: str) -> str:
    """Give a code as it is stored, from however it was typed."""
    letters = [letter for letter in typed.upper() if letter in CODE_LETTERS]
    return "-".join("".join(letters[start : start + 4]) for start in (0, 4, 8))


def needs_birthday(birth_year: int, on: date) -> bool:
    """Whether the year of birth alone leaves open on which side of an age limit somebody is."""
    return on.year - birth_year in {YOUNGEST, OWN_CONSENT, OF_AGE}


def age_from(birth_year: int, on: date, *, had_birthday: bool | None) -> int:
    """Give the age in whole years; where the birthday is not known, the lower of the two."""
    return on.year - birth_year - (0 if had_birthday else 1)


@dataclass(frozen=True)
class Answers:
    """What somebody has answered so far; empty where they have not."""

    kelurahan: str = ""
    birth_year: int | None = None
    had_birthday: bool | None = None
    times: list[str] = field(default_factory=list)
    skills: list[str] = field(default_factory=list)
    name: str = ""
    whatsapp: str = ""
    guardian_name: str = ""
    guardian_whatsapp: str = ""
    agreed: bool = False
    role: str = ""
    """The need that was answered to."""
    source: str = ""
    """The code of the poster or message that led here."""
    cohort: str = ""
    """The code of the group somebody comes with."""

    @classmethod
    def read(cls, stored: dict[str, Any]) -> "Answers":
        """Read stored answers, leaving out what this version does not know."""
        known = {item.name for item in fields(cls)}
        return cls(**{name: value for name, value in stored.items() if name in known})

    def age(self, on: date) -> int | None:
        """Give the age on a day, or None before the year is known."""
        return None if self.birth_year is None else age_from(self.birth_year, on, had_birthday=self.had_birthday)

    def is_minor(self, on: date) -> bool:
        """Whether a guardian has to agree."""
        age = self.age(on)
        return age is not None and age < OF_AGE

    def waits_for_guardian(self, on: date) -> bool:
        """Whether nothing but the least is asked and kept before a guardian has agreed."""
        age = self.age(on)
        return age is not None and age < OWN_CONSENT

    def is_too_young(self, on: date) -> bool:
        """Whether somebody may not sign up alone."""
        age = self.age(on)
        return age is not None and age < YOUNGEST


STEPS = ("kelurahan", "lahir", "ulang-tahun", "waktu", "bantu", "nama", "wa", "wali", "persetujuan", "periksa")


def steps_for(answers: Answers, on: date) -> tuple[str, ...]:
    """Give the questions for this person, in order: some are asked only where they are needed."""
    left_out = set()
    if answers.birth_year is None or not needs_birthday(answers.birth_year, on):
        left_out.add("ulang-tahun")
    if not answers.is_minor(on):
        left_out.add("wali")
    if answers.waits_for_guardian(on):
        left_out |= {"waktu", "bantu", "wa"}
    return tuple(step for step in STEPS if step not in left_out)


def is_answered(step: str, answers: Answers) -> bool:
    """Whether a question has its answer."""
    given: dict[str, object] = {
        "kelurahan": answers.kelurahan,
        "lahir": answers.birth_year,
        "ulang-tahun": answers.had_birthday is not None,
        "waktu": answers.times,
        "bantu": answers.skills,
        "nama": answers.name,
        "wa": answers.whatsapp,
        "wali": answers.guardian_name and answers.guardian_whatsapp,
        "persetujuan": answers.agreed,
    }
    return bool(given.get(step))


def first_open(answers: Answers, on: date) -> str:
    """Give the first question without an answer; the check page when all are answered."""
    return next((step for step in steps_for(answers, on)[:-1] if not is_answered(step, answers)), "periksa")
