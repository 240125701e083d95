"""What learners see of a lesson, as one short hash: by it publishing knows whether there is anything new."""

import hashlib
from collections.abc import Mapping

import msgspec

from lms.catalog.rules.pack import PackLesson, digest
from lms.catalog.rules.rendering import pictures_in


def content_hash(lesson: PackLesson, media: Mapping[str, bytes]) -> str:
    """Give the hash that changes exactly when what a learner sees of the lesson changes; its address is not in it."""
    shown = digests_shown(lesson.body, media)
    parts = [msgspec.json.encode(lesson.head, order="deterministic"), lesson.body.encode(), *(item.encode() for item in shown)]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def digests_shown(text: str, media: Mapping[str, bytes]) -> list[str]:
    """Give the digests of the pictures that a text shows, sorted."""
    names = pictures_in(text)
    return sorted(digest(content) for name, content in media.items() if name in names)
