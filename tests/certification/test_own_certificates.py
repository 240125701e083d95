"""A person's certificates: made at their own wish, knowing what becomes visible; once, whatever is pressed."""

import io
from contextvars import Context
from urllib.parse import unquote

import pytest
from PIL import Image
from sqlalchemy import func, select

from lms.accounts.models import Honorific, Person
from lms.audit.models import Entry
from lms.certification.models import Certificate, SigningKey, WithdrawalReason
from lms.clock import now
from lms.competency.models import Domain
from lms.db import db
from tests.factories.attendance import a_mentor
from tests.factories.certification import a_certificate, completed, reached
from tests.factories.people import a_person, an_officer
from tests.visitor import FROM_HERE

KURSUS = "/sertifikat/buat/kursus/vlog"
TINGKAT = "/sertifikat/buat/tingkat/K2"


def fetch(visitor, path):
    return Context().run(visitor.client.get, path, environ_base=FROM_HERE)


def certificates():
    return db.session.scalars(select(Certificate).order_by(Certificate.id)).all()


def test_somebody_without_anything_finished_is_told_how_to_get_one(visit, vlog, wates):
    page = visit(an_officer(wates)).get("/sertifikat")

    assert "Belum ada sertifikat" in page.text
    assert "Lanjut belajar" in page.links()


def test_a_finished_course_becomes_a_certificate_at_the_persons_wish(visit, vlog, wates):
    officer = an_officer(wates, "Sri Wahyuni")
    completed(vlog, officer)

    asked = visit(officer).get("/sertifikat").click(vlog.title)
    made = asked.submit("Buat sertifikat").follow()

    for shown in ("Sri Wahyuni", vlog.title, "Diskominsta Kota Magelang", "Siapa pun yang memegang kodenya"):
        assert shown in asked.text
    assert made.heading == vlog.title
    assert "Sertifikat sudah jadi" in made.status_message
    [certificate] = certificates()
    assert (certificate.name, certificate.title, certificate.person_id) == ("Sri Wahyuni", vlog.title, officer.id)
    assert certificate.credential["proof"]["proofValue"].startswith("z")
    assert db.session.scalars(select(Entry.action).where(Entry.object_kind == "certificate")).all() == ["issue"]


def test_a_level_becomes_a_certificate_with_its_words(visit, magelang, wates):
    officer = an_officer(wates)
    reached(officer, 2, Domain.K2)

    made = visit(officer).get(TINGKAT).submit("Buat sertifikat").follow()

    assert made.heading == "Video (vlog), tingkat 2: mandiri"
    assert (certificates()[0].domain, certificates()[0].level) == (Domain.K2, 2)


def test_level_nought_is_nothing_to_certify(visit, magelang, wates):
    officer = an_officer(wates)
    reached(officer, 0, Domain.K2)
    visitor = visit(officer)

    assert "Belum ada sertifikat" in visitor.get("/sertifikat").text
    assert "belum bisa dibuat" in visitor.get(TINGKAT).status_message


def test_pressing_twice_makes_one(visit, vlog, wates):
    officer = an_officer(wates)
    completed(vlog, officer)
    visitor = visit(officer)
    page = visitor.get(KURSUS)

    first, second = page.submit("Buat sertifikat"), page.submit("Buat sertifikat")

    assert first.location == second.location
    assert len(certificates()) == 1
    assert visitor.get(KURSUS).path == first.location, "the page that makes it leads to what is made"


def test_a_course_that_is_not_finished_is_refused_in_plain_words(visit, vlog, wates):
    visitor = visit(an_officer(wates))

    page = visitor.get(KURSUS)

    assert page.path == "/sertifikat"
    assert "Kursusnya belum selesai" in page.status_message
    assert not certificates()


def test_a_kind_that_does_not_exist_is_no_page(visit, vlog, wates):
    visitor = visit(an_officer(wates))

    assert visitor.status_of("GET", "/sertifikat/buat/lomba/vlog") == 404
    assert visitor.get("/sertifikat/buat/kursus/tidak-ada").path == "/sertifikat"
    assert visitor.get("/sertifikat/buat/tingkat/K9").path == "/sertifikat"


