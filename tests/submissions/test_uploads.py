"""Files in pieces: a broken line goes on where it stopped, and what does not fit is refused in words."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from lms.clock import now
from lms.db import db
from lms.files.storage import storage
from lms.submissions.actions import uploads
from lms.submissions.actions.uploads import name_of
from lms.submissions.models import Attachment, FileKind, Upload
from lms.submissions.rules.evidence import MOST_KEPT, PIECE
from tests.factories.files import JAKARTA, a_film, a_photo
from tests.factories.people import an_officer
from tests.factories.submissions import an_attachment, handed_in

PAGE = "/tugas/vlog/siapkan-hp-anda"
BEGIN = "/unggah/baru/vlog/siapkan-hp-anda"


class Sender:
    """What the script of the page does, one request after another."""

    def __init__(self, visitor):
        self.visitor = visitor
        fields = {item.get("name"): item.get("value", "") for item in visitor.get(PAGE).form("Kirim tugas").iter("input")}
        self.token, self.whom = fields["csrf_token"], fields["untuk"]

    def begin(self, size, kind="video", *, status=201, path=BEGIN, **more):
        data = {"csrf_token": self.token, "untuk": self.whom, "jenis": kind, "ukuran": str(size)} | more
        return self.visitor.post(path, data, status=status).response.json

    def piece(self, upload_id, content, offset=0, *, status=200):
        return self.visitor._send(
            "POST",
            f"/unggah/{upload_id}/{offset}",
            status,
            data=BytesIO(content),
            headers={"X-CSRFToken": self.token},
            content_type="application/octet-stream",
        ).response.json

    def where(self, upload_id, *, status=200):
        return self.visitor.get(f"/unggah/{upload_id}", status=status).response.json

    def finish(self, upload_id, *, status=200):
        return self.visitor.post(f"/unggah/{upload_id}/selesai", {"csrf_token": self.token}, status=status).response.json

    def send(self, content, kind="video", *, status=200):
        upload_id = self.begin(len(content), kind)["id"]
        for offset in range(0, len(content), PIECE):
            self.piece(upload_id, content[offset : offset + PIECE], offset)
        return upload_id, self.finish(upload_id, status=status)


@pytest.fixture
def member(vlog, wates):
    return an_officer(wates)


@pytest.fixture
def sender(visit, member):
    return Sender(visit(member))


def attachments():
    db.session.expire_all()
    return db.session.scalars(select(Attachment)).all()


def make_older(by):
    db.session.execute(update(Upload).values(began_at=now() - by))
    db.session.execute(update(Attachment).values(made_at=now() - by))
    db.session.commit()


def incoming(upload_id):
    return storage().names(f"incoming/{upload_id}")


def test_a_film_in_pieces_becomes_part_of_the_draft(sender):
    film = a_film(mdat=bytes(range(256)) * 2500)

    upload_id, answer = sender.send(film)

    (made,) = attachments()
    assert answer["id"] == str(made.id)
    assert f"/berkas/{made.id}" in answer["html"]
    assert f'name="lampiran" value="{made.id}"' in answer["html"]
    content = b"".join(storage().read(name_of(made.id)))
    assert len(content) == len(film) == made.size
    assert JAKARTA not in content
    assert not incoming(upload_id), "the pieces are gone"


def test_what_came_in_pieces_is_handed_in_with_the_form(sender, vlog):
    _upload_id, answer = sender.send(a_photo(), "photo")

    page = sender.visitor.get(PAGE).submit("Kirim tugas", people="nobody").follow()

    assert "Tugas terkirim" in page.status_message
    assert str(attachments()[0].id) == answer["id"]
    assert attachments()[0].version_id is not None


def test_a_broken_line_goes_on_where_it_stopped(sender):
    film = a_film(mdat=bytes(PIECE * 2))
    upload_id = sender.begin(len(film))["id"]
    sender.piece(upload_id, film[:PIECE])

    assert sender.where(upload_id) == {"id": upload_id, "offset": PIECE, "size": len(film), "piece": PIECE}
    again = sender.piece(upload_id, film[:PIECE], status=409)  # it had arrived, only the answer had not
    assert again["offset"] == PIECE
    for offset in range(PIECE, len(film), PIECE):
        sender.piece(upload_id, film[offset : offset + PIECE], offset)

    assert sender.finish(upload_id)["id"] == str(attachments()[0].id)


def test_finishing_twice_is_the_same_as_once(sender):
    upload_id, answer = sender.send(a_photo(), "photo")

    assert sender.finish(upload_id) == answer
    assert len(attachments()) == 1
    assert sender.piece(upload_id, b"x", 0, status=409)["message"]


def test_a_file_that_is_not_whole_cannot_be_finished(sender):
    film = a_film(mdat=bytes(PIECE))
    upload_id = sender.begin(len(film))["id"]
    sender.piece(upload_id, film[:PIECE])

    answer = sender.finish(upload_id, status=409)

    assert answer["offset"] == PIECE
    assert not attachments()


@pytest.mark.parametrize(
    ("offset", "length", "status", "said"),
    [
        (PIECE, PIECE, 409, "dilanjutkan dari bagian terakhir"),
        (0, 100, 422, "tidak utuh"),
        (0, PIECE + 1, 422, "tidak utuh"),
        (0, 0, 422, "tidak utuh"),
    ],
)
def test_a_piece_that_does_not_fit_is_refused(sender, offset, length, status, said):
    upload_id = sender.begin(PIECE * 3)["id"]

    answer = sender.piece(upload_id, bytes(length), offset, status=status)

    assert said in answer["message"]
    assert sender.where(upload_id)["offset"] == 0


def test_more_than_was_announced_is_refused(sender):
    upload_id = sender.begin(100)["id"]

    assert "berbeda dari yang diumumkan" in sender.piece(upload_id, bytes(101), status=422)["message"]


@pytest.mark.parametrize(
    ("kind", "size", "said"),
    [
        ("photo", 8 * 1024 * 1024 + 1, "lebih dari 8 MB"),
        ("video", 100 * 1024 * 1024 + 1, "lebih dari 100 MB"),
        ("video", 0, "kosong"),
    ],
)
def test_what_is_too_large_is_refused_before_a_byte_is_sent(sender, kind, size, said):
    assert said in sender.begin(size, kind, status=422)["message"]


@pytest.mark.parametrize(("kind", "size"), [("svg", "10"), ("video", "-1"), ("video", "banyak"), ("video", "9" * 13)])
def test_an_announcement_that_no_page_makes_is_refused(sender, kind, size):
    sender.visitor.post(BEGIN, {"csrf_token": sender.token, "untuk": sender.whom, "jenis": kind, "ukuran": size}, status=400)


def test_a_task_that_takes_no_files_gets_none(sender):
    said = sender.begin(100, status=422, path="/unggah/baru/vlog/tugas-akhir-kabar-kelurahanku")

    assert "tidak meminta berkas" in said["message"]


def test_a_page_opened_for_somebody_else_sends_nothing(sender):
    assert "orang lain" in sender.begin(100, status=422, untuk="999")["message"]


def test_too_many_at_the_same_time_are_refused(sender):
    for _turn in range(4):
        sender.begin(100)

    assert "Tunggu satu selesai" in sender.begin(100, status=422)["message"]


def test_those_given_up_an_hour_ago_do_not_count(sender):
    for _turn in range(4):
        sender.begin(100)
    make_older(timedelta(hours=2))

    sender.begin(100)


def test_a_fourth_photo_is_refused_before_it_is_sent(sender):
    for _turn in range(3):
        sender.send(a_photo(), "photo")

    assert "Sudah ada 3 foto" in sender.begin(100, "photo", status=422)["message"]


def test_of_two_films_sent_at_once_the_second_is_refused_and_erased(sender):
    film = a_film()
    one, two = sender.begin(len(film))["id"], sender.begin(len(film))["id"]
    for upload_id in (one, two):
        sender.piece(upload_id, film)
    sender.finish(one)

    answer = sender.finish(two, status=422)

    assert "Sudah ada 1 video" in answer["message"]
    assert len(attachments()) == 1
    assert not incoming(two)
    sender.where(two, status=404)


@pytest.mark.parametrize(
    ("content", "kind", "said"),
    [(a_film()[:-9], "video", "terpotong"), (b"<svg/>", "photo", "bukan foto"), (a_photo(), "video", "Ini foto")],
)
def test_a_file_that_turns_out_unfit_is_refused_and_erased(sender, content, kind, said):
    upload_id, answer = sender.send(content, kind, status=422)

    assert said in answer["message"]
    assert not attachments()
    assert not incoming(upload_id)
    sender.where(upload_id, status=404)


def test_a_piece_that_vanished_is_said_so(sender):
    film = a_film(mdat=bytes(PIECE))
    upload_id = sender.begin(len(film))["id"]
    sender.piece(upload_id, film[:PIECE])
    sender.piece(upload_id, film[PIECE:], PIECE)
    storage().erase([f"incoming/{upload_id}/0"])

    assert "hilang di jalan" in sender.finish(upload_id, status=422)["message"]


def test_a_storage_that_does_not_answer_loses_nothing(sender, app, monkeypatch):
    upload_id = sender.begin(10)["id"]
    with monkeypatch.context() as broken:
        broken.setattr(storage(), "folder", Path(__file__))
        answer = sender.piece(upload_id, bytes(10), status=503)

    assert "Coba lagi" in answer["message"]
    sender.piece(upload_id, bytes(10))


def test_somebody_elses_upload_does_not_exist(sender, visit, wates):
    upload_id = sender.begin(10)["id"]
    other = Sender(visit(an_officer(wates, "Slamet Riyadi")))

    other.where(upload_id, status=404)
    other.piece(upload_id, bytes(10), status=404)
    other.finish(upload_id, status=404)
    other.where(uuid4(), status=404)
    sender.piece(upload_id, bytes(10))


def test_a_piece_without_the_token_is_refused(sender):
    upload_id = sender.begin(10)["id"]
    sender.token = "lain"

    sender.visitor._send("POST", f"/unggah/{upload_id}/0", 400, data=BytesIO(bytes(10)), content_type="application/octet-stream")


def test_tidying_erases_what_nobody_handed_in_for_two_days(app, sender, visit):
    old_upload = sender.begin(PIECE * 2)["id"]
    sender.piece(old_upload, bytes(PIECE))
    _upload_id, old_file = sender.send(a_photo(), "photo")
    make_older(timedelta(days=2, minutes=1))
    young_upload = sender.begin(PIECE * 2)["id"]
    _upload_id, young_file = sender.send(a_photo(), "photo")

    said = app.test_cli_runner().invoke(args=["submissions", "tidy"])

    assert said.output == "2 uploads, 1 files and 0 strays erased.\n"
    assert [str(item.id) for item in attachments()] == [young_file["id"]]
    assert not incoming(old_upload)
    assert name_of(old_file["id"]) not in storage().names("attachments")
    sender.where(young_upload)
    assert app.test_cli_runner().invoke(args=["submissions", "tidy"]).output == "0 uploads, 0 files and 0 strays erased.\n"


def test_tidying_leaves_what_was_handed_in(app, sender):
    sender.send(a_photo(), "photo")
    sender.visitor.get(PAGE).submit("Kirim tugas", people="nobody")
    make_older(timedelta(days=9))

    app.test_cli_runner().invoke(args=["submissions", "tidy"])

    assert name_of(attachments()[0].id) in storage().names("attachments")


def test_the_same_end_that_was_faster_elsewhere_is_an_answer_not_a_fault(sender, monkeypatch):
    film = a_film(mdat=bytes(PIECE))
    upload_id = sender.begin(len(film))["id"]
    for offset in range(0, len(film), PIECE):
        sender.piece(upload_id, film[offset : offset + PIECE], offset)
    together, faster = uploads.put_together, []

    def slow(*args, **kwargs):
        if not faster:
            faster.append(None)
            faster[0] = sender.finish(upload_id)
        return together(*args, **kwargs)

    monkeypatch.setattr(uploads, "put_together", slow)

    assert sender.finish(upload_id) == faster[0]
    assert len(attachments()) == 1


def test_of_two_ends_that_both_made_a_file_one_file_stays(sender, monkeypatch):
    content = a_photo()
    upload_id = sender.begin(len(content), "photo")["id"]
    sender.piece(upload_id, content)
    before = set(storage().names("attachments"))
    together, faster = uploads.put_together, []

    def slow(*args, **kwargs):
        kept = together(*args, **kwargs)
        if not faster:
            faster.append(None)
            faster[0] = sender.finish(upload_id)
        return kept

    monkeypatch.setattr(uploads, "put_together", slow)

    assert sender.finish(upload_id) == faster[0]
    assert set(storage().names("attachments")) - before == {name_of(attachments()[0].id)}


def test_a_file_taken_out_while_its_end_comes_again_is_said_in_words(sender, monkeypatch):
    content = a_photo()
    upload_id = sender.begin(len(content), "photo")["id"]
    sender.piece(upload_id, content)
    together, once = uploads.put_together, []

    def slow(*args, **kwargs):
        kept = together(*args, **kwargs)
        if not once:
            once.append(1)
            made = sender.finish(upload_id)["id"]
            sender.visitor.post(f"{PAGE}/buang", {"csrf_token": sender.token, "untuk": sender.whom, "buang": made})
        return kept

    monkeypatch.setattr(uploads, "put_together", slow)

    assert "sudah dibuang" in sender.finish(upload_id, status=422)["message"]
    assert not attachments()


def test_a_photo_can_be_swapped_after_three(sender):
    made = [sender.send(a_photo(), "photo")[1]["id"] for _turn in range(3)]
    sender.begin(100, "photo", status=422)

    sender.visitor.post(f"{PAGE}/buang", {"csrf_token": sender.token, "untuk": sender.whom, "buang": made[0]})

    sender.begin(100, "photo")


def test_one_person_fills_the_storage_only_so_far(sender, member, vlog):
    an_attachment(handed_in(member, vlog.lessons[-1]), FileKind.VIDEO).size = MOST_KEPT - 1000
    upload_id = sender.begin(900, "photo")["id"]
    sender.piece(upload_id, bytes(900))

    assert "paling banyak 500 MB" in sender.begin(200, "photo", status=422)["message"]
    page = sender.visitor.get(PAGE).submit("Kirim tugas", status=422, people="nobody", photos=(BytesIO(a_photo()), "f.jpg"))
    assert "paling banyak 500 MB" in page.alert
    assert not [item for item in attachments() if item.version_id is None]
