"""Monthly snapshots of the figures per kelurahan."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Model
from lms.regions.models import Kelurahan


class Snapshot(Model):
    """One figure of one kelurahan at the end of one month. A later correction is another row beside it, never a change."""

    __tablename__ = "reporting_snapshot"
    __table_args__ = (Index("ix_reporting_snapshot_kelurahan_id_measure_month", "kelurahan_id", "measure", "month"),)

    month: Mapped[date] = mapped_column(primary_key=True)
    """Its first day."""
    kelurahan_id: Mapped[int] = mapped_column(ForeignKey(Kelurahan.id), primary_key=True)
    measure: Mapped[str] = mapped_column(primary_key=True)
    """The key of the measure, as in addresses and files."""
    version: Mapped[int] = mapped_column(primary_key=True)
    """1 as first taken; each correction has the next number, and the highest counts."""
    value: Mapped[int | None]
    """Empty: unknown, which is not 0."""
    whole: Mapped[int | None]
    """What it is a part of; empty where there is no denominator."""
    taken_at: Mapped[datetime]
