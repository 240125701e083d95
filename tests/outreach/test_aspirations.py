"""What residents said goes its way: forwarded, answered, brought back; each step once, and nobody is named."""

import pytest
from sqlalchemy import select

from lms.audit.models import Entry
from lms.clock import now
from lms.db import db
from lms.outreach.actions import aspirations as actions
from lms.outreach.models.visits import Aspiration, Channel
from lms.outreach.models.words import Forum
from lms.outreach.rules.aspirations import Stage, edition, stage
from tests.factories.aspirations import an_aspiration, first_rt
from tests.factories.people import a_coordinator, an_agency_officer, an_officer
from tests.pressing import press_together
from tests.visitor import filled_in

pytestmark = pytest.mark.usefixtures("steady_catalog")

OFFICE = "Dinas Pekerjaan Umum"
SENT = {"channel": "agency", "office": OFFICE}


def fresh(row):
    db.session.expire_all()
    return db.session.get_one(type(row), row.id)


def trail():
    return list(db.session.scalars(select(Entry.action).where(Entry.object_kind == "aspiration").order_by(Entry.id)))


@pytest.fixture
def officer(wates):
    return an_officer(wates, "Sri Wahyuni")


@pytest.fixture
def chair(wates):
    return a_coordinator(wates)


@pytest.fixture
def told(wates, officer):
    return an_aspiration(first_rt(wates), officer)


def test_one_wish_goes_the_whole_way_and_comes_back(visit, wates, officer, chair, told):
    slamet, sri = visit(chair), visit(officer)
    listed = slamet.get("/kelurahan/wates/aspirasi")
    assert "1 suara warga menunggu" in listed.text
    assert "10 hari" in listed.text

    page = listed.click("Lampu jalan mati.")
    page = page.submit("Simpan tujuan", reference="ML-2026-77", **SENT).follow()
    assert "Menunggu jawaban" in page.text
    assert f", {OFFICE}" in page.text
    assert "ML-2026-77" in page.text
    assert "Koordinator KIM yang meneruskan" in sri.get(page.path).text
    page = page.submit("Simpan jawaban", words="Lampunya diganti\nhari Senin.").follow()
    assert "Perlu disampaikan kembali ke RT" in page.text
    page = sri.get(page.path).submit("Sudah saya sampaikan", forum="rt_meeting").follow()

    assert "Bu Sri, Rapat RT" in page.text
    assert "<form" not in page.html
    found = fresh(told)
    assert (found.channel, found.answer, stage(found)) == (Channel.AGENCY, "Lampunya diganti\nhari Senin.", Stage.RETURNED)
    assert (found.returned_by_id, found.returned_forum) == (officer.id, Forum.RT_MEETING)
    assert trail() == ["forward", "answer", "bring_back"]
    after = slamet.get("/kelurahan/wates/aspirasi")
    assert "Tidak ada yang menunggu" in after.text
    assert "selesai dalam 10 hari" in after.text


def test_a_step_pressed_twice_is_taken_once(visit, chair, told):
    page = visit(chair).get(f"/aspirasi/{told.id}")
    first = page.submit("Simpan tujuan", **SENT).follow()
    page.submit("Simpan tujuan", **SENT)
    first.submit("Simpan jawaban", words="Diganti.")
    answered = first.submit("Simpan jawaban", words="Diganti.").follow()
    answered.submit("Sudah saya sampaikan", forum="arisan")
    answered.submit("Sudah saya sampaikan", forum="arisan")

    assert trail() == ["forward", "answer", "bring_back"]


