"""A coordinator signs a volunteer's letter about verified hours; anyone checks it by its code."""

import io
from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.accounts.actions import grant_role
from lms.accounts.models import Role
from lms.audit.models import Entry
from lms.certification.actions import letters as actions
from lms.certification.actions.withdrawing import CannotWithdraw, withdraw
from lms.certification.models import Letter, WithdrawalReason
from lms.certification.queries import letters as queries
from lms.clock import now
from lms.competency.models import Domain
from lms.db import db
from lms.mentoring.models import Module
from lms.volunteering.models import Application, State
from tests.certification.test_own_certificates import fetch
from tests.discussion.test_two_presses_at_once import press_together
from tests.factories.certification import completed, reached
from tests.factories.people import a_coordinator, a_person, a_volunteer, an_agency_officer, an_officer
from tests.factories.recognition import met, paired
from tests.visitor import filled_in

FIRST, SIGN, WITHDRAW = "Lihat suratnya dulu", "Tanda tangani surat", "Cabut surat ini"
WORDS = {"purpose": "campus", "institution": "Universitas Tidar", "member_ref": "2110101", "sentence": "Sabar dan tepat waktu."}

pytestmark = pytest.mark.usefixtures("steady_catalog")


@pytest.fixture
def dimas(wates):
    return a_volunteer(wates)


@pytest.fixture
def sri(wates):
    return an_officer(wates, "Sri Wahyuni")


@pytest.fixture
def pair(dimas, sri, wates):
    return paired(dimas, sri, wates)


@pytest.fixture
def slamet(visit, wates, pair):
    met(pair, days_ago=20, minutes=90)
    met(pair, days_ago=10, minutes=60)
    met(pair, days_ago=4, confirmed=False)
    return visit(a_coordinator(wates))


def signed(visitor, person, **changes):
    preview = visitor.get(f"/kelola/surat/{person.id}").submit(FIRST, status=200, **(WORDS | changes))
    page = preview.submit(SIGN).follow()
    return preview, page, db.session.scalars(select(Letter).where(Letter.person_id == person.id)).all()[-1]


def test_a_coordinator_looks_at_the_letter_signs_it_and_the_volunteer_has_it(visit, slamet, dimas, magelang):
    preview, page, letter = signed(slamet, dimas)

    for words in ("2 jam 30 menit", "2 terlaksana dari 3", "Universitas Tidar", "NIM", "2110101", "Sabar dan tepat", "SKPI"):
        assert words in preview.text
    year = now().year
    assert letter.number.startswith("001/KIM-WATES/")
    assert letter.number.endswith(f"/{year}")
    assert f"Surat nomor {letter.number} sudah jadi." in page.status_message
    assert (letter.minutes, letter.meetings, letter.meetings_planned, letter.signer) == (150, 2, 3, "Slamet Riyadi")
    [entry] = db.session.scalars(select(Entry).where(Entry.object_kind == "letter")).all()
    assert (entry.action, entry.actor_id, entry.details) == ("sign", letter.signed_by_id, {"minutes": 150})
    mine = visit(dimas).get("/saya/surat")
    assert letter.number in mine.text
    assert "Surat berikutnya akan berisi" in mine.text
    assert mine.links()[next(words for words in mine.links() if letter.number in words)] == f"/saya/surat/{letter.code}.pdf"
    for visitor in (visit(dimas), slamet):
        paper = fetch(visitor, f"/saya/surat/{letter.code}.pdf")
        assert paper.data.startswith(b"%PDF")
        assert paper.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_anyone_with_the_code_sees_this_and_nothing_else(visit, slamet, dimas):
    _, _, letter = signed(slamet, dimas)

    page = visit().get(f"/s/{letter.code.lower()}")

    assert page.heading == "Berlaku"
    for words in ("Dimas", "2 jam 30 menit", "2 dari 3", "Slamet Riyadi, KIM Wates"):
        assert words in page.text
    for words in ("Universitas", "2110101", "Sabar", "Sri", "+62", letter.number):
        assert words not in page.text
    assert page.response.headers["X-Robots-Tag"] == "noindex"


def test_what_the_seniors_reached_meanwhile_is_said_without_their_names(slamet, dimas, sri, pair, vlog):
    completed(vlog, sri, at=now() - timedelta(days=5))
    reached(sri, 2, Domain.K2, days_ago=3)
    reached(sri, 1, Domain.K4, days_ago=200)
    first = vlog.lessons[0]
    db.session.add(Module(pair_id=pair.id, lesson_id=first.id, volunteer_said_at=now(), senior_said_at=now()))

    preview, _, letter = signed(slamet, dimas)

    assert letter.gains[0] == f"Seorang anggota KIM yang didampingi menyelesaikan kursus “{vlog.title}”."
    assert "mencapai tingkat mandiri dalam" in letter.gains[1]
    assert letter.gains[2:] == ["1 pelajaran dikerjakan anggota KIM sendiri tanpa bantuan."]
    assert letter.gains[0] in preview.text
    assert "Sri" not in preview.text


