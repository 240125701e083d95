"""Photos and films come back to those who may see the work, with safe headers, whole or in parts."""

from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import select

from lms.accounts.models import Role, RoleGrant
from lms.clock import now
from lms.db import db
from lms.files.storage import storage
from lms.submissions.actions.uploads import name_of
from lms.submissions.models import Attachment, Version
from tests.factories.attendance import a_mentor
from tests.factories.files import a_film, a_photo
from tests.factories.handing_in import take_back
from tests.factories.people import a_coordinator, a_person, an_agency_officer, an_assessor, an_officer
from tests.visitor import FROM_HERE

PAGE = "/tugas/vlog/siapkan-hp-anda"


@pytest.fixture
def member(vlog, wates):
    return an_officer(wates)


@pytest.fixture
def owner(visit, member):
    return visit(member)


@pytest.fixture
def given(owner):
    """A photo and a film that were handed in: their addresses."""
    owner.get(PAGE).submit(
        "Kirim tugas", photos=(BytesIO(a_photo()), "f.jpg"), video=(BytesIO(a_film()), "v.mp4"), people="nobody"
    )
    return [f"/berkas/{item.id}" for item in db.session.scalars(select(Attachment).order_by(Attachment.position))]


def asked(visitor, path, method="GET", **headers):
    db.session.commit()
    return visitor.client.open(
        path, method=method, environ_base=FROM_HERE, headers={k.replace("_", "-"): v for k, v in headers.items()}
    )


def test_a_photo_comes_with_headers_that_let_it_do_nothing(owner, given):
    answer = asked(owner, given[0])

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith('inline; filename="tugas-')
    assert answer.headers["Content-Disposition"].endswith('.jpg"')
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "private" in answer.headers["Cache-Control"]
    assert "public" not in answer.headers["Cache-Control"]
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    assert answer.data.startswith(b"\xff\xd8\xff")


@pytest.mark.parametrize(
    ("wanted", "start", "end"),
    [("bytes=0-9", 0, 10), ("bytes=10-", 10, None), ("bytes=-5", -5, None), ("bytes=0-999999", 0, None), ("bytes=7-7", 7, 8)],
)
def test_a_part_of_a_film_comes_alone(owner, given, wanted, start, end):
    whole = asked(owner, given[1]).data

    answer = asked(owner, given[1], Range=wanted)

    assert answer.status_code in {206, 200}
    assert answer.data == whole[start:end]
    assert answer.headers["Accept-Ranges"] == "bytes"
    if answer.status_code == 206:
        first = len(whole) + start if start < 0 else start
        assert answer.headers["Content-Range"] == f"bytes {first}-{first + len(answer.data) - 1}/{len(whole)}"


def test_a_part_behind_the_end_is_416(owner, given):
    answer = asked(owner, given[1], Range="bytes=999999-")

    assert answer.status_code == 416


def test_several_parts_and_other_units_are_answered_with_everything(owner, given):
    whole = asked(owner, given[1]).data

    for wanted in ("bytes=0-1,5-6", "pages=1-2", "kacau", "bytes=9-3"):
        answer = asked(owner, given[1], Range=wanted)
        assert (answer.status_code, answer.data) == (200, whole), wanted


def test_a_part_of_something_else_is_answered_with_everything(owner, given):
    tag = asked(owner, given[1]).headers["ETag"]

    assert asked(owner, given[1], Range="bytes=0-9", If_Range=tag).status_code == 206
    assert asked(owner, given[1], Range="bytes=0-9", If_Range='"lain"').status_code == 200
    assert asked(owner, given[1], Range="bytes=0-9", If_Range="Tue, 24 Nov 2026 05:00:00 GMT").status_code == 200


def test_the_head_alone_tells_size_and_kind(owner, given):
    whole = asked(owner, given[1])
    answer = asked(owner, given[1], method="HEAD")

    assert answer.status_code == 200
    assert answer.data == b""
    assert answer.headers["Content-Length"] == whole.headers["Content-Length"]
    assert asked(owner, given[1], method="HEAD", Range="bytes=0-9").status_code == 206


