"""The assessor's sheet with the script: a ready sentence stands in the words at once, where it can be changed."""

import pytest

from tests.browser.conftest import press

pytestmark = pytest.mark.browser

GOOD, FIRST, SECOND = "#good_words", "Pesannya jelas dan mudah dipahami.", "Buktinya lengkap dan bisa diperiksa."


def test_a_chosen_sentence_goes_into_the_words_and_out_again(open_page):
    page = open_page("assessor")
    page.goto("/antrean")
    with page.expect_navigation():
        page.locator("main ul.rows a").first.click()
    assert page.get_by_role("button", name="Masukkan kalimat ke tulisan").count() == 0

    page.locator(GOOD).fill("Mantap.")
    page.get_by_label(FIRST).check()
    page.get_by_label(SECOND).check()
    assert page.locator(GOOD).input_value() == f"Mantap.\n{FIRST}\n{SECOND}"
    page.get_by_label(FIRST).uncheck()
    assert page.locator(GOOD).input_value() == f"Mantap.\n{SECOND}"

    page.locator(GOOD).fill("Buktinya lengkap sekali.")
    press(page, "Kirim penilaian", kind="button")  # the verdict is missing: the sheet comes back

    assert page.locator(GOOD).input_value() == "Buktinya lengkap sekali."
    assert not page.get_by_label(SECOND).is_checked()


def test_without_the_script_a_button_does_the_same(open_page):
    page = open_page("assessor", java_script_enabled=False)
    page.goto("/antrean")
    with page.expect_navigation():
        page.locator("main ul.rows a").first.click()
    page.get_by_label(FIRST).check()

    press(page, "Masukkan kalimat ke tulisan", kind="button")

    assert page.url.endswith(GOOD)
    assert page.locator(GOOD).input_value() == FIRST
    assert not page.get_by_label(FIRST).is_checked()
