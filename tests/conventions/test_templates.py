"""Templates: pages that are short and named, nothing imported for nothing, nothing inline, nothing from elsewhere."""

import re
from functools import cache

from flask import current_app
from jinja2 import nodes

from tests.conventions.sources import LMS, named, templates

PAGE_LINES = 60
LAYOUTS = "layouts/"
INLINE = re.compile(r"<style\b|<script\b(?![^>]*\bsrc=)|\sstyle\s*=\s*[\"']|\son[a-z]+\s*=\s*[\"']|javascript:", re.IGNORECASE)
COLOUR = re.compile(r"\b(?:fill|stroke|color|bgcolor|stop-color)\s*=\s*[\"'](?!none\b|currentColor\b|\{\{)[^\"']*", re.IGNORECASE)
ELSEWHERE = re.compile(r"(?:\bsrc|\bsrcset|<link\b[^>]*\bhref|\baction)\s*=\s*[\"'](?:https?:)?//", re.IGNORECASE)


def name_of(path):
    """A template's name as other templates write it."""
    return path.as_posix().rpartition("/templates/")[2]


@cache
def trees():
    return {name_of(path): current_app.jinja_env.parse(path.read_text("utf-8")) for path in templates()}


@cache
def family(name):
    """The template and those it extends, up to a layout."""
    extends = trees()[name].find(nodes.Extends)
    return (name, *(family(extends.template.value) if extends and not name.startswith(LAYOUTS) else ()))


@cache
def names_used(name):
    return frozenset(item.name for item in trees()[name].find_all(nodes.Name) if item.ctx == "load")


def is_page(name):
    """A page is what in the end extends a layout and is not there for others to extend."""
    return len(family(name)) > 1 and family(name)[-1].startswith(LAYOUTS) and not name.rpartition("/")[2].startswith("_")


def test_every_page_fills_the_heading(app):
    pages = [name for name in trees() if is_page(name)]
    silent = []
    for name in pages:
        filled = {
            block.name for one in family(name) if not one.startswith(LAYOUTS) for block in trees()[one].find_all(nodes.Block)
        }
        silent += [] if {"heading", "main"} <= filled else [name]

    assert len(pages) > 30
    assert not silent, f"fill the blocks heading and main: {silent}"


def test_page_templates_are_short(app):
    long = [named(path) for path in templates() if is_page(name_of(path)) and path.read_text("utf-8").count("\n") > PAGE_LINES]

    assert not long, f"more than {PAGE_LINES} lines; move a part into a component or a partial: {long}"


def test_templates_use_what_they_import(app):
    unused = []
    for name, tree in trees().items():
        used = names_used(name)
        for found in tree.find_all(nodes.FromImport):
            imported = {item[1] if isinstance(item, tuple) else item for item in found.names}
            unused += [f"{name}: {item}" for item in sorted(imported - used - used_below(name))]
        unused += [f"{name}: {found.target}" for found in tree.find_all(nodes.Import) if found.target not in used]

    assert not unused, f"take these out of the import: {unused}"


def used_below(name):
    """What templates use that see this one's imports: those that extend it and those it includes."""
    children = [one for one in trees() if name in family(one)[1:]]
    found = [*children, *(one for part in [name, *children] for one in included(part))]
    return {item for one in found for item in names_used(one)}


def included(name):
    """The templates a template includes; where the name is put together, every one that begins alike."""
    for include in trees()[name].find_all(nodes.Include):
        start = next(include.template.find_all(nodes.Const), include.template)
        yield from (one for one in trees() if one.startswith(start.value))


def test_templates_hold_no_style_and_no_script_of_their_own():
    found = {named(path): parts for path in templates() if (parts := INLINE.findall(path.read_text("utf-8")))}

    assert not found, f"styles belong into css/, scripts into js/; the security policy refuses them here: {found}"


def test_templates_load_nothing_from_another_site():
    found = {named(path): parts for path in templates() if (parts := ELSEWHERE.findall(path.read_text("utf-8")))}

    assert not found, f"keep a copy under static/: {found}"


def test_templates_leave_colours_to_the_style_sheets():
    found = {named(path): parts for path in templates() if (parts := COLOUR.findall(path.read_text("utf-8")))}

    assert not found, f"give the element a class and the class its colour: {found}"


def test_templates_name_static_files_by_the_asset_function():
    found = [named(path) for path in templates() if "/statis/" in path.read_text("utf-8")]

    assert not found, f"write asset(...), the address that carries the content's hash: {found}"


def test_every_macro_says_what_it_is_for():
    silent = []
    for path in sorted((LMS / "web/templates/components").glob("*.html")):
        text = path.read_text("utf-8")
        silent += [f"{path.name}: {name}" for name in re.findall(r"macro (\w+)\(", text) if not re.search(rf"{{# {name}: ", text)]

    assert not silent, f"put a comment '# name: what it shows' above: {silent}"


def test_templates_stand_at_the_left_margin():
    """A blank at the start of a line goes over the air with every page; djlint's own form indents, so only its lint is used."""
    drawn = {"lms/web/templates/components/icon.html"}  # one dictionary of drawings
    indented = [
        f"{named(path)}:{number}"
        for path in templates()
        if named(path) not in drawn
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if line[:1].isspace()
    ]

    assert not indented, f"take the blanks away: {indented}"
