"""A whole attempt: what is right, passed and asked again. Plain values, no site."""

from hypothesis import given
from hypothesis import strategies as st

from lms.assessment.rules.attempts import next_unanswered, outcome, right_ids, to_ask
from lms.catalog.rules.quiz import Kind, Option, Question, Quiz

OPTIONS = [Option("ya", "y", right=True), Option("tidak", "n")]


def question(number, *, must=False, text="?"):
    return Question(f"Q{number}", Kind.SINGLE, text, OPTIONS, must=must)


quizzes = st.builds(
    lambda mark, musts: Quiz(mark, tuple(question(number, must=must) for number, must in enumerate(musts))),
    st.integers(1, 100),
    st.lists(st.booleans(), min_size=1, max_size=8),
)


def ids(quiz):
    return [one.id for one in quiz.questions]


@st.composite
def rounds(draw):
    """A quiz, and for each try the questions somebody would get right if they were asked."""
    quiz = draw(quizzes)
    return quiz, draw(st.lists(st.sets(st.sampled_from(ids(quiz))), min_size=1, max_size=5))


def tried(quiz, able):
    """Take the quiz again and again until it is passed; gives asked and right of each try."""
    asked, before, right = to_ask(quiz, None, ()), None, set()
    for one in able:
        kept = right
        right = right_ids(quiz.questions, set(asked), one & set(asked))
        yield asked, kept, right
        if outcome(quiz, right).passed:
            return
        before = quiz
        asked = to_ask(quiz, before, right)


@given(rounds())
def test_trying_again_keeps_what_was_right(drawn):
    quiz, able = drawn

    for asked, kept, right in tried(quiz, able):
        assert kept <= right
        assert set(asked) == set(ids(quiz)) - kept


@given(rounds())
def test_there_are_never_more_right_than_questions(drawn):
    quiz, able = drawn

    for _asked, _kept, right in tried(quiz, able):
        result = outcome(quiz, right)
        assert 0 <= result.right <= result.total == len(quiz.questions)
        assert result.right + len(result.missed) == result.total


@given(rounds())
def test_who_gets_everything_right_in_the_end_passes(drawn):
    quiz, able = drawn

    *_, (_asked, _kept, right) = tried(quiz, [*able, set(ids(quiz))])

    assert outcome(quiz, right).passed


@given(quizzes, st.data())
def test_more_right_answers_never_turn_a_pass_into_a_failure(quiz, data):
    few = data.draw(st.sets(st.sampled_from(ids(quiz))))
    more = few | data.draw(st.sets(st.sampled_from(ids(quiz))))

    assert outcome(quiz, more).passed >= outcome(quiz, few).passed


@given(quizzes, st.data())
def test_a_quiz_is_passed_with_the_mark_and_every_must(quiz, data):
    right = data.draw(st.sets(st.sampled_from(ids(quiz))))

    enough = 100 * len(right) >= quiz.pass_mark * len(quiz.questions)
    musts = {one.id for one in quiz.questions if one.must}
    assert outcome(quiz, right).passed == (enough and musts <= right)


@given(quizzes, st.data(), st.randoms())
def test_the_order_of_answers_and_questions_does_not_matter(quiz, data, random):
    right = data.draw(st.lists(st.sampled_from(ids(quiz)), unique=True))
    mixed, questions = list(right), list(quiz.questions)
    random.shuffle(mixed)
    random.shuffle(questions)
    other = outcome(Quiz(quiz.pass_mark, tuple(questions)), set(mixed))
    first = outcome(quiz, set(right))

    assert (first.right, first.passed, {one.id for one in first.missed}) == (
        other.right,
        other.passed,
        {one.id for one in other.missed},
    )


def test_a_question_that_changed_is_asked_again_though_it_was_right():
    before = Quiz(100, (question(1), question(2), question(3)))
    after = Quiz(100, (question(1), question(2, text="Baru?"), question(3), question(4)))

    assert to_ask(after, before, {"Q1", "Q2"}) == ["Q2", "Q3", "Q4"]


def test_when_nothing_was_missed_everything_is_asked():
    quiz = Quiz(100, (question(1), question(2)))

    assert to_ask(quiz, quiz, {"Q1", "Q2"}) == ["Q1", "Q2"]


def test_the_next_question_is_the_first_without_an_answer():
    assert next_unanswered(["Q1", "Q2", "Q3"], {"Q1", "Q3"}) == 2
    assert next_unanswered(["Q1"], {"Q1"}) is None
