"""How the questions of quizzes fare, over the published revisions."""

import json
from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import Text, cast, func, select

from lms.assessment.models import Attempt, GivenAnswer, Purpose
from lms.assessment.rules.items import FirstAnswers, ItemFigure, item_figure
from lms.catalog.queries import PublishedLesson
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
    """Give how each question of a lesson's quiz fares, by everybody's first answer to it; one statement.

    Only answers to the published revision count, since options may differ between revisions.
    """
    number = (
        func.row_number()
        .over(partition_by=(Attempt.person_id, GivenAnswer.question_id), order_by=(GivenAnswer.answered_at, Attempt.id))
        .label("number")
    )
    firsts = (
        select(GivenAnswer.question_id, GivenAnswer.is_right, cast(GivenAnswer.given, Text).label("given"), number)
        .join(Attempt, GivenAnswer.attempt_id == Attempt.id)
        .where(Attempt.revision_id == lesson.revision_id, Attempt.purpose == Purpose.LESSON)
        .subquery()
    )
    rows = db.session.execute(
        select(firsts.c.question_id, firsts.c.is_right, firsts.c.given, func.count())
        .where(firsts.c.number == 1)
        .group_by(firsts.c.question_id, firsts.c.is_right, firsts.c.given)
    )
    answers: dict[str, list[FirstAnswers]] = defaultdict(list)
    for question_id, is_right, said, people in rows:
        answers[question_id].append(FirstAnswers(json.loads(said), is_right, people))
    questions = lesson.quiz.questions if lesson.quiz else ()
    return [item_figure(question, answers[question.id]) for question in questions]
