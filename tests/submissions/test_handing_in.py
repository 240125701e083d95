"""Handing in a task: what is said before, what is kept, versions, taking back."""

import pytest

from lms.clock import now
from lms.files.storage import storage
from lms.submissions.actions.uploads import name_of
from lms.submissions.models import FileKind, PeopleShown
from tests.factories.files import JAKARTA, a_film, a_photo, a_photo_that_tells
from tests.factories.handing_in import DONE, FINAL, FIRST, LINK, REMOVE, attachments, film, photo, values_of, versions
from tests.factories.packs import publish_lessons
from tests.factories.people import an_officer
from tests.factories.submissions import TEXT, handed_in, judged


def test_the_page_says_before_what_is_asked_and_what_may_be_sent(vlog, visit, member):
    page = visit(member).get(FIRST)

    assert page.heading == vlog.lessons[0].title
    assert "Paling banyak 3 foto, masing-masing paling besar 8 MB" in page.text
    assert "paling besar 100 MB" in page.text
    assert vlog.lessons[0].task["prompt"] in page.text
    names = {item.get("name") for item in page.form("Kirim tugas").iter("input")}
    assert {"photos", "video", "people", "people_note"} <= names
    assert "link" in names, "a film that is too large comes as a link"


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


def test_nothing_at_all_is_refused_with_everything_that_is_wrong(vlog, visit, member):
    page = visit(member).get(FINAL).submit("Kirim tugas", status=422)

    assert "Belum ada yang dikirim" in page.alert
    assert "Pilih siapa yang tampak" in page.alert, "nobody has to press twice to hear it"
    assert not versions()


def test_what_is_wrong_stands_first_on_the_page_and_leads_to_the_fields(vlog, visit, member):
    page = visit(member).get(FIRST).submit("Kirim tugas", status=422)

    order = [item for item in page.all() if item.tag == "h1" or item.get("role") == "alert" or item.get("class") == "card"]
    assert [item.tag for item in order[:2]] == ["h1", "div"]
    assert order[1].get("role") == "alert"
    assert order[1].get("tabindex") == "-1"
    links = [item.get("href") for item in order[1].iter("a")]
    assert links == ["#photos", "#people-0"]
    assert {"photos", "people-0"} <= {item.get("id") for item in page.all("input")}


def test_words_alone_need_no_word_on_who_can_be_seen(vlog, visit, member):
    page = visit(member).get(FINAL).submit("Kirim tugas", words="Kabar taman baru.").follow()

    assert DONE in page.status_message
    assert versions()[0].people is PeopleShown.NOBODY
    assert "Tidak ada orang yang bisa dikenali." not in page.text


def test_a_film_that_is_too_large_comes_as_a_link(vlog, visit, member):
    for lesson in ("siapkan-hp-anda", "pegang-mantap-dekati-objek", "suara-jelas-cahaya-cukup", "izin-anak-dan-musik"):
        page = visit(member).get(f"/tugas/vlog/{lesson}")

        assert "lalu tempel tautannya" in page.text
        assert DONE in page.submit("Kirim tugas", link=LINK, people="nobody").follow().status_message


def test_a_new_version_begins_with_the_words_and_the_link_of_the_last(vlog, visit, member, final):
    visitor = visit(member)
    visitor.get(FINAL).submit("Kirim tugas", link=LINK, words="Kabar pertama.", people="nobody")

    page = visitor.get(FINAL)

    assert "Isi versi sebelumnya sudah tertulis" in page.text
    page.submit("Kirim tugas", words="Kabar pertama, diperbaiki.", people="nobody")
    assert [(version.link, version.text) for version in versions()] == [
        (LINK, "Kabar pertama."),
        (LINK, "Kabar pertama, diperbaiki."),
    ]


def test_files_have_to_be_chosen_anew_and_the_page_says_so(vlog, visit, member):
    handed_in(member, vlog.lessons[0], text=None)

    assert "Foto dan video perlu dipilih lagi" in visit(member).get(FIRST).text


def test_one_promise_says_who_sees_the_work_wherever_it_is_said(vlog, visit, member, final):
    promise = "hanya dilihat pembuatnya, pendamping dan koordinator KIM di kelurahannya, serta penilai."
    handed_in(member, final)
    visitor = visit(member)

    assert visitor.get(FINAL).text.count(promise) == 2, "at the form, and at the comments"
    assert visitor.get("/privasi").text.count(promise) == 1


def test_doing_better_begins_empty(vlog, visit, member, final):
    judged(handed_in(member, final))

    page = visit(member).get(FINAL)

    assert "Isi versi sebelumnya" not in page.text
    assert TEXT not in "".join("".join(item.itertext()) for item in page.all("textarea"))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"link": "halo"}, "bukan tautan"),
        ({"link": "192.168.1.1/video"}, "hanya bisa dibuka di satu tempat"),
        ({"link": "http://localhost/"}, "hanya bisa dibuka di satu tempat"),
        ({"link": "https://youtu.be/"}, "baru sampai halaman depan"),
        ({"link": "https://video.example/a https://video.example/b"}, "satu tautan saja"),
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
    assert answer.html.count("dibuka untuk orang lain") == 1
    assert not versions()
    assert next(item.get("value") for item in answer.all("input") if item.get("name") == "link") == LINK


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
