"""Answering, reporting and hiding, and who may."""

import re

import pytest
from sqlalchemy import select

from lms.accounts.actions import grant_role
from lms.accounts.current import load_viewer
from lms.accounts.models import Device, Person, Role, RoleGrant
from lms.audit.models import Entry
from lms.clock import now
from lms.db import db
from lms.discussion import permissions, queries
from lms.discussion.models import Reply, Report
from lms.regions.queries import the_city
from tests.factories.discussion import a_mentor, a_question, a_reply, a_report
from tests.factories.people import a_coordinator, a_person, an_agency_officer, an_assessor, an_officer
from tests.statements import Statements

pytestmark = pytest.mark.usefixtures("steady_catalog")

TANYA = "/kursus/vlog/siapkan-hp-anda/tanya"


@pytest.fixture
def asked(vlog, wates):
    return a_question(vlog.lessons[0], an_officer(wates))


def viewer_of(person):
    """The person as somebody signed in."""
    device = Device(person_id=person.id, signed_in_at=now(), ends_at=now().replace(year=now().year + 1))
    db.session.add(device)
    db.session.flush()
    found = load_viewer(str(device.id), now())
    assert found
    return found


def token_on(page):
    return next(item.get("value") for item in page.all("input") if (item.get("name") or "").endswith("csrf_token"))


def test_a_mentor_answers_under_the_question(visit, asked, wates):
    page = visit(a_mentor(wates)).get(TANYA)

    answered = page.submit("Kirim jawaban", **{f"q{asked.id}__text": "Sandarkan di gelas."}).follow()

    assert answered.path == f"/tanya/{asked.id}"
    assert answered.status_message == "Jawaban tersimpan."
    seen = visit(an_officer(wates, "Endang Lestari")).get(TANYA)
    assert "Jawaban Dimas, Wates" in seen.text
    assert "Sandarkan di gelas." in seen.text
    assert "Belum dijawab" not in seen.text


def test_pressing_twice_answers_once_and_two_people_both_answer(visit, asked, wates):
    mentor, coordinator = visit(a_mentor(wates)).get(f"/tanya/{asked.id}"), visit(a_coordinator(wates)).get(f"/tanya/{asked.id}")
    words = {f"q{asked.id}__text": "Sandarkan di gelas."}

    mentor.submit("Kirim jawaban", **words)
    coordinator.submit("Kirim jawaban", **words)
    mentor.submit("Kirim jawaban", **words)

    assert len(db.session.scalars(select(Reply)).all()) == 2


@pytest.mark.parametrize(("text", "words"), [("", "Tulis dulu jawabannya."), ("Telepon 081234567890", "Nomor telepon jangan")])
def test_an_answer_that_cannot_stand_is_refused_in_the_field(visit, asked, wates, text, words):
    page = visit(a_mentor(wates)).get(f"/tanya/{asked.id}")

    wrong = page.submit("Kirim jawaban", status=422, **{f"q{asked.id}__text": text})

    assert words in wrong.alert
    assert text in wrong.html
    assert not db.session.scalars(select(Reply)).all()


def test_a_hidden_question_is_not_answered(visit, asked, wates):
    page = visit(a_mentor(wates)).get(f"/tanya/{asked.id}")
    asked.hidden_at = now()

    wrong = page.submit("Kirim jawaban", status=422, **{f"q{asked.id}__text": "Sandarkan."})

    assert "sedang disembunyikan" in wrong.alert


def people(wates, cacaban):
    ended = a_mentor(wates, "Mantan")
    db.session.query(RoleGrant).filter(RoleGrant.person_id == ended.id).update({"ends_on": now().date()})
    city_mentor = a_person("Pendamping Kota")
    grant_role(city_mentor, Role.MENTOR, the_city(), by_id=None, on=now().date())
    return {
        "learner": an_officer(wates, "Endang Lestari"),
        "mentor": a_mentor(wates),
        "mentor elsewhere": a_mentor(cacaban, "Rina"),
        "mentor until yesterday": ended,
        "mentor of the city's group": city_mentor,
        "coordinator": a_coordinator(wates),
        "coordinator elsewhere": a_coordinator(cacaban, "Joko"),
        "assessor": an_assessor(the_city()),
        "agency": an_agency_officer(the_city()),
    }


