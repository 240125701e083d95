"""The agency withdraws a certificate, for good and for a reason; a person's wish to be erased is carried out."""

import pytest
from sqlalchemy import select

from lms.audit.models import Entry
from lms.certification.actions import withdrawing
from lms.certification.models import Certificate, Letter, SigningKey, WithdrawalReason
from lms.clock import now
from lms.db import db
from tests.conftest import NOON
from tests.factories.certification import a_certificate, reached
from tests.factories.people import a_coordinator, a_person, a_volunteer, an_agency_officer, an_assessor, an_officer
from tests.factories.recognition import met, paired

BUTTON = "Cabut untuk seterusnya"


@pytest.fixture
def certificate(vlog, wates):
    return a_certificate(vlog, an_officer(wates, "Sri Wahyuni"))


@pytest.fixture
def agency(magelang):
    return an_agency_officer(magelang)


def entries(action):
    return db.session.scalars(select(Entry).where(Entry.object_kind == "certificate", Entry.action == action)).all()


def test_the_agency_finds_a_certificate_by_its_code_and_withdraws_it(visit, certificate, agency):
    code = certificate.code
    found = visit(agency).get("/kelola/sertifikat").submit("Cari", code=code.lower()).follow()

    done = found.submit(BUTTON, reason="mistake").follow()

    assert "tidak bisa dibatalkan" in found.text
    assert "sudah dicabut" in done.status_message
    assert "Keliru dibuat" in done.text
    assert BUTTON not in done.text
    db.session.expire_all()
    assert db.session.get_one(Certificate, certificate.id).withdrawn_reason is WithdrawalReason.MISTAKE
    [entry] = entries("withdraw")
    assert (entry.actor_id, entry.details) == (agency.id, {"reason": "mistake"})
    assert visit().get(f"/s/{code}").heading == "Dicabut"


def test_withdrawing_twice_is_withdrawing_once_and_the_first_reason_stays(visit, certificate, agency):
    page = visit(agency).get(f"/kelola/sertifikat/{certificate.code}")
    page.submit(BUTTON, reason="misconduct")
    first = db.session.scalars(select(Certificate.withdrawn_at)).one()

    again = page.submit(BUTTON, reason="mistake").follow()

    assert "memang sudah dicabut" in again.status_message
    db.session.expire_all()
    assert db.session.scalars(select(Certificate.withdrawn_at)).one() == first
    assert db.session.scalars(select(Certificate.withdrawn_reason)).one() is WithdrawalReason.MISCONDUCT
    assert len(entries("withdraw")) == 1


@pytest.mark.parametrize("reason", ["", "erased", "karena saya mau"])
def test_a_reason_that_is_not_on_the_page_withdraws_nothing(visit, certificate, agency, reason):
    page = visit(agency).get(f"/kelola/sertifikat/{certificate.code}")

    again = page.submit(BUTTON, status=422, reason=reason)

    assert "Pilih salah satu" in again.alert
    assert db.session.scalars(select(Certificate.withdrawn_at)).one() is None


def test_only_the_person_s_own_wish_erases(certificate, agency):
    with pytest.raises(withdrawing.CannotWithdraw):
        withdrawing.withdraw(certificate, WithdrawalReason.ERASED, by_id=agency.id, at=NOON)


def test_an_unknown_code_is_said_to_be_none(visit, agency):
    visitor = visit(agency)

    assert "Tidak ada sertifikat" in visitor.get("/kelola/sertifikat").submit("Cari", status=422, code="K7QM").alert
    assert visitor.status_of("GET", "/kelola/sertifikat/K7QM") == 404


