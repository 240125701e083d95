"""What the lines of a list say, and what they would change: plain values, no database."""

from datetime import date

import pytest

from lms.accounts.models import Honorific
from lms.files.tables import Table
from lms.kim.models import Body, Position
from lms.kim.rules.columns import UnusableList, day_of, line_of, lines_of
from lms.kim.rules.lists import Known, Period, Place, Someone, Verdict, judge
from lms.kim.rules.names import folded, is_same_name, number_of

TODAY = date(2026, 11, 24)
WATES, CACABAN, CITY = Place(1, 11, "Wates"), Place(2, 12, "Cacaban"), Place(3, None, "Kota Magelang")
GOOD = {"baris": "2", "nama": "Sri Wahyuni", "jabatan": "ketua", "mulai": "01-01-2026"}
SRI = Someone(5, "Sri Wahyuni", 11, "+6281234567890", 1962)


@pytest.fixture(autouse=True)
def _words(app):
    """Problems are sentences in the reader's language."""


def known(*people, only=WATES, periods=None, rts=None):
    places = {"wates": WATES, "cacaban": CACABAN, "kota": CITY}
    found = Known(places, only, dict(periods or {}), rts or {(11, "3"): {"": 30}, (11, "4"): {"1": 41, "2": 42}})
    for one in people:
        found.add(one)
    return found


def judged(*lines, **rest):
    people = rest.pop("people", ())
    return judge([GOOD | line for line in lines], known(*people, **rest), on=TODAY)


def test_heads_in_any_order_and_spelling():
    table = Table(["Nomor SK", "No. WA", "NAMA LENGKAP", "NIK", "", "Tanggal SK"], [(2, ["1", "2", "Sri", "337", "x", "-"])])

    lines, ignored = lines_of(table)

    assert lines == [{"baris": "2", "nomor_sk": "1", "whatsapp": "2", "nama": "Sri", "tanggal_sk": ""}]
    assert ignored == ["NIK"]


def test_lines_that_hold_only_unknown_columns_are_passed_over():
    assert lines_of(Table(["nama", "x"], [(2, ["", "1"]), (3, ["Sri"])]))[0] == [{"baris": "3", "nama": "Sri"}]


@pytest.mark.parametrize(
    ("head", "words"), [(["jabatan"], "“nama” tidak ada"), (["nama", "WA", "hp"], "“whatsapp” ada dua kali")]
)
def test_a_head_that_cannot_be_used(head, words):
    with pytest.raises(UnusableList, match=words):
        lines_of(Table(head, []))


@pytest.mark.parametrize("text", ["24-11-2026", "24/11/2026", "24.11.2026", "2026-11-24", "24 November 2026", "24 nov 2026"])
def test_days_as_people_write_them(text):
    assert day_of(text) == TODAY


@pytest.mark.parametrize("text", ["", "31-02-2026", "24 Nonember 2026", "2026", "besok"])
def test_what_is_no_day(text):
    assert day_of(text) is None


def test_a_whole_line_is_understood():
    line = line_of(
        GOOD
        | {
            "sapaan": "Bu",
            "sampai": "31-12-2028",
            "nomor_sk": "12/2026",
            "tanggal_sk": "02-01-2026",
            "whatsapp": "0812 3456 7890",
        }
        | {"tahun_lahir": "1962", "rt": "RT 03", "rw": "02", "lembaga": "RT, PKK dan Karang Taruna"},
        on=TODAY,
    )

    assert not line.problems
    assert (line.honorific, line.position, line.ends_on) == (Honorific.IBU, Position.CHAIR, date(2029, 1, 1))
    assert (line.whatsapp, line.birth_year, line.rt, line.rw) == ("+6281234567890", 1962, "3", "2")
    assert line.bodies == [Body.RT, Body.PKK, Body.KARANG_TARUNA]


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"nama": ""}, "Namanya kosong."),
        ({"nama": "12345"}, "Namanya tidak wajar."),
        ({"nama": "S" * 81}, "Namanya tidak wajar."),
        ({"nama": "…"}, "Namanya tidak wajar."),
        ({"sapaan": "kakak"}, "Sapaan “kakak” tidak dikenal."),
        ({"jabatan": "Sie Humas"}, "Jabatan “Sie Humas” tidak dikenal."),
        ({"jabatan": ""}, "Jabatannya kosong."),
        ({"mulai": ""}, "Tanggal mulainya kosong."),
        ({"mulai": "kemarin"}, "Tanggal di kolom mulai tidak terbaca"),
        ({"mulai": "01-01-2206"}, "Tanggal mulainya tidak wajar."),
        ({"sampai": "31-12-2025"}, "Masa baktinya berakhir sebelum mulai."),
        ({"tanggal_sk": "x"}, "Tanggal di kolom tanggal_sk tidak terbaca"),
        ({"whatsapp": "6.28123E+12"}, "Nomor WhatsApp “6.28123E+12” belum benar."),
        ({"tahun_lahir": "62"}, "Tahun lahir “62” belum benar."),
        ({"lembaga": "Arisan"}, "Lembaga “Arisan” tidak dikenal."),
        ({"lembaga": "RT"}, "kolom rt kosong"),
        ({"lembaga": "RW"}, "kolom rw kosong"),
        ({"nama": "=A1", "mulai": "=HARI()"}, "Kolom nama, mulai berisi rumus."),
    ],
)
def test_every_problem_is_a_sentence(cells, words):
    assert any(words in problem for problem in line_of(GOOD | cells, on=TODAY).problems)


