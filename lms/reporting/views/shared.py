"""What several pages of this feature begin with."""

from flask import current_app

from lms.accounts.current import Viewer
from lms.accounts.rules import full_form
from lms.clock import now
from lms.regions.queries import the_city_id
from lms.reporting.queries.figures.city import city_figures
from lms.reporting.queries.figures.rows import CityFigures
from lms.reporting.rules.yardsticks import Yardsticks
from lms.volunteering.queries.applications import answerer_in


def present_figures(city_id: int | None = None) -> CityFigures:
    """Give the figures of a city, by default of the one this site serves, at this moment."""
    config = current_app.config
    return city_figures(
        city_id or the_city_id(),
        at=now(),
        by=Yardsticks.of(config),
        keep_seconds=config["PUBLIC_CACHE_SECONDS"],
    )


def definitions() -> dict[str, object]:
    """Give the settings that the meanings of figures speak of, by the names they have there."""
    config = current_app.config
    return {
        "days": config["DORMANT_AFTER_DAYS"],
        "small": config["SMALL_GROUP"],
        "months": config["LEVEL_MONTHS"],
        "target": config["LEVEL_TARGET"],
        "carried": config["RT_PER_PERSON"],
        "rt_source": config["RT_SOURCE"],
    }


def coordinator_of(viewer: Viewer | None) -> str:
    """Give the name of who coordinates the KIM where the viewer lives; empty for visitors and where it is nobody else."""
    found = answerer_in(viewer.kelurahan_id, at=now()) if viewer else None
    return full_form(found.name, found.honorific) if viewer and found and found.id != viewer.id else ""
