"""问责线索: raised by a rule or the office, decided by a person, sent to the inspectors (办法第六（六）、二十一条)."""

from __future__ import annotations

from sqlalchemy import func, select

from core.errors import BadInput, NotFound, RuleRefused
from core.rules.terms import AccountabilityKind, AccountabilityState, Role
from core.store import access
from core.store.models import (
    AccountabilityCase,
    Assignment,
    Return,
    SupervisionStep,
    Ticket,
    Unit,
)
from core.store.work import UnitOfWork

ARTICLE = "办法第二十一条"
INSPECTORS = "县政府督查室"
DISCIPLINE = "县纪委监委"
SHORTEST_GROUND = 10
REFUSED_RETURNS = 2
LONGEST_TEXT = 2_000


def raise_case(
    uow: UnitOfWork,
    ticket: Ticket,
    *,
    kind: AccountabilityKind,
    cause: str,
    ground: str,
    unit_id: int | None = None,
) -> AccountabilityCase | None:
    """线索待核: a rule met something the 办法 wants looked at; a person decides what it is.

    A part of other use cases, whoever takes them. Idempotent on ticket, kind and cause. `unit_id` is the
    unit it concerns, the lead unit where it is left out; None when the ticket has neither, or was raised.
    """
    concerned = unit_id if unit_id is not None else ticket.lead_unit_id
    if concerned is None or _is_raised(uow, ticket, kind, cause):
        return None
    case = AccountabilityCase(
        ticket_id=ticket.id,
        unit_id=concerned,
        kind=kind,
        cause=cause,
        ground=ground,
        state=AccountabilityState.DRAFT,
        raised_at=uow.now,
        raised_by=uow.actor.name,
    )
    uow.session.add(case)
    uow.session.flush()
    uow.audit("raise_case", _subject(case), ticket=ticket.number, kind=kind.value, cause=cause)
    return case


def raise_unanswered(
    uow: UnitOfWork, ticket: Ticket, order: SupervisionStep, unit_id: int
) -> AccountabilityCase | None:
    """催办无果: the limit of a 督办单 passed without a reply (办法第二十一条（一）)."""
    return raise_case(
        uow,
        ticket,
        kind=AccountabilityKind.POORLY_HANDLED,
        cause=f"order:{order.id}",
        ground=f"催办后又发督办单{order.number or ''}，时限内仍未办理或反馈。",
        unit_id=unit_id,
    )


def raise_shirking(uow: UnitOfWork, ticket: Ticket, asked: Return) -> AccountabilityCase | None:
    """拒不办理: a unit's second refused return of one ticket, of whatever kind (办法第二十一条（二）)."""
    unit_id = uow.session.get_one(Assignment, asked.assignment_id).unit_id
    refused = uow.session.scalar(
        select(func.count(Return.id))
        .join(Assignment, Assignment.id == Return.assignment_id)
        .where(
            Return.ticket_id == ticket.id,
            Return.is_accepted.is_(False),
            Assignment.unit_id == unit_id,
        )
    )
    if (refused or 0) < REFUSED_RETURNS:
        return None
    return raise_case(
        uow,
        ticket,
        kind=AccountabilityKind.SHIRKED_OR_UNTRUE,
        cause=f"returns:{unit_id}",
        ground=f"同一工单{refused}次退单均被驳回，最近一次退单说明：{asked.reason}",
        unit_id=unit_id,
    )


def draft_case(
    uow: UnitOfWork,
    ticket_id: int,
    *,
    unit_id: int,
    kind: AccountabilityKind,
    ground: str,
) -> AccountabilityCase:
    """拟线索: the office has seen one of the four kinds on a ticket (办法第二十一条).

    Raises BadInput for a ground that says nothing, or a unit that never had the ticket.
    """
    _require_office(uow)
    ticket = uow.session.scalar(uow.visible_tickets().where(Ticket.id == ticket_id))
    if ticket is None:
        raise access.not_found(f"工单 id {ticket_id}")
    written = _written(ground, "ground", "请写明问责线索的事实")
    if not _has_had(uow, ticket, unit_id):
        raise BadInput(
            "这个单位没有办理过这张工单，请选择办理过的单位。", field="unit_id", article=ARTICLE
        )

    cause = f"drafted:{uow.next_number('accountability')}"
    case = raise_case(uow, ticket, kind=kind, cause=cause, ground=written, unit_id=unit_id)
    if case is None:
        raise AssertionError("a drafted case has a cause of its own")
    return case


