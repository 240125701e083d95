"""Who has not begun, is learning, needs help or is done, as the coordinator of a kelurahan sees it."""

from datetime import timedelta
from urllib.parse import unquote
from uuid import uuid4

import pytest

from lms.assessment.models import Attempt, Purpose
from lms.clock import now
from lms.db import db
from lms.learning.actions import Answer, finish_lesson
from tests.factories.people import a_coordinator, an_agency_officer, an_officer

PAGE = "/kelurahan/wates/belajar"


@pytest.fixture
def coordinator(visit, vlog, wates):
    return visit(a_coordinator(wates))


def learn(course, person, lessons, *, days_ago):
    for lesson in course.lessons[:lessons]:
        at = now() - timedelta(days=days_ago)
        finish_lesson(course, lesson, person.id, answer=Answer(uuid4(), lesson.revision_number), at=at)
    db.session.commit()


def fail(course, person, lesson, *, hours_ago):
    at = now() - timedelta(hours=hours_ago)
    attempt = Attempt(id=uuid4(), person_id=person.id, purpose=Purpose.LESSON, course_id=course.id, lesson_id=lesson.id)
    attempt.revision_id, attempt.question_ids, attempt.started_at = lesson.revision_id, ["V5-1"], at
    attempt.finished_at, attempt.right, attempt.total, attempt.passed = at, 0, 1, False
    db.session.add(attempt)
    db.session.commit()


def states(coordinator):
    lines = coordinator.get("/kelurahan/wates/belajar.csv").html.splitlines()
    rows = [line.split(",") for line in lines[1:]]
    return {row[1]: row[4] for row in rows}


def test_the_four_states(coordinator, vlog, wates):
    done, learning, idle, fresh = (an_officer(wates, name) for name in ("Tini", "Sri Wahyuni", "Endang Lestari", "Joko"))
    learn(vlog, done, 8, days_ago=90)
    learn(vlog, learning, 2, days_ago=3)
    learn(vlog, idle, 2, days_ago=15)
    db.session.commit()

    found = states(coordinator)

    assert [found[f"Ibu {name}"] for name in ("Tini", "Sri Wahyuni", "Endang Lestari")] == [
        "selesai", "sedang-belajar", "perlu-bantuan",
    ]  # fmt: skip
    assert found["Ibu Joko"] == "belum-mulai"
    assert fresh.id


def test_two_failed_quizzes_call_for_help(coordinator, vlog, wates):
    sri = an_officer(wates, "Sri Wahyuni")
    learn(vlog, sri, 1, days_ago=1)
    fail(vlog, sri, vlog.lessons[4], hours_ago=5)
    assert states(coordinator)["Ibu Sri Wahyuni"] == "sedang-belajar"

    fail(vlog, sri, vlog.lessons[4], hours_ago=4)

    page = coordinator.get(f"{PAGE}?keadaan=perlu-bantuan")
    assert states(coordinator)["Ibu Sri Wahyuni"] == "perlu-bantuan"
    assert "Kuis “Izin, anak, dan musik” sudah 2 kali belum lulus." in page.text


def test_the_reminder_names_the_lesson_and_holds_no_number(coordinator, vlog, wates):
    sri = an_officer(wates, "Sri Wahyuni")
    sri.whatsapp = "+6281234567890"
    learn(vlog, sri, 1, days_ago=1)

    links = [item.get("href") for item in coordinator.get(PAGE).all("a") if "wa.me" in (item.get("href") or "")]
    mine = next(unquote(link) for link in links if "Bu Sri" in unquote(link))

    assert mine.startswith("https://wa.me/?text=")
    assert "Pegang mantap, dekati objek" in mine
    assert "/kursus/vlog/pegang-mantap-dekati-objek" in mine
    assert "6281234567890" not in mine


@pytest.mark.parametrize("path", [PAGE, "/kelurahan/wates/belajar.csv"])
def test_only_the_own_coordinator_sees_names(visit, vlog, magelang, wates, cacaban, path):
    an_officer(wates, "Sri Wahyuni")
    for person in (a_coordinator(cacaban), an_agency_officer(magelang), an_officer(wates, "Tini")):
        visit(person).get(path, status=403)
    assert visit().get(path, status=303).location.startswith("/masuk")


@pytest.mark.parametrize("wrong", ["?keadaan=rajin", "?kursus=hilang"])
def test_a_choice_that_is_none(coordinator, wrong):
    coordinator.get(PAGE + wrong, status=404)


def test_ten_times_the_people_take_the_same_statements(coordinator, vlog, wates, steady_catalog):
    an_officer(wates, "Tini")
    coordinator.get(PAGE)
    few = coordinator.get(PAGE).statements
    for number in range(20):
        learn(vlog, an_officer(wates, f"Orang {number}"), number % 4, days_ago=number)

    assert coordinator.get(PAGE).statements <= few <= 10
