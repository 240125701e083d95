"""The code on a certificate, as people read and type it."""

from hypothesis import given
from hypothesis import strategies as st

from lms.certification.rules.codes import LENGTH, LETTERS, in_groups, new_code, tidy_code

codes = st.text(LETTERS, min_size=LENGTH, max_size=LENGTH)


def test_a_code_is_eighty_random_bits_without_letters_that_are_mistaken_for_each_other():
    made = {new_code() for _ in range(200)}

    assert len(made) == 200
    assert len(LETTERS) ** LENGTH == 2**80
    assert not set("".join(made)) & set("ILOUilou -")


@given(codes, st.sampled_from(["-", " ", "", " - ", "."]), st.booleans())
def test_a_code_is_understood_however_it_is_typed(code, between, is_small):
    typed = between.join(in_groups(code).split("-"))

    assert tidy_code(typed.lower() if is_small else typed) == code


@given(codes)
def test_a_zero_read_as_o_and_a_one_read_as_l_or_i_are_understood(code):
    assert tidy_code(code.replace("0", "O").replace("1", "l")) == code
    assert tidy_code(code.replace("0", "o").replace("1", "I")) == code


@given(st.text(max_size=40))
def test_whatever_is_typed_becomes_a_code_or_nothing(typed):
    assert tidy_code(typed) == "" or tidy_code(tidy_code(typed)) == tidy_code(typed)


def test_a_code_is_shown_in_groups_of_four():
    assert in_groups("K7QM2XRD9FTB8HJN") == "K7QM-2XRD-9FTB-8HJN"


def test_what_cannot_be_a_code_is_none():
    assert [tidy_code(typed) for typed in ("", "0", "K7QM-2XRD-9FTB", "K7QM-2XRD-9FTB-8HJN-1", "U" * 16, "é" * 16)] == [""] * 6
