"""What tests of handing in send and look at: files of a form, the rows that came of it, the addresses of two tasks."""

from io import BytesIO

from sqlalchemy import select

from lms.db import db
from lms.submissions.models import Attachment, Version
from tests.factories.files import a_film, a_photo
from tests.visitor import Page

FINAL = "/tugas/vlog/tugas-akhir-kabar-kelurahanku"
FIRST = "/tugas/vlog/siapkan-hp-anda"
REMOVE = "/tugas/vlog/siapkan-hp-anda/buang"
LINK = "https://video.example/abc123"
DONE = "Tugas terkirim"


def photo(name: str = "foto.jpg", content: bytes | None = None) -> tuple[BytesIO, str]:
    """Give a photo as a form sends it."""
    return (BytesIO(a_photo() if content is None else content), name)


def film(content: bytes | None = None, name: str = "film.mp4") -> tuple[BytesIO, str]:
    """Give a film as a form sends it."""
    return (BytesIO(a_film() if content is None else content), name)


def versions() -> list[Version]:
    """Give everything that was handed in, as it stands in the database."""
    db.session.expire_all()
    return list(db.session.scalars(select(Version).order_by(Version.work_id, Version.number)))


def attachments() -> list[Attachment]:
    """Give every file that is kept, as it stands in the database."""
    db.session.expire_all()
    return list(db.session.scalars(select(Attachment).order_by(Attachment.made_at, Attachment.position)))


def values_of(page: Page) -> dict[str, str]:
    """Give what the form to hand in sends without being asked."""
    hidden = (item for item in page.form("Kirim tugas").iter("input") if item.get("type") == "hidden")
    return {item.get("name", ""): item.get("value", "") for item in hidden}


def take_back(page: Page) -> Page:
    """Press to take a version back, and say yes."""
    return page.click("Tarik kiriman ini").submit("Ya, tarik kiriman ini")
