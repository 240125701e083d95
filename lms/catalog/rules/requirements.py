"""Courses side by side: no two alike, and which asks for which: nothing unknown, no course for itself, no ring."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from lms.catalog.rules.pack import Pack


def doubled_packs(packs: Iterable[Pack]) -> Iterator[str]:
    """Say which packs cannot stand beside each other because they are the same course or have the same address."""
    folders: dict[tuple[str, str], list[str]] = defaultdict(list)
    for pack in packs:
        folders["id", pack.manifest.id].append(pack.folder)
        folders["address", pack.manifest.slug].append(pack.folder)
    for (what, value), names in folders.items():
        if len(names) > 1:
            yield f"the {what} {value} is there in several folders: {', '.join(sorted(names))}."


def requirement_problems(wanted: Mapping[str, Collection[str]], checked: Collection[str]) -> Iterator[str]:
    """Say what is wrong with what the `checked` courses require, a sentence each.

    `wanted` holds every course there is or will be, with the ids of the courses it requires.
    """
    for course in sorted(checked):
        for other in sorted(set(wanted[course])):
            if other == course:
                yield f"{course}/course.toml: a course cannot require itself."
            elif other not in wanted:
                yield f"{course}/course.toml: it requires {other}, but there is no such course."
            elif course in _all_before(other, wanted):
                yield f"{course}/course.toml: it requires {other}, and {other} cannot be done without {course}."


def _all_before(course: str, wanted: Mapping[str, Collection[str]]) -> set[str]:
    """Give every course that has to be finished before this one, directly or not."""
    found: set[str] = set()
    waiting = [course]
    while waiting:
        new = set(wanted.get(waiting.pop(), ())) - found
        found |= new
        waiting += new
    return found
