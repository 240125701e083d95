"""From a senior's wish to a running pair: proposed with reasons, two people say yes, the coordinator confirms."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from lms.accounts.models import Person, RoleGrant
from lms.clock import now
from lms.db import db
from lms.mentoring.actions import pairing, wishes
from lms.mentoring.actions.planning import CannotPlan, Plan
from lms.mentoring.models import EndReason, Meeting, Pair, PairState, Wish
from lms.mentoring.queries.pairs import pair_of
from lms.volunteering.models import State
from tests.factories.mentoring import Cast, a_pair, a_ready_volunteer, a_wish, application_of
from tests.factories.people import a_coordinator, a_person, an_agency_officer, an_officer
from tests.pressing import press_together
from tests.visitor import filled_in

pytestmark = pytest.mark.usefixtures("steady_catalog")


def at_hour(hour, *, days=3):
    return (now() + timedelta(days=days)).replace(hour=hour, minute=0, second=0, microsecond=0)


def agreement(course_id, *, starts_at=None, place="Balai kelurahan", meetings=6):
    return pairing.Agreement(course_id, None, None, meetings, Plan(uuid4(), starts_at or at_hour(16), 60, place))


@pytest.fixture
def ready(vlog, wates):
    return Cast(wates, an_officer(wates, "Sri Wahyuni"), state=State.READY)


@pytest.fixture
def wish(ready, vlog):
    return a_wish(ready.senior, vlog.id)


@pytest.fixture
def agreed(ready, wish, vlog):
    pair = pairing.propose(ready.application, ready.senior, key=uuid4(), by_id=ready.coordinator.id, at=now())
    pairing.agree_as_volunteer(pair, at=now())
    pairing.agree_as_senior(pair, by_id=ready.senior.id, at=now())
    db.session.commit()
    return pair


def test_a_senior_says_what_they_want_and_takes_it_back(visit, ready, vlog):
    sri = visit(ready.senior)

    told = sri.get("/saya/pendamping").submit("Simpan permintaan", course=vlog.id, times=["sabtu"], languages=["jv"]).follow()

    assert "mencarikan relawan" in told.status_message
    wish = db.session.get(Wish, ready.senior.id)
    assert (wish.course_id, wish.times, wish.languages, wish.said_by_id) == (vlog.id, ["sabtu"], ["jv"], ready.senior.id)
    gone = told.submit("Hapus permintaan").follow()
    assert "dihapus" in gone.status_message
    db.session.expire_all()
    assert db.session.get(Wish, ready.senior.id) is None
    wishes.take_back(ready.senior.id, by_id=ready.senior.id, at=now())
    sri.post("/saya/pendamping/batal", status=400)


def test_an_officer_types_in_what_somebody_wants_who_has_no_telephone(visit, ready, cacaban):
    coordinator = visit(ready.coordinator)
    page = coordinator.get("/kelurahan/wates/pasangan").click("Sri Wahyuni")

    page.submit("Simpan permintaan", course="lanjut", times=["belum-tahu"], languages=["id"])

    assert db.session.get(Wish, ready.senior.id).said_by_id == ready.coordinator.id
    elsewhere = an_officer(cacaban, "Tutik Rahayu")
    coordinator.get(f"/kelurahan/wates/pendamping/{elsewhere.id}", status=404)
    coordinator.get(f"/kelurahan/cacaban/pendamping/{elsewhere.id}", status=403)
    coordinator.get(f"/kelurahan/wates/pendamping/{ready.volunteer.id}", status=404)


def test_a_wish_without_an_answer_is_refused_and_volunteers_and_strangers_have_none(visit, ready, vlog):
    page = visit(ready.senior).get("/saya/pendamping").submit("Simpan permintaan", status=422)
    assert "Pilih salah satu." in page.alert
    refused = visit(ready.volunteer).get("/saya/pendamping")
    refused = refused.submit("Simpan permintaan", status=422, course=vlog.id, times=["sabtu"], languages=["id"])
    assert "terdaftar sebagai relawan" in refused.alert

    wanted = wishes.Wanted(vlog.id, ["sabtu"], ["id"])
    with pytest.raises(wishes.CannotWish, match="warga kelurahan"):
        wishes.say(a_person("Tamu"), wanted, by_id=1, at=now())
    with pytest.raises(wishes.CannotWish, match="tidak ada"):
        wishes.say(ready.senior, wishes.Wanted("gone", ["sabtu"], ["id"]), by_id=1, at=now())


def test_the_whole_way_from_the_proposal_to_the_first_meeting(visit, ready, wish, vlog):
    coordinator = visit(ready.coordinator)
    page = coordinator.get("/kelurahan/wates/pasangan")
    assert "Tinggal di kelurahan yang sama." in page.text
    assert "Waktunya sama: Sabtu." in page.text
    assert "Yang bisa dibantu cocok dengan kursusnya." in page.text
    proposed = page.submit("Usulkan pasangan ini").follow()
    assert "tanyakan kepada keduanya" in proposed.status_message

    dimas, sri = visit(ready.volunteer), visit(ready.senior)
    theirs = dimas.get("/pasangan").click("Bu Sri")
    assert "+62" not in theirs.html
    assert "wa.me" not in theirs.html
    theirs.submit("Ya, saya mau")
    agreed = sri.get("/pasangan").click("Dimas").submit("Ya, saya mau").follow()
    assert "Koordinator mengesahkan sebentar lagi." in agreed.text

    _confirmed(coordinator, proposed.path)

    pair = db.session.scalars(select(Pair)).one()
    assert (pair.state, pair.course_id, pair.meetings_planned) == (PairState.RUNNING, vlog.id, 6)
    assert ready.application.state is State.PAIRED
    roles = set(db.session.scalars(select(RoleGrant.role).where(RoleGrant.person_id == ready.volunteer.id)))
    assert roles == {"mentor"}
    assert "wa.me/6281299998888" in dimas.get(proposed.path).html
    assert "wa.me/6281234567890" in sri.get(proposed.path).html
    assert coordinator.get(f"/pasangan/{pair.id}/sahkan", status=303).location == f"/pasangan/{pair.id}"


def _confirmed(coordinator, path):
    form = coordinator.get(path).click("Sahkan pasangan")
    day = (now() + timedelta(days=3)).date().isoformat()
    refused = form.submit("Sahkan pasangan", status=422, day=day, clock="16:00", place="Balai kelurahan")
    assert "hanya di tempat umum" in refused.alert
    running = form.submit("Sahkan pasangan", day=day, clock="16:00", place="Balai kelurahan", public="y").follow()
    assert db.session.scalar(select(func.count()).select_from(Meeting)) == 1
    assert "16.00" in running.text


def test_a_minors_number_is_shown_to_nobody_and_the_guardians_to_the_officer_only(visit, vlog, wates):
    cast = Cast(wates, an_officer(wates, "Sri Wahyuni"), age=16)
    pair = a_pair(cast.volunteer, cast.senior, vlog.id)
    db.session.commit()

    pages = [visit(person).get(f"/pasangan/{pair.id}") for person in (cast.volunteer, cast.senior, cast.coordinator)]

    assert all("6281234567890" not in page.html for page in pages)
    assert ["wa.me" in page.html for page in pages] == [False, False, True]
    assert "wa.me/6281234567891" in pages[2].html
    assert "kabar lewat koordinator" in pages[0].text


def test_an_officer_types_in_the_seniors_yes_and_the_volunteer_cannot(visit, ready, wish):
    pair = pairing.propose(ready.application, ready.senior, key=uuid4(), by_id=ready.coordinator.id, at=now())
    db.session.commit()

    visit(ready.coordinator).get(f"/pasangan/{pair.id}").submit("Bu Sri bilang ya")

    db.session.refresh(pair)
    assert pair.senior_agreed_by_id == ready.coordinator.id
    with pytest.raises(pairing.CannotAnswer, match="warga sendiri"):
        pairing.agree_as_senior(pair, by_id=ready.volunteer.id, at=now())


def test_a_no_ends_the_proposal_and_both_are_free_again(visit, ready, wish):
    pair = pairing.propose(ready.application, ready.senior, key=uuid4(), by_id=ready.coordinator.id, at=now())
    db.session.commit()
    dimas = visit(ready.volunteer)
    page = dimas.get(f"/pasangan/{pair.id}")

    page.submit("Tidak jadi")
    page.submit("Tidak jadi")

    db.session.refresh(pair)
    assert (pair.state, pair.end_reason) == (PairState.ENDED, EndReason.DECLINED)
    assert pair_of(ready.senior.id) is None
    assert ready.application.state is State.READY
    refused = page.submit("Ya, saya mau").follow()
    assert "sudah dijawab" in refused.status_message
    again = visit(ready.coordinator).get("/kelurahan/wates/pasangan").submit("Usulkan pasangan ini").follow()
    assert again.path != page.path, "a declined proposal does not stand in the way of the next"
    page.visitor.post(f"/pasangan/{pair.id}/jawab", {"jawaban": "apa"}, status=400)


def test_proposing_twice_proposes_once_and_nobody_gets_two_pairs(app, visit, ready, wish, wates):
    coordinator, other = visit(ready.coordinator), visit(a_coordinator(wates, "Wakil Koordinator"))
    pages = [one.get("/kelurahan/wates/pasangan") for one in (coordinator, other)]
    fields = [filled_in(page.form("Usulkan pasangan ini")) for page in pages]

    statuses = press_together(app, "/kelurahan/wates/pasangan/usulkan", list(zip((coordinator, other), fields, strict=True)))

    assert statuses == [303, 303]
    assert db.session.scalar(select(func.count()).select_from(Pair)) == 1
    refused = coordinator.post("/kelurahan/wates/pasangan/usulkan", fields[0] | {"kunci": str(uuid4())}).follow()
    assert "punya pasangan" in refused.status_message


def test_foreign_and_broken_numbers_propose_nobody(visit, ready, wish, cacaban):
    coordinator = visit(ready.coordinator)
    fields = filled_in(coordinator.get("/kelurahan/wates/pasangan").form("Usulkan pasangan ini"))
    elsewhere = an_officer(cacaban, "Tutik Rahayu")

    for wrong in ({"warga": str(elsewhere.id)}, {"warga": "9" * 30}, {"relawan": "x"}, {"relawan": "99999"}):
        coordinator.post("/kelurahan/wates/pasangan/usulkan", fields | wrong, status=404)
    coordinator.post("/kelurahan/wates/pasangan/usulkan", fields | {"kunci": "x"}, status=400)
    coordinator.post("/kelurahan/cacaban/pasangan/usulkan", fields, status=403)
    assert db.session.scalar(select(func.count()).select_from(Pair)) == 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda cast: setattr(cast.application, "state", State.ORIENTATION), "tidak bisa dipasangkan"),
        (lambda cast: setattr(cast.application, "times", ["minggu"]), "tidak cocok lagi"),
        (lambda cast: setattr(cast.application, "kelurahan_id", None), "tidak cocok lagi"),
        (lambda cast: setattr(cast.application, "person_id", None), "belum punya akun"),
    ],
)
def test_who_cannot_be_paired_is_not(ready, wish, change, words):
    application = ready.application
    change(type("Cast", (), {"application": application}))
    db.session.flush()

    with pytest.raises(pairing.CannotPair, match=words):
        pairing.propose(application, ready.senior, key=uuid4(), by_id=ready.coordinator.id, at=now())


def test_nobody_proposes_or_confirms_themselves_and_a_key_stands_for_one_pair(ready, wish, wates, vlog):
    key = uuid4()
    with pytest.raises(pairing.CannotPair, match="diri sendiri"):
        pairing.propose(ready.application, ready.senior, key=key, by_id=ready.senior.id, at=now())
    pair = pairing.propose(ready.application, ready.senior, key=key, by_id=ready.coordinator.id, at=now())
    assert pairing.propose(ready.application, ready.senior, key=key, by_id=ready.coordinator.id, at=now()) is pair
    other = a_ready_volunteer(wates, "Rani")
    with pytest.raises(pairing.CannotPair, match="Halaman ini"):
        pairing.propose(application_of(other), ready.senior, key=key, by_id=ready.coordinator.id, at=now())
    with pytest.raises(pairing.CannotPair, match="keduanya bilang ya"):
        pairing.confirm(pair, agreement(vlog.id), by_id=ready.coordinator.id, at=now())
    pairing.agree_as_volunteer(pair, at=now())
    pairing.agree_as_volunteer(pair, at=now())
    pairing.agree_as_senior(pair, by_id=ready.senior.id, at=now())
    pairing.agree_as_senior(pair, by_id=ready.senior.id, at=now())
    with pytest.raises(pairing.CannotPair, match="orang lain"):
        pairing.confirm(pair, agreement(vlog.id), by_id=ready.senior.id, at=now())
    elsewhere = an_officer(wates, "Tutik Rahayu")
    elsewhere.kelurahan_id = None
    with pytest.raises(pairing.CannotPair, match="tidak tinggal"):
        pairing.propose(application_of(other), elsewhere, key=uuid4(), by_id=ready.coordinator.id, at=now())


def test_confirming_twice_is_the_same_as_once(agreed, ready, vlog):
    pairing.confirm(agreed, agreement(vlog.id), by_id=ready.coordinator.id, at=now())
    pairing.confirm(agreed, agreement(vlog.id), by_id=ready.coordinator.id, at=now())

    assert db.session.scalar(select(func.count()).select_from(Meeting)) == 1


@pytest.mark.parametrize(
    ("before", "after"), [(State.FINISHED, State.PAIRED), (State.AT_RISK, State.ACTIVE), (State.ACTIVE, State.ACTIVE)]
)
def test_a_new_pair_takes_the_volunteer_where_they_belong(agreed, ready, vlog, before, after):
    ready.application.state = before
    db.session.flush()

    pairing.confirm(agreed, agreement(vlog.id), by_id=ready.coordinator.id, at=now())

    assert ready.application.state is after


def test_the_first_meeting_is_within_a_week_and_nothing_is_kept_of_a_refused_pair(agreed, ready, vlog):
    with pytest.raises(pairing.CannotPair, match="7 hari"):
        pairing.confirm(agreed, agreement(vlog.id, starts_at=at_hour(16, days=9)), by_id=ready.coordinator.id, at=now())
    with pytest.raises(CannotPlan):
        pairing.confirm(agreed, agreement(vlog.id, starts_at=at_hour(22)), by_id=ready.coordinator.id, at=now())
    db.session.rollback()
    ready.application.state = State.SUSPENDED
    db.session.flush()
    with pytest.raises(pairing.CannotPair, match="tidak bisa dipasangkan"):
        pairing.confirm(agreed, agreement(vlog.id), by_id=ready.coordinator.id, at=now())


def test_a_level_may_be_the_goal_and_a_bad_number_is_refused_in_words(visit, agreed, ready):
    page = visit(ready.coordinator).get(f"/pasangan/{agreed.id}/sahkan")
    day = (now() + timedelta(days=2)).date().isoformat()
    fields = {"day": day, "clock": "16.00", "place": "Balai RW", "public": "y", "goal": "K2-2"}

    assert "24" in page.submit("Sahkan pasangan", status=422, **fields, meetings="99").alert
    late = page.submit("Sahkan pasangan", status=422, **(fields | {"clock": "23.30"}))
    assert "22.00" in late.alert
    running = page.submit("Sahkan pasangan", **fields).follow()

    assert "tingkat 2" in running.text
    db.session.expire_all()
    pair = db.session.get(Pair, agreed.id)
    assert (pair.course_id, pair.domain, pair.level) == (None, "K2", 2)


def test_pages_of_a_pair_are_for_its_people_and_its_officers(visit, agreed, ready, magelang, cacaban):
    stranger, far = a_person("Tamu"), a_coordinator(cacaban, "Koordinator Cacaban")
    for person in (ready.volunteer, ready.senior, ready.coordinator, an_agency_officer(magelang)):
        visit(person).get(f"/pasangan/{agreed.id}")
    for person in (stranger, far):
        visit(person).get(f"/pasangan/{agreed.id}", status=404)
    visit(ready.senior).get(f"/pasangan/{agreed.id}/sahkan", status=403)
    visit(far).get("/kelurahan/wates/pasangan", status=403)


def test_the_coordinators_page_takes_few_statements_however_many_there_are(visit, ready, wish, wates, vlog):
    coordinator = visit(ready.coordinator)
    coordinator.get("/kelurahan/wates/pasangan")
    few = coordinator.get("/kelurahan/wates/pasangan").statements
    for number in range(12):
        a_wish(an_officer(wates, f"Warga {number}"), vlog.id)
        volunteer = a_ready_volunteer(wates, f"Relawan {number}")
        if number % 2:
            a_pair(volunteer, db.session.scalars(select(Person).where(Person.name == f"Warga {number}")).one(), vlog.id)

    page = coordinator.get("/kelurahan/wates/pasangan")

    assert page.statements <= few + 1
    assert page.statements <= 16
    assert len(page.response.get_data()) < 60_000


def test_far_volunteers_and_those_nobody_fits_are_left_out(visit, ready, wish, magelang):
    from lms.regions.queries import kelurahan_at

    a_ready_volunteer(kelurahan_at("jurangombo-selatan"), "Jauh")
    application_of(a_ready_volunteer(kelurahan_at("potrobangsan"), "Sibuk")).times = ["malam"]
    page = visit(ready.coordinator).get("/kelurahan/wates/pasangan")

    assert "Jauh" not in page.html
    assert "Sibuk" not in page.html


def test_neighbours_are_offered_by_first_name_only(visit, ready, wish, magelang):
    from lms.regions.queries import kelurahan_at

    a_ready_volunteer(kelurahan_at("potrobangsan"), "Laras Safitri")
    page = visit(ready.coordinator).get("/kelurahan/wates/pasangan")

    assert "Tinggal di kelurahan tetangga." in page.text
    assert "Laras" in page.text
    assert "Safitri" not in page.html
