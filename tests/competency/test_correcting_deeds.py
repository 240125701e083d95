"""Deeds that cannot be accepted yet: the reason, the correction, and the pages of what waits."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.audit.models import Entry
from lms.clock import now
from lms.competency.actions import deeds
from lms.competency.models import Deed
from lms.db import db
from tests.factories.competency import a_deed, an_assessor_of
from tests.factories.people import a_card, an_officer
from tests.pressing import press_together
from tests.visitor import filled_in

REASON = "Tanggalnya tidak sama dengan videonya."
TELL, DECLINE, CORRECT, CONFIRM = "Simpan karya", "Simpan alasan", "Simpan perbaikan", "Benar, saya menyaksikannya"


def newest():
    return db.session.scalars(select(Deed).where(Deed.supersedes_id.is_not(None))).one()


def test_from_a_reason_to_a_corrected_deed(visit, vlog, sri, two, assessor):
    deed = a_deed(sri, *two, title="Vlog lama")
    judge, owner = visit(assessor), visit(sri)

    after = judge.get("/karya/menunggu").click("Belum bisa diterima").submit(DECLINE, reason=REASON).follow()
    assert "Alasannya tersimpan." in after.status_message
    assert "Tidak ada karya yang menunggu." in after.text

    page = owner.get("/karya")
    assert "Belum bisa diterima" in page.text
    assert REASON in page.text
    form = page.click("Perbaiki karya ini")
    assert REASON in form.text
    assert filled_in(form.form(CORRECT))["title"] == "Vlog lama"
    done = form.submit(CORRECT, title="Vlog baru").follow()

    assert "Sudah diperbaiki" in done.text
    assert "Dibenarkan 0 dari 2 orang." in done.text
    old, new = db.session.get_one(Deed, deed.id), newest()
    assert (old.title, old.declined_reason, new.title, new.supersedes_id) == ("Vlog lama", REASON, "Vlog baru", old.id)
    entry = db.session.scalars(select(Entry).where(Entry.action == "decline")).one()
    assert (entry.actor_id, entry.object_kind) == (assessor.id, "deed")


def test_a_reason_must_be_given(visit, vlog, sri, two, assessor):
    deed = a_deed(sri, *two)
    page = visit(assessor).get(f"/karya/{deed.id}/belum-diterima")

    assert "Tulis dulu alasannya." in page.submit(DECLINE, reason=" ", status=422).alert
    assert "Alasannya terlalu panjang" in page.submit(DECLINE, reason="x" * 501, status=422).alert
    assert db.session.get_one(Deed, deed.id).declined_at is None


def test_only_assessors_of_the_area_say_so(visit, vlog, sri, two, cacaban):
    deed = a_deed(sri, *two)
    for person in (sri, two[0], an_assessor_of(cacaban)):
        visit(person).get(f"/karya/{deed.id}/belum-diterima", status=403)


def test_accepted_and_declined_at_once_only_one_holds(app, visit, vlog, wates, sri, two, assessor):
    deed = a_deed(sri, *two)
    first, second = visit(assessor), visit(an_assessor_of(wates))
    decline = filled_in(first.get(f"/karya/{deed.id}/belum-diterima").form(DECLINE)) | {"reason": REASON}
    accept = second.get("/karya/menunggu")

    assert press_together(app, f"/karya/{deed.id}/belum-diterima", [(first, decline)] * 2) == [303, 303]
    late = accept.submit("Terima karya ini").follow()

    assert "belum bisa diterima" in late.status_message
    found = db.session.get_one(Deed, deed.id, populate_existing=True)
    assert (found.declined_reason, found.accepted_at) == (REASON, None)


def test_a_deed_is_corrected_before_anybody_confirmed_it(visit, vlog, sri):
    a_deed(sri, title="Salah tulis")
    owner = visit(sri)

    owner.get("/karya").click("Perbaiki karya ini").submit(CORRECT, title="Benar", link="youtu.be/abc")

    assert (newest().title, newest().link) == ("Benar", "https://youtu.be/abc")


def test_the_corrected_one_may_keep_its_link(visit, vlog, sri):
    deed = a_deed(sri)
    deed.link = "https://youtu.be/abc"
    owner = visit(sri)

    owner.get(f"/karya/{deed.id}/perbaiki").submit(CORRECT, title="Judul lain")

    assert newest().link == "https://youtu.be/abc"


def test_corrected_twice_at_once_it_is_one_and_another_correction_is_refused(app, visit, vlog, sri):
    deed = a_deed(sri)
    owner, path = visit(sri), f"/karya/{deed.id}/perbaiki"
    form = owner.get(path)
    fields = filled_in(form.form(CORRECT)) | {"title": "Baru"}

    assert press_together(app, path, [(owner, fields)] * 2) == [303, 303]
    refused = form.submit(CORRECT, title="Lain lagi", status=422)

    assert "sudah diterima atau sudah diperbaiki" in refused.alert
    assert newest().title == "Baru"
    assert owner.get(path).path == "/karya", "what was corrected is corrected no more"


def test_what_is_wrong_is_said_and_kept(visit, vlog, sri):
    deed = a_deed(sri)
    form = visit(sri).get(f"/karya/{deed.id}/perbaiki")

    again = form.submit(CORRECT, title="Judul", link="javascript:alert(1)", status=422)
    stale = form.submit(CORRECT, untuk="999", status=422)

    assert "Ini bukan tautan." in again.alert
    assert filled_in(again.form(CORRECT))["title"] == "Judul"
    assert "dibuka untuk orang lain" in stale.alert


def test_an_accepted_deed_is_not_corrected(visit, vlog, sri, two, assessor):
    deed = a_deed(sri, *two, accepted_by=assessor)
    owner = visit(sri)

    assert "Perbaiki karya ini" not in owner.get("/karya").text
    assert owner.get(f"/karya/{deed.id}/perbaiki", status=303).location == "/karya"


def test_nobody_corrects_the_deed_of_another(visit, vlog, sri, two):
    deed = a_deed(sri)

    visit(two[0]).get(f"/karya/{deed.id}/perbaiki", status=404)


def test_a_corrected_deed_is_neither_confirmed_nor_accepted_nor_told_again(visit, vlog, wates, sri, two, assessor):
    deed = a_deed(sri, *two)
    late = visit(an_assessor_of(wates)).get("/karya/menunggu")
    neighbour = visit(an_officer(wates, "Tono"))
    confirming = neighbour.get(f"/karya/{deed.id}/konfirmasi")
    owner = visit(sri)
    owner.get(f"/karya/{deed.id}/perbaiki").submit(CORRECT, title="Baru")

    assert "baru saja diperbaiki" in late.submit("Terima karya ini").follow().status_message
    assert "sudah diperbaiki" in confirming.submit(CONFIRM).follow().status_message
    assert "sudah diperbaiki" in neighbour.get(f"/karya/{deed.id}/konfirmasi").text
    assert "Tidak ada karya yang menunggu." in visit(assessor).get("/karya/menunggu").text


def test_told_anew_as_it_was_a_declined_deed_is_not_silently_kept(visit, vlog, sri, two, assessor):
    owner = visit(sri)
    day = (now().date() - timedelta(days=2)).isoformat()
    answers = {"kind": "published", "title": "Vlog", "domain": "K2", "happened_on": day, "link": ""}
    form = owner.get("/karya")
    form.submit(TELL, **answers)
    deed = db.session.scalars(select(Deed)).one()
    deed.declined_at, deed.declined_by_id, deed.declined_reason = now(), assessor.id, REASON

    assert "Perbaiki dari sana." in form.submit(TELL, status=422, **answers).alert


def test_who_declined_does_not_confirm(vlog, sri, two, assessor):
    deed = a_deed(sri, *two)
    deed.declined_by_id, deed.declined_at = assessor.id, now()

    with pytest.raises(deeds.CannotConfirm):
        deeds.confirm(deed, by_id=assessor.id, at=now())


def test_twenty_wait_on_a_page(visit, vlog, sri, two, assessor):
    for number in range(21):
        deed = a_deed(sri, *two, title=f"Karya {number:02}")
        deed.told_at = now() - timedelta(hours=100 - number)
    judge = visit(assessor)

    first = judge.get("/karya/menunggu")
    second = first.click("Yang lebih baru")

    assert first.text.count("Terima karya ini") == 20
    assert "Karya 00" in first.text
    assert "Karya 20" not in first.text
    assert "Karya 20" in second.text
    assert second.click("Yang lebih lama").path == "/karya/menunggu"
    for page in ("3", "0", "x"):
        judge.get(f"/karya/menunggu?halaman={page}", status=404)


def test_a_stranger_reads_what_it_is_about_signs_in_and_comes_back(visit, vlog, sri, two):
    deed = a_deed(sri, title="Vlog rahasia")
    path = f"/karya/{deed.id}/konfirmasi"
    stranger = visit()

    page = stranger.get(path)
    assert page.heading == "Benarkan satu karya"
    assert "Seorang warga minta" in page.text
    assert "Sri" not in page.html
    assert "rahasia" not in page.html
    nobody = stranger.get("/karya/00000000-0000-4000-8000-000000000000/konfirmasi")
    assert nobody.text == page.text, "it does not tell which deeds there are"

    stranger.get(path).click("Masuk")
    assert stranger.get(f"/k/{a_card(two[0])}").submit("Ya, ini saya").location == path
