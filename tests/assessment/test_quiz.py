"""The quiz of a lesson in the browser: one question a page, feedback, result, again."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.assessment.models import Attempt, GivenAnswer
from lms.catalog.rules.quiz import Kind
from lms.clock import now
from lms.db import db
from lms.learning.actions import revoke_lesson
from lms.learning.models import Event, EventKind, LessonState
from lms.learning.queries import progress_in
from tests.factories.assessment import EVERY_KIND, MATCH, ORDER, RIGHT, SINGLE, TRUE_FALSE, begin, fields_for, quiz_course, take
from tests.factories.people import a_coordinator, a_person, an_officer
from tests.visitor import text_of

pytestmark = pytest.mark.usefixtures("steady_catalog")

PATH = "/kursus/coba/pelajaran-a1/kuis"


@pytest.fixture
def course(app, tmp_path):
    return quiz_course(tmp_path, at=now() - timedelta(days=30))


@pytest.fixture
def sri(wates):
    return an_officer(wates, "Sri Wahyuni")


@pytest.fixture
def member(visit, course, sri):
    return visit(sri)


def answer(page, wrong=()):
    """Answer the question on a page and go to what is said of it."""
    shown = next(item.get("value") for item in page.all("input") if item.get("name") == "soal")
    question = next(one for one in EVERY_KIND if one.id == shown)
    if question.id in wrong:
        return page.submit("Belum tahu").follow()
    return page.submit("Jawab", **fields_for(page, RIGHT[question.id], question)).follow()


def go_through(page, wrong=()):
    """Answer every question of an attempt, and open the result."""
    while page.path.endswith("/kuis"):
        said = answer(page, wrong)
        page = said.click("Lihat hasil" if "Lihat hasil" in said.text else "Lanjut")
    return page


def only(model, *where):
    return db.session.scalars(select(model).where(*where)).one()


def test_before_it_begins_the_quiz_says_what_awaits(member):
    page = member.get(PATH)

    assert page.heading == "Pelajaran A1"
    assert "6 pertanyaan. Lulus kalau 4 benar." in page.text
    assert "Ada 1 pertanyaan yang wajib benar." in page.text
    assert "boleh diulang sepuasnya" in page.text
    assert page.statements <= 4


def test_a_member_answers_every_kind_passes_and_goes_on(member, sri):
    result = go_through(member.get(PATH).submit("Mulai kuis").follow())

    assert result.heading == "6 dari 6 benar"
    assert "Lulus. Pelajaran ini selesai dan tersimpan." in result.text
    assert result.links()["Pelajaran berikutnya"] == "/kursus/coba/pelajaran-a2"
    attempt = only(Attempt)
    assert (attempt.right, attempt.total, attempt.passed, attempt.helper_id) == (6, 6, True, None)
    noted, done = only(Event, Event.kind == EventKind.QUIZ), only(Event, Event.kind == EventKind.DONE)
    assert noted.data == {"attempt": str(attempt.id), "right": 6, "total": 6, "passed": True}
    assert done.data == {"by": "quiz", "attempt": str(attempt.id)}
    assert only(LessonState).person_id == sri.id


def test_after_each_answer_every_option_is_explained(member):
    page = member.get(PATH).submit("Mulai kuis").follow()
    said = page.submit("Jawab", **fields_for(page, {"chosen": [1]}, SINGLE)).follow()

    assert said.heading == "Belum tepat, tidak apa-apa"
    assert all(option.why in said.text for option in SINGLE.options)
    assert "Dipilih tadi" in said.text
    assert answer(said.click("Lanjut")).heading == "Tepat!"


def test_nothing_on_the_page_of_a_question_tells_the_answer(member):
    page = member.get(PATH).submit("Mulai kuis").follow()

    for question in EVERY_KIND:
        assert not [option.why for option in question.options if option.why in page.html]
        assert "Jawaban benar" not in page.html
        if question.kind is Kind.SHORT:
            assert "Magelang" not in page.text
        page = answer(page).click("Lihat hasil" if question is EVERY_KIND[-1] else "Lanjut")


def test_the_explanation_of_a_question_not_answered_yet_leads_to_the_question(member, course, sri):
    attempt = begin(course, sri, at=now())

    for number in (1, 2):
        assert member.get(f"{PATH}/{attempt.id}/{number}", status=303).location == PATH
    assert member.get(f"{PATH}/{attempt.id}", status=303).location == PATH
    assert member.get(f"{PATH}/{attempt.id}/7", status=404)


def test_only_what_was_missed_is_asked_again_and_the_rest_still_counts(member):
    first = go_through(member.get(PATH).submit("Mulai kuis").follow(), wrong=("Q3", "Q4"))
    assert first.heading == "4 dari 6 benar"
    assert "Ada pertanyaan wajib yang belum tepat." in first.text
    assert {"Urutkan.Baca penjelasannya.", "Izin boleh ditarik.Wajib benar. Baca penjelasannya."} <= set(first.links())

    again = first.submit("Ulangi yang belum tepat").follow()
    assert "Pertanyaan 1 dari 2" in again.text
    second = go_through(again, wrong=("Q4",))

    assert second.heading == "5 dari 6 benar"
    assert "Lulus." in second.text
    repeated, repeating = db.session.scalars(select(Attempt).order_by(Attempt.started_at)).all()
    assert repeating.repeats_id == repeated.id
    assert repeating.question_ids == ["Q3", "Q4"]


def test_too_few_right_answers_are_said_kindly_with_the_number_needed(member):
    page = go_through(member.get(PATH).submit("Mulai kuis").follow(), wrong=("Q1", "Q2", "Q4", "Q5"))

    assert page.heading == "2 dari 6 benar"
    assert "Belum lulus, tidak apa-apa. Perlu 4 benar." in page.text
    assert "Terakhir: 2 dari 6 benar." in member.get(PATH).text
    assert "Ulangi yang belum tepat (4)" in member.get(PATH).text
    assert not db.session.scalars(select(LessonState)).all()


def test_a_quiz_that_was_passed_may_be_taken_again_and_nothing_gets_lost(member, course, sri):
    go_through(member.get(PATH).submit("Mulai kuis").follow())
    result = go_through(member.get(PATH).submit("Ulangi kuis").follow(), wrong=("Q1", "Q2", "Q3"))

    assert result.heading == "3 dari 6 benar"
    assert progress_in(course, sri.id).is_done(course.lessons[0])


def test_leaving_and_coming_back_resumes_at_the_exact_question(member, visit, sri):
    page = member.get(PATH).submit("Mulai kuis").follow()
    answer(answer(page).click("Lanjut"))

    other_phone = visit(sri).get(PATH)

    assert "Pertanyaan 3 dari 6" in other_phone.text
    assert "2 jawaban sudah tersimpan." in other_phone.text


def test_the_first_answer_counts_and_another_one_is_said_to_come_too_late(member):
    page = member.get(PATH).submit("Mulai kuis").follow()
    first = page.submit("Jawab", **fields_for(page, {"chosen": [1]}, SINGLE))
    again = page.submit("Jawab", **fields_for(page, {"chosen": [0]}, SINGLE))

    assert again.location == first.location
    assert "Jawaban pertama yang dipakai." in again.follow().status_message
    assert only(GivenAnswer).given == {"chosen": [1]}


def test_the_same_answer_or_none_arriving_again_leads_on_without_a_word(member):
    page = member.get(PATH).submit("Mulai kuis").follow()
    sent = fields_for(page, {"chosen": [1]}, SINGLE)
    first = page.submit("Jawab", **sent)

    for again in (page.submit("Jawab", **sent), page.submit("Jawab")):
        assert again.location == first.location
        assert "Jawaban pertama" not in again.follow().text


def test_a_pair_that_was_wrong_is_shown_beside_the_right_one(member):
    page = member.get(PATH).submit("Mulai kuis").follow()
    for _number in range(4):
        page = answer(page).click("Lanjut")
    said = page.submit("Jawab", **fields_for(page, {"matched": [1, 0, 2]}, MATCH)).follow()

    cards = [text_of(item) for item in said.all("li") if item.get("class") == "card"]
    assert "Foto Jawaban benar: KameraJawaban tadi: WhatsApp Belum tepat" in cards[0]
    assert "Film Jawaban benar: YouTubeSudah tepat" in cards[2]
    assert "Jawaban tadi" not in cards[2]


def test_an_order_that_was_wrong_says_which_number_it_was_given(member):
    page = member.get(PATH).submit("Mulai kuis").follow()
    for _number in range(3):
        page = answer(page).click("Lanjut")
    said = page.submit("Jawab", **fields_for(page, {"order": [0, 2, 1]}, ORDER)).follow()

    cards = [text_of(item) for item in said.all("li") if item.get("class") == "card"]
    assert "1. Buka Sudah tepat" in cards[0]
    assert "2. Rekam Nomor tadi: 3 Belum tepat" in cards[1]


def test_an_answer_that_arrives_after_the_end_changes_nothing(member):
    page = member.get(PATH).submit("Mulai kuis").follow()
    go_through(page)

    assert page.submit("Jawab", **fields_for(page, {"chosen": [1]}, SINGLE)).follow().heading == "Tepat!"
    assert only(Attempt).right == 6
    assert len(db.session.scalars(select(Event)).all()) == 2


def test_pressing_begin_twice_begins_once(member, visit, sri):
    page, other = member.get(PATH), visit(sri).get(PATH)
    page.submit("Mulai kuis")
    page.submit("Mulai kuis")
    other.submit("Mulai kuis")

    assert only(Attempt).person_id == sri.id


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Pilih satu jawaban, atau tekan"),
        ({"pilihan": ["0", "1"]}, "Pilih satu jawaban saja."),
        ({"pilihan": "9"}, "Pilih jawaban yang ada di halaman ini."),
        ({"pilihan": "-1"}, "Pilih jawaban yang ada di halaman ini."),
    ],
)
def test_an_answer_that_is_none_is_asked_again(member, fields, words):
    page = member.get(PATH).submit("Mulai kuis").follow()

    refused = page.submit("Jawab", status=422, **fields)

    assert words in refused.alert
    assert "Pertanyaan 1 dari 6" in refused.text
    assert not db.session.scalars(select(GivenAnswer)).all()


def test_an_order_with_a_number_twice_is_asked_again_with_what_was_chosen(member):
    page = member.get(PATH).submit("Mulai kuis").follow()
    for _number in range(3):
        page = answer(page).click("Lanjut")

    refused = page.submit("Jawab", status=422, nomor__0="1", nomor__1="1", nomor__2="2")

    assert "Setiap nomor dipakai satu kali." in refused.alert
    assert [item.text for item in refused.all("option") if "selected" in item.attrib] == ["1", "1", "2"]
    missing = page.submit("Jawab", status=422, nomor__0="1")
    assert "Beri nomor pada setiap baris" in missing.alert


def test_a_pair_used_twice_is_asked_again(member):
    page = member.get(PATH).submit("Mulai kuis").follow()
    for _number in range(4):
        page = answer(page).click("Lanjut")

    assert (
        "Setiap pasangan dipakai satu kali."
        in page.submit("Jawab", status=422, pasangan__0="0", pasangan__1="0", pasangan__2="1").alert
    )
    assert answer(page).heading == "Tepat!"


def test_a_foreign_question_leads_back_with_words(member):
    page = member.get(PATH).submit("Mulai kuis").follow()

    back = page.submit("Jawab", soal="Q99", pilihan="0").follow()

    assert "bukan bagian dari kuis ini" in back.status_message
    assert "Pertanyaan 1 dari 6" in back.text
    assert not db.session.scalars(select(GivenAnswer)).all()


@pytest.mark.parametrize("key", ["", "bukan-kunci", "00000000-0000-4000-8000-000000000000"])
def test_an_attempt_that_is_not_there(member, key):
    page = member.get(PATH).submit("Mulai kuis").follow()

    page.submit("Jawab", status=404, kunci=key, pilihan="0")
    member.get(f"{PATH}/{key or 'x'}/1", status=404)


def test_somebody_elses_attempt_does_not_exist(member, visit, course):
    other = a_person("Budi")
    attempt = begin(course, other, at=now())
    page = member.get(PATH).submit("Mulai kuis").follow()

    page.submit("Jawab", status=404, kunci=str(attempt.id), pilihan="0")
    member.get(f"{PATH}/{attempt.id}", status=404)
    member.get(f"{PATH}/{attempt.id}/1", status=404)
    assert not db.session.scalars(select(GivenAnswer)).all()


def test_beginning_with_the_key_of_somebody_else_is_refused(member, course):
    attempt = begin(course, a_person("Budi"), at=now())

    back = member.get(PATH).submit("Mulai kuis", kunci=str(attempt.id)).follow()

    assert "tidak cocok dengan kuisnya" in back.status_message
    assert only(Attempt).id == attempt.id
    assert member.get(PATH).submit("Mulai kuis", status=400, kunci="x").heading == "Halaman ini belum bisa dikirim"


def test_a_page_made_for_another_person_begins_nothing(member):
    back = member.get(PATH).submit("Mulai kuis", untuk="0").follow()

    assert "dibuka untuk orang lain" in back.status_message
    assert not db.session.scalars(select(Attempt)).all()


@pytest.mark.parametrize("ends", [False, True])
def test_an_answer_from_a_page_of_the_person_helped_before_leads_on_with_words(visit, course, sri, wates, ends):
    joko, phone = an_officer(wates, "Joko"), visit(a_coordinator(wates))
    phone.get(f"/dampingi/{sri.id}").submit("Mulai mendampingi", agreed="y")
    page = phone.get(PATH).submit("Mulai kuis").follow()
    if ends:
        phone.get("/belajar").submit("Selesai mendampingi")
    else:
        phone.get(f"/dampingi/{joko.id}").submit("Mulai mendampingi", agreed="y")

    back = page.submit("Belum tahu").follow()

    assert back.path == PATH
    assert "dibuka untuk orang lain" in back.status_message
    assert not db.session.scalars(select(GivenAnswer)).all()


def test_a_pass_that_was_taken_back_is_not_said_to_be_an_old_lesson(member, course, sri):
    attempt = take(course, sri, at=now())
    revoke_lesson(course, course.lessons[0], sri.id, reason="Keliru orang.", by_id=None, at=now())

    page = member.get(f"{PATH}/{attempt.id}")

    assert "sudah dibatalkan" in page.text
    assert "diperbarui" not in page.text
    assert page.submit("Ulangi kuis").location == PATH


def test_pages_take_few_statements_and_answers_too(member):
    page = member.get(PATH).submit("Mulai kuis").follow()
    assert page.statements <= 4
    sent = page.submit("Jawab", **fields_for(page, RIGHT["Q1"], SINGLE))
    assert sent.statements <= 5
    said = sent.follow()
    assert said.statements <= 4
    assert go_through(said.click("Lanjut")).statements <= 5


def test_a_lesson_without_a_quiz_has_no_quiz_page(member):
    member.get("/kursus/coba/pelajaran-a2/kuis", status=404)
    member.get("/kursus/coba/hilang/kuis", status=404)
    member.get("/kursus/hilang/pelajaran-a1/kuis", status=404)
    refused = member.get(PATH)
    form = {item.get("name"): item.get("value") for item in refused.all("input")}
    back = member.post("/kursus/coba/pelajaran-a2/kuis/mulai", form, status=303)
    assert back.location == "/kursus/coba/pelajaran-a2/kuis"
    member.post("/kursus/hilang/pelajaran-a1/kuis/mulai", form, status=404)


def test_true_and_false_stand_in_their_order(visit, sri, tmp_path):
    quiz_course(tmp_path, (TRUE_FALSE,), at=now() - timedelta(days=1))
    page = visit(sri).get(PATH).submit("Mulai kuis").follow()

    assert page.text.index("Benar") < page.text.index("Salah")
