"""Two people at the same moment: everything happens once, and whoever comes second is told."""

import io

from sqlalchemy import func, select

from lms.accounts.models import Person
from lms.clock import now
from lms.db import db
from lms.kim.models import Import, Term
from lms.kim.queries import group_of, terms_to_renew
from lms.regions.models import Rt
from tests.factories.people import a_coordinator, an_officer
from tests.pressing import press_together
from tests.visitor import filled_in


def two(visit, wates):
    return visit(a_coordinator(wates)), visit(a_coordinator(wates, "Bambang Sutrisno"))


def fields(page, button, **typed):
    return filled_in(page.form(button)) | typed


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def test_two_confirm_one_list(app, visit, wates):
    first, second = two(visit, wates)
    text = b"nama,jabatan,mulai\nSri,anggota,01-01-2026\nTini,anggota,01-01-2026\n"
    page = first.get("/kelurahan/wates/impor").submit("Periksa daftar ini", file=(io.BytesIO(text), "a.csv")).follow()
    people, number = count(Person), db.session.scalars(select(Import.id)).one()
    again = second.get(f"/kelurahan/wates/impor/{number}")

    path = f"/kelurahan/wates/impor/{number}/masukkan"
    presses = [(first, fields(page, "Masukkan 2")), (second, fields(again, "Masukkan 2"))]
    assert press_together(app, path, presses) == [303, 303]

    db.session.rollback()
    assert count(Person) == people + 2


def test_two_rename_one_rt(app, visit, wates):
    first, second = two(visit, wates)
    number = db.session.scalars(select(Rt.id).where(Rt.kelurahan_id == wates.id, Rt.label == "7")).one()
    path = f"/kelurahan/wates/rt/{number}"

    presses = [(visitor, fields(visitor.get(path), "Simpan perubahan", rw=rw)) for visitor, rw in ((first, "1"), (second, "2"))]

    assert sorted(press_together(app, path, presses)) == [303, 422]


def test_two_hand_over_at_once(app, visit, wates):
    first, second = two(visit, wates)
    an_officer(wates, "Sri Wahyuni")
    due = [term.id for term in terms_to_renew_in(wates)]
    path, day = "/kelurahan/wates/serah-terima", now().date().isoformat()
    typed = {f"orang-{number}": "lanjut" for number in due} | {"day": day, "decree_number": "12/2026"}

    presses = [(visitor, fields(visitor.get(path), "Simpan serah terima", **typed)) for visitor in (first, second)]

    assert sorted(press_together(app, path, presses)) == [303, 422]
    db.session.rollback()
    assert count(Term) == 2 * len(due)


def terms_to_renew_in(kelurahan):
    return terms_to_renew(group_of(kelurahan.id), on=now().date())


def test_two_add_the_same_new_person(app, visit, wates):
    path = "/kelurahan/wates/pengurus/tambah"
    typed = {"person": "baru", "name": "Tini", "honorific": "ibu", "position": "member", "starts_on": "01-01-2026"}

    presses = [(visitor, fields(visitor.get(path), "Simpan orang ini", **typed)) for visitor in two(visit, wates)]

    assert sorted(press_together(app, path, presses)) == [303, 422]
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Person).where(Person.name == "Tini")) == 1