def test_who_answers_whom(vlog, wates, cacaban):
    cast = people(wates, cacaban)
    here = a_question(vlog.lessons[0], an_officer(wates))
    outside = a_question(vlog.lessons[0], a_person("Tono"), "Boleh ikut?")
    viewers = {name: viewer_of(person) for name, person in cast.items()}
    threads = [queries.thread(here.id), queries.thread(outside.id)]

    may = {name: [permissions.can_answer(viewer, thread) for thread in threads] for name, viewer in viewers.items()}

    assert [name for name, (here, _) in may.items() if here] == ["mentor", "coordinator", "agency"]
    assert [name for name, (_, outside) in may.items() if outside] == ["agency"]
    for name, viewer in viewers.items():  # the lists hold exactly what the permission allows
        listed = {thread.id for thread in queries.unanswered(viewer)}
        assert listed == {thread.id for thread, allowed in zip(threads, may[name], strict=True) if allowed}, name
        assert queries.waiting_for(viewer).unanswered == len(listed)


@pytest.mark.parametrize("name", ["learner", "mentor elsewhere", "mentor until yesterday", "assessor"])
def test_others_find_no_form_and_are_refused(visit, asked, wates, cacaban, name):
    visitor = visit(people(wates, cacaban)[name])
    page = visitor.get(f"/tanya/{asked.id}")
    fields = {"csrf_token": token_on(visitor.get(TANYA)), f"q{asked.id}-text": "Sandarkan."}

    visitor.post(f"/tanya/{asked.id}/jawab", fields, status=403)
    for verb in ("sembunyikan", "tampilkan", "biarkan"):
        visitor.post(f"/tanya/pertanyaan/{asked.id}/{verb}", fields, status=403)

    assert not page.all("form")
    assert "Jawab" not in visitor.get(TANYA).links()
    assert not db.session.scalars(select(Reply)).all()


def test_the_list_shows_what_waits_oldest_first(visit, asked, vlog, wates, cacaban):
    a_question(vlog.lessons[1], an_officer(wates, "Endang Lestari"), "Berapa lama?", hours_ago=50)
    a_question(vlog.lessons[1], an_officer(cacaban, "Tetangga"), "Dari Cacaban?")
    answered = a_question(vlog.lessons[1], an_officer(wates, "Yanti"), "Sudah dijawab?")
    a_reply(answered, a_mentor(wates, "Rina"))
    gone = a_question(vlog.lessons[1], a_person("Pergi", wates), "Dari yang keluar?")
    gone.person.left_at = now()

    page = visit(a_mentor(wates)).get("/tanya")

    assert "Belum dijawab (2)" in page.text
    assert page.text.index("Berapa lama?") < page.text.index("Bagaimana menaruh HP?")
    assert not [text for text in ("Dari Cacaban?", "Sudah dijawab?", "Dari yang keluar?") if text in page.text]
    assert page.click("Jawab").heading in {"Pertanyaan Bu Endang", "Pertanyaan Bu Sri"}


def test_a_question_whose_only_answer_is_hidden_waits_again(asked, wates):
    mentor = a_mentor(wates)
    a_reply(asked, mentor).hidden_at = now()
    db.session.flush()

    assert queries.waiting_for(viewer_of(mentor)) == queries.Waiting(1, 0)


def test_learners_have_no_list(visit, asked, wates):
    learner = an_officer(wates, "Endang Lestari")
    viewer = viewer_of(learner)

    visit(learner).get("/tanya", status=403)

    assert queries.waiting_for(viewer) == queries.Waiting(0, 0)
    assert queries.unanswered(viewer) == queries.reported(viewer) == []


def test_counting_takes_one_statement_and_the_list_does_not_grow(visit, asked, vlog, wates):
    mentor = a_mentor(wates)
    a_report(asked, mentor)
    visitor = visit(mentor)
    visitor.get("/tanya")
    few = visitor.get("/tanya").statements
    viewer = viewer_of(mentor)
    for number in range(10):
        person = an_officer(wates, f"Orang {number}")
        a_report(a_reply(a_question(vlog.lessons[0], person, f"Nomor {number}?"), mentor), person)
    db.session.commit()

    assert visitor.get("/tanya").statements == few <= 5
    with Statements(db.engine) as counted:
        assert queries.waiting_for(viewer) == queries.Waiting(1, 11)
    assert len(counted) == 1


def test_anybody_reports_once(visit, asked, wates):
    a_reply(asked, a_mentor(wates, "Rina"), "Bodoh.")
    visitor = visit(an_officer(wates, "Endang Lestari"))
    links = [href for text, href in visitor.get(TANYA).links().items() if text.startswith("Laporkan")]
    page = visitor.get(next(href for href in links if "jawaban" in href))
    assert "Bodoh." in page.text

    page.submit("Kirim laporan", status=422, reason=" ")
    page.submit("Kirim laporan", status=422, reason="x" * 301)
    sent = page.submit("Kirim laporan", reason="Kasar sekali.").follow()
    again = page.submit("Kirim laporan", reason="Masih kasar.").follow()

    assert "Laporan terkirim" in sent.status_message
    assert "sudah pernah dikirim" in again.status_message
    assert [item.reason for item in db.session.scalars(select(Report))] == ["Kasar sekali."]


