"""Ages, steps and codes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.volunteering.models import State
from lms.volunteering.rules import guardians, states
from lms.volunteering.rules.clock import Turn, turn
from lms.volunteering.rules.signup import (
    STEPS,
    Answers,
    age_from,
    first_open,
    is_answered,
    needs_birthday,
    new_code,
    steps_for,
    tidy_code,
)
from lms.volunteering.rules.words import heading, ladder_of, sentence, word

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
        assert [guessed < limit for limit in (18, 17, 15)] == [true_age < limit for limit in (18, 17, 15)]


@pytest.mark.parametrize(
    ("birth_year", "asked"), [(2000, False), (2008, True), (2009, True), (2010, False), (2011, True), (2012, False)]
)
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


def test_the_answer_clock_goes_from_one_to_the_next_and_stays_with_the_agency():
    start = datetime(2026, 11, 24, 5, tzinfo=UTC)

    def at(hours):
        return turn(start, ["Rini", "Joko"], 72, at=start + timedelta(hours=hours))

    assert at(0) == Turn(0, start + timedelta(hours=72))
    assert at(71).place == 0
    assert at(72) == Turn(1, start + timedelta(hours=144))
    assert at(144) == Turn(2, start + timedelta(hours=216))
    assert at(10_000).place == 2
    assert turn(start, [], 72, at=start).place == 0


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("state", list(State))
def test_every_state_has_its_words(state):
    assert word(state)
    assert sentence(state).endswith((".", "!", "?"))
    assert heading(state)
    assert sum(is_here for _words, _behind, is_here in ladder_of(state)) == (state in states.TAKEN_IN)


@given(st.lists(st.sampled_from(State), max_size=12))
def test_a_chain_of_moves_holds_only_along_the_arrows(chain):
    moves = list(zip([None, *chain], chain, strict=False))
    before = None
    holds = True
    for came_from, moved_to in moves:
        holds = holds and moved_to in states.following(came_from, before=before)
        before = came_from if moved_to is State.SUSPENDED else None

    if holds:
        assert states.standing(moves) == (chain[-1] if chain else None)
    else:
        with pytest.raises(ValueError, match="No arrow"):
            states.standing(moves)


def test_nobody_comes_back_from_having_been_erased():
    assert states.following(State.ERASED) == frozenset()
    for state in states.LIVE:
        assert {State.LEFT, State.SUSPENDED} <= states.following(state)


def test_when_a_guardian_is_reminded_and_no_longer_waited_for():
    sent = datetime(2026, 11, 1, tzinfo=UTC)

    assert not guardians.is_to_be_reminded(sent, None, sent + timedelta(days=2))
    assert guardians.is_to_be_reminded(sent, None, sent + timedelta(days=3))
    assert not guardians.is_to_be_reminded(sent, sent, sent + timedelta(days=3))
    assert not guardians.is_expired(sent, sent + timedelta(days=13))
    assert guardians.is_expired(sent, sent + timedelta(days=14))
    assert guardians.must_agree(16)
    assert not guardians.must_agree(17)