def test_numbers_follow_each_other_in_a_group(visit, slamet, dimas, cacaban, sri):
    other = a_volunteer(cacaban, "Rani")
    met(paired(other, a_person("Bu Tutik", cacaban), cacaban))
    signed(slamet, dimas)

    _, _, second = signed(slamet, dimas, purpose="umum")
    _, _, elsewhere = signed(visit(a_coordinator(cacaban, "Ani")), other)

    assert second.number.startswith("002/KIM-WATES/")
    assert (second.purpose, second.institution, second.member_ref) == (None, "", "")
    assert elsewhere.number.startswith("001/KIM-CACABAN/")


def test_two_presses_sign_one_letter(app, slamet, dimas):
    preview = slamet.get(f"/kelola/surat/{dimas.id}").submit(FIRST, status=200, **WORDS)
    fields = filled_in(preview.form(SIGN))

    answers = press_together(app, f"/kelola/surat/{dimas.id}", [(slamet, fields)] * 3)

    assert answers == [303] * 3
    assert len(db.session.scalars(select(Letter)).all()) == 1


def test_two_officers_at_once_get_two_numbers(app, visit, slamet, dimas, magelang):
    path, visitors = f"/kelola/surat/{dimas.id}", (slamet, visit(an_agency_officer(magelang)))
    presses = [(one, filled_in(one.get(path).submit(FIRST, status=200, **WORDS).form(SIGN))) for one in visitors]

    answers = press_together(app, path, presses)

    made = db.session.scalars(select(Letter).order_by(Letter.number)).all()
    assert 303 in answers
    assert set(answers) <= {303, 409}
    assert [letter.number[:4] for letter in made] == ["001/", "002/"][: len(made)]


def test_a_letter_is_looked_at_again_when_its_figures_change(slamet, dimas, pair):
    preview = slamet.get(f"/kelola/surat/{dimas.id}").submit(FIRST, status=200, **WORDS)
    met(pair, days_ago=1, minutes=30)

    again = preview.submit(SIGN, status=409)

    assert "baru saja berubah" in again.alert
    assert "3 jam" in again.text
    assert again.submit(SIGN).follow().status_message.startswith("Surat nomor")


def test_only_verified_meetings_make_a_letter(visit, wates, dimas, pair):
    meeting = met(pair, confirmed=False)
    coordinator = a_coordinator(wates)
    page = visit(coordinator).get(f"/kelola/surat/{dimas.id}")
    assert "Belum ada pertemuan yang terverifikasi" in page.text
    assert FIRST not in page.text
    token = visit(dimas).get("/saya/surat")
    assert "Belum ada surat" in token.text
    meeting.volunteer_said_at = meeting.senior_said_at = now()
    form = visit(coordinator).get(f"/kelola/surat/{dimas.id}")
    meeting.senior_said_by_id = dimas.id

    assert "Belum ada pertemuan" in form.submit(FIRST, status=303, **WORDS).follow().text


def test_nobody_signs_for_themselves(visit, wates, sri):
    coordinator = a_coordinator(wates, "Slamet Riyadi")
    own = a_volunteer(wates, "Slamet Riyadi")
    db.session.scalars(select(Application).where(Application.person_id == own.id)).one().person_id = coordinator.id
    met(paired(coordinator, sri, wates))

    page = visit(coordinator).get(f"/kelola/surat/{coordinator.id}")

    assert "ditandatangani orang lain" in page.text
    application = db.session.scalars(select(Application)).one()
    deeds = actions.what_can_be_said(application, by_id=sri.id, at=now())
    draft = actions.rules.Draft(coordinator.id, "S", wates.id, "Wates", deeds, actions.rules.Addressee(None, "", ""), "Baik.")
    with pytest.raises(actions.CannotSign, match="orang lain"):
        actions.sign(draft, actions.rules.Signer(coordinator.id, "S", "KIM"), key=application.id, on=now().date(), at=now())


def test_a_suspended_volunteer_waits_for_the_decision(slamet, dimas):
    db.session.scalars(select(Application)).one().state = State.SUSPENDED

    assert "sedang tidak bisa diberi surat" in slamet.get(f"/kelola/surat/{dimas.id}").text


def test_bad_input_is_said_in_words_and_nothing_is_kept(slamet, dimas):
    page = slamet.get(f"/kelola/surat/{dimas.id}")

    empty = page.submit(FIRST, status=422, purpose="school", institution="", sentence="")
    assert "Tulis nama lembaganya." in empty.alert
    assert "Tulis satu kalimat" in empty.alert
    assert page.submit(FIRST, status=422, **(WORDS | {"purpose": "lain"})).alert
    assert page.submit(FIRST, status=422, **(WORDS | {"sentence": "a" * 301})).alert
    assert db.session.scalars(select(Letter)).all() == []


