"""Features of the city's services, and lessons that rely on them."""

from lms.catalog.actions.features import load_features
from lms.catalog.models import Feature, FeatureStatus
from lms.catalog.rules.features import FeatureRow
from lms.db import db


def a_feature(feature_id: str = "mc-berita", service: str = "Magelang Cerdas", name: str = "berita daerah") -> Feature:
    load_features([FeatureRow(feature_id, service, name, FeatureStatus.UNVERIFIED, "Antara 2021", "")])
    db.session.commit()
    return db.session.get_one(Feature, feature_id)
