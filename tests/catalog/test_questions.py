"""What is wrong with a badly written question: every rule, with a question that breaks it."""

import pytest

from lms.catalog.rules.quiz import Kind, Option, Question, Quiz, question_problems


def options(*texts, right=(), match=()):
    return [Option(text, "Karena.", right=text in right, match=match[place] if match else "") for place, text in enumerate(texts)]


SOUND = {
    Kind.SINGLE: options("a", "b", right="a"),
    Kind.SEVERAL: options("a", "b", "c", right="ab"),
    Kind.TRUE_FALSE: options("Benar", "Salah", right=["Salah"]),
    Kind.ORDER: options("a", "b", "c"),
    Kind.MATCH: options("a", "b", "c", match="xyz"),
    Kind.SHORT: options("a", right="a"),
}


def said(kind, answers, **fields):
    question = Question(**({"id": "q", "kind": kind, "text": "Apa?", "options": answers, "why": "Begini."} | fields))
    return list(question_problems([question]))


@pytest.mark.parametrize("kind", Kind)
def test_a_sound_question_of_each_kind_is_in_order(kind):
    assert said(kind, SOUND[kind]) == []


@pytest.mark.parametrize(
    ("kind", "answers", "problem"),
    [
        (Kind.SINGLE, options("a", right="a"), "needs 2 to 6 options."),
        (Kind.SINGLE, options(*"abcdefg", right="a"), "needs 2 to 6 options."),
        (Kind.SINGLE, options("a", "b"), "has no right answer."),
        (Kind.SINGLE, options("a", "b", right="ab"), "marks too many answers as right."),
        (Kind.SINGLE, options("a", " ", right="a"), "has an empty option."),
        (Kind.SINGLE, options("a", "a", right="a"), "has the same option twice."),
        (Kind.SINGLE, options("a", "b", right="a", match="xy"), "has something to match, but is not of that kind."),
        (Kind.SINGLE, [Option("a", "Karena.", right=True), Option("b", " ")], "has an option without an explanation."),
        (Kind.SEVERAL, options("a", "b", right="a"), "needs 3 to 6 options."),
        (Kind.SEVERAL, options("a", "b", "c"), "has no right answer."),
        (Kind.TRUE_FALSE, options("Benar", "Salah"), "has no right answer."),
        (Kind.TRUE_FALSE, options("Ya", "Tidak", right=["Ya"]), "must have the options Benar and Salah."),
        (Kind.ORDER, options("a", "b"), "needs 3 to 6 options."),
        (Kind.ORDER, options("a", "b", "c", right="a"), "needs no answer marked as right."),
        (Kind.MATCH, options("a", "b", "c", match="xyy"), "needs something different to match with each option."),
        (Kind.MATCH, options("a", "b", "c"), "needs something different to match with each option."),
        (Kind.MATCH, options("a", "b", "c", right="a", match="xyz"), "needs no answer marked as right."),
        (Kind.SHORT, options("a"), "has no right answer."),
        (Kind.SHORT, options(*"abcdefghijklm", right="a"), "needs 1 to 12 options."),
    ],
)
def test_a_question_that_cannot_be_asked_is_named(kind, answers, problem):
    assert f"question q {problem}" in said(kind, answers)


def test_a_question_asks_something():
    assert said(Kind.SINGLE, SOUND[Kind.SINGLE], text=" ") == ["question q asks nothing."]


def test_a_short_answer_has_a_word_for_what_nobody_foresaw():
    assert said(Kind.SHORT, SOUND[Kind.SHORT], why="") == ["question q needs a `why` for answers that were not foreseen."]


@pytest.mark.parametrize("wrong", ["kim", " KIM ", "K.I.M.", "“Kim!”", "kim adinda", "KIM-Adinda"])
def test_a_wrong_short_answer_is_no_spelling_of_an_accepted_one(wrong):
    found = said(Kind.SHORT, options("KIM", "Kim Adinda", wrong, right=("KIM", "Kim Adinda")))

    assert found == [
        f"question q calls {wrong!r} wrong, but it counts as an accepted answer: case and punctuation make no difference."
    ]


def test_accepted_answers_may_be_spelt_in_several_ways():
    assert said(Kind.SHORT, options("KIM", "kim", "KIMA", right=("KIM", "kim"))) == []


def test_an_id_is_given_once():
    question = Question("q", Kind.SINGLE, "Apa?", SOUND[Kind.SINGLE])

    assert list(question_problems([question] * 3)) == ["two questions have the id q."]


@pytest.mark.parametrize(("questions", "pass_mark", "needed"), [(5, 80, 4), (5, 81, 5), (3, 50, 2), (4, 100, 4), (7, 1, 1)])
def test_the_pass_mark_is_rounded_up_to_whole_questions(questions, pass_mark, needed):
    question = Question("q", Kind.SINGLE, "Apa?", SOUND[Kind.SINGLE])

    assert Quiz(pass_mark, (question,) * questions).needed == needed
