"""How well assessors agree: the measure itself, the figure over all work judged twice, and its page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.submissions.queries.agreement import agreement
from lms.submissions.rules.agreement import Difference, difference, meaning, weighted_kappa
from tests.factories.assessors import an_assessor_of
from tests.factories.discussion import a_mentor
from tests.factories.people import a_coordinator, a_person, an_agency_officer, an_officer
from tests.factories.submissions import handed_in, judged
from tests.visitor import text_of

POINTS = st.integers(0, 3)
PAIRS = st.lists(st.tuples(POINTS, POINTS), min_size=1, max_size=60)


@given(st.lists(POINTS, min_size=2).filter(lambda points: len(set(points)) > 1))
def test_who_always_agree_have_one(points):
    assert weighted_kappa(zip(points, points, strict=True)) == 1


@given(PAIRS)
def test_it_lies_between_minus_one_and_one_and_is_the_same_either_way(pairs):
    found = weighted_kappa(pairs)

    assert found is None or -1 <= found <= 1
    assert weighted_kappa([(second, first) for first, second in pairs]) == pytest.approx(found)


@given(PAIRS)
def test_only_full_agreement_is_one(pairs):
    agree = all(first == second for first, second in pairs)

    assert (weighted_kappa(pairs) == 1) == (agree and len(set(pairs)) > 1)


@given(PAIRS, st.randoms())
def test_the_order_of_the_works_does_not_matter(pairs, random):
    mixed = random.sample(pairs, len(pairs))

    assert weighted_kappa(mixed) == weighted_kappa(pairs)


@given(PAIRS.filter(lambda pairs: weighted_kappa(pairs) is not None))
def test_it_is_cohens_kappa_with_quadratic_weights(pairs):
    """By the textbook: one minus weighted observed over weighted expected disagreement, from the full table."""
    count = len(pairs)
    table = [[sum(pair == (row, column) for pair in pairs) / count for column in range(4)] for row in range(4)]
    rows, columns = [sum(row) for row in table], [sum(row[column] for row in table) for column in range(4)]
    weights = [[(row - column) ** 2 / 9 for column in range(4)] for row in range(4)]
    seen = sum(weights[r][c] * table[r][c] for r in range(4) for c in range(4))
    by_chance = sum(weights[r][c] * rows[r] * columns[c] for r in range(4) for c in range(4))

    assert weighted_kappa(pairs) == pytest.approx(1 - seen / by_chance)


def test_without_a_pair_there_is_nothing_to_measure():
    assert weighted_kappa([]) is None


@pytest.mark.parametrize("points", range(4))
def test_the_same_points_for_everything_measure_nothing(points):
    assert weighted_kappa([(points, points)] * 12) is None


def test_one_who_gives_everything_the_same_points_agrees_as_by_chance():
    assert weighted_kappa([(2, 0), (2, 1), (2, 2), (2, 3)]) == 0


def test_who_say_the_contrary_have_minus_one():
    assert weighted_kappa([(0, 3), (3, 0)]) == -1


def test_a_known_table():
    pairs = [(0, 0)] * 2 + [(1, 1)] * 5 + [(1, 2)] * 3 + [(2, 2)] * 8 + [(2, 3)] * 2 + [(3, 1)] + [(3, 3)] * 4

    assert weighted_kappa(pairs) == pytest.approx(1 - 9 * 25 / 969)


def test_differences_are_counted_by_how_far_they_lie_apart():
    assert difference([(0, 0), (1, 2), (2, 1), (0, 2), (3, 0)]) == Difference(pairs=5, same=1, by_one=2, by_more=2)


@pytest.mark.parametrize(
    ("kappa", "words"),
    [
        (1, "hampir selalu sependapat"),
        (0.8, "hampir selalu sependapat"),
        (0.79, "cukup sependapat"),
        (0.6, "cukup sependapat"),
        (0.59, "kadang berbeda"),
        (0.4, "kadang berbeda"),
        (0.39, "sering berbeda"),
        (-1, "sering berbeda"),
        (None, "tidak bisa dibedakan dari kebetulan"),
    ],
)
def test_the_number_is_said_in_a_sentence(app, kappa, words):
    with app.test_request_context():
        assert words in meaning(kappa)


@pytest.fixture
def pair(vlog, magelang, wates):
    """Make work that two assessors judged."""
    rina, wati = an_assessor_of(magelang), an_assessor_of(magelang, "Wati")

    def pair(first, second):
        version = handed_in(a_person("Orang", wates), vlog.lessons[-1])
        names = ("isi", "gambar", "suara", "etika", "terbit")
        judged(version, rina, points=dict(zip(names, first, strict=True)))
        judged(version, wati, points=dict(zip(names, second, strict=True)), place=2)

    return pair


def test_with_few_pairs_nothing_is_said(visit, magelang, pair):
    for _number in range(9):
        pair((2, 2, 2, 2, 3), (2, 2, 2, 3, 3))
    an_agency_officer(magelang)

    page = visit(an_assessor_of(magelang, "Tuti")).get("/antrean/kesepakatan")

    assert "9 tugas" in page.text
    assert "belum cukup data" in page.text
    assert agreement().kappa is None


def test_from_ten_on_the_agreement_is_a_number_with_its_sentence(visit, vlog, magelang, pair):
    handed_in(a_person("Sekali saja"), vlog.lessons[-1])
    for _number in range(9):
        pair((1, 2, 3, 2, 3), (1, 2, 3, 2, 3))
    pair((3, 3, 3, 3, 3), (3, 2, 1, 3, 3))

    page = visit(an_agency_officer(magelang)).get("/antrean/kesepakatan")

    found = agreement()
    assert found.works == 10
    assert 0.8 < found.kappa < 1
    assert "10 tugas" in page.text
    assert f"{round(found.kappa, 2)}".replace(".", ",") in page.text
    assert "hampir selalu sependapat" in page.text
    rows = {one.title: one.difference for one in found.criteria}
    assert rows["Gambar"] == Difference(10, 9, 1, 0)
    assert rows["Suara"] == Difference(10, 9, 0, 1)
    assert {one.course for one in found.criteria} == {"Membuat Video Pendek"}
    shown = [text_of(item) for item in page.all("section")]
    assert "Suara 9 sama0 beda 11 beda 2 atau 3" in shown
    assert not page.all("table"), "on a telephone its right half would be out of sight"


def test_points_that_are_all_the_same_are_named_as_that(visit, magelang, pair):
    for _number in range(10):
        pair((3, 3, 3, 3, 3), (3, 3, 3, 3, 3))

    page = visit(an_agency_officer(magelang)).get("/antrean/kesepakatan")

    assert "tidak bisa dihitung" in page.text
    assert "tidak bisa dibedakan dari kebetulan" in page.text


def test_ten_times_the_pairs_take_the_same_statements(visit, magelang, pair, steady_catalog):
    officer = visit(an_agency_officer(magelang))
    pair((2, 2, 2, 2, 3), (2, 2, 2, 3, 3))
    officer.get("/antrean/kesepakatan")
    few = officer.get("/antrean/kesepakatan").statements
    for _number in range(10):
        pair((2, 2, 2, 2, 3), (2, 2, 2, 3, 3))

    assert officer.get("/antrean/kesepakatan").statements == few <= 3


def test_only_the_agency_and_assessors_see_it(visit, vlog, magelang, wates):
    for person in (an_officer(wates), a_coordinator(wates), a_mentor(wates)):
        visit(person).get("/antrean/kesepakatan", status=403)
    visit(an_assessor_of(wates)).get("/antrean/kesepakatan")
