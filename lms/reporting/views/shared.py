"""What several pages of this feature begin with."""

from flask import current_app

from lms.clock import now
from lms.regions.queries import the_city_id
from lms.reporting.queries.figures import CityFigures, city_figures


def present_figures() -> CityFigures:
    """Give the city's figures of this moment."""
    config = current_app.config
    return city_figures(
        the_city_id(), at=now(), dormant_after=config["DORMANT_AFTER_DAYS"], keep_seconds=config["PUBLIC_CACHE_SECONDS"]
    )
