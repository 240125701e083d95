"""Buttons pressed at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from threading import Barrier

from werkzeug.test import Client, TestResponse

from lms.db import db
from tests.visitor import FROM_HERE


def press_together(app, path, presses):
    """Send forms at the same moment; each is a visitor and the fields. Gives the statuses."""
    gate = Barrier(len(presses))
    db.session.commit()

    def press(item):
        visitor, fields = item
        browser = Client(app, TestResponse)
        browser.set_cookie("sinau", visitor.client.get_cookie("sinau").value)
        gate.wait(timeout=10)
        return Context().run(browser.post, path, data=fields, environ_base=FROM_HERE)

    with ThreadPoolExecutor(len(presses)) as pool:
        return [answer.status_code for answer in pool.map(press, presses)]
