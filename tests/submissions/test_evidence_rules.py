"""What is fit to be a link, what a task takes, where a version stands."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.submissions.models import PeopleShown, Verdict
from lms.submissions.rules.evidence import (
    Content,
    Evidence,
    State,
    holds_something,
    is_public_looking,
    link_in,
    state_of,
    taken,
    what_is_wrong_with_link,
)

pytestmark = pytest.mark.usefixtures("app")

WEB, PLAIN = "https://", "http://"
NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "link",
    [
        WEB + "youtu.be/abc123",
        WEB + "www.youtube.com/watch?v=abc&t=5s#awal",
        PLAIN + "vm.tiktok.com/ZS8abc/",
        WEB + "kim-wates.blogspot.com/2026/11/kabar.html",
        WEB + "blog.magelangkota.go.id:8443/a%20b",
        WEB + "8.8.8.8/video",
        WEB + "kim-wates.blogspot.com/",
        WEB + "www.youtube.com/shorts/abc",
        WEB + "münchen.de/seite",
    ],
)
def test_addresses_that_everybody_reaches_are_taken(link):
    assert what_is_wrong_with_link(link) is None


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("halo", "bukan tautan"),
        ("javascript:alert(1)", "bukan tautan"),
        ("ftp:" + "//youtube.com/a", "bukan tautan"),
        ("file:///etc/passwd", "bukan tautan"),
        ("data:text/html,<script>", "bukan tautan"),
        ("https://", "bukan tautan"),
        ("https:///jalan", "bukan tautan"),
        (WEB + "youtube.com/a b", "bukan tautan"),
        (WEB + "youtube.com\\@lain.com", "bukan tautan"),
        (WEB + "youtube.com/\n", "bukan tautan"),
        (WEB + "youtube.com:abc/", "bukan tautan"),
        ("https://[::1", "bukan tautan"),
        (WEB + "youtu.be/?si=abc", "halaman depan"),
        (WEB + "saya:sandi@youtube.com/", "nama akun"),
        (WEB + "youtube.com@lain.com/", "nama akun"),
        (WEB + "youtube.com/" + "a" * 500, "terlalu panjang"),
        (WEB + "a.example/1 " + WEB + "a.example/2", "satu tautan saja"),
        (WEB + "youtu.be/", "halaman depan"),
        (WEB + "youtu.be", "halaman depan"),
        (WEB + "www.youtube.com/", "halaman depan"),
        (WEB + "m.youtube.com/watch", "halaman depan"),
        (WEB + "youtube.com/watch?t=5", "halaman depan"),
        (WEB + "vm.tiktok.com/", "halaman depan"),
        (WEB + "WWW.Facebook.com//", "halaman depan"),
        (PLAIN + "drive.google.com/", "halaman depan"),
    ],
)
def test_what_is_no_address_is_refused_in_words(link, said):
    assert said in what_is_wrong_with_link(link)


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LOCALHOST",
        "rumah",
        "printer.local",
        "a.localhost",
        "gudang.internal",
        "1.0.0.127.in-addr.arpa",
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 (refused, not listened to)
        "224.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0x7f.0.0.1",
        "::1",
        "fe80::1",
        "fd00::1",
        "::ffff:127.0.0.1",
        "a..b",
    ],
)
def test_private_places_are_refused(host):
    assert not is_public_looking(host)
    address = f"https://[{host}]/" if ":" in host else f"https://{host}/"
    assert "hanya bisa dibuka di satu tempat" in what_is_wrong_with_link(address)


@given(st.text(max_size=60))
def test_no_text_breaks_the_check(text):
    assert what_is_wrong_with_link(link_in(text)) is None or what_is_wrong_with_link(link_in(text)).endswith(".")


@pytest.mark.parametrize(
    ("typed", "link"),
    [
        ("video.example/abc", "https://video.example/abc"),
        ("www.video.example/@kim/video/1", "https://www.video.example/@kim/video/1"),
        ("Lihat vlog saya: https://video.example/abc. Terima kasih", "https://video.example/abc"),
        ("https://a.example https://b.example", "https://a.example https://b.example"),
        ("bukan tautan", "bukan tautan"),
    ],
)
def test_an_address_is_found_in_what_was_pasted(typed, link):
    assert link_in(typed) == link


def test_an_observation_is_taken_only_from_somebody_beside_the_learner():
    task = {"evidence": ["photo", "observation"]}

    assert taken(task, is_helped=False) == {Evidence.PHOTO}
    assert taken(task, is_helped=True) == {Evidence.PHOTO, Evidence.OBSERVATION}
    assert taken({}, is_helped=True) == frozenset()


def test_where_a_film_is_taken_a_link_is_too():
    assert taken({"evidence": ["video"]}, is_helped=False) == {Evidence.VIDEO, Evidence.LINK}


@pytest.mark.parametrize(
    ("withdrawn", "waiting", "verdict", "state"),
    [
        (None, NOON, None, State.WAITING),
        (None, None, None, State.REPLACED),
        (None, None, Verdict.PASSED, State.PASSED),
        (None, None, Verdict.REPAIR, State.REPAIR),
        (NOON, None, None, State.WITHDRAWN),
    ],
)
def test_a_version_stands_where_its_history_puts_it(withdrawn, waiting, verdict, state):
    assert state_of(withdrawn_at=withdrawn, waiting_since=waiting, verdict=verdict) is state


def test_nothing_is_nothing():
    empty = Content("", "", None, PeopleShown.NOBODY, "")

    assert not holds_something(empty, [])
    assert holds_something(empty, ["foto"])