def test_a_level_that_changed_while_the_page_was_open_is_shown_anew(visit, magelang, wates):
    officer = an_officer(wates)
    first = reached(officer, 2)
    page = visit(officer).get(TINGKAT)
    reached(officer, 3, after=first)

    again = page.submit("Buat sertifikat", status=409)

    assert "baru saja berubah" in again.alert
    assert "tingkat 3: menggerakkan" in again.text
    assert not certificates()
    assert again.submit("Buat sertifikat").follow().heading.endswith("menggerakkan")


def test_a_level_lost_meanwhile_is_refused(visit, magelang, wates):
    officer = an_officer(wates)
    first = reached(officer, 1)
    page = visit(officer).get(TINGKAT)
    reached(officer, 0, after=first)

    assert "tingkatnya berubah atau sudah lama" in page.submit("Buat sertifikat").follow().status_message
    assert not certificates()


def test_the_certificate_of_a_level_stays_when_a_higher_one_follows(visit, magelang, wates):
    officer = an_officer(wates)
    first = reached(officer, 2)
    old = a_certificate(None, officer)
    reached(officer, 3, after=first)

    page = visit(officer).get("/sertifikat")

    assert old.title in page.text
    assert "Video (vlog), tingkat 3: menggerakkan" in page.text


def test_a_name_put_right_while_the_page_was_open_is_shown_before_it_stands(visit, vlog, wates):
    officer = an_officer(wates, "Sri Wahyuni")
    completed(vlog, officer)
    page = visit(officer).get(KURSUS)
    db.session.get_one(Person, officer.id).name = "Sri Wahyuningsih"

    again = page.submit("Buat sertifikat", status=409)

    assert "Sri Wahyuningsih" in again.text
    assert not certificates()


def test_somebody_elses_certificate_is_a_page_that_does_not_exist(visit, vlog, wates):
    certificate = a_certificate(vlog, an_officer(wates, "Sri Wahyuni"))
    stranger = visit(an_officer(wates, "Joko Susilo"))

    for ending in ("", ".pdf", ".png"):
        assert stranger.status_of("GET", f"/sertifikat/{certificate.code}{ending}") == 404
    assert stranger.status_of("GET", "/sertifikat/tidak-ada") == 404


def test_a_certificate_is_shared_without_a_telephone_number(visit, vlog, wates):
    officer = an_officer(wates)
    certificate = a_certificate(vlog, officer)

    page = visit(officer).get(f"/sertifikat/{certificate.code}")
    shared = unquote(page.links()["Bagikan ke WhatsApp"])

    assert shared.startswith("https://wa.me/?text=")
    assert f"/s/{certificate.code}" in shared
    assert vlog.title in shared


def test_the_sheet_and_the_card_are_sent_as_files(visit, vlog, wates):
    officer = an_officer(wates)
    certificate = a_certificate(vlog, officer)
    visitor = visit(officer)

    sheet = fetch(visitor, f"/sertifikat/{certificate.code}.pdf")
    card = fetch(visitor, f"/sertifikat/{certificate.code}.png")

    assert sheet.data.startswith(b"%PDF-")
    assert sheet.headers["Content-Type"] == "application/pdf"
    assert sheet.headers["Content-Disposition"].startswith("inline")
    assert Image.open(io.BytesIO(card.data)).size == (1080, 1350)
    assert card.headers["Content-Disposition"].startswith("attachment")
    assert {answer.headers["Cache-Control"] for answer in (sheet, card)} == {"private, no-cache"}


def test_a_withdrawn_certificate_says_so_and_is_not_printed(visit, vlog, wates):
    officer = an_officer(wates)
    certificate = a_certificate(vlog, officer)
    certificate.withdrawn_at, certificate.withdrawn_reason = now(), WithdrawalReason.MISCONDUCT
    visitor = visit(officer)

    page = visitor.get(f"/sertifikat/{certificate.code}")

    assert "karena tidak sesuai aturan, misalnya karya orang lain." in page.text
    assert "Tidak sesuai aturan" in page.text
    assert "Bagikan ke WhatsApp" not in page.links()
    for ending in ("pdf", "png"):
        assert visitor.get(f"/sertifikat/{certificate.code}.{ending}", status=303).location == page.path


