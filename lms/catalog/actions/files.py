"""Files of packs on disk: taking a course out, putting questions into a lesson."""

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from lms.catalog.rules.lesson_file import CannotReplace, with_questions
from lms.catalog.rules.pack import is_safe_path
from lms.catalog.rules.quiz import Question
from lms.errors import Refused


class CannotWrite(Refused):
    """The files cannot be written like this."""


def export_files(files: Mapping[str, bytes], folder: Path) -> None:
    """Write the files of a pack into a new or empty folder, all or none; raises CannotWrite."""
    strange = [path for path in files if not is_safe_path(path)]
    if strange:
        raise CannotWrite(f"{strange[0]!r} is no path within a pack.")
    _refuse_folder(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".export-") as made:
        whole = Path(made, "pack")
        for path, content in files.items():
            whole.joinpath(path).parent.mkdir(parents=True, exist_ok=True)
            whole.joinpath(path).write_bytes(content)
        if folder.exists():
            folder.rmdir()
        whole.rename(folder)


def _refuse_folder(folder: Path) -> None:
    if folder.is_symlink():
        raise CannotWrite(f"{folder} is a link; name a folder that does not exist yet.")
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise CannotWrite(f"{folder} is not an empty folder; name one that does not exist yet.")
    if folder.resolve() == Path.cwd():
        raise CannotWrite(f"{folder} is the folder you are in; name one that does not exist yet.")


def replace_questions(path: Path, questions: Sequence[Question]) -> None:
    """Put questions into a lesson's file in place of its own, in one step; raises CannotWrite and then changes nothing."""
    try:
        text = path.read_bytes().decode("utf-8")
        whole = with_questions(text, questions)
    except UnicodeDecodeError as error:
        raise CannotWrite(f"{path.name}: the file is not UTF-8 text.") from error
    except CannotReplace as error:
        raise CannotWrite(f"{path.name}: {error}") from error
    new = path.with_name(f".{path.name}.new")
    new.write_bytes(whole.encode())
    new.chmod(path.stat().st_mode)
    new.replace(path)
