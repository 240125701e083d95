"""The learner types the code and is recorded."""

import pytest
from sqlalchemy import select

from lms.attendance.models import Attendance
from lms.catalog.queries import catalog
from lms.clock import now
from lms.db import db
from lms.learning.actions import revoke_lesson
from lms.learning.models import Event, LessonState
from tests.factories.attendance import a_mentor, a_session, publish_course
from tests.factories.people import an_officer

pytestmark = pytest.mark.usefixtures("steady_catalog")


@pytest.fixture
def session(vlog, wates):
    return a_session(vlog, a_mentor(wates), wates)


@pytest.fixture
def member(visit, session, wates):
    return visit(an_officer(wates, "Endang Lestari"))


def recorded():
    db.session.expire_all()
    return [(row.person_id, row.ticked_by_id) for row in db.session.scalars(select(Attendance))]


def test_code_confirmation_and_the_lesson_is_done(member, session):
    typed = f" {session.code[:3].lower()} {session.code[3:].lower()}"

    page = member.get("/hadir").submit("Lanjut", code=typed).follow()

    assert page.path == f"/hadir/{session.code}"
    for words in ("Siapkan HP Anda", "Kelurahan Wates", "Dimas Aditya", "Bu Endang"):
        assert words in page.text
    assert recorded() == []
    after = page.submit("Ya, catat kehadiran").follow()
    assert after.heading == "Kehadiran tercatat"
    assert "Pelajaran ini sudah selesai." in after.text
    assert "1 dari 8 pelajaran selesai" in after.click("Lanjut ke kursus").text


def test_pressing_twice_is_once(member, session):
    page = member.get(f"/hadir/{session.code}")

    first, second = page.submit("Ya, catat kehadiran"), page.submit("Ya, catat kehadiran")

    assert first.location == second.location
    assert len(recorded()) == 1
    assert len(db.session.scalars(select(Event)).all()) == 2


@pytest.mark.parametrize("lesson", [4, 7])
def test_the_page_says_that_quiz_or_task_is_still_to_be_done(visit, vlog, wates, lesson):
    session = a_session(vlog, a_mentor(wates), wates, lesson=lesson)
    page = visit(an_officer(wates, "Endang Lestari")).get(f"/hadir/{session.code}")

    assert "masih dikerjakan sendiri" in page.text
    after = page.submit("Ya, catat kehadiran").follow()
    assert "masih perlu dikerjakan" in after.text
    assert vlog.lessons[lesson].slug in after.links()["Buka pelajarannya"]
    assert db.session.scalars(select(LessonState)).all() == []


def test_a_code_nobody_was_given(member):
    page = member.get("/hadir").submit("Lanjut", status=422, code="CCCCCC")

    assert "Kode ini tidak ada" in page.alert
    member.get("/hadir/CCCCCC", status=404)


@pytest.mark.parametrize("typed", ["", "x" * 41, "'; --", "😀😀😀😀😀😀"])
def test_nonsense_is_refused_in_plain_words(member, typed):
    assert member.get("/hadir").submit("Lanjut", status=422, code=typed).alert


def test_guessing_is_slowed_down_for_the_one_who_guesses(visit, member, session, wates):
    for number in range(15):
        member.get(f"/hadir/CCC{number:03}", status=404)

    member.get("/hadir").submit("Lanjut", status=429, code=session.code)
    assert visit(an_officer(wates, "Tini Suharti")).get(f"/hadir/{session.code}").heading == "Benar ini sesinya?"


@pytest.mark.parametrize("how", ["ended", "closed"])
def test_a_code_after_its_end_records_nothing(member, session, how):
    page = member.get(f"/hadir/{session.code}")
    if how == "ended":
        session.ends_at = now()
    else:
        session.closed_at = now()
    db.session.commit()

    late = page.submit("Ya, catat kehadiran", status=422)

    assert late.heading == "Sesi ini sudah berakhir"
    assert "tidak ada yang dicatat" in late.text
    assert member.get("/hadir").submit("Lanjut", code=session.code).follow().heading == "Sesi ini sudah berakhir"
    assert recorded() == []


