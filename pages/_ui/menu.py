"""The menu's counts: how much waits on each desk, asked of the same lists the desks show."""

from __future__ import annotations

from core.insight import listing, queues
from core.rules.terms import State
from core.store.work import Reading

_DESKS = frozenset({"dispatching", "handling"})
_CALL_BACKS = listing.Filter(states=frozenset({State.AWAITING_DETAILS}), is_mine=True)


def waiting(reading: Reading, slug: str) -> int:
    """How many tickets wait for this person on a desk; 0 for a desk that does not count."""
    if slug in _DESKS:
        return queues.waiting(reading)
    if slug == "intake":
        return listing.count(reading, _CALL_BACKS)
    return 0
