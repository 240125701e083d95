"""What the learner reads on the home page, and in which words."""

import pytest

from lms.clock import now
from lms.submissions.models import Verdict
from lms.submissions.queries.judgements import judgements_of
from lms.submissions.queries.news import news_of
from tests.factories.assessors import an_assessor_of
from tests.factories.people import an_officer
from tests.factories.submissions import handed_in, judged


@pytest.fixture
def sri(wates):
    return an_officer(wates)


def test_waiting_work_is_said_with_the_promise(visit, sri, final):
    handed_in(sri, final)

    assert "Tugas “Tugas akhir: Kabar Kelurahanku” menunggu penilaian, paling lama 3 hari." in visit(sri).get("/beranda").text


@pytest.mark.parametrize(
    ("verdict", "words"), [(Verdict.PASSED, "Lulus: Tugas akhir"), (Verdict.REPAIR, "Perlu perbaikan kecil: Tugas akhir")]
)
def test_a_judgement_is_said_with_what_is_good_and_what_is_next(visit, sri, final, verdict, words):
    judged(handed_in(sri, final), verdict=verdict)

    text = visit(sri).get("/beranda").text

    assert words in text
    assert "Yang sudah baik: Ceritanya jelas." in text
    assert "Langkah berikutnya: Lain kali rekam lebih dekat." in text


def test_what_happened_last_is_the_news(app, vlog, sri, final):
    first, second = vlog.lessons[0], vlog.lessons[1]
    judged(handed_in(sri, first, hours_ago=90), verdict=Verdict.REPAIR, hours_ago=60)
    judged(handed_in(sri, second, hours_ago=90), hours_ago=30)
    assert news_of(sri.id, at=now()).lesson_id == second.id

    handed_in(sri, first, hours_ago=2)
    found = news_of(sri.id, at=now())
    assert (found.lesson_id, found.judged) == (first.id, None)

    judged(handed_in(sri, final, hours_ago=3), hours_ago=1)
    assert news_of(sri.id, at=now()).lesson_id == final.id


def test_a_judgement_is_news_for_fourteen_days(visit, sri, final):
    judged(handed_in(sri, final, hours_ago=24 * 20), hours_ago=24 * 14 + 1)

    assert news_of(sri.id, at=now()) is None
    assert "Kabar Kelurahanku”" not in visit(sri).get("/beranda").text


def test_withdrawn_work_and_the_second_look_are_no_news(app, sri, final, magelang):
    version = handed_in(sri, final)
    version.withdrawn_at, version.waiting_since = now(), None
    assert news_of(sri.id, at=now()) is None

    other = handed_in(sri, final, hours_ago=600)
    judged(other, hours_ago=500)
    judged(other, an_assessor_of(magelang), place=2, hours_ago=1)
    assert news_of(sri.id, at=now()) is None


def test_news_of_others_are_not_mine(visit, sri, final, wates):
    judged(handed_in(sri, final))

    assert "Ceritanya jelas." not in visit(an_officer(wates, "Joko")).get("/beranda").text


def test_the_home_page_takes_no_more_statements_with_much_work(visit, vlog, sri, steady_catalog):
    visitor = visit(sri)
    handed_in(sri, vlog.lessons[0])
    visitor.get("/beranda")
    few = visitor.get("/beranda").statements
    for lesson in vlog.lessons:
        for _number in range(3):
            judged(handed_in(sri, lesson), verdict=Verdict.REPAIR, points={})

    assert visitor.get("/beranda").statements == few <= 8


def test_the_points_are_said_in_the_words_of_the_rubric(app, sri, final):
    version = handed_in(sri, final)
    judged(version, points={"isi": 3, "gambar": 1, "suara": 2, "etika": 2, "terbit": 2})

    found = judgements_of(version.work_id)[version.id]

    said = {one.title: (one.points, one.words) for one in found.scores}
    criteria = {item["id"]: item for item in final.task["criteria"]}
    assert said["Isi"] == (3, criteria["isi"]["levels"][3])
    assert said["Gambar"] == (1, criteria["gambar"]["levels"][1])
    assert len(said) == 5