def test_of_two_people_at_once_the_second_is_told(app, visit, wates, chair, told, magelang):
    others = visit(chair), visit(an_agency_officer(magelang))
    path = f"/aspirasi/{told.id}"
    presses = [
        (visitor, filled_in(visitor.get(path).form("Simpan tujuan")) | SENT | {"office": f"Dinas {number}"})
        for number, visitor in enumerate(others)
    ]

    assert sorted(press_together(app, f"/aspirasi/{told.id}/teruskan", presses)) == [303, 422]
    assert trail() == ["forward"]
    late = others[1].post(f"{path}/teruskan", presses[1][1] | {"office": "Dinas lain"}, status=422)
    assert "baru saja diteruskan orang lain" in late.alert
    assert "Simpan jawaban" in late.text, "the page shows how far it has come meanwhile"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Pilih satu tujuan."),
        ({"channel": "agency"}, "Tulis nama dinasnya"),
        ({"channel": "surat"}, "Pilih salah satu"),
        ({"channel": "kelurahan", "office": "x" * 121}, "terlalu panjang"),
        ({"channel": "monggo_lapor", "reference": "9" * 61}, "terlalu panjang"),
    ],
)
def test_what_is_missing_is_asked_for_and_nothing_is_lost(visit, chair, told, fields, said):
    page = visit(chair).get(f"/aspirasi/{told.id}").submit("Simpan tujuan", status=422, **fields)

    assert said in page.alert
    assert fields.get("office", "") in page.html
    assert fresh(told).forwarded_at is None


def test_an_empty_or_endless_answer_and_no_occasion_are_refused(visit, wates, officer, chair):
    sent = an_aspiration(first_rt(wates), officer, "forwarded")
    page = visit(chair).get(f"/aspirasi/{sent.id}")
    assert "Tulis dulu jawabannya." in page.submit("Simpan jawaban", status=422, words=" ").alert
    assert "terlalu panjang" in page.submit("Simpan jawaban", status=422, words="x" * 1001).alert

    answered = an_aspiration(first_rt(wates), officer, "answered")
    page = visit(officer).get(f"/aspirasi/{answered.id}")
    assert "Pilih di mana" in page.submit("Sudah saya sampaikan", status=422).alert
    assert "dari daftar" in page.submit("Sudah saya sampaikan", status=422, forum="radio").alert


def test_the_way_has_an_order_and_each_step_one_author(wates, officer, chair):
    def says(words, action, *args, by=chair):
        with pytest.raises(actions.CannotMoveOn, match=words):
            action(*args, by_id=by.id, at=now())

    rt = first_rt(wates)
    new, sent, answered, done = (an_aspiration(rt, officer, step) for step in ("told", "forwarded", "answered", "returned"))
    says("ke mana aspirasi ini diteruskan", actions.answer, new, "Ya.")
    says("Jawabannya belum ada", actions.bring_back, sent, Forum.ARISAN)
    says("Tulis nama dinasnya", actions.forward, new, actions.To(Channel.AGENCY, ""))
    says("Tulis dulu jawabannya", actions.answer, sent, "")
    says("baru saja diteruskan", actions.forward, sent, actions.To(Channel.KELURAHAN, "Kantor kelurahan"))
    says("baru saja dicatat", actions.answer, answered, "Lain.")
    says("sudah disampaikan", actions.bring_back, done, Forum.ARISAN)
    actions.forward(sent, actions.To(Channel.KELURAHAN, "Kantor kelurahan"), by_id=officer.id, at=now())
    actions.bring_back(done, Forum.RT_MEETING, by_id=officer.id, at=now())
    actions.bring_back(done, None, by_id=None, at=now())
    assert done.returned_by_id == officer.id
    actions.withdraw(new, by_id=chair.id, at=now())
    actions.withdraw(new, by_id=chair.id, at=now())
    says("sudah dicabut", actions.forward, new, actions.To(Channel.MONGGO_LAPOR, "", "ML-1"))
    assert trail() == ["withdraw"]


def test_the_head_of_the_rt_reads_the_answer_by_link(visit, wates, officer, chair):
    answered = an_aspiration(first_rt(wates), officer, "answered")

    actions.bring_back(answered, None, by_id=None, at=now())

    assert "dibaca Ketua RT lewat tautan" in visit(chair).get(f"/aspirasi/{answered.id}").text


