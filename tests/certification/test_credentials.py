"""Badges: an independent verifier accepts what we issue, and nothing changed, knowing only what our site publishes."""

import copy
import json
from contextvars import Context
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest
from openbadgeslib.ob3.ldp import OB3LdpVerifier, verify_data_integrity_proof
from openbadgeslib.ob3.status import decode_encoded_list, set_indices
from openbadgeslib.ob3.verifier import OB3VerificationError
from sqlalchemy import select
from werkzeug.test import Client, TestResponse

from lms.certification.actions.keys import rotate_key
from lms.certification.actions.withdrawing import erase_person, withdraw
from lms.certification.models import Certificate, SigningKey, WithdrawalReason
from lms.certification.rules import credentials, keys
from lms.clock import now
from lms.competency.models import Domain
from lms.db import db
from tests.certification.test_signing import pem_of
from tests.factories.certification import a_certificate, reached, the_issuer
from tests.factories.people import a_person, an_agency_officer, an_officer
from tests.visitor import FROM_HERE

DID = "did:web:127.0.0.1%3A8000"


@pytest.fixture
def fetch(app):
    """The open web, as far as our site is on it: an address in, what a visitor gets out."""

    def fetch(address):
        db.session.commit()
        parts = urlsplit(address)
        assert parts.netloc == "127.0.0.1:8000", f"the verifier asks elsewhere: {address}"
        answer = Context().run(Client(app, TestResponse).get, parts.path, environ_base=FROM_HERE)
        assert answer.status_code == 200, f"{address} answered {answer.status_code}"
        return answer.get_data()

    return fetch


@pytest.fixture
def sri(wates):
    return an_officer(wates, "Sri Wahyuni")


def published(fetch, certificate):
    return json.loads(fetch(f"http://127.0.0.1:8000/sertifikat/{certificate.code}.json"))


def verify(fetch, document, *, status=True):
    """Verify as a stranger: the key comes from the issuer's published document and from nowhere else."""
    return OB3LdpVerifier().verify(document, download=fetch, check_status=status, verify_status_list=False)


def test_a_course_s_badge_is_accepted_by_an_independent_verifier(fetch, vlog, sri):
    found = verify(fetch, published(fetch, a_certificate(vlog, sri)))

    assert found.issuer.id == DID
    assert found.issuer.name == "Diskominsta Kota Magelang"
    assert found.achievement.name == vlog.title
    assert found.achievement.achievement_type == "CertificateOfCompletion"
    assert found.achievement.id == "http://127.0.0.1:8000/kursus/vlog"
    assert "pelajaran wajib" in found.achievement.criteria_narrative
    assert [(one.identity_type, one.identity_hash, one.hashed) for one in found.identifiers] == [("name", "Sri Wahyuni", False)]


@pytest.mark.parametrize("domain", Domain)
@pytest.mark.parametrize("level", [1, 2, 3])
def test_every_level_s_badge_is_accepted(fetch, vlog, sri, domain, level):
    reached(sri, level, domain)

    found = verify(fetch, published(fetch, a_certificate(None, sri, domain=domain)))

    assert f"tingkat {level}: " in found.achievement.name


@pytest.mark.parametrize("name", ["René Ḍurung Ṭaṭag", '#"\\$[x] <b>&', "ꦱꦿꦶ 😀", "a" * 300])
def test_any_name_is_signed_as_it_is(fetch, vlog, wates, name):
    found = verify(fetch, published(fetch, a_certificate(vlog, a_person(name, wates))))

    assert found.identifiers[0].identity_hash == name


def set_in(document, path, value):
    changed = copy.deepcopy(document)
    *way, last = path
    place = changed
    for step in way:
        place = place[step]
    place[last] = value
    return changed


SUBJECT = ("credentialSubject",)
CHANGES = {
    "name": ((*SUBJECT, "identifier", 0, "identityHash"), "Joko Susilo"),
    "achievement": ((*SUBJECT, "achievement", "name"), "Doktor"),
    "criteria": ((*SUBJECT, "achievement", "criteria", "narrative"), "Membayar."),
    "date": (("validFrom",), "2020-01-01T00:00:00Z"),
    "awarded": (("awardedDate",), "2020-01-01T00:00:00Z"),
    "issuer": (("issuer", "name"), "Universitas"),
    "issuer id": (("issuer", "id"), "did:web:elsewhere.example"),
    "status": (("credentialStatus", "statusListIndex"), "99999"),
    "proof": (("proof", "created"), "2020-01-01T00:00:00Z"),
    "more": (("validUntil",), "2090-01-01T00:00:00Z"),
}


@pytest.mark.parametrize(("path", "value"), CHANGES.values(), ids=CHANGES)
def test_a_changed_badge_is_refused(fetch, vlog, sri, path, value):
    document = published(fetch, a_certificate(vlog, sri))

    with pytest.raises(OB3VerificationError):
        verify(fetch, set_in(document, path, value), status=False)


def test_a_badge_signed_with_another_key_is_refused(fetch, vlog, sri):
    certificate = a_certificate(vlog, sri)
    db.session.scalars(select(SigningKey)).one().public_multibase = keys.new_pair("x")[0]

    with pytest.raises(OB3VerificationError):
        verify(fetch, published(fetch, certificate))


def test_a_badge_says_nothing_of_the_person_but_the_name(fetch, vlog, sri):
    sri.whatsapp, sri.birth_year = "+6281234567890", 1961

    text = json.dumps(published(fetch, a_certificate(vlog, sri)))

    for secret in ("6281234567890", "1961", "Wates", "wates", "mailto"):
        assert secret not in text


