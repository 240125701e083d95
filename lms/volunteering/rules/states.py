"""The states of a volunteer and the arrows between them."""

from collections.abc import Iterable

from lms.volunteering.models import State

ENDED = frozenset({State.LEFT, State.DECLINED, State.ERASED})
"""Nothing more is asked of these people, and nothing shown of them."""

LIVE = frozenset(State) - ENDED - {State.SUSPENDED}
"""Whoever is on the way or at work; anyone of them may leave or be suspended."""

TAKEN_IN = frozenset(
    {
        State.ORIENTATION,
        State.READY,
        State.PAIRED,
        State.ACTIVE,
        State.PAUSED,
        State.AT_RISK,
        State.FINISHED,
        State.CANDIDATE,
        State.OFFICER,
    }
)
"""Volunteers with an account: what "relawan" counts in every figure."""

TRAINED = TAKEN_IN - {State.ORIENTATION}
"""Volunteers who have finished their course and may sit beside people."""

_FORWARD: dict[State, frozenset[State]] = {
    State.GUARDIAN: frozenset({State.WAITING, State.ERASED}),
    State.WAITING: frozenset({State.INTERVIEW, State.DECLINED}),
    State.INTERVIEW: frozenset({State.ORIENTATION, State.DECLINED}),
    State.ORIENTATION: frozenset({State.READY}),
    State.READY: frozenset({State.PAIRED}),
    State.PAIRED: frozenset({State.ACTIVE, State.READY}),
    State.ACTIVE: frozenset({State.PAUSED, State.AT_RISK, State.FINISHED}),
    State.PAUSED: frozenset({State.ACTIVE}),
    State.AT_RISK: frozenset({State.ACTIVE, State.PAUSED}),
    State.FINISHED: frozenset({State.PAIRED, State.CANDIDATE}),
    State.CANDIDATE: frozenset({State.OFFICER, State.ACTIVE}),
    State.OFFICER: frozenset(),
    State.LEFT: frozenset({State.ERASED}),
    State.DECLINED: frozenset({State.ERASED}),
    State.SUSPENDED: frozenset({State.DECLINED}),
    State.ERASED: frozenset(),
}

FIRST = frozenset({State.GUARDIAN, State.WAITING})
"""Where an application begins."""


def following(state: State | None, *, before: State | None = None) -> frozenset[State]:
    """Give the states that may come next; `before` is the one a suspended volunteer came from, and may return to."""
    if state is None:
        return FIRST
    if state is State.SUSPENDED:
        return _FORWARD[state] | ({before} if before else set())
    return _FORWARD[state] | ({State.LEFT, State.SUSPENDED} if state in LIVE else set())


def standing(moves: Iterable[tuple[State | None, State]]) -> State | None:
    """Give the state that moves lead to, in their order; raises ValueError at the first that is on no arrow."""
    state: State | None = None
    before: State | None = None
    for came_from, moved_to in moves:
        if came_from is not state or moved_to not in following(state, before=before):
            raise ValueError(f"No arrow leads from {state} to {moved_to}.")
        before = came_from if moved_to is State.SUSPENDED else None
        state = moved_to
    return state
