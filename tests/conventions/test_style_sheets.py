"""tokens.css is the only file with raw colours and sizes; the others say what they mean by its names."""

import re

from tests.conventions.sources import LMS, named

CSS = LMS / "web/static/css"
STYLE_SHEETS = sorted(path for path in CSS.rglob("*.css") if path.name != "tokens.css")

COLOUR = re.compile(
    r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|hwb|lab|lch|oklab|oklch|color|color-mix)a?\(|"
    r":[^;{}]*(?<![\w-])(?:white|black|red|green|blue|gr[ae]y|yellow|orange|purple|brown|navy|teal|gold)(?![\w-])",
    re.IGNORECASE,
)
SIZE = re.compile(r"(?<![\w.-])[\d.]+(?:px|rem|pt|mm|cm|in|pc|vw)\b", re.IGNORECASE)
CONDITION = re.compile(r"@(?:media|container|supports)[^{]*\{|@page\s*\{[^}]*\}")
"""Where custom properties cannot be used, the number has to stand: conditions and the margins of paper."""
ELSEWHERE = re.compile(r"@import|url\(\s*[\"']?(?:https?:)?//", re.IGNORECASE)


def rules_of(path):
    text = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)
    return CONDITION.sub("{", text)


def test_colours_and_sizes_come_from_the_tokens():
    found = {
        named(path): parts for path in STYLE_SHEETS if (parts := COLOUR.findall(rules_of(path)) + SIZE.findall(rules_of(path)))
    }

    assert not found, f"give it a name in tokens.css and write var(--name); em and % may stand: {found}"


def test_the_layers_decide_and_not_importance():
    found = [named(path) for path in STYLE_SHEETS if "!important" in rules_of(path)]

    assert not found, f"put the rule into the right layer instead of !important: {found}"


def test_classes_are_styled_and_not_ids():
    found = {
        named(path): ids
        for path in STYLE_SHEETS
        if (ids := re.findall(r"(?:^|[\s,>+~}])(#[a-z][\w-]*)[^;{}]*\{", rules_of(path)))
    }

    assert not found, f"style a class: {found}"


def test_every_rule_stands_in_a_layer():
    found = [named(path) for path in STYLE_SHEETS if not rules_of(path).lstrip().startswith("@layer")]

    assert not found, f"begin with @layer: {found}"


def test_every_name_that_is_used_is_a_token():
    defined = set(re.findall(r"(--[\w-]+)\s*:", "".join(path.read_text("utf-8") for path in CSS.rglob("*.css"))))
    used = {name: path.name for path in STYLE_SHEETS for name in re.findall(r"var\((--[\w-]+)\)", path.read_text("utf-8"))}

    assert not {name: file for name, file in used.items() if name not in defined}, "these tokens do not exist"


def test_nothing_is_loaded_from_another_site():
    files = [path for path in (LMS / "web/static").rglob("*") if path.suffix in {".css", ".js", ".svg"}]
    found = [named(path) for path in files if ELSEWHERE.search(path.read_text("utf-8"))]

    assert not found, f"keep a copy under static/: {found}"
