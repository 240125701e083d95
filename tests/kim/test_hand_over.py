"""When terms end: who stays under the new decree, who leaves, at once and once."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from lms.audit.models import Entry
from lms.clock import now
from lms.db import db
from lms.kim.actions.handing_over import CannotHandOver, HandOver, hand_over
from lms.kim.models import EndReason, Group, Position, Term
from lms.kim.queries import coordinators_of, group_of, terms_of, terms_to_renew
from lms.volunteering.models import NeedRole
from lms.volunteering.queries.needs import wanted_in
from lms.volunteering.rules.needs import Ratios
from tests.factories.people import a_coordinator, a_person, an_officer

NEW = {"decree_number": "12/2026", "decree_on": "02-01-2026"}


def today():
    return now().date()


def answers(group, **chosen):
    """What the form sends for every officer; by name what was chosen, by default that they stay."""
    due = terms_to_renew(group, on=today())
    return {f"orang__{term.id}": chosen.get(term.person.name.split()[0], "lanjut") for term in due}


def officers_now(group):
    return {term.person.name: term for term in terms_of(group, on=today())}


def test_who_stays_gets_a_new_term_and_open_seats_become_needs(visit, wates, app):
    chief, group = a_coordinator(wates), group_of(wates.id)
    an_officer(wates, "Sri Wahyuni", Position.SECRETARY)
    an_officer(wates, "Endang Lestari")
    before = needed(app)
    page = visit(chief).get("/kelurahan/wates/pengurus").click("Serah terima pengurus")
    fields = answers(group, Endang="selesai") | NEW | {"day": today().isoformat(), "last_day": "31-12-2029"}

    done = page.submit("Simpan serah terima", **fields).follow()
    page.submit("Simpan serah terima", **fields)

    left = db.session.scalars(select(Term).where(Term.end_reason == EndReason.OVER)).all()
    assert "Serah terima tersimpan." in done.status_message
    assert set(officers_now(group)) == {"Slamet Riyadi", "Sri Wahyuni"}
    assert {term.decree_number for term in officers_now(group).values()} == {"12/2026"}
    assert officers_now(group)["Sri Wahyuni"].position is Position.SECRETARY
    assert [term.person.name for term in left] == ["Endang Lestari"]
    assert needed(app) == before + 1
    assert (group.decree_number, group.decree_until.isoformat()) == ("12/2026", "2029-12-31")
    assert len(db.session.scalars(select(Term)).all()) == 5
    assert [entry.details["staying"] for entry in db.session.scalars(select(Entry).where(Entry.action == "hand_over"))] == [2]


def needed(app):
    found = wanted_in("wates", Ratios.of(app.config), on=today())
    return next(one.missing for one in found if one.role is NeedRole.OFFICER)


def test_everybody_needs_an_answer_and_nothing_typed_is_lost(visit, wates):
    chief, group = a_coordinator(wates), group_of(wates.id)
    an_officer(wates, "Sri Wahyuni")
    page = visit(chief).get("/kelurahan/wates/serah-terima")
    sri = next(term for term in terms_to_renew(group, on=today()) if term.person.name == "Sri Wahyuni")

    told = page.submit(
        "Simpan serah terima", status=422, **{f"orang__{sri.id}": "lanjut"}, **NEW, day=today().isoformat(), last_day=""
    )

    assert "Pilih lanjut atau selesai untuk setiap orang." in told.alert
    assert 'value="12/2026"' in told.html
    checked = [item.get("value") for item in told.all("input") if "checked" in item.attrib]
    assert checked == ["lanjut"]
    assert len(db.session.scalars(select(Term)).all()) == 2


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"day": "01-01-1926"}, "Tanggal serah terimanya tidak wajar."),
        ({"last_day": "01-01-2020"}, "Hari terakhirnya sebelum hari serah terima."),
        ({"day": "01-01-2020", "last_day": ""}, "Serah terima harus sesudah hari itu."),
        ({"decree_number": ""}, "Tulis nomor SK barunya."),
        ({"day": ""}, "Pilih hari serah terimanya."),
    ],
)
def test_nothing_is_written_when_something_is_wrong(visit, wates, fields, words):
    chief, group = a_coordinator(wates), group_of(wates.id)
    an_officer(wates, "Sri Wahyuni")
    page = visit(chief).get("/kelurahan/wates/serah-terima")
    common = answers(group, Sri="selesai") | NEW | {"day": today().isoformat(), "last_day": ""}

    told = page.submit("Simpan serah terima", status=422, **(common | fields))

    assert words in told.alert
    assert db.session.scalars(select(Term.ends_on)).all() == [None, None]
    assert db.session.scalars(select(Group.decree_number).where(Group.kelurahan_id == wates.id)).all() == [None]


def test_a_form_that_is_older_than_the_list_is_refused(visit, wates):
    chief, group = a_coordinator(wates), group_of(wates.id)
    page = visit(chief).get("/kelurahan/wates/serah-terima")
    fields = answers(group) | NEW | {"day": today().isoformat(), "last_day": ""}
    an_officer(wates, "Sri Wahyuni")

    told = page.submit("Simpan serah terima", status=422, **fields)

    assert "Daftar pengurus baru saja berubah." in told.alert
    assert "Ibu Sri Wahyuni" in told.text


def test_terms_that_ran_out_are_handed_over_too_but_not_those_that_were_ended(visit, wates):
    chief, group = a_coordinator(wates), group_of(wates.id)
    ran_out, resigned, long_ago = (
        an_officer(wates, name, since=today() - timedelta(days=900)) for name in ("Sri Wahyuni", "Endang Lestari", "Tini Suharti")
    )
    by_person = {term.person_id: term for term in db.session.scalars(select(Term))}
    by_person[ran_out.id].ends_on = by_person[resigned.id].ends_on = today() - timedelta(days=30)
    by_person[long_ago.id].ends_on = today() - timedelta(days=500)
    by_person[resigned.id].end_reason = EndReason.RESIGNED
    page = visit(chief).get("/kelurahan/wates/serah-terima")

    page.submit("Simpan serah terima", **answers(group), **NEW, day=today().isoformat(), last_day="")

    assert set(officers_now(group)) == {"Slamet Riyadi", "Sri Wahyuni"}
    assert by_person[ran_out.id].ends_on == today() - timedelta(days=30)


def test_a_coordinator_who_leaves_coordinates_no_longer(visit, wates):
    chief, group = a_coordinator(wates), group_of(wates.id)
    page = visit(chief).get("/kelurahan/wates/serah-terima")
    fields = answers(group, Slamet="selesai") | NEW | {"day": today().isoformat(), "last_day": ""}

    page.submit("Simpan serah terima", **fields)

    assert coordinators_of(wates, on=today()) == []


def test_without_officers_there_is_nothing_to_hand_over(visit, wates):
    chief = a_coordinator(wates)
    db.session.scalars(select(Term).where(Term.person_id == chief.id)).one().end_reason = EndReason.OTHER
    db.session.scalars(select(Term).where(Term.person_id == chief.id)).one().ends_on = today()

    page = visit(chief).get("/kelurahan/wates/serah-terima")

    assert "Belum ada pengurus yang bisa diserahterimakan." in page.text
    plan = HandOver(uuid4(), today(), "12/2026", None, None, {})
    with pytest.raises(CannotHandOver, match="Belum ada pengurus"):
        hand_over(group_of(wates.id), plan, by_id=chief.id, at=now())


def test_another_groups_term_is_never_touched(wates, cacaban):
    an_officer(wates, "Sri Wahyuni")
    theirs = an_officer(cacaban, "Joko Prasetyo")
    term = db.session.scalars(select(Term).where(Term.person_id == theirs.id)).one()
    plan = HandOver(uuid4(), today(), "12/2026", None, None, {term.id: False})

    with pytest.raises(CannotHandOver, match="baru saja berubah"):
        hand_over(group_of(wates.id), plan, by_id=a_person("Orang").id, at=now())

    assert term.ends_on is None
