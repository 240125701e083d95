"""Two windows that make the same certificate at the same moment, and two that need the first key."""

import pytest
from sqlalchemy import select

from lms.certification.actions import issuing
from lms.certification.actions.keys import signing_key
from lms.certification.models import Certificate, CertificateKind, SigningKey
from lms.certification.rules.keys import new_pair
from lms.clock import now
from lms.db import db
from tests.discussion.test_two_presses_at_once import press_together
from tests.factories.certification import a_certificate, completed, possible_now, reached, the_issuer
from tests.factories.people import an_agency_officer, an_officer
from tests.visitor import filled_in

KURSUS = "/sertifikat/buat/kursus/vlog"


def test_two_windows_make_one_certificate_and_lead_to_it(app, visit, vlog, wates):
    officer = an_officer(wates)
    completed(vlog, officer)
    visitor = visit(officer)
    fields = filled_in(visitor.get(KURSUS).form("Buat sertifikat"))

    answers = press_together(app, KURSUS, [(visitor, fields)] * 3)

    assert answers == [303] * 3
    [certificate] = db.session.scalars(select(Certificate)).all()
    assert certificate.credential["proof"]


def test_two_people_who_need_the_first_key_get_the_same_one(app, visit, vlog, wates):
    presses = []
    for name in ("Sri Wahyuni", "Joko Susilo"):
        officer = an_officer(wates, name)
        completed(vlog, officer)
        visitor = visit(officer)
        presses.append((visitor, filled_in(visitor.get(KURSUS).form("Buat sertifikat"))))

    answers = press_together(app, KURSUS, presses)

    assert answers == [303, 303]
    assert [key.id for key in db.session.scalars(select(SigningKey))] == ["kunci-1"]
    methods = [one.credential["proof"]["verificationMethod"] for one in db.session.scalars(select(Certificate))]
    assert [method.partition("#")[2] for method in methods] == ["kunci-1", "kunci-1"]


def test_two_officers_withdraw_at_once_and_one_reason_stands(app, visit, vlog, wates, magelang):
    code = a_certificate(vlog, an_officer(wates)).code
    path, presses = f"/kelola/sertifikat/{code}/cabut", []
    for username, reason in (("dinas", "mistake"), ("dinas2", "misconduct")):
        visitor = visit(an_agency_officer(magelang, username))
        form = visitor.get(f"/kelola/sertifikat/{code}").form("Cabut untuk seterusnya")
        presses.append((visitor, filled_in(form) | {"reason": reason}))

    answers = press_together(app, path, presses)

    assert answers == [303, 303]
    assert db.session.scalars(select(Certificate.withdrawn_reason)).one() in {"mistake", "misconduct"}


def test_a_certificate_that_vanished_in_the_same_moment_is_refused(vlog, wates):
    officer, other = an_officer(wates), an_officer(wates, "Joko Susilo")
    reached(officer)
    found = possible_now(CertificateKind.LEVEL, "K2", officer)
    issuing.issue(found.subject, issuing.Holder(other.id, other.name), the_issuer(), at=now())

    with pytest.raises(issuing.CannotIssue, match="baru saja berubah"):
        issuing.issue(found.subject, issuing.Holder(officer.id, officer.name), the_issuer(), at=now())


def test_a_key_is_never_given_another_ones_name(app):
    public, private = new_pair("rahasia")
    kept = SigningKey(id="kunci-2", public_multibase=public, private_pem=private, made_at=now(), retired_at=now())
    db.session.add(kept)

    with pytest.raises(LookupError):
        signing_key(the_issuer(), at=now())

    assert db.session.scalars(select(SigningKey.public_multibase)).all() == [public]


def test_a_level_and_a_course_of_one_person_are_two_certificates(vlog, wates):
    officer = an_officer(wates)
    reached(officer)

    assert a_certificate(vlog, officer).id != a_certificate(None, officer).id
