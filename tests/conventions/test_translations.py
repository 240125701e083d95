"""English is offered, so every text has its English, with the same things filled in."""

import re

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po

from lms.web.languages import LANGUAGES, TRANSLATIONS
from tests.conventions.sources import LMS

METHODS = [("**.py", "python"), ("**.html", "jinja2")]
OTHERS = sorted(set(LANGUAGES) - {"id"})
FILLED_IN = re.compile(r"%\(\w+\)s")


def texts():
    """Every text of the site that is to be translated."""
    found = extract_from_dir(str(LMS), METHODS, keywords=DEFAULT_KEYWORDS | {"_l": None})
    return {
        text
        for _file, _line, message, _comments, _context in found
        for text in ([message] if isinstance(message, str) else message)
    }


def test_every_language_that_is_offered_has_a_catalogue():
    missing = [language for language in OTHERS if not path_of(language).exists()]

    assert not missing, f"offered without a catalogue: {missing}; CONTRIBUTING.md says how to make one"


def path_of(language):
    return TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"


@pytest.fixture(params=[language for language in OTHERS if path_of(language).exists()])
def catalogue(request):
    with path_of(request.param).open("rb") as file:
        return {message.id: message for message in read_po(file) if message.id}


def test_every_text_is_translated(catalogue):
    missing = sorted(text for text in texts() if text not in catalogue or not catalogue[text].string or catalogue[text].fuzzy)

    assert not missing, f"{len(missing)} texts have no translation, among them {missing[:5]}"


def test_a_translation_fills_in_what_the_text_does(catalogue):
    wrong = [
        text
        for text, item in catalogue.items()
        if item.string and sorted(FILLED_IN.findall(text)) != sorted(FILLED_IN.findall(item.string))
    ]

    assert not wrong, f"these fill in other things than the text they translate: {wrong}"


def test_the_catalogue_holds_nothing_that_is_gone(catalogue):
    gone = sorted(set(catalogue) - texts())

    assert not gone, f"bring the catalogue up to date, these texts are no longer used: {gone[:5]}"
