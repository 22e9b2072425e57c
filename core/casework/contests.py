"""申诉: a unit holds that a ticket should not count against it, the office's lead rules on it (办法第二十条)."""

from __future__ import annotations

from sqlalchemy import select

from core.errors import BadInput, NotFound, RuleRefused
from core.rules.terms import Action, ContestKind
from core.store.models import Contest, Ticket
from core.store.work import UnitOfWork

ARTICLE = "办法第二十条"
LONGEST_TEXT = 2_000


def contest(
    uow: UnitOfWork,
    ticket_id: int,
    *,
    kind: ContestKind,
    ground: str,
    evidence: str,
    seen_version: int | None = None,
) -> Contest:
    """申诉, by the leader of the unit that led, with evidence (办法第二十条).

    Raises RuleRefused where the county takes no contests, one waits, or the same kind was ruled on.
    """
    ticket = uow.ticket(ticket_id, Action.CONTEST, seen_version=seen_version)
    unit_id = uow.actor.unit_id
    if unit_id is None:
        raise AssertionError("only units are granted this action")
    if not uow.policy.is_on("appeal_enabled"):
        raise RuleRefused("现在不接受考核申诉。", ARTICLE, next_step="有疑问请与县热线办联系。")
    _check_text(ground, "ground", "请写明申诉的理由。")
    _check_text(evidence, "evidence", "请写明申诉的证据，例如现场照片、文件文号。")
    _refuse_repeated(uow, ticket, unit_id, kind)

    filed = Contest(
        ticket_id=ticket.id, unit_id=unit_id, kind=kind, ground=ground.strip(),
        evidence=evidence.strip(), filed_at=uow.now, filed_by=uow.actor.name,
    )  # fmt: skip
    uow.session.add(filed)
    uow.session.flush()

    uow.move(
        ticket, Action.CONTEST, f"{uow.actor.unit_name}申诉（{kind.zh}）：{ground.strip()}",
        contest_id=filed.id, kind=kind.value,
    )  # fmt: skip
    return filed


def decide_contest(
    uow: UnitOfWork,
    ticket_id: int,
    *,
    contest_id: int,
    is_granted: bool,
    ruling: str,
    seen_version: int | None = None,
) -> Contest:
    """申诉认定: granted, the ticket is shown as such and left out of the score (办法第二十条).

    Raises NotFound for a contest of another ticket, RuleRefused for one ruled on already.
    """
    ticket = uow.ticket(ticket_id, Action.DECIDE_CONTEST, seen_version=seen_version)
    filed = uow.session.get(Contest, contest_id)
    if filed is None or filed.ticket_id != ticket.id:
        raise NotFound("没有找到这次申诉。", subject=f"申诉 id {contest_id}")
    if filed.decided_at is not None:
        raise RuleRefused(f"{filed.decided_by}已对这次申诉作出认定。", ARTICLE)
    _check_text(ruling, "ruling", "请写明认定的意见。")

    filed.decided_at, filed.decided_by = uow.now, uow.actor.name
    filed.is_granted, filed.ruling = is_granted, ruling.strip()

    verdict = "申诉成立，不计入考核" if is_granted else "申诉不成立"
    uow.move(
        ticket, Action.DECIDE_CONTEST, f"{filed.unit.name}{verdict}：{ruling.strip()}",
        contest_id=filed.id, is_granted=is_granted,
    )  # fmt: skip
    return filed


def _check_text(written: str, field: str, asked: str) -> None:
    if not written.strip():
        raise BadInput(asked, field=field, article=ARTICLE)
    if len(written) > LONGEST_TEXT:
        raise BadInput(f"不能超过{LONGEST_TEXT}字，现在有{len(written)}个字。", field=field)


def _refuse_repeated(uow: UnitOfWork, ticket: Ticket, unit_id: int, kind: ContestKind) -> None:
    earlier = uow.session.scalars(
        select(Contest).where(Contest.ticket_id == ticket.id, Contest.unit_id == unit_id)
    ).all()
    if any(one.decided_at is None for one in earlier):
        raise RuleRefused("这张工单已有一次申诉等待认定。", ARTICLE)
    if any(one.kind is kind for one in earlier):
        raise RuleRefused(
            f"“{kind.zh}”已经认定过，不再受理同一种申诉。", ARTICLE,
            next_step="有新证据请与县热线办联系。",
        )  # fmt: skip
