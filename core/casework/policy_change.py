"""政策调整: the lead proposes new numbers, looks at what they would change, and confirms (办法第二十、二十三条)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from core.errors import BadInput, NotFound, RuleRefused
from core.rules import wording
from core.rules.policy import Policy, contradictions, definition, normalise
from core.rules.terms import Role
from core.store import rulebook
from core.store.models import PolicyChange, PolicyRow
from core.store.work import Reading, UnitOfWork

ARTICLE = "办法第二十条"
SHORTEST_REASON = 5
LONGEST_REASON = 1_000


class Difference(NamedTuple):
    """One number before and after, as the screen says it."""

    key: str
    name_zh: str
    article: str
    before_zh: str
    after_zh: str


def propose(
    uow: UnitOfWork, *, changes: Mapping[str, str], effective_on: date, reason: str
) -> PolicyChange:
    """提出调整: the first of two steps; nothing is in force by it.

    `changes` gives the new text of each key; the weights change together, so that they sum to 100.
    Raises BadInput for a day gone by or a missing reason, PolicyError for a value out of bounds,
    RuleRefused for numbers that cannot stand together.
    """
    _require_lead(uow)
    wanted = {key: normalise(key, text) for key, text in changes.items()}
    written = _reason(reason)

    _refuse_past(uow, effective_on)
    wanted = _changed(uow, wanted, effective_on)
    _refuse_contradictions(uow, wanted, effective_on)

    change = PolicyChange(
        changes=wanted,
        effective_on=effective_on,
        reason=written,
        proposed_at=uow.now,
        proposed_by=uow.actor.name,
    )
    uow.session.add(change)
    uow.session.flush()

    uow.audit(
        "propose_policy", _subject(change), changes=wanted, effective_on=effective_on.isoformat()
    )
    return change


def confirm(uow: UnitOfWork, change_id: int) -> PolicyChange:
    """确认调整: the second step, by the same lead or another, after looking at it; rows are added, none changed.

    Tickets registered before keep the numbers they were born under. Raises RuleRefused in the
    instant of the proposal, when its day has gone by, or when other numbers have moved meanwhile.
    """
    _require_lead(uow)
    change = _waiting(uow, change_id)

    if change.proposed_at >= uow.now:
        raise RuleRefused(
            "提出和确认要分两步进行。", ARTICLE, next_step="请先核对调整前后的数值，再确认。"
        )
    _refuse_past(uow, change.effective_on)
    _refuse_contradictions(uow, change.changes, change.effective_on)

    change.is_confirmed, change.decided_at, change.decided_by = True, uow.now, uow.actor.name
    for key, value in change.changes.items():
        uow.session.add(
            PolicyRow(
                key=key,
                value=value,
                article=definition(key).article,
                effective_on=change.effective_on,
                set_by=uow.actor.name,
                set_at=uow.now,
                note=change.reason,
            )
        )
    uow.session.flush()

    uow.audit("confirm_policy", _subject(change), changes=change.changes)
    return change


def reject(uow: UnitOfWork, change_id: int, *, reason: str) -> PolicyChange:
    """不予调整: the proposal is kept with who refused it and why; the numbers stay as they are."""
    _require_lead(uow)
    change = _waiting(uow, change_id)
    written = _reason(reason)

    change.is_confirmed, change.decided_at, change.decided_by = False, uow.now, uow.actor.name

    uow.audit("reject_policy", _subject(change), reason=written)
    return change


def preview(
    reading: Reading, changes: Mapping[str, str], effective_on: date
) -> tuple[Difference, ...]:
    """调整前后: each number on the day it would change. Raises PolicyError for an unreadable value."""
    before = rulebook.policy(reading.session, effective_on)
    after = _with(reading, changes, effective_on, effective_on)
    return tuple(
        Difference(
            key, definition(key).name_zh, definition(key).article, before.spoken(key),
            after.spoken(key),
        )
        for key in changes
    )  # fmt: skip


def _changed(uow: UnitOfWork, wanted: Mapping[str, str], effective_on: date) -> dict[str, str]:
    """What really differs on that day from what is known to be in force then."""
    known = rulebook.policy(uow.session, effective_on)
    changed = {key: text for key, text in wanted.items() if known[key] != text}
    if not changed:
        raise BadInput("没有改动任何数值。", field="changes", next_step="请先填写要调整的新数值。")
    return changed


def _refuse_past(uow: UnitOfWork, effective_on: date) -> None:
    today = uow.now.date()
    if effective_on < today:
        raise BadInput(
            f"生效日期{wording.full_day(effective_on)}早于今天，调整不能追溯。",
            field="effective_on",
            article=ARTICLE,
            next_step="请另选今天或以后的日期，重新提出。",
        )


def _refuse_contradictions(uow: UnitOfWork, changes: Mapping[str, str], effective_on: date) -> None:
    """On its first day and on every later one on which something already decided comes in."""
    later = select(PolicyRow.effective_on).where(PolicyRow.effective_on > effective_on).distinct()
    for day in (effective_on, *uow.session.scalars(later.order_by(PolicyRow.effective_on))):
        found = contradictions(_with(uow, changes, effective_on, day))
        if found:
            when = "" if day == effective_on else f"自{wording.full_day(day)}起，"
            raise RuleRefused(
                when + "".join(found), ARTICLE, next_step="请一并调整有关的数值后再提出。"
            )


def _with(reading: Reading, changes: Mapping[str, str], effective_on: date, day: date) -> Policy:
    rows = reading.session.execute(
        select(PolicyRow.key, PolicyRow.value, PolicyRow.effective_on).order_by(PolicyRow.id)
    )
    known = [(row.key, row.value, row.effective_on) for row in rows]
    proposed = [(key, text, effective_on) for key, text in changes.items()]
    return Policy.as_of([*known, *proposed], day)


def _waiting(uow: UnitOfWork, change_id: int) -> PolicyChange:
    change = uow.session.get(PolicyChange, change_id, with_for_update=True)
    if change is None:
        raise NotFound("没有找到这项调整。", subject=f"政策调整 {change_id}")
    if change.is_confirmed is not None:
        verb = "确认" if change.is_confirmed else "退回"
        raise RuleRefused(
            f"这项调整已由{change.decided_by}{verb}。",
            ARTICLE,
            next_step="请刷新页面，核对现在的数值。",
        )
    return change


def _reason(text: str) -> str:
    written = text.strip()
    if len(written) < SHORTEST_REASON:
        raise BadInput(f"请写明理由，至少{SHORTEST_REASON}个字。", field="reason", article=ARTICLE)
    if len(written) > LONGEST_REASON:
        raise BadInput(f"理由不能超过{LONGEST_REASON}字。", field="reason")
    return written


def _require_lead(uow: UnitOfWork) -> None:
    uow.require(Role.OFFICE_LEAD, doing="调整办法的数值")


def _subject(change: PolicyChange) -> str:
    return f"政策调整 {change.id}"
