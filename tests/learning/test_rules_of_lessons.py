"""How a lesson is completed, said in words and held to on the server."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from lms.catalog.actions.publishing import publish
from lms.catalog.queries import catalog
from lms.catalog.rules.pack import read_pack
from lms.db import db
from lms.learning.actions import Answer, finish_lesson
from lms.learning.models import Event, LessonState
from lms.submissions.models import Verdict
from lms.web.pages import stable_key
from tests.conftest import NOON
from tests.factories.packs import write_pack
from tests.factories.people import an_officer
from tests.factories.submissions import handed_in, judged

TASK = "/kursus/vlog/tugas-akhir-kabar-kelurahanku"
QUIZ = "/kursus/vlog/izin-anak-dan-musik"
READ = "/kursus/vlog/siapkan-hp-anda"
HAND_IN = "/tugas/vlog/tugas-akhir-kabar-kelurahanku"


@pytest.fixture
def endang(wates):
    return an_officer(wates, "Endang Lestari")


@pytest.fixture
def member(visit, vlog, endang):
    return visit(endang)


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def fields(page):
    return {item.get("name"): item.get("value") for item in page.all("input") if item.get("type") == "hidden"}


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (READ, "Selesai kalau sudah dibaca"),
        (QUIZ, "4 dari 5 jawaban benar"),
        (TASK, "Selesai kalau tugasnya dinilai lulus"),
    ],
)
def test_every_lesson_says_when_it_is_done(visit, vlog, path, words):
    assert words in visit().get(path).text


def test_a_final_task_leads_to_its_page_and_has_no_button_of_its_own(member, vlog):
    page = member.get(TASK)

    assert page.links()["Kirim tugas"] == HAND_IN
    assert not [item for item in page.all("form") if "selesai" in item.get("action", "")]


def test_a_final_task_is_not_finished_by_the_button_of_another_lesson(member, vlog):
    page = member.post(f"{TASK}/selesai", fields(member.get(READ)) | {"siap": ["0", "1", "2", "3", "4"]}).follow()

    assert page.path == TASK
    assert "belum bisa disimpan dari sini" in page.status_message
    assert count(Event) == 0


def test_a_final_task_is_done_when_it_is_passed(member, vlog, endang):
    version = handed_in(endang, vlog.lessons[-1])
    assert "Tugas ini sudah dikirim: menunggu penilaian." in member.get(TASK).text

    judged(version)

    page = member.get(TASK)
    assert "Tersimpan. Pelajaran ini sudah selesai." in page.text
    assert "Tugas ini sudah dikirim: lulus." in page.text
    assert db.session.scalars(select(Event)).one().data == {"by": "task", "version": str(version.id)}


def test_a_small_repair_leaves_it_open(member, vlog, endang):
    judged(handed_in(endang, vlog.lessons[-1]), verdict=Verdict.REPAIR)

    page = member.get(TASK)

    assert "Tugas ini sudah dikirim: perlu perbaikan kecil." in page.text
    assert page.links()["Lihat tugas"] == HAND_IN
    assert count(Event) == 0


def test_an_exercise_may_be_handed_in_and_is_done_without(member, vlog, endang):
    page = member.get(READ)
    assert page.links()["Kirim tugas"] == "/tugas/vlog/siapkan-hp-anda"

    judged(handed_in(endang, vlog.lessons[0]))

    assert count(LessonState) == 0
    assert "Tugas ini sudah dikirim: lulus." in member.get(READ).text
    member.get(READ).submit("Saya sudah paham, lanjut")
    assert count(LessonState) == 1


def test_where_somebodys_work_stands_is_shown_to_nobody_else(visit, vlog, endang, wates):
    mine, other = visit(endang), visit(an_officer(wates, "Sri Wahyuni"))
    handed_in(endang, vlog.lessons[-1])

    for path in (TASK, READ):
        mine.get(path)
        assert "sudah dikirim" not in other.get(path).text
        assert "sudah dikirim" not in visit().get(path).text
    assert "menunggu penilaian" in mine.get(TASK).text


def test_a_visitor_finds_no_way_to_hand_in(visit, vlog):
    assert "Kirim tugas" not in visit().get(TASK).links()


def test_a_quiz_is_not_finished_by_the_button_of_another_lesson(member, vlog):
    page = member.post(f"{QUIZ}/selesai", fields(member.get(READ))).follow()

    assert page.path == QUIZ
    assert "belum bisa disimpan dari sini" in page.status_message
    assert count(Event) == 0


def test_a_page_opened_for_somebody_else_is_not_saved_for_me(visit, vlog, endang, wates):
    theirs = fields(visit(an_officer(wates, "Sri Wahyuni")).get(READ))
    mine = visit(endang)
    own = fields(mine.get(READ))

    page = mine.post(f"{READ}/selesai", theirs | {"csrf_token": own["csrf_token"]}).follow()

    assert "dibuka untuk orang lain" in page.status_message
    assert count(LessonState) == 0


def test_the_key_of_another_person_is_refused(visit, vlog, endang, wates):
    sri = an_officer(wates, "Sri Wahyuni")
    visit(sri).get(READ).submit("Saya sudah paham, lanjut")
    mine = visit(endang)
    theirs = str(stable_key("lesson done", sri.id, "V1", 1))

    page = mine.post(f"{READ}/selesai", fields(mine.get(READ)) | {"kunci": theirs}).follow()

    assert "tidak cocok" in page.status_message
    assert count(LessonState) == 1


class TestOrder:
    """Lessons and courses that come after others."""

    @pytest.fixture
    def packs(self, app, tmp_path):
        first = write_pack(tmp_path, [("A1", "Satu."), ("A2", "Dua.")], course="awal")
        second = write_pack(tmp_path, [("L1", "Satu."), ("L2", "Dua.")], course="lanjut", requires=["awal"], after={"L2": ["L1"]})
        for folder in (first, second):
            publish(read_pack(folder), at=datetime(2026, 1, 1, tzinfo=UTC))
        db.session.commit()
        return catalog().course("awal"), catalog().course("lanjut")

    def finish(self, course, number, person):
        lesson = course.lessons[number]
        finish_lesson(course, lesson, person.id, answer=Answer(stable_key("t", person.id, lesson.id), 1), at=NOON)
        db.session.commit()

    def test_reading_is_open_saving_is_not(self, visit, packs, endang):
        page = visit(endang).get(f"/kursus/lanjut/{packs[1].lessons[0].slug}")

        assert "Selesaikan dulu kursus" in page.text
        assert "Saya sudah paham" not in page.text

    def test_a_forged_form_does_not_get_past(self, visit, packs, endang):
        member = visit(endang)
        sent = fields(member.get(f"/kursus/awal/{packs[0].lessons[0].slug}"))

        page = member.post(f"/kursus/lanjut/{packs[1].lessons[0].slug}/selesai", sent).follow()

        assert "Selesaikan dulu kursus" in page.text
        assert count(Event) == 0

    def test_after_the_required_course_the_first_lesson_then_the_second(self, visit, packs, endang):
        member = visit(endang)
        self.finish(packs[0], 0, endang)
        self.finish(packs[0], 1, endang)

        second = member.get(f"/kursus/lanjut/{packs[1].lessons[1].slug}")
        assert "Selesaikan dulu pelajaran" in second.text

        member.get(f"/kursus/lanjut/{packs[1].lessons[0].slug}").submit("Saya sudah paham, lanjut")
        done = member.get(f"/kursus/lanjut/{packs[1].lessons[1].slug}").submit("Saya sudah paham, lanjut").follow()
        assert "Tersimpan" in done.status_message
