"""What belongs to the edge stays at the edge: the clock, the commit, the request, the environment."""

import ast

from tests.conventions.sources import LMS, functions, imported, named, part_of, program_files, tree_of

EDGE = {"views", "cli"}
BELOW = {"actions", "rules", "queries", "models", "permissions"}
WEB = {"flask", "flask_wtf", "flask_login", "wtforms", "werkzeug"}
SYSTEM_CLOCK = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"}

DAYS = {"lms.clock.day_of", "lms.clock.beginning_of"}
"""What the clock tells without looking at the present."""
READ_THE_CLOCK = {
    "lms/accounts/current.py": "who is asking is asked once for each request, before any view runs",
    "lms/learning/current.py": "helper mode ends by itself, whichever page is asked for then",
}
COMMIT = {"lms/db.py": "transaction() is what a view writes around an action instead of a commit after it"}
READ_THE_ENVIRONMENT: dict[str, str] = {}
IMPORT_LATE = {"lms/app.py": "a worker of the server needs no commands, and starts in half the time without them"}
"""Files that import inside a function, each with the reason."""

FILES = [path for path in program_files() if LMS in path.parents]


def attributes(path, wanted):
    """Where a file says `datetime.now` or another of the wanted attributes."""
    nodes = (node for node in ast.walk(tree_of(path)) if isinstance(node, ast.Attribute))
    return [f"{named(path)}:{node.lineno}" for node in nodes if ast.unparse(node) in wanted]


def test_only_views_and_commands_commit():
    found = [
        f"{named(path)}:{node.lineno}"
        for path in FILES
        if part_of(path) not in EDGE and named(path) not in COMMIT
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute) and node.attr == "commit"
    ] + [
        f"{named(path)}:{line}"
        for path in FILES
        if part_of(path) not in EDGE
        for name, line in imported(tree_of(path))
        if name == "lms.db.transaction"
    ]

    assert not found, f"leave the commit to the view or the command that calls this: {found}"


def test_only_views_and_commands_read_the_clock():
    found = [
        f"{named(path)}:{line}"
        for path in FILES
        if part_of(path) not in EDGE and named(path) not in READ_THE_CLOCK
        for line in read_from_the_clock(tree_of(path))
        if named(path) != "lms/app.py"  # the factory sets its zone
    ]

    assert not found, f"take the moment as an argument (at=): {found}"


def read_from_the_clock(tree):
    """The lines that take anything from the clock but what tells days from moments."""
    lines = {}
    for name, line in imported(tree):
        if name == "lms.clock" or name.startswith("lms.clock."):
            lines.setdefault(line, set()).add(name)
    return [line for line, names in lines.items() if names == {"lms.clock"} or names - {"lms.clock"} - DAYS]


def test_there_is_one_system_clock():
    found = [place for path in program_files() if path.name != "clock.py" for place in attributes(path, SYSTEM_CLOCK)]

    assert not found, f"only lms.clock reads the system's clock: {found}"


def test_what_lies_below_the_views_knows_nothing_of_http():
    found = [
        f"{named(path)}:{line} {name}"
        for path in FILES
        if part_of(path) in BELOW
        for name, line in imported(tree_of(path))
        if name.partition(".")[0] in WEB
    ]

    assert not found, f"hand over what is needed from the view instead of importing it: {found}"


def test_only_the_configuration_reads_the_environment():
    found = [
        place
        for path in FILES
        for place in attributes(path, {"os.environ", "os.getenv"})
        if named(path) not in READ_THE_ENVIRONMENT
    ]

    assert not found, f"make it a setting in config.py: {found}"


def test_imports_stand_at_the_top():
    found = [
        f"{named(path)}:{node.lineno}"
        for path in FILES
        if named(path) not in IMPORT_LATE
        for function in functions(tree_of(path))
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]

    assert not found, f"an import inside a function hides a call in the wrong direction: {found}"


def test_a_package_opens_with_a_sentence_and_nothing_else():
    trees = {named(path): tree_of(path) for path in FILES if path.name == "__init__.py"}
    silent = [name for name, tree in trees.items() if not ast.get_docstring(tree)]
    busy = [name for name, tree in trees.items() if len(tree.body) > 1]

    assert not silent, f"say in one sentence what the package answers for: {silent}"
    assert not busy, f"a package's __init__.py holds its docstring only: {busy}"


def test_no_exception_outlives_its_reason():
    names = {named(path) for path in FILES}
    clock = {named(path) for path in FILES if any(name == "lms.clock.now" for name, _ in imported(tree_of(path)))}
    environment = {named(path) for path in FILES if attributes(path, {"os.environ"})}
    commit = {named(path) for path in FILES if any(getattr(node, "attr", "") == "commit" for node in ast.walk(tree_of(path)))}

    assert set(COMMIT) <= commit, "COMMIT names a file that no longer commits"
    assert set(READ_THE_CLOCK) <= clock, "READ_THE_CLOCK names a file that no longer reads it"
    assert set(READ_THE_ENVIRONMENT) <= environment, "READ_THE_ENVIRONMENT names a file that no longer reads it"
    assert set(IMPORT_LATE) <= names, "IMPORT_LATE names a file that is gone"
