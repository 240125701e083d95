"""Moodle's GIFT: what can be said on both sides comes back, everything else is refused with its line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.catalog.rules.gift.reading import read_gift
from lms.catalog.rules.gift.text import BrokenGift
from lms.catalog.rules.gift.writing import write_gift
from lms.catalog.rules.quiz import Kind, Option, Question, question_problems, spellings

MOODLE = r"""// question: 1  name: izin
::izin:: Boleh
direkam? {
  =Ya, kalau diberi izin #Tepat.
  ~%-50%Ya, selalu #Tidak\: tanya dulu.
  ~Tidak pernah #Boleh\, asal izin\n\nada.
}

// satu komentar
::banyak:: Pilih semua {
~%50%Tangan #Ya.
// komentar di tengah
~%50%Punggung #Ya.
~%-100%Wajah #Jangan.
}

::benar:: Izin itu \{perlu\}. {TRUE#Perlu!#Tepat.####Ingat.}

::salah::Wajah anak boleh. {f #Jangan. #Tepat.}

::pasang:: Pasangkan {
=Foto -> gambar -> diam #Ya.
=Video -> gambar bergerak
//#Ya, bergerak.
=Suara -> tanpa gambar #Ya.
}

::singkat:: Nama aplikasinya? {
=%100%KineMaster #Tepat.
=kine master#Tepat.
=%0%CapCut #Bukan yang ini.
####Coba ingat lagi.
}
"""


def test_a_file_as_moodle_writes_it_is_read():
    izin, banyak, benar, salah, pasang, singkat = read_gift(MOODLE)

    assert izin == Question(
        "izin",
        Kind.SINGLE,
        "Boleh\ndirekam?",
        [
            Option("Ya, kalau diberi izin", "Tepat.", right=True),
            Option("Ya, selalu", "Tidak: tanya dulu."),
            Option("Tidak pernah", "Boleh\\, asal izin\n\nada."),
        ],
    )
    assert [(option.text, option.right) for option in banyak.options] == [("Tangan", True), ("Punggung", True), ("Wajah", False)]
    assert (banyak.kind, benar.kind, benar.text, benar.why) == (Kind.SEVERAL, Kind.TRUE_FALSE, "Izin itu {perlu}.", "Ingat.")
    assert benar.options == [Option("Benar", "Tepat.", right=True), Option("Salah", "Perlu!")]
    assert salah.options == [Option("Benar", "Jangan."), Option("Salah", "Tepat.", right=True)]
    assert pasang.options[:2] == [
        Option("Foto", "Ya.", match="gambar -> diam"),
        Option("Video", "Ya, bergerak.", match="gambar bergerak"),
    ]
    assert [(option.text, option.right) for option in singkat.options] == [
        ("KineMaster", True),
        ("kine master", True),
        ("CapCut", False),
    ]
    assert singkat.why == "Coba ingat lagi."


def test_a_file_of_windows_is_read_too():
    text = "::a:: Boleh? {\n=ya #Tepat.\n~tidak #Bukan.\n}\n"

    assert read_gift("\ufeff" + text.replace("\n", "\r\n")) == read_gift(text)


GOOD = "::a:: Boleh? {\n=ya #Tepat.\n~tidak #Bukan.\n}\n\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "line 1: there is no question."),
        ("// hanya komentar\n\n", "line 1: there is no question."),
        (GOOD + "$CATEGORY: KIM/Video\n", "line 6: categories ($CATEGORY) are not supported; take the line out."),
        (GOOD.rstrip() + "\n$CATEGORY: KIM/Video\n", "line 5: categories ($CATEGORY) are not supported; take the line out."),
        (GOOD.rstrip() + "\n::b:: Boleh? {T#a#b}\n", "line 5: an empty line must stand between two questions."),
        (GOOD + "// x\nBoleh? {T#a#b}\n", "line 7: a question needs a title between :: and ::"),
        (GOOD + "::  :: Boleh? {T#a#b}\n", "line 6: a question needs a title"),
        (GOOD + "::b Boleh? {T#a#b}\n", "line 6: a question needs a title"),
        (GOOD + "::b:: Hanya keterangan.\n", "line 6: a text without answers in { } is not supported."),
        (GOOD + "::b:: Boleh? {\n=ya #Tepat.\n\n", "line 6: the answers are not closed with }"),
        (GOOD + "::b:: Ibu {=boleh #Ya. ~tidak #Bukan.}\nmerekam.\n", "line 7: a question with the gap in its middle"),
        (GOOD + "::b:: Boleh? {=a {b #c. ~d #e.}\n", "line 6: a { within the answers must be written \\{."),
        (GOOD + "::b:: [html]<p>Boleh?</p> {T#a#b}\n", "line 6: markup ([html]) is not supported; write plain text."),
        (GOOD + "::b:: Boleh? {\n=[markdown]*ya* #Tepat.\n~tidak #Bukan.}\n", "line 7: markup ([markdown]) is not supported"),
        (GOOD + "::b:: Ceritakan. {}\n", "line 6: a question without answers (essay) is not supported."),
        (GOOD + "::b:: Ceritakan. {####Baik.}\n", "line 6: a question without answers (essay) is not supported."),
        (GOOD + "::b:: Berapa? {\n#3:1}\n", "line 7: numerical questions are not supported."),
        (GOOD + "::b:: Boleh? {T}\n", "line 6: every option needs an explanation: first #why"),
        (GOOD + "::b:: Boleh? {T#a}\n", "line 6: every option needs an explanation: first #why"),
        (GOOD + "::b:: Boleh? {T#a#}\n", "line 6: every option needs an explanation: first #why"),
        (GOOD + "::b:: Boleh? {\nya\n}\n", "line 7: an answer begins with = or ~."),
        (GOOD + "::b:: Boleh? {\n=ya #Tepat.\n~tidak\n}\n", "line 8: every option needs an explanation after #."),
        (GOOD + "::b:: Boleh? {\n=ya #Tepat.\n~tidak #\n}\n", "line 8: every option needs an explanation after #."),
        (GOOD + "::b:: Boleh? {\n=a #x.\n=%50%b #y.\n}\n", "line 8: an answer worth 50 % (partial credit) is not supported."),
        (GOOD + "::b:: Boleh? {\n=a #x.\n~%50%b #y.\n}\n", "line 8: a wrong answer worth 50 % (partial credit) is not"),
        (GOOD + "::b:: Boleh? {\n=%50%a #x.\n~b #y.\n}\n", "line 7: the right answer of a single choice is worth 100 %."),
        (GOOD + "::b:: Boleh? {\n~a #x.\n~b #y.\n~c #z.\n}\n", "line 7: no answer is right"),
        (
            GOOD + "::b:: Boleh? {\n~%50%a #x.\n~b #y.\n~c #z.\n}\n",
            "line 7: the weights of the right answers make 50 %, not 100 %.",
        ),
        (
            GOOD + "::b:: Pasang {\n=a -> b #x.\n=c #y.\n=d -> e #z.\n}\n",
            "line 8: every answer of a matching question needs",
        ),
        (GOOD + "::b:: Boleh? {\n=a #x.\n=b #y.\n~c #z.\n}\n", "line 6: question b marks too many answers as right."),
        (GOOD + "::b:: Nama? {\n=a #x.\n}\n", "line 6: question b needs a `why` for answers that were not foreseen."),
        (GOOD + "::b:: Pasang {\n=a -> b #x.\n=c -> b #y.\n=d -> e #z.\n}\n", "line 6: question b needs something different"),
        (GOOD + GOOD, "line 6: two questions have the id a."),
    ],
)
def test_what_cannot_be_taken_is_refused_with_its_line(text, said):
    with pytest.raises(BrokenGift) as broken:
        read_gift(text)

    assert len(broken.value.problems) == 1
    assert broken.value.problems[0].startswith(said)


def test_every_reason_of_a_file_is_named_at_once():
    with pytest.raises(BrokenGift) as broken:
        read_gift(f"::x:: A {{}}\n\n{GOOD}::y:: B {{#3}}\n")

    assert [problem.partition(":")[0] for problem in broken.value.problems] == ["line 1", "line 8"]


def options(*texts, right=(), **fields):
    return [Option(text, "Karena.", right=text in right, **fields) for text in texts]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (Question("q", Kind.ORDER, "Urutkan", options("a", "b", "c")), "GIFT has no questions that put things in order."),
        (Question("q", Kind.SINGLE, "Apa [html]?", options("a", "b", right="a")), "its text holds the name of a markup"),
        (Question("q", Kind.SHORT, "Apa?", options("a -> b", right=["a -> b"]), why="x"), "Moodle would take -> for a pair"),
        (
            Question("q", Kind.MATCH, "Apa?", [Option(f"{n} -> x", "y", match=n) for n in "abc"]),
            "-> cannot stand in what is matched.",
        ),
    ],
)
def test_what_gift_cannot_hold_is_not_written(question, said):
    with pytest.raises(BrokenGift) as broken:
        write_gift([question])

    assert broken.value.problems[0].startswith(f"question q: {said}")


def test_pairs_are_written_so_that_moodle_does_not_show_the_explanation():
    pairs = [
        Option("Foto", "Diam.", match="gambar"),
        Option("Video", "Gerak.", match="film"),
        Option("Suara", "Ya.", match="bunyi"),
    ]

    lines = write_gift([Question("q", Kind.MATCH, "Pasangkan", pairs)]).splitlines()

    assert lines[1:3] == ["=Foto -> gambar", "//#Diam."]


def test_one_right_answer_among_several_stays_a_question_for_several():
    question = Question("q", Kind.SEVERAL, "Pilih", options("a", "b", "c", right="a"))

    assert "~%100%a #Karena." in write_gift([question])
    assert read_gift(write_gift([question])) == (question,)


def reasons(convert, given):
    """Why something is refused; nothing when it is not."""
    try:
        convert(given)
    except BrokenGift as broken:
        return broken.problems
    return []


TEXTS = (
    st.text(st.sampled_from("ab ~=#{}:\\\n%50->/.é☂$[]"), min_size=1, max_size=12)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), min_size=1, max_size=20)
).filter(lambda text: text == text.strip())


def sound_typed(texts, right):
    accepted = frozenset().union(*(spellings(texts[n]) for n in right))
    return not any(spellings(text) & accepted for n, text in enumerate(texts) if n not in right)


@st.composite
def questions(draw, kind):
    truth = kind is Kind.TRUE_FALSE
    count = 2 if truth else draw(st.integers({Kind.SINGLE: 2, Kind.SHORT: 1}.get(kind, 3), 6))
    texts = ["Benar", "Salah"] if truth else draw(st.lists(TEXTS, min_size=count, max_size=count, unique=True))
    matches = draw(st.lists(TEXTS, min_size=count, max_size=count, unique=True)) if kind is Kind.MATCH else [""] * count
    one = draw(st.integers(0, count - 1))
    many = draw(st.sets(st.integers(0, count - 1))) | {one}
    right = {Kind.MATCH: set(), Kind.SEVERAL: many, Kind.SHORT: many}.get(kind, {one})
    if kind is Kind.SHORT and not sound_typed(texts, many):
        right = set(range(count))
    why = draw(TEXTS if kind is Kind.SHORT else TEXTS | st.just(""))
    made = [Option(texts[n], draw(TEXTS), right=n in right, match=matches[n]) for n in range(count)]
    return Question(draw(TEXTS), kind, draw(TEXTS), made, why=why)


@given(st.lists(st.one_of([questions(kind) for kind in Kind if kind is not Kind.ORDER]), min_size=1, unique_by=lambda q: q.id))
def test_what_is_written_is_read_as_it_was(made):
    said = reasons(write_gift, made)

    assert list(question_problems(made)) == []
    assert all("->" in reason or "markup" in reason for reason in said)
    assert said or read_gift(write_gift(made)) == tuple(made)


@given(st.text(st.sampled_from("ab~=#{}:\\\n%50->/T"), max_size=60))
def test_nothing_that_looks_like_gift_is_half_read(text):
    said = reasons(read_gift, text)

    assert all(reason.startswith("line ") for reason in said)
    assert said or list(question_problems(read_gift(text))) == []
