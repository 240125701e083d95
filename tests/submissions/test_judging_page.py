"""What an assessor sees of a piece of work, who may open it, and words about it."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from lms.accounts.models import Honorific
from lms.clock import now
from lms.db import db
from lms.learning.actions import Answer, finish_lesson
from lms.submissions.models import Comment, FileKind, PeopleShown, Review, Verdict
from lms.submissions.rules.sentences import GOOD
from lms.web.pages import stable_key
from tests.factories.assessors import a_sheet, an_assessor_of
from tests.factories.competency import a_check
from tests.factories.discussion import a_mentor
from tests.factories.people import a_coordinator, a_person, an_agency_officer, an_officer
from tests.factories.submissions import an_attachment, handed_in, judged
from tests.visitor import filled_in


@pytest.fixture
def version(final, wates):
    return handed_in(an_officer(wates), final, hours_ago=80)


def test_the_work_the_task_and_the_rubric_are_on_one_page(visit, final, rina, version, wates):
    version.helper_id = a_person("Dimas", wates, Honorific.NONE).id

    page = visit(rina).get(f"/antrean/{version.id}")

    assert page.heading == "Tugas akhir: Kabar Kelurahanku"
    for words in (
        "Bu Sri, Wates",
        "menunggu lebih dari 3 hari, janji kita 3 hari",
        "Dikerjakan bersama Dimas.",
        "Vlog RT 03 tentang taman baru",
        "Ke video.example, di tab baru.",
        "Ada orang dewasa. Semua sudah setuju. Bu Tini, sudah setuju.",
        final.task["prompt"],
        *final.task["checklist"],
        *(f"{number}. {words}" for item in final.task["criteria"] for number, words in enumerate(item["levels"])),
        *GOOD.values(),
        "Lulus: jumlah nilai paling sedikit 9 dari 15 (60 %). Nilai “Etika dan izin” paling sedikit 2.",
    ):
        assert words in page.text, words


def test_a_link_opens_apart_and_tells_nothing_of_us(visit, rina, version):
    page = visit(rina).get(f"/antrean/{version.id}")

    link = next(item for item in page.all("a") if item.get("href") == version.link)
    assert (link.get("target"), link.get("rel")) == ("_blank", "noopener noreferrer")


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "ftp://kabar.example/x"])
def test_what_no_browser_should_follow_is_only_text(visit, rina, version, link):
    version.link = link

    page = visit(rina).get(f"/antrean/{version.id}")

    assert link in page.text
    assert link not in page.links().values()


def test_words_of_the_learner_are_never_markup(visit, rina, version):
    version.text = version.people_note = "<script>alert(1)</script>"

    assert "<script>alert" not in visit(rina).get(f"/antrean/{version.id}").html


@pytest.mark.parametrize(
    ("people", "words"),
    [
        (PeopleShown.NOBODY, "Tidak ada orang yang bisa dikenali."),
        (PeopleShown.CHILDREN, "Ada anak. Orang tuanya sudah mengizinkan."),
    ],
)
def test_who_appears_is_said(visit, rina, version, people, words):
    version.people = people

    assert words in visit(rina).get(f"/antrean/{version.id}").text


def test_what_the_helper_saw_is_shown_line_by_line(visit, rina, version, final):
    version.observation = {"ticked": [0, 2], "note": "Berani berbicara."}

    text = visit(rina).get(f"/antrean/{version.id}").text

    lines = final.task["checklist"]
    assert f"{lines[0]} Terlihat." in text
    assert f"{lines[1]} Belum terlihat." in text
    assert "Berani berbicara." in text


def test_photos_and_the_film_are_shown_and_nothing_is_fetched_before_it_is_wanted(visit, rina, version):
    photo, film = an_attachment(version), an_attachment(version, FileKind.VIDEO)

    page = visit(rina).get(f"/antrean/{version.id}")

    picture = next(item for item in page.all("img") if item.get("src") == f"/berkas/{photo.id}")
    assert (picture.get("alt"), picture.get("loading")) == ("Foto Bu Sri, berkas 1 dari 2", "lazy")
    player = page.all("video")[0]
    assert (player.get("src"), player.get("preload"), player.get("controls")) == (f"/berkas/{film.id}", "none", "")


def test_earlier_versions_come_with_their_judgements(visit, rina, version, final):
    judged(version, rina, verdict=Verdict.REPAIR, points=1)
    newer = handed_in(version.work.person, final, text="Sudah direkam ulang.")

    text = visit(rina).get(f"/antrean/{newer.id}").text

    assert "Sudah direkam ulang." in text
    assert "Versi 1" in text
    assert "Perlu perbaikan kecil" in text
    assert "Lain kali rekam lebih dekat." in text
    assert "Dinilai Bu Rina" in text


def test_a_task_without_a_rubric_asks_for_the_verdict_only(visit, practice, rina, wates):
    version = handed_in(an_officer(wates), practice)
    page = visit(rina).get(f"/antrean/{version.id}")
    form = page.form("Kirim penilaian")
    assert "paling sedikit" not in page.text

    sheet = {name: value for name, value in a_sheet().items() if not name.startswith("butir-")}
    page.visitor.post(page.path, filled_in(form) | sheet)

    assert db.session.scalars(select(Review)).one().points == {}


def test_the_judgement_that_counts_can_be_read_by_every_assessor_of_the_area(visit, rina, magelang, version):
    judged(version, rina)

    for assessor in (rina, an_assessor_of(magelang, "Wati")):
        text = visit(assessor).get(f"/antrean/{version.id}").text
        assert "Sudah dinilai Bu Rina 1 jam lalu." in text
        assert "Ceritanya jelas." in text


def test_who_judges_nowhere_is_refused(visit, version, wates, magelang):
    path = f"/antrean/{version.id}"
    for person in (version.work.person, a_coordinator(wates), a_mentor(wates), an_agency_officer(magelang)):
        visitor = visit(person)
        visitor.get(path, status=403)
        assert visitor.status_of("POST", path) in {400, 403}


def test_a_stranger_is_sent_to_sign_in(visit, version):
    assert visit().get(f"/antrean/{version.id}", status=303).location == "/masuk"
    assert visit().get("/antrean", status=303).location == "/masuk"
    assert visit().get("/antrean/kesepakatan", status=303).location == "/masuk"


def test_work_of_another_kelurahan_does_not_exist_for_an_assessor(visit, version, cacaban):
    visit(an_assessor_of(cacaban)).get(f"/antrean/{version.id}", status=404)
    visit(an_assessor_of(cacaban, "Wati")).get("/antrean/00000000-0000-4000-8000-000000000000", status=404)


def test_nobody_judges_their_own_work(visit, final, magelang):
    rina = an_assessor_of(magelang)
    own = handed_in(rina, final)

    visit(rina).get(f"/antrean/{own.id}", status=403)


def beside_at_a_lesson(assessor, person, vlog):
    answer = Answer(stable_key("help"), 1, helper_id=assessor.id)
    finish_lesson(vlog, vlog.lessons[0], person.id, answer=answer, at=now() - timedelta(days=200))


def beside_at_a_task(assessor, person, vlog):
    handed_in(person, vlog.lessons[0], helper=assessor, hours_ago=900).waiting_since = None


def beside_at_a_check(assessor, person, vlog):
    a_check(person, assessor)


@pytest.mark.parametrize("beside", [beside_at_a_lesson, beside_at_a_task, beside_at_a_check])
def test_nobody_judges_whom_they_ever_sat_beside(visit, rina, version, vlog, beside):
    sheet = visit(rina).get(f"/antrean/{version.id}")
    beside(rina, version.work.person, vlog)
    db.session.flush()

    sheet.visitor.get(sheet.path, status=403)
    assert "Tidak ada tugas menunggu" in sheet.visitor.get("/antrean").text
    sheet.visitor.post(sheet.path, filled_in(sheet.form("Kirim penilaian")) | a_sheet(), status=403)
    assert db.session.scalar(select(func.count()).select_from(Review)) == 0


def test_ten_times_the_rows_take_the_same_statements(visit, rina, version, final, steady_catalog):
    visitor = visit(rina)
    visitor.get(f"/antrean/{version.id}")
    few = visitor.get(f"/antrean/{version.id}").statements
    latest = version
    for number in range(10):
        judged(latest, rina, verdict=Verdict.REPAIR, points=1)
        latest = handed_in(version.work.person, final, text=f"Versi ke-{number}")
        comment(latest, rina, f"Kata {number}")

    assert visitor.get(f"/antrean/{latest.id}").statements == few <= 8


def comment(version, by, text):
    key = stable_key("comment", by.id, text)
    db.session.add(Comment(id=key, work_id=version.work_id, author_id=by.id, text=text, written_at=now()))
    db.session.flush()


def test_a_word_of_the_assessor_stands_under_the_work(visit, rina, version):
    page = visit(rina).get(f"/antrean/{version.id}")

    after = page.submit("Kirim komentar", komentar__text="Di menit berapa wawancaranya?").follow()

    assert after.path == page.path
    assert "Komentar tersimpan." in after.status_message
    assert "Bu Rina" in after.text
    assert "Di menit berapa wawancaranya?" in after.text


def test_the_same_words_may_be_said_again_later(visit, rina, version):
    page = visit(rina).get(f"/antrean/{version.id}")
    first = page.submit("Kirim komentar", komentar__text="Terima kasih.").follow()
    first.submit("Kirim komentar", komentar__text="Terima kasih.")
    page.submit("Kirim komentar", komentar__text="Terima kasih.")

    assert db.session.scalar(select(func.count()).select_from(Comment)) == 2


@pytest.mark.parametrize(("text", "words"), [("  ", "Tulis dulu komentarnya."), ("a" * 2501, "terlalu panjang")])
def test_a_comment_that_cannot_be_kept_comes_back(visit, rina, version, text, words):
    page = visit(rina).get(f"/antrean/{version.id}").submit("Kirim komentar", status=422, komentar__text=text)

    assert words in page.alert
    assert filled_in(page.form())["komentar-text"] == text.strip()
    assert page.click("Kembali").path == f"/antrean/{version.id}"
    again = page.submit("Kirim komentar", komentar__text="Bagus.").follow()
    assert "Bagus." in again.text


def test_learner_and_helper_answer(visit, version, wates):
    helper = a_person("Dimas", wates, Honorific.NONE)
    version.helper_id = helper.id
    work_id = version.work_id
    for person, text in ((version.work.person, "Menit kedua."), (helper, "Saya bantu merekam.")):
        visitor = visit(person)
        token = filled_in(visitor.get("/saya").form("Keluar"))["csrf_token"]
        sent = visitor.post(
            f"/tugas/{work_id}/komentar", {"komentar-text": text, "komentar-csrf_token": token, "csrf_token": token}
        )
        assert sent.location == "/beranda"

    assert db.session.scalars(select(Comment.text).order_by(Comment.written_at)).all() == ["Menit kedua.", "Saya bantu merekam."]


def test_who_may_not_see_the_work_says_nothing_about_it(visit, version, wates, cacaban):
    for person in (an_officer(wates, "Joko"), an_assessor_of(cacaban), a_coordinator(cacaban)):
        visitor = visit(person)
        token = filled_in(visitor.get("/saya").form("Keluar"))["csrf_token"]
        visitor.post(f"/tugas/{version.work_id}/komentar", {"komentar-text": "Hai", "csrf_token": token}, status=404)
    visitor.post("/tugas/999999/komentar", {"komentar-text": "Hai", "csrf_token": token}, status=404)

    assert db.session.scalar(select(func.count()).select_from(Comment)) == 0