def test_the_mentor_sees_the_report_hides_and_shows_again(visit, asked, wates):
    a_report(asked, a_person("Pelapor", wates), "Membuka data orang.")
    mentor, learner = visit(a_mentor(wates)), visit(an_officer(wates, "Endang Lestari"))
    page = mentor.get("/tanya")
    assert "Dilaporkan (1)" in page.text
    assert "Membuka data orang." in page.text

    hidden = page.click("Periksa").submit("Sembunyikan").follow()

    assert "Tulisan disembunyikan." in hidden.status_message
    assert "Bagaimana menaruh HP?" in hidden.text
    for path in (TANYA, f"/tanya/{asked.id}", f"/tanya/pertanyaan/{asked.id}/lapor"):
        seen = learner.get(path)
        assert "Disembunyikan" in seen.text
        assert "menaruh HP" not in seen.html
    assert "Dilaporkan (0)" in mentor.get("/tanya").text

    hidden.submit("Tampilkan")

    assert "Bagaimana menaruh HP?" in learner.get(TANYA).text
    assert [(entry.action, entry.object_kind) for entry in db.session.scalars(select(Entry).order_by(Entry.id))][-2:] == [
        ("hide", "question"),
        ("unhide", "question"),
    ]


def test_a_report_may_be_settled_without_hiding(visit, asked, wates):
    reply = a_reply(asked, a_mentor(wates, "Rina"))
    a_report(reply, a_person("Pelapor", wates))
    mentor = visit(a_mentor(wates))

    page = mentor.get("/tanya")
    kept = page.submit("Biarkan tampil").follow()
    again = page.submit("Biarkan tampil").follow()

    assert "tetap ditampilkan" in kept.status_message
    assert "Tidak ada laporan yang menunggu" in again.status_message
    assert "Dilaporkan (0)" in mentor.get("/tanya").text


def test_what_somebody_else_was_faster_with_is_said(visit, asked, wates):
    one, two = visit(a_mentor(wates)).get(f"/tanya/{asked.id}"), visit(a_coordinator(wates)).get(f"/tanya/{asked.id}")

    hidden = one.submit("Sembunyikan").follow()
    late = two.submit("Sembunyikan").follow()
    hidden.submit("Tampilkan")
    again = late.submit("Tampilkan").follow()

    assert "sudah disembunyikan" in late.status_message
    assert "sudah ditampilkan" in again.status_message


def test_what_is_hidden_is_not_reported(visit, asked, wates):
    page = visit(an_officer(wates, "Endang Lestari")).get(f"/tanya/pertanyaan/{asked.id}/lapor")
    asked.hidden_at = now()

    late = page.submit("Kirim laporan", reason="Kasar.").follow()

    assert "sudah disembunyikan" in late.status_message
    assert not db.session.scalars(select(Report)).all()


def test_a_hidden_reply_is_hidden_alone(visit, asked, wates):
    a_reply(asked, a_mentor(wates, "Rina"), "Bodoh.")
    mentor = visit(a_mentor(wates)).get(f"/tanya/{asked.id}")
    button = next(text for text in map(str, re.findall(r"Jawaban Rina[^<]*", mentor.html)))
    assert button

    mentor.submit("jawaban Rina")

    seen = visit(an_officer(wates, "Endang Lestari")).get(TANYA)
    assert "Bodoh." not in seen.html
    assert "Bagaimana menaruh HP?" in seen.text


@pytest.mark.parametrize(
    "path", ["/tanya/999", "/tanya/99999999999", "/tanya/jawaban/999/lapor", "/tanya/kabar/1/lapor", "/tanya/pertanyaan/0/lapor"]
)
def test_foreign_numbers_are_not_found(visit, asked, wates, path):
    visit(a_mentor(wates)).get(path, status=404)


def test_a_button_without_its_token_does_nothing(visit, asked, wates):
    visit(a_mentor(wates)).post(f"/tanya/pertanyaan/{asked.id}/sembunyikan", {}, status=400)

    assert asked.hidden_at is None


def test_questions_of_a_lesson_no_longer_used_do_not_wait(visit, asked, vlog, wates, app):
    mentor = a_mentor(wates)
    old = a_question(vlog.lessons[0], db.session.get(Person, asked.person_id), "Pelajaran lama?")
    old.lesson_id = _retired(vlog)
    db.session.flush()

    assert queries.waiting_for(viewer_of(mentor)).unanswered == 1
    visit(mentor).get(f"/tanya/{old.id}", status=404)


def _retired(vlog):
    from lms.catalog.models import Lesson

    lesson = Lesson(id="LAMA", course_id=vlog.id)
    db.session.add(lesson)
    db.session.flush()
    return lesson.id
