"""What the figures are measured against: settings of the installation. No database."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lms.volunteering.rules.needs import Ratios


@dataclass(frozen=True, slots=True)
class Yardsticks:
    """How the figures of a site are counted."""

    dormant_after: int
    """Days without activity after which a group sleeps."""
    level_months: int
    """After so many months a level no longer counts."""
    level_target: int
    """Able people every group should have in each domain."""
    ratios: Ratios

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> "Yardsticks":
        """Read them from the settings of a site."""
        return cls(settings["DORMANT_AFTER_DAYS"], settings["LEVEL_MONTHS"], settings["LEVEL_TARGET"], Ratios.of(settings))
