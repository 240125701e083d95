"""What the convention tests read: the project's own files, as text and as syntax trees."""

import ast
import os
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

from config import PROJECT

LMS = PROJECT / "lms"
TEXTS = {".py", ".html", ".css", ".js", ".md", ".toml", ".txt", ".in", ".ini", ".mako", ".svg", ".yaml", ".yml", ".po", ".sh", ""}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def named(path: Path) -> str:
    """A file's name as people say it: from the project's folder on."""
    return path.relative_to(PROJECT).as_posix()


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def program_files() -> list[Path]:
    """Every Python file of the program."""
    return [PROJECT / "config.py", PROJECT / "wsgi.py", *sorted(LMS.rglob("*.py"))]


def files_of_tests() -> list[Path]:
    return sorted((PROJECT / "tests").rglob("*.py"))


def templates() -> list[Path]:
    return sorted(LMS.rglob("templates/**/*.html"))


def documents() -> list[Path]:
    return [*sorted(PROJECT.glob("*.md")), *sorted((PROJECT / "docs").rglob("*.md"))]


def kept_files() -> Iterator[Path]:
    """Every text file that belongs to the project: nothing that .gitignore leaves out."""
    ignored = [line.strip("/") for line in (PROJECT / ".gitignore").read_text().split()]
    for folder, inside, files in os.walk(PROJECT):
        inside[:] = sorted(name for name in inside if name != ".git" and not _is_ignored(name, ignored))
        for name in sorted(files):
            if not _is_ignored(name, ignored) and Path(name).suffix in TEXTS:
                yield Path(folder, name)


def _is_ignored(name: str, patterns: list[str]) -> bool:
    return any(fnmatch(name, pattern) for pattern in patterns)


def functions(tree: ast.AST) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def imported(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Every module a file imports, with the line; `from a import b` is both a and a.b."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, node.lineno
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def part_of(path: Path) -> str:
    """Which part of a feature a file is: `views` for lms/x/views.py and for lms/x/views/y.py."""
    inside = path.relative_to(LMS).with_suffix("").parts
    return inside[1] if len(inside) > 1 else inside[0]
