"""What is wrong with a course pack: problems stop it, warnings are for the author."""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
from markdown_it.token import Token

from lms.catalog.rules.drawings import drawing_problems
from lms.catalog.rules.pack import SLUG, Pack, PackLesson, read_toml
from lms.catalog.rules.quiz import question_problems
from lms.catalog.rules.rendering import BLOCKS, Video, features_in, images_in, parser, pictures_in

LONGEST_LESSON = 45
LONGEST_TASK = 600
"""Minutes of a lesson, and of one with a rubric."""
LONGEST_WORD = 60
"""Characters of an id and of the word in an address."""
LAST_PLACE = 9999
LONGEST_SENTENCE = 25
LARGEST_MEDIA = 400 * 1024
_RAW_HTML = re.compile(r"</?[a-zA-Z][^>\n]*>")
_BLOCK_START = re.compile(r"^:::+ *(\w+)", re.MULTILINE)
_SENTENCE_END = re.compile(r"(?<=[.!?:])\s+")


@dataclass(frozen=True)
class Report:
    """The linter's word on a pack; a pack with problems is not published."""

    problems: list[str]
    warnings: list[str]


def lint(pack: Pack, features: Collection[str] | None = None) -> Report:
    """Check a pack that could be read; every sentence names the file it is about.

    `features` are the ids the city's registry knows; without it, links to features are not looked up.
    """
    problems = [*_manifest_problems(pack), *_identity_problems(pack), *_media_problems(pack)]
    problems += [*_facilitator_problems(pack, features), *_sign_problems(pack)]
    problems += [f"{pack.manifest.id}/check.toml: {problem}" for problem in question_problems(pack.check)]
    problems += [f"{pack.manifest.id}: two questions have the id {double}." for double in sorted(_doubles(_question_ids(pack)))]
    warnings = [f"{pack.manifest.id}/media/{name}: no lesson shows this file." for name in _unused(pack)]
    warnings += [f"{pack.manifest.id}/{name}: no part of a pack; it is left out." for name in pack.ignored]
    for lesson in pack.lessons:
        tokens = parser().parse(lesson.body)
        found = [
            *_lesson_problems(lesson, tokens, pack.media),
            *_order_problems(lesson, pack),
            *_feature_problems(tokens, features),
        ]
        problems += [f"{pack.manifest.id}/lessons/{lesson.file}: {problem}" for problem in found]
        warnings += [f"{pack.manifest.id}/lessons/{lesson.file}: {warning}" for warning in _long_sentences(tokens)]
    return Report(problems, warnings)


def _manifest_problems(pack: Pack) -> Iterator[str]:
    manifest, where = pack.manifest, f"{pack.manifest.id}/course.toml"
    if not SLUG.fullmatch(manifest.slug) or len(manifest.slug) > LONGEST_WORD:
        yield f"{where}: the slug {manifest.slug!r} must be lower-case letters, digits and hyphens, {LONGEST_WORD} at most."
    for name in (manifest.id, *(lesson.head.id for lesson in pack.lessons)):
        if not 0 < len(name.strip()) <= LONGEST_WORD:
            yield f"{where}: the id {name[:LONGEST_WORD]!r} must have 1 to {LONGEST_WORD} characters."
    if not 0 <= manifest.order <= LAST_PLACE:
        yield f"{where}: order must be a number from 0 to {LAST_PLACE}."


def _sign_problems(pack: Pack) -> Iterator[str]:
    """Refuse the one character that no database takes."""
    parts = {"course.toml": pack.manifest, "check.toml": pack.check, "facilitator.md": pack.facilitator}
    parts |= {f"lessons/{lesson.file}": [lesson.head, lesson.body] for lesson in pack.lessons}
    for name, part in parts.items():
        if any("\0" in text for text in _texts(msgspec.to_builtins(part))):
            yield f"{pack.manifest.id}/{name}: a text holds the character NUL (\\u0000); take it out."


