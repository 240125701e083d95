"""Publishing a course pack: immutable revisions, one numbered release, nothing lost."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import select

from lms.catalog.models import (
    Address,
    Blob,
    Change,
    Check,
    Course,
    CourseAddress,
    Feature,
    Lesson,
    Media,
    Release,
    ReleaseLesson,
    Revision,
    release_published,
)
from lms.catalog.queries import look_again
from lms.catalog.rules.content import content_hash, digests_shown
from lms.catalog.rules.linting import lint
from lms.catalog.rules.pack import BrokenPack, LessonHead, Pack, PackLesson, digest
from lms.catalog.rules.rendering import render
from lms.catalog.rules.requirements import doubled_packs, requirement_problems
from lms.db import db, insert_once


@dataclass(frozen=True)
class Published:
    """What publishing did: the new release's number, or None when the pack is the published one already."""

    course_id: str
    release: int | None
    changed: tuple[str, ...]
    """Ids of lessons that got a new revision."""


def publish(pack: Pack, *, at: datetime, change: Change | None = None) -> Published:
    """Publish a pack as the course's next release, unless nothing in it differs from the current one.

    `change` overrides what the pack says of the difference. Raises BrokenPack when the linter finds problems, a
    published lesson has vanished without being listed as retired, or a course it requires does not exist; then nothing
    is written.
    """
    return publish_all([pack], at=at, change=change)[0]


def publish_all(packs: Sequence[Pack], *, at: datetime, change: Change | None = None) -> list[Published]:
    """Publish packs that may require each other; raises BrokenPack like `publish`, and the caller then keeps nothing."""
    _refuse_between(packs)
    done = [_publish(pack, at=at, change=change) for pack in packs]
    look_again()
    return done


def _publish(pack: Pack, *, at: datetime, change: Change | None) -> Published:
    _hold(pack.manifest.id)
    latest = _latest_release(pack.manifest.id)
    fingerprint = _fingerprint(pack)
    if latest and latest.fingerprint == fingerprint:  # checked when it was published; every start comes by here
        if latest.files != _digests(pack):
            latest.files = _save_files(pack)  # a comment or a line end: an export gives back the newest bytes
        return Published(pack.manifest.id, None, ())
    _refuse_problems(pack, {place.lesson_id for place in _places(latest)})
    before = _last_places(pack.manifest.id)
    _save_course(pack)
    db.session.flush()  # lessons, release and address point at the course
    _save_address(pack)
    release = Release(number=latest.number + 1 if latest else 1, published_at=at, fingerprint=fingerprint)
    _fill_in(release, pack, change)
    db.session.add(release)
    db.session.flush()  # the places point at the release by its id
    changed = tuple(
        lesson.head.id
        for position, lesson in enumerate(pack.lessons, start=1)
        if _place_lesson(pack, lesson, position, release, before.get(lesson.head.id))
    )
    db.session.flush()  # whoever listens reads the places
    release_published.send(pack.manifest.id, at=at)
    return Published(pack.manifest.id, release.number, changed)


def _fill_in(release: Release, pack: Pack, change: Change | None) -> None:
    release.course_id = pack.manifest.id
    release.change = change or pack.manifest.release.change
    release.note = pack.manifest.release.note
    release.facilitator_html = render(pack.facilitator, pack.media)
    release.check_id = _save_check(pack)
    release.files = _save_files(pack)


def _refuse_between(packs: Sequence[Pack]) -> None:
    wanted = {row.id: row.requires for row in db.session.execute(select(Course.id, Course.requires))}
    wanted |= {pack.manifest.id: pack.manifest.requires for pack in packs}
    problems = [*doubled_packs(packs), *requirement_problems(wanted, {pack.manifest.id for pack in packs})]
    if problems:
        raise BrokenPack(problems)


def _refuse_problems(pack: Pack, published: set[str]) -> None:
    known = set(db.session.scalars(select(Feature.id)))
    problems = [*lint(pack, known).problems, *_vanished(pack, published), *_foreign(pack)]
    if problems:
        raise BrokenPack(problems)


def _hold(course_id: str) -> None:
    """Wait for those who are finishing a lesson of the course, and let others wait for the release."""
    db.session.execute(select(Course.id).where(Course.id == course_id).with_for_update())


def _latest_release(course_id: str) -> Release | None:
    return db.session.scalars(
        select(Release).where(Release.course_id == course_id).order_by(Release.number.desc()).limit(1)
    ).one_or_none()


def _places(release: Release | None) -> Sequence[ReleaseLesson]:
    if release is None:
        return ()
    return db.session.scalars(select(ReleaseLesson).where(ReleaseLesson.release_id == release.id)).all()


def _last_places(course_id: str) -> dict[str, ReleaseLesson]:
    """Give the last place of every lesson the course ever had: one that was retired and comes back goes on from there."""
    places = select(ReleaseLesson).join(Release, ReleaseLesson.release_id == Release.id).where(Release.course_id == course_id)
    return {place.lesson_id: place for place in db.session.scalars(places.order_by(Release.number))}


