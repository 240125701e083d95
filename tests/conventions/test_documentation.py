"""The documents say what is true: settings, commands, words of the Makefile, links, decisions."""

import ast
import re

import click
import pytest
from flask.cli import FlaskGroup

from config import PROJECT
from lms.sample.rules.cards import SAMPLE_PASSWORD, USERNAMES
from tests.conventions.sources import LMS, documents, named, tree_of

DOCS = PROJECT / "docs"
LONGEST_DECISION = 35
DECISION_PARTS = ["Context", "Decision", "Consequences"]


def read(path):
    """A document's text; says so when it has not been written."""
    assert path.exists(), f"write {named(path)}"
    return path.read_text("utf-8")


def settings():
    """Every name that config.py reads from the environment."""
    for node in ast.walk(tree_of(PROJECT / "config.py")):
        if not isinstance(node, ast.Call):
            continue
        texts = [item.value for item in node.args if isinstance(item, ast.Constant) and isinstance(item.value, str)]
        yield from (text for text in texts[:1] if re.fullmatch(r"[A-Z][A-Z_]+", text))


def test_every_setting_is_explained():
    text, known = read(DOCS / "settings.md"), set(settings())

    assert {"SECRET_KEY", "DATABASE_URL", "SINAU_ENV", "WORKERS"} <= known
    missing = sorted(name for name in known if f"`{name}" not in text)
    assert not missing, f"explain these settings in docs/settings.md: {missing}"


def own_commands(app):
    """Every command of the site as it is typed after `flask`; Flask-Migrate's are explained by its own help."""
    for name, command in app.cli.commands.items():
        if name == "db":
            continue
        if isinstance(command, click.Group):
            yield from (f"{name} {verb}" for verb in command.commands)
        else:
            yield name


def test_every_command_is_explained(app):
    text = read(DOCS / "commands.md")
    missing = [name for name in own_commands(app) if f"`flask {name}" not in text]

    assert not missing, f"explain these in docs/commands.md: {missing}"


def test_every_command_in_the_documents_exists(app):
    group, wrong = FlaskGroup(create_app=lambda: app), []
    with click.Context(group) as context:
        for path in documents():
            for found in re.finditer(r"\bflask(?: --app wsgi)? ([a-z][a-z-]*)(?: ([a-z][a-z-]*))?", code_in(read(path))):
                command = group.get_command(context, found[1])
                verb = found[2] if isinstance(command, click.Group) else None
                if command is None or (verb and command.get_command(context, verb) is None):
                    wrong.append(f"{named(path)}: {found[0]}")

    assert not wrong, f"there are no such commands: {wrong}"


def code_in(text):
    """What a document shows as typed or run: its code blocks and the words between back-ticks."""
    return "\n".join(re.findall(r"^```.*?^```|`[^`\n]+`", text, re.DOTALL | re.MULTILINE))


def words_of_make():
    return set(re.findall(r"^([a-z-]+):", read(PROJECT / "Makefile"), re.MULTILINE))


def test_every_word_for_make_in_the_documents_exists():
    wrong = [
        f"{named(path)}: make {word}"
        for path in documents()
        for word in re.findall(r"(?:^|`|&& )make ([a-z-]+)", code_in(read(path)), re.MULTILINE)
        if word not in words_of_make()
    ]

    assert not wrong, f"the Makefile does not know these: {wrong}"


def test_the_readme_begins_with_the_two_commands():
    text = read(PROJECT / "README.md")
    first = re.search(r"^```.*?^```", text, re.DOTALL | re.MULTILINE)

    assert {"run", "test"} <= words_of_make()
    assert first, "README.md shows no command"
    assert re.findall(r"make (\w+)", first[0]) == ["run", "test"], "README.md begins with make run and make test"
    assert text[: first.start()].count("\n") < 12, "the two commands come first"


def test_the_readme_tells_the_sample_officers_names_and_password():
    text = read(PROJECT / "README.md")

    assert not [word for word in (*USERNAMES.values(), SAMPLE_PASSWORD) if f"`{word}`" not in text]


def test_every_link_in_the_documents_leads_somewhere():
    broken = [
        f"{named(path)}: {target}"
        for path in documents()
        for target in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"^```.*?^```", "", read(path), flags=re.DOTALL | re.MULTILINE))
        if "://" not in target and not (path.parent / target.partition("#")[0]).exists()
    ]

    assert not broken, f"these lead nowhere: {broken}"


def test_every_file_named_in_the_documents_exists():
    folders = "|".join(["lms", "tests", "docs", "migrations", "courses", "deploy", "bench"])
    gone = [
        f"{named(path)}: {found}"
        for path in documents()
        for found in re.findall(rf"`((?:{folders})/[\w./-]+)`", read(path))
        if not (PROJECT / found).exists()
    ]

    assert not gone, f"these files are gone or never were: {gone}"


def test_every_decision_is_one_short_page():
    decisions = sorted((DOCS / "adr").glob("*.md"))
    numbers = [path.name[:4] for path in decisions]

    assert numbers == [f"{number:04}" for number in range(1, len(decisions) + 1)], "decisions are 0001-…, 0002-…, in order"
    for path in decisions:
        text = read(path)
        assert len(text.splitlines()) <= LONGEST_DECISION, f"{named(path)} is longer than {LONGEST_DECISION} lines"
        assert re.findall(r"^## (.*)$", text, re.MULTILINE) == DECISION_PARTS, f"{named(path)} needs {DECISION_PARTS}"
        assert text.startswith(f"# {path.name[:4]} "), f"{named(path)} begins with its number"


def test_every_package_is_in_the_description_of_the_architecture():
    text = read(DOCS / "architecture.md")
    packages = sorted(path.parent.name for path in LMS.glob("*/__init__.py"))

    assert not [name for name in packages if f"`{name}`" not in text], "say in docs/architecture.md what these answer for"


def test_every_word_of_the_glossary_is_used_in_the_program():
    rows = re.findall(r"^\| [^|]+ \| ([^|]+) \|", read(DOCS / "glossary.md"), re.MULTILINE)
    names = [name for row in rows[1:] for name in re.findall(r"`([\w.]+)`", row)]
    program = "\n".join(path.read_text("utf-8") for path in sorted(LMS.rglob("*.py")))

    assert len(names) > 20
    assert not [name for name in names if not re.search(rf"\b{re.escape(name.rpartition('.')[2])}\b", program)]


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_the_documents_everybody_looks_for_are_there(name):
    assert read(PROJECT / name).startswith("# ")
