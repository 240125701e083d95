"""What waits on a kelurahan's board of volunteers: which step, since when, and for whom. Nothing is decided here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from lms.mentoring.models import PairState
from lms.mentoring.rules.at_risk import Silence, heard_at, silence
from lms.volunteering.models import State
from lms.volunteering.rules.guardians import REMIND_AFTER, is_expired, is_to_be_reminded
from lms.volunteering.rules.words import THROUGH

TRAINING_AFTER = timedelta(days=14)
COHORT_BEFORE = timedelta(days=14)
FREE = (State.READY, State.ACTIVE, State.AT_RISK)
"""Volunteers who could sit beside somebody when no pair of theirs stands."""


class Kind(StrEnum):
    """A step that somebody waits for."""

    SAFETY = "safety"
    GUARDIAN = "guardian"
    ANSWER = "answer"
    TALK = "talk"
    AFTER_TALK = "after_talk"
    TRAINING = "training"
    UNPAIRED = "unpaired"
    """Ready, or at work before, and beside nobody now."""
    YES = "yes"
    CONFIRM = "confirm"
    FIRST_MEETING = "first_meeting"
    QUIET = "quiet"
    """14 days without a confirmed meeting."""
    SILENT = "silent"
    """28 days."""
    DISPUTE = "dispute"
    COHORT = "cohort"
    LETTER = "letter"
    PARTING = "parting"
    """Has stopped, with verified hours that no letter tells of."""
    OFFICE = "office"
    """Has asked to become an officer."""
    DECREE = "decree"


@dataclass(frozen=True, slots=True)
class Contact:
    """The number to write to; empty where nobody can be written to. Under 17 it is the guardian's."""

    number: str = ""
    is_guardians: bool = False

    @classmethod
    def of(cls, own: str | None, guardians: str | None) -> "Contact":
        """Give the own number, otherwise the guardian's."""
        return cls(own or guardians or "", not own and bool(guardians))


NOBODY = Contact()


@dataclass(frozen=True, slots=True)
class Task:
    """One row of the board."""

    kind: Kind
    since: datetime
    """From when on it has waited; the oldest comes first, after what concerns safety."""
    name: str = ""
    contact: Contact = NOBODY
    other: str = ""
    """The other one of a pair, or whose turn it is."""
    until: datetime | None = None
    application_id: int | None = None
    pair_id: int | None = None
    person_id: int | None = None
    incident_id: int | None = None
    token: str = ""
    """Opens the guardian's page."""


@dataclass(frozen=True, slots=True)
class Volunteer:
    """An application as the board needs it."""

    application_id: int
    person_id: int | None
    state: State
    state_since: datetime
    name: str
    contact: Contact
    guardian: Contact
    guardian_token: str
    sent_at: datetime
    reminded_at: datetime | None
    waiting_since: datetime | None
    talk_at: datetime | None
    wants_office_at: datetime | None
    is_paired: bool
    verified: int
    """Minutes that count."""
    in_letter: int | None
    """Minutes a valid letter tells of, the fullest one; empty where there is none."""


@dataclass(frozen=True, slots=True)
class Couple:
    """A pair as the board needs it."""

    pair_id: int
    state: PairState
    volunteer: str
    senior: str
    volunteer_contact: Contact
    senior_contact: Contact
    proposed_at: datetime
    volunteer_agreed_at: datetime | None
    senior_agreed_at: datetime | None
    running_since: datetime
    last_met: datetime | None
    has_plan: bool
    """Whether any meeting was ever planned and not cancelled."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn it is to answer, and by when."""

    name: str
    due: datetime


def in_order(tasks: Iterable[Task]) -> list[Task]:
    """Give what concerns safety first, then the oldest."""
    return sorted(tasks, key=lambda task: (task.kind is not Kind.SAFETY, task.since))


def of_volunteer(one: Volunteer, *, turn: Turn | None, today: tuple[datetime, datetime], at: datetime) -> Task | None:
    """Give what a volunteer waits for; today: when the city's day begins and ends."""
    found = _kind_of_volunteer(one, today, at)
    if found is None:
        return None
    kind, since = found
    waits = turn if kind is Kind.ANSWER else None
    return Task(
        kind,
        since,
        one.name,
        one.guardian if kind is Kind.GUARDIAN else one.contact,
        other=waits.name if waits else "",
        until=waits.due if waits else one.talk_at if kind is Kind.TALK else None,
        application_id=one.application_id,
        person_id=one.person_id,
        token=one.guardian_token if kind is Kind.GUARDIAN else "",
    )


def _kind_of_volunteer(one: Volunteer, today: tuple[datetime, datetime], at: datetime) -> tuple[Kind, datetime] | None:
    is_untrained = one.state is State.ORIENTATION and at - one.state_since >= TRAINING_AFTER
    asks = one.state is State.GUARDIAN and is_to_be_reminded(one.sent_at, one.reminded_at, at) and not is_expired(one.sent_at, at)
    waits = {
        Kind.GUARDIAN: one.sent_at + REMIND_AFTER if asks else None,
        Kind.ANSWER: one.waiting_since if one.state is State.WAITING else None,
        Kind.TRAINING: one.state_since if is_untrained else None,
        Kind.UNPAIRED: one.state_since if one.state in FREE and not one.is_paired else None,
        Kind.LETTER: one.state_since if one.state is State.FINISHED and _lacks_letter(one) else None,
        Kind.PARTING: one.state_since if one.state is State.LEFT and one.verified and _lacks_letter(one) else None,
        Kind.OFFICE: one.wants_office_at if one.state is State.FINISHED else None,
        Kind.DECREE: one.state_since if one.state is State.CANDIDATE else None,
    }
    if one.state is State.INTERVIEW:
        return _talk(one.talk_at or one.state_since, today, at)
    return next(((kind, since) for kind, since in waits.items() if since), None)


