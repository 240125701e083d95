"""From a poster to an officer: how many volunteers reach each step, how long it takes, and what the public may see."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from lms.clock import day_of
from lms.volunteering.models import Reason, State
from lms.volunteering.rules.guardians import must_agree
from lms.volunteering.rules.states import ENDED

MONTH = timedelta(days=30)
SENT, CONSENT, ANSWERED = "daftar", "izin", "jawab"
REACHED = {
    State.ORIENTATION: "terima",
    State.READY: "siap",
    State.PAIRED: "pasangan",
    State.ACTIVE: "aktif",
    State.FINISHED: "enam",
    State.OFFICER: "pengurus",
}
"""The states that are steps, in their order, with the key of each in addresses and files."""
CHAIN = (SENT, *REACHED.values())
"""Steps of which each is a part of the one before."""
ORDER = (SENT, CONSENT, ANSWERED, *REACHED.values())


@dataclass(frozen=True, slots=True)
class Period:
    """From a day on, until before another; empty where there is no bound. By the calendar of the city."""

    starts_on: date | None = None
    ends_on: date | None = None

    def holds(self, moment: datetime) -> bool:
        """Whether a moment is in it."""
        day = day_of(moment)
        return (self.starts_on is None or day >= self.starts_on) and (self.ends_on is None or day < self.ends_on)


@dataclass(frozen=True, slots=True)
class Journey:
    """What one application has come through, without who it is."""

    kelurahan_id: int | None
    age: int
    state: State
    reason: Reason | None
    sent_at: datetime
    agreed_at: datetime | None
    waiting_since: datetime | None
    answered_at: datetime | None
    reached: Mapping[State, datetime]
    """When it first came to each state that is a step."""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the funnel."""

    key: str
    count: int
    base: int
    """Of how many: those who came to the step before, or whom it concerns."""
    days: float | None
    """The middle of the days since the step before; empty where nobody came."""
    change: int
    """How many came in the last 30 days, less those of the 30 days before."""

    @property
    def rate(self) -> int | None:
        """The share of the base, in whole per cent; empty where the base is nobody."""
        return round(100 * self.count / self.base) if self.base else None


def quarter(text: str) -> Period | None:
    """Read a quarter from its address, for example 2026-4; None when it is none."""
    year, _, number = text.partition("-")
    if not (year.isdecimal() and len(year) == 4 and number in {"1", "2", "3", "4"} and year >= "2000"):
        return None
    first = 3 * int(number) - 2
    after = (int(year) + 1, 1) if number == "4" else (int(year), first + 3)
    return Period(date(int(year), first, 1), date(*after, 1))


def quarters(today: date, count: int = 4) -> list[str]:
    """Give the last quarters as they stand in addresses, the present one first."""
    place = today.year * 4 + (today.month - 1) // 3
    return [f"{(place - back) // 4}-{(place - back) % 4 + 1}" for back in range(count)]


def steps(journeys: Sequence[Journey], period: Period, *, hours: int, at: datetime) -> tuple[Step, ...]:
    """Give every step of those who applied in a period; the changes are of everybody, whenever they applied."""
    cohort = [one for one in journeys if period.holds(one.sent_at)]
    asked = [one for one in cohort if must_agree(one.age)]
    within = timedelta(hours=hours)
    due = [one for one in cohort if one.waiting_since and (one.answered_at or at >= one.waiting_since + within)]
    in_time = [one for one in due if _waited(one) <= within]
    answered = _change((_in_time(one, within) for one in journeys), at)
    found = [
        _step(SENT, [(one.sent_at, None) for one in cohort], len(cohort), _change((one.sent_at for one in journeys), at)),
        _step(CONSENT, _spans(asked, CONSENT), len(asked), _change((one.agreed_at for one in journeys), at)),
        Step(ANSWERED, len(in_time), len(due), _days(_spans(due, ANSWERED)), answered),
    ]
    base = len(cohort)
    for state, key in REACHED.items():
        spans = _reached(cohort, state)
        found.append(_step(key, spans, base, _change((one.reached.get(state) for one in journeys), at)))
        base = len(spans)
    return tuple(found)


