"""Handing in a task: what is said before, what is kept, versions, taking back."""

from io import BytesIO

import pytest
from sqlalchemy import select

from lms.clock import now
from lms.db import db
from lms.files.storage import storage
from lms.submissions.actions.uploads import name_of
from lms.submissions.models import Attachment, FileKind, PeopleShown, Version
from tests.factories.files import JAKARTA, a_film, a_photo, a_photo_that_tells
from tests.factories.packs import publish_lessons
from tests.factories.people import an_officer
from tests.factories.submissions import TEXT, handed_in, judged

FINAL = "/tugas/vlog/tugas-akhir-kabar-kelurahanku"
FIRST = "/tugas/vlog/siapkan-hp-anda"
REMOVE = "/tugas/vlog/siapkan-hp-anda/buang"
LINK = "https://video.example/abc123"
DONE = "Tugas terkirim"


@pytest.fixture
def member(wates):
    return an_officer(wates)


@pytest.fixture
def final(vlog):
    return vlog.lessons[-1]


def photo(name="foto.jpg", content=None):
    return (BytesIO(a_photo() if content is None else content), name)


def film(content=None, name="film.mp4"):
    return (BytesIO(a_film() if content is None else content), name)


def versions():
    db.session.expire_all()
    return db.session.scalars(select(Version).order_by(Version.work_id, Version.number)).all()


def attachments():
    db.session.expire_all()
    return db.session.scalars(select(Attachment).order_by(Attachment.made_at, Attachment.position)).all()


def test_the_page_says_before_what_is_asked_and_what_may_be_sent(vlog, visit, member):
    page = visit(member).get(FIRST)

    assert page.heading == vlog.lessons[0].title
    assert "Paling banyak 3 foto, masing-masing paling besar 8 MB" in page.text
    assert "paling besar 100 MB" in page.text
    assert vlog.lessons[0].task["prompt"] in page.text
    names = {item.get("name") for item in page.form("Kirim tugas").iter("input")}
    assert {"photos", "video", "people", "people_note"} <= names
    assert "link" not in names, "this task takes none"


def test_a_final_task_shows_its_rubric_folded(vlog, visit, member, final):
    page = visit(member).get(FINAL)

    folded = next(item for item in page.all("details") if "Cara menilainya" in "".join(item.itertext()))
    assert "open" not in folded.attrib
    assert final.task["criteria"][0]["levels"][3] in "".join(folded.itertext())


def test_a_link_and_a_text_are_handed_in_and_wait(vlog, visit, member, final):
    page = visit(member).get(FINAL).submit("Kirim tugas", link=LINK, words=TEXT, people="adults", people_note="Bu Tini").follow()

    assert DONE in page.status_message
    assert "Versi 1: Menunggu penilaian" in page.text
    (version,) = versions()
    assert (version.number, version.link, version.text, version.people_note) == (1, LINK, TEXT, "Bu Tini")
    assert version.people is PeopleShown.ADULTS
    assert version.revision_id == final.revision_id
    assert version.waiting_since == version.handed_in_at
    assert version.helper_id is None


def test_photos_and_a_film_are_made_safe_and_handed_in_without_script(vlog, visit, member):
    visitor = visit(member)
    sent = visitor.get(FIRST).submit(
        "Kirim tugas",
        photos=[photo(content=a_photo_that_tells()), photo("../../etc/passwd"), photo("<script>.svg.jpg", a_photo(kind="PNG"))],
        video=film(),
        people="nobody",
    )

    page = sent.follow()
    assert DONE in page.status_message
    kinds = [item.kind for item in attachments()]
    assert kinds == [FileKind.PHOTO] * 3 + [FileKind.VIDEO]
    for item in attachments():
        content = b"".join(storage().read(name_of(item.id)))
        assert len(content) == item.size
        assert b"ahasia" not in content
        assert JAKARTA not in content
        assert item.version_id is not None
    assert "passwd" not in page.html
    assert len(page.all("img")) == 3


def test_pressing_twice_hands_in_once(vlog, visit, member):
    page = visit(member).get(FIRST)
    fields = {"people": "nobody"}

    page.submit("Kirim tugas", photos=photo(), **fields)
    again = page.submit("Kirim tugas", photos=photo(), **fields).follow()

    assert len(versions()) == 1
    assert len(attachments()) == 1, "the second photo is not left lying about"
    assert "Versi 1" in again.text


def test_other_words_from_the_same_page_are_a_version_of_their_own(vlog, visit, member):
    page = visit(member).get(FINAL)
    page.submit("Kirim tugas", words="pertama", people="nobody")

    again = page.submit("Kirim tugas", words="kedua, lebih panjang", people="nobody").follow()

    assert DONE in again.status_message
    assert [version.text for version in versions()] == ["pertama", "kedua, lebih panjang"]


