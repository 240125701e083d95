"""One question: how it is shown, what is read from a form, what is right. Plain values, no site."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config import PROJECT
from lms.assessment.rules.answers import Unreadable, foreseen, is_right, read, shown, spellings
from lms.assessment.rules.explaining import explained
from lms.catalog.rules.pack import read_pack
from lms.catalog.rules.quiz import Kind, Option, Question
from tests.factories.assessment import EVERY_KIND, MATCH, ORDER, RIGHT, SEVERAL, SHORT, SINGLE, TRUE_FALSE

FIRST = UUID(int=1)

texts = st.text(st.characters(codec="utf-8", exclude_characters='"\\'), min_size=1, max_size=8).filter(str.strip)
attempt_ids = st.uuids()


@st.composite
def questions(draw, kinds=tuple(Kind)):
    kind = draw(st.sampled_from(kinds))
    if kind is Kind.TRUE_FALSE:
        truth = draw(st.booleans())
        return Question("T", kind, "?", [Option("Salah", "a", right=not truth), Option("Benar", "b", right=truth)])
    written = texts.filter(lambda text: "\0" not in text)  # TOML has no such character
    names = draw(st.lists(written, min_size=3, max_size=6, unique=True))
    right = draw(st.sets(st.integers(0, len(names) - 1), min_size=1, max_size=1 if kind is Kind.SINGLE else len(names)))
    marked = kind in {Kind.SINGLE, Kind.SEVERAL, Kind.SHORT}
    return Question(
        "K",
        kind,
        "?",
        [
            Option(name, "why", right=marked and number in right, match=f"pair {number}" if kind is Kind.MATCH else "")
            for number, name in enumerate(names)
        ],
        why="w",
    )


def sent_for(question, order, numbers):
    """What a form sends for the options with these numbers, in this order."""
    if question.kind is Kind.ORDER:
        return {f"nomor-{row}": [str(numbers.index(number) + 1)] for row, number in enumerate(order)}
    if question.kind is Kind.MATCH:
        return {f"pasangan-{row}": [str(order.index(number))] for row, number in enumerate(numbers)}
    if question.kind is Kind.SHORT:
        return {"tulisan": [question.options[numbers[0]].text]}
    return {"pilihan": [str(order.index(number)) for number in numbers]}


def right_numbers(question):
    if question.kind in {Kind.ORDER, Kind.MATCH}:
        return list(range(len(question.options)))
    return [number for number, option in enumerate(question.options) if option.right]


@given(questions(), attempt_ids)
def test_options_are_shown_all_once_and_always_alike(question, attempt_id):
    order = shown(attempt_id, question)

    assert sorted(order) == list(range(len(question.options)))
    assert order == shown(attempt_id, question)


@given(questions((Kind.ORDER, Kind.MATCH)), attempt_ids)
def test_what_is_to_be_sorted_is_never_shown_solved(question, attempt_id):
    assert list(shown(attempt_id, question)) != list(range(len(question.options)))


@given(questions((Kind.TRUE_FALSE,)), attempt_ids)
def test_benar_stands_before_salah(question, attempt_id):
    assert [question.options[number].text for number in shown(attempt_id, question)] == ["Benar", "Salah"]


@given(questions(), attempt_ids)
def test_the_right_answer_is_right_wherever_it_was_shown(question, attempt_id):
    order = shown(attempt_id, question)
    given_answer = read(question, order, sent_for(question, order, right_numbers(question)))

    assert is_right(question, given_answer) or not spellings(given_answer.get("text", "x"))


@given(questions((Kind.ORDER, Kind.MATCH)), attempt_ids, st.randoms())
def test_any_other_order_is_not_right(question, attempt_id, random):
    order, numbers = shown(attempt_id, question), right_numbers(question)
    random.shuffle(numbers)

    assert is_right(question, read(question, order, sent_for(question, order, numbers))) == (numbers == sorted(numbers))


@given(questions((Kind.SEVERAL,)), attempt_ids, st.data())
def test_several_are_right_only_all_together_in_any_order(question, attempt_id, data):
    order = shown(attempt_id, question)
    chosen = data.draw(st.lists(st.sampled_from(order), unique=True, min_size=1))

    assert is_right(question, read(question, order, sent_for(question, order, chosen))) == (
        set(chosen) == set(right_numbers(question))
    )


@given(questions(), attempt_ids)
def test_not_knowing_yet_is_an_answer_and_not_right(question, attempt_id):
    given_answer = read(question, shown(attempt_id, question), {"belum_tahu": ["1"], "pilihan": ["0"]})

    assert given_answer == {}
    assert not is_right(question, given_answer)


@given(questions(), attempt_ids, st.dictionaries(texts, st.lists(texts, max_size=3), max_size=4))
def test_whatever_is_sent_is_read_or_refused_in_a_sentence(question, attempt_id, fields):
    order = shown(attempt_id, question)
    names = ["pilihan", "tulisan", *(f"{word}-{row}" for word in ("nomor", "pasangan") for row in range(len(order)))]
    sent = dict(zip(names, fields.values(), strict=False)) | fields

    try:
        given_answer = read(question, order, sent)
    except Unreadable as refusal:
        said = str(refusal)
    else:
        said = "." if is_right(question, given_answer) in {True, False} else ""
    assert said.endswith(".")


@given(questions(), attempt_ids)
def test_every_option_is_explained_once_and_the_right_answer_is_marked(question, attempt_id):
    order = shown(attempt_id, question)
    given_answer = read(question, order, sent_for(question, order, right_numbers(question)))
    lines = explained(question, order, given_answer)

    assert len(lines) == (1 if question.kind is Kind.SHORT else len(question.options))
    assert any(line.is_right for line in lines)
    if question.kind in {Kind.SINGLE, Kind.SEVERAL, Kind.TRUE_FALSE}:
        assert all(line.is_right == line.was_given for line in lines)


@pytest.mark.parametrize("question", EVERY_KIND, ids=lambda question: question.kind)
def test_the_answers_of_the_factory_are_right(question):
    assert is_right(question, RIGHT[question.id])


@pytest.mark.parametrize(
    ("question", "fields"),
    [
        (SINGLE, {}),
        (SINGLE, {"pilihan": ["0", "1"]}),
        (SINGLE, {"pilihan": ["3"]}),
        (SINGLE, {"pilihan": ["-1"]}),
        (SINGLE, {"pilihan": ["satu"]}),
        (SINGLE, {"pilihan": ["٣"]}),
        (SINGLE, {"pilihan": ["999999999999"]}),
        (TRUE_FALSE, {"pilihan": ["2"]}),
        (SEVERAL, {}),
        (SEVERAL, {"pilihan": ["0", "0"]}),
        (SEVERAL, {"pilihan": ["0", "9"]}),
        (ORDER, {}),
        (ORDER, {"nomor-0": ["1"], "nomor-1": ["2"]}),
        (ORDER, {"nomor-0": ["1"], "nomor-1": ["1"], "nomor-2": ["2"]}),
        (ORDER, {"nomor-0": ["1"], "nomor-1": ["2"], "nomor-2": ["4"]}),
        (ORDER, {"nomor-0": ["0"], "nomor-1": ["1"], "nomor-2": ["2"]}),
        (ORDER, {"nomor-0": ["1", "2"], "nomor-1": ["2"], "nomor-2": ["3"]}),
        (MATCH, {"pasangan-0": ["0"], "pasangan-1": ["1"]}),
        (MATCH, {"pasangan-0": ["0"], "pasangan-1": ["0"], "pasangan-2": ["1"]}),
        (MATCH, {"pasangan-0": ["0"], "pasangan-1": ["1"], "pasangan-2": ["3"]}),
        (SHORT, {}),
        (SHORT, {"tulisan": ["   "]}),
        (SHORT, {"tulisan": ["a" * 201]}),
    ],
)
def test_what_is_no_answer_is_refused(question, fields):
    with pytest.raises(Unreadable):
        read(question, shown(FIRST, question), fields)


@pytest.mark.parametrize("typed", ["Magelang", "  MAGELANG ", "magelang.", "“Magelang”", "kota   magelang!", "Kota-Magelang"])
def test_a_short_answer_is_compared_without_case_punctuation_and_blanks(typed):
    assert is_right(SHORT, read(SHORT, (0, 1, 2), {"tulisan": [typed]}))


@pytest.mark.parametrize(("typed", "number"), [("semarang?", 2), ("Solo", None), ("Mage lang", None)])
def test_a_short_answer_is_found_among_the_wrong_ones_or_is_new(typed, number):
    given_answer = read(SHORT, (0, 1, 2), {"tulisan": [typed]})

    assert foreseen(SHORT, given_answer) == number
    assert not is_right(SHORT, given_answer)


def test_signs_alone_are_compared_as_they_are():
    question = Question("S", Kind.SHORT, "Tanda apa?", [Option("@", "y", right=True), Option("#", "n")])

    assert is_right(question, {"text": "@"})
    assert not is_right(question, {"text": "#"})
    assert not is_right(question, {"text": "!"})


@given(texts)
def test_a_text_is_spelled_like_itself_in_capitals_and_among_signs(text):
    assert spellings(text) == spellings(f" {text} ")
    if any(letter.isascii() and letter.isalnum() for letter in text):
        assert spellings(f"“{text}!”") & spellings(text)


@pytest.mark.parametrize(("typed", "is_same"), [("1,5", True), ("1.5", True), (" 1,5 ", True), ("15", False), ("1.500", False)])
def test_a_comma_within_a_number_is_not_overlooked(typed, is_same):
    question = Question("N", Kind.SHORT, "Berapa liter?", [Option("1,5", "y", right=True)])

    assert is_right(question, {"text": typed}) is is_same


@pytest.mark.parametrize("typed", ["15000", "15.000", "Rp15.000", "15.000,"])
def test_a_point_between_thousands_is_only_for_the_eye(typed):
    question = Question(
        "N", Kind.SHORT, "Berapa rupiah?", [Option("15.000", "y", right=True), Option("Rp15000", "y", right=True)]
    )

    assert is_right(question, {"text": typed})


@pytest.mark.parametrize(
    "typed",
    ["cekrekening.id", "Cekrekening.Id", "https://cekrekening.id", "https://cekrekening.id/", "http://www.cekrekening.id"],
)
def test_an_address_is_right_however_it_is_copied(typed):
    pack = read_pack(PROJECT / "courses" / "aman")
    asked = next(one for lesson in pack.lessons for one in lesson.head.questions if one.id == "D5-6")

    assert is_right(asked, {"text": typed})


@pytest.mark.parametrize(
    ("typed", "texts"),
    [
        ("kota magelang", ["Kota Magelang"]),
        ("semarang", ["Magelang", "Semarang"]),
        ("Solo", ["Magelang"]),
    ],
)
def test_of_a_short_answer_one_right_spelling_is_explained_and_the_wrong_one_that_was_typed(typed, texts):
    lines = explained(SHORT, (0, 1, 2), {"text": typed})

    assert [line.text for line in lines] == texts
    assert sum(line.is_right for line in lines) == 1


@pytest.mark.parametrize(
    ("question", "given_answer", "instead"),
    [
        (ORDER, {"order": [0, 2, 1]}, ["", "3", "2"]),
        (MATCH, {"matched": [1, 0, 2]}, ["WhatsApp", "Kamera", ""]),
        (ORDER, RIGHT["Q4"], ["", "", ""]),
        (MATCH, {}, ["", "", ""]),
    ],
)
def test_what_stood_in_the_wrong_place_is_said(question, given_answer, instead):
    lines = explained(question, (2, 1, 0), given_answer)

    assert [line.instead for line in lines] == instead
    assert [line.was_given for line in lines] == [bool(given_answer) and not one for one in instead]


def test_two_typed_answers_are_none():
    with pytest.raises(Unreadable, match="satu jawaban saja"):
        read(SHORT, (0, 1, 2), {"tulisan": ["Magelang", "Semarang"]})
