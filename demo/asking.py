"""What nothing answered: callers' questions gathered as gaps, 求知单 on their way, an entry settled from a ticket."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from core.errors import HotlineError
from core.rules.terms import State
from core.store.actor import Actor
from core.store.models import Assignment, Reply, Ticket
from core.store.work import UnitOfWork
from demo.county import County
from kb import requests, settling
from kb.models import SearchRecord
from kb.terms import SearchPlace

DAYS = 25
_GAPS = (
    ("老旧小区加装电梯补贴多少", "加装电梯补贴多少钱", "老小区装电梯有补贴吗"),
    ("电动三轮车上牌去哪", "电动三轮车怎么上牌"),
    ("网约车司机证怎么考", "考网约车司机证"),
    ("养老机构入住押金退不退", "养老院押金能退吗"),
    ("无人机飞行报备找谁", "飞无人机要报备吗"),
    ("家庭充电桩安装手续", "小区装充电桩要什么手续"),
    ("校外托管班备案", "托管班备案找哪"),
    ("共享单车乱停谁管",),
    ("民宿开办要什么证", "开民宿办证"),
    ("古树名木保护补助",),
)
_TIMES = (9, 7, 6, 5, 4, 4, 3, 3, 2, 1)
_UNREAD = 0.25
_ANSWER = "凭身份证、购车发票和合格证到县公安局交通管理大队车管所窗口办理，工作日上午八时至十二时。"
_ASKED = (
    # question, unit, days ago, is answered
    ("二手电动自行车过户要什么材料", "县公安局", 6, True),
    ("农村宅基地能不能给外嫁女", "县自然资源局", 9, False),
    ("高龄津贴跨县迁移怎么接续", "县民政局", 1, False),
    ("夜市摊位怎么申请", "县市场监督管理局", 0, False),
)


def play(session: Session, county: County, until: datetime) -> None:
    """Searches that came to nothing, four 求知单 (answered, overdue, two open), and one settled ticket."""
    rng = random.Random(f"{county.seed} asking")
    for wordings, times in zip(_GAPS, _TIMES, strict=True):
        for _ in range(times):
            _search(session, county, rng, wordings, until)
    for question, unit, days, is_answered in _ASKED:
        _ask(session, county, rng, question, unit, until - timedelta(days=days, hours=2),
             is_answered=is_answered)  # fmt: skip
    _settle(session, county, until - timedelta(hours=1))
    session.flush()


def _search(
    session: Session, county: County, rng: random.Random, wordings: tuple[str, ...], until: datetime
) -> None:
    at = county.on_duty(
        until - timedelta(days=rng.randint(1, DAYS), minutes=rng.randint(0, 600)), rng
    )
    session.add(
        SearchRecord(
            asked_at=min(at, until - timedelta(minutes=30)),
            place=rng.choice((SearchPlace.INTAKE, SearchPlace.KNOWLEDGE)),
            person_id=county.staff.taker_on(at, rng).person_id,
            question=rng.choice(wordings),
            total=rng.randint(1, 6) if rng.random() < _UNREAD else 0,
        )
    )


def _ask(
    session: Session, county: County, rng: random.Random, question: str, unit: str,
    at: datetime, *, is_answered: bool,
) -> None:  # fmt: skip
    taker = county.staff.taker_on(at, rng)
    unit_id = county.units.get(unit)
    asked = requests.ask(UnitOfWork(session, taker, at), question=question, unit_id=unit_id)
    if is_answered and unit_id in county.staff.handlers:
        handler = county.staff.handlers[unit_id][0]
        later = county.in_office(at + timedelta(hours=26), rng)
        requests.answer(UnitOfWork(session, handler, later), asked, answer=_ANSWER)


def _settle(session: Session, county: County, at: datetime) -> None:
    """The latest closed ticket whose unit's own people can write of it."""
    rows = (
        UnitOfWork(session, county.staff.office[0], at)
        .visible_tickets()
        .with_only_columns(Ticket.id, Assignment.unit_id)
        .join(Assignment, Assignment.ticket_id == Ticket.id)
        .join(Reply, Reply.ticket_id == Ticket.id)
        .where(
            Ticket.state.in_((State.CLOSED, State.ARCHIVED)),
            Ticket.is_confidential.is_(False),
            Ticket.lead_unit_id == Assignment.unit_id,
            Assignment.withdrawn_at.is_(None),
            Reply.signed_at.is_not(None),
            Reply.recalled_at.is_(None),
        )
        .order_by(Ticket.id.desc())
        .limit(20)
    )
    for ticket_id, unit_id in session.execute(rows).all():
        if unit_id in county.staff.handlers and _is_settled(
            session, county.staff.handlers[unit_id][0], ticket_id, at
        ):
            return


def _is_settled(session: Session, handler: Actor, ticket_id: int, at: datetime) -> bool:
    """Another entry may have the title already: then the next ticket is tried."""
    try:
        with session.begin_nested():
            settling.settle(UnitOfWork(session, handler, at), ticket_id)
    except HotlineError:
        return False
    return True