@pytest.mark.parametrize("words", ["pertama", "kedua"])
def test_what_is_sent_again_after_it_was_taken_back_is_handed_in(vlog, visit, member, words):
    page = visit(member).get(FINAL)
    page.submit("Kirim tugas", words="pertama", people="nobody").follow().submit("Tarik kiriman ini")

    again = page.submit("Kirim tugas", words=words, people="nobody").follow()
    page.submit("Kirim tugas", words=words, people="nobody")

    assert DONE in again.status_message
    assert [version.waiting_since is not None for version in versions()] == [False, True]


def test_another_photo_from_the_same_page_is_a_version_of_its_own(vlog, visit, member):
    page = visit(member).get(FIRST)
    page.submit("Kirim tugas", photos=photo(), people="nobody")

    page.submit("Kirim tugas", photos=photo(content=a_photo(colour="red")), people="nobody")

    assert len(versions()) == len(attachments()) == 2


def test_two_pages_open_at_once_become_two_versions(vlog, visit, member):
    visitor = visit(member)
    one, two = visitor.get(FINAL), visitor.get(FINAL)

    one.submit("Kirim tugas", link=LINK, people="nobody")
    page = two.submit("Kirim tugas", link="https://video.example/lain", people="nobody").follow()

    first, second = versions()
    assert (first.number, second.number) == (1, 2)
    assert first.waiting_since is None
    assert second.waiting_since is not None
    assert "Versi 1: Diganti versi yang lebih baru" in page.text
    assert first.link == LINK


def test_a_bad_form_keeps_the_words_and_the_files_that_were_fine(vlog, visit, member):
    visitor = visit(member)
    page = visitor.get(FIRST).submit(
        "Kirim tugas", status=422, photos=[photo(), photo(content=b"<svg/>")], people="adults", people_note=""
    )

    assert "bukan foto atau video" in page.alert
    assert "Sebutkan siapa" in page.alert
    assert not versions()
    (kept,) = attachments()
    assert str(kept.id) in page.html
    assert page.all("img")[0].get("src") == f"/berkas/{kept.id}"

    done = page.submit("Kirim tugas", people_note="Bu Tini").follow()

    assert DONE in done.status_message
    assert attachments()[0].version_id == versions()[0].id


def test_a_file_that_was_kept_can_be_taken_out_again(vlog, visit, member):
    visitor = visit(member)
    visitor.get(FIRST).submit("Kirim tugas", status=422, photos=[photo(), photo()])
    gone, stays = [item.id for item in attachments()]

    back = visitor.post(REMOVE, values_of(visitor.get(FIRST)) | {"buang": str(gone)})

    assert back.location == FIRST
    assert [item.id for item in attachments()] == [stays]
    assert name_of(gone) not in storage().names("attachments")
    assert name_of(stays) in storage().names("attachments")


def test_a_draft_shows_on_the_next_visit_and_only_to_its_owner(vlog, visit, member, wates):
    visitor = visit(member)
    visitor.get(FIRST).submit("Kirim tugas", status=422, photos=photo())
    (kept,) = attachments()

    assert str(kept.id) in visitor.get(FIRST).html
    other = visit(an_officer(wates, "Slamet Riyadi"))
    assert str(kept.id) not in other.get(FIRST).html
    other.get(f"/berkas/{kept.id}", status=404)


def test_somebody_elses_file_cannot_be_handed_in_or_taken_out(vlog, visit, member, wates):
    visit(member).get(FIRST).submit("Kirim tugas", status=422, photos=photo())
    (foreign,) = attachments()
    page = visit(an_officer(wates, "Slamet Riyadi")).get(FIRST)

    answer = page.visitor.post(FIRST, values_of(page) | {"people": "nobody", "lampiran": str(foreign.id)}, status=422)
    page.visitor.post(REMOVE, values_of(page) | {"buang": str(foreign.id)})
    page.visitor.post(REMOVE, values_of(page) | {"buang": str(foreign.id), "untuk": str(member.id)})

    assert "Ada berkas yang sudah tidak ada" in answer.alert
    assert not versions()
    assert attachments()[0].version_id is None


def values_of(page):
    return {
        item.get("name"): item.get("value", "") for item in page.form("Kirim tugas").iter("input") if item.get("type") == "hidden"
    }


def test_nothing_at_all_is_refused_in_words(vlog, visit, member):
    page = visit(member).get(FINAL).submit("Kirim tugas", status=422, people="nobody")

    assert "Belum ada yang dikirim" in page.alert
    assert not versions()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"link": "halo"}, "bukan tautan"),
        ({"link": "192.168.1.1/video"}, "hanya bisa dibuka di satu tempat"),
        ({"link": "http://localhost/"}, "hanya bisa dibuka di satu tempat"),
        ({"link": "https:" + "//saya:sandi@youtube.com/"}, "nama akun"),
        ({"words": "a" * 5001}, "terlalu panjang. Paling banyak 5000"),
        ({"link": LINK, "people": "semua"}, "Pilih siapa yang tampak"),
        ({"link": LINK, "people": "children", "people_note": ""}, "Sebutkan siapa"),
        ({"link": LINK, "people": "adults", "people_note": "a" * 201}, "terlalu panjang"),
    ],
)
def test_what_is_not_in_order_is_said_and_nothing_is_handed_in(vlog, visit, member, fields, said):
    page = visit(member).get(FINAL).submit("Kirim tugas", status=422, **{"people": "nobody"} | fields)

    assert said in page.alert
    assert not versions()
    typed = {item.get("name"): item.get("value") for item in page.all("input")}
    assert typed["link"].endswith(fields.get("link", ""))


