"""Codes and places."""

from hypothesis import given
from hypothesis import strategies as st

from lms.accounts.current import Grant, Viewer
from lms.accounts.models import Honorific, Role
from lms.attendance import rules


def a_viewer(*grants):
    return Viewer(1, 1, "Dimas", Honorific.NONE, 1, grants)


def in_kelurahan(role, number=1):
    return Grant(role, None, number, f"kelurahan-{number}", f"Kelurahan {number}")


def test_a_code_holds_nothing_that_can_be_confused():
    codes = {rules.new_code() for _ in range(200)}

    assert len(codes) == 200
    assert {len(code) for code in codes} == {6}
    assert not set("".join(codes)) & set("01258OILZSBGUVQAE")
    assert len(rules.CODE_LETTERS) == len(set(rules.CODE_LETTERS))


@given(st.text(alphabet=rules.CODE_LETTERS, min_size=6, max_size=6), st.lists(st.integers(0, 6), max_size=4), st.booleans())
def test_a_code_is_understood_however_it_is_typed(code, blanks, lower):
    typed = code.lower() if lower else code
    for place in blanks:
        typed = f"{typed[:place]} {typed[place:]}"

    assert rules.tidy_code(f" {typed}-") == code


def test_mentors_and_coordinators_lead_in_their_kelurahan_and_the_agency_in_the_city():
    viewer = a_viewer(
        in_kelurahan(Role.MENTOR),
        in_kelurahan(Role.COORDINATOR),
        in_kelurahan(Role.MENTOR, 2),
        Grant(Role.AGENCY, 7, None, None, None),
        in_kelurahan(Role.ASSESSOR, 3),
        Grant(Role.MENTOR, 7, None, None, None),
    )

    places = rules.places_of(viewer)

    assert [(place.key, place.city_id) for place in places] == [("1", None), ("2", None), ("kota", 7)]


def test_nobody_else_leads_anywhere():
    assert rules.places_of(a_viewer(in_kelurahan(Role.ASSESSOR))) == []
