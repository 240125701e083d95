"""What everybody sees who holds a code: name, what, when, by whom, valid or withdrawn; nothing else."""

import pytest

from lms.certification.actions.withdrawing import erase_person
from lms.certification.models import WithdrawalReason
from lms.certification.rules.codes import in_groups, new_code
from lms.clock import now
from lms.db import db
from tests.factories.certification import a_certificate, reached
from tests.factories.people import an_agency_officer, an_officer


def answers(page):
    """The labels of a page's list with what stands beside them."""
    terms = [item for item in page.all("dl") if item.get("class") == "answers"]
    assert len(terms) == 1
    return ["".join(item.itertext()).strip() for item in terms[0].iter() if item.tag in {"dt", "dd"}]


def test_a_valid_certificate_shows_exactly_what_was_promised(visit, vlog, wates):
    officer = an_officer(wates, "Sri Wahyuni")
    certificate = a_certificate(vlog, officer)
    certificate.achieved_at = certificate.achieved_at.replace(year=2026, month=5, day=12, hour=3)

    page = visit().get(f"/s/{certificate.code}")

    assert page.heading == "Berlaku"
    assert answers(page) == [
        "Nama",
        "Sri Wahyuni",
        "Kursus",
        vlog.title,
        "Diselesaikan",
        "12 Mei 2026",
        "Penerbit",
        "Diskominsta Kota Magelang",
    ]
    assert page.response.headers["X-Robots-Tag"] == "noindex"
    assert "Wates" not in page.text
    assert certificate.code not in page.text


def test_a_level_is_shown_with_its_domain_in_words(visit, wates):
    officer = an_officer(wates)
    reached(officer, 3)
    page = visit().get(f"/s/{a_certificate(None, officer).code}")

    assert answers(page)[2:4] == ["Kemampuan", "Video (vlog), tingkat 3: menggerakkan"]


def test_a_withdrawn_certificate_shows_the_class_of_the_reason_and_the_date(visit, vlog, wates):
    certificate = a_certificate(vlog, an_officer(wates))
    certificate.withdrawn_at = now().replace(year=2026, month=6, day=1, hour=10)
    certificate.withdrawn_reason = WithdrawalReason.MISTAKE

    page = visit().get(f"/s/{certificate.code}")

    assert page.heading == "Dicabut"
    assert answers(page)[-4:] == ["Dicabut", "1 Juni 2026", "Alasan", "Keliru dibuat atau isinya salah"]


def test_the_name_of_an_erased_person_is_gone(visit, vlog, wates):
    officer = an_officer(wates, "Sri Wahyuni")
    certificate = a_certificate(vlog, officer)
    erase_person(officer.id, by_id=None, at=now())

    page = visit().get(f"/s/{certificate.code}")

    assert page.heading == "Dicabut"
    assert "Sri" not in page.html
    assert "Dihapus atas permintaan pemiliknya" in page.text


@pytest.mark.parametrize("written", [str, str.lower, in_groups, lambda code: in_groups(code).replace("-", " ")])
def test_a_code_is_typed_in_any_way(visit, vlog, wates, written):
    certificate = a_certificate(vlog, an_officer(wates))

    page = visit().get("/s").submit("Periksa", code=written(certificate.code)).follow()

    assert page.heading == "Berlaku"


def test_an_unknown_code_is_typed_again(visit, vlog, wates):
    certificate = a_certificate(vlog, an_officer(wates))

    page = visit().get(f"/s/{new_code()}", status=404)

    assert page.heading == "Kode ini tidak ada"
    assert "Hubungi petugas" in page.links()
    assert page.submit("Periksa", code=certificate.code).follow().heading == "Berlaku"


def test_nothing_typed_is_asked_for(visit, magelang):
    assert "Tulis kode" in visit().get("/s").submit("Periksa", status=422, code=" ").alert


def test_what_cannot_be_a_code_leads_to_the_same_page(visit, magelang):
    assert visit().get("/s").submit("Periksa", code="?/..%00").response.location.endswith("/s/0")
    for typed in ("0", "a" * 400, "%F0%9F%98%80", "K7QM%0A"):
        assert visit().get(f"/s/{typed}", status=404).heading == "Kode ini tidak ada"


def test_guessing_ends_after_some_wrong_codes_and_covers_the_files_for_machines(app, visit, vlog, wates, monkeypatch):
    monkeypatch.setitem(app.config, "CERTIFICATE_LIMIT_ADDRESS", "3 per minute")
    certificate = a_certificate(vlog, an_officer(wates))
    guesser = visit()

    for _ in range(4):
        assert guesser.get(f"/s/{certificate.code}").heading == "Berlaku", "right codes are never counted"
    assert guesser.status_of("GET", f"/s/{new_code()}") == 404
    assert guesser.status_of("GET", f"/sertifikat/{new_code()}.json") == 404
    assert guesser.status_of("GET", "/s/0") == 404
    assert guesser.status_of("GET", f"/s/{certificate.code}") == 429
    assert guesser.status_of("GET", f"/sertifikat/{certificate.code}.json") == 429


def test_only_the_agency_is_led_to_where_it_is_withdrawn(visit, vlog, wates, magelang):
    officer = an_officer(wates)
    path = f"/s/{a_certificate(vlog, officer).code}"
    agency = an_agency_officer(magelang)

    assert "Kelola sertifikat ini" in visit(agency).get(path).links()
    for other in (visit(), visit(officer)):
        assert "Kelola sertifikat ini" not in other.get(path).links()


def test_no_page_of_a_certificate_speaks_of_competence(visit, vlog, wates):
    officer = an_officer(wates)
    reached(officer)
    codes = [a_certificate(vlog, officer).code, a_certificate(None, officer).code]
    visitor = visit(officer)
    db.session.commit()

    paths = ["/sertifikat", "/s", *(f"/s/{code}" for code in codes), *(f"/sertifikat/{code}" for code in codes)]
    for page in [visitor.get(path) for path in paths]:
        assert "kompeten" not in page.html.lower(), page.path
    for code in codes:
        assert "sertifikat penyelesaian" in visitor.get(f"/s/{code}").text.lower()
        assert "kompeten" not in visitor.get(f"/sertifikat/{code}.json").html.lower()
