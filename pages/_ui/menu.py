"""The menu's counts: how much waits on each desk, asked of the same lists the desks show."""

from __future__ import annotations

from core.insight import listing
from core.rules.lifecycle import OFFICE_STATES
from core.rules.terms import Role, State
from core.store.work import Reading

_WAITING = {
    "intake": listing.Filter(states=frozenset({State.AWAITING_DETAILS}), is_mine=True),
    "supervision": listing.Filter(states=OFFICE_STATES),
    "escalated": listing.Filter(
        states=frozenset({State.DISPATCHED, State.HANDLING, State.AWAITING_SIGN_OFF})
    ),
}
_HANDLING = {
    Role.HANDLER: listing.Filter(states=frozenset({State.DISPATCHED, State.HANDLING})),
    Role.UNIT_LEADER: listing.Filter(states=frozenset({State.AWAITING_SIGN_OFF})),
}


def waiting(reading: Reading, slug: str) -> int:
    """How many tickets wait for this person on a desk; 0 for a desk that does not count."""
    wanted = _WAITING.get(slug)
    if slug == "handling":
        wanted = _HANDLING.get(reading.actor.role)
    return listing.count(reading, wanted) if wanted else 0
