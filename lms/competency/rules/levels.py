"""From evidence to a level, exactly by the competency model. No database, no moment of now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from lms.competency.models import DeedKind

UNABLE, HELPED, ALONE, MOVING = range(4)
"""The levels: belum mampu, dibantu, mandiri, menggerakkan. No level at all: belum dinilai."""

ABLE = ALONE
"""From this level on somebody counts as able."""

DEEDS_NEEDED = 2
"""Deeds of one kind: two published pieces or two guided sessions."""

CONFIRMERS_NEEDED = 2


class Outcome(StrEnum):
    """How one item of a practical check went."""

    ALONE = "alone"
    HELPED = "helped"
    NOT_YET = "not_yet"


@dataclass(frozen=True, slots=True)
class Sitting:
    """A practical check with somebody beside; its items are the observation sheet."""

    id: UUID
    at: datetime
    observer_id: int
    outcomes: tuple[Outcome, ...]

    @property
    def shows_help_is_enough(self) -> bool:
        """Whether more than half of the items were done, alone or with help: level 1, otherwise level 0."""
        done = sum(outcome is not Outcome.NOT_YET for outcome in self.outcomes)
        return 2 * done > len(self.outcomes)

    @property
    def was_mostly_alone(self) -> bool:
        """Whether more than half of the items were done alone: no proof of level 2, but a sign that it still holds."""
        return 2 * sum(outcome is Outcome.ALONE for outcome in self.outcomes) > len(self.outcomes)


@dataclass(frozen=True, slots=True)
class PassedWork:
    """Practical work that an assessor passed."""

    id: UUID
    at: datetime
    assessor_id: int
    is_independent: bool
    """Whether the assessor was neither the learner nor had ever helped the learner before judging."""
    was_helped: bool
    is_observed: bool
    """Whether whoever sat beside filled in what they saw."""
    points: int
    most_points: int
    """0 for a task without a rubric."""

    @property
    def proves_help_is_enough(self) -> bool:
        """Whether it is level 1's evidence: somebody beside, and an observation sheet."""
        return self.was_helped and self.is_observed and self.is_independent

    @property
    def proves_alone(self) -> bool:
        """Whether it is level 2's first evidence: nobody helped, and at least 70 % of the points of a rubric."""
        return not self.was_helped and self.is_independent and is_enough(self.points, self.most_points)


@dataclass(frozen=True, slots=True)
class FinishedQuiz:
    """A quiz of a lesson or the check after a course, answered to its end."""

    id: UUID
    at: datetime
    was_helped: bool
    right: int
    total: int

    @property
    def proves_alone(self) -> bool:
        """Whether it is level 2's second evidence: nobody helped, and at least 70 % right."""
        return not self.was_helped and is_enough(self.right, self.total)