def _lacks_letter(one: Volunteer) -> bool:
    return one.in_letter is None or one.verified > one.in_letter


def _talk(talk_at: datetime, today: tuple[datetime, datetime], at: datetime) -> tuple[Kind, datetime] | None:
    if talk_at <= at:
        return Kind.AFTER_TALK, talk_at
    return (Kind.TALK, today[0]) if talk_at < today[1] else None


def of_pair(one: Couple, *, at: datetime) -> Task | None:
    """Give what a pair waits for."""
    if one.state is PairState.PROPOSED:
        asks_volunteer = one.volunteer_agreed_at is None
        names = (one.volunteer, one.senior) if asks_volunteer else (one.senior, one.volunteer)
        number = one.volunteer_contact if asks_volunteer else one.senior_contact
        return Task(Kind.YES, one.proposed_at, names[0], number, other=names[1], pair_id=one.pair_id)
    if one.state is PairState.AGREED:
        said = max(one.volunteer_agreed_at or one.proposed_at, one.senior_agreed_at or one.proposed_at)
        return Task(Kind.CONFIRM, said, one.volunteer, other=one.senior, pair_id=one.pair_id)
    found = _kind_of_running(one, at)
    if found is None:
        return None
    since = heard_at(one.running_since, one.last_met)
    return Task(found, since, one.volunteer, one.volunteer_contact, other=one.senior, pair_id=one.pair_id)


def _kind_of_running(one: Couple, at: datetime) -> Kind | None:
    stage = silence(running_since=one.running_since, last_met=one.last_met, at=at)
    if stage is Silence.ASK:
        return Kind.QUIET
    if stage is not Silence.NONE:
        return Kind.SILENT
    return None if one.has_plan else Kind.FIRST_MEETING


def of_cohort(name: str, ends_on: date, *, at: datetime) -> Task | None:
    """Give that a cohort with running pairs ends soon, or has ended."""
    midnight = datetime(ends_on.year, ends_on.month, ends_on.day, tzinfo=at.tzinfo)
    return Task(Kind.COHORT, midnight - COHORT_BEFORE, name, until=midnight) if at >= midnight - COHORT_BEFORE else None


TEXTS = {
    Kind.GUARDIAN: "Selamat siang. {name} ingin menjadi relawan KIM dan menunggu izin Bapak/Ibu. Mohon dibuka: {link}",
    Kind.ANSWER: "Halo {name}, terima kasih sudah mendaftar jadi relawan KIM. Kapan bisa ngobrol sebentar?",
    Kind.TALK: "Halo {name}, sampai ketemu hari ini ya. Kabari kalau ada halangan.",
    Kind.AFTER_TALK: "Halo {name}, terima kasih sudah ngobrol. Kabar pendaftaranmu menyusul hari ini.",
    Kind.TRAINING: "Halo {name}, kursus relawan dan kode etiknya belum selesai. Ada yang bisa dibantu?",
    Kind.UNPAIRED: "Halo {name}, kami sedang mencari pasangan untukmu. Hari apa saja kamu bisa?",
    Kind.YES: "Halo {name}, kami usulkan berpasangan dengan {other}. Apakah bersedia?",
    Kind.FIRST_MEETING: "Halo {name}, kapan pertemuan pertama dengan {other}? Tulis rencananya di halaman Pasangan ya.",
    Kind.QUIET: "Halo {name}, sudah dua minggu belum ada pertemuan dengan {other}. Bagaimana kabarmu?",
    Kind.SILENT: "Halo {name}, sudah empat minggu belum ada pertemuan dengan {other}. Mau lanjut, jeda, atau berganti?",
    Kind.DISPUTE: "Halo {name}, ada pertemuan dengan {other} yang catatannya berbeda. Boleh ceritakan bagaimana?",
    Kind.LETTER: "Halo {name}, selamat, pertemuanmu tuntas! Suratmu untuk kampus, sekolah, atau Pramuka?",
    Kind.OFFICE: "Halo {name}, terima kasih mau menjadi pengurus KIM. Kapan bisa kita bicarakan?",
    Kind.DECREE: "Halo {name}, surat keputusan lurah masih ditunggu. Kami kabari begitu terbit.",
    Kind.PARTING: "Halo {name}, terima kasih untuk jam-jam yang kamu berikan. Suratmu untuk kampus, sekolah, atau Pramuka?",
}
"""What is prepared for WhatsApp, always in Indonesian; a person reads and sends it."""


def prepared(task: Task, link: str) -> str:
    """Give the text for WhatsApp; empty where there is nobody to write to."""
    if not task.contact.number or task.kind not in TEXTS:
        return ""
    through = THROUGH if task.contact.is_guardians and task.kind is not Kind.GUARDIAN else ""
    return (through + TEXTS[task.kind]).format(name=task.name, other=task.other, link=link)
