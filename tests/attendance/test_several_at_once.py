"""Two facilitators, two presses and a code at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from threading import Barrier

from sqlalchemy import func, select
from werkzeug.test import Client, TestResponse

from lms.attendance.models import Attendance, Session
from lms.db import db
from lms.learning.models import Event, LessonState
from tests.factories.attendance import a_mentor, a_session
from tests.factories.people import a_person, an_officer
from tests.visitor import FROM_HERE, filled_in


def press_together(app, presses):
    """Send several forms at the same moment, each as its own browser; gives the statuses."""
    gate = Barrier(len(presses))
    sent = [(page.visitor.client.get_cookie("sinau").value, path, fields) for page, path, fields in presses]
    db.session.commit()

    def press(one):
        cookie, path, fields = one
        browser = Client(app, TestResponse)
        browser.set_cookie("sinau", cookie)
        gate.wait(timeout=10)
        return Context().run(browser.post, path, data=fields, environ_base=FROM_HERE).status_code

    with ThreadPoolExecutor(len(presses)) as pool:
        return list(pool.map(press, sent))


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def test_two_facilitators_ticking_and_one_entering_the_code(app, visit, vlog, wates):
    one, two = a_mentor(wates), a_mentor(wates, "Rina")
    people = [a_person(f"Orang {number}", wates) for number in range(5)]
    member = an_officer(wates, "Endang Lestari")
    session = a_session(vlog, one, wates)
    ids = [str(person.id) for person in [*people, member]]
    presses = []
    for facilitator, order in ((one, ids), (two, ids[::-1])):
        page = visit(facilitator).get(f"/sesi/{session.id}")
        form = filled_in(page.form("Catat yang dicentang")) | {"orang": order}
        presses.append((page, f"/sesi/{session.id}/centang", form))
    page = visit(member).get(f"/hadir/{session.code}")
    presses.append((page, page.path, filled_in(page.form("Ya, catat"))))

    statuses = press_together(app, presses)

    assert statuses == [303] * 3
    assert (count(Attendance), count(Event), count(LessonState)) == (6, 12, 6)


def test_opening_pressed_three_times_at_once_is_one_session(app, visit, vlog, wates):
    page = visit(a_mentor(wates)).get("/sesi/buka")
    fields = filled_in(page.form("Buka sesi sekarang")) | {"lesson": "V1"}

    statuses = press_together(app, [(page, "/sesi/buka", fields)] * 3)

    assert statuses == [303] * 3
    assert count(Session) == 1
