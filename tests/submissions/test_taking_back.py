"""Taking a version back: asked once, only one's own, only while it waits."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from lms.clock import now
from lms.db import db
from lms.files.storage import storage
from lms.submissions.actions.uploads import name_of
from lms.submissions.models import Version
from lms.submissions.queries.works import bytes_kept
from tests.factories.handing_in import DONE, FINAL, FIRST, attachments, photo, take_back, values_of, versions
from tests.factories.people import an_officer
from tests.factories.submissions import handed_in, judged

WITHDRAW = "/tugas/vlog/tugas-akhir-kabar-kelurahanku/tarik"


def test_one_press_only_asks(vlog, visit, member, final):
    handed_in(member, final)

    page = visit(member).get(FINAL).click("Tarik kiriman ini")

    assert page.heading == "Tarik kiriman ini?"
    assert versions()[0].withdrawn_at is None
    assert page.links()["Tidak, biarkan saja"] == FINAL
    assert "dihapus setelah 2 hari" in page.text


def test_a_version_that_waits_can_be_taken_back(vlog, visit, member, final):
    handed_in(member, final)

    page = take_back(visit(member).get(FINAL)).follow()

    assert "Kiriman ditarik" in page.status_message
    assert "Versi 1: Ditarik" in page.text
    (version,) = versions()
    assert version.withdrawn_at is not None
    assert version.waiting_since is None


def test_what_no_longer_waits_is_not_asked_about(vlog, visit, member, final, wates):
    judged(handed_in(member, final))
    theirs = handed_in(an_officer(wates, "Slamet Riyadi"), final)
    visitor = visit(member)

    for version_id in (str(versions()[0].id), str(theirs.id), "satu", ""):
        assert visitor.get(f"{WITHDRAW}?versi={version_id}", status=303).location == FINAL


def test_what_is_judged_meanwhile_cannot_be_taken_back(vlog, visit, member, final):
    version = handed_in(member, final)
    page = visit(member).get(FINAL).click("Tarik kiriman ini")
    judged(version)

    answer = page.submit("Ya, tarik kiriman ini").follow()

    assert "sudah tidak menunggu" in answer.status_message
    assert versions()[0].withdrawn_at is None


def test_somebody_elses_version_cannot_be_taken_back(vlog, visit, member, final, wates):
    theirs = handed_in(an_officer(wates, "Slamet Riyadi"), final)
    handed_in(member, final)
    page = visit(member).get(FINAL).click("Tarik kiriman ini")

    page.submit("Ya, tarik kiriman ini", versi=str(theirs.id))
    page.submit("Ya, tarik kiriman ini", untuk=str(theirs.work.person_id))

    assert all(version.withdrawn_at is None for version in versions())


def test_taking_back_needs_to_say_what(vlog, visit, member):
    visitor = visit(member)
    token = values_of(visitor.get(FINAL))["csrf_token"]

    visitor.post(WITHDRAW, {"csrf_token": token, "versi": "satu"}, status=400)


@pytest.mark.parametrize("words", ["pertama", "kedua"])
def test_what_is_sent_again_after_it_was_taken_back_is_handed_in(vlog, visit, member, words):
    page = visit(member).get(FINAL)
    take_back(page.submit("Kirim tugas", words="pertama", people="nobody").follow())

    again = page.submit("Kirim tugas", words=words, people="nobody").follow()
    page.submit("Kirim tugas", words=words, people="nobody")

    assert DONE in again.status_message
    assert [version.waiting_since is not None for version in versions()] == [False, True]


def test_files_taken_back_are_erased_after_two_days_and_no_longer_counted(app, vlog, visit, member):
    visitor = visit(member)
    take_back(visitor.get(FIRST).submit("Kirim tugas", photos=photo(), people="nobody").follow())
    (kept,) = attachments()
    gone = name_of(kept.id)
    tidy = app.test_cli_runner().invoke

    tidy(args=["submissions", "tidy"])
    assert gone in storage().names("attachments"), "it may have been a slip"
    assert bytes_kept(member.id) > 0

    db.session.execute(update(Version).values(withdrawn_at=now() - timedelta(days=2, minutes=1)))
    db.session.commit()
    tidy(args=["submissions", "tidy"])

    assert gone not in storage().names("attachments")
    assert bytes_kept(member.id) == 0
    assert "Versi 1: Ditarik" in visitor.get(FIRST).text
