"""Who answers questions. Reading them is for everybody who is signed in."""

from lms.accounts.current import Viewer
from lms.discussion.queries import Thread
from lms.discussion.rules import area_of


def can_answer_somewhere(viewer: Viewer) -> bool:
    """Whether the viewer answers questions at all: mentors, coordinators, the agency."""
    return bool(area_of(viewer))


def can_answer(viewer: Viewer, thread: Thread) -> bool:
    """Whether the viewer answers this question, and hides what is written under it."""
    return area_of(viewer).covers(thread.kelurahan_id, thread.city_id)