def confirm_case(uow: UnitOfWork, case_id: int, *, ruling: str) -> AccountabilityCase:
    """认定: the lead finds that it is so; from now on the inspectors read it (办法第二十一条)."""
    case = _decided(uow, case_id, ruling)

    case.state = AccountabilityState.CONFIRMED

    uow.audit("confirm_case", _subject(case))
    return case


def dismiss_case(uow: UnitOfWork, case_id: int, *, ruling: str) -> AccountabilityCase:
    """不予认定: the lead finds that it is not so, and why (办法第二十一条)."""
    case = _decided(uow, case_id, ruling)

    case.state = AccountabilityState.DISMISSED

    uow.audit("dismiss_case", _subject(case))
    return case


def refer_case(uow: UnitOfWork, case_id: int) -> AccountabilityCase:
    """报送: in writing to the inspectors; leaks and corruption by them to 县纪委监委 (办法第二十一条（三）)."""
    _require_lead(uow)
    case = _case(uow, case_id)
    if case.state is not AccountabilityState.CONFIRMED:
        raise RuleRefused(
            f"这条线索现在是“{case.state.zh}”，不能报送。", ARTICLE, next_step="认定之后才能报送。"
        )

    case.state = AccountabilityState.REFERRED
    case.referred_at, case.referred_by = uow.now, uow.actor.name
    case.referred_to = addressee(case.kind)

    uow.audit("refer_case", _subject(case), to=case.referred_to)
    return case


def addressee(kind: AccountabilityKind) -> str:
    """报送对象: the two ways of 办法第二十一条."""
    if kind is AccountabilityKind.CORRUPT_OR_LEAKED:
        return f"{INSPECTORS}，转{DISCIPLINE}"
    return INSPECTORS


def _is_raised(uow: UnitOfWork, ticket: Ticket, kind: AccountabilityKind, cause: str) -> bool:
    found = uow.session.scalar(
        select(AccountabilityCase.id).where(
            AccountabilityCase.ticket_id == ticket.id,
            AccountabilityCase.kind == kind,
            AccountabilityCase.cause == cause,
        )
    )
    return found is not None


def _has_had(uow: UnitOfWork, ticket: Ticket, unit_id: int) -> bool:
    found = uow.session.scalar(
        select(Assignment.id)
        .where(Assignment.ticket_id == ticket.id, Assignment.unit_id == unit_id)
        .limit(1)
    )
    return found is not None and uow.session.get(Unit, unit_id) is not None


def _decided(uow: UnitOfWork, case_id: int, ruling: str) -> AccountabilityCase:
    """A draft the lead now decides on, with the ruling written down."""
    _require_lead(uow)
    case = _case(uow, case_id)
    written = _written(ruling, "ruling", "请写明认定的意见和理由")
    if case.state is not AccountabilityState.DRAFT:
        raise RuleRefused(
            f"这条线索现在是“{case.state.zh}”，不能再次认定。",
            ARTICLE,
            next_step="请刷新页面，看看线索现在能做什么。",
        )
    case.ruling, case.decided_at, case.decided_by = written, uow.now, uow.actor.name
    return case


def _case(uow: UnitOfWork, case_id: int) -> AccountabilityCase:
    case = uow.session.get(AccountabilityCase, case_id, with_for_update={"of": AccountabilityCase})
    if case is None:
        raise NotFound("没有找到这条问责线索。", subject=f"问责线索 id {case_id}")
    return case


def _written(text: str, field: str, please: str) -> str:
    written = text.strip()
    if len(written) < SHORTEST_GROUND:
        raise BadInput(f"{please}，至少{SHORTEST_GROUND}个字。", field=field, article=ARTICLE)
    if len(written) > LONGEST_TEXT:
        raise BadInput(
            f"最多{LONGEST_TEXT}字，现在有{len(written)}个字。", field=field, article=ARTICLE
        )
    return written


def _require_office(uow: UnitOfWork) -> None:
    uow.require(Role.OFFICE, Role.OFFICE_LEAD, doing="登记问责线索")


def _require_lead(uow: UnitOfWork) -> None:
    uow.require(Role.OFFICE_LEAD, doing="认定和报送问责线索")


def _subject(case: AccountabilityCase) -> str:
    return f"问责线索 {case.id}"