def test_a_person_nobody_knows_is_new_and_the_second_line_about_them_is_refused():
    first, second, other = judged({}, {"baris": "3", "nama": "SRI  wahyuni"}, {"baris": "4", "nama": "Joko"})

    assert (first.verdict, first.person_id) == (Verdict.NEW, -2)
    assert second.line.problems == ["Orang ini sudah ada di baris 2."]
    assert (second.verdict, other.verdict) == (Verdict.LEFT_OUT, Verdict.NEW)


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        ({}, Verdict.JOINS),
        ({"whatsapp": "081234567890", "nama": "Hj. Sri Wahyuni, S.Pd."}, Verdict.JOINS),
        ({"whatsapp": "081234567891"}, Verdict.NEW),
        ({"tahun_lahir": "1970"}, Verdict.NEW),
        ({"nama": "Sri Wahyuningsih"}, Verdict.NEW),
    ],
)
def test_people_are_known_by_number_or_else_by_name(line, verdict):
    assert judged(line, people=[SRI])[0].verdict is verdict


def test_a_line_that_is_left_out_is_about_nobody():
    with pytest.raises(LookupError):
        judged({"nama": ""})[0].target()
    assert judged({})[0].target() == (WATES, -2)


def test_a_number_of_somebody_else_is_said():
    found = judged({"nama": "Joko", "whatsapp": "081234567890"}, people=[SRI])[0]

    assert found.line.problems == ["Nomor ini tercatat atas nama Sri Wahyuni. Samakan namanya, atau kosongkan nomornya."]


def test_two_people_of_one_name_need_their_numbers():
    other = Someone(6, "Sri Wahyuni", 11, "+6281234567899", None)

    assert "Ada 2 orang bernama Sri Wahyuni." in judged({}, people=[SRI, other])[0].line.problems[0]
    assert judged({"whatsapp": "081234567899"}, people=[SRI, other])[0].person_id == 6


def test_who_lives_elsewhere_and_never_served_here_is_another_person():
    elsewhere = Someone(7, "Sri Wahyuni", 12, None, None)

    assert judged({}, people=[elsewhere])[0].verdict is Verdict.NEW
    served = {(1, 7): [Period(date(2020, 1, 1), date(2024, 1, 1), Position.MEMBER)]}
    assert judged({}, people=[elsewhere], periods=served)[0].verdict is Verdict.JOINS


def test_what_is_recorded_already_changes_nothing_and_says_what_differs():
    recorded = {(1, 5): [Period(date(2025, 1, 1), None, Position.OFFICER)]}

    found = judged({}, people=[SRI], periods=recorded)[0]

    assert found.verdict is Verdict.KNOWN
    assert found.notes == ["Di sini tercatat sebagai pengurus. Ubah di halaman pengurus."]
    same = judged({"jabatan": "pengurus"}, people=[SRI], periods=recorded)[0]
    assert (same.verdict, same.notes) == (Verdict.KNOWN, [])


@pytest.mark.parametrize(
    ("words", "only", "problem"),
    [
        ("Cacaban", WATES, "Baris ini untuk “Cacaban”, bukan Wates."),
        ("Cacabam", WATES, "Baris ini untuk “Cacabam”, bukan Wates."),
        ("Cacabam", None, "Kelurahan “Cacabam” tidak ada di kota ini."),
        ("", None, "Kelurahannya kosong."),
    ],
)
def test_a_line_for_another_place(words, only, problem):
    assert judged({"kelurahan": words}, only=only)[0].line.problems == [problem]


def test_one_person_in_the_citys_group_and_in_a_kelurahans():
    here, city = judged({"kelurahan": "Kel. Wates"}, {"baris": "3", "kelurahan": "kota"}, only=None)

    assert (here.verdict, here.place) == (Verdict.NEW, WATES)
    assert (city.verdict, city.place, city.person_id) == (Verdict.JOINS, CITY, -2)


@pytest.mark.parametrize(
    ("cells", "rt_id", "problem"),
    [
        ({"rt": "3", "lembaga": "RT"}, 30, None),
        ({"rt": "3", "rw": "9", "lembaga": "RT"}, 30, None),
        ({"rt": "4", "rw": "2", "lembaga": "PKK"}, 42, None),
        ({"rt": "4", "lembaga": "RT"}, None, "RT 4 ada di beberapa RW. Isi kolom rw."),
        ({"rt": "4", "rw": "9", "lembaga": "RT"}, None, "RT 4 RW 9 tidak ada di Wates."),
        ({"rt": "99", "lembaga": "RT"}, None, "RT 99 tidak ada di Wates."),
    ],
)
def test_an_rt_is_found_in_its_kelurahan(cells, rt_id, problem):
    found = judged(cells)[0]

    assert (found.rt_id, found.line.problems) == (rt_id, [problem] if problem else [])


def test_an_rt_without_a_body_is_only_noted():
    assert "RT-nya tidak dicatat" in judged({"rt": "3"})[0].notes[0]
    assert judged({"rt": "3", "kelurahan": "kota"}, only=None)[0].notes == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("Sri Wahyuni", "Hj. SRI WAHYUNI", True), ("Sri", "Sri Wahyuni", True), ("Sri Wahyuni", "Joko", False), ("", "Sri", False)],
)
def test_names_that_may_be_one_persons(one, other, same):
    assert is_same_name(one, other) is same


def test_names_and_numbers_are_folded():
    assert folded("  René  D'Arc, S.Pd ") == "rene d arc s pd"
    assert [number_of(text) for text in ("03", "RT 3", "rw. 007", "7a", "0", "")] == ["3", "3", "7", "7A", "0", ""]
