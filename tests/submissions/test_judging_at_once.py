"""Two assessors, two presses, and a judgement that meets a newer version at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from threading import Barrier
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from werkzeug.test import Client, TestResponse

from lms.clock import now
from lms.db import db
from lms.learning.models import Event
from lms.submissions.actions import judging
from lms.submissions.models import Comment, Review, Verdict, Version
from tests.factories.assessors import a_sheet, an_assessor_of
from tests.factories.people import an_officer
from tests.factories.submissions import handed_in
from tests.visitor import FROM_HERE, filled_in


@pytest.fixture
def version(vlog, wates):
    return handed_in(an_officer(wates), vlog.lessons[-1])


def press_together(app, presses):
    """Send several forms at the same moment, each as its own browser; gives the answers."""
    gate = Barrier(len(presses))
    sent = [(page.visitor.client.get_cookie("sinau").value, path, fields) for page, path, fields in presses]
    db.session.commit()

    def press(one):
        cookie, path, fields = one
        browser = Client(app, TestResponse)
        browser.set_cookie("sinau", cookie)
        gate.wait(timeout=10)
        return Context().run(browser.post, path, data=fields, environ_base=FROM_HERE)

    with ThreadPoolExecutor(len(presses)) as pool:
        return list(pool.map(press, sent))


def a_press(page, sheet):
    form = page.form("Kirim penilaian")
    return page, form.get("action"), filled_in(form) | sheet


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


@pytest.mark.parametrize("verdict", ["passed", "repair"])
def test_of_two_assessors_one_judges_and_the_other_is_told(app, visit, magelang, version, verdict):
    presses = [
        a_press(visit(an_assessor_of(magelang, name)).get(f"/antrean/{version.id}"), a_sheet(verdict) | {"good_words": name})
        for name in ("Rina", "Wati", "Tuti")
    ]

    answers = press_together(app, presses)

    assert sorted(answer.status_code for answer in answers) == [303, 409, 409]
    review = db.session.scalars(select(Review)).one()
    winner = review.good.rpartition("\n")[2]
    for answer, name in zip(answers, ("Rina", "Wati", "Tuti"), strict=True):
        told = f"Sudah dinilai Bu {winner} baru saja." in answer.text
        assert told == (name != winner)
        assert name == winner or name in answer.text
    assert count(Event) == (1 if verdict == "passed" else 0)


def test_two_presses_judge_once(app, visit, magelang, version):
    press = a_press(visit(an_assessor_of(magelang)).get(f"/antrean/{version.id}"), a_sheet())

    answers = press_together(app, [press] * 3)

    assert [answer.status_code for answer in answers] == [303] * 3
    assert (count(Review), count(Event)) == (1, 1)


def test_of_two_second_looks_one_counts(app, visit, magelang, version):
    first = an_assessor_of(magelang)
    given = {"isi": 2, "gambar": 2, "suara": 2, "etika": 2, "terbit": 2}
    judgement = judging.Judgement(uuid4(), 1, Verdict.PASSED, given, "Jelas.", "Lanjutkan.")
    judging.judge(version, judgement, by_id=first.id, at=now(), wants_second=lambda: True)
    presses = [
        a_press(visit(an_assessor_of(magelang, name)).get(f"/antrean/{version.id}"), a_sheet()) for name in ("Wati", "Tuti")
    ]

    answers = press_together(app, presses)

    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert (count(Review), count(Event)) == (2, 1)


def test_the_same_comment_sent_twice_at_once_is_one(app, visit, magelang, version):
    page = visit(an_assessor_of(magelang)).get(f"/antrean/{version.id}")
    form = page.form("Kirim komentar")
    press = (page, form.get("action"), filled_in(form) | {"komentar-text": "Boleh direkam lagi?"})

    answers = press_together(app, [press] * 2)

    assert [answer.status_code for answer in answers] == [303, 303]
    assert count(Comment) == 1


def test_a_judgement_and_a_withdrawal_at_once_leave_one_of_them(app, visit, magelang, version):
    """Whoever comes first wins: judged work has its judgement, withdrawn work has none."""
    page, path, fields = a_press(visit(an_assessor_of(magelang)).get(f"/antrean/{version.id}"), a_sheet())
    version_id = version.id
    gate = Barrier(2)
    db.session.commit()

    def withdraw():
        with app.app_context():
            gate.wait(timeout=10)
            changed = db.session.execute(
                Version.__table__.update()
                .where(Version.id == version_id, Version.waiting_since.is_not(None))
                .values(withdrawn_at=now(), waiting_since=None)
            )
            db.session.commit()
            return changed.rowcount

    def judge():
        browser = Client(app, TestResponse)
        browser.set_cookie("sinau", page.visitor.client.get_cookie("sinau").value)
        gate.wait(timeout=10)
        return Context().run(browser.post, path, data=fields, environ_base=FROM_HERE).status_code

    with ThreadPoolExecutor(2) as pool:
        withdrawn, status = pool.submit(withdraw), pool.submit(judge)
        outcome = (withdrawn.result(), status.result())

    assert outcome in {(1, 409), (0, 303)}
    assert count(Review) == (0 if outcome[0] else 1)
