"""What is installed is pinned by hash, and nothing says where it comes from."""

import re

import pytest

from config import PROJECT

LOCKS = {"requirements.txt": "requirements.in", "requirements-dev.txt": "requirements-dev.in"}
PIN = re.compile(r"[A-Za-z0-9][\w.-]*(?:\[[\w,-]+\])?==[^\s;]+(?: ; [^\\]+)?")
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


@pytest.mark.parametrize("lock", LOCKS)
def test_every_line_is_a_version_with_its_hashes(lock):
    text = (PROJECT / lock).read_text()
    lines = text.replace("\\\n", " ").splitlines()

    for line in filter(None, map(str.strip, lines)):
        pin, *hashes = re.split(r"\s+(?=--hash)", line)
        assert PIN.fullmatch(pin.strip()), f"{lock}: {pin!r} is not a version; run make lock"
        assert hashes, f"{lock}: {pin!r} has no hash; run make lock"
        assert all(HASH.fullmatch(item.strip()) for item in hashes), f"{lock}: {pin!r} has a hash of another kind"


@pytest.mark.parametrize("name", [*LOCKS, *LOCKS.values()])
def test_no_requirement_names_an_address(name):
    text = (PROJECT / name).read_text()

    assert "://" not in text, "where packages come from is the machine's business"
    assert not re.search(r"^\s*(?:-i|-f|--(?:extra-)?index-url|--find-links)\b", text, re.MULTILINE)


@pytest.mark.parametrize(("lock", "wanted"), LOCKS.items())
def test_everything_wanted_is_locked(lock, wanted):
    lines = [line.strip() for line in (PROJECT / wanted).read_text().splitlines()]
    names = [re.split(r"[\[<>=!~; ]", line)[0] for line in lines if line and not line.startswith(("#", "-"))]
    locked = {normal(line.partition("==")[0].partition("[")[0]) for line in (PROJECT / lock).read_text().splitlines()}

    assert not [name for name in names if normal(name) not in locked], "run make lock"


def normal(name):
    return re.sub(r"[-_.]+", "-", name.strip()).lower()


def test_both_locks_agree_on_every_version():
    pins = [
        dict(line.split(" ")[0].split("==") for line in (PROJECT / lock).read_text().splitlines() if "==" in line)
        for lock in LOCKS
    ]
    both = pins[0].keys() & pins[1].keys()

    assert not [name for name in both if pins[0][name] != pins[1][name]], "run make lock"
