"""The fold of learning events: plain values, any order, any repetition."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from lms.learning.models import EventKind
from lms.learning.rules import Edition, Happened, completion, fold, step

START = datetime(2026, 1, 1, tzinfo=UTC)
LESSONS = ("A1", "A2", "A3")


def minute(number: int) -> datetime:
    return START + timedelta(minutes=number)


def done(key, lesson, happened, received=None, revision=1):
    received = happened if received is None else received
    return Happened(UUID(int=key), lesson, revision, EventKind.DONE, minute(happened), minute(received))


def revoked(key: int, lesson: str, happened: int) -> Happened:
    return Happened(UUID(int=key), lesson, 1, EventKind.REVOKED, minute(happened), minute(happened))


events = st.lists(
    st.builds(
        lambda key, lesson, kind, happened, late, revision: Happened(
            UUID(int=key), lesson, revision, kind, minute(happened), minute(happened + late)
        ),
        st.integers(1, 10_000),
        st.sampled_from(LESSONS),
        st.sampled_from([EventKind.DONE] * 4 + [EventKind.REVOKED, EventKind.QUIZ, EventKind.ATTENDED]),
        st.integers(0, 60),
        st.integers(0, 60),
        st.integers(1, 3),
    ),
    max_size=20,
    unique_by=lambda event: event.id,
)
one_edition = st.tuples(st.integers(0, 100), st.sets(st.sampled_from(LESSONS), min_size=1), st.integers(1, 2))


def as_editions(found):
    """Releases in the order of their moments, as minute, required lessons and the revision that counts."""
    return [
        Edition(number, minute(at), tuple((lesson, counts) for lesson in sorted(required)))
        for number, (at, required, counts) in enumerate(sorted(found, key=lambda one: one[0]), start=1)
    ]


editions = st.lists(one_edition, min_size=1, max_size=3, unique_by=lambda one: one[0]).map(as_editions)


@given(events, st.randoms())
def test_the_order_and_the_repetition_of_events_do_not_matter(happened, random):
    shuffled = happened + random.sample(happened, len(happened) // 2)
    random.shuffle(shuffled)

    assert fold(shuffled) == fold(happened)


@given(events)
def test_what_is_done_was_done_and_not_taken_back_later(happened):
    states = fold(happened)

    for lesson, state in states.items():
        mine = [event for event in happened if event.lesson_id == lesson]
        last_revocation = max((e.happened_at for e in mine if e.kind is EventKind.REVOKED), default=None)
        assert state.first_done_at <= state.last_done_at
        assert last_revocation is None or state.first_done_at > last_revocation
        assert state.revision_number in {event.revision_number for event in mine if event.kind is EventKind.DONE}


@given(events)
def test_attempts_and_attendance_alone_finish_nothing(happened):
    told = [event for event in happened if event.kind in {EventKind.DONE, EventKind.REVOKED}]

    assert fold(happened) == fold(told)


@given(events)
def test_more_work_never_makes_less_done(happened):
    without_revocations = [event for event in happened if event.kind is EventKind.DONE]

    for length in range(len(without_revocations)):
        before, after = fold(without_revocations[:length]), fold(without_revocations[: length + 1])
        assert set(before) <= set(after)
        assert all(after[lesson].revision_number >= state.revision_number for lesson, state in before.items())


@given(events, editions, st.randoms())
def test_a_completion_does_not_depend_on_the_order_in_which_rows_are_read(happened, released, random):
    shuffled = list(happened)
    random.shuffle(shuffled)

    assert completion(shuffled, released) == completion(happened, released)


@given(events, editions)
def test_without_a_revocation_a_completion_once_earned_stays(happened, released):
    without_revocations = [event for event in happened if event.kind is EventKind.DONE]
    moments = sorted({event.received_at for event in without_revocations} | {edition.published_at for edition in released})
    earned = None

    for moment in moments:
        known = [event for event in without_revocations if event.received_at <= moment]
        now_earned = completion(known, [edition for edition in released if edition.published_at <= moment])
        assert earned is None or now_earned == earned
        earned = now_earned


@given(events, editions)
def test_stepping_through_the_moments_gives_the_same_as_the_walk(happened, released):
    moments = sorted({event.received_at for event in happened} | {edition.published_at for edition in released})
    earned = None
    for moment in moments:
        known = [event for event in happened if event.received_at <= moment]
        current = [edition for edition in released if edition.published_at <= moment]
        earned = step(earned, fold(known), current[-1] if current else None, moment)

    assert earned == completion(happened, released)


def test_a_revocation_takes_back_what_was_before_it_and_nothing_later():
    before, taken, later = done(1, "A1", 5), revoked(2, "A1", 10), done(3, "A1", 15)

    assert "A1" not in fold([before, taken])
    assert fold([before, taken, later])["A1"].first_done_at == minute(15)
    assert fold([later, before, taken]) == fold([before, taken, later])


def test_a_late_answer_from_before_the_revocation_stays_taken_back():
    assert "A1" not in fold([revoked(2, "A1", 10), done(3, "A1", 9, received=60)])


def test_the_last_required_lesson_completes_the_course_at_its_moment():
    edition = Edition(1, minute(0), (("A1", 1), ("A2", 1)))

    earned = completion([done(1, "A1", 5), done(2, "A2", 9, received=20)], [edition])

    assert earned is not None
    assert (earned.release_id, earned.lesson_ids, earned.completed_at) == (1, ("A1", "A2"), minute(20))


def test_a_release_that_asks_for_less_completes_at_its_own_moment():
    first, second = Edition(1, minute(0), (("A1", 1), ("A2", 1))), Edition(2, minute(30), (("A1", 1),))

    earned = completion([done(1, "A1", 5)], [first, second])

    assert earned is not None
    assert (earned.release_id, earned.completed_at) == (2, minute(30))


def test_an_old_revision_does_not_count_after_a_release_to_be_done_again():
    again = Edition(2, minute(30), (("A1", 2),))

    assert completion([done(1, "A1", 40, revision=1)], [again]) is None
    assert completion([done(1, "A1", 40, revision=2)], [again]) is not None


def test_a_course_without_required_lessons_is_never_complete():
    assert completion([done(1, "A1", 5)], [Edition(1, minute(0), ())]) is None
