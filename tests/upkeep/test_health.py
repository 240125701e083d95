"""The address that watchers ask."""

from lms.upkeep.actions.setting_up import newest_revision
from tests.upkeep.conftest import MIGRATIONS


def test_a_site_that_is_set_up_is_well(site):
    site.run("set-up")

    answer = site.app.test_client().get("/sehat")

    assert answer.status_code == 200
    assert answer.json == {"status": "ok", "database": "ok", "revision": newest_revision(MIGRATIONS)}
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_site_that_was_never_set_up_is_not(site):
    answer = site.app.test_client().get("/sehat")

    assert answer.status_code == 503
    assert answer.json == {"status": "failing", "database": "not set up", "revision": None}


def test_a_database_that_does_not_answer_is_said(make_site):
    site = make_site("sqlite")
    (site.data / "sinau.sqlite3").write_bytes(b"this is not a database, whatever its name says" * 100)

    answer = site.app.test_client().get("/sehat")

    assert answer.status_code == 503
    assert answer.json == {"status": "failing", "database": "failing", "revision": None}
    assert answer.headers["Cache-Control"] == "no-store"
