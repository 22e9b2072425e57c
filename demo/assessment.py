"""月度考核 in the demo: every finished month marked, taken and frozen in its own time; corrections of the last one."""

from __future__ import annotations

import random
from datetime import datetime, time, timedelta
from decimal import Decimal
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.casework import contests, months
from core.insight import frozen
from core.insight.indicators import figures, snapshot
from core.insight.indicators.scope import scope_of
from core.rules import periods
from core.rules.periods import Period
from core.rules.terms import ContestKind, ScoreItem, State, UnitKind
from core.store.models import Event, FrozenMonth, ManualScore, ScoreAdjustment, Ticket
from core.store.work import UnitOfWork
from demo.county import County
from demo.stage import Act, Course
from kb import standing

MARKED, TAKEN, CONFIRMED = time(9, 20), time(10, 5), time(15, 40)
"""On the third working day after the month."""

WORKING_DAYS_AFTER = 3

_EVIDENCE = (
    (96, "分管领导每周调度热线工单，专人专岗，联络员在岗率100%，见考勤与调度记录。"),
    (92, "热线办理制度齐全，月度例会按时召开，会议记录两份。"),
    (88, "联络员调整后及时报备，培训签到表齐全，周调度缺一次记录。"),
    (84, "制度已建立，本月未召开调度会，已书面说明。"),
    (76, "联络员更换未及时报备，联席会议缺席一次，见会议签到表。"),
)
"""What a visit to a unit's office found, best first; most units are near what they were the month before."""

_GROUND = "诉求人登记的地址有误，三次联系不上，到场核实后才办结，逾期不是单位的原因。"
_PROOF = "通话记录三次、现场核查照片两张。"
_RULING = "经核听录音，情况属实，不计入考核。"
_CENT = Decimal("0.01")
_FORGOTTEN = "联席会议签到表漏登，已补交，工作机制补0.5分。"


def course(county: County, began: datetime) -> Course:
    """Month after month, from the first whole one on; what would come after the end stays undone."""
    period = periods.month_of(began.date())
    lead, other = county.staff.leads
    while True:
        period = periods.month_of(period.last_on + timedelta(days=1))
        day = county.calendar.add_working_days(period.last_on, WORKING_DAYS_AFTER).due_on
        for clock, who, do in (
            (MARKED, lead, partial(_mark, county, period)),
            (TAKEN, lead, partial(_prepare, period)),
            (CONFIRMED, other, partial(_confirm, period)),
        ):
            yield Act(datetime.combine(day, clock, county.stage.until.tzinfo), who, do)


def play(session: Session, county: County, until: datetime) -> None:
    """In the last half hour: a contest granted after the freeze is made good, another correction waits."""
    at = until - timedelta(minutes=18)
    lead, other = county.staff.leads
    office = UnitOfWork(session, lead, at + timedelta(seconds=30))
    found = next((one for one in frozen.months(office) if one.confirmed_at is not None), None)
    if found is None:
        return
    ticket = _late_ticket(office, found)
    if ticket is not None:
        change = _made_good(session, county, found, ticket, at)
        confirming = UnitOfWork(session, other, at + timedelta(minutes=1))
        months.settle_adjustment(confirming, change.id, is_confirmed=True)
    towns = [one for one in frozen.scores(office, found.month) if one.group is UnitKind.TOWN]
    if towns:
        months.adjust(
            UnitOfWork(session, lead, at + timedelta(minutes=2)), found.month, towns[-1].unit_id,
            points=Decimal("0.5"), reason=_FORGOTTEN,
        )  # fmt: skip


# --- a month's own days -------------------------------------------------------------------------


def _mark(county: County, period: Period, uow: UnitOfWork) -> list[ManualScore]:
    """Every unit: most stay near what they are known for, some have a better or a worse month."""
    marks: dict[int, tuple[Decimal, str]] = {}
    for unit_id in sorted(county.units.values()):
        usual = random.Random(f"mechanism {county.seed} {unit_id}").choice((0, 1, 1, 1, 2, 2, 3))
        rng = random.Random(f"mechanism {county.seed} {unit_id} {period.first_on}")
        place = min(max(usual + rng.choice((-1, 0, 0, 0, 0, 1)), 0), len(_EVIDENCE) - 1)
        percent, evidence = _EVIDENCE[place]
        marks[unit_id] = (Decimal(percent), evidence)
    return months.mark_many(uow, period.first_on, marks)


