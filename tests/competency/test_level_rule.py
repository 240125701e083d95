"""From evidence to a level: plain values, any order, any amount."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.competency.models import DeedKind, Domain, Occasion
from lms.competency.rules.ageing import due, is_aged, months_after, months_before, next_on
from lms.competency.rules.levels import AcceptedDeed, Evidence, FinishedQuiz, Outcome, PassedWork, Sitting, supported
from lms.competency.rules.model import competency_model, practical_checks
from lms.competency.rules.needs import Need, next_level, requirements

START = datetime(2026, 1, 1, tzinfo=UTC)
ASSESSOR, SECOND, THIRD = 7, 8, 9


def minute(number):
    return START + timedelta(minutes=number)


def sitting(*outcomes, at=0, key=1):
    return Sitting(UUID(int=key), minute(at), 5, tuple(Outcome(one) for one in outcomes))


def work(*, at=0, key=2, helped=False, observed=False, independent=True, points=12, most=15):
    return PassedWork(UUID(int=key), minute(at), ASSESSOR, independent, helped, observed, points, most)


def quiz(right=7, total=10, *, at=0, key=3, helped=False):
    return FinishedQuiz(UUID(int=key), minute(at), helped, right, total)


def deed(kind=DeedKind.PUBLISHED, confirmers=(SECOND, THIRD), *, at=0, key=4, independent=True):
    return AcceptedDeed(UUID(int=key), minute(at), kind, frozenset(confirmers), ASSESSOR, independent)


def level(*pieces):
    found = supported(evidence(pieces))
    return found.level if found else None


def evidence(pieces):
    kinds = (Sitting, PassedWork, FinishedQuiz, AcceptedDeed)
    return Evidence(*(tuple(one for one in pieces if isinstance(one, kind)) for kind in kinds))


def test_without_evidence_nobody_was_assessed():
    assert level() is None
    assert level(quiz()) is None
    assert level(work()) is None
    assert level(deed(key=1), deed(key=2)) is None


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        (("not_yet",) * 5, 0),
        (("alone", "helped", "not_yet", "not_yet", "not_yet"), 0),
        (("alone", "helped", "helped", "not_yet", "not_yet"), 1),
        (("helped",) * 5, 1),
        (("alone",) * 5, 1),
    ],
)
def test_a_practical_check_shows_whether_help_is_enough(outcomes, expected):
    assert level(sitting(*outcomes)) == expected


def test_work_done_with_help_counts_with_an_observation_sheet():
    assert level(work(helped=True, observed=True)) == 1
    assert level(work(helped=True)) is None
    assert level(work(helped=True, observed=True, independent=False)) is None


@pytest.mark.parametrize(
    ("piece", "expected"),
    [
        (work(points=11), 2),  # 73 %
        (work(points=14, most=20), 2),  # exactly 70 %
        (work(points=10), None),  # 67 %: passed, but not enough for this level
        (work(points=0, most=0), None),  # no rubric
        (work(helped=True), None),
        (work(independent=False), None),
    ],
)
def test_what_work_proves_alone(piece, expected):
    assert level(piece, quiz()) == expected


@pytest.mark.parametrize(("right", "total", "expected"), [(7, 10, 2), (6, 10, None), (4, 5, 2), (3, 5, None), (0, 0, None)])
def test_the_quiz_wants_70_percent(right, total, expected):
    assert level(work(), quiz(right, total)) == expected


def test_a_quiz_with_help_is_none():
    assert level(work(), quiz(10, 10, helped=True)) is None


def test_a_lower_level_stands_while_the_higher_one_lacks_something():
    assert level(sitting(*["helped"] * 5), work()) == 1


def test_two_deeds_of_one_kind_on_top_of_level_2():
    alone = (work(), quiz())

    assert level(*alone, deed(key=1), deed(key=2)) == 3
    assert level(*alone, deed(DeedKind.GUIDED, key=1), deed(DeedKind.GUIDED, key=2)) == 3
    assert level(*alone, deed(key=1), deed(DeedKind.GUIDED, key=2)) == 2
    assert level(*alone, deed(key=1)) == 2


@pytest.mark.parametrize("weak", [deed(confirmers=(SECOND,)), deed(confirmers=(SECOND, ASSESSOR)), deed(independent=False)])
def test_a_deed_that_does_not_count(weak):
    assert level(work(), quiz(), weak, deed(key=99)) == 2


def test_it_says_what_it_rests_on():
    found = supported(evidence([work(key=2, at=1), work(key=22, at=3), quiz(key=3, at=2), sitting(*["alone"] * 5, at=9)]))

    assert found
    assert found.rests_on == {"versions": [str(UUID(int=22))], "attempts": [str(UUID(int=3))]}
    assert found.assessor_id == ASSESSOR
    assert found.newest_at == minute(9), "a check done alone shows that it still holds"


def test_level_1_rests_on_the_newer_of_check_and_work():
    check, helped = sitting(*["helped"] * 5, at=1), work(helped=True, observed=True, at=2)

    assert supported(evidence([check, helped])).rests_on == {"versions": [str(helped.id)]}
    assert supported(evidence([check])).assessor_id == 5


def test_only_what_is_newer():
    found = evidence([work(at=1), quiz(at=5), sitting(*["alone"] * 5, at=6), deed(at=7)])

    assert found.after(minute(5)) == evidence([sitting(*["alone"] * 5, at=6), deed(at=7)])


keys = st.integers(1, 10_000)
times = st.integers(0, 60)
sheets = st.lists(st.sampled_from(Outcome), min_size=5, max_size=5)
yes_or_no = st.booleans()
pieces = st.lists(
    st.one_of(
        st.builds(lambda seen, at, key: sitting(*seen, at=at, key=key), sheets, times, keys),
        st.builds(
            lambda at, key, helped, observed, independent, points: work(
                at=at, key=key, helped=helped, observed=observed, independent=independent, points=points
            ),
            *(times, keys, yes_or_no, yes_or_no, yes_or_no, st.integers(9, 15)),
        ),
        st.builds(
            lambda right, at, key, helped: quiz(right, at=at, key=key, helped=helped),
            *(st.integers(5, 10), times, keys, yes_or_no),
        ),
        st.builds(
            lambda kind, confirmers, at, key, independent: deed(kind, confirmers, at=at, key=key, independent=independent),
            *(st.sampled_from(DeedKind), st.sets(st.integers(6, 10)), times, keys, yes_or_no),
        ),
    ),
    max_size=12,
    unique_by=lambda piece: piece.id,
)


@given(pieces, st.randoms())
def test_the_order_does_not_matter(found, random):
    shuffled = list(found)
    random.shuffle(shuffled)

    assert supported(evidence(shuffled)) == supported(evidence(found))


@given(pieces, pieces)
def test_more_evidence_never_gives_less(found, more):
    added = [*found, *(one for one in more if one.id not in {piece.id for piece in found})]

    before, after = supported(evidence(found)), supported(evidence(added))

    if before is not None:
        assert after is not None
        assert (after.level, after.newest_at) >= (before.level, before.newest_at)


@given(pieces)
def test_a_level_has_all_that_it_asks_for(found):
    reached = level(*found)

    for asked in range(1, 4):
        is_met = all(one.is_met for one in requirements(asked, evidence(found)))
        if asked == 1 or reached is None or reached < 2:
            assert not (is_met and (reached is None or reached < asked))
        else:
            assert is_met == (reached >= asked)


def test_what_comes_next():
    assert [next_level(one) for one in (None, 0, 1, 2, 3)] == [1, 1, 2, 3, None]
    assert [one.need for one in requirements(3, evidence([]))] == [Need.WORK_ALONE, Need.QUIZ_ALONE, Need.DEEDS]
    halves = requirements(3, evidence([deed(key=1), deed(DeedKind.GUIDED, key=2)]))
    assert (halves[2].has, halves[2].wanted) == (1, 2)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2028, 2, 29), 24, date(2026, 2, 28)),
        (date(2026, 1, 15), 12, date(2025, 1, 15)),
        (date(2026, 1, 1), 1, date(2025, 12, 1)),
    ],
)
def test_months_before(day, months, expected):
    assert months_before(day, months) == expected


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(0, 120))
def test_months_there_and_back(day, months):
    assert 0 <= (day - months_before(months_after(day, months), months)).days <= 3


def test_a_level_ages_on_the_day():
    recorded = datetime(2024, 11, 24, 5, tzinfo=UTC)

    assert not is_aged(recorded, at=datetime(2026, 11, 24, 4, 59, tzinfo=UTC), months=24)
    assert is_aged(recorded, at=datetime(2026, 11, 24, 5, tzinfo=UTC), months=24)


@pytest.mark.parametrize(
    ("done", "day", "expected", "following"),
    [
        ({}, date(2026, 1, 31), Occasion.START, None),
        ({Occasion.START: date(2026, 1, 31)}, date(2026, 4, 29), None, date(2026, 4, 30)),
        ({Occasion.START: date(2026, 1, 31)}, date(2026, 4, 30), Occasion.THREE_MONTHS, None),
        ({Occasion.START: date(2026, 1, 31)}, date(2027, 1, 31), Occasion.TWELVE_MONTHS, None),
        (
            {Occasion.START: date(2026, 1, 31), Occasion.THREE_MONTHS: date(2026, 5, 1)},
            date(2026, 5, 2), None, date(2027, 1, 31),
        ),
        ({Occasion.START: date(2026, 1, 31), Occasion.TWELVE_MONTHS: date(2027, 2, 1)}, date(2027, 2, 2), None, None),
    ],
)  # fmt: skip
def test_which_check_is_due(done, day, expected, following):
    assert due(done, on=day) is expected
    if done and expected is None:
        assert next_on(done) == following


def test_the_model_has_five_domains_of_four_levels():
    model = competency_model()

    assert list(model) == list(Domain)
    assert all([one.level for one in meaning.levels] == [0, 1, 2, 3] for meaning in model.values())
    assert all(one.descriptor and one.evidence for meaning in model.values() for one in meaning.levels)
    assert model[Domain.K2].title == "Video (vlog)"


def test_every_domain_has_five_everyday_actions():
    for domain, sheet in practical_checks().items():
        texts = [item.text for item in sheet.items]
        assert sheet.minutes == 20
        assert [item.id for item in sheet.items] == [f"{domain}-{number}" for number in range(1, 6)]
        assert len(set(texts)) == 5
        assert all(text.endswith(".") and len(text.split()) <= 12 for text in texts)
