"""Whom a word about a piece of work reaches, and when it stops being news."""

from datetime import timedelta

import pytest
from sqlalchemy import delete

from lms.accounts.current import load_viewer
from lms.accounts.models import Device, RoleGrant
from lms.clock import now
from lms.db import db
from lms.submissions.models import Comment, Verdict
from lms.submissions.queries.news import new_comments
from lms.web.pages import stable_key
from tests.factories.assessors import an_assessor_of
from tests.factories.people import a_person, an_officer
from tests.factories.submissions import handed_in, judged
from tests.statements import Statements


@pytest.fixture
def sri(wates):
    return an_officer(wates)


@pytest.fixture
def dimas(wates):
    return a_person("Dimas", wates)


@pytest.fixture
def version(sri, dimas, final):
    return handed_in(sri, final, helper=dimas, hours_ago=90)


def say(version, writer, text="Boleh direkam lagi?", *, hours_ago=1.0):
    moment = now() - timedelta(hours=hours_ago)
    key = stable_key("comment", writer.id, text)
    db.session.add(Comment(id=key, work_id=version.work_id, author_id=writer.id, text=text, written_at=moment))
    db.session.flush()


def viewer_of(person):
    """Give somebody as they would ask, with the roles they hold today."""
    device = Device(person_id=person.id, card_id=None, signed_in_at=now(), ends_at=now() + timedelta(days=1))
    db.session.add(device)
    db.session.flush()
    return load_viewer(str(device.id))


def heard_by(*people):
    """Give the last words each of some people hears of."""
    return [[one.text for one in new_comments(person.id, viewer_of(person), at=now())] for person in people]


def test_a_word_of_the_assessor_reaches_the_learner_and_who_sat_beside(app, version, sri, dimas, rina):
    say(version, rina)

    (found,) = new_comments(sri.id, viewer_of(sri), at=now())
    assert (found.work_id, found.title, found.is_own) == (version.work_id, "Tugas akhir: Kabar Kelurahanku", True)
    assert (found.writer, found.text) == ("Bu Rina", "Boleh direkam lagi?")
    assert not new_comments(dimas.id, viewer_of(dimas), at=now())[0].is_own
    assert new_comments(rina.id, viewer_of(rina), at=now()) == []


def test_an_answer_reaches_who_judged_and_who_asked(app, version, sri, rina, magelang):
    asked = an_assessor_of(magelang, "Wati")
    say(version, asked, hours_ago=60)
    judged(version, rina, verdict=Verdict.REPAIR, hours_ago=50)
    say(version, sri, "Sudah saya rekam lagi.")

    assert heard_by(rina, asked, sri) == [["Sudah saya rekam lagi."], ["Sudah saya rekam lagi."], []]


def test_others_hear_nothing(app, version, sri, rina, magelang, wates):
    say(version, sri)

    assert heard_by(an_officer(wates, "Joko"), an_assessor_of(magelang, "Wati")) == [[], []]


def test_it_is_news_until_it_is_answered(app, version, sri, rina):
    say(version, rina, hours_ago=5)
    say(version, sri, "Baik, Bu.", hours_ago=4)

    assert heard_by(sri, rina) == [[], ["Baik, Bu."]]


def test_a_newer_version_or_a_judgement_is_an_answer_too(app, version, sri, dimas, rina, final):
    say(version, rina, hours_ago=50)
    newer = handed_in(sri, final, hours_ago=30)
    assert heard_by(sri) == [[]]

    say(newer, dimas, "Kami sudah memperbaikinya.", hours_ago=20)
    assert heard_by(rina) == [["Kami sudah memperbaikinya."]]
    judged(newer, rina, hours_ago=2)
    assert heard_by(rina) == [[]]


def test_it_is_news_for_fourteen_days(app, version, sri, rina):
    say(version, rina, hours_ago=24 * 14 + 1)

    assert heard_by(sri) == [[]]


def test_who_may_be_the_second_to_look_hears_nothing_meanwhile(app, version, sri, rina, magelang):
    wati = an_assessor_of(magelang, "Wati")
    say(version, wati, hours_ago=60)
    judged(version, rina, hours_ago=50)
    version.second_since = now()
    say(version, sri, "Terima kasih atas nilainya.")
    assert heard_by(rina, wati) == [["Terima kasih atas nilainya."], []]

    version.second_since = None
    db.session.flush()
    assert heard_by(wati) == [["Terima kasih atas nilainya."]]


def test_who_judged_finds_the_answer_under_the_work(visit, version, sri, rina):
    judged(version, rina, hours_ago=50)
    say(version, sri, "Terima kasih, Bu.")

    page = visit(rina).get(f"/tugas/{version.work_id}")

    assert "Terima kasih, Bu." in page.text
    assert "Sama-sama." in page.submit("Kirim komentar", komentar__text="Sama-sama.").follow().text


def test_the_words_of_somebody_who_has_left_stay_without_the_name(app, version, sri, rina):
    say(version, rina)
    rina.left_at = now()
    db.session.flush()

    assert [one.writer for one in new_comments(sri.id, viewer_of(sri), at=now())] == [""]


def test_three_works_at_most_the_newest_first_with_one_statement(app, vlog, sri, rina):
    for number, lesson in enumerate(vlog.lessons[:5]):
        say(handed_in(sri, lesson, hours_ago=90), rina, f"Kata {number}", hours_ago=10 - number)

    viewer = viewer_of(sri)
    with Statements(db.engine) as asked:
        found = new_comments(sri.id, viewer, at=now())

    assert [one.text for one in found] == ["Kata 4", "Kata 3", "Kata 2"]
    assert len(asked) == 1


def test_a_word_does_not_reach_who_may_no_longer_see_the_work(app, visit, sri, rina, final):
    version = handed_in(sri, final, hours_ago=90)
    judged(version, rina, hours_ago=50)
    say(version, sri, "Hanya untuk penilai.")
    assert heard_by(rina) == [["Hanya untuk penilai."]]

    db.session.execute(delete(RoleGrant).where(RoleGrant.person_id == rina.id))

    assert heard_by(rina) == [[]]
    assert "Hanya untuk penilai." not in visit(rina).get("/beranda").text
