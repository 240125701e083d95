"""Certificates anyone can check by their code, and the keys that sign them."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.accounts.models import Person
from lms.catalog.models import Course
from lms.competency.models import Domain, LevelRecord
from lms.db import Model
from lms.regions.models import Kelurahan
from lms.volunteering.models import CohortKind


class CertificateKind(StrEnum):
    """What is certified."""

    COURSE = "course"
    LEVEL = "level"


class WithdrawalReason(StrEnum):
    """Why a certificate is no longer valid: a class, never a story."""

    MISTAKE = "mistake"
    MISCONDUCT = "misconduct"
    ERASED = "erased"
    """The person asked for their data to be erased."""


class SigningKey(Model):
    """A key pair of the issuer; old ones stay, so that what they signed can still be checked."""

    __tablename__ = "certification_signing_key"

    id: Mapped[str] = mapped_column(primary_key=True)
    """The fragment after # in its address, for example `kunci-1`."""
    public_multibase: Mapped[str]
    """The Ed25519 public key as a Multikey (z6Mk…)."""
    private_pem: Mapped[str]
    """PKCS#8, encrypted with the site's secret."""
    made_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
    """From then on it signs nothing new."""


def _one_valid(name: str, *columns: str) -> Index:
    """Hold that there is one valid certificate of the same thing; withdrawn ones may stand beside it."""
    valid = text("withdrawn_at IS NULL")
    return Index(name, *columns, unique=True, sqlite_where=valid, postgresql_where=valid)


class Certificate(Model):
    """That somebody finished a course or reached a level, as it was said on the day of issue."""

    __tablename__ = "certification_certificate"
    __table_args__ = (
        _one_valid("uq_certification_certificate_person_id_course_id", "person_id", "course_id"),
        _one_valid("uq_certification_certificate_level_record_id", "level_record_id"),
        Index("ix_certification_certificate_person_id", "person_id"),
        Index("ix_certification_certificate_withdrawn_at", "withdrawn_at"),
        CheckConstraint("(course_id IS NULL) <> (level_record_id IS NULL)", name="one_subject"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    """Also its place in the list of withdrawn credentials."""
    code: Mapped[str] = mapped_column(unique=True)
    """What stands in the address /s/<code>: at least 80 random bits, in letters that are not mistaken for each other."""
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    kind: Mapped[CertificateKind]
    course_id: Mapped[str | None] = mapped_column(ForeignKey(Course.id))
    level_record_id: Mapped[int | None] = mapped_column(ForeignKey(LevelRecord.id))
    domain: Mapped[Domain | None]
    level: Mapped[int | None]
    name: Mapped[str]
    """As it was on the day; emptied when the person is erased."""
    title: Mapped[str]
    """The course's title, or the domain's and the level's name, on that day."""
    issuer: Mapped[str]
    achieved_at: Mapped[datetime]
    issued_at: Mapped[datetime]
    credential: Mapped[dict[str, Any]]
    """The signed Open Badges 3.0 credential, as it was issued."""
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[WithdrawalReason | None]

    person: Mapped[Person] = relationship()


class Letter(Model):
    """A letter about a volunteer's verified hours with one senior or several, as they stood on the day it was signed."""

    __tablename__ = "certification_letter"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[UUID] = mapped_column(Uuid, unique=True)
    """Made by the form that signed it, so that pressing twice signs one."""
    code: Mapped[str] = mapped_column(unique=True)
    """What stands in the address /s/<code>, as for certificates; no code is both."""
    number: Mapped[str] = mapped_column(unique=True)
    """As offices number letters, for example 014/KIM-WATES/XI/2026."""
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    kelurahan_id: Mapped[int | None] = mapped_column(ForeignKey(Kelurahan.id), index=True)
    name: Mapped[str]
    """As it was on the day; emptied when the person is erased."""
    purpose: Mapped[CohortKind | None]
    """What kind of institution it is laid out for; empty for nobody in particular."""
    institution: Mapped[str]
    """Whom it is for: a campus, school or ambalan; empty for nobody in particular."""
    member_ref: Mapped[str]
    """The person's number there; may be empty."""
    from_on: Mapped[date]
    until_on: Mapped[date]
    """Days of the first and the last meeting in it."""
    minutes: Mapped[int]
    """Verified by both sides."""
    meetings: Mapped[int]
    meetings_planned: Mapped[int]
    gains: Mapped[list[str]]
    """What the seniors reached meanwhile, a sentence each, without their names."""
    sentence: Mapped[str]
    """The officer's own."""
    signed_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    signer: Mapped[str]
    signer_office: Mapped[str]
    issued_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[WithdrawalReason | None]
