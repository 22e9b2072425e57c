"""一张工单的文书: which papers its record gives, each with how to make it, as far as the role may have them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from core.documents import ticket_papers
from core.documents.ticket_papers import About
from core.insight import decisions, limits, supervision_steps
from core.insight.decisions import Decisions
from core.insight.dossier import Dossier
from core.insight.supervision_steps import UnitStep
from core.rules import supervision_papers, wording
from core.rules.terms import Action, DutyBasis, Grade, Level, RequestOutcome, Role
from core.store.models import (
    Assignment,
    DutyDecision,
    Extension,
    Instruction,
    Reply,
    SupervisionStep,
    Transfer,
)
from core.store.work import Reading

Make = Callable[[], bytes]
Found = list[tuple[str, Make]]
_ARTICLES = {Grade.SIMPLE: "第十条（二）", Grade.COMPLEX: "第十条（三）"}


def papers(d: Dossier, reading: Reading) -> Found:
    """In the order of the ticket's life; texts as covered for who looks (办法第十九条)."""
    actor, found = reading.actor, Found()
    if d.decline_kind is not None and (actor.is_office or actor.role is Role.CALL_TAKER):
        found.append(("不予受理告知书", _declined(d)))
    if actor.is_office or actor.is_unit:
        found += _handled(d)
        found += _extensions(d, reading)
    if actor.is_office:
        found += _decided(d, decisions.decisions(reading, d.head.id))
    for taken in supervision_steps.of_ticket(reading, d.head.id):
        found += _supervised(d, taken, is_unit=actor.is_unit)
    return found


def _about(d: Dossier, at: datetime) -> About:
    return About(
        number=d.head.number,
        title=d.head.title,
        body=d.body,
        place=d.address
        if d.head.town and d.address.startswith(d.head.town)
        else f"{d.head.town}{d.address}",
        received=supervision_papers.instant(d.head.registered_at),
        day=wording.full_day(at.date()),
    )


def _declined(d: Dossier) -> Make:
    step = next(one for one in reversed(d.steps) if one.action is Action.DECLINE)
    told = step.summary.partition("；已告知：")[2]
    kind = d.decline_kind.zh if d.decline_kind else ""
    return lambda: ticket_papers.declined_notice(_about(d, step.at), kind=f"“{kind}”", told=told)


# --- handled by a unit ---------------------------------------------------------------------------


def _handled(d: Dossier) -> Found:
    current = [one for one in d.assignments if one.is_current]
    lead = next((one for one in current if one.is_lead), None)
    found: Found = []
    if lead is not None:
        supports = [one.unit.name for one in current if not one.is_lead]
        found.append(("交办单", _order_of(d, lead, supports)))
    by_id = {one.id: one.unit.name for one in d.assignments}
    for reply in d.replies:
        if reply.statement and reply.signed_at is not None:
            found.append(("情况说明", _statement(d, reply, by_id.get(reply.assignment_id, ""))))
    return found


def _order_of(d: Dossier, lead: Assignment, supports: list[str]) -> Make:
    grade = lead.grade or d.head.grade
    return lambda: ticket_papers.dispatch_order(
        _about(d, lead.dispatched_at), lead=lead.unit.name, supports=supports,
        limit=grade.zh if grade else "按承诺", due=supervision_papers.instant(lead.due_at),
        instructions=lead.instructions, items=[item.text for item in d.items],
        basis=_ARTICLES[grade] if grade else "第十条（四）",
    )  # fmt: skip


def _statement(d: Dossier, reply: Reply, unit: str) -> Make:
    at = reply.signed_at or reply.submitted_at
    signed = f"审签：{reply.signed_by}　{supervision_papers.instant(at)}"
    return lambda: ticket_papers.statement(
        _about(d, at), unit=unit, text=reply.statement, reply=reply.text, signed=signed
    )


def _extensions(d: Dossier, reading: Reading) -> Found:
    units = {one.id: one.unit.name for one in d.assignments}
    return [
        ("延期审批单", _extension(d, one, units.get(one.assignment_id, d.head.lead_unit)))
        for one in limits.ledger(reading, d.head.id).extensions
        if one.outcome not in (RequestOutcome.WITHDRAWN, RequestOutcome.LAPSED)
    ]


