"""Volunteers: what is needed and where it was said, offers to help with their states, and the groups people come with."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from blinker import Namespace
from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.accounts.models import Person
from lms.db import Model
from lms.kim.models import Group
from lms.regions.models import Kelurahan

volunteer_stopped = Namespace().signal("volunteer-stopped")
"""Sent with the person's id, `reason=` and `at=` in the transaction in which a volunteer with an account stops for good."""


volunteer_erased = Namespace().signal("volunteer-erased")
"""Sent with the person's id, `by_id=` and `at=` in the transaction in which a volunteer with an account is erased."""


class State(StrEnum):
    """Where a volunteer stands; the arrows between them are in `rules.states`."""

    GUARDIAN = "guardian"
    """Under 17: nothing but looking around until a guardian has agreed."""
    WAITING = "waiting"
    """Somebody has promised an answer by a certain moment."""
    INTERVIEW = "interview"
    ORIENTATION = "orientation"
    """Taken in: has an account, and the volunteers' course to finish."""
    READY = "ready"
    PAIRED = "paired"
    ACTIVE = "active"
    """Has met their senior."""
    PAUSED = "paused"
    AT_RISK = "at_risk"
    """Has not met their senior for a while, and is asked how it goes."""
    FINISHED = "finished"
    """All meetings of a pair are confirmed and the senior has reached the goal."""
    CANDIDATE = "candidate"
    """Wants to become an officer of the group."""
    OFFICER = "officer"
    LEFT = "left"
    DECLINED = "declined"
    SUSPENDED = "suspended"
    ERASED = "erased"


class Reason(StrEnum):
    """Why somebody was declined or left; from a list, so that the answer is fair and can be counted."""

    FULL = "full"
    UNREACHABLE = "unreachable"
    TOO_YOUNG = "too_young"
    DOUBLE = "double"
    TIME = "time"
    SCHOOL = "school"
    MOVED = "moved"
    NO_CONTACT = "no_contact"
    GUARDIAN = "guardian"
    """The guardian said no."""
    EXPIRED = "expired"
    """Nobody answered the question to the guardian."""
    SAFETY = "safety"
    REQUEST = "request"
    """Somebody asked for their data to be erased."""
    OTHER = "other"


class NeedRole(StrEnum):
    """What a volunteer is needed for."""

    OFFICER = "officer"
    """A seat of the group that nobody holds."""
    MENTOR = "mentor"
    """Somebody beside the senior members who learn."""
    CARRIER = "carrier"
    """Somebody who carries news to RT that nobody reaches."""


class Need(Model):
    """What a group asks volunteers for. How many are still missing follows from facts, so it fills and opens by itself.

    A need without a row is only proposed: nobody has published or declined it yet.
    """

    __tablename__ = "volunteering_need"
    __table_args__ = (UniqueConstraint("group_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey(Group.id))
    role: Mapped[NeedRole]
    wanted: Mapped[int | None]
    """People wanted in all; empty: as many as the facts say."""
    hours_a_month: Mapped[int]
    gain: Mapped[str]
    """What a volunteer gains, in a sentence."""
    skills: Mapped[list[str]]
    times: Mapped[list[str]]
    until: Mapped[date | None]
    """The last day on which it is asked for."""
    is_declined: Mapped[bool]
    """The coordinator does not want it to be asked for."""
    decided_at: Mapped[datetime]
    decided_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))

    group: Mapped[Group] = relationship()


class Source(Model):
    """One poster or message with its own address, so that the funnel shows which of them works."""

    __tablename__ = "volunteering_source"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    """Six characters that stand in the printed address."""
    kelurahan_id: Mapped[int] = mapped_column(ForeignKey(Kelurahan.id), index=True)
    place: Mapped[str]
    """Where it hangs: a school, an RT, a mosque, a WhatsApp group."""
    made_at: Mapped[datetime]
    made_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))

    kelurahan: Mapped[Kelurahan] = relationship()


class Visits(Model):
    """How often a source's address was opened on a day; nothing about who did."""

    __tablename__ = "volunteering_visits"

    source_id: Mapped[int] = mapped_column(ForeignKey(Source.id), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    count: Mapped[int]


class CohortKind(StrEnum):
    """What kind of institution sends a cohort."""

    CAMPUS = "campus"
    SCHOOL = "school"
    SCOUTS = "scouts"
    OTHER = "other"


class Cohort(Model):
    """Volunteers who come together from one institution: a KKN group, an OSIS, an ambalan."""

    __tablename__ = "volunteering_cohort"
    __table_args__ = (CheckConstraint("ends_on IS NULL OR ends_on > starts_on", name="ends_after_start"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    """Members type it, or open the address that holds it."""
    kind: Mapped[CohortKind]
    institution: Mapped[str]
    name: Mapped[str]
    kelurahan_id: Mapped[int | None] = mapped_column(ForeignKey(Kelurahan.id))
    """Where it works; empty for the whole city."""
    contact_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id), index=True)
    """The lecturer, teacher or leader, who sees the verified hours of members who agreed."""
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    """The first day without the cohort; its pairs are handed over by then."""
    made_at: Mapped[datetime]
    made_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))

    contact: Mapped[Person | None] = relationship(foreign_keys=[contact_id])
    kelurahan: Mapped[Kelurahan | None] = relationship()


