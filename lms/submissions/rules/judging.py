"""What makes a judgement valid, who judges where, and how long work has waited. No database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _

from lms.accounts.current import Viewer
from lms.accounts.models import Role
from lms.regions.rules import Area

MOST = 3
"""Points of one criterion at most."""

PASS_PERCENT = 60
"""Of the points that can be had; with less, work is not passed."""

ETHICS = "etika"
"""The criterion that no other one makes up for."""

LEAST_ETHICS = 2
LONGEST = 1000
"""Characters of what an assessor says of their own about one thing."""

LONGEST_COMMENT = 2500
"""Characters of a comment: a whole judgement that could not be saved may become one."""

PROMISE = timedelta(days=3)
"""Within it every piece of work is judged."""

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of a rubric, with what each of its points looks like, from 0 up."""

    id: str
    title: str
    levels: tuple[str, ...]


def area_of(viewer: Viewer) -> Area:
    """Give where the viewer is an assessor, by the grants of today."""
    grants = [grant for grant in viewer.grants if grant.role is Role.ASSESSOR]
    places = {grant.kelurahan_id for grant in grants if grant.kelurahan_id is not None}
    cities = {grant.city_id for grant in grants if grant.city_id is not None}
    return Area(frozenset(places), frozenset(cities))


def rubric_of(task: Mapping[str, Any] | None) -> tuple[Criterion, ...]:
    """Give the rubric of a task as it was published; empty for a task that has none."""
    found = (task or {}).get("criteria", [])
    return tuple(Criterion(item["id"], item["title"], tuple(item["levels"])) for item in found)


def fits(rubric: tuple[Criterion, ...], points: Mapping[str, int]) -> bool:
    """Whether there are points for every criterion and for nothing else, each from 0 to 3."""
    return set(points) == {item.id for item in rubric} and all(0 <= given <= MOST for given in points.values())


def pass_mark(rubric: tuple[Criterion, ...]) -> int:
    """Give the lowest total with which work passes."""
    return -(-len(rubric) * MOST * PASS_PERCENT // 100)


def pass_rule(rubric: tuple[Criterion, ...]) -> str:
    """Say in a sentence what work needs to pass; empty for a task without a rubric, which the assessor judges as a whole."""
    if not rubric:
        return ""
    total = _(
        "Lulus: jumlah nilai paling sedikit %(least)s dari %(most)s (%(percent)s %%).",
        least=pass_mark(rubric),
        most=len(rubric) * MOST,
        percent=PASS_PERCENT,
    )
    ethics = [
        _("Nilai “%(title)s” paling sedikit %(least)s.", title=item.title, least=LEAST_ETHICS)
        for item in rubric
        if item.id == ETHICS
    ]
    return " ".join(str(part) for part in (total, *ethics))


def what_hinders_passing(rubric: tuple[Criterion, ...], points: Mapping[str, int]) -> str | None:
    """Say in a sentence why work with these points cannot pass; None when it can. The points fit the rubric."""
    total = sum(points.values())
    if total < pass_mark(rubric):
        return str(
            _(
                "Belum bisa lulus: nilainya %(total)s dari %(most)s. Untuk lulus paling sedikit %(least)s.",
                total=total,
                most=len(rubric) * MOST,
                least=pass_mark(rubric),
            )
        )
    if points.get(ETHICS, LEAST_ETHICS) < LEAST_ETHICS:
        title = next(item.title for item in rubric if item.id == ETHICS)
        return str(
            _(
                "Belum bisa lulus: nilai “%(title)s” baru %(given)s. Untuk lulus paling sedikit %(least)s.",
                title=title,
                given=points[ETHICS],
                least=LEAST_ETHICS,
            )
        )
    return None


def is_late(since: datetime, at: datetime) -> bool:
    """Whether work has waited longer than was promised."""
    return at - since > PROMISE


def waiting_words(since: datetime, at: datetime) -> str:
    """Say how long work has waited, against the promise."""
    waited = at - since
    if waited < _HOUR:
        return str(_("menunggu kurang dari 1 jam"))
    if waited < _DAY:
        return str(_("menunggu %(hours)s jam", hours=waited // _HOUR))
    days = waited // _DAY
    words = _("menunggu %(days)s hari", days=days)
    if not is_late(since, at):
        return str(words)
    if days == PROMISE.days:
        words = _("menunggu lebih dari %(days)s hari", days=days)
    return str(_("%(waiting)s, janji kita %(days)s hari", waiting=words, days=PROMISE.days))


def ago(moment: datetime, at: datetime) -> str:
    """Say how long ago something happened."""
    passed = at - moment
    if passed < timedelta(minutes=1):
        return str(_("baru saja"))
    if passed < _HOUR:
        return str(_("%(minutes)s menit lalu", minutes=passed // timedelta(minutes=1)))
    if passed < _DAY:
        return str(_("%(hours)s jam lalu", hours=passed // _HOUR))
    return str(_("%(days)s hari lalu", days=passed // _DAY))
