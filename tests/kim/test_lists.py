"""People from a file: shown first, taken over once when somebody says so."""

import io
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from lms.accounts.models import Person
from lms.audit.models import Entry
from lms.clock import now
from lms.db import db
from lms.kim.actions import lists
from lms.kim.models import Affiliation, Body, Import, Term
from lms.kim.queries import group_in, group_of, terms_of
from tests.factories.people import a_coordinator, an_agency_officer, an_officer

HEAD = "nama,sapaan,jabatan,mulai,sampai,whatsapp,rt,lembaga,NIK\n"
GOOD = "Sri Wahyuni,ibu,ketua,01-01-2026,31-12-2028,0812 3456 7890,3,RT,3371\nJoko Prasetyo,bapak,anggota,01-01-2026,,,,,3371\n"
BAD = "Tini,ibu,raja,01-01-2026,,,,,\n=1+1,ibu,ketua,01-01-2026,,,,,\nEndang Lestari,ibu,anggota,02-01-2026,01-01-2026,,,,\n"


def sent(visitor, text, *, place="/kelurahan/wates", status=303):
    content = text if isinstance(text, bytes) else text.encode()
    return visitor.get(f"{place}/impor").submit("Periksa daftar ini", status=status, file=(io.BytesIO(content), "daftar.csv"))


def people():
    return db.session.scalar(select(func.count()).select_from(Person))


@pytest.fixture
def coordinator(visit, wates):
    return visit(a_coordinator(wates))


def test_a_list_is_shown_before_anybody_is_added_and_then_added_once(coordinator, wates):
    before = people()

    page = sent(coordinator, HEAD + GOOD + BAD).follow()
    assert "2 orang akan ditambah, 0 sudah tercatat, 3 tidak bisa dimasukkan." in page.text
    assert "Kolom ini tidak dikenal dan tidak disimpan: NIK." in page.text
    assert "Baris 4: TiniJabatan “raja” tidak dikenal." in page.text
    assert "Kolom nama berisi rumus." in page.text
    assert "Masa baktinya berakhir sebelum mulai." in page.text
    assert people() == before
    assert "3371" not in str(db.session.scalars(select(Import.lines)).one())
    done = page.submit("Masukkan 2 orang").follow()
    again = page.submit("Masukkan 2 orang").follow()

    assert people() == before + 2
    assert "2 orang ditambahkan" in done.text
    assert "2 orang ditambahkan" in again.text
    sri = db.session.scalars(select(Person).where(Person.name == "Sri Wahyuni")).one()
    term = db.session.scalars(select(Term).where(Term.person_id == sri.id)).one()
    assert (sri.whatsapp, sri.kelurahan_id, term.ends_on.isoformat()) == ("+6281234567890", wates.id, "2029-01-01")
    assert [(one.body, one.rt.label) for one in db.session.scalars(select(Affiliation))] == [(Body.RT, "3")]
    assert [entry.details["added"] for entry in db.session.scalars(select(Entry).where(Entry.action == "import_people"))] == [2]


def test_what_was_left_out_is_given_back_as_a_file(coordinator):
    page = sent(coordinator, HEAD + GOOD + BAD).follow()
    before = page.click("Unduh baris bermasalah (CSV)").html
    done = page.submit("Masukkan 2 orang").follow()

    after = done.click("Unduh baris bermasalah (CSV)").html

    assert before == after
    assert before.splitlines()[0].endswith("lembaga,masalah")
    assert "'=1+1" in before
    assert before.count("\n") == 4


def test_importing_the_same_file_again_adds_nothing(coordinator):
    sent(coordinator, HEAD + GOOD).follow().submit("Masukkan 2 orang")
    before = people()

    page = sent(coordinator, HEAD + GOOD).follow()

    assert "0 orang akan ditambah, 2 sudah tercatat, 0 tidak bisa dimasukkan." in page.text
    assert "Tidak ada orang baru di daftar ini." in page.text
    lists.take_over(db.session.scalars(select(Import).where(Import.done_at.is_(None))).one(), by_id=1, at=now())
    assert people() == before


def test_somebody_known_gets_the_position_and_stays_one_person(coordinator, wates, cacaban):
    known = an_officer(wates, "Sri Wahyuni")
    db.session.scalars(select(Term).where(Term.person_id == known.id)).one().ends_on = now().date() - timedelta(days=1)
    db.session.flush()
    before = people()
    start = now().date().isoformat()

    sent(coordinator, f"nama;jabatan;mulai\nSRI WAHYUNI;ketua;{start}\n").follow().submit("Masukkan 1 orang")

    assert people() == before
    assert known.id in {term.person_id for term in terms_of(group_of(wates.id), on=now().date())}


def test_the_agency_sends_one_list_for_every_kelurahan(visit, magelang, wates, cacaban):
    agency = visit(an_agency_officer(magelang))
    lines = ("nama;kelurahan;jabatan;mulai", *(f"{name};ketua;01-01-2026" for name in ("Sri;Wates", "Joko;kota", "Tini;Mana")))
    text = "\n".join(lines).replace(";", "\t")

    page = sent(agency, text.encode("utf-16"), place="/kelola").follow()
    assert "Kelurahan “Mana” tidak ada di kota ini." in page.text
    page.submit("Masukkan 2 orang")

    in_city = terms_of(group_in(magelang), on=now().date())
    assert [(term.person.name, term.person.kelurahan_id) for term in in_city] == [("Joko", None)]
    assert [term.person.name for term in terms_of(group_of(wates.id), on=now().date())] == ["Sri"]
    assert agency.get("/kelola/impor/contoh.csv").html.startswith("\ufeffnama,sapaan,kelurahan")
    number = db.session.scalars(select(Import.id)).one()
    assert "Mana" in agency.get(f"/kelola/impor/{number}/bermasalah.csv").html
    assert agency.get(f"/kelola/impor/{number}").heading == "Daftar sudah dimasukkan"


