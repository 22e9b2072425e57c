"""The demo year's last days: what a visitor should find under way — 批示, a meeting, a merger, a sample, a contest."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import insert, literal, select
from sqlalchemy.orm import Session

from core.casework import (
    contests,
    dispatching,
    inspection,
    instructions,
    meetings,
    merging,
)
from core.rules.terms import ContestKind, FindingKind, Grade, State
from core.store.actor import Actor
from core.store.models import InspectionFinding, Notice, NoticeSeen, Person, Ticket
from core.store.work import UnitOfWork
from demo.county import County

_FINDINGS = (
    (FindingKind.SOUND, "答复属实，材料齐全。"),
    (FindingKind.SOUND, "已联系诉求人，程序规范。"),
    (FindingKind.INCOMPLETE, "只说明了结果，没有写明依据。"),
    (FindingKind.SOUND, "答复属实。"),
)
SEEN_AFTER_DAYS, KEPT_DAYS = 2, 31


def play(session: Session, county: County, until: datetime) -> None:
    """One after the other in the last working hour before the year ends."""
    office = county.staff.office[0]
    at = until - timedelta(minutes=50)
    _report(_by(session, office, at))
    _meet(_by(session, office, at + timedelta(minutes=5)), county)
    _merge(_by(session, office, at + timedelta(minutes=10)))
    _inspect(_by(session, office, at + timedelta(minutes=15)), until)
    _contest(session, county, at + timedelta(minutes=20))
    _read_what_is_old(session, until)
    session.flush()


def _by(session: Session, actor: Actor, at: datetime) -> UnitOfWork:
    return UnitOfWork(session, actor, at)


def _in(uow: UnitOfWork, *states: State) -> list[Ticket]:
    wanted = uow.visible_tickets().where(Ticket.state.in_(states), Ticket.registered_at < uow.now)
    return list(uow.session.scalars(wanted.order_by(Ticket.id)))


def _report(uow: UnitOfWork) -> None:
    """One urgent matter waits for its 批示, one has it and waits to be dispatched by it."""
    waiting = _in(uow, State.AWAITING_DISPATCH)[1:3]  # every list keeps something on it
    for ticket in waiting:
        instructions.report_urgent(
            uow, ticket.id, ground="涉及多户群众，可能影响安全，建议立即处置。",
            suggestion="请相关单位半小时内到场。",
        )  # fmt: skip
    for ticket in waiting[1:]:
        later = UnitOfWork(uow.session, uow.actor, uow.now + timedelta(minutes=4))
        instructions.instruct(
            later, ticket.id, leader="县政府值班领导", text="请立即派员处置，结果今日上报。",
            instructed_at=later.now,
        )  # fmt: skip


def _meet(uow: UnitOfWork, county: County) -> None:
    """A contested ticket is decided by a joint meeting, where another one still waits for its own."""
    for ticket in _in(uow, State.CONTESTED)[1:2]:
        lead = ticket.first_unit_id or next(iter(county.units.values()))
        town = ticket.town_id if ticket.town_id and ticket.town_id != lead else None
        meetings.convene(
            uow, ticket.id,
            meetings.Meeting(
                uow.now.date(), "热线办、有关部门和属地乡镇分管负责人", "按首接负责办理，属地配合。",
                "政务服务中心二楼", uow.actor.name,
            ),
            dispatching.Order(lead, Grade.COMPLEX, (town,) if town else ()),
        )  # fmt: skip


def _merge(uow: UnitOfWork) -> None:
    """Two open tickets of one kind and place become one."""
    known: dict[tuple[int | None, int | None], Ticket] = {}
    for ticket in _in(uow, State.DISPATCHED)[1:] + _in(uow, State.AWAITING_DISPATCH)[1:]:
        kind = (ticket.category_id, ticket.town_id)
        if kind in known:
            merging.merge(uow, ticket.id, into_id=known[kind].id, reason="同一地点、同一事项。")
            return
        known.setdefault(kind, ticket)


def _inspect(uow: UnitOfWork, until: datetime) -> None:
    """Last month's sample, a part of it looked at."""
    last = date(until.year, until.month, 1) - timedelta(days=1)
    drawn = inspection.draw(
        uow, from_on=last.replace(day=1), until_on=last, seed=f"{last:%Y-%m}", percent=5
    )
    sample = uow.session.scalars(
        select(InspectionFinding.ticket_id)
        .where(InspectionFinding.round_id == drawn.id)
        .order_by(InspectionFinding.id)
        .limit(len(_FINDINGS))
    )
    for ticket_id, (finding, note) in zip(list(sample), _FINDINGS, strict=False):
        inspection.inspect_closed(uow, ticket_id, round_id=drawn.id, finding=finding, note=note)


def _contest(session: Session, county: County, at: datetime) -> None:
    """A unit's leader holds that a ticket should not count."""
    office = _by(session, county.staff.office[0], at)
    done = [t for t in _in(office, State.CLOSED) if t.lead_unit_id in county.staff.leaders]
    for ticket in done[:1]:
        leader = county.staff.leaders[ticket.lead_unit_id or 0]
        contests.contest(
            _by(session, leader, at), ticket.id, kind=ContestKind.UNREASONABLE,
            ground="诉求超出政策范围，已三次上门解释。", evidence="上门记录三份、政策文件一份。",
        )  # fmt: skip


def _read_what_is_old(session: Session, until: datetime) -> None:
    """Everybody has read what came more than two days ago."""
    mine = (Notice.person_id == Person.id) | (
        (Notice.role == Person.role)
        & (Notice.unit_id.is_(None) | (Notice.unit_id == Person.unit_id))
    )
    old = select(Notice.id, Person.id, literal(until, NoticeSeen.seen_at.type)).where(
        mine,
        Notice.at < until - timedelta(days=SEEN_AFTER_DAYS),
        Notice.at > until - timedelta(days=KEPT_DAYS),
    )
    columns = ["notice_id", "person_id", "seen_at"]
    session.execute(insert(NoticeSeen).from_select(columns, old))
