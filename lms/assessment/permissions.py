"""Who may see how questions fare, and when a check may be done."""

from lms.accounts.current import Viewer
from lms.accounts.models import Role
from lms.assessment.queries.attempts import has_answered_quiz
from lms.learning.queries import Progress


def can_see_statistics(viewer: Viewer) -> bool:
    """Whether the viewer sees how the questions of quizzes fare: the agency."""
    return viewer.holds(Role.AGENCY)


def can_check_before(progress: Progress, person_id: int) -> bool:
    """Whether the check before a course may still be done: nothing is done yet, and no answer of a quiz was explained."""
    return not progress.has_started and not has_answered_quiz(person_id, progress.course.id)


def can_check_after(progress: Progress) -> bool:
    """Whether the check after a course may be done: every required lesson is done."""
    return progress.next_lesson is None