def test_only_who_answers_there_signs_and_only_the_person_reads(visit, slamet, dimas, cacaban, magelang, sri):
    _, _, letter = signed(slamet, dimas)
    stranger, agency = visit(a_coordinator(cacaban, "Ani")), visit(an_agency_officer(magelang))

    stranger.get(f"/kelola/surat/{dimas.id}", status=403)
    stranger.get(f"/kelola/surat/cabut/{letter.code}", status=403)
    stranger.get(f"/saya/surat/{letter.code}.pdf", status=404)
    visit(sri).get(f"/saya/surat/{letter.code}.pdf", status=404)
    visit(dimas).get(f"/kelola/surat/{dimas.id}", status=403)
    slamet.get(f"/kelola/surat/{sri.id}", status=404)
    slamet.get("/kelola/surat/cabut/ABCD", status=404)
    slamet.get("/saya/surat/ABCD.pdf", status=404)
    _, _, other = signed(agency, dimas, purpose="scouts", institution="Ambalan Diponegoro")
    assert other.signer_office == agency.app.config["AGENCY"]


def test_people_from_outside_the_city_get_theirs_from_the_agency(visit, wates, sri, magelang):
    guest = a_volunteer(wates, "Tamu")
    db.session.scalars(select(Application)).one().kelurahan_id = None
    met(paired(guest, sri, wates))
    visit(a_coordinator(wates)).get(f"/kelola/surat/{guest.id}", status=403)

    _, _, letter = signed(visit(an_agency_officer(magelang)), guest)

    assert letter.number.startswith("001/KIM-KOTA-MAGELANG/")
    assert fetch(visit(guest), f"/saya/surat/{letter.code}.pdf").data.startswith(b"%PDF")


def test_the_citys_group_signs_for_people_from_outside_too(visit, wates, sri, magelang):
    guest = a_volunteer(wates, "Tamu")
    db.session.scalars(select(Application)).one().kelurahan_id = None
    met(paired(guest, sri, wates))
    ratna = a_person("Ratna")
    grant_role(ratna, Role.COORDINATOR, magelang, by_id=None, on=now().date())

    _, _, letter = signed(visit(ratna), guest)

    assert (letter.signer, letter.signer_office) == ("Ratna", queries.group_name(None))


def test_a_withdrawn_letter_says_so_with_the_class_of_the_reason(visit, slamet, dimas):
    _, page, letter = signed(slamet, dimas)
    form = page.click("Cabut")

    done = form.submit(WITHDRAW, reason="misconduct").follow()
    again = form.submit(WITHDRAW, reason="mistake").follow()

    assert "Surat sudah dicabut." in done.status_message
    assert "memang sudah dicabut" in again.status_message
    shown = visit().get(f"/s/{letter.code}")
    assert shown.heading == "Dicabut"
    assert "Tidak sesuai aturan" in shown.text
    assert visit(dimas).get(f"/saya/surat/{letter.code}.pdf", status=303).location == f"/s/{letter.code}"
    assert "Dicabut" in visit(dimas).get("/saya/surat").text
    assert page.click("Cabut").alert == ""
    form.submit(WITHDRAW, status=422, reason="erased")
    with pytest.raises(CannotWithdraw):
        withdraw(letter, WithdrawalReason.ERASED, by_id=1, at=now())


def test_an_erased_persons_letter_says_so_without_a_name(app, visit, slamet, dimas):
    _, _, letter = signed(slamet, dimas)
    dimas.name = ""
    assert "Dimas" not in visit().get(f"/s/{letter.code}").text

    assert app.test_cli_runner().invoke(args=["certification", "erase", str(dimas.id)]).output == "Erased: 1.\n"

    page = visit().get(f"/s/{letter.code}")
    assert page.heading == "Dicabut"
    assert "sudah dihapus atas permintaannya" in page.text
    db.session.expire_all()
    kept = queries.letters_of(dimas.id)[0]
    assert (kept.name, kept.member_ref, kept.sentence) == ("", "", "")
    assert actions.erase_person(dimas.id, by_id=None, at=now()) == 0


def test_the_paper_is_one_page_that_says_what_was_signed(slamet, dimas):
    pypdf = pytest.importorskip("pypdf")
    _, _, letter = signed(slamet, dimas)

    document = pypdf.PdfReader(io.BytesIO(fetch(slamet, f"/saya/surat/{letter.code}.pdf").data))

    assert len(document.pages) == 1
    text = " ".join(document.pages[0].extract_text().split())
    for words in (letter.number, "Dimas", "2 jam 30 menit", "Universitas Tidar", "Sabar dan tepat waktu.", "Slamet Riyadi"):
        assert words in text


def test_ten_times_the_meetings_take_the_same_statements(slamet, dimas, pair, visit):
    own = visit(dimas)
    slamet.get(f"/kelola/surat/{dimas.id}")
    few = slamet.get(f"/kelola/surat/{dimas.id}").statements, own.get("/saya/surat").statements
    for day in range(20):
        met(pair, days_ago=21 + day)

    many = slamet.get(f"/kelola/surat/{dimas.id}").statements, own.get("/saya/surat").statements

    assert many == few
    assert max(many) <= 12