def _prepare(period: Period, uow: UnitOfWork) -> FrozenMonth:
    return months.prepare(uow, period.first_on, standing.of_units(uow, period))


def _confirm(period: Period, uow: UnitOfWork) -> FrozenMonth:
    seen = uow.session.scalars(
        select(FrozenMonth.sha256).where(FrozenMonth.month == period.first_on)
    ).one()
    return months.confirm(uow, period.first_on, seen_sha256=seen)


# --- corrections of the last one ------------------------------------------------------------------


def _late_ticket(uow: UnitOfWork, month: FrozenMonth) -> Ticket | None:
    """A closed ticket counted late in the month against a unit that was scored, the busiest first."""
    scored = [one.unit_id for one in frozen.scores(uow, month.month) if one.total is not None]
    counted = {unit_id: snapshot.figure(_of(month, unit_id), "on_time") for unit_id in scored}
    scope = scope_of(uow, periods.month_of(month.month))
    for unit_id in sorted(counted, key=lambda one: (-counted[one].whole, one)):
        part, whole = counted[unit_id]
        if not 0 < part < whole or _cost(month, unit_id, part, whole) > months.MOST_POINTS:
            continue
        late = figures.ticket_ids(uow, scope.of_unit(unit_id), "on_time", "rest")
        is_later = select(Event.ticket_id).where(Event.at > uow.now - timedelta(minutes=1))
        ticket = uow.session.scalars(
            uow.visible_tickets()
            .where(
                Ticket.id.in_(late), Ticket.id.not_in(is_later), Ticket.lead_unit_id == unit_id,
                Ticket.state.in_((State.CLOSED, State.ARCHIVED)),
            )
            .order_by(Ticket.id)
            .limit(1)
        ).first()  # fmt: skip
        if ticket is not None:
            return ticket
    return None


def _made_good(
    session: Session, county: County, month: FrozenMonth, ticket: Ticket, at: datetime
) -> ScoreAdjustment:
    """The unit contests, the lead grants it and asks for the points the ticket had cost."""
    unit_id = ticket.lead_unit_id or 0
    lead = county.staff.leads[0]
    filed = contests.contest(
        UnitOfWork(session, county.staff.leaders[unit_id], at), ticket.id,
        kind=ContestKind.APPRAISAL, ground=_GROUND, evidence=_PROOF,
    )  # fmt: skip
    ruling = UnitOfWork(session, lead, at + timedelta(seconds=20))
    contests.decide_contest(ruling, ticket.id, contest_id=filed.id, is_granted=True, ruling=_RULING)
    part, whole = snapshot.figure(_of(month, unit_id), "on_time")
    asking = UnitOfWork(session, lead, at + timedelta(seconds=40))
    return months.adjust(
        asking, month.month, unit_id, points=_cost(month, unit_id, part, whole),
        reason=f"{ticket.number}申诉成立，按时办结率由{part}/{whole}改为{part}/{whole - 1}，补回相应的分。",
        contest_id=filed.id,
    )  # fmt: skip


def _cost(month: FrozenMonth, unit_id: int, part: int, whole: int) -> Decimal:
    """What one late ticket less is worth in 按时办结率."""
    score = next(one for one in month.figures["scores"] if one["unit_id"] == unit_id)
    lines = {line["item"]: line for line in score["lines"]}
    full = Decimal(lines[ScoreItem.ON_TIME.value]["full"])
    points = full * (Decimal(part) / (whole - 1) - Decimal(part) / whole)
    return max(points, _CENT).quantize(_CENT)


def _of(month: FrozenMonth, unit_id: int) -> snapshot.Plain:
    found: snapshot.Plain = month.figures["units"].get(str(unit_id), {})
    return found
