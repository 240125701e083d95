"""Which course may ask for which."""

from hypothesis import given
from hypothesis import strategies as st

from lms.catalog.rules.requirements import requirement_problems

COURSES = st.sampled_from("abcde")


def said(wanted, checked=None):
    return list(requirement_problems(wanted, checked or set(wanted)))


def test_courses_may_build_on_each_other():
    assert said({"a": [], "b": ["a"], "c": ["a", "b"], "d": ["b", "c", "c"]}) == []


def test_a_course_that_does_not_exist_cannot_be_required():
    assert said({"a": ["x"]}) == ["a/course.toml: it requires x, but there is no such course."]


def test_a_course_cannot_require_itself():
    assert said({"a": ["a"]}) == ["a/course.toml: a course cannot require itself."]


def test_a_ring_is_named_at_each_course_of_it_and_nowhere_else():
    assert said({"a": ["b"], "b": ["c"], "c": ["a"], "d": ["a"]}) == [
        "a/course.toml: it requires b, and b cannot be done without a.",
        "b/course.toml: it requires c, and c cannot be done without b.",
        "c/course.toml: it requires a, and a cannot be done without c.",
    ]


def test_only_the_courses_asked_about_are_looked_at():
    assert said({"a": ["x"], "b": ["a"]}, {"b"}) == []


@given(st.dictionaries(COURSES, st.lists(COURSES), min_size=1))
def test_what_is_passed_can_be_done_in_some_order(wanted):
    left, is_sound = dict(wanted), not said(wanted)
    while ready := [course for course in left if not set(left[course]) & set(left)]:
        for course in ready:
            del left[course]
    can_be_done = not left and all(set(required) <= set(wanted) for required in wanted.values())

    assert is_sound == can_be_done
