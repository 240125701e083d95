"""The form of a course pack on disk, and reading one (architecture.md, "Course pack")."""

import hashlib
import re
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeVar

import msgspec

from lms.catalog.models import Audience, Change
from lms.catalog.rules.quiz import Question, QuizRule

FRONT_MATTER = re.compile(r"\A\+\+\+\n(?P<head>.*?)\n\+\+\+\n(?P<body>.*)\Z", re.DOTALL)
_WORDS = r"[a-z0-9]+(?:-[a-z0-9]+)*"
SLUG = re.compile(_WORDS)
"""The word of a course or lesson in addresses; safe as the name of a folder too."""
FILE_NAME = re.compile(rf"(?P<number>\d\d)-(?P<slug>{_WORDS})\.md")
ALONE = ("course.toml", "check.toml", "facilitator.md")
"""The files of a pack that stand in no folder of it."""

PATH = re.compile(r"(?:lessons/|media/)?(?!\.)[^/\\:]+")
"""The path of a file within its pack: no deeper, nothing hidden, and never out of the folder."""

Evidence = Literal["link", "photo", "video", "text", "observation"]
Struct = TypeVar("Struct")


class BrokenPack(Exception):
    """A course pack cannot be used. `problems` says why, one sentence each, naming the file."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


class Criterion(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """One line of a rubric: four levels, scored 0 to 3."""

    id: str
    title: str
    levels: tuple[str, str, str, str]


class Task(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The practical work of a lesson: what to make, how to show it, what is looked at."""

    prompt: str
    evidence: list[Evidence]
    checklist: list[str] = []
    criteria: list[Criterion] = []


class LessonHead(msgspec.Struct, forbid_unknown_fields=True, frozen=True, omit_defaults=True):
    """The front matter of a lesson file."""

    id: str
    title: str
    minutes: int
    outcome: str
    completion: Literal["read", "quiz", "task", "attend"]
    task: Task | None = None
    quiz: QuizRule | None = None
    questions: list[Question] = []
    after: list[str] = []
    """Ids of lessons of the course that must be done before this one can be saved."""


