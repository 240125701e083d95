"""Nothing that was written is forgotten by the application factory."""

import pkgutil
from importlib import import_module

import click

import lms


def modules(part):
    """Every module of every feature that is this part of it, or lies in it."""
    for found in pkgutil.walk_packages(lms.__path__, "lms."):
        if part in found.name.split(".")[2:]:
            yield import_module(found.name)


def test_every_blueprint_is_registered(app):
    written = {module.__name__: module.bp for module in modules("views") if hasattr(module, "bp")}
    forgotten = [name for name, bp in written.items() if app.blueprints.get(bp.name) is not bp]

    assert len(written) >= 14
    assert not forgotten, f"add the bp of these modules to BLUEPRINTS in lms/blueprints.py: {forgotten}"


def test_every_command_is_registered(app):
    forgotten = []
    for module in modules("cli"):
        commands = {item for item in vars(module).values() if isinstance(item, click.Command)}
        inside = {item for group in commands if isinstance(group, click.Group) for item in group.commands.values()}
        forgotten += [
            f"{module.__name__}: {item.name}" for item in commands - inside if app.cli.commands.get(item.name) is not item
        ]

    assert not forgotten, f"add these to COMMANDS in lms/app.py: {forgotten}"


def test_every_command_says_what_it_does(app):
    silent = [
        name
        for name, command in app.cli.commands.items()
        for item in (command.commands.values() if isinstance(command, click.Group) else [command])
        if not (item.help or item.short_help)
    ]

    assert not silent, f"give these commands a sentence: {silent}"
