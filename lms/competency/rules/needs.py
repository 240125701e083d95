"""What the next level still needs. No database."""

from dataclasses import dataclass
from enum import StrEnum

from lms.competency.rules.levels import ALONE, DEEDS_NEEDED, HELPED, MOVING, UNABLE, Evidence, deeds_that_count


class Need(StrEnum):
    """A kind of evidence that a level asks for."""

    WITH_HELP = "with_help"
    """A practical check, or practical work with an observation sheet, somebody beside."""
    WORK_ALONE = "work_alone"
    QUIZ_ALONE = "quiz_alone"
    DEEDS = "deeds"


@dataclass(frozen=True, slots=True)
class Requirement:
    """One kind of evidence the next level asks for, and how much of it is there."""

    need: Need
    has: int
    wanted: int

    @property
    def is_met(self) -> bool:
        """Whether nothing is missing."""
        return self.has >= self.wanted


def next_level(level: int | None) -> int | None:
    """Give the level that follows; None after the highest."""
    if level is None or level == UNABLE:
        return HELPED
    return level + 1 if level < MOVING else None


def requirements(level: int, evidence: Evidence) -> list[Requirement]:
    """Give what a level asks for, with what is there already."""
    if level == HELPED:
        observed = any(one.shows_help_is_enough for one in evidence.sittings)
        return [Requirement(Need.WITH_HELP, int(observed or any(one.proves_help_is_enough for one in evidence.works)), 1)]
    found = [
        Requirement(Need.WORK_ALONE, int(any(one.proves_alone for one in evidence.works)), 1),
        Requirement(Need.QUIZ_ALONE, int(any(one.proves_alone for one in evidence.quizzes)), 1),
    ]
    if level == ALONE:
        return found
    most = max(deeds_that_count(evidence).values())
    return [*found, Requirement(Need.DEEDS, min(most, DEEDS_NEEDED), DEEDS_NEEDED)]
