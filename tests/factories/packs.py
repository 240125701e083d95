"""Small course packs, written to disk as an author would."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from lms.catalog.actions.publishing import Published, publish
from lms.catalog.models import Change
from lms.catalog.queries import PublishedCourse, catalog
from lms.catalog.rules.pack import Pack, read_pack
from lms.db import db

LESSON = """+++
id = "{id}"
title = "{title}"
minutes = 10
outcome = "Bapak/Ibu bisa {title}."
completion = "read"
{more}+++
## Langkah-langkah

{text}
"""


SPELLINGS = ("![a](p.svg)", '![a](p.svg "Judul")', "![a]( p.svg )", "![a][x]\n\n[x]: p.svg", "![p.svg]\n\n[p.svg]: p.svg")
"""The ways to show a drawing p.svg."""


def write_pack(
    folder: Path,
    lessons: Iterable[tuple[str, str]] = (("A1", "Satu."), ("A2", "Dua."), ("A3", "Tiga.")),
    *,
    course: str = "coba",
    optional: Iterable[str] = (),
    retired: Iterable[str] = (),
    change: str = "content",
    slugs: dict[str, str] | None = None,
    requires: Iterable[str] = (),
    after: dict[str, list[str]] | None = None,
) -> Path:
    """Write a pack with these lessons (id and text); gives its folder."""
    pack = folder / course
    (pack / "lessons").mkdir(parents=True, exist_ok=True)
    for old in (pack / "lessons").glob("*.md"):
        old.unlink()
    lessons = list(lessons)
    required = [lesson_id for lesson_id, _ in lessons if lesson_id not in set(optional)]
    lists = [
        f"{name} = {sorted(value)!r}".replace("'", '"')
        for name, value in (("optional", optional), ("retired", retired), ("requires", requires))
    ]
    (pack / "course.toml").write_text(
        f'id = "{course}"\nslug = "{course}"\ntitle = "Kursus {course}"\nsummary = "Kursus untuk mencoba."\n'
        f'audience = "member"\norder = 9\noutcomes = ["Bapak/Ibu bisa mencoba."]\nrequired = {required!r}\n'.replace("'", '"')
        + "\n".join(lists)
        + f'\n\n[release]\nchange = "{change}"\n'
    )
    for number, (lesson_id, text) in enumerate(lessons, start=1):
        slug = (slugs or {}).get(lesson_id, f"pelajaran-{lesson_id.lower()}")
        path = pack / "lessons" / f"{number:02}-{slug}.md"
        more = f"after = {(after or {})[lesson_id]!r}\n".replace("'", '"') if lesson_id in (after or {}) else ""
        path.write_text(LESSON.format(id=lesson_id, title=f"Pelajaran {lesson_id}", text=text, more=more))
    return pack


def publish_lessons(folder: Path, *lessons: tuple[str, str], at: datetime, **kwargs: object) -> PublishedCourse:
    """Write and publish a pack, and give the course as published."""
    release(folder, *lessons, at=at, **kwargs)
    found = catalog().course("coba")
    assert found
    return found


def release(folder: Path, *lessons: tuple[str, str], at: datetime, change: str | None = None, **kwargs: object) -> Published:
    pack: Pack = read_pack(write_pack(folder, lessons, **kwargs)) if lessons else read_pack(write_pack(folder, **kwargs))
    published = publish(pack, at=at, change=Change(change) if change else None)
    db.session.commit()
    return published
