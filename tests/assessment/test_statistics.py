"""How questions fare: first tries, and the wrong answer that attracts."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.assessment.queries.items import item_figures, quizzes_taken
from lms.assessment.rules.items import FirstAnswers, item_figure
from lms.catalog.rules.quiz import Question
from lms.clock import now
from tests.factories.assessment import MATCH, ORDER, RIGHT, SEVERAL, SHORT, SINGLE, answer, begin, quiz_course, take
from tests.factories.people import a_coordinator, an_agency_officer, an_officer

LIST, ONE = "/kelola/kuis", "/kelola/kuis/coba/pelajaran-a1"


@pytest.fixture
def course(app, tmp_path):
    return quiz_course(tmp_path, (SINGLE, SEVERAL), at=now() - timedelta(days=30))


def test_only_the_first_answer_of_each_person_counts(course, wates):
    sri, endang = an_officer(wates, "Sri Wahyuni"), an_officer(wates, "Endang Lestari")
    for person, chosen in [(sri, [1]), (endang, [0])]:
        attempt = begin(course, person, at=now() - timedelta(hours=2))
        answer(course, attempt, "Q1", {"chosen": chosen}, at=now() - timedelta(hours=2))
        answer(course, attempt, "Q2", {}, at=now() - timedelta(hours=2))
    take(course, sri, at=now() - timedelta(hours=1))

    single, several = item_figures(course.lessons[0])

    assert (single.answered, single.right, single.attracting, single.attracted) == (2, 1, "Menjual", 1)
    assert (several.answered, several.right, several.unknown, several.attracted) == (2, 0, 2, 0)
    assert (quizzes_taken()["A1"].attempts, quizzes_taken()["A1"].people) == (3, 2)


def test_answers_to_a_question_as_it_stood_before_stay_out(course, wates, tmp_path):
    take(course, an_officer(wates), at=now() - timedelta(hours=1))
    other = Question("Q1", SINGLE.kind, "Apa kerja KIM sekarang?", SINGLE.options)

    changed = quiz_course(tmp_path, (other, SEVERAL), at=now() - timedelta(minutes=1))

    assert [one.answered for one in item_figures(changed.lessons[0])] == [0, 1]


def test_a_change_elsewhere_in_the_lesson_starts_no_figure_anew(course, wates, tmp_path):
    sri = an_officer(wates)
    take(course, sri, at=now() - timedelta(hours=1), wrong=("Q1",))
    words = (("A1", "Satu, huruf diperbaiki."), ("A2", "Dua."), ("A3", "Tiga."))
    changed = quiz_course(tmp_path, (SINGLE, SEVERAL), at=now() - timedelta(minutes=1), change="wording", lessons=words)

    take(changed, sri, at=now())

    assert changed.lessons[0].revision_number == 2
    assert [(one.answered, one.right) for one in item_figures(changed.lessons[0])] == [(1, 0), (1, 1)]


def test_what_is_asked_again_after_its_explanation_is_no_first_answer(course, wates, tmp_path):
    sri = an_officer(wates)
    take(course, sri, at=now() - timedelta(hours=1), wrong=("Q1", "Q2"))
    take(course, sri, at=now() - timedelta(minutes=50), wrong=("Q1",))
    nearly = Question("Q1", SINGLE.kind, "Apa kerja KIM itu?", SINGLE.options)
    changed = quiz_course(tmp_path, (nearly, SEVERAL), at=now() - timedelta(minutes=40), change="wording", pass_mark=100)

    again = take(changed, sri, at=now())

    assert again.repeats_id is not None
    assert [(one.answered, one.right) for one in item_figures(changed.lessons[0])] == [(0, 0), (1, 0)]


def test_answers_given_beside_a_helper_stay_out(course, wates):
    sri = an_officer(wates)
    take(course, sri, at=now() - timedelta(hours=1), wrong=("Q1", "Q2"), helper=an_officer(wates, "Dimas"))
    take(course, sri, at=now())

    assert [one.answered for one in item_figures(course.lessons[0])] == [0, 0]


def test_typed_answers_are_counted_by_what_they_say():
    typed = [(" Semarang", 2), ("semarang ", 1)]
    found = item_figure(SHORT, [FirstAnswers({"text": text}, is_right=False, people=people) for text, people in typed])

    assert (found.attracting, found.attracted) == ("semarang", 3)


def test_the_pair_and_the_order_that_mislead_most_are_named():
    swapped = [
        FirstAnswers({"matched": [1, 0, 2]}, is_right=False, people=2),
        FirstAnswers({"matched": [0, 2, 1]}, is_right=False, people=1),
    ]
    order = [
        FirstAnswers({"order": [1, 0, 2]}, is_right=False, people=1),
        FirstAnswers({"order": [0, 1, 2]}, is_right=True, people=4),
    ]

    assert (item_figure(MATCH, swapped).attracting, item_figure(MATCH, swapped).attracted) == ("Foto: WhatsApp", 2)
    assert (item_figure(ORDER, order).attracting, item_figure(ORDER, order).attracted) == ("Rekam → Buka → Kirim", 1)


@pytest.mark.parametrize(("people", "read"), [(1, ""), (2, ""), (3, "saya sri dari wates")])
def test_words_typed_by_only_a_few_are_not_read_by_staff(people, read):
    found = item_figure(SHORT, [FirstAnswers({"text": "Saya Sri dari Wates"}, is_right=False, people=people)])

    assert (found.answered, found.right) == (people, 0)
    assert (found.attracting, found.attracted) == (read, people if read else 0)


@given(st.lists(st.tuples(st.sets(st.integers(0, 3)), st.booleans(), st.integers(1, 50)), max_size=8))
def test_parts_never_exceed_the_whole(answers):
    found = item_figure(
        SEVERAL, [FirstAnswers({"chosen": sorted(chosen)} if chosen else {}, right, n) for chosen, right, n in answers]
    )

    assert found.answered == sum(n for _, _, n in answers)
    assert 0 <= found.right <= found.answered
    assert 0 <= found.attracted <= found.answered - found.right
    assert (found.attracting == "") == (found.attracted == 0)


def test_staff_read_it_on_pages_and_as_a_file(visit, course, magelang, wates):
    sri = an_officer(wates, "Sri Wahyuni")
    attempt = begin(course, sri, at=now() - timedelta(hours=1))
    answer(course, attempt, "Q1", {"chosen": [2]}, at=now() - timedelta(hours=1))
    answer(course, attempt, "Q2", RIGHT["Q2"], at=now() - timedelta(hours=1))
    staff = visit(an_agency_officer(magelang))

    page = staff.get(LIST).click("Pelajaran A1")
    file = staff.client.get(f"{ONE}.csv").get_data(as_text=True).splitlines()

    assert page.path == ONE
    assert "0 dari 1" in page.text
    assert "Memungut (1 orang)" in page.text
    assert "Sri" not in page.text
    assert file[1].split(",")[1:6] == ["Q1", "Apa kerja KIM?", "1", "0", "0"]


def test_what_was_gained_stands_by_kelurahan(visit, vlog, magelang, wates):
    page = visit(an_agency_officer(magelang)).get("/kelola/cek/vlog")

    assert "Wates" in page.text
    assert page.text.count("belum ada data") == 17


@pytest.mark.parametrize("path", [LIST, ONE, f"{ONE}.csv", "/kelola/cek/coba"])
def test_only_the_agency_sees_it(visit, course, wates, path):
    visit(a_coordinator(wates)).get(path, status=403)
    assert visit().get(path, status=303).location.startswith("/masuk")


@pytest.mark.parametrize(
    "path", ["/kelola/kuis/coba/pelajaran-a2", "/kelola/kuis/hilang/x", "/kelola/kuis/coba/x.csv", "/kelola/cek/x"]
)
def test_what_is_not_there(visit, course, magelang, path):
    visit(an_agency_officer(magelang)).get(path, status=404)


def test_more_people_take_the_same_statements(visit, course, magelang, wates, steady_catalog):
    staff = visit(an_agency_officer(magelang))
    take(course, an_officer(wates), at=now())
    staff.get(ONE)
    few = staff.get(ONE).statements
    for number in range(10):
        take(course, an_officer(wates, f"Orang {number}"), at=now(), wrong=("Q1",) if number % 2 else ())

    assert staff.get(ONE).statements <= few <= 4
