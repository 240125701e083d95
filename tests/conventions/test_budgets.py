"""Files, functions and parameter lists stay small. The lists of exceptions may only become shorter."""

import ast

from config import PROJECT
from tests.conventions.sources import LMS, files_of_tests, functions, named, part_of, program_files, tree_of

FILE_LINES, TEST_FILE_LINES = 300, 400
FUNCTION_LINES = 40
PARAMETERS = 6
POSITIONAL, POSITIONAL_PRIVATE = 3, 5
"""Of a function others call, and of one that only its own module calls; `self` is not counted."""

TOO_LONG: set[str] = set()
TOO_MANY: set[str] = set()
"""One place records learning; what it is told are the columns of an event."""
TOO_POSITIONAL = {
    "lms/catalog/rules/rendering.py:image": "markdown-it's own signature",
    "lms/catalog/rules/rendering.py:fence": "markdown-it's own signature",
    "lms/learning/rules.py:step": "the four things a completion follows from, in the order of the fold",
    "lms/reporting/views/tiles.py:tile_of": "the fields of a tile, in their order",
}

SOURCES = program_files()
PYTHON = [*SOURCES, *files_of_tests(), *sorted((PROJECT / "migrations").glob("*.py"))]


def each(paths):
    """Every function of the files with its name as the exceptions are written."""
    for path in paths:
        for function in functions(tree_of(path)):
            yield f"{named(path)}:{function.name}", path, function


def positional(function):
    return [item.arg for item in (*function.args.posonlyargs, *function.args.args) if item.arg not in {"self", "cls"}]


def total(function):
    arguments = function.args
    return len(positional(function)) + len(arguments.kwonlyargs) + bool(arguments.vararg) + bool(arguments.kwarg)


def test_a_file_is_read_in_one_go():
    long = {}
    for path in PYTHON:
        lines = len(path.read_text("utf-8").splitlines())
        most = TEST_FILE_LINES if PROJECT / "tests" in path.parents else FILE_LINES
        long |= {named(path): lines} if lines > most else {}

    assert not long, f"more than {FILE_LINES} lines (tests {TEST_FILE_LINES}): make it a package of the same name: {long}"


def test_a_function_fits_on_a_screen():
    long = {name: function.end_lineno - function.lineno + 1 for name, _, function in each(PYTHON)}
    found = {name for name, lines in long.items() if lines > FUNCTION_LINES}

    assert found <= TOO_LONG, f"more than {FUNCTION_LINES} lines: give a part of it a name of its own: {found - TOO_LONG}"
    assert found >= TOO_LONG, f"short enough now, take them out of TOO_LONG: {TOO_LONG - found}"


def test_a_function_is_told_only_a_few_things():
    found = {name for name, _, function in each(SOURCES) if total(function) > PARAMETERS}

    assert found <= TOO_MANY, f"more than {PARAMETERS} parameters: hand over an object: {found - TOO_MANY}"
    assert found >= TOO_MANY, f"few enough now, take them out of TOO_MANY: {TOO_MANY - found}"


def test_a_call_names_what_it_hands_over():
    found = set()
    for name, path, function in each(SOURCES):
        called_by_click = LMS in path.parents and part_of(path) == "cli"
        most = POSITIONAL_PRIVATE if function.name.startswith("_") else POSITIONAL
        if len(positional(function)) > most and not called_by_click:
            found.add(name)

    assert found <= set(TOO_POSITIONAL), f"make the later parameters keyword-only with *: {found - set(TOO_POSITIONAL)}"
    assert found >= set(TOO_POSITIONAL), f"take them out of TOO_POSITIONAL: {set(TOO_POSITIONAL) - found}"


def test_a_function_does_not_change_what_it_does_by_a_bare_yes_or_no():
    found = {
        name
        for name, _, function in each(SOURCES)
        for item in (*function.args.posonlyargs, *function.args.args)
        if isinstance(item.annotation, ast.Name) and item.annotation.id == "bool"
    }

    assert found <= {"lms/accounts/access.py:allow"}, f"make it two functions, or the flag keyword-only: {found}"