class ReleaseNote(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What the publisher says of this state of the pack against the published one."""

    change: Change
    note: str = ""


class Manifest(msgspec.Struct, forbid_unknown_fields=True, frozen=True, omit_defaults=True):
    """The file course.toml."""

    id: str
    slug: str
    title: str
    summary: str
    audience: Audience
    order: int
    outcomes: list[str]
    required: list[str]
    release: ReleaseNote
    optional: list[str] = []
    retired: list[str] = []
    """Ids of lessons that once were in the course and no longer are."""
    requires: list[str] = []
    """Ids of courses to finish before anything in this one can be saved."""
    domain: Literal["K1", "K2", "K3", "K4", "K5"] | None = None


@dataclass(frozen=True)
class PackLesson:
    """One lesson file."""

    file: str
    slug: str
    head: LessonHead
    body: str


class CheckFile(msgspec.Struct, forbid_unknown_fields=True, frozen=True, omit_defaults=True):
    """The file check.toml: the same short check before and after the course."""

    questions: list[Question] = []


@dataclass(frozen=True)
class Pack:
    """A course pack as read from its folder: lessons in the order of their file names, pictures by name."""

    manifest: Manifest
    lessons: tuple[PackLesson, ...]
    media: dict[str, bytes] = field(repr=False)
    check: tuple[Question, ...] = ()
    facilitator: str = ""
    """How to lead the course in a hall, as Markdown; empty without the file facilitator.md."""
    files: dict[str, bytes] = field(default_factory=dict, repr=False)
    """Every file of the pack by its path within the folder, as it was read: what an export gives back."""
    ignored: tuple[str, ...] = ()
    """Paths in the folder that are no part of a pack."""
    folder: str = ""
    """The name of the folder it was read from."""

    def is_required(self, lesson: PackLesson) -> bool:
        """Whether the course is only complete with this lesson."""
        return lesson.head.id in self.manifest.required


def digest(content: bytes) -> str:
    """Give the short name of a picture's content: 16 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()[:16]


def read_pack(folder: Path) -> Pack:
    """Read a pack from its folder; raises BrokenPack with every file that cannot be read."""
    problems = [*_odd_files(folder)]
    if problems:
        raise BrokenPack(problems)
    manifest = _read_manifest(folder, problems)
    lessons = [_read_lesson(path, problems) for path in sorted((folder / "lessons").glob("*.md"))]
    media = {path.name: path.read_bytes() for path in sorted((folder / "media").glob("*")) if path.is_file()}
    check = _read_check(folder, problems)
    facilitator = _read_facilitator(folder, problems)
    if not lessons:
        problems.append(f"{folder.name}/lessons: there is no lesson file.")
    if problems or manifest is None:
        raise BrokenPack(problems)
    files = {name: path.read_bytes() for name, path in _files(folder).items()}
    ignored = tuple(name for name in _everything(folder) if name not in files)
    written = tuple(lesson for lesson in lessons if lesson)
    return Pack(manifest, written, media, check, facilitator, files, ignored, folder.name)


def read_toml(text: str, kind: type[Struct]) -> Struct:
    """Read TOML of a certain form; raises ValueError with what is wrong, without a full stop."""
    try:
        return msgspec.convert(tomllib.loads(text), kind)
    except RecursionError as error:
        raise ValueError("brackets are nested too deeply") from error
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from error


def is_safe_path(path: str) -> bool:
    """Tell whether a path is one a file of a pack may have."""
    return PATH.fullmatch(path) is not None and path.isprintable()


def _files(folder: Path) -> dict[str, Path]:
    found = [*(folder / name for name in ALONE), *folder.glob("lessons/*.md"), *folder.glob("media/*")]
    return {path.relative_to(folder).as_posix(): path for path in sorted(found) if path.is_file()}


def _everything(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def _odd_files(folder: Path) -> Iterator[str]:
    """Refuse what could bring in a file from elsewhere, or could not be written out again."""
    for path in sorted([folder / "lessons", folder / "media", *_files(folder).values()]):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            yield f"{folder.name}/{name}: a pack holds its files themselves, not links to others."
        elif not is_safe_path(name):
            yield f"{folder.name}/{ascii(name)[1:-1]}: a file's name must not begin with a dot or hold colons or odd signs."


@contextmanager
def _naming(path: Path, folder: Path, problems: list[str]) -> Iterator[None]:
    """Note what keeps a file from being read, in a sentence that names it."""
    name = f"{folder.name}/{path.relative_to(folder).as_posix()}"
    try:
        yield
    except IsADirectoryError:
        problems.append(f"{name}: this must be a file, not a folder.")
    except OSError:
        problems.append(f"{name}: the file is missing or cannot be read.")
    except UnicodeDecodeError:
        problems.append(f"{name}: the file is not UTF-8 text.")
    except ValueError as error:
        problems.append(f"{name}: {error}.")


def _text(path: Path) -> str:
    """Read a file as an author sees it: line ends are all the same, and a mark at its start says only that it is UTF-8."""
    return path.read_text("utf-8-sig")


def _read_check(folder: Path, problems: list[str]) -> tuple[Question, ...]:
    path = folder / "check.toml"
    with _naming(path, folder, problems):
        return tuple(read_toml(_text(path), CheckFile).questions) if path.exists() else ()
    return ()


def _read_facilitator(folder: Path, problems: list[str]) -> str:
    path = folder / "facilitator.md"
    with _naming(path, folder, problems):
        return _text(path) if path.exists() else ""
    return ""


def _read_manifest(folder: Path, problems: list[str]) -> Manifest | None:
    path = folder / "course.toml"
    with _naming(path, folder, problems):
        return read_toml(_text(path), Manifest)
    return None


def _read_lesson(path: Path, problems: list[str]) -> PackLesson | None:
    with _naming(path, path.parent.parent, problems):
        return _parse_lesson(path)
    return None


def _parse_lesson(path: Path) -> PackLesson:
    named = FILE_NAME.fullmatch(path.name)
    if not named:
        raise ValueError("the name must look like 01-judul-pelajaran.md")
    parts = FRONT_MATTER.match(_text(path))
    if not parts:
        raise ValueError("the front matter between two lines of +++ is missing")
    return PackLesson(path.name, named["slug"], read_toml(parts["head"], LessonHead), parts["body"])