def _vanished(pack: Pack, published: set[str]) -> list[str]:
    kept = {lesson.head.id for lesson in pack.lessons} | set(pack.manifest.retired)
    return [
        f"{pack.manifest.id}/course.toml: lesson {lesson_id} was published and has vanished; list it under retired."
        for lesson_id in sorted(published - kept)
    ]


def _foreign(pack: Pack) -> Iterator[str]:
    course_id, slug = pack.manifest.id, pack.manifest.slug
    ids = [lesson.head.id for lesson in pack.lessons]
    taken = select(Lesson.id).where(Lesson.id.in_(ids), Lesson.course_id != course_id).order_by(Lesson.id)
    for lesson_id in db.session.scalars(taken):
        yield f"{course_id}: lesson {lesson_id} belongs to another course."
    other = db.session.scalar(select(Course.id).where(Course.slug == slug, Course.id != course_id))
    if other:
        yield f"{course_id}/course.toml: the address {slug} belongs to the course {other}."


def _fingerprint(pack: Pack) -> str:
    """Give the hash that changes exactly when what learners or facilitators see of the course changes."""
    manifest = msgspec.structs.replace(pack.manifest, release=msgspec.structs.replace(pack.manifest.release, note=""))
    places = [(lesson.slug, content_hash(lesson, pack.media)) for lesson in pack.lessons]
    whole = (manifest, places, pack.check, pack.facilitator, digests_shown(pack.facilitator, pack.media))
    return hashlib.sha256(msgspec.json.encode(whole, order="deterministic")).hexdigest()


def _save_course(pack: Pack) -> None:
    manifest = pack.manifest
    course = db.session.get(Course, manifest.id) or Course(id=manifest.id)
    course.slug, course.title, course.summary = manifest.slug, manifest.title, manifest.summary
    course.outcomes, course.audience, course.domain = manifest.outcomes, manifest.audience, manifest.domain
    course.position, course.requires = manifest.order, manifest.requires
    db.session.add(course)
    for name, content in pack.media.items():
        insert_once(Media, {"digest": digest(content), "name": name, "content": content})


def _save_address(pack: Pack) -> None:
    address = db.session.get(CourseAddress, pack.manifest.slug) or CourseAddress(slug=pack.manifest.slug)
    address.course_id = pack.manifest.id
    db.session.add(address)


def _save_check(pack: Pack) -> str | None:
    if not pack.check:
        return None
    items = {"questions": msgspec.to_builtins(pack.check)}
    check_id = digest(msgspec.json.encode(items, order="deterministic"))
    insert_once(Check, {"id": check_id, "course_id": pack.manifest.id, "items": items})
    return check_id


def _digests(pack: Pack) -> dict[str, str]:
    return {path: hashlib.sha256(content).hexdigest() for path, content in pack.files.items()}


def _save_files(pack: Pack) -> dict[str, str]:
    files = _digests(pack)
    for path, blob_id in files.items():
        insert_once(Blob, {"digest": blob_id, "content": pack.files[path]})
    return files


def _place_lesson(pack: Pack, lesson: PackLesson, position: int, release: Release, before: ReleaseLesson | None) -> bool:
    """Give a lesson its place in the release; tells whether it needed a new revision."""
    lesson_id = lesson.head.id
    insert_once(Lesson, {"id": lesson_id, "course_id": pack.manifest.id})
    revision, is_new = _revision_of(pack, lesson)
    counts_from, new_since = (before.counts_from, before.new_since) if before else (1, 1)
    if before and is_new and release.change is not Change.WORDING:
        new_since = revision.number
        counts_from = revision.number if release.change is Change.REDO else counts_from
    db.session.add(
        ReleaseLesson(
            release_id=release.id,
            lesson_id=lesson_id,
            revision_id=revision.id,
            position=position,
            slug=lesson.slug,
            required=pack.is_required(lesson),
            counts_from=counts_from,
            new_since=new_since,
        )
    )
    address = db.session.get(Address, (pack.manifest.id, lesson.slug)) or Address(course_id=pack.manifest.id, slug=lesson.slug)
    address.lesson_id = lesson_id
    db.session.add(address)
    return is_new


def _revision_of(pack: Pack, lesson: PackLesson) -> tuple[Revision, bool]:
    hashed = content_hash(lesson, pack.media)
    latest = db.session.scalars(
        select(Revision).where(Revision.lesson_id == lesson.head.id).order_by(Revision.number.desc()).limit(1)
    ).one_or_none()
    if latest and latest.content_hash == hashed:
        return latest, False
    head = lesson.head
    revision = Revision(
        lesson_id=head.id,
        number=latest.number + 1 if latest else 1,
        content_hash=hashed,
        title=head.title,
        minutes=head.minutes,
        outcome=head.outcome,
        completion=head.completion,
        html=render(lesson.body, pack.media),
        task=msgspec.to_builtins(head.task) if head.task else None,
        quiz=_quiz_of(head),
        after=head.after,
    )
    db.session.add(revision)
    db.session.flush()  # the place points at the revision by its id
    return revision, True


def _quiz_of(head: LessonHead) -> dict[str, Any] | None:
    if head.quiz is None:
        return None
    return {"pass_mark": head.quiz.pass_mark, "questions": msgspec.to_builtins(head.questions)}
