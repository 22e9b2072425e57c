"""单位健康: which units lack what the 办法 asks of them (办法第七条（一）（五））, and one unit's own day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import and_, func, select

from core.casework import attachments
from core.errors import NotAllowed
from core.insight import listing
from core.insight.listing import Filter
from core.rules import lifecycle
from core.rules.instants import SHANGHAI
from core.rules.terms import UNIT_ROLES, Role, State, UnitKind
from core.store.models import Attachment, Person, Ticket, Unit
from core.store.work import Reading


@dataclass(frozen=True, slots=True)
class UnitHealth:
    """一个单位: who is responsible, how many people, what is missing, in the office's words."""

    id: int
    name: str
    kind: UnitKind
    principal: str
    deputy: str
    office: str
    handlers: int
    leaders: int
    rules: int
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OwnDay:
    """本单位的时限: due today and not late yet, late, waiting for the leader."""

    due_today: int
    overdue: int
    to_sign_off: int


def units(reading: Reading) -> list[UnitHealth]:
    """Every active unit, those that lack most first. Raises NotAllowed."""
    role = reading.actor.role
    if not reading.actor.is_office and role is not Role.ADMIN:
        raise NotAllowed(
            f"{role.zh}不能查看单位健康。", article="办法第七条（一）", subject="单位健康"
        )
    found = _healths(reading)
    return sorted(found, key=lambda unit: -len(unit.faults))


def own(reading: Reading) -> UnitHealth:
    """The person's own unit. Raises NotAllowed for somebody without one."""
    if reading.actor.role not in UNIT_ROLES or reading.actor.unit_id is None:
        raise NotAllowed("您不属于承办单位。", article="办法第七条（一）", subject="本单位")
    return _healths(reading, reading.actor.unit_id)[0]


def own_people(reading: Reading) -> list[tuple[str, Role]]:
    """The unit's active people, leaders first: name and role."""
    if reading.actor.unit_id is None:
        return []
    rows = reading.session.execute(
        select(Person.name, Person.role)
        .where(Person.unit_id == reading.actor.unit_id, Person.is_active.is_(True))
        .order_by(Person.role.desc(), Person.id)
    )
    return [(row.name, row.role) for row in rows]


def own_day(reading: Reading) -> OwnDay:
    """What the unit leads and must do now (办法第十条（三））."""
    end_of_day = datetime.combine(reading.now.date(), time.max, tzinfo=SHANGHAI)
    due_today = (
        reading.visible_tickets()
        .where(
            Ticket.lead_unit_id == reading.actor.unit_id,
            Ticket.state.in_(sorted(lifecycle.UNIT_STATES)),
            Ticket.stopped_at.is_(None),
            Ticket.due_at >= reading.now,
            Ticket.due_at <= end_of_day,
        )
        .with_only_columns(Ticket.id)
    )
    signing = Filter(states=frozenset({State.AWAITING_SIGN_OFF}))
    return OwnDay(
        due_today=reading.session.scalar(select(func.count()).select_from(due_today.subquery()))
        or 0,
        overdue=listing.count(reading, Filter(is_overdue=True, is_support=False)),
        to_sign_off=listing.count(reading, signing),
    )


def _healths(reading: Reading, unit_id: int | None = None) -> list[UnitHealth]:
    wanted = select(Unit).where(Unit.is_active.is_(True)).order_by(Unit.id)
    if unit_id is not None:
        wanted = select(Unit).where(Unit.id == unit_id)
    handlers, leaders = _people(reading, Role.HANDLER), _people(reading, Role.UNIT_LEADER)
    rules = _rules(reading)
    most = reading.policy.number("handlers_max")
    return [
        _health(
            unit, handlers.get(unit.id, 0), leaders.get(unit.id, 0), rules.get(unit.id, 0), most
        )
        for unit in reading.session.scalars(wanted)
    ]


def _health(unit: Unit, handlers: int, leaders: int, rules: int, most: int) -> UnitHealth:
    faults = []
    if not unit.principal:
        faults.append("未填第一责任人")
    if not unit.deputy:
        faults.append("未填具体责任人")
    if not 1 <= handlers <= most:
        faults.append(f"在用承办人{handlers}名（应为1至{most}名）")
    if not leaders:
        faults.append("没有单位领导账号")
    if not rules:
        faults.append("未上传内部制度")
    return UnitHealth(
        id=unit.id,
        name=unit.name,
        kind=unit.kind,
        principal=unit.principal,
        deputy=unit.deputy,
        office=unit.office,
        handlers=handlers,
        leaders=leaders,
        rules=rules,
        faults=tuple(faults),
    )


def _people(reading: Reading, role: Role) -> dict[int, int]:
    rows = reading.session.execute(
        select(Person.unit_id, func.count(Person.id))
        .where(Person.role == role, Person.is_active.is_(True), Person.unit_id.is_not(None))
        .group_by(Person.unit_id)
    )
    return {unit_id: count for unit_id, count in rows if unit_id is not None}


def _rules(reading: Reading) -> dict[int, int]:
    is_kept = and_(Attachment.subject == attachments.UNIT_RULES, Attachment.removed_at.is_(None))
    rows = reading.session.execute(
        select(Attachment.subject_id, func.count(Attachment.id))
        .where(is_kept)
        .group_by(Attachment.subject_id)
    )
    return {row[0]: row[1] for row in rows}
