"""Nothing about fewer than a small group of people can be worked out from a public page, by whatever subtraction."""

from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from lms.clock import now
from lms.db import db
from lms.learning.actions import Answer, finish_lesson
from lms.regions.queries import kelurahan_at
from lms.reporting.rules.public import PublicCounts, Share, counts_in_public
from lms.web.pages import stable_key
from tests.factories.competency import at_level
from tests.factories.people import a_volunteer, an_officer

LARGEST = 24
"""People of a group that is looked at; whatever is larger behaves alike."""


@cache
def everything_that_looks_alike(small_group: int) -> dict[PublicCounts, list[tuple[int, int, int]]]:
    """Give all groups with a part and a part of that, by what the public sees of them."""
    alike: dict[PublicCounts, list[tuple[int, int, int]]] = {}
    for whole in range(LARGEST + 1):
        for part in range(whole + 1):
            for inner in range(part + 1):
                seen = counts_in_public(whole, (part, inner), small_group)
                alike.setdefault(seen, []).append((whole, part, inner))
    return alike


@st.composite
def groups(draw):
    whole = draw(st.integers(0, LARGEST))
    part = draw(st.integers(0, whole))
    return whole, part, draw(st.integers(0, part))


@given(group=groups(), small_group=st.integers(3, 8))
def test_no_count_of_a_small_group_can_be_derived(group, small_group):
    whole, *parts = group

    could_be = everything_that_looks_alike(small_group)[counts_in_public(whole, parts, small_group)]

    for values in zip(*(_cells(*one) for one in could_be), strict=True):
        assert len(set(values)) > 1 or min(values) >= small_group, (group, small_group, could_be)


def _cells(whole, part, inner):
    """Everything that could be taken from one another."""
    return whole, part, inner, whole - part, whole - inner, part - inner


@given(whole=st.integers(0, 60), part=st.integers(0, 60), small_group=st.integers(3, 8))
def test_nor_of_a_group_with_one_part(whole, part, small_group):
    part = min(whole, part)
    seen = counts_in_public(whole, (part,), small_group)

    could_be = [
        (other, inner)
        for other in range(61)
        for inner in range(other + 1)
        if counts_in_public(other, (inner,), small_group) == seen
    ]

    for values in ({inner for _other, inner in could_be}, {other - inner for other, inner in could_be}):
        assert len(values) > 1 or min(values) >= small_group


def test_counts_stand_where_they_tell_of_nobody():
    assert counts_in_public(20, (12, 6), 5) == PublicCounts(20, (12, 6))
    assert counts_in_public(20, (12, 8), 5) == PublicCounts(20, (Share.MORE_THAN_HALF, Share.HALF_AT_MOST))
    assert counts_in_public(6, (6, 0), 5) == PublicCounts(6, (Share.MORE_THAN_HALF, Share.HALF_AT_MOST)), "never an exact nought"
    assert counts_in_public(4, (4, 0), 5) == counts_in_public(0, (0, 0), 5) == PublicCounts(None, ())


def test_the_public_page_tells_large_groups_in_numbers_and_small_ones_not(visit, magelang, wates, vlog):
    people = [an_officer(wates, f"Orang {number}") for number in range(16)]
    for number, person in enumerate(people[:11]):
        at_level(person, 2 if number < 5 else 1)
    for person in people[:7]:
        study(person, vlog, 8 if person is people[0] else 1)

    text = visit().get("/capaian/wates").text

    assert "Video (vlog)5 orang mandiri, 11 orang sudah dinilai" in text
    assert "Tulisan (blog)paling banyak separuh mandiri, paling banyak separuh sudah dinilai" in text
    assert f"{vlog.title}7 orang mulai, paling banyak separuh selesai" in text


def test_few_who_began_a_course_are_not_told_of(visit, magelang, wates, vlog):
    study(an_officer(wates), vlog, 1)

    assert f"{vlog.title}kelompok kecil, tidak ditampilkan" in visit().get("/capaian/wates").text


def study(person, course, lessons):
    for lesson in course.lessons[:lessons]:
        finish_lesson(
            course, lesson, person.id, answer=Answer(stable_key(person.id, lesson.id), lesson.revision_number), at=now()
        )
    db.session.commit()


def test_the_target_for_volunteers_does_not_tell_how_many_there_are(visit, magelang, vlog):
    place = kelurahan_at("kramat-utara")  # 39 RT, which eight seats can carry
    for number in range(3):
        a_volunteer(place, f"Relawan {number}")
    db.session.commit()

    assert "1–4, sasaran 0" in visit().get("/capaian/kramat-utara").text
