"""How a gap in skill could be closed: arithmetic that is shown, not hidden. No database."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any


@dataclass(frozen=True, slots=True)
class Means:
    """What a training and a volunteer are expected to do; settings of the installation."""

    people: int
    """People in one training."""
    percent: int
    """Of these, so many in a hundred reach level 2."""
    learners: int
    """People one volunteer sits beside."""

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> "Means":
        """Read them from the settings of a site."""
        return cls(settings["TRAINING_PEOPLE"], settings["TRAINING_PERCENT"], settings["LEARNERS_PER_MENTOR"])

    @property
    def able_by_training(self) -> int:
        """People one training is expected to bring to level 2; at least one."""
        return max(1, self.people * self.percent // 100)

    def trainings(self, gap: int) -> int:
        """Give how many trainings would close a gap of so many people."""
        return ceil(gap / self.able_by_training)

    def volunteers(self, gap: int) -> int:
        """Give how many volunteers would close a gap of so many people, each beside as many as is expected."""
        return ceil(gap / self.learners)


@dataclass(frozen=True, slots=True)
class Gap:
    """One domain over several groups."""

    target: int
    able: int | None
    """None: nobody was ever assessed."""
    people: int
    gap: int
    change: int
    """Able people now, less those who were able in their first record."""
