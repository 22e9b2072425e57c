"""抽查: a random sample of what was closed is looked at again, and what was found is kept (办法第十三条（六）)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from core.casework import accountability, follow_up
from core.clock import SHANGHAI
from core.errors import BadInput, NotFound, RuleRefused
from core.rules.terms import OFFICE_ROLES, AccountabilityKind, Action, FindingKind, State
from core.store.models import InspectionFinding, InspectionRound, Ticket
from core.store.work import UnitOfWork

ARTICLE = "办法第十三条（六）"
LONGEST_SEED, LONGEST_NOTE = 60, 1_000


def draw(
    uow: UnitOfWork,
    *,
    from_on: date,
    until_on: date,
    seed: str,
    percent: int | None = None,
) -> InspectionRound:
    """抽取样本: a share of the tickets closed in a period of natural days, both included (办法第十三条（六）).

    The same seed draws the same tickets, on any database and in any order. Drawn again with the same
    period, seed and share it gives the sample that stands. Raises NotAllowed, BadInput.
    """
    uow.require(*sorted(OFFICE_ROLES), doing="抽查已办结的工单")
    share = uow.policy.number("sample_percent") if percent is None else percent
    _check_draw(uow, from_on, until_on, seed.strip(), share)
    standing = _standing(uow, from_on, until_on, seed.strip(), share)
    if standing is not None:
        return standing
    closed = _closed_between(uow, from_on, until_on)
    if not closed:
        raise BadInput(
            "这段时间没有办结的工单，没有可以抽查的。", field="from_on", article=ARTICLE,
            next_step="请换一段时间。",
        )  # fmt: skip

    drawn = InspectionRound(
        from_on=from_on, until_on=until_on, seed=seed.strip(), percent=share,
        closed_tickets=len(closed), drawn_at=uow.now, drawn_by=uow.actor.name,
    )  # fmt: skip
    uow.session.add(drawn)
    uow.session.flush()
    numbers = sample(closed, seed.strip(), share)
    for number in numbers:
        uow.session.add(InspectionFinding(round_id=drawn.id, ticket_id=closed[number]))
    uow.session.flush()

    uow.audit(
        "draw_inspection", f"抽查 {drawn.id}", from_on=from_on.isoformat(),
        until_on=until_on.isoformat(), seed=drawn.seed, percent=share,
        closed=len(closed), drawn=len(numbers),
    )  # fmt: skip
    return drawn


def sample(numbers: Iterable[str], seed: str, percent: int) -> list[str]:
    """随机样本 of ticket numbers, at least one: those whose hash with the seed comes first.

    A hash depends on no library's generator, nor on the order the numbers come in.
    """
    ranked = sorted(
        numbers, key=lambda number: hashlib.sha256(f"{seed}\n{number}".encode()).digest()
    )
    wanted = max(-(-len(ranked) * percent // 100), 1)
    return sorted(ranked[:wanted])


def inspect_closed(
    uow: UnitOfWork,
    ticket_id: int,
    *,
    round_id: int,
    finding: FindingKind,
    note: str,
    seen_version: int | None = None,
) -> Ticket:
    """登记抽查结论 of one ticket of a sample; it feeds the score (办法第十三条（六）、第二十条).

    An untrue reply, or a contact that never was, raises a 问责线索. Raises BadInput, NotFound outside
    the sample, RuleRefused where a finding stands.
    """
    ticket = uow.ticket(ticket_id, Action.INSPECT_CLOSED, seen_version=seen_version)
    line = _line(uow, ticket, round_id)
    if finding is not FindingKind.SOUND and not note.strip():
        raise BadInput("抽查不合格的，请写明情况。", field="note", article=ARTICLE)
    if len(note) > LONGEST_NOTE:
        raise BadInput(f"不能超过{LONGEST_NOTE}字，现在有{len(note)}个字。", field="note")

    line.finding, line.note = finding, note.strip()
    line.inspected_at, line.inspected_by = uow.now, uow.actor.name
    _raise_untrue(uow, ticket, line)

    said = f"：{note.strip()}" if note.strip() else ""
    uow.move(
        ticket, Action.INSPECT_CLOSED, f"抽查（{finding.zh}）{said}",
        round_id=round_id, finding=finding.value,
    )  # fmt: skip
    return ticket


def _check_draw(uow: UnitOfWork, from_on: date, until_on: date, seed: str, share: int) -> None:
    if from_on > until_on:
        raise BadInput("开始日期不能晚于结束日期。", field="from_on")
    if until_on > uow.now.date():
        raise BadInput("结束日期不能晚于今天。", field="until_on")
    if not seed or len(seed) > LONGEST_SEED:
        raise BadInput(
            f"请填写抽取号，不超过{LONGEST_SEED}个字。", field="seed",
            next_step="同一抽取号抽到的是同一批工单，便于复核。",
        )  # fmt: skip
    if not 1 <= share <= 100:
        raise BadInput("抽查比例应在1%到100%之间。", field="percent", article=ARTICLE)


def _standing(
    uow: UnitOfWork, from_on: date, until_on: date, seed: str, share: int
) -> InspectionRound | None:
    return uow.session.scalar(
        select(InspectionRound)
        .where(
            InspectionRound.from_on == from_on,
            InspectionRound.until_on == until_on,
            InspectionRound.seed == seed,
            InspectionRound.percent == share,
        )
        .limit(1)
    )


def _closed_between(uow: UnitOfWork, from_on: date, until_on: date) -> dict[str, int]:
    """Number and id of what was closed, direct answers too; what was declined was never handled."""
    wanted = (
        uow.visible_tickets()
        .where(
            Ticket.state.in_([State.CLOSED, State.ARCHIVED]),
            Ticket.decline_kind.is_(None),
            Ticket.closed_at >= _midnight(from_on),
            Ticket.closed_at < _midnight(until_on + timedelta(days=1)),
        )
        .with_only_columns(Ticket.number, Ticket.id)
    )
    return {row.number: row.id for row in uow.session.execute(wanted)}


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=SHANGHAI)


def _line(uow: UnitOfWork, ticket: Ticket, round_id: int) -> InspectionFinding:
    line = uow.session.scalar(
        select(InspectionFinding).where(
            InspectionFinding.round_id == round_id, InspectionFinding.ticket_id == ticket.id
        )
    )
    if line is None:
        raise NotFound("这张工单不在这次抽查的样本里。", subject=f"抽查 {round_id}")
    if line.finding is not None:
        raise RuleRefused(f"{line.inspected_by}已登记抽查结论“{line.finding.zh}”。", ARTICLE)
    return line


def _raise_untrue(uow: UnitOfWork, ticket: Ticket, line: InspectionFinding) -> None:
    is_denied = line.finding is FindingKind.NOT_CONTACTED
    is_untrue = line.finding is FindingKind.UNTRUE
    if is_untrue or (is_denied and follow_up.has_claimed_contact(uow, ticket)):
        accountability.raise_case(
            uow,
            ticket,
            kind=AccountabilityKind.SHIRKED_OR_UNTRUE,
            cause=f"inspection:{line.id}",
            ground=f"抽查发现{'答复与实际不符' if is_untrue else '登记的联系不属实'}：{line.note}",
        )
