"""Where the evidence that a level still needs can be made: lessons of the domain's published courses, from memory."""

from dataclasses import dataclass

from lms.catalog.queries import PublishedCourse, PublishedLesson, catalog
from lms.competency.models import Domain
from lms.submissions.rules.evidence import Evidence


@dataclass(frozen=True, slots=True)
class Places:
    """Of a domain: the course, the task that takes an observation, the task with a rubric, the first quiz; None where none is."""

    course: PublishedCourse | None
    observed: PublishedLesson | None
    judged: PublishedLesson | None
    quiz: PublishedLesson | None


def places_of(domain: Domain) -> Places:
    """Give where somebody goes to prove what they can do in a domain."""
    course = next((one for one in catalog().courses if one.domain == domain), None)
    lessons = course.lessons if course else ()
    observed = (one for one in lessons if one.task and Evidence.OBSERVATION in one.task.get("evidence", ()))
    judged = (one for one in lessons if one.task and one.task.get("criteria"))
    return Places(course, next(observed, None), next(judged, None), next((one for one in lessons if one.quiz), None))
