"""Who may see practical work, who judges it, and who sees how well assessors agree."""

from sqlalchemy import select

from lms.accounts.current import Viewer
from lms.accounts.models import Role
from lms.db import db
from lms.learning.current import can_help
from lms.submissions.models import Version, Work
from lms.submissions.queries.queue import has_helped
from lms.submissions.rules.judging import area_of


def may_see(viewer: Viewer, work: Work) -> bool:
    """Whether somebody may see a piece of work: its person, who sat or may sit beside them, assessors of the area."""
    person = work.person
    if viewer.id == person.id or can_help(viewer, person) or is_assessor_of(viewer, work):
        return True
    beside = select(Version.id).where(Version.work_id == work.id, Version.helper_id == viewer.id).limit(1)
    return db.session.scalar(beside) is not None


def is_assessor(viewer: Viewer) -> bool:
    """Whether the viewer judges work at all."""
    return bool(area_of(viewer))


def is_assessor_of(viewer: Viewer, work: Work) -> bool:
    """Whether the work is of the area the viewer judges."""
    home = work.person.kelurahan
    return area_of(viewer).covers(home.id if home else None, home.city_id if home else None)


def can_judge(viewer: Viewer, work: Work) -> bool:
    """Whether the viewer may judge this work: an assessor of the area, but neither its person nor anybody at their side.

    At their side is who ever helped them, and who may help them today: a mentor or coordinator of their kelurahan. Work of
    somebody who has left is judged by nobody. The queue lists by the same rule.
    """
    person = work.person
    if person.left_at is not None or person.id == viewer.id or can_help(viewer, person):
        return False
    return is_assessor_of(viewer, work) and not has_helped(viewer.id, work.person_id)


def can_see_agreement(viewer: Viewer) -> bool:
    """Whether the viewer sees how well assessors agree: the agency, and assessors."""
    return viewer.holds(Role.AGENCY) or is_assessor(viewer)
