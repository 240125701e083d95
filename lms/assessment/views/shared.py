"""What quizzes and checks share: the page of a question, and reading what it sent."""

from dataclasses import dataclass
from uuid import UUID

from flask import abort, flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.assessment.actions import CannotAnswer, CannotBegin, Reply
from lms.assessment.models import Attempt
from lms.assessment.queries.attempts import Sitting, attempt_of, attempt_to_answer
from lms.assessment.rules.answers import Given, Unreadable, read
from lms.catalog.queries import PublishedCourse, catalog
from lms.catalog.rules.quiz import Question
from lms.learning.current import Learner, learner, refusal_for_somebody_else
from lms.web.pages import as_uuid


def reader_here() -> Learner:
    """Give whose answers these are; closed pages never get here without."""
    return learner() or abort(403)


def course_or_404(slug: str) -> PublishedCourse:
    """Give a published course by its address, or end with 404."""
    return catalog().course(slug) or abort(404)


def own_attempt_or_404(reader: Learner, key: str | None) -> Attempt:
    """Give the reader's attempt; one of somebody else is a page that does not exist."""
    found = as_uuid(key)
    return (attempt_of(reader.id, found) if found else None) or abort(404)


def attempt_to_answer_or_404(reader: Learner) -> Attempt:
    """Take hold of the reader's attempt that the form names; one of somebody else is a page that does not exist."""
    found = as_uuid(request.form.get("kunci"))
    return (attempt_to_answer(reader.id, found) if found else None) or abort(404)


def key_or_400() -> UUID:
    """Give the key the form carries, or end with 400."""
    return as_uuid(request.form.get("kunci")) or abort(400)


def refuse_for_somebody_else(reader: Learner) -> None:
    """Stop what was begun on a page that was made for another person; raises CannotBegin."""
    refusal = refusal_for_somebody_else(reader)
    if refusal:
        raise CannotBegin(refusal)


def reply_to(sitting: Sitting, reader: Learner) -> Reply:
    """Read the answer that was sent; raises CannotAnswer for a foreign question and Unreadable for a foreign answer."""
    question = sitting.known(request.form.get("soal", ""))
    if question is None:
        raise CannotAnswer(_("Pertanyaan itu bukan bagian dari kuis ini. Jawab pertanyaan di bawah ini."))
    first = sitting.answers.get(question.id)
    if first:  # it was answered before, and that answer counts, whatever comes now
        _tell_of_another_answer(sitting, question, first.given)
        return Reply(question, {}, reader.helper_id)
    return Reply(question, _sent(sitting, question), reader.helper_id)


def _sent(sitting: Sitting, question: Question) -> Given:
    fields = {name: values for name, values in request.form.lists() if any(values)}
    return read(question, sitting.order(question), fields)


def _tell_of_another_answer(sitting: Sitting, question: Question, first: Given) -> None:
    """Say that the first answer counts to who has gone back and chosen otherwise; a button pressed twice needs no word."""
    try:
        is_another = _sent(sitting, question) != first
    except Unreadable:
        is_another = False
    if is_another:
        flash(_("Pertanyaan ini sudah dijawab tadi. Jawaban pertama yang dipakai."), "bad")


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the question of a quiz or a check."""

    course: PublishedCourse
    back: tuple[str, str]
    """Words and address of the way back."""
    action: str
    """Where the answer goes."""


def question_page(sitting: Sitting, frame: Frame) -> str:
    """Show the next question of an attempt."""
    return _page(sitting, frame, sitting.next_number or 1)


def asked_again(sitting: Sitting, frame: Frame, refusal: Unreadable) -> ResponseReturnValue:
    """Show the question that was answered in a way nobody can read, with what was sent and what to do."""
    number = sitting.attempt.question_ids.index(request.form["soal"]) + 1
    return _page(sitting, frame, number, error=str(refusal)), 422


def _page(sitting: Sitting, frame: Frame, number: int, *, error: str = "") -> str:
    question = sitting.question(number) or abort(404)
    return render_template(
        "assessment/question.html",
        course=frame.course,
        back=frame.back,
        action=frame.action,
        attempt=sitting.attempt,
        question=question,
        order=sitting.order(question),
        number=number,
        asked=len(sitting.attempt.question_ids),
        saved=len(sitting.answers),
        error=error,
        sent=request.form.to_dict(flat=False) if error else {},
    )
