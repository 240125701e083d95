"""The registry of features: its file, loading it, and what lessons show of it."""

from datetime import timedelta

import pytest
from flask import render_template_string

from lms.catalog.actions.features import check_feature, load_features
from lms.catalog.models import Feature, FeatureStatus
from lms.catalog.queries import catalog, features, look_again, pieces_of
from lms.catalog.rules.features import COLUMNS, FeatureRow, FeatureState, read_features, split_features
from lms.catalog.rules.pack import BrokenPack
from lms.catalog.rules.rendering import render
from lms.db import db
from tests.conftest import NOON
from tests.factories.features import a_feature
from tests.factories.packs import release
from tests.factories.people import an_agency_officer
from tests.statements import Statements

HEAD = ",".join(COLUMNS)
SOUND = "mc-berita,Magelang Cerdas,berita daerah,unverified,Antara 2021,"


def written(tmp_path, *lines):
    (tmp_path / "features.csv").write_text("\n".join(lines), "utf-8")
    return tmp_path


def row(feature_id="mc-berita", name="berita daerah", status=FeatureStatus.UNVERIFIED, note=""):
    return FeatureRow(feature_id, "Magelang Cerdas", name, status, "Antara 2021", note)


def test_the_file_is_read_in_its_order(tmp_path):
    found = read_features(written(tmp_path, "\ufeff" + HEAD, SOUND, "", '"psc",M,"PSC, 119",retired,"A\nB","Baris ""dua"""'))

    assert found[0] == row()
    assert found[1] == FeatureRow("psc", "M", "PSC, 119", FeatureStatus.RETIRED, "A\nB", 'Baris "dua"')


def test_without_the_file_the_registry_is_empty(tmp_path):
    assert read_features(tmp_path) == ()


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([""], "features.csv line 1: the file is empty"),
        (["id,name"], "features.csv line 1: the columns must be id, service"),
        ([HEAD, SOUND, "a,b"], "features.csv line 3: there must be 6 columns, not 2."),
        ([HEAD, '"a","b\nc",d,unverified,e,f', "a b,M,n,unverified,s,"], "features.csv line 4: the id 'a b' must be"),
        ([HEAD, SOUND, SOUND], "features.csv line 3: the id mc-berita is there twice."),
        ([HEAD, SOUND.replace("Antara 2021", " ")], "features.csv line 2: service, name and source must not be empty."),
        ([HEAD, SOUND.replace("unverified", "ok")], "features.csv line 2: the status 'ok' must be retired or unverified."),
        ([HEAD, SOUND.replace("unverified", "verified")], "features.csv line 2: only staff can say that"),
        ([HEAD, SOUND.replace("Antara", "\0")], "features.csv line 2: a text holds the character NUL; take it out."),
        ([HEAD, 'a,"b'], "features.csv line 2: unexpected end of data."),
        ([HEAD, SOUND, 'a,"b"c,d,unverified,e,f'], "features.csv line 3: ',' expected after '\"'."),
    ],
)
def test_a_broken_file_is_refused_with_the_line(tmp_path, lines, said):
    with pytest.raises(BrokenPack) as broken:
        read_features(written(tmp_path, *lines))

    assert len(broken.value.problems) == 1
    assert broken.value.problems[0].startswith(said)


def test_a_file_that_is_not_text_is_refused(tmp_path):
    (tmp_path / "features.csv").write_bytes(b"\xff\xfe")

    with pytest.raises(BrokenPack, match="not UTF-8"):
        read_features(tmp_path)


def test_a_folder_of_its_name_is_refused(tmp_path):
    (tmp_path / "features.csv").mkdir()

    with pytest.raises(BrokenPack, match=r"features\.csv: the file cannot be read"):
        read_features(tmp_path)


def test_loading_twice_adds_nothing(app):
    assert load_features([row(), row("mc-harga")]) == 2
    assert load_features([row(), row("mc-harga")]) == 0


def test_words_follow_the_file_and_the_word_of_staff_stays(app, magelang):
    officer = an_agency_officer(magelang)
    load_features([row(), row("mc-harga")])
    checked = db.session.get_one(Feature, "mc-berita")
    check_feature(checked, FeatureStatus.VERIFIED, note="Ada.", by_id=officer.id, seen=(None, None), at=NOON)

    load_features(
        [
            row(name="kabar kota", status=FeatureStatus.RETIRED, note="Dari berkas."),
            row("mc-harga", status=FeatureStatus.RETIRED, note="Dari berkas."),
        ]
    )
    db.session.commit()

    assert (checked.name, checked.status, checked.note, checked.checked_at) == ("kabar kota", "verified", "Ada.", NOON)
    unchecked = db.session.get_one(Feature, "mc-harga")
    assert (unchecked.status, unchecked.note) == ("retired", "Dari berkas.")


