"""The young people of the sample city who offered to help, and how each offer went on."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from lms.sample.rules.groups import SHAPES
from lms.sample.rules.people import Invented, Inventor
from lms.volunteering.models import Reason
from lms.volunteering.rules.signup import OF_AGE, OUTSIDE, Answers, needs_birthday

TIMES = ("sore", "malam", "sabtu", "minggu")
SKILLS = ("video", "poster", "tulisan", "hp", "medsos")

WELCOMES = (
    "Terima kasih sudah mendaftar. Sabtu pagi kita bertemu di balai kelurahan, ya.",
    "Selamat bergabung! Kartu masukmu bisa diambil di balai kelurahan.",
    "",
)


@dataclass(frozen=True, slots=True)
class Story:
    """How an offer went: how many days ago it was sent, the guardian agreed and the answer came, if they did."""

    place: str
    age: int
    sent: int
    agreed: int | None = None
    answered: int | None = None
    reason: Reason | None = None
    reply: str = ""


STORIES = (
    # Wates: three that wait within their 72 hours, one of them with the guardian's yes, and one without it yet.
    Story("wates", 19, sent=2),
    Story("wates", 17, sent=3, agreed=2),
    Story("wates", 22, sent=1),
    Story("wates", 16, sent=1),
    Story("cacaban", 20, sent=1),
    Story("gelangan", 18, sent=2),
    # Only the agency can answer these: nobody coordinates a dormant kelurahan, or what lies outside the city.
    Story("tidar-selatan", 21, sent=4),
    Story(OUTSIDE, 23, sent=2),
    Story("tidar-utara", 22, sent=66, answered=64, reply="Terima kasih. Kami kabari begitu KIM-nya aktif lagi."),
    Story(
        "rejowinangun-selatan",
        19,
        sent=9,
        answered=7,
        reason=Reason.FULL,
        reply="Terima kasih sudah mendaftar. Relawan di sini sudah lengkap. Kelurahan lain masih mencari, lho.",
    ),
    Story("magersari", 20, sent=30, answered=27, reason=Reason.UNREACHABLE),
)
"""The offers that are not simply accepted ones; a person under 18 without `agreed` still waits for the guardian."""


@dataclass(frozen=True, slots=True)
class Applied:
    """An offer with its people and moments."""

    story: Story
    person: Invented
    guardian: Invented | None
    answers: Answers
    sent_at: datetime
    agreed_at: datetime | None
    answered_at: datetime | None


def applications(inventor: Inventor) -> list[Applied]:
    """Give every offer, in the order in which they were sent."""
    stories = [*_accepted(inventor), *STORIES]
    return sorted((_applied(inventor, story) for story in stories), key=lambda applied: applied.sent_at)


def _accepted(inventor: Inventor) -> Iterator[Story]:
    for place, shape in SHAPES.items():
        for _ in range(shape.volunteers):
            sent = inventor.chance.randint(20, 165)
            age = inventor.chance.randint(16, 23)
            agreed = sent - 1 if age < OF_AGE else None
            yield Story(place, age, sent, agreed, sent - 2, reply=inventor.chance.choice(WELCOMES))


def _applied(inventor: Inventor, story: Story) -> Applied:
    sent_at = inventor.evening(story.sent)
    # The birthday of the year is still to come, as for everybody who is not asked: the age is then the lower one.
    birth_year = sent_at.year - story.age - 1
    person = inventor.youngster(birth_year)
    guardian = inventor.senior() if story.age < OF_AGE else None
    answers = Answers(
        kelurahan=story.place,
        birth_year=birth_year,
        had_birthday=False if needs_birthday(birth_year, sent_at.date()) else None,
        times=_some(inventor, TIMES),
        skills=_some(inventor, SKILLS),
        name=person.name,
        whatsapp=person.whatsapp,
        guardian_name=guardian.name if guardian else "",
        guardian_whatsapp=guardian.whatsapp if guardian else "",
        agreed=True,
    )
    agreed_at = None if story.agreed is None else inventor.evening(story.agreed)
    answered_at = None if story.answered is None else inventor.evening(story.answered)
    return Applied(story, person, guardian, answers, sent_at, agreed_at, answered_at)


def _some(inventor: Inventor, choices: tuple[str, ...]) -> list[str]:
    chosen = inventor.chance.sample(choices, inventor.chance.randint(1, 3))
    return [choice for choice in choices if choice in chosen]
