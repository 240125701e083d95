"""Ages, steps and codes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.volunteering.rules.signup import (
    STEPS,
    Answers,
    age_from,
    answer_due,
    first_open,
    is_answered,
    needs_birthday,
    new_code,
    steps_for,
    tidy_code,
)

DAY = date(2026, 11, 24)
GROWN = Answers(
    kelurahan="wates", birth_year=2000, times=["sabtu"], skills=["video"], name="Dimas", whatsapp="+6281234567890", agreed=True
)


@given(st.dates(date(1930, 1, 1), date(2026, 11, 24)))
def test_year_and_birthday_give_the_true_age_and_the_year_alone_the_right_side_of_every_limit(born):
    had_birthday = (DAY.month, DAY.day) >= (born.month, born.day)
    true_age = DAY.year - born.year - (0 if had_birthday else 1)

    assert age_from(born.year, DAY, had_birthday=had_birthday) == true_age
    if not needs_birthday(born.year, DAY):
        guessed = age_from(born.year, DAY, had_birthday=None)
        assert (guessed < 18, guessed < 15) == (true_age < 18, true_age < 15)


@pytest.mark.parametrize(("birth_year", "asked"), [(2000, False), (2008, True), (2009, False), (2011, True), (2012, False)])
def test_the_birthday_is_asked_only_where_it_matters(birth_year, asked):
    assert needs_birthday(birth_year, DAY) is asked
    assert ("ulang-tahun" in steps_for(Answers(birth_year=birth_year), DAY)) is asked


def test_only_minors_are_asked_for_a_guardian():
    assert "wali" not in steps_for(GROWN, DAY)
    assert "wali" in steps_for(Answers(birth_year=2010), DAY)
    assert Answers().is_minor(DAY) is False


def test_the_first_open_question():
    assert first_open(Answers(), DAY) == "kelurahan"
    assert first_open(GROWN, DAY) == "periksa"
    assert first_open(Answers(kelurahan="wates", birth_year=2008), DAY) == "ulang-tahun"
    assert not is_answered("periksa", GROWN)


def test_steps_keep_their_order():
    assert list(steps_for(GROWN, DAY)) == [step for step in STEPS if step not in {"ulang-tahun", "wali"}]


def test_stored_answers_of_an_older_version_can_be_read():
    assert Answers.read({"name": "Dimas", "shoe_size": 43}).name == "Dimas"


def test_codes_cannot_be_mistaken_and_are_read_however_they_are_typed():
    code = new_code()

    assert len({new_code() for _ in range(200)}) == 200
    assert not set(code) & set("01ILO")
    assert tidy_code(f" {code.lower().replace('-', ' ')} ") == code
    assert tidy_code("") == "--"


def test_the_answer_clock():
    start = datetime(2026, 11, 24, 5, tzinfo=UTC)

    assert answer_due(start, 72) == start + timedelta(days=3)