def test_old_badges_stay_verifiable_after_the_key_was_rotated(fetch, vlog, sri, wates):
    old = a_certificate(vlog, sri)
    rotate_key(the_issuer().secret, at=now())
    new = a_certificate(vlog, an_officer(wates, "Joko Susilo"))

    methods = [published(fetch, one)["proof"]["verificationMethod"] for one in (old, new)]
    document = json.loads(fetch("http://127.0.0.1:8000/.well-known/did.json"))

    assert methods == [f"{DID}#kunci-1", f"{DID}#kunci-2"]
    assert document["assertionMethod"] == methods
    verify(fetch, published(fetch, old))
    verify(fetch, published(fetch, new))


def test_old_badges_stay_verifiable_under_a_new_secret_and_new_ones_need_a_new_key(app, fetch, visit, vlog, sri, monkeypatch):
    certificate = a_certificate(vlog, sri)
    monkeypatch.setitem(app.config, "SECRET_KEY", "another secret that is long enough for a site")

    assert visit().get("/penerbit/dicabut.json", status=503).response.json["error"]
    verify(fetch, published(fetch, certificate), status=False)

    rotate_key(app.config["SECRET_KEY"], at=now())
    verify(fetch, published(fetch, certificate))


def test_a_withdrawn_badge_is_refused_by_the_signed_list(fetch, vlog, sri, wates, magelang):
    gone, stays = a_certificate(vlog, sri), a_certificate(vlog, an_officer(wates, "Joko Susilo"))
    verify(fetch, published(fetch, gone))
    withdraw(gone, WithdrawalReason.MISTAKE, by_id=an_agency_officer(magelang).id, at=now())

    with pytest.raises(OB3VerificationError, match="revocation"):
        verify(fetch, published(fetch, gone))
    verify(fetch, published(fetch, stays))


def test_the_list_of_withdrawn_badges_is_signed_and_large_enough_to_hide_in(fetch, vlog, sri):
    certificate = a_certificate(vlog, sri)
    erase_person(sri.id, by_id=None, at=now())
    key = keys.opened(db.session.scalars(select(SigningKey.private_pem)).one(), the_issuer().secret)

    document = json.loads(fetch("http://127.0.0.1:8000/penerbit/dicabut.json"))
    bits = decode_encoded_list(document["credentialSubject"]["encodedList"])

    verify_data_integrity_proof(document, pem_of(key.public_key()))
    assert document["issuer"] == DID
    assert len(bits) * 8 >= 131_072
    assert set_indices(bits) == {certificate.id}
    with pytest.raises(OB3VerificationError):
        verify_data_integrity_proof(set_in(document, ("credentialSubject", "encodedList"), "uH4sI"), pem_of(key.public_key()))


@pytest.mark.parametrize("highest", [0, 131_071, 131_072, 400_000])
def test_the_list_grows_with_the_certificates(highest):
    field = decode_encoded_list(credentials.bits([highest], highest=highest))

    assert set_indices(field) == {highest}
    assert len(field) * 8 in {131_072, 262_144, 524_288}


def test_the_badge_of_an_erased_person_is_gone(visit, vlog, sri):
    certificate = a_certificate(vlog, sri)
    erase_person(sri.id, by_id=None, at=now())

    answer = visit().get(f"/sertifikat/{certificate.code}.json", status=410)

    assert answer.response.json == {"error": "Dihapus atas permintaan pemiliknya"}
    assert "Sri" not in answer.html


def test_what_machines_read_is_open_to_them_and_says_what_it_is(visit, vlog, sri):
    certificate = a_certificate(vlog, sri)
    kinds = {
        f"/sertifikat/{certificate.code}.json": "application/vc+ld+json",
        "/penerbit/dicabut.json": "application/vc+ld+json",
        "/penerbit.json": "application/ld+json",
        "/.well-known/did.json": "application/json",
    }

    for path, kind in kinds.items():
        headers = visit().get(path).response.headers
        assert headers["Content-Type"] == kind
        assert headers["Access-Control-Allow-Origin"] == "*"
        assert headers["X-Robots-Tag"] == "noindex"
        assert "Set-Cookie" not in headers


def test_the_profile_names_the_agency(visit, magelang):
    profile = visit().get("/penerbit.json").response.json

    assert (profile["id"], profile["type"], profile["name"]) == (DID, ["Profile"], "Diskominsta Kota Magelang")


def test_before_the_first_certificate_there_are_no_keys_and_there_is_no_list(visit, magelang):
    assert visit().get("/.well-known/did.json").response.json["verificationMethod"] == []
    assert visit().status_of("GET", "/penerbit/dicabut.json") == 404


def test_the_list_holds_for_a_week_from_the_hour_it_was_asked_for(visit, vlog, sri):
    a_certificate(vlog, sri)

    document = visit().get("/penerbit/dicabut.json").response.json

    assert document["validFrom"].endswith(":00:00Z")
    assert datetime.fromisoformat(document["validUntil"]) - datetime.fromisoformat(document["validFrom"]) == timedelta(days=7)


def test_an_issuer_is_named_by_the_host_of_the_site():
    names = {site: credentials.Issuer(site, "Kota", "x").did for site in ("https://sinau.example", "https://a.example:8443")}

    assert names == {"https://sinau.example": "did:web:sinau.example", "https://a.example:8443": "did:web:a.example%3A8443"}


def test_the_numbers_of_the_list_are_those_of_the_certificates(vlog, sri):
    certificate = a_certificate(vlog, sri)

    assert db.session.get_one(Certificate, certificate.id).credential["credentialStatus"]["statusListIndex"] == str(
        certificate.id
    )
