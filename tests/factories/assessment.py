"""Quizzes: a pack with every kind of question, and somebody's answers to them."""

import re
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from lms.accounts.models import Person
from lms.assessment import actions
from lms.assessment.models import Attempt
from lms.assessment.queries import attempts
from lms.catalog.actions.publishing import publish
from lms.catalog.models import Change
from lms.catalog.queries import PublishedCourse, PublishedLesson, catalog
from lms.catalog.rules.pack import read_pack
from lms.catalog.rules.quiz import Kind, Option, Question
from lms.db import db
from lms.learning.current import Learner
from tests.factories.packs import write_pack


def option(text: str, *, right: bool = False, match: str = "") -> Option:
    return Option(text=text, why=f"Tentang {text.lower()}.", right=right, match=match)


SINGLE = Question("Q1", Kind.SINGLE, "Apa kerja KIM?", [option("Mengabarkan", right=True), option("Menjual"), option("Memungut")])
SEVERAL = Question(
    "Q2",
    Kind.SEVERAL,
    "Apa yang aman?",
    [option("Kunci layar", right=True), option("Bagi sandi"), option("Cek tautan", right=True), option("Klik semua")],
)
TRUE_FALSE = Question("Q3", Kind.TRUE_FALSE, "Izin boleh ditarik.", [option("Benar", right=True), option("Salah")], must=True)
ORDER = Question("Q4", Kind.ORDER, "Urutkan.", [option("Buka"), option("Rekam"), option("Kirim")])
MATCH = Question(
    "Q5",
    Kind.MATCH,
    "Pasangkan.",
    [option("Foto", match="Kamera"), option("Obrolan", match="WhatsApp"), option("Film", match="YouTube")],
)
SHORT = Question(
    "Q6",
    Kind.SHORT,
    "Nama kota kita?",
    [option("Magelang", right=True), option("Kota Magelang", right=True), option("Semarang")],
    why="Kota kita Magelang.",
)
EVERY_KIND = (SINGLE, SEVERAL, TRUE_FALSE, ORDER, MATCH, SHORT)
RIGHT = {
    "Q1": {"chosen": [0]},
    "Q2": {"chosen": [0, 2]},
    "Q3": {"chosen": [0]},
    "Q4": {"order": [0, 1, 2]},
    "Q5": {"matched": [0, 1, 2]},
    "Q6": {"text": "magelang"},
}


def quiz_course(
    folder: Path,
    questions: tuple[Question, ...] = EVERY_KIND,
    *,
    at: datetime,
    pass_mark: int = 60,
    check: tuple[Question, ...] = (),
    change: str | None = None,
    number: int = 1,
    **kwargs: object,
) -> PublishedCourse:
    """Publish a course of three lessons, the first (or another number) with a quiz of these questions."""
    pack = write_pack(folder, **kwargs)
    for path in (pack / "lessons").glob(f"{number:02}-*.md"):
        text = path.read_text("utf-8").replace('completion = "read"', 'completion = "quiz"')
        head, sep, body = text.partition("+++\n## ")
        path.write_text(f"{head}\n[quiz]\npass_mark = {pass_mark}\n{as_toml(questions)}{sep}{body}", "utf-8")
    (pack / "check.toml").unlink(missing_ok=True)
    if check:
        (pack / "check.toml").write_text(as_toml(check), "utf-8")
    publish(read_pack(pack), at=at, change=Change(change) if change else None)
    db.session.commit()
    found = catalog().course(pack.name)
    assert found
    return found


def as_toml(questions: tuple[Question, ...]) -> str:
    lines = []
    for one in questions:
        lines += [
            "[[questions]]",
            f'id = "{one.id}"',
            f'kind = "{one.kind}"',
            f'text = "{one.text}"',
            f"must = {str(one.must).lower()}",
        ]
        lines += [f'why = "{one.why}"'] if one.why else []
        for item in one.options:
            lines += [
                "[[questions.options]]",
                f'text = "{item.text}"',
                f'why = "{item.why}"',
                f"right = {str(item.right).lower()}",
            ]
            lines += [f'match = "{item.match}"'] if item.match else []
    return "\n".join(lines) + "\n"


def learner_of(person: Person | Learner, helper: Person | None = None) -> Learner:
    if isinstance(person, Learner):
        return person
    return Learner(person.id, person.name, helper.id if helper else None)


def quiz_lesson(course: PublishedCourse) -> PublishedLesson:
    return next(lesson for lesson in course.lessons if lesson.quiz)


def begin(
    course: PublishedCourse, person: Person | Learner, *, at: datetime, helper: Person | None = None, **kwargs: object
) -> Attempt:
    """Begin the quiz of the course's first lesson as somebody."""
    key = kwargs.get("key") or uuid4()
    found = actions.begin_quiz(course, quiz_lesson(course), learner_of(person, helper), key=key, at=at)
    db.session.commit()
    return found


def answer(
    course: PublishedCourse, attempt: Attempt, question_id: str, given: dict, *, at: datetime, helper: Person | None = None
):
    """Answer one question of an attempt, as the page does."""
    held = attempts.attempt_to_answer(attempt.person_id, attempt.id)
    assert held
    lesson = quiz_lesson(course)
    sitting = attempts.sitting(held, lesson)
    question = next(one for one in sitting.quiz.questions if one.id == question_id)
    reply = actions.Reply(question, given, helper.id if helper else None)
    sitting = actions.answer_quiz(course, lesson, sitting, reply=reply, at=at)
    db.session.commit()
    return sitting


def take(
    course: PublishedCourse, person: Person, *, at: datetime, wrong: tuple[str, ...] = (), helper: Person | None = None
) -> Attempt:
    """Take the quiz of the course's first lesson once, right but for some questions."""
    attempt = begin(course, person, at=at, helper=helper)
    for question_id in list(attempt.question_ids):
        answer(course, attempt, question_id, {} if question_id in wrong else RIGHT[question_id], at=at, helper=helper)
    return attempt


def fields_for(page, given: dict, question: Question) -> dict[str, object]:
    """Give what to fill in on the page of a question so that it sends an answer, read from what the page shows."""
    shown = {text: place for place, text in enumerate(re.findall(r'<span lang="id">([^<]+)</span></(?:b|label)>', page.html))}
    if "chosen" in given:
        return {"pilihan": [str(shown[question.options[number].text]) for number in given["chosen"]]}
    if "order" in given:
        places = {question.options[number].text: str(place) for place, number in enumerate(given["order"], start=1)}
        return {f"nomor__{row}": places[text] for text, row in shown.items()}
    if "matched" in given:
        partners = dict(re.findall(r'<option value="(\d+)" lang="id">([^<]+)</option>', page.html))
        value = {text: place for place, text in partners.items()}
        return {f"pasangan__{row}": value[question.options[number].match] for row, number in enumerate(given["matched"])}
    return {"tulisan": given["text"]}