class CohortMember(Model):
    """That a volunteer belongs to a cohort, and whether its contact may see their hours."""

    __tablename__ = "volunteering_cohort_member"

    cohort_id: Mapped[int] = mapped_column(ForeignKey(Cohort.id), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), primary_key=True, index=True)
    member_ref: Mapped[str]
    """The institution's own number for the member, as they typed it; may be empty."""
    joined_at: Mapped[datetime]
    shares_since: Mapped[datetime | None]
    """From when the member lets the contact see verified hours; empty: not, or not any more."""

    cohort: Mapped[Cohort] = relationship()
    person: Mapped[Person] = relationship()


class Draft(Model):
    """Answers of somebody who is still filling in the questions; erased after a while."""

    __tablename__ = "volunteering_draft"

    id: Mapped[str] = mapped_column(primary_key=True)
    """128 random bits, kept in the visitor's signed cookie."""
    answers: Mapped[dict[str, Any]]
    changed_at: Mapped[datetime] = mapped_column(index=True)


class Application(Model):
    """A young person's offer to help, and where it has led since. Every change of its state is a Transition."""

    __tablename__ = "volunteering_application"
    __table_args__ = (
        UniqueConstraint("draft_id"),
        Index("ix_volunteering_application_kelurahan_id_state", "kelurahan_id", "state"),
        Index("ix_volunteering_application_whatsapp", "whatsapp"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    """Opens the status page; 60 random bits."""
    draft_id: Mapped[str]
    """The draft it was sent from: sending twice gives the same application."""
    kelurahan_id: Mapped[int | None] = mapped_column(ForeignKey(Kelurahan.id))
    """Empty: lives outside the city, answered by the agency."""
    role: Mapped[NeedRole | None]
    """The need that was answered; empty for whoever leaves it open."""
    source_id: Mapped[int | None] = mapped_column(ForeignKey(Source.id))
    """The poster or message that brought them."""
    cohort_id: Mapped[int | None] = mapped_column(ForeignKey(Cohort.id))
    name: Mapped[str]
    whatsapp: Mapped[str]
    """In E.164 form; empty under 17, where only the guardian is written to."""
    birth_year: Mapped[int]
    age: Mapped[int]
    """In whole years on the day of sending."""
    times: Mapped[list[str]]
    skills: Mapped[list[str]]
    languages: Mapped[list[str]]
    guardian_name: Mapped[str | None]
    guardian_whatsapp: Mapped[str | None]
    guardian_token: Mapped[str | None] = mapped_column(unique=True)
    """Opens the guardian's page; 128 random bits; empty for adults."""
    guardian_reminded_at: Mapped[datetime | None]
    guardian_agreed_at: Mapped[datetime | None]
    guardian_paper_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    """Who typed in the guardian's slip of paper; empty when the guardian used the link."""
    consent_version: Mapped[str]
    sent_at: Mapped[datetime]
    waiting_since: Mapped[datetime | None]
    """When it reached the coordinator; the answer clock starts here."""
    answered_at: Mapped[datetime | None]
    """When somebody answered for the first time: by inviting to talk or by declining."""
    interview_at: Mapped[datetime | None]
    interview_place: Mapped[str]
    reference: Mapped[str]
    """Who vouched for them, a school or RT for example; asked before they sit beside seniors."""
    conduct_agreed_at: Mapped[datetime | None]
    """When the volunteer accepted the code of conduct."""
    state: Mapped[State]
    state_since: Mapped[datetime]
    reason: Mapped[Reason | None]
    """Why it ended; empty while it has not."""
    reply: Mapped[str]
    """The coordinator's own words to the applicant; may be empty."""
    back_on: Mapped[date | None]
    """The day a pause ends."""
    wants_office_at: Mapped[datetime | None]
    """When the volunteer asked to become an officer."""
    decree: Mapped[str]
    """Number of the decree that made them one; empty before."""
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    person_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id), unique=True)
    """The volunteer's account, made when they are taken in."""

    kelurahan: Mapped[Kelurahan | None] = relationship()


class Transition(Model):
    """One move of an application from a state to the next; only ever added."""

    __tablename__ = "volunteering_transition"
    __table_args__ = (Index("ix_volunteering_transition_moved_to_at", "moved_to", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey(Application.id), index=True)
    came_from: Mapped[State | None]
    """Empty for the first."""
    moved_to: Mapped[State]
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    """Empty for the machine, and for people without an account."""
    reason: Mapped[Reason | None]