def test_four_photos_are_three_and_a_sentence(vlog, visit, member):
    page = visit(member).get(FIRST).submit("Kirim tugas", status=422, photos=[photo() for _ in range(4)], people="nobody")

    assert "Paling banyak 3 foto" in page.alert
    assert len(attachments()) == 3


def test_more_photos_than_there_is_room_for_are_refused(vlog, visit, member):
    visitor = visit(member)
    visitor.get(FIRST).submit("Kirim tugas", status=422, photos=[photo(), photo()])

    page = visitor.get(FIRST).submit("Kirim tugas", status=422, photos=[photo(), photo()], people="nobody")

    assert "Sudah ada 3 foto" in page.alert
    assert len(attachments()) == 2
    assert len(storage().names("attachments")) >= 2


def test_a_form_that_is_too_large_says_what_to_do(vlog, visit, member, monkeypatch):
    monkeypatch.setattr("lms.submissions.views.handing_in.MOST_BYTES", 50_000)
    visitor = visit(member)
    page = visitor.get(FIRST)

    answer = page.submit("Kirim tugas", status=413, video=film(a_film(mdat=bytes(60_000))), people="nobody")

    assert answer.heading == "Kirimannya terlalu besar"
    assert "YouTube" in answer.text
    assert answer.links()["Kembali ke tugas"] == FIRST


def test_only_this_form_takes_large_files_and_only_from_those_who_signed_in(app, vlog, visit, member, monkeypatch):
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 50_000)
    visitor = visit(member)

    sent = visitor.get(FIRST).submit("Kirim tugas", people="nobody", video=film(a_film(mdat=bytes(60_000))))

    assert DONE in sent.follow().status_message
    assert visitor.status_of("POST", "/kursus/vlog/siapkan-hp-anda/tanya", data={"video": film(bytes(60_000))}) == 413
    assert visit().status_of("POST", FIRST, data={"video": film(bytes(60_000))}) == 413


def test_a_page_opened_for_somebody_else_is_refused(vlog, visit, member):
    page = visit(member).get(FINAL)

    answer = page.submit("Kirim tugas", status=422, untuk="12345", link=LINK, people="nobody")

    assert "dibuka untuk orang lain" in answer.alert
    assert not versions()
    assert next(item.get("value") for item in answer.all("input") if item.get("name") == "link") == LINK


def test_a_version_that_waits_can_be_taken_back(vlog, visit, member, final):
    handed_in(member, final)

    page = visit(member).get(FINAL).submit("Tarik kiriman ini").follow()

    assert "Kiriman ditarik" in page.status_message
    assert "Versi 1: Ditarik" in page.text
    (version,) = versions()
    assert version.withdrawn_at is not None
    assert version.waiting_since is None


def test_what_is_judged_meanwhile_cannot_be_taken_back(vlog, visit, member, final):
    version = handed_in(member, final)
    page = visit(member).get(FINAL)
    judged(version)

    answer = page.submit("Tarik kiriman ini").follow()

    assert "sudah tidak menunggu" in answer.status_message
    assert versions()[0].withdrawn_at is None


def test_somebody_elses_version_cannot_be_taken_back(vlog, visit, member, final, wates):
    theirs = handed_in(an_officer(wates, "Slamet Riyadi"), final)
    handed_in(member, final)
    page = visit(member).get(FINAL)

    page.submit("Tarik kiriman ini", versi=str(theirs.id))
    page.submit("Tarik kiriman ini", untuk=str(theirs.work.person_id))

    assert all(version.withdrawn_at is None for version in versions())


def test_taking_back_needs_to_say_what(vlog, visit, member):
    visitor = visit(member)
    token = values_of(visitor.get(FINAL))["csrf_token"]

    visitor.post("/tugas/vlog/tugas-akhir-kabar-kelurahanku/tarik", {"csrf_token": token, "versi": "satu"}, status=400)


def test_work_that_passed_without_a_rubric_is_not_handed_in_again(vlog, visit, member):
    page = visit(member).get(FIRST)
    judged(handed_in(member, vlog.lessons[0]), points={})

    answer = page.submit("Kirim tugas", status=422, photos=photo(), people="nobody")

    assert "sudah lulus. Tidak perlu dikirim lagi." in answer.text
    assert len(versions()) == 1
    assert "Kirim versi baru" not in visit(member).get(FIRST).text


def test_a_lesson_that_is_not_open_yet_takes_no_work(vlog, visit, member, tmp_path):
    publish_lessons(tmp_path, at=now(), after={"A2": ["A1"]})
    visit(member).get("/tugas/coba/pelajaran-a2", status=404)  # it has no task
