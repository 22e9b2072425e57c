"""并件与拆分: one matter, one ticket — duplicates become voices on it, several matters become several tickets."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import select

from core.casework import intake, supervision, time_requests
from core.errors import BadInput, RuleRefused
from core.rules.lifecycle import OPEN_STATES
from core.rules.terms import Action, State
from core.store.models import Assignment, Item, Ticket, Voice
from core.store.work import UnitOfWork

ARTICLE = "办法第九条（四）"
SPLIT_ARTICLE = "办法第十二条（一）"


def merge(
    uow: UnitOfWork,
    ticket_id: int,
    *,
    into_id: int,
    reason: str,
    seen_version: int | None = None,
) -> Ticket:
    """并件: the call becomes one more voice on an open ticket about the same matter (办法第九条（四）).

    Its own units are rid of it and see it no more. Raises RuleRefused for a target that is not open,
    is the ticket itself, or was merged.
    """
    ticket = uow.ticket(ticket_id, Action.MERGE, seen_version=seen_version)
    target = uow.ticket(into_id, Action.VIEW)
    _check_target(ticket, target, reason)

    for assignment in _current(uow, ticket):
        assignment.is_current, assignment.withdrawn_at = False, uow.now
    time_requests.lapse_open(uow, ticket, "工单已并件，申请失效。")
    supervision.lapse_drafts(uow, ticket)
    phone_hash = ticket.requester.phone_hash if ticket.requester else None
    uow.session.add(
        Voice(
            ticket_id=target.id,
            heard_at=ticket.registered_at,
            heard_by=ticket.registered_by,
            phone_hash=phone_hash,
            note=f"{ticket.number}并入：{ticket.body}",
            merged_id=ticket.id,
        )
    )
    ticket.duplicate_of_id, ticket.lead_unit_id = target.id, None
    ticket.due_at = ticket.next_alarm_at = None
    ticket.proposal = None

    uow.move(ticket, Action.MERGE, f"并入{target.number}：{reason.strip()}", into=target.number)
    uow.record(
        target, Action.NOTE, f"{ticket.number}并入本件：{reason.strip()}", merged=ticket.number
    )
    return ticket


def unmerge(
    uow: UnitOfWork, ticket_id: int, *, reason: str, seen_version: int | None = None
) -> Ticket:
    """撤销并件: the call is a matter of its own after all and awaits dispatch (办法第九条（四）)."""
    ticket = uow.ticket(ticket_id, Action.UNMERGE, seen_version=seen_version)
    if not reason.strip():
        raise BadInput("请写明撤销并件的理由。", field="reason", article=ARTICLE)

    for voice in uow.session.scalars(select(Voice).where(Voice.merged_id == ticket.id)):
        uow.session.delete(voice)
    target_id, ticket.duplicate_of_id = ticket.duplicate_of_id, None

    uow.move(ticket, Action.UNMERGE, f"撤销并件，转回待派发：{reason.strip()}")
    if target_id is not None:
        target = uow.ticket(target_id, Action.VIEW)
        uow.record(target, Action.NOTE, f"{ticket.number}撤销并件：{reason.strip()}")
    return ticket


def split(
    uow: UnitOfWork,
    ticket_id: int,
    *,
    item_ids: Sequence[int],
    reason: str,
    seen_version: int | None = None,
) -> Ticket:
    """拆分事项: chosen matters become a ticket of their own, from the same requester (办法第十二条（一）).

    Gives the new ticket. Raises BadInput where nothing or everything is chosen.
    """
    ticket = uow.ticket(ticket_id, Action.SPLIT, seen_version=seen_version)
    chosen = [item for item in ticket.items if item.id in set(item_ids)]
    if not chosen or len(chosen) != len(set(item_ids)):
        raise BadInput("请选择要拆出的事项。", field="item_ids", article=SPLIT_ARTICLE)
    if len(chosen) == len(ticket.items):
        raise BadInput(
            "至少要留下一个事项，不能全部拆出。", field="item_ids", article=SPLIT_ARTICLE
        )
    if not reason.strip():
        raise BadInput("请写明拆分的理由。", field="reason", article=SPLIT_ARTICLE)

    part = intake.register(uow, _as_registration(ticket, chosen))
    for item in chosen:
        uow.session.delete(item)
    uow.session.flush()
    uow.session.refresh(ticket, ["items"])
    for position, item in enumerate(ticket.items, start=1):
        item.position = position

    uow.move(ticket, Action.SPLIT, f"拆出{len(chosen)}个事项，另立{part.number}：{reason.strip()}")
    return part


def _as_registration(ticket: Ticket, chosen: Sequence[Item]) -> intake.Registration:
    """The chosen items as the same requester would have said them alone."""
    said = "\n".join(item.text for item in chosen)
    who = ticket.requester
    return intake.Registration(
        form_key=f"split-{uuid.uuid4().hex[:32]}",
        body=f"{said}\n【由{ticket.number}拆分】",
        channel=ticket.channel,
        request_type=ticket.request_type,
        town_id=ticket.town_id,
        address=ticket.address,
        requester_name=who.name if who else "",
        requester_phone=who.phone if who else "",
        items=tuple(item.text for item in chosen),
        is_urgent=ticket.is_urgent,
        is_confidential=ticket.is_confidential,
        registered_at=ticket.registered_at,
        previous_id=ticket.id,
    )


def _check_target(ticket: Ticket, target: Ticket, reason: str) -> None:
    if not reason.strip():
        raise BadInput("请写明并件的理由。", field="reason", article=ARTICLE)
    if target.id == ticket.id:
        raise RuleRefused("不能把工单并入它自己。", ARTICLE, next_step="请选择另一张工单。")
    if target.state is State.MERGED:
        raise RuleRefused(
            f"{target.number}已经并入别的工单。", ARTICLE, next_step="请并入最初的那一张。"
        )
    if target.state not in OPEN_STATES:
        raise RuleRefused(
            f"{target.number}现在是“{target.state.zh}”，不能并入。",
            ARTICLE,
            next_step="办结后又来反映的，请按新工单办理，并关联原工单。",
        )


def _current(uow: UnitOfWork, ticket: Ticket) -> list[Assignment]:
    return list(
        uow.session.scalars(
            select(Assignment).where(
                Assignment.ticket_id == ticket.id, Assignment.is_current.is_(True)
            )
        )
    )