def test_what_the_file_says_anew_is_seen_at_once(app):
    load_features([row(), row("mc-harga", status=FeatureStatus.RETIRED)])
    assert {name: state.status for name, state in features().items()} == {"mc-berita": "unverified", "mc-harga": "retired"}

    load_features([row(status=FeatureStatus.RETIRED), row("mc-harga")])

    assert {name: state.status for name, state in features().items()} == {"mc-berita": "retired", "mc-harga": "unverified"}


def test_a_new_name_is_seen_at_once(app):
    load_features([row()])
    assert features()["mc-berita"].name == "berita daerah"

    load_features([row(name="kabar kota")])

    assert features()["mc-berita"].name == "kabar kota"


def test_a_feature_gone_from_the_file_stays(app):
    load_features([row(), row("mc-harga")])

    load_features([row()])

    assert set(features()) == {"mc-berita", "mc-harga"}


def test_the_states_are_read_once_until_one_changes(app, magelang):
    officer = an_agency_officer(magelang)
    feature = a_feature()
    assert features() == {"mc-berita": FeatureState("mc-berita", FeatureStatus.UNVERIFIED, None, "berita daerah")}

    with Statements(db.engine) as counted:
        features()
        catalog()
        pieces_of("<p>Satu.</p>")
    check_feature(feature, FeatureStatus.RETIRED, note="", by_id=officer.id, seen=(None, None), at=NOON)

    assert len(counted) == 0
    assert features()["mc-berita"] == FeatureState("mc-berita", FeatureStatus.RETIRED, NOON, "berita daerah")
    look_again()
    with Statements(db.engine) as counted:
        features()
        catalog()
    assert len(counted) == 1  # one small look a second for both


def test_a_lesson_is_cut_at_its_marks():
    html = render("Buka [menu](feature:mc-berita).\n\n1. Ketuk [harga](feature:mc-harga).\n2. Selesai.", {})

    pieces = split_features(html)

    assert [name for _html, name in pieces] == ["mc-berita", "mc-harga", ""]
    assert pieces[0][0] == "<p>Buka <span>menu</span>.</p>\n"
    assert "feature" not in "".join(piece for piece, _name in pieces)


def test_a_lesson_without_features_is_one_piece():
    assert split_features("<p>Satu.</p>") == (("<p>Satu.</p>", ""),)


PIECE = ("<p>b</p>", None)
LINK = '<a href="/kursus/k/p/berbeda/x">Layar saya berbeda</a>'
MARKS = '{% from "catalog/_marks.html" import with_marks %}{{ with_marks(pieces, course, lesson, language) }}'


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        (
            FeatureState("x", FeatureStatus.UNVERIFIED, None, "PSC 119"),
            f'<p class="feature">Belum dicek kota: PSC 119. Cek di HP sendiri. {LINK}</p>',
        ),
        (
            FeatureState("x", FeatureStatus.VERIFIED, NOON, "PSC 119"),
            f'<p class="feature">Dicek kota pada 24 November 2026: PSC 119. {LINK}</p>',
        ),
        (
            FeatureState("x", FeatureStatus.RETIRED, NOON, "PSC <119>"),
            '<p class="feature">Sudah tidak ada: PSC &lt;119&gt;. Lewati langkah ini.</p>',
        ),
        (None, ""),
    ],
)
def test_each_mark_says_what_is_known(app, state, shown):
    with app.test_request_context():
        html = render_template_string(MARKS, pieces=(("<p>a</p>", state), PIECE), course="k", lesson="p", language="id")

    assert html == f"<p>a</p>{shown}<p>b</p>"


def test_on_paper_and_in_another_language_a_mark_fits_in(app):
    pieces = (("", FeatureState("x", FeatureStatus.UNVERIFIED, None, "peta")),)

    with app.test_request_context():
        html = render_template_string(MARKS, pieces=pieces, course="", lesson="", language="en")

    assert html.startswith('<p class="feature" lang="en">')
    assert '<span lang="id">peta</span>' in html
    assert "<a" not in html


def test_publishing_refuses_a_feature_the_registry_does_not_know(app, tmp_path):
    a_feature()

    release(tmp_path, ("A1", "[Berita](feature:mc-berita)"), at=NOON)
    with pytest.raises(BrokenPack, match="the registry of features knows no mc-harga"):
        release(tmp_path, ("A1", "[Harga](feature:mc-harga)"), at=NOON + timedelta(days=1))
