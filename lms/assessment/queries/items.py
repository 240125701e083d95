"""How the questions of quizzes fare, over all revisions in which they stood as they do now."""

import json
from collections import defaultdict
from dataclasses import dataclass

import msgspec
from sqlalchemy import ColumnElement, Text, cast, false, func, or_, select

from lms.assessment.models import Attempt, GivenAnswer, Purpose
from lms.assessment.rules.items import FirstAnswers, ItemFigure, item_figure
from lms.catalog.models import Revision
from lms.catalog.queries import PublishedLesson
from lms.catalog.rules.quiz import Quiz
from lms.db import db


@dataclass(frozen=True, slots=True)
class Taken:
    """How often a quiz was finished, and by how many people."""

    attempts: int
    people: int


def quizzes_taken() -> dict[str, Taken]:
    """Give how often each lesson's quiz was finished, in any revision, by lesson id; one statement."""
    rows = db.session.execute(
        select(Attempt.lesson_id, func.count(), func.count(Attempt.person_id.distinct()))
        .where(Attempt.purpose == Purpose.LESSON, Attempt.finished_at.is_not(None))
        .group_by(Attempt.lesson_id)
    )
    return {lesson_id: Taken(attempts, people) for lesson_id, attempts, people in rows if lesson_id}


def item_figures(lesson: PublishedLesson) -> list[ItemFigure]:
    """Give how each question of a lesson's quiz fares, by everybody's first answer to it, given alone; two statements.

    Answers count from every revision in which the question was just the same. What is asked again after its explanation
    was read never counts as a first answer.
    """
    number = (
        func.row_number()
        .over(partition_by=(Attempt.person_id, GivenAnswer.question_id), order_by=(GivenAnswer.answered_at, Attempt.id))
        .label("number")
    )
    firsts = (
        select(
            GivenAnswer.question_id,
            GivenAnswer.is_right,
            cast(GivenAnswer.given, Text).label("given"),
            Attempt.helper_id,
            number,
        )
        .join(Attempt, GivenAnswer.attempt_id == Attempt.id)
        .where(Attempt.lesson_id == lesson.id, Attempt.purpose == Purpose.LESSON, Attempt.repeats_id.is_(None), _is_same(lesson))
        .subquery()
    )
    rows = db.session.execute(
        select(firsts.c.question_id, firsts.c.is_right, firsts.c.given, func.count())
        .where(firsts.c.number == 1, firsts.c.helper_id.is_(None))
        .group_by(firsts.c.question_id, firsts.c.is_right, firsts.c.given)
    )
    answers: dict[str, list[FirstAnswers]] = defaultdict(list)
    for question_id, is_right, said, people in rows:
        answers[question_id].append(FirstAnswers(json.loads(said), is_right, people))
    questions = lesson.quiz.questions if lesson.quiz else ()
    return [item_figure(question, answers[question.id]) for question in questions]


def _is_same(lesson: PublishedLesson) -> ColumnElement[bool]:
    """Whether an answer was given to a question that stood then as it stands now."""
    rows = db.session.execute(
        select(Revision.id, Revision.quiz).where(Revision.lesson_id == lesson.id, Revision.completion == "quiz")
    )
    quizzes = [(revision_id, msgspec.convert(quiz, Quiz).questions) for revision_id, quiz in rows if quiz]
    return or_(
        false(),
        *(
            (GivenAnswer.question_id == question.id)
            & Attempt.revision_id.in_([revision_id for revision_id, questions in quizzes if question in questions])
            for question in (lesson.quiz.questions if lesson.quiz else ())
        ),
    )
