"""The arithmetic of pairs: where a meeting stands, how long a pair may be silent, who fits whom, calendar files."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from lms.mentoring.rules import matching, meetings
from lms.mentoring.rules.at_risk import Silence, is_to_be_asked, silence
from lms.mentoring.rules.matching import Nearness, Reason, Side, Spot
from lms.mentoring.rules.meetings import COUNTING, Standing
from lms.web import ics
from tests.conftest import NOON

HERE = ZoneInfo("Asia/Jakarta")


@dataclass
class Held:
    starts_at: datetime = NOON
    minutes: int = 60
    cancelled_at: datetime | None = None
    volunteer_said_at: datetime | None = None
    senior_said_at: datetime | None = None
    disputed_at: datetime | None = None
    counts: bool | None = None


def hours(number):
    return NOON + timedelta(hours=number)


@pytest.mark.parametrize(
    ("columns", "at", "expected"),
    [
        ({}, -1, Standing.PLANNED),
        ({}, -0.5, Standing.OPEN),
        ({}, 48.9, Standing.OPEN),
        ({}, 49, Standing.UNKNOWN),
        ({"volunteer_said_at": hours(1)}, 2, Standing.SAID_BY_ONE),
        ({"senior_said_at": hours(1)}, 48.9, Standing.SAID_BY_ONE),
        ({"volunteer_said_at": hours(1)}, 49, Standing.UNKNOWN),
        ({"volunteer_said_at": hours(1), "senior_said_at": hours(2)}, 2, Standing.CONFIRMED),
        ({"volunteer_said_at": hours(1), "senior_said_at": hours(2)}, 49, Standing.LOCKED),
        ({"volunteer_said_at": hours(1), "senior_said_at": hours(2), "disputed_at": hours(3)}, 49, Standing.DISPUTED),
        ({"disputed_at": hours(3), "counts": True}, 4, Standing.LOCKED),
        ({"disputed_at": hours(3), "counts": False}, 4, Standing.NOT_COUNTED),
        ({"cancelled_at": hours(-3)}, 100, Standing.CANCELLED),
    ],
)
def test_where_a_meeting_stands(columns, at, expected):
    assert meetings.standing(Held(**columns), hours(at)) is expected


def test_whatever_is_known_of_a_meeting_it_stands_somewhere_and_counts_only_when_both_or_the_coordinator_say_so():
    chance = Random(3371)  # noqa: S311 (nothing secret)
    for _ in range(3000):
        moment = lambda: chance.choice([None, hours(chance.uniform(-5, 90))])  # noqa: E731
        held = Held(
            NOON,
            chance.choice(meetings.CHOICES),
            moment(),
            moment(),
            moment(),
            moment(),
            chance.choice([None, None, True, False]),
        )
        at = hours(chance.uniform(-10, 100))

        stands = meetings.standing(held, at)

        both = held.volunteer_said_at and held.senior_said_at and not held.disputed_at
        counts = not held.cancelled_at and (held.counts or (held.counts is None and bool(both)))
        assert (stands in COUNTING) == counts
        later = meetings.standing(held, at + timedelta(days=30))
        assert (later in COUNTING) == (stands in COUNTING), "time alone gives and takes no hours"
        if at >= meetings.locks_at(held):
            assert later is stands, "what is locked stays"


def test_meetings_that_touch_do_not_overlap():
    held = Held()

    assert not meetings.overlap(held, hours(1), 60)
    assert not meetings.overlap(held, hours(-1), 60)
    assert meetings.overlap(held, hours(0.5), 30)
    assert meetings.overlap(held, hours(-0.5), 120)


@pytest.mark.parametrize(
    ("hour", "minute", "minutes", "minor", "grown"),
    [
        (5, 59, 60, False, False),
        (6, 0, 60, True, True),
        (19, 0, 60, True, True),
        (19, 1, 60, False, True),
        (23, 0, 60, False, False),
    ],
)
def test_nobody_meets_at_night_and_minors_not_after_eight(hour, minute, minutes, minor, grown):
    start = datetime(2026, 11, 24, hour, minute, tzinfo=HERE)

    assert meetings.is_decent(start, minutes, with_minor=True) is minor
    assert meetings.is_decent(start, minutes, with_minor=False) is grown


@pytest.mark.parametrize(
    ("place", "is_home"),
    [("Rumah Bu Sri", True), ("di kos Dimas", True), ("Rumah sakit", False), ("Balai RW 3", False), ("rumah baca Wates", False)],
)
def test_a_place_that_sounds_like_a_home(place, is_home):
    assert meetings.looks_like_home(place) is is_home


def test_codes_have_no_letters_that_look_alike():
    code = meetings.new_code()

    assert len(code) == 6
    assert set(code) <= set(meetings.CODE_LETTERS)
    assert meetings.tidy_code(f" {code[:3].lower()}-{code[3:]} ") == code


@pytest.mark.parametrize(
    ("days", "expected"),
    [(13, Silence.NONE), (14, Silence.ASK), (27, Silence.ASK), (28, Silence.REPLACE), (41, Silence.REPLACE), (42, Silence.END)],
)
def test_how_long_a_pair_may_be_silent(days, expected):
    at = NOON + timedelta(days=days)

    assert silence(running_since=NOON, last_met=None, at=at) is expected
    assert silence(running_since=NOON - timedelta(days=99), last_met=NOON, at=at) is expected
    assert silence(running_since=NOON, last_met=NOON - timedelta(days=99), at=at) is expected


def test_silence_only_grows_and_a_meeting_ends_it():
    chance, order = Random(7), list(Silence)  # noqa: S311 (nothing secret)
    for _ in range(1000):
        since = NOON + timedelta(days=chance.uniform(0, 60))
        last = chance.choice([None, NOON + timedelta(days=chance.uniform(0, 90))])
        at = max(since, last or since) + timedelta(days=chance.uniform(0, 50))
        now_, later = (silence(running_since=since, last_met=last, at=moment) for moment in (at, at + timedelta(days=1)))

        assert order.index(later) >= order.index(now_)
        assert silence(running_since=since, last_met=at, at=at) is Silence.NONE
        asked = is_to_be_asked(active_since=since, running_since=since, last_met=last, at=at)
        assert asked == (now_ is not Silence.NONE)
        assert not is_to_be_asked(active_since=at, running_since=since, last_met=last, at=at), (
            "who has just answered is left in peace"
        )


WATES, POTROBANGSAN, KRAMAT = Spot(1, 1, 2, 2.5), Spot(2, 1, 2, 1.5), Spot(3, 1, 0, 1.5)
GELANGAN, FAR = Spot(4, 2, 3, 2), Spot(5, 3, 8, 0)


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (WATES, Nearness.SAME),
        (POTROBANGSAN, Nearness.NEIGHBOUR),
        (GELANGAN, Nearness.NEIGHBOUR),
        (KRAMAT, Nearness.KECAMATAN),
        (FAR, Nearness.FAR),
    ],
)
def test_neighbours_touch_on_the_tile_map(other, expected):
    assert matching.nearness(WATES, other) is expected


def side(person_id, spot=WATES, **kwargs):
    values = {"times": ["sabtu"], "languages": ["id"], "said_at": NOON} | kwargs
    return Side(person_id, spot, **values)


def test_the_nearest_come_first_then_whom_more_speaks_for_then_who_waited_longest():
    volunteer = side(1, skills=["video"])
    seniors = [
        side(2, POTROBANGSAN, domain="K2"),
        side(3, domain="K4"),
        side(4, domain="K2"),
        side(5, domain="K4", said_at=NOON - timedelta(days=9)),
        side(6, FAR),
    ]

    found = matching.proposals(volunteer, seniors)

    assert [fit.senior_id for fit in found] == [4, 5, 3]
    assert found[0].reasons == (Reason.SAME, Reason.TIMES, Reason.SKILL, Reason.LANGUAGE)
    assert found[0].times == ("sabtu",)


@pytest.mark.parametrize(
    ("senior", "fits"),
    [
        (side(2, times=["minggu"]), False),
        (side(2, times=["minggu", "belum-tahu"]), True),
        (side(2, languages=["jv"]), False),
        (side(2, languages=[]), True),
        (side(2, languages=["jv-halus", "jv"]), False),
        (side(2, FAR), False),
        (side(1), False),
    ],
)
def test_who_cannot_meet_or_not_talk_is_not_proposed(senior, fits):
    assert bool(matching.proposals(side(1), [senior])) is fits


def test_polite_javanese_includes_the_everyday_one():
    assert matching.proposals(side(1, languages=["jv-halus"]), [side(2, languages=["jv"])])


def test_open_times_are_said_as_such():
    fit = matching.proposals(side(1), [side(2, times=["belum-tahu"])])[0]

    assert Reason.TIMES_OPEN in fit.reasons
    assert Reason.TIMES not in fit.reasons


@pytest.mark.parametrize(
    ("born", "age", "expected"),
    [(2009, 16, True), (2008, 17, True), (2007, 17, False), (2008, 18, False), (None, None, False), (1960, None, False)],
)
def test_somebody_is_minor_as_long_as_they_may_be_under_18(born, age, expected):
    assert matching.is_minor(born, age, date(2026, 11, 24)) is expected


def test_a_calendar_file_is_escaped_folded_and_in_utc():
    text = ics.calendar(
        uid="k@sinau-kim",
        starts_at=datetime(2026, 11, 26, 16, 0, tzinfo=HERE),
        minutes=90,
        texts=("Belajar; Bu Sri, Dimas", "Balai\nkelurahan \\ " + "é" * 60),
        at=NOON,
    )

    assert "DTSTART:20261126T090000Z\r\n" in text
    assert "DTEND:20261126T103000Z\r\n" in text
    assert "SUMMARY:Belajar\\; Bu Sri\\, Dimas\r\n" in text
    assert "LOCATION:Balai\\nkelurahan \\\\ " in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "é" * 60 in text.replace("\r\n ", "")
    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert text.endswith("END:VCALENDAR\r\n")
    assert NOON.tzinfo is UTC
