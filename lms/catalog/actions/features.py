"""What is known of the city's features: the registry, what learners report, what staff find."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select, update

from lms.audit.actions import record
from lms.catalog.models import Feature, FeatureStatus, ScreenReport
from lms.catalog.queries import look_again
from lms.catalog.rules.features import FeatureRow
from lms.db import db, upsert
from lms.errors import Refused


class CannotReport(Refused):
    """There is nothing to report."""


class CannotCheck(Refused):
    """The word on a feature cannot be saved like this."""


def load_features(rows: Sequence[FeatureRow]) -> int:
    """Bring the registry up to the file and give how many features are new.

    Names, services and sources follow the file; status and note only until staff have looked at the feature. A feature
    that is gone from the file stays: lessons may still rely on it.
    """
    known = {feature.id: feature for feature in db.session.scalars(select(Feature).with_for_update())}
    for row in rows:
        feature = known.get(row.id) or Feature(id=row.id, checked_at=None)
        feature.service, feature.name, feature.source = row.service, row.name, row.source
        if feature.checked_at is None:
            feature.status, feature.note = row.status, row.note
        db.session.add(feature)
    db.session.flush()  # packs are checked against what is there
    look_again()
    return len({row.id for row in rows} - set(known))


def report_screen(feature: Feature, lesson_id: str, *, person_id: int, note: str, at: datetime) -> bool:
    """Take somebody's word that their screen looks different; gives whether it is new.

    A report counts once a person and feature; after staff have looked, the same person may report again. Raises
    CannotReport for a feature that is known to be gone.
    """
    if feature.status is FeatureStatus.RETIRED:
        raise CannotReport(_("Bagian ini memang sudah tidak ada. Lewati langkahnya."))
    said = {"lesson_id": lesson_id, "note": note, "reported_at": at, "settled_at": None}
    row = {"feature_id": feature.id, "person_id": person_id, **said}
    saved = db.session.execute(
        upsert(ScreenReport, db.session.get_bind().dialect.name)
        .values(row)
        .on_conflict_do_update(index_elements=["feature_id", "person_id"], set_=said, where=ScreenReport.settled_at.is_not(None))
        .returning(ScreenReport.person_id)
    )
    return saved.first() is not None


def check_feature(
    feature: Feature, status: FeatureStatus, *, note: str, by_id: int, seen: tuple[datetime | None, datetime | None], at: datetime
) -> int:
    """Save what staff found on a telephone, and settle the reports they had before them; gives how many.

    `seen` is what the page showed: when the feature was last checked, and when the newest open report came. Raises
    CannotCheck when somebody else has saved in the meantime.
    """
    checked_at, newest_report = seen
    came_from = feature.status
    unchanged = Feature.checked_at == checked_at if checked_at else Feature.checked_at.is_(None)
    saved = db.session.execute(
        update(Feature)
        .where(Feature.id == feature.id, unchanged)
        .values(status=status, note=note, checked_at=at, checked_by_id=by_id)
    )
    if saved.rowcount == 0:  # type: ignore[attr-defined]  # an UPDATE always has one
        raise CannotCheck(_("Petugas lain baru saja menyimpan. Baca hasilnya di bawah, lalu simpan lagi bila perlu."))
    settled = _settle(feature.id, until=newest_report, at=at)
    record("check", "feature", feature.id, actor_id=by_id, at=at, came_from=came_from, to=status, reports=settled)
    look_again()
    return settled


def _settle(feature_id: str, *, until: datetime | None, at: datetime) -> int:
    if until is None:
        return 0
    settled = db.session.execute(
        update(ScreenReport)
        .where(ScreenReport.feature_id == feature_id, ScreenReport.settled_at.is_(None), ScreenReport.reported_at <= until)
        .values(settled_at=at)
        .execution_options(synchronize_session=False)
    )
    return int(settled.rowcount)  # type: ignore[attr-defined]  # an UPDATE always has one