def _texts(part: Any) -> Iterator[str]:
    """Give every text within what was read from a file, however deep."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict | list | tuple):
        for item in part.values() if isinstance(part, dict) else part:
            yield from _texts(item)


def _identity_problems(pack: Pack) -> Iterator[str]:
    manifest, where = pack.manifest, f"{pack.manifest.id}/course.toml"
    written = [lesson.head.id for lesson in pack.lessons]
    listed = [*manifest.required, *manifest.optional]
    for lesson_id in sorted(_doubles(written)):
        yield f"{where}: two lesson files have the id {lesson_id}."
    for lesson_id in sorted(_doubles(listed)):
        yield f"{where}: lesson {lesson_id} is listed twice."
    for lesson_id in sorted(set(listed) - set(written)):
        yield f"{where}: lesson {lesson_id} is listed but has no file."
    for lesson_id in sorted(set(written) - set(listed)):
        yield f"{where}: lesson {lesson_id} is neither required nor optional."
    for lesson_id in sorted(set(manifest.retired) & set(written)):
        yield f"{where}: lesson {lesson_id} is retired but still has a file."
    for slug in sorted(_doubles([lesson.slug for lesson in pack.lessons])):
        yield f"{where}: two lesson files have the address {slug}."
    if not manifest.required:
        yield f"{where}: a course needs at least one required lesson."


def _media_problems(pack: Pack) -> Iterator[str]:
    where = f"{pack.manifest.id}/media"
    for name, content in pack.media.items():
        yield from (f"{where}/{name}: {problem}" for problem in drawing_problems(name, content))
    if sum(map(len, pack.media.values())) > LARGEST_MEDIA:
        yield f"{where}: together larger than {LARGEST_MEDIA // 1024} KB."


def _lesson_problems(lesson: PackLesson, tokens: list[Token], media: dict[str, bytes]) -> Iterator[str]:
    yield from _head_problems(lesson)
    yield from _quiz_problems(lesson)
    yield from _picture_problems(tokens, media)
    yield from _block_problems(lesson.body)
    yield from _raw_problems(tokens)
    yield from _video_problems(tokens)


def _facilitator_problems(pack: Pack, features: Collection[str] | None) -> Iterator[str]:
    tokens = parser().parse(pack.facilitator)
    found = [*_block_problems(pack.facilitator), *_raw_problems(tokens), *_picture_problems(tokens, pack.media)]
    for problem in [*found, *_video_problems(tokens), *_feature_problems(tokens, features)]:
        yield f"{pack.manifest.id}/facilitator.md: {problem}"


def _block_problems(body: str) -> Iterator[str]:
    for name in _BLOCK_START.findall(body):
        if name not in BLOCKS:
            yield f"there is no block named {name}."


def _raw_problems(tokens: list[Token]) -> Iterator[str]:
    if any(_RAW_HTML.search(token.content) for token in tokens if token.type == "inline"):
        yield "raw HTML is not part of the lesson format."


def _feature_problems(tokens: list[Token], features: Collection[str] | None) -> Iterator[str]:
    for name in sorted({name for token in tokens for name in features_in(token)}):
        if features is not None and name not in features:
            yield f"the registry of features knows no {name}."


def _head_problems(lesson: PackLesson) -> Iterator[str]:
    head = lesson.head
    if head.completion == "task" and not (head.task and head.task.checklist):
        yield "a lesson completed by a task needs one, with a checklist."
    if head.minutes > LONGEST_LESSON and not (head.task and head.task.criteria):
        yield f"{head.minutes} minutes are more than {LONGEST_LESSON}; only a final task may be longer."
    elif head.minutes > LONGEST_TASK:
        yield f"{head.minutes} minutes are more than {LONGEST_TASK}."
    if head.minutes < 1:
        yield "minutes must be at least 1."


def _picture_problems(tokens: list[Token], media: dict[str, bytes]) -> Iterator[str]:
    for image in images_in(tokens):
        if not image.content.strip():
            yield f"the picture {image.attrs['src']} has no alternative text."
        if image.attrs["src"] not in media:
            yield f"the picture {image.attrs['src']} is not in media/."


def _quiz_problems(lesson: PackLesson) -> Iterator[str]:
    head = lesson.head
    if (head.completion == "quiz") != bool(head.questions and head.quiz):
        yield "a lesson completed by a quiz has questions and a pass mark, and no other lesson has."
    if head.quiz and not 1 <= head.quiz.pass_mark <= 100:
        yield "the pass mark is a percentage from 1 to 100."
    yield from question_problems(head.questions)


def _order_problems(lesson: PackLesson, pack: Pack) -> Iterator[str]:
    earlier = [other.head.id for other in pack.lessons[: pack.lessons.index(lesson)]]
    for wanted in lesson.head.after:
        if wanted not in earlier:
            yield f"it comes after {wanted}, which is no earlier lesson of the course."


def _video_problems(tokens: list[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type == "fence" and token.info.strip() == "video":
            yield from _problems_of_video(token.content)


def _problems_of_video(content: str) -> Iterator[str]:
    try:
        video = read_toml(content, Video)
    except ValueError as error:
        yield f"a video block cannot be read: {error}."
    else:
        if not video.url.startswith("https://"):
            yield f"the video address {video.url} must begin with https://."


def _long_sentences(tokens: list[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type != "inline":
            continue
        text = "".join(child.content for child in token.children or [] if child.type in {"text", "code_inline"})
        for sentence in _SENTENCE_END.split(text):
            words = len(sentence.split())
            if words > LONGEST_SENTENCE:
                yield f"a sentence of {words} words: {sentence[:40]}…"


def _unused(pack: Pack) -> list[str]:
    shown = frozenset[str]().union(*map(pictures_in, [pack.facilitator, *(lesson.body for lesson in pack.lessons)]))
    return [name for name in pack.media if name not in shown]


def _question_ids(pack: Pack) -> list[str]:
    return [
        question.id for questions in [pack.check, *(lesson.head.questions for lesson in pack.lessons)] for question in questions
    ]


def _doubles(items: list[str]) -> set[str]:
    return {item for item, count in Counter(items).items() if count > 1}
