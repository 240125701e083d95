"""Judging one piece of work: the sheet, every refusal, and what a judgement leads to."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from lms.clock import now
from lms.db import db
from lms.learning.actions import Answer, finish_lesson
from lms.learning.models import CourseCompletion, Event, LessonState
from lms.submissions.actions import judging
from lms.submissions.models import Review, Verdict, work_judged
from lms.submissions.rules.sentences import GOOD, NEXT
from tests.factories.assessors import a_sheet, an_assessor_of
from tests.factories.people import a_person, an_officer
from tests.factories.submissions import handed_in, judged
from tests.submissions.sheets import POINTS, count, judgement, send
from tests.visitor import filled_in

pytestmark = pytest.mark.usefixtures("nobody_is_drawn")


def test_a_pass_finishes_the_lesson_and_ends_the_waiting(visit, final, rina, wates):
    sri, dimas = an_officer(wates), a_person("Dimas", wates)
    version = handed_in(sri, final, helper=dimas)

    page = send(visit(rina).get(f"/antrean/{version.id}"), a_sheet()).follow()

    assert page.path == "/antrean"
    assert "Penilaian tersimpan" in page.status_message
    db.session.refresh(version)
    assert (version.waiting_since, version.second_since) == (None, None)
    review = db.session.scalars(select(Review)).one()
    assert (review.place, review.verdict, review.assessor_id, review.points) == (1, Verdict.PASSED, rina.id, POINTS)
    assert review.good == GOOD["b1"]
    assert review.following == NEXT[Verdict.PASSED]["l1"] + "\nTerus semangat!"
    event = db.session.scalars(select(Event)).one()
    assert (event.person_id, event.helper_id, event.lesson_id) == (sri.id, dimas.id, "VX")
    assert event.data == {"by": "task", "version": str(version.id)}
    assert count(LessonState) == 1


def test_a_repair_ends_the_waiting_and_finishes_nothing(visit, final, rina, wates):
    version = handed_in(an_officer(wates), final)

    send(visit(rina).get(f"/antrean/{version.id}"), a_sheet("repair", isi=0))

    db.session.refresh(version)
    assert (version.waiting_since, version.second_since) == (None, None)
    assert db.session.scalars(select(Review)).one().verdict is Verdict.REPAIR
    assert (count(Event), count(LessonState)) == (0, 0)


def test_practice_that_passes_changes_no_completion(app, practice, rina, wates):
    version = handed_in(an_officer(wates), practice)

    assert judging.judge(version, judgement(points={}), by_id=rina.id, at=now())

    assert count(Review) == 1
    assert count(Event) == 0


def test_the_last_lesson_completes_the_course(visit, vlog, final, rina, wates):
    sri = an_officer(wates)
    for lesson in vlog.lessons[:-1]:
        finish_lesson(vlog, lesson, sri.id, answer=Answer(uuid4(), 1), at=now())
    version = handed_in(sri, final)

    send(visit(rina).get(f"/antrean/{version.id}"), a_sheet())

    assert count(CourseCompletion) == 1


def test_others_are_told_of_a_pass_within_the_transaction(app, final, rina, wates):
    told = []

    def note(person_id, **said):
        told.append((person_id, said, count(Review)))

    sri = an_officer(wates)
    moment = now()
    with work_judged.connected_to(note):
        judging.judge(handed_in(a_person("Joko", wates), final), judgement(Verdict.REPAIR), by_id=rina.id, at=moment)
        judging.judge(handed_in(sri, final), judgement(), by_id=rina.id, at=moment)

    assert told == [(sri.id, {"course_id": "vlog", "by_id": rina.id, "at": moment}, 2)]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"butir-isi": ""}, "Pilih nilai untuk “Isi”."),
        ({"butir-isi": "4"}, "Pilih nilai untuk “Isi”."),
        ({"butir-isi": "-1"}, "Pilih nilai untuk “Isi”."),
        ({"butir-isi": "dua"}, "Pilih nilai untuk “Isi”."),
        ({"butir-isi": ["2", "3"]}, "tidak cocok dengan rubrik"),
        ({"butir-asing": "2"}, "tidak cocok dengan rubrik"),
        ({"verdict": ""}, "Pilih hasilnya"),
        ({"verdict": "hebat"}, "Pilih hasilnya"),
        ({"good": [], "good_words": "  "}, "Pilih kalimat tentang yang sudah baik"),
        ({"following": [], "following_words": ""}, "Pilih kalimat tentang langkah berikutnya"),
        ({"following": ["p1"]}, "tidak cocok dengan hasilnya"),
        ({"good": ["asing"]}, "Pilih jawaban yang ada di halaman ini."),
        ({"good_words": "a" * 1001}, "Tulisannya terlalu panjang"),
        ({"butir-isi": "0", "butir-gambar": "1", "butir-suara": "1"}, "nilainya 7 dari 15. Untuk lulus paling sedikit 9."),
        ({"butir-etika": "1"}, "nilai “Etika dan izin” baru 1. Untuk lulus paling sedikit 2."),
    ],
)
def test_a_sheet_that_is_not_in_order_is_refused_and_keeps_its_words(visit, final, rina, wates, change, words):
    version = handed_in(an_officer(wates), final)
    sheet = a_sheet() | {"good_words": "Tangannya mantap."} | change

    page = send(visit(rina).get(f"/antrean/{version.id}"), sheet, status=422)

    assert words in page.alert
    assert page.html.index('role="alert"') < page.html.index("<h1"), "on a telephone the sheet is far below"
    assert count(Review) == 0
    assert db.session.get(type(version), version.id).waiting_since is not None
    kept = filled_in(page.form("Kirim penilaian"))
    assert kept["following_words"] == sheet["following_words"]
    assert kept["butir-terbit"] == "2"


@pytest.mark.parametrize("missing", ["butir-isi", "verdict", "following_words"])
def test_a_field_that_is_missing_altogether_is_refused(visit, final, rina, wates, missing):
    version = handed_in(an_officer(wates), final)
    page = visit(rina).get(f"/antrean/{version.id}")
    sheet = filled_in(page.form("Kirim penilaian")) | a_sheet() | {"following": []}
    del sheet[missing]

    page.visitor.post(page.path, sheet, status=422)

    assert count(Review) == 0


@pytest.mark.parametrize("key", ["", "x", "00000000-0000-4000-8000-000000000000"])
def test_a_foreign_key_is_refused(visit, final, rina, wates, key):
    version = handed_in(an_officer(wates), final)

    send(visit(rina).get(f"/antrean/{version.id}"), a_sheet() | {"kunci": key}, status=400)

    assert count(Review) == 0


@pytest.mark.parametrize(
    ("points", "words"),
    [({}, {}), (POINTS | {"asing": 2}, {}), (POINTS | {"isi": 7}, {}), (POINTS, {"good": " "}), (POINTS, {"following": ""})],
)
def test_the_action_refuses_what_no_form_would_send(app, final, rina, wates, points, words):
    version = handed_in(an_officer(wates), final)

    with pytest.raises(judging.CannotJudge):
        judging.judge(version, judgement(points=points, **words), by_id=rina.id, at=now())

    assert count(Review) == 0


def test_work_with_few_points_may_still_need_a_repair(visit, final, rina, wates):
    version = handed_in(an_officer(wates), final)

    send(visit(rina).get(f"/antrean/{version.id}"), a_sheet("repair", isi=0, gambar=0, suara=0, etika=0, terbit=0))

    assert count(Review) == 1


def test_the_same_sheet_twice_is_one_judgement(visit, final, rina, wates):
    version = handed_in(an_officer(wates), final)
    page = visit(rina).get(f"/antrean/{version.id}")

    send(page, a_sheet())
    again = send(page, a_sheet())

    assert again.location == "/antrean"
    assert (count(Review), count(Event)) == (1, 1)


def test_a_sheet_sent_again_with_other_words_changes_nothing(visit, final, rina, wates):
    version = handed_in(an_officer(wates), final)
    page = visit(rina).get(f"/antrean/{version.id}")
    send(page, a_sheet())

    again = send(page, a_sheet("repair"), status=409)

    assert "sudah tersimpan dan tidak diubah" in again.alert
    assert db.session.scalars(select(Review)).one().verdict is Verdict.PASSED


def test_the_slower_assessor_is_told_who_was_faster_and_keeps_the_words(visit, final, magelang, rina, wates):
    version = handed_in(an_officer(wates), final)
    slow = visit(an_assessor_of(magelang, "Wati"))
    page = slow.get(f"/antrean/{version.id}")
    judged(version, rina, hours_ago=2 / 60)

    answer = send(page, a_sheet() | {"good_words": "Tangannya mantap."}, status=409)

    assert "Sudah dinilai Bu Rina 2 menit lalu." in answer.alert
    assert "Tulisannya masih ada di bawah" in answer.alert
    assert count(Review) == 1
    for words in ("Penilaian yang berlaku", "Ceritanya jelas.", "Lain kali rekam lebih dekat.", "Dinilai Bu Rina"):
        assert words in answer.text, words
    assert len(answer.all("textarea")) == 1
    words = filled_in(answer.form("Kirim komentar"))["komentar-text"]
    assert "Tangannya mantap." in words
    assert "Terus semangat!" in words
    kept = answer.submit("Kirim komentar").follow()
    assert "Tangannya mantap." in kept.text
    assert "Sudah dinilai Bu Rina 2 menit lalu." in kept.text


def test_chosen_sentences_go_into_the_words_to_be_changed(visit, final, rina, wates):
    version = handed_in(an_officer(wates), final)
    page = visit(rina).get(f"/antrean/{version.id}")
    sheet = a_sheet() | {"good": ["b1", "b2"], "good_words": "Mantap."}

    put = send(page, sheet | {"susun": "good"}, status=200)

    assert count(Review) == 0
    kept = filled_in(put.form("Kirim penilaian"))
    assert "good" not in kept
    assert kept["good_words"] == f"Mantap.\n{GOOD['b1']} {GOOD['b2']}"
    assert kept["following_words"] == f"Terus semangat!\n{NEXT[Verdict.PASSED]['l1']}"
    assert (kept["butir-isi"], kept["verdict"]) == ("2", "passed")
    again = send(put, {"good": ["b1"], "susun": "good"}, status=200)
    assert filled_in(again.form("Kirim penilaian"))["good_words"] == kept["good_words"]
    send(again, {"good_words": "Pesannya jelas sekali."})
    review = db.session.scalars(select(Review)).one()
    assert (review.good, review.following) == ("Pesannya jelas sekali.", kept["following_words"])


def test_a_sentence_of_the_other_verdict_is_refused_in_the_words_too(visit, final, rina, wates):
    page = visit(rina).get(f"/antrean/{handed_in(an_officer(wates), final).id}")
    contrary = a_sheet("repair") | {"following": [], "following_words": f"Nah. {NEXT[Verdict.PASSED]['l1']}"}

    assert "tidak cocok dengan hasilnya" in send(page, contrary, status=422).alert


def test_work_withdrawn_meanwhile_is_not_judged(visit, final, rina, wates):
    version = handed_in(an_officer(wates), final)
    page = visit(rina).get(f"/antrean/{version.id}")
    version.withdrawn_at, version.waiting_since = now(), None

    answer = send(page, a_sheet(), status=409)

    assert "baru saja ditarik" in answer.alert
    assert count(Review) == 0
    assert "sudah ditarik" in visit(rina).get(f"/antrean/{version.id}").text


def test_a_version_replaced_meanwhile_is_not_judged(visit, final, rina, wates):
    sri = an_officer(wates)
    version = handed_in(sri, final)
    page = visit(rina).get(f"/antrean/{version.id}")
    newer = handed_in(sri, final)

    answer = send(page, a_sheet(), status=409)

    assert "versi yang lebih baru" in answer.alert
    assert count(Review) == 0
    assert answer.click("Buka versi terbaru").path == f"/antrean/{newer.id}"


def test_a_tenth_of_passed_work_is_drawn_for_a_second_look(app, final, rina, wates, monkeypatch):
    asked = []
    monkeypatch.setattr(judging.secrets, "randbelow", lambda most: asked.append(most) or 0)
    passed, repaired = handed_in(an_officer(wates), final), handed_in(an_officer(wates, "Joko"), final)
    moment = now()

    judging.judge(passed, judgement(), by_id=rina.id, at=moment)
    judging.judge(repaired, judgement(Verdict.REPAIR), by_id=rina.id, at=moment)

    assert asked == [10]
    assert (passed.second_since, repaired.second_since) == (moment, None)


def test_work_without_a_rubric_is_never_looked_at_twice(app, practice, rina, wates):
    version = handed_in(an_officer(wates), practice)

    judging.judge(version, judgement(points={}), by_id=rina.id, at=now(), wants_second=lambda: True)

    assert version.second_since is None


def test_a_second_look_does_not_see_the_first_and_changes_nothing(visit, final, magelang, rina, wates):
    sri = an_officer(wates)
    first = handed_in(sri, final, hours_ago=90)
    judged(first, rina, verdict=Verdict.REPAIR, points=1)
    version = handed_in(sri, final, hours_ago=50)
    judging.judge(version, judgement(good="Sangat mantap sekali."), by_id=rina.id, at=now(), wants_second=lambda: True)

    page = visit(an_assessor_of(magelang, "Wati")).get(f"/antrean/{version.id}")

    assert "mantap sekali" not in page.html
    assert "Rina" not in page.html
    assert "Versi 1" in page.text
    send(page, a_sheet("repair", isi=0))
    db.session.refresh(version)
    assert version.second_since is None
    reviews = {review.place: review for review in db.session.scalars(select(Review).where(Review.version_id == version.id))}
    assert (reviews[1].verdict, reviews[2].verdict) == (Verdict.PASSED, Verdict.REPAIR)
    assert (count(Event), count(LessonState)) == (1, 1)
    assert "Tidak ada tugas menunggu" in visit(rina).get("/antrean").text


def test_a_second_look_tells_nobody(app, final, magelang, rina, wates):
    told = []
    version = handed_in(an_officer(wates), final)
    judging.judge(version, judgement(), by_id=rina.id, at=now(), wants_second=lambda: True)

    with work_judged.connected_to(lambda *_a, **_k: told.append(1)):
        judging.judge(version, judgement(place=2), by_id=an_assessor_of(magelang, "Wati").id, at=now())

    assert not told
