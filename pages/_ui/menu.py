"""The menu's counts: how much waits on each desk, asked of the same lists the desks show."""

from __future__ import annotations

from core.insight import accountability, escalated, inbox, listing, monitor, quality, queues
from core.rules.terms import State
from core.store.work import Reading
from kb import corrections, duties, request_lists
from pages._ui import registry

_DESK_OF_QUEUES = frozenset({"dispatching", "handling"})
_OTHERS = {
    "intake": listing.Filter(states=frozenset({State.AWAITING_DETAILS}), is_mine=True),
}


def waiting(reading: Reading, slug: str) -> int:
    """How many tickets, answers or duties wait for this person on a desk; 0 for a desk that does not count."""
    desk = registry.find(slug)
    if desk is None or reading.actor.role not in desk.roles:
        return 0
    if slug in _DESK_OF_QUEUES:
        return queues.waiting(reading)
    if slug == "inbox":
        return inbox.unseen(reading)
    if slug == "accountability":
        return accountability.waiting(reading)
    if slug == "follow_up":
        return quality.waiting(reading)
    if slug == "supervision":
        return monitor.waiting(reading)
    if slug == "escalated":
        return escalated.waiting(reading)
    if slug == "knowledge":
        return request_lists.count_unseen(reading) + corrections.count_unseen(reading)
    if slug == "knowledge_edit":
        return duties.count(reading)
    wanted = _OTHERS.get(slug)
    return listing.count(reading, wanted) if wanted else 0