def test_what_the_browser_has_is_not_sent_again(owner, given):
    tag = asked(owner, given[0]).headers["ETag"]

    answer = asked(owner, given[0], If_None_Match=tag)

    assert answer.status_code == 304
    assert answer.data == b""


def test_a_file_missing_from_the_storage_is_404(owner, given):
    storage().erase([name_of(given[0].rpartition("/")[2])])

    owner.get(given[0], status=404)


def an_assessor_of(kelurahan):
    person = a_person("Penilai Kelurahan")
    db.session.add(RoleGrant(person_id=person.id, role=Role.ASSESSOR, kelurahan_id=kelurahan.id, starts_on=now().date()))
    db.session.flush()
    return person


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("the person", 200),
        ("a mentor beside them", 200),
        ("another mentor of the kelurahan", 404),
        ("the coordinator", 200),
        ("an assessor of the city", 200),
        ("an assessor of the kelurahan", 200),
        ("an assessor of another kelurahan", 404),
        ("another member", 404),
        ("a mentor of another kelurahan", 404),
        ("a coordinator of another kelurahan", 404),
        ("the agency", 404),
        ("nobody", 303),
    ],
)
def test_who_may_see_the_work(visit, member, given, magelang, wates, cacaban, who, status):
    people = {
        "the person": lambda: member,
        "a mentor beside them": lambda: a_mentor(wates, beside=member),
        "another mentor of the kelurahan": lambda: a_mentor(wates),
        "the coordinator": lambda: a_coordinator(wates),
        "an assessor of the city": lambda: an_assessor(magelang),
        "an assessor of the kelurahan": lambda: an_assessor_of(wates),
        "an assessor of another kelurahan": lambda: an_assessor_of(cacaban),
        "another member": lambda: an_officer(wates, "Slamet Riyadi"),
        "a mentor of another kelurahan": lambda: a_mentor(cacaban),
        "a coordinator of another kelurahan": lambda: a_coordinator(cacaban),
        "the agency": lambda: an_agency_officer(magelang),
        "nobody": lambda: None,
    }
    visitor = visit(people[who]())

    assert visitor.status_of("GET", given[0]) == status
    work_id = db.session.scalars(select(Version.work_id)).first()
    shown = visitor.status_of("GET", f"/tugas/{work_id}")
    assert shown == (303 if who in {"the person", "nobody"} else status)


def test_what_was_taken_back_is_the_persons_alone(visit, owner, given, wates, magelang):
    take_back(owner.get(PAGE))

    assert asked(owner, given[0]).status_code == 200
    for other in (a_coordinator(wates), an_assessor(magelang)):
        visit(other).get(given[0], status=404)
        visit(other).get(f"/tugas/{db.session.scalars(select(Version.work_id)).first()}", status=404)


def test_a_file_of_a_draft_is_the_persons_alone(visit, owner, wates, magelang):
    owner.get(PAGE).submit("Kirim tugas", status=422, photos=(BytesIO(a_photo()), "f.jpg"))
    path = f"/berkas/{db.session.scalars(select(Attachment.id)).one()}"

    assert asked(owner, path).status_code == 200
    for other in (a_coordinator(wates), an_assessor(magelang), a_mentor(wates)):
        visit(other).get(path, status=404)


def test_an_assessor_finds_the_way_from_the_work_to_its_sheet(visit, given, magelang):
    version = db.session.scalars(select(Version)).one()
    page = visit(an_assessor(magelang)).get(f"/tugas/{version.work_id}")

    assert page.links()["Nilai tugas ini"] == f"/antrean/{version.id}"
    assert "Komentar" not in page.text


def test_a_storage_that_does_not_answer_is_said_and_no_bug_of_ours(owner, given, monkeypatch, caplog):
    with monkeypatch.context() as broken:
        broken.setattr(storage(), "folder", Path(__file__))
        page = owner.get(given[0], status=503)

    assert "Coba lagi beberapa menit lagi" in page.text
    assert [record.levelname for record in caplog.records if record.levelname != "INFO"] == ["WARNING"]
    assert asked(owner, given[0]).status_code == 200
