"""The button that sends everything, pressed twice before the first answer came."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from threading import Barrier

from sqlalchemy import func, select
from werkzeug.test import Client, TestResponse

from lms.db import db
from lms.volunteering.models import Application, Draft
from tests.journeys.test_a_young_person_offers_help import sign_up
from tests.visitor import FROM_HERE, filled_in


def test_two_presses_send_one_application_and_both_see_its_status(app, visit, vlog, magelang):
    visitor = visit()
    check = sign_up(visitor)
    fields = filled_in(check.form("Kirim pendaftaran"))
    cookie = visitor.client.get_cookie("sinau").value
    gate = Barrier(2)
    db.session.commit()

    def press(_number):
        browser = Client(app, TestResponse)
        browser.set_cookie("sinau", cookie)
        gate.wait(timeout=10)
        return Context().run(browser.post, "/relawan/daftar/periksa", data=fields, environ_base=FROM_HERE)

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(press, range(2)))

    assert [answer.status_code for answer in answers] == [303, 303]
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert db.session.scalar(select(func.count()).select_from(Application)) == 1


def test_a_draft_that_is_gone_begins_anew(visit, vlog, magelang):
    visitor = visit()
    visitor.get("/relawan/daftar").submit("Lanjutkan", kelurahan="wates")
    db.session.delete(db.session.scalars(select(Draft)).one())

    assert visitor.get("/relawan/daftar/periksa", status=303).location == "/relawan/daftar/kelurahan"
