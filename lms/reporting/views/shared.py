"""What several pages of this feature begin with."""

from flask import current_app

from lms.clock import now
from lms.regions.queries import the_city_id
from lms.reporting.queries.figures import CityFigures, city_figures


def present_figures(city_id: int | None = None) -> CityFigures:
    """Give the figures of a city, by default of the one this site serves, at this moment."""
    config = current_app.config
    return city_figures(
        city_id or the_city_id(),
        at=now(),
        dormant_after=config["DORMANT_AFTER_DAYS"],
        keep_seconds=config["PUBLIC_CACHE_SECONDS"],
    )