def test_a_list_of_one_kelurahan_takes_nobody_for_another(coordinator):
    page = sent(coordinator, "nama,kelurahan,jabatan,mulai\nSri,Cacaban,ketua,01-01-2026\n").follow()

    assert "Baris ini untuk “Cacaban”, bukan Wates." in page.text
    assert coordinator.get("/kelurahan/wates/impor/contoh.csv").html.count("Wates") == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Filenya kosong."),
        (b"%PDF-1.7", "bukan daftar CSV atau XLSX"),
        (b"jabatan\nketua\n", "Kolom “nama” tidak ada."),
        (b"nama\n", "Di bawah nama kolom belum ada orangnya."),
    ],
)
def test_a_file_that_is_no_list_is_said_to_be_none(coordinator, content, words):
    assert words in sent(coordinator, content, status=422).alert
    assert db.session.scalars(select(Import)).all() == []


def test_a_form_without_a_file_asks_for_one(coordinator):
    assert "Pilih filenya dulu." in coordinator.get("/kelurahan/wates/impor").submit("Periksa daftar ini", status=422).alert


def test_pressing_twice_keeps_one_list_and_a_used_form_no_second(coordinator):
    form = coordinator.get("/kelurahan/wates/impor")

    def press(text, status=303):
        return form.submit("Periksa daftar ini", status=status, file=(io.BytesIO(text.encode()), "a.csv"))

    press(HEAD + GOOD)
    first = press(HEAD + "Tini,ibu,ketua,01-01-2026,,,,,\n").follow()
    first.submit("Masukkan 1 orang")
    told = press(HEAD + GOOD, status=422)

    assert len(db.session.scalars(select(Import)).all()) == 1
    assert "Halaman ini sudah dipakai untuk daftar lain." in told.alert


def test_ten_thousand_lines_are_read_and_shown_in_parts(coordinator):
    text = "nama,jabatan,mulai\n" + "".join(f"Orang {number:05d} {'x' if number % 2 else ''},ketua,\n" for number in range(9999))
    text += "Sri Wahyuni,ketua,01-01-2026\n"

    page = sent(coordinator, text).follow()

    assert "1 orang akan ditambah, 0 sudah tercatat, 9999 tidak bisa dimasukkan." in page.text
    assert "Di sini 200 baris pertama." in page.text
    assert page.statements < 20


def test_more_good_lines_than_one_page_holds(coordinator):
    text = "nama,jabatan,mulai\n" + "".join(
        f"Orang {chr(97 + n // 26)}{chr(97 + n % 26)},anggota,01-01-2026\n" for n in range(201)
    )

    page = sent(coordinator, text).follow()

    assert "dan 1 orang lagi" in page.text


def test_lists_are_emptied_after_seven_days(app, coordinator, wates):
    page = sent(coordinator, HEAD + GOOD).follow()
    kept = db.session.scalars(select(Import)).one()
    run = app.test_cli_runner().invoke
    assert run(args=["kim", "tidy"]).output == "0 lists emptied.\n"
    kept.read_at = now() - timedelta(days=8)
    db.session.commit()

    assert run(args=["kim", "tidy"]).output == "1 lists emptied.\n"
    assert run(args=["kim", "tidy"]).output == "0 lists emptied.\n"
    assert db.session.scalars(select(Import.lines)).one() == []
    old = page.submit("Masukkan 2 orang").follow()
    assert "sudah lebih dari 7 hari" in old.status_message
    assert "Daftar ini sudah lebih dari 7 hari." in old.text


def test_a_list_is_seen_where_it_belongs_by_who_keeps_the_people(visit, magelang, coordinator, wates, cacaban):
    sent(coordinator, HEAD + GOOD)
    number = db.session.scalars(select(Import.id)).one()
    other, member = visit(a_coordinator(cacaban, "Joko Prasetyo")), visit(an_officer(wates, "Endang Lestari"))
    agency = visit(an_agency_officer(magelang))

    assert other.status_of("GET", f"/kelurahan/wates/impor/{number}") == 403
    assert other.status_of("GET", f"/kelurahan/cacaban/impor/{number}") == 404
    assert other.status_of("GET", "/kelola/impor") == 403
    assert member.status_of("GET", "/kelurahan/wates/impor") == 403
    assert agency.status_of("GET", f"/kelola/impor/{number}") == 404
    assert agency.status_of("GET", f"/kelurahan/wates/impor/{number}") == 200
    assert member.status_of("GET", "/kelurahan/wates/impor/1/bermasalah.csv") == 403


def test_somebody_elses_form_keeps_no_list(coordinator, wates):
    key = uuid4()
    lists.keep((HEAD + GOOD).encode(), wates.id, key=key, by_id=1, at=now())
    db.session.commit()

    with pytest.raises(lists.CannotImport, match="sudah dipakai"):
        lists.keep((HEAD + GOOD).encode(), wates.id, key=key, by_id=2, at=now())
