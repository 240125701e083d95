"""What makes a judgement valid, how waiting is said, and what an assessor's sentences become."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.accounts.current import Grant, Viewer
from lms.accounts.models import Honorific, Role
from lms.submissions.models import Verdict
from lms.submissions.rules.judging import (
    LEAST_ETHICS,
    Criterion,
    ago,
    area_of,
    fits,
    is_late,
    pass_mark,
    pass_rule,
    rubric_of,
    waiting_words,
    what_hinders_passing,
)
from lms.submissions.rules.sentences import ALL_NEXT, GOOD, NEXT, composed
from tests.conftest import NOON

LEVELS = ("nol", "satu", "dua", "tiga")


def rubric(*names):
    return tuple(Criterion(name, name.title(), LEVELS) for name in names)


FOUR = rubric("isi", "gambar", "suara", "etika")


def test_a_rubric_is_read_from_the_task_as_published():
    task = {"prompt": "…", "criteria": [{"id": "isi", "title": "Isi", "levels": list(LEVELS)}]}

    assert rubric_of(task) == rubric("isi")
    assert rubric_of({"prompt": "…"}) == rubric_of(None) == ()


@pytest.mark.parametrize(
    ("points", "fit"),
    [
        ({"isi": 0, "gambar": 1, "suara": 2, "etika": 3}, True),
        ({"isi": 0, "gambar": 1, "suara": 2}, False),
        ({"isi": 0, "gambar": 1, "suara": 2, "etika": 3, "asing": 1}, False),
        ({"isi": 0, "gambar": 1, "suara": 2, "etika": 4}, False),
        ({"isi": -1, "gambar": 1, "suara": 2, "etika": 3}, False),
        ({}, False),
    ],
)
def test_points_fit_when_there_is_one_for_every_criterion_and_no_other(points, fit):
    assert fits(FOUR, points) is fit


@pytest.mark.parametrize(("count", "mark"), [(0, 0), (1, 2), (4, 8), (5, 9), (6, 11), (10, 18)])
def test_the_pass_mark_is_sixty_percent_rounded_up(count, mark):
    assert pass_mark(rubric(*(f"b{number}" for number in range(count)))) == mark


def test_the_pass_rule_is_said_with_its_own_values(app):
    with app.test_request_context():
        words, without_ethics, without_rubric = pass_rule(FOUR), pass_rule(rubric("isi", "suara")), pass_rule(())

    assert words == "Lulus: jumlah nilai paling sedikit 8 dari 12 (60 %). Nilai “Etika” paling sedikit 2."
    assert without_ethics == "Lulus: jumlah nilai paling sedikit 4 dari 6 (60 %)."
    assert not without_rubric


def test_too_few_points_hinder_passing(app):
    with app.test_request_context():
        words = what_hinders_passing(FOUR, {"isi": 1, "gambar": 2, "suara": 2, "etika": 2})

    assert words == "Belum bisa lulus: nilainya 7 dari 12. Untuk lulus paling sedikit 8."


def test_weak_ethics_hinder_passing_whatever_the_rest(app):
    with app.test_request_context():
        words = what_hinders_passing(FOUR, {"isi": 3, "gambar": 3, "suara": 3, "etika": 1})

    assert words == "Belum bisa lulus: nilai “Etika” baru 1. Untuk lulus paling sedikit 2."


def test_without_a_rubric_nothing_hinders():
    assert what_hinders_passing((), {}) is None


@given(st.lists(st.integers(0, 3), min_size=4, max_size=4))
def test_work_passes_exactly_with_sixty_percent_and_ethics_of_two(app, given_points):
    points = dict(zip(("isi", "gambar", "suara", "etika"), given_points, strict=True))
    with app.test_request_context():
        passes = what_hinders_passing(FOUR, points) is None

    assert passes == (sum(given_points) * 10 >= 6 * 12 and points["etika"] >= LEAST_ETHICS)


@pytest.mark.parametrize(
    ("waited", "words", "late"),
    [
        (timedelta(minutes=59), "menunggu kurang dari 1 jam", False),
        (timedelta(hours=1), "menunggu 1 jam", False),
        (timedelta(hours=23, minutes=59), "menunggu 23 jam", False),
        (timedelta(days=2, hours=5), "menunggu 2 hari", False),
        (timedelta(days=3), "menunggu 3 hari", False),
        (timedelta(days=3, seconds=1), "menunggu lebih dari 3 hari, janji kita 3 hari", True),
        (timedelta(days=12), "menunggu 12 hari, janji kita 3 hari", True),
    ],
)
def test_waiting_is_said_against_the_promise(app, waited, words, late):
    with app.test_request_context():
        assert waiting_words(NOON - waited, NOON) == words
    assert is_late(NOON - waited, NOON) is late


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (timedelta(seconds=59), "baru saja"),
        (timedelta(minutes=2), "2 menit lalu"),
        (timedelta(hours=3), "3 jam lalu"),
        (timedelta(days=4), "4 hari lalu"),
    ],
)
def test_how_long_ago(app, passed, words):
    with app.test_request_context():
        assert ago(NOON - passed, NOON) == words


def viewer(*grants):
    return Viewer(1, 1, "Rina", Honorific.IBU, None, grants)


def test_the_area_is_that_of_grants_as_assessor_only():
    coordinator, mentor = Grant(Role.COORDINATOR, None, 3, None, None), Grant(Role.MENTOR, None, 3, None, None)
    assert not area_of(viewer(coordinator, mentor, Grant(Role.AGENCY, 1, None, None, None)))

    area = area_of(viewer(Grant(Role.ASSESSOR, None, 3, None, None)))
    assert area.covers(3, 1)
    assert not area.covers(4, 1)
    assert not area.covers(None, None)

    city = area_of(viewer(Grant(Role.ASSESSOR, 1, None, None, None)))
    assert city.covers(4, 1)
    assert city.covers(None, None)
    assert not city.covers(9, 2)


def test_sentences_come_in_their_order_with_own_words_after():
    assert composed(GOOD, ["b2", "b1"], "Bagus.") == f"{GOOD['b1']} {GOOD['b2']}\nBagus."
    assert composed(GOOD, [], "Bagus.") == "Bagus."
    assert composed(GOOD, ["b1"], "") == GOOD["b1"]


def test_a_sentence_that_stands_in_the_own_words_is_not_said_twice():
    own = f"Mantap. {GOOD['b1']}"

    assert composed(GOOD, ["b1", "b2"], own) == f"{GOOD['b2']}\n{own}"


def test_there_are_three_to_five_sentences_each_and_short():
    for sentences in (GOOD, *NEXT.values()):
        assert 3 <= len(sentences) <= 5
        assert all(len(sentence.split()) <= 15 for sentence in sentences.values())
    assert len(ALL_NEXT) == sum(map(len, NEXT.values()))
    assert set(NEXT) == set(Verdict)