def test_who_was_there_still_sees_it_after_the_end(member, session):
    member.get(f"/hadir/{session.code}").submit("Ya, catat kehadiran")
    session.closed_at = now()
    db.session.commit()

    assert member.get(f"/hadir/{session.code}").heading == "Kehadiran tercatat"


def test_a_facilitator_is_not_recorded_at_an_own_session(visit, vlog, wates):
    mentor = a_mentor(wates)
    session = a_session(vlog, mentor, wates)

    page = visit(mentor).get(f"/hadir/{session.code}").submit("Ya, catat kehadiran", status=422)

    assert "Kehadiran fasilitator tidak dicatat" in page.alert
    assert recorded() == []


def test_the_form_of_another_person_is_refused(member, session):
    page = member.get(f"/hadir/{session.code}").submit("Ya, catat kehadiran", status=422, untuk="1")

    assert "dibuka untuk orang lain" in page.alert
    assert recorded() == []


def test_a_lesson_retired_meanwhile_leaves_the_attendance(visit, tmp_path, wates):
    course = publish_course(tmp_path, at=now())
    session = a_session(course, a_mentor(wates), wates)
    page = visit(an_officer(wates, "Endang Lestari")).get(f"/hadir/{session.code}")
    publish_course(tmp_path, at=now(), lessons=(("A2", "Dua."), ("A3", "Tiga.")), retired=("A1",))

    after = page.submit("Ya, catat kehadiran").follow()

    assert "baru saja diganti" in after.text
    assert len(recorded()) == 1
    assert after.click("Lihat kursusnya").heading == "Kursus coba"


def test_a_lesson_changed_to_be_done_again_stays_open(visit, tmp_path, wates):
    course = publish_course(tmp_path, at=now())
    session = a_session(course, a_mentor(wates), wates)
    page = visit(an_officer(wates, "Endang Lestari")).get(f"/hadir/{session.code}")
    publish_course(tmp_path, at=now(), lessons=(("A1", "Lain."), ("A2", "Dua."), ("A3", "Tiga.")), change="redo")

    after = page.submit("Ya, catat kehadiran").follow()

    assert "Pelajarannya belum selesai" in after.text


class TestALessonThatComesAfterAnother:
    """Somebody is at the session of the second lesson before the first one is done."""

    @pytest.fixture
    def session(self, tmp_path, wates):
        course = publish_course(tmp_path, at=now(), after={"A2": ["A1"]})
        return a_session(course, a_mentor(wates), wates, lesson=1)

    @pytest.fixture
    def there(self, member, session):
        return member.get(f"/hadir/{session.code}").submit("Ya, catat kehadiran").follow()

    def lessons(self):
        return set(db.session.scalars(select(LessonState.lesson_id)))

    def test_the_page_says_what_comes_first_and_to_come_back(self, there):
        assert "Selesaikan dulu pelajaran “Pelajaran A1”." in there.text
        assert "masukkan lagi kode sesi ini" in there.text
        assert not there.all("form")

    def test_the_same_code_finishes_it_afterwards_once_even_after_the_end(self, member, there, session):
        member.get("/kursus/coba/pelajaran-a1").submit("Saya sudah paham, lanjut")
        session.closed_at = now()
        db.session.commit()

        page = member.get("/hadir").submit("Lanjut", code=session.code).follow()
        after = page.submit("Hitung pelajaran ini selesai").follow()
        page.submit("Hitung pelajaran ini selesai")

        assert "Pelajaran ini sudah selesai." in after.text
        assert self.lessons() == {"A1", "A2"}
        assert len(recorded()) == 1

    def test_what_was_taken_back_does_not_come_back_by_the_code(self, member, there, session):
        member.get("/kursus/coba/pelajaran-a1").submit("Saya sudah paham, lanjut")
        page = member.get(f"/hadir/{session.code}")
        page.submit("Hitung pelajaran ini selesai")
        course = catalog().course("coba")
        person_id = recorded()[0][0]
        revoke_lesson(course, course.lessons[1], person_id, reason="Tidak hadir.", by_id=None, at=now())

        after = page.submit("Hitung pelajaran ini selesai").follow()

        assert not after.all("form")
        assert self.lessons() == {"A1"}


def test_the_page_takes_few_statements(member, session):
    member.get(f"/hadir/{session.code}")

    assert member.get(f"/hadir/{session.code}").statements <= 4