@pytest.mark.parametrize("reason", [WithdrawalReason.MISCONDUCT, WithdrawalReason.ERASED])
def test_after_misconduct_or_erasing_no_other_one_is_made(visit, vlog, wates, reason):
    officer = an_officer(wates)
    certificate = a_certificate(vlog, officer)
    certificate.withdrawn_at, certificate.withdrawn_reason = now(), reason
    visitor = visit(officer)

    assert "Buat sertifikat" not in visitor.get("/sertifikat").text
    refused = visitor.get(KURSUS).submit("Buat sertifikat").follow()
    assert "sudah di" in refused.status_message
    assert len(certificates()) == 1


def test_after_a_mistake_another_one_is_made(visit, vlog, wates):
    officer = an_officer(wates)
    old = a_certificate(vlog, officer)
    old.withdrawn_at, old.withdrawn_reason = now(), WithdrawalReason.MISTAKE
    visitor = visit(officer)

    visitor.get("/sertifikat").click("Buat sertifikat").submit("Buat sertifikat")

    assert [one.withdrawn_at is None for one in certificates()] == [False, True]
    assert len({one.code for one in certificates()}) == 2


def test_whoever_sits_beside_looks_but_does_not_make_a_name_public(visit, vlog, wates):
    officer = an_officer(wates, "Sri Wahyuni")
    mentor = a_mentor(wates, beside=officer)
    done = a_certificate(vlog, officer)
    reached(officer)
    visitor = visit(mentor)
    visitor.get(f"/dampingi/{officer.id}").submit("Mulai mendampingi", agreed="y")

    page = visitor.get("/sertifikat")

    assert done.title in page.text
    assert "Bu Sri bisa membuat sertifikat sendiri" in page.text
    assert visitor.get(f"/sertifikat/{done.code}").heading == done.title
    assert "hanya dibuat oleh pemiliknya" in visitor.get(TINGKAT).status_message


def test_a_changed_secret_gives_one_sentence_and_nothing_half_made(app, visit, vlog, wates, caplog):
    officer = an_officer(wates)
    completed(vlog, officer)
    a_certificate(vlog, an_officer(wates, "Joko Susilo"))
    db.session.scalars(select(SigningKey)).one().private_pem = keys_of_another_secret()
    page = visit(officer).get(KURSUS)

    refused = page.submit("Buat sertifikat").follow()

    assert "belum bisa dibuat hari ini" in refused.status_message
    assert len(certificates()) == 1
    assert [line.message for line in caplog.records if "rotate-key" in line.message]


def keys_of_another_secret():
    from lms.certification.rules.keys import new_pair

    return new_pair("rahasia yang lama")[1]


def test_pages_of_certificates_take_few_statements(visit, vlog, wates, steady_catalog):
    officer = an_officer(wates)
    codes = [a_certificate(vlog, officer).code]
    for domain in Domain:
        reached(officer, 2, domain)
    codes.append(a_certificate(None, officer, domain=Domain.K1).code)
    visitor = visit(officer)
    visitor.get("/sertifikat")

    assert visitor.get("/sertifikat").statements <= 4
    assert visitor.get("/sertifikat/buat/tingkat/K3").statements <= 4
    assert visitor.get(f"/sertifikat/{codes[0]}").statements <= 3
    assert visitor.get(f"/s/{codes[1]}").statements <= 3


def test_people_from_outside_the_city_have_certificates_too(visit, vlog, magelang):
    outsider = a_person("Rara", None, Honorific.NONE)
    completed(vlog, outsider)

    visit(outsider).get(KURSUS).submit("Buat sertifikat").follow()

    assert db.session.scalar(select(func.count()).select_from(Certificate)) == 1
