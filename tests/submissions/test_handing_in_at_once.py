"""Two presses and two pages that arrive together."""

from io import BytesIO

import pytest
from sqlalchemy import select

from lms.db import db
from lms.files.storage import storage
from lms.submissions.models import Attachment, Version, Work
from tests.discussion.test_two_presses_at_once import press_together
from tests.factories.files import a_photo
from tests.factories.people import an_officer
from tests.factories.submissions import handed_in
from tests.visitor import filled_in

FINAL = "/tugas/vlog/tugas-akhir-kabar-kelurahanku"
FIRST = "/tugas/vlog/siapkan-hp-anda"


@pytest.fixture
def member(vlog, wates):
    return an_officer(wates)


def form_of(visitor, path):
    return filled_in(visitor.get(path).form("Kirim tugas"))


def test_two_presses_hand_in_once_with_their_photo(app, visit, member):
    visitor = visit(member)
    fields = form_of(visitor, FIRST) | {"people": "nobody"}
    before = set(storage().names("attachments"))
    presses = [(visitor, fields | {"photos": (BytesIO(a_photo()), "f.jpg")}) for _turn in range(2)]

    answers = press_together(app, FIRST, presses)

    assert answers == [303, 303]
    (version,) = db.session.scalars(select(Version)).all()
    (photo,) = db.session.scalars(select(Attachment)).all()
    assert photo.version_id == version.id
    assert set(storage().names("attachments")) - before == {f"attachments/{photo.id}"}, "nothing is left lying about"


@pytest.mark.parametrize("is_first", [True, False])
def test_two_pages_sent_together_become_two_versions(app, visit, vlog, member, is_first):
    if not is_first:
        handed_in(member, vlog.lessons[-1])
    visitor = visit(member)
    words = {"people": "nobody", "words": "Dari HP ini."}
    presses = [(visitor, form_of(visitor, FINAL) | words) for _turn in range(2)]

    answers = press_together(app, FINAL, presses)

    assert answers == [303, 303]
    versions = db.session.scalars(select(Version).order_by(Version.number)).all()
    assert [version.number for version in versions] == list(range(1, len(versions) + 1))
    assert [version.waiting_since is not None for version in versions] == [False] * (len(versions) - 1) + [True]
    assert len(db.session.scalars(select(Work)).all()) == 1
