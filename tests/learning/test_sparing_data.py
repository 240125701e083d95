"""Reading with little data: no picture loads unasked, and every one says what it costs."""

import re

import pytest

from config import PROJECT
from lms.catalog.actions.features import load_features
from lms.catalog.actions.publishing import publish_all
from lms.catalog.queries import catalog
from lms.catalog.rules.features import read_features
from lms.catalog.rules.pack import read_pack
from lms.db import db
from lms.learning.queries import size_of
from lms.learning.rules import kilobytes, pictures_weight, without_pictures
from tests.conftest import NOON

LESSON = "/kursus/vlog/siapkan-hp-anda"


@pytest.fixture
def visitor(visit, vlog):
    return visit()


def test_without_pictures_each_has_a_link_with_its_words_and_its_size(visitor, vlog):
    page = visitor.get(f"/tampilan/hemat/ya?kembali={LESSON}")

    pictures = re.findall(r'<img src="([^"]+)"', vlog.lessons[0].html)
    assert "<img " not in page.html
    assert all(f'<a href="{address}">' in page.html for address in pictures)
    assert len(re.findall(r"</a> \(\d+ KB\)", page.html)) == len(pictures)


def test_and_back_again(visitor):
    visitor.get(f"/tampilan/hemat/ya?kembali={LESSON}")
    page = visitor.get(f"/tampilan/hemat/tidak?kembali={LESSON}")

    assert "<img " in page.html
    assert "Hemat kuota: tanpa gambar" in page.text


def test_one_readers_choice_is_not_the_next_ones(visit, vlog):
    visit().get(f"/tampilan/hemat/ya?kembali={LESSON}")

    assert "<img " in visit().get(LESSON).html


def test_no_other_choice_is_known(visitor):
    visitor.get("/tampilan/hemat/mungkin", status=404)


def test_the_size_of_a_course_is_about_what_goes_over_the_line(vlog):
    pictures = sum(pictures_weight(lesson.html) for lesson in vlog.lessons)

    assert kilobytes(pictures) < size_of(vlog) < kilobytes(pictures) + 8 * 8


def test_words_in_a_picture_stay_words():
    picture = '<img src="/media/1/a.svg" alt="Ibu &amp; HP" width="3" height="2" loading="lazy" data-bytes="1025">'

    assert (
        without_pictures(f'<figure class="drawing">{picture}</figure>')
        == '<p class="picture-link">Gambar: <a href="/media/1/a.svg">Ibu &amp; HP</a> (2 KB)</p>'
    )


def test_every_lesson_of_every_course_keeps_its_budget(app, visit):
    """The page alone, compressed as a browser gets it: 8 KB (ux, 3.8); the pictures of a lesson load one by one."""
    load_features(read_features(PROJECT / "courses"))
    publish_all([read_pack(path.parent) for path in sorted((PROJECT / "courses").glob("*/course.toml"))], at=NOON)
    db.session.commit()
    client = visit().client

    weights = {
        f"{course.slug}/{lesson.slug}": len(
            client.get(f"/kursus/{course.slug}/{lesson.slug}", headers={"Accept-Encoding": "br"}).get_data()
        )
        for course in catalog().courses
        for lesson in course.lessons
    }

    assert len(weights) == 49
    assert {name: size for name, size in weights.items() if size > 8 * 1024} == {}
    assert all(size > 1000 for size in weights.values()), "a page was not answered whole"
