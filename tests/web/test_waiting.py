"""Transactions beside each other: what a block keeps, what it lets go, and who waits for whom."""

import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import OperationalError

from lms import db as database
from lms.accounts.models import Honorific, Person
from lms.db import connection, db, reading, transaction
from tests.conftest import NOON
from tests.factories.people import a_person

HOLD = """
import sqlite3, sys, time
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute("BEGIN IMMEDIATE")
print("held", flush=True)
time.sleep(60)
"""


@pytest.fixture
def other_process(app):
    """Another process that has the write lock of SQLite, until the test ends it."""
    file = db.engine.url.database
    with subprocess.Popen([sys.executable, "-c", HOLD, file], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        yield holder
        holder.kill()


def add(name):
    person = {"name": name, "honorific": Honorific.NONE, "joined_at": NOON, "is_sample": False}
    connection().execute(insert(Person.__table__), person)


def people():
    with reading() as here:
        return here.scalar(select(func.count()).select_from(Person.__table__))


def test_a_block_is_kept_when_it_ends(app):
    with transaction():
        add("Sri")

    assert people() == 1


def test_a_block_that_fails_leaves_nothing(app):
    def fail():
        add("Sri")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), transaction():
        fail()

    assert people() == 0
    assert connection() is db.session.connection()  # and nobody is left inside of it


def test_a_block_within_the_sessions_transaction_is_part_of_it(app):
    a_person("Joko")
    db.session.flush()

    with transaction():
        assert people() == 1
        add("Sri")

    db.session.rollback()
    assert people() == 2


def test_a_block_that_fails_within_the_sessions_transaction_leaves_that_to_the_caller(app):
    a_person("Joko")
    db.session.flush()

    with pytest.raises(ZeroDivisionError), transaction():
        raise ZeroDivisionError

    assert people() == 1
    db.session.rollback()
    assert people() == 0


def test_using_the_session_inside_is_refused(app):
    with pytest.raises(RuntimeError, match="ask through connection"), transaction():
        db.session.scalar(select(Person.id))
    db.session.rollback()


def test_writers_wait_for_each_other(app):
    def write(number):
        with app.app_context(), transaction():
            before = people()
            time.sleep(0.002)
            add(f"Orang {number}")
            return before

    with ThreadPoolExecutor(4) as pool:
        seen = list(pool.map(write, range(20)))

    assert people() == 20
    if db.engine.dialect.name == "sqlite":
        assert sorted(seen) == list(range(20))


@pytest.mark.sqlite
def test_a_reader_waits_for_nobody(other_process):
    assert people() == 0


@pytest.mark.sqlite
def test_a_writer_goes_on_when_the_other_process_is_killed(app, other_process):
    def write():
        with app.app_context(), transaction():
            add("Sri")

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(write)
        time.sleep(0.05)
        assert not waiting.done()
        other_process.kill()
        waiting.result(timeout=4)

    assert people() == 1


@pytest.mark.sqlite
def test_a_writer_gives_up_in_the_end_and_can_try_again(app, other_process, monkeypatch):
    monkeypatch.setattr(database, "BUSY_TIMEOUT", 20)
    with pytest.raises(OperationalError, match="locked"), transaction():
        add("Sri")
    monkeypatch.undo()

    other_process.kill()
    with transaction():
        add("Joko")
    assert people() == 1


def test_what_is_no_waiting_fails_at_once():
    closed = sqlite3.connect(":memory:", isolation_level=None)
    closed.execute("BEGIN")

    with pytest.raises(sqlite3.OperationalError, match="within a transaction"):
        database.__dict__["_begin_writing"](closed)
    closed.close()