@dataclass(frozen=True, slots=True)
class AcceptedDeed:
    """A published piece or a guided session that an assessor accepted."""

    id: UUID
    at: datetime
    kind: DeedKind
    confirmers: frozenset[int]
    """Who confirmed it, never the person and never the assessor."""
    assessor_id: int
    is_independent: bool

    @property
    def counts(self) -> bool:
        """Whether two different people confirmed it and an independent assessor accepted it."""
        others = self.confirmers - {self.assessor_id}
        return self.is_independent and len(others) >= CONFIRMERS_NEEDED


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that is known of a person in a domain, in any order."""

    sittings: tuple[Sitting, ...] = ()
    works: tuple[PassedWork, ...] = ()
    quizzes: tuple[FinishedQuiz, ...] = ()
    deeds: tuple[AcceptedDeed, ...] = ()

    def after(self, moment: datetime) -> "Evidence":
        """Give only what is newer than a moment."""
        return Evidence(
            tuple(one for one in self.sittings if one.at > moment),
            tuple(one for one in self.works if one.at > moment),
            tuple(one for one in self.quizzes if one.at > moment),
            tuple(one for one in self.deeds if one.at > moment),
        )


Piece = Sitting | PassedWork | FinishedQuiz | AcceptedDeed
Kind = TypeVar("Kind", Sitting, PassedWork, FinishedQuiz, AcceptedDeed)


@dataclass(frozen=True, slots=True)
class Supported:
    """The level that evidence supports, and what it rests on."""

    level: int
    rests_on: dict[str, list[str]]
    """Ids by kind: `checks`, `versions`, `attempts`, `deeds`."""
    assessor_id: int
    """Whose judgement completed it."""
    newest_at: datetime
    """The newest piece that shows this level, or that it still holds."""
    still_shown_by: tuple[str, ...] = ()
    """Ids of checks newer than all it rests on: no proof of the level, but it is recorded anew because of them."""


def supported(evidence: Evidence) -> Supported | None:
    """Give the level that all its required evidence supports; None where nothing was assessed.

    Pieces can only add: more of them never give a lower level, and their order does not matter.
    """
    return _moving(evidence) or _alone(evidence) or _helped(evidence) or _unable(evidence)


def is_enough(part: int, whole: int) -> bool:
    """Whether a part is at least 70 % of a whole, in whole numbers."""
    return whole > 0 and 10 * part >= 7 * whole


def deeds_that_count(evidence: Evidence) -> dict[DeedKind, int]:
    """Count the deeds that count, by kind: two of one kind are wanted."""
    return {kind: sum(one.counts and one.kind is kind for one in evidence.deeds) for kind in DeedKind}


def _moving(evidence: Evidence) -> Supported | None:
    below = _alone(evidence)
    by_kind = [[one for one in evidence.deeds if one.counts and one.kind is kind] for kind in DeedKind]
    enough = [_newest(found)[:DEEDS_NEEDED] for found in by_kind if len(found) >= DEEDS_NEEDED]
    if below is None or not enough:
        return None
    deeds = max(enough, key=lambda found: _age(found[0]))
    rests_on = below.rests_on | {"deeds": _ids(deeds)}
    signs = below.still_shown_by if below.newest_at > deeds[0].at else ()
    return Supported(MOVING, rests_on, deeds[0].assessor_id, max(below.newest_at, deeds[0].at), signs)


def _alone(evidence: Evidence) -> Supported | None:
    works = _newest(one for one in evidence.works if one.proves_alone)
    quizzes = _newest(one for one in evidence.quizzes if one.proves_alone)
    if not works or not quizzes:
        return None
    proven_at = max(works[0].at, quizzes[0].at)
    signs = _newest(one for one in evidence.sittings if one.was_mostly_alone and one.at > proven_at)[:1]
    rests_on = {"versions": _ids(works[:1]), "attempts": _ids(quizzes[:1])}
    newest_at = signs[0].at if signs else proven_at
    return Supported(ALONE, rests_on, works[0].assessor_id, newest_at, tuple(_ids(signs)))


def _helped(evidence: Evidence) -> Supported | None:
    sittings = _newest(one for one in evidence.sittings if one.shows_help_is_enough)
    works = _newest(one for one in evidence.works if one.proves_help_is_enough)
    if sittings and (not works or _age(sittings[0]) >= _age(works[0])):
        return Supported(HELPED, {"checks": _ids(sittings[:1])}, sittings[0].observer_id, sittings[0].at)
    if works:
        return Supported(HELPED, {"versions": _ids(works[:1])}, works[0].assessor_id, works[0].at)
    return None


def _unable(evidence: Evidence) -> Supported | None:
    sittings = _newest(evidence.sittings)
    if not sittings:
        return None
    return Supported(UNABLE, {"checks": _ids(sittings[:1])}, sittings[0].observer_id, sittings[0].at)


def _age(piece: Piece) -> tuple[datetime, str]:
    return piece.at, str(piece.id)


def _newest(pieces: Iterable[Kind]) -> list[Kind]:
    return sorted(pieces, key=_age, reverse=True)


def _ids(pieces: Iterable[Piece]) -> list[str]:
    return [str(piece.id) for piece in pieces]
