"""A certificate of a level stands only while the level does: aged, set by staff, taken back."""

import pytest

from lms.certification.actions import issuing
from lms.certification.models import Certificate, CertificateKind, WithdrawalReason
from lms.clock import now
from lms.competency.actions import appraising
from lms.competency.models import Domain
from lms.db import db
from tests.factories.certification import a_certificate, possible_now, reached, the_issuer
from tests.factories.people import an_assessor, an_officer

TINGKAT = "/sertifikat/buat/tingkat/K2"


@pytest.fixture
def sri(wates):
    return an_officer(wates, "Sri Wahyuni")


def lower(person, level, by, domain=Domain.K2):
    appraising.lower(person.id, domain, level=level, reason="Karyanya dari orang lain.", by_id=by.id, at=now())
    db.session.commit()


def test_an_aged_level_is_no_longer_offered(visit, magelang, sri):
    reached(sri, 2, days_ago=800)

    page = visit(sri).get("/sertifikat")

    assert "tingkat 2" not in page.text
    assert "sudah lama" in visit(sri).get(TINGKAT).status_message


def test_a_level_that_staff_set_lower_is_not_offered(visit, magelang, sri):
    reached(sri, 3)
    lower(sri, 2, an_assessor(magelang))

    assert "tingkat 2" not in visit(sri).get("/sertifikat").text
    assert possible_now(CertificateKind.LEVEL, "K2", sri) is None


def test_lowering_withdraws_the_certificates_above_and_no_others(magelang, wates, sri):
    first = reached(sri, 1)
    kept = a_certificate(None, sri)
    reached(sri, 3, after=first)
    above = a_certificate(None, sri)
    reached(sri, 3, Domain.K3)
    elsewhere = a_certificate(None, sri, domain=Domain.K3)
    other = an_officer(wates, "Joko Susilo")
    reached(other, 3)
    of_other = a_certificate(None, other)
    assessor = an_assessor(magelang)

    lower(sri, 1, assessor)

    db.session.expire_all()
    assert above.withdrawn_reason is WithdrawalReason.MISTAKE
    assert [one.withdrawn_at for one in (kept, elsewhere, of_other)] == [None] * 3


def test_the_page_that_lowers_says_so_and_the_owner_is_told(visit, magelang, sri):
    reached(sri, 2)
    made = a_certificate(None, sri)
    asked = visit(an_assessor(magelang)).get(f"/kemampuan/{sri.id}/K2/turunkan")
    assert "Sertifikat tingkat di atasnya ikut dicabut" in asked.text

    asked.submit("Turunkan tingkat", level="1", reason="Belum mandiri.")

    assert visit().get(f"/s/{made.code}").heading == "Dicabut"
    for path in ("/beranda", "/sertifikat", f"/sertifikat/{made.code}"):
        assert "karena keliru dibuat, atau isinya tidak cocok lagi." in visit(sri).get(path).text


def test_a_withdrawal_is_news_for_fourteen_days_and_never_ones_own_wish(visit, magelang, sri):
    reached(sri, 2)
    made = a_certificate(None, sri)
    made.withdrawn_at, made.withdrawn_reason = now(), WithdrawalReason.MISCONDUCT
    db.session.commit()
    assert "tidak sesuai aturan, misalnya karya orang lain." in visit(sri).get("/beranda").text

    made.withdrawn_reason = WithdrawalReason.ERASED
    db.session.commit()
    assert "Sertifikat dicabut" not in visit(sri).get("/beranda").text
    assert "atas permintaan sendiri" in visit(sri).get("/sertifikat").text


def test_a_level_taken_back_while_the_button_is_pressed_makes_no_certificate(magelang, sri):
    reached(sri, 2)
    found = possible_now(CertificateKind.LEVEL, "K2", sri)
    lower(sri, 1, an_assessor(magelang))

    with pytest.raises(issuing.CannotIssue, match="baru saja berubah"):
        issuing.issue(found.subject, issuing.Holder(sri.id, sri.name), the_issuer(), at=now())

    assert db.session.query(Certificate).count() == 0