def test_a_name_is_taken_out_and_the_old_words_are_kept_nowhere(visit, wates, officer, chair):
    named = an_aspiration(first_rt(wates), officer, "answered", words="Pak Budi minta lampu.", answer="Pak Budi sudah ditelepon.")
    page = visit(chair).get(f"/aspirasi/{named.id}").click("Hapus nama orang")

    done = page.submit("Simpan tulisan baru", words="Seorang warga minta lampu.", answer="Warga sudah ditelepon.").follow()

    assert "Budi" not in done.html
    entry = db.session.scalars(select(Entry).where(Entry.action == "reword")).one()
    assert "Budi" not in str(entry.details)


def test_two_people_rewording_at_once_lose_nothing(visit, chair, told, magelang):
    one, two = (visit(person).get(f"/aspirasi/{told.id}/ubah") for person in (chair, an_agency_officer(magelang)))
    assert "answer" not in filled_in(one.form()), "without an answer there is none to change"
    one.submit("Simpan tulisan baru", words="Lampu jalan di gang mati.")
    one.submit("Simpan tulisan baru", words="Lampu jalan di gang mati.")
    refused = two.submit("Simpan tulisan baru", words="Lampu RT mati.", status=422)

    assert "baru saja diubah orang lain" in refused.alert
    assert "Lampu jalan di gang mati." in refused.text
    assert "Lampu RT mati." in refused.html
    refused.submit("Simpan tulisan baru")
    assert fresh(told).words == "Lampu RT mati."
    assert trail() == ["reword", "reword"]


@pytest.mark.parametrize(
    ("words", "answered", "said"),
    [
        ("Telepon 0812-3456-7890.", "", "Hapus nomor HP atau NIK"),
        ("NIK 3371 0101 0170 0001", "", "Hapus nomor HP atau NIK"),
        ("", "", "tidak boleh kosong"),
        ("Lampu.", "", "tidak boleh kosong"),
    ],
)
def test_words_that_name_somebody_or_say_nothing_are_refused(wates, officer, chair, words, answered, said):
    found = an_aspiration(first_rt(wates), officer, "answered" if words == "Lampu." else "told")
    with pytest.raises(actions.CannotReword, match=said):
        actions.reword(found, words, answered, seen=edition(found.words, found.answer), by_id=chair.id, at=now())


def test_nothing_is_reworded_that_was_struck_out(told, chair):
    actions.withdraw(told, by_id=chair.id, at=now())
    with pytest.raises(actions.CannotReword, match="baru saja diubah"):
        actions.reword(told, "Lain.", "", seen=edition(told.words, None), by_id=chair.id, at=now())


def test_one_that_does_not_belong_there_is_struck_out_after_a_second_question(visit, chair, officer, told):
    slamet = visit(chair)
    page = slamet.get(f"/aspirasi/{told.id}").click("Cabut aspirasi ini")
    assert fresh(told).withdrawn_at is None
    after = page.submit("Ya, cabut").follow()

    assert "Aspirasi dicabut." in after.status_message
    assert "Lampu jalan" not in after.text
    slamet.get(f"/aspirasi/{told.id}", status=404)
    slamet.get(f"/aspirasi/{told.id}/cabut", status=404)
    visit(officer).get(f"/aspirasi/{told.id}", status=404)


def test_a_step_into_what_was_just_struck_out_is_told_on_the_home_page(monkeypatch, visit, chair, told):
    slamet = visit(chair)
    page = slamet.get(f"/aspirasi/{told.id}")

    def withdrawn(found, *_args, by_id, at):
        actions.withdraw(found, by_id=by_id, at=at)
        db.session.commit()
        raise actions.CannotMoveOn("Aspirasi ini sudah dicabut.")

    monkeypatch.setattr(actions, "forward", withdrawn)
    assert "sudah dicabut" in page.submit("Simpan tujuan", **SENT).follow().status_message
    assert db.session.scalars(select(Aspiration)).one().forwarded_at is None
