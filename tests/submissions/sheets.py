"""Filling in an assessor's sheet, and judging without one."""

from typing import Any
from uuid import uuid4

from sqlalchemy import func, select

from lms.db import db
from lms.submissions.actions import judging
from lms.submissions.models import Verdict
from tests.factories.assessors import FULL
from tests.visitor import Page, filled_in

POINTS = {name.removeprefix("butir-"): int(number) for name, number in FULL.items()}


def send(page: Page, sheet: dict[str, Any], *, status: int = 303) -> Page:
    """Fill in the sheet on a page and send it."""
    form = page.form("Kirim penilaian")
    return page.visitor.post(form.get("action"), filled_in(form) | sheet, status=status)


def judgement(
    verdict: Verdict = Verdict.PASSED, *, place: int = 1, points: dict[str, int] = POINTS, **words: str
) -> judging.Judgement:
    """Give a judgement as a view would make it."""
    said = {"good": "Jelas.", "following": "Lanjutkan."} | words
    return judging.Judgement(uuid4(), place, verdict, points, **said)


def count(model: Any) -> int:
    """Count the rows of a table."""
    return db.session.scalar(select(func.count()).select_from(model)) or 0
