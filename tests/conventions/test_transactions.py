"""On SQLite a transaction that may write takes the write lock at its first statement, and a request that reads never does."""

from contextvars import Context

import pytest
from sqlalchemy import event

from lms.db import db
from tests.factories.people import an_officer

LESSON = "/kursus/vlog/siapkan-hp-anda"


@pytest.fixture
def begun(app):
    """How every transaction began, as SQLite itself heard it."""
    said = []

    def note(statement):
        if statement.startswith("BEGIN"):
            said.append(statement)

    def listen(connection, *rest):
        if db.engine.dialect.name == "sqlite":  # PostgreSQL locks rows, and its driver begins by itself
            connection.set_trace_callback(note)

    def stop(connection, *rest):
        if db.engine.dialect.name == "sqlite":
            connection.set_trace_callback(None)

    event.listen(db.engine, "checkout", listen)
    event.listen(db.engine, "checkin", stop)
    yield said
    event.remove(db.engine, "checkout", listen)
    event.remove(db.engine, "checkin", stop)


def test_one_request_does_not_decide_how_the_next_one_begins(begun, visit, vlog, wates):
    member = visit(an_officer(wates))
    form = member.get(LESSON).form("lanjut")
    fields = {item.get("name"): item.get("value", "") for item in form.iter("input")}

    def as_one_thread_of_the_server_does_it():
        for method, path in (("GET", LESSON), ("POST", f"{LESSON}/selesai"), ("GET", "/beranda")):
            begun.clear()
            member.client.open(path, method=method, data=fields if method == "POST" else None)
            yield method, set(begun)

    found = Context().run(list, as_one_thread_of_the_server_does_it())

    is_sqlite = db.engine.dialect.name == "sqlite"
    reads, writes = ({"BEGIN"}, {"BEGIN", "BEGIN IMMEDIATE"}) if is_sqlite else (set(), set())  # who is asking is only read
    assert found == [("GET", reads), ("POST", writes), ("GET", reads)], (
        "lms.web.safety must say whether a request only reads before anything asks the database: set it up first in lms/app.py"
    )
