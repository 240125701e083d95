"""Judging what has changed meanwhile: a second look, another rubric, a lesson no longer taught, a person who left."""

import shutil

import pytest
from sqlalchemy import select

from config import PROJECT
from lms.catalog.actions.publishing import publish
from lms.catalog.models import Change
from lms.catalog.rules.pack import read_pack
from lms.clock import now
from lms.db import db
from lms.learning.actions import rebuild
from lms.learning.models import Event, LessonState
from lms.submissions.actions import judging
from lms.submissions.models import Review
from tests.factories.assessors import a_sheet, an_assessor_of
from tests.factories.people import an_officer
from tests.factories.submissions import handed_in, judged
from tests.submissions.sheets import count, judgement, send

pytestmark = pytest.mark.usefixtures("nobody_is_drawn")


def test_the_first_assessor_cannot_be_the_second(app, final, rina, wates):
    version = handed_in(an_officer(wates), final)
    judging.judge(version, judgement(), by_id=rina.id, at=now(), wants_second=lambda: True)

    with pytest.raises(judging.NoLongerWaits):
        judging.judge(version, judgement(place=2), by_id=rina.id, at=now())


def test_a_sheet_for_the_first_look_never_becomes_the_second(visit, final, magelang, rina, wates):
    version = handed_in(an_officer(wates), final)
    page = visit(an_assessor_of(magelang, "Wati")).get(f"/antrean/{version.id}")
    judging.judge(version, judgement(good="Sangat mantap."), by_id=rina.id, at=now(), wants_second=lambda: True)

    answer = send(page, a_sheet(), status=409)

    assert "Sudah dinilai Bu Rina" in answer.alert
    assert "mantap" not in answer.text, "the one who may look a second time has not seen the first judgement"
    assert "Penilaian yang berlaku" not in answer.text
    assert "masih menunggu penilai kedua" in answer.text
    assert count(Review) == 1


def changed_pack(tmp_path, *, retired):
    """Give the vlog course with its final task retired, or with another rubric and under another name."""
    folder = shutil.copytree(PROJECT / "courses" / "vlog", tmp_path / "vlog")
    lesson, course = folder / "lessons" / "08-tugas-akhir-kabar-kelurahanku.md", folder / "course.toml"
    if retired:
        lesson.unlink()
        text = course.read_text().replace(', "VX"]', "]", 1)
        course.write_text(text.replace("optional = []", 'optional = []\nretired = ["VX"]', 1))
        return folder
    text = lesson.read_text().replace('id = "isi"', 'id = "kabar"').replace('title = "Isi"', 'title = "Kabarnya"')
    lesson.write_text(text)
    lesson.rename(lesson.with_name("08-tugas-akhir-baru.md"))
    return folder


@pytest.mark.parametrize("retired", [True, False])
def test_work_is_judged_by_the_rubric_it_was_handed_in_under(visit, final, rina, wates, tmp_path, retired):
    version = handed_in(an_officer(wates), final)
    publish(read_pack(changed_pack(tmp_path, retired=retired)), at=now(), change=Change.CONTENT)

    page = visit(rina).get(f"/antrean/{version.id}")
    assert "Kabarnya" not in page.text
    send(page, a_sheet())

    event = db.session.scalars(select(Event)).one()
    assert (event.lesson_id, event.revision_id) == ("VX", version.revision_id)
    state = db.session.scalars(select(LessonState)).one()
    before = (state.lesson_id, state.revision_number, state.last_done_at)
    rebuild()
    again = db.session.scalars(select(LessonState)).one()
    assert (again.lesson_id, again.revision_number, again.last_done_at) == before


def test_work_of_somebody_who_has_left_is_judged_by_nobody(visit, final, rina, wates):
    sri = an_officer(wates)
    version = handed_in(sri, final)
    page = visit(rina).get(f"/antrean/{version.id}")
    sri.left_at = now()

    send(page, a_sheet(), status=403)
    visit(rina).get(f"/antrean/{version.id}", status=403)
    with pytest.raises(judging.NoLongerWaits, match="sudah keluar"):
        judging.judge(version, judgement(), by_id=rina.id, at=now())

    assert count(Review) == 0


def test_a_version_taken_back_stays_unread_when_the_next_one_is_judged(visit, final, rina, wates):
    sri = an_officer(wates)
    first = handed_in(sri, final, text="Rahasia keluarga.")
    first.withdrawn_at = now()
    second = handed_in(sri, final)

    assert "Rahasia" not in visit(rina).get(f"/antrean/{second.id}").text


def test_work_on_a_lesson_no_longer_taught_stays_readable_for_its_owner(visit, final, rina, wates, tmp_path):
    sri = an_officer(wates)
    version = handed_in(sri, final, text="Karya saya.")
    judged(version, rina)
    publish(read_pack(changed_pack(tmp_path, retired=True)), at=now(), change=Change.CONTENT)

    page = visit(sri).get("/tugas").click(final.title)

    assert page.path == f"/tugas/{version.work_id}"
    assert "Karya saya." in page.text
    assert "Ceritanya jelas." in page.text
    assert final.title in page.text


def test_a_lost_judgement_of_full_length_can_be_sent_as_a_comment(visit, final, rina, magelang, wates):
    version = handed_in(an_officer(wates), final)
    page = visit(rina).get(f"/antrean/{version.id}")
    judged(version, an_assessor_of(magelang, "Endah Lestari"))

    closed = send(page, a_sheet() | {"good_words": "a" * 1000, "following_words": "b" * 1000}, status=409)

    assert "Komentar tersimpan" in closed.submit("Kirim komentar").follow().status_message