def _extension(d: Dossier, one: Extension, unit: str) -> Make:
    endorsed = f"同意。{_signed(one.endorsed_by, one.endorsed_at)}" if one.endorsed_at else ""
    ruling = (
        f"{one.outcome.zh}。{one.ruling}{_signed(one.decided_by, one.decided_at)}"
        if one.outcome
        else ""
    )
    return lambda: ticket_papers.extension_sheet(
        _about(d, one.decided_at or one.requested_at), unit=unit, days=one.days, cause=one.cause,
        told=f"{supervision_papers.instant(one.told_at)}{one.told_way.zh}告知", endorsed=endorsed,
        due_before=supervision_papers.instant(one.due_before), ruling=ruling,
        due_after=supervision_papers.instant(one.due_after) if one.due_after else "",
    )  # fmt: skip


def _signed(name: str | None, at: datetime | None) -> str:
    return f"\n{name}　{supervision_papers.instant(at)}" if at else ""


# --- supervised and decided ----------------------------------------------------------------------


def _supervised(d: Dossier, taken: UnitStep, *, is_unit: bool) -> Found:
    step = taken.step
    if step.sent_at is None:
        return []
    if step.level is Level.REMINDER:
        return [("催办通知", _reminder(d, step, taken.unit))]
    if step.level is Level.ORDER and step.number:
        return [(f"督办单{step.number}", _order(d, step, taken.unit))]
    if step.level is Level.ESCALATION and not is_unit:
        return [("上报督查室报告", _report(d, step))]
    return []


def _reminder(d: Dossier, step: SupervisionStep, unit: str) -> Make:
    about = _about(d, step.sent_at or step.drafted_at)
    return lambda: ticket_papers.reminder(about, unit=unit, text=step.text)


def _report(d: Dossier, step: SupervisionStep) -> Make:
    about = _about(d, step.sent_at or step.drafted_at)
    return lambda: ticket_papers.inspection_report(about, text=step.text)


def _order(d: Dossier, step: SupervisionStep, unit: str) -> Make:
    about = _about(d, step.sent_at or step.drafted_at)
    return lambda: ticket_papers.supervision_order(
        about, number=step.number or "", unit=unit, text=step.text
    )


def _decided(d: Dossier, found: Decisions) -> Found:
    sheets = [("呈批单", _sheet(d, one)) for one in found.instructions]
    minutes = [
        ("联席会议纪要", _minutes(d, one, found))
        for one in found.duties
        if one.basis is DutyBasis.JOINT_MEETING
    ]
    letters = [("移送函", _letter(d, one)) for one in found.transfers if one.is_confirmed]
    return [*sheets, *minutes, *letters]


def _sheet(d: Dossier, one: Instruction) -> Make:
    at = supervision_papers.instant(one.instructed_at) if one.instructed_at else ""
    return lambda: ticket_papers.instruction_sheet(
        _about(d, one.reported_at), number=one.number, ground=one.ground,
        suggestion=one.suggestion, leader=one.leader, text=one.text, at=at,
    )  # fmt: skip


def _minutes(d: Dossier, one: DutyDecision, found: Decisions) -> Make:
    names = found.unit_names
    return lambda: ticket_papers.meeting_minutes(
        _about(d, one.recorded_at), day=wording.full_day(one.decided_on), place=one.place,
        host=one.host, attendees=one.attendees, decision=one.decision,
        lead=names.get(one.lead_unit_id, "—"),
        supports=[names.get(unit_id, "—") for unit_id in one.support_unit_ids],
    )  # fmt: skip


def _letter(d: Dossier, one: Transfer) -> Make:
    persons = f"{one.proposed_by}提请，{one.decided_by}确认：{one.ruling}"
    return lambda: ticket_papers.transfer_letter(
        _about(d, one.decided_at or one.proposed_at), body=one.receiving_body, ground=one.ground,
        evidence=one.evidence, persons=persons,
    )  # fmt: skip