def reasons(journeys: Iterable[Journey], period: Period) -> dict[Reason, int]:
    """Count why those who applied in a period ended, in the order of the reasons."""
    counted = Counter(one.reason or Reason.OTHER for one in journeys if one.state in ENDED and period.holds(one.sent_at))
    return {reason: counted[reason] for reason in Reason if counted[reason]}


def _step(key: str, spans: Sequence[tuple[datetime, datetime | None]], base: int, change: int) -> Step:
    return Step(key, len(spans), base, _days(spans), change)


def _days(spans: Iterable[tuple[datetime, datetime | None]]) -> float | None:
    passed = [(end - begin) / timedelta(days=1) for end, begin in spans if begin]
    return round(median(passed), 1) if passed else None


def _spans(journeys: Iterable[Journey], key: str) -> list[tuple[datetime, datetime | None]]:
    """When a guardian agreed or somebody answered, each with when the waiting for it began."""
    moments = ((one.agreed_at, one.sent_at) if key == CONSENT else (one.answered_at, one.waiting_since) for one in journeys)
    return [(end, begin) for end, begin in moments if end]


def _reached(journeys: Iterable[Journey], state: State) -> list[tuple[datetime, datetime | None]]:
    """When a state was first reached, each with the step before it."""
    before = list(REACHED)[list(REACHED).index(state) - 1] if state is not State.ORIENTATION else None
    return [
        (one.reached[state], one.reached.get(before) if before else one.waiting_since or one.sent_at)
        for one in journeys
        if state in one.reached
    ]


def _waited(journey: Journey) -> timedelta:
    if journey.waiting_since is None or journey.answered_at is None:
        return timedelta.max
    return journey.answered_at - journey.waiting_since


def _in_time(journey: Journey, within: timedelta) -> datetime | None:
    return journey.answered_at if _waited(journey) <= within else None


def _change(moments: Iterable[datetime | None], at: datetime) -> int:
    ages = [at - moment for moment in moments if moment]
    return sum(timedelta(0) <= age < MONTH for age in ages) - sum(MONTH <= age < 2 * MONTH for age in ages)


def shown_in_public(rows: Sequence[Sequence[int]], small: int) -> list[list[int | None]]:
    """Give counts of a chain for several places, and of all together last, with everything hidden that tells of a few people.

    None is a hidden number. Hidden is each number below `small` but 0, each that differs from the last one shown by fewer
    than `small`, and all that follow in its row; then, column by column, as many more as it takes until what is hidden of
    a column is no single place and no group below `small`, now and against the column before. The last row
    must be the sum of the others.
    """
    *places, total = rows
    until = [_shown_length(row, small) for row in places]
    last = _shown_length(total, small)
    for column in range(last):
        until = _covered(places, until, column, small)
    ends = [*until, last]
    return [[count if at < end else None for at, count in enumerate(row)] for row, end in zip(rows, ends, strict=True)]


def _shown_length(row: Sequence[int], small: int) -> int:
    """Give how many numbers from the left may be shown."""
    before = None
    for place, count in enumerate(row):
        if 0 < count < small or (before is not None and 0 < before - count < small):
            return place
        before = count
    return len(row)


def _covered(rows: Sequence[Sequence[int]], until: list[int], column: int, small: int) -> list[int]:
    """Hide more places of a column until nobody can work out the few, at the latest all: the sum may be shown."""
    ends = list(until)
    while not _is_blurred(rows, ends, column, small):
        shown = [place for place, end in enumerate(ends) if end > column]
        ends[min(shown, key=lambda place: (rows[place][column] == 0, rows[place][column]))] = column
    return ends


def _is_blurred(rows: Sequence[Sequence[int]], ends: Sequence[int], column: int, small: int) -> bool:
    """Whether the places hidden in a column are several, hold enough people, and lost enough since the column before."""
    hidden = [row for row, end in zip(rows, ends, strict=True) if end <= column]
    if not hidden:
        return True
    amount = sum(row[column] for row in hidden)
    if len(hidden) == 1 or 0 < amount < small:
        return False
    were_hidden = [row for row, end in zip(rows, ends, strict=True) if end < column]
    lost = sum(row[column - 1] for row in hidden) - amount if len(were_hidden) == len(hidden) else 0
    return not 0 < lost < small
