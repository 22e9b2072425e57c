"""What may be done with an entry: the moves between its states, and who may make them (办法第十七条)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from core.rules.terms import OFFICE_ROLES, UNIT_ROLES, Role
from core.store.actor import Actor
from kb.terms import Audience, EntryKind, EntryState, Step

ARTICLE = "办法第十七条"
CITING_ARTICLE = "办法第十条（一）、第十七条"
KEEPING_ARTICLE = "办法第七条（三）、第十七条"

READERS = frozenset(Role) - {Role.ADMIN}
WRITERS = OFFICE_ROLES | UNIT_ROLES | {Role.KB_EDITOR}
_PUBLISHERS = frozenset({Role.OFFICE_LEAD, Role.KB_EDITOR})

# Where a step leads from the state of the newest version; what is not here is refused.
MOVES: Mapping[tuple[EntryState, Step], EntryState] = MappingProxyType(
    {
        (EntryState.DRAFT, Step.SUBMIT): EntryState.AWAITING_REVIEW,
        (EntryState.AWAITING_REVIEW, Step.APPROVE): EntryState.AWAITING_PUBLICATION,
        (EntryState.AWAITING_REVIEW, Step.REJECT): EntryState.DRAFT,
        (EntryState.AWAITING_PUBLICATION, Step.REJECT): EntryState.DRAFT,
        (EntryState.AWAITING_PUBLICATION, Step.PUBLISH): EntryState.PUBLISHED,
        (EntryState.PUBLISHED, Step.DOUBT): EntryState.TO_VERIFY,
        (EntryState.PUBLISHED, Step.CONFIRM_REVIEW): EntryState.PUBLISHED,
        (EntryState.TO_VERIFY, Step.CONFIRM_REVIEW): EntryState.PUBLISHED,
    }
    | {
        (state, Step.REVISE): EntryState.DRAFT
        for state in EntryState
        if state is not EntryState.EXPIRED
    }
    | {
        (state, Step.WITHDRAW): EntryState.WITHDRAWN
        for state in EntryState
        if state not in {EntryState.EXPIRED, EntryState.WITHDRAWN}
    }
    | {
        (state, Step.HAND_OVER): state
        for state in EntryState
        if state not in {EntryState.EXPIRED, EntryState.WITHDRAWN}
    }
)

REVIEW_DAYS: Mapping[EntryKind, str] = MappingProxyType(
    {
        EntryKind.DUTY: "review_days_duties",
        EntryKind.LAW: "review_days_laws",
        EntryKind.SERVICE: "review_days_services",
        EntryKind.CONCERN: "review_days_concerns",
        EntryKind.FAQ: "review_days_faq",
    }
)
"""复核周期: the policy value of each kind."""


def audiences_of(role: Role) -> frozenset[Audience]:
    """Which texts a role may read: the administrator touches none (roles table)."""
    return frozenset(Audience) if role in READERS else frozenset()


def may_publish(actor: Actor) -> bool:
    """发布、下线: the office's lead and the knowledge editor; the office's staff by grant."""
    return actor.role in _PUBLISHERS or (actor.role is Role.OFFICE and actor.may_publish)


def is_granted(actor: Actor, step: Step, state: EntryState, unit_id: int | None) -> bool:
    """Whether this person may make the step on an entry of that unit (None: the office's own)."""
    is_own = not actor.is_unit or (unit_id is not None and actor.unit_id == unit_id)
    is_reviewer = actor.role is Role.UNIT_LEADER and is_own
    if step is Step.APPROVE:
        return is_reviewer
    if step is Step.REJECT:
        return is_reviewer if state is EntryState.AWAITING_REVIEW else may_publish(actor)
    if step in {Step.PUBLISH, Step.WITHDRAW, Step.HAND_OVER}:
        return may_publish(actor)
    return actor.role in WRITERS and is_own


def sees_drafts(actor: Actor, unit_id: int | None) -> bool:
    """Whether texts that are not published show to this person: writers, units their own only."""
    if actor.is_unit:
        return unit_id is not None and actor.unit_id == unit_id
    return actor.role in WRITERS
