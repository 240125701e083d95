"""Two people at once: what a form was opened with, and what has changed since."""

import json
from collections.abc import Mapping

Values = Mapping[str, str]


def stamp(values: Values) -> str:
    """Write down what a form shows, to come back with it."""
    return json.dumps(dict(values), sort_keys=True)


def changed_since(seen: str, values: Values) -> list[str]:
    """Give the names of what has changed since a form was opened; all of them when it does not say what it showed."""
    try:
        before = json.loads(seen)
    except ValueError:
        before = {}
    known = before if isinstance(before, dict) else {}
    return [name for name, value in values.items() if known.get(name) != value]