def test_the_agency_finds_a_letter_by_its_code_or_its_number(visit, agency, wates):
    dimas, sri = a_volunteer(wates), an_officer(wates, "Sri Wahyuni")
    met(paired(dimas, sri, wates))
    visitor = visit(agency)
    visitor.get(f"/kelola/surat/{dimas.id}").submit("Lihat suratnya dulu", status=200, purpose="umum", sentence="Sabar.").submit(
        "Tanda tangani surat"
    )
    letter = db.session.scalars(select(Letter)).one()
    page = visitor.get("/kelola/sertifikat")
    short = letter.number.removeprefix("00").lower().replace("/", " / ")

    for typed in (letter.code, letter.code.lower(), letter.number, short):
        found = page.submit("Cari", code=typed).follow()
        assert found.path == f"/kelola/surat/cabut/{letter.code}"
        assert letter.number in found.heading
    for typed in (letter.number.replace("001/", "002/"), "1", "/", "x" * 200, "%"):
        assert page.submit("Cari", status=422, code=typed).alert


@pytest.mark.parametrize("somebody", [an_officer, a_coordinator])
def test_people_of_a_kelurahan_do_not_withdraw(visit, certificate, wates, somebody):
    visitor = visit(somebody(wates))

    assert visitor.status_of("GET", "/kelola/sertifikat") == 403
    assert visitor.status_of("GET", f"/kelola/sertifikat/{certificate.code}") == 403
    token = next(item.get("value") for item in visitor.get("/s").all("input") if item.get("name") == "csrf_token")
    visitor.post(f"/kelola/sertifikat/{certificate.code}/cabut", {"csrf_token": token, "reason": "mistake"}, status=403)
    assert db.session.scalars(select(Certificate.withdrawn_at)).one() is None


def test_an_assessor_does_not_withdraw(visit, certificate, magelang):
    assert visit(an_assessor(magelang)).status_of("GET", "/kelola/sertifikat") == 403


def test_erasing_a_person_takes_the_name_out_of_every_certificate(certificate, vlog, wates):
    person = certificate.person
    reached(person)
    a_certificate(None, person)
    other = a_certificate(vlog, an_officer(wates, "Joko Susilo"))

    count = withdrawing.erase_person(person.id, by_id=None, at=NOON)
    again = withdrawing.erase_person(person.id, by_id=None, at=now())

    assert (count, again) == (2, 0)
    for one in db.session.scalars(select(Certificate).where(Certificate.person_id == person.id)):
        assert (one.name, one.credential, one.withdrawn_at, one.withdrawn_reason) == ("", {}, NOON, WithdrawalReason.ERASED)
    assert other.name == "Joko Susilo"
    assert len(entries("erase")) == 2


def test_a_certificate_withdrawn_before_is_erased_as_well(certificate, agency):
    withdrawing.withdraw(certificate, WithdrawalReason.MISCONDUCT, by_id=agency.id, at=NOON)

    withdrawing.erase_person(certificate.person_id, by_id=None, at=now())

    assert (certificate.name, certificate.withdrawn_reason) == ("", WithdrawalReason.ERASED)


def test_the_command_erases_a_person_and_may_be_run_twice(app, certificate):
    run = app.test_cli_runner().invoke
    person_id = certificate.person_id
    db.session.commit()

    first, second = (run(args=["certification", "erase", str(person_id)]) for _ in range(2))

    assert (first.output, second.output) == ("Erased: 1.\n", "Erased: 0.\n")
    assert run(args=["certification", "erase", "987654"]).exit_code == 1


def test_the_command_makes_the_next_key_and_retires_the_one_before(app, magelang):
    run = app.test_cli_runner().invoke

    outputs = [run(args=["certification", "rotate-key"]).output for _ in range(2)]

    assert outputs == [f"New certificates are signed with kunci-{number}.\n" for number in (1, 2)]
    keys = db.session.scalars(select(SigningKey).order_by(SigningKey.id)).all()
    assert [key.retired_at is None for key in keys] == [False, True]


def test_a_person_without_certificates_is_erased_without_a_trace(wates):
    assert withdrawing.erase_person(a_person("Rara", wates).id, by_id=None, at=NOON) == 0
    assert not entries("erase")
