"""月度冻结: figures and scores of a month, confirmed twice, then corrected only by rows of their own (办法第二十条)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select

from core.errors import BadInput, NotFound, RuleRefused
from core.insight.indicators import snapshot
from core.insight.indicators.scoreboard import Knowledge, manual_marks
from core.rules import appraisal, periods
from core.rules.periods import Period
from core.rules.terms import Band, Role, ScoreItem, State, UnitKind
from core.store.models import (
    Contest,
    FrozenMonth,
    ManualScore,
    ScoreAdjustment,
    Ticket,
    Unit,
    UnitScore,
)
from core.store.work import Reading, UnitOfWork

ARTICLE = appraisal.ARTICLE
LONGEST_TEXT = 1_000
MOST_POINTS = Decimal(20)
"""An adjustment larger than this is a mistake of the decimal point."""


@dataclass(frozen=True, slots=True)
class Check:
    """冻结前检查的一项: what it found, and whether the month cannot be frozen before it is settled."""

    name: str
    count: int
    advice: str
    is_blocking: bool = False


def checks(reading: Reading, period: Period) -> list[Check]:
    """冻结前检查: what is still open for a month; only a month that is not over blocks. Raises NotAllowed."""
    _require_lead(reading, "冻结月度考核")
    found = [
        Check(
            "本月未完", int(reading.now < period.ends_at),
            f"{period.zh}结束后才能冻结。", is_blocking=True,
        ),
        Check("待认定的考核申诉", _open_contests(reading, period), "认定后再冻结，否则只能用调整更正。"),
        Check("退单待审", _waiting_returns(reading, period), "同意退单的工单不计入承办单量。"),
        Check("未评工作机制的单位", _unmarked(reading, period), "未评分的，权重分摊到其他指标。"),
    ]  # fmt: skip
    return [one for one in found if one.count]


def prepare(uow: UnitOfWork, month: date, knowledge: Knowledge) -> FrozenMonth:
    """冻结（第一次确认）: take figures and scores as they stand now; may be done anew until confirmed.

    `knowledge` is each unit's rates as the knowledge base gives them. Raises NotAllowed, RuleRefused for
    a month that is not over or is frozen already.
    """
    _require_lead(uow, "冻结月度考核")
    period = periods.month_of(month)
    for check in checks(uow, period):
        if check.is_blocking:
            raise RuleRefused(f"{check.name}：{check.advice}", ARTICLE)
    earlier = frozen_month(uow, period.first_on)
    if earlier is not None and earlier.confirmed_at is not None:
        raise RuleRefused(
            f"{period.zh}已于{earlier.confirmed_at:%Y-%m-%d %H:%M}由{earlier.confirmed_by}冻结。",
            ARTICLE, next_step="需要更正的，请作调整。",
        )  # fmt: skip

    figures = snapshot.take(uow, period, knowledge)
    frozen = earlier or FrozenMonth(month=period.first_on)
    frozen.as_of, frozen.figures = uow.now, figures
    frozen.policy_version = int(uow.policy.version or 0)
    frozen.sha256 = snapshot.sha256_of(figures)
    frozen.prepared_at, frozen.prepared_by = uow.now, uow.actor.name
    uow.session.add(frozen)
    uow.session.flush()
    _write_scores(uow, frozen)

    uow.audit("prepare_month", f"月度考核 {period.zh}", sha256=frozen.sha256)
    return frozen


def confirm(uow: UnitOfWork, month: date, *, seen_sha256: str) -> FrozenMonth:
    """冻结（第二次确认）: what was seen is what is frozen. Raises NotAllowed, NotFound, RuleRefused."""
    _require_lead(uow, "冻结月度考核")
    period = periods.month_of(month)
    frozen = frozen_month(uow, period.first_on)
    if frozen is None:
        raise NotFound(f"{period.zh}还没有提取数据。", subject=f"月度考核 {period.zh}")
    if frozen.confirmed_at is not None:
        raise RuleRefused(f"{period.zh}已经冻结。", ARTICLE, next_step="需要更正的，请作调整。")
    if _is_marked_since(uow, frozen):
        raise RuleRefused(
            "提取数据之后又评过工作机制，这次提取没有算进去。",
            ARTICLE,
            next_step="请重新提取，核对后再确认。",
        )
    if frozen.sha256 != seen_sha256:
        raise RuleRefused(
            "数据刚刚重新提取过，与您看到的不同，没有冻结。",
            ARTICLE,
            next_step="请核对新的数据后再确认。",
        )

    frozen.confirmed_at, frozen.confirmed_by = uow.now, uow.actor.name

    uow.audit("confirm_month", f"月度考核 {period.zh}", sha256=frozen.sha256)
    return frozen


def mark_many(
    uow: UnitOfWork, month: date, marks: Mapping[int, tuple[Decimal, str]]
) -> list[ManualScore]:
    """工作机制评分 of several units at once, all or none; each as `mark` takes one."""
    return [
        mark(uow, unit_id, month, percent=percent, evidence=evidence)
        for unit_id, (percent, evidence) in marks.items()
    ]


def mark(
    uow: UnitOfWork, unit_id: int, month: date, *, percent: Decimal, evidence: str
) -> ManualScore:
    """工作机制评分: 0 to 100, with the evidence; the latest mark counts. Raises BadInput, RuleRefused."""
    _require_lead(uow, "评定工作机制")
    period = periods.month_of(month)
    if not Decimal() <= percent <= appraisal.HUNDRED:
        raise BadInput("评分应在0至100之间。", field="percent", article=ARTICLE)
    written = _text(evidence, "evidence", "请写明评分的依据，例如会议记录、制度文件。")
    unit = uow.session.get(Unit, unit_id)
    if unit is None:
        raise BadInput("没有这个单位。", field="unit_id")
    frozen = frozen_month(uow, period.first_on)
    if frozen is not None and frozen.confirmed_at is not None:
        raise RuleRefused(f"{period.zh}已经冻结，不能再评分。", ARTICLE, next_step="请作调整。")

    given = ManualScore(
        month=period.first_on, unit_id=unit_id, item=ScoreItem.MECHANISM, percent=percent,
        evidence=written, entered_at=uow.now, entered_by=uow.actor.name,
    )  # fmt: skip
    uow.session.add(given)
    uow.session.flush()

    uow.audit("mark_mechanism", f"{unit.name} {period.zh}", percent=str(percent))
    return given


def adjust(
    uow: UnitOfWork,
    month: date,
    unit_id: int,
    *,
    points: Decimal,
    reason: str,
    contest_id: int | None = None,
) -> ScoreAdjustment:
    """调整（提出）: points added to or taken from a frozen score, with the reason; counts once confirmed.

    Raises NotAllowed, NotFound for a month that is not frozen, BadInput by field.
    """
    _require_lead(uow, "调整考核得分")
    frozen = _confirmed(uow, month)
    if not points or abs(points) > MOST_POINTS:
        raise BadInput(
            f"调整的分数应在±{MOST_POINTS}分之内，不能为0。", field="points", article=ARTICLE
        )
    written = _text(reason, "reason", "请写明调整的理由。")
    score = uow.session.scalar(
        select(UnitScore).where(UnitScore.month_id == frozen.id, UnitScore.unit_id == unit_id)
    )
    if score is None:
        raise BadInput("这个单位没有参加本月考核。", field="unit_id", article=ARTICLE)
    contest = uow.session.get(Contest, contest_id) if contest_id is not None else None
    if contest_id is not None and (contest is None or contest.unit_id != unit_id):
        raise BadInput("没有找到该单位的这次申诉。", field="contest_id", article=ARTICLE)

    change = ScoreAdjustment(
        month_id=frozen.id, unit_id=unit_id, points=points, reason=written, contest_id=contest_id,
        proposed_at=uow.now, proposed_by=uow.actor.name,
    )  # fmt: skip
    uow.session.add(change)
    uow.session.flush()

    uow.audit("adjust_score", f"{score.unit_name} {month:%Y-%m}", points=str(points))
    return change


def settle_adjustment(
    uow: UnitOfWork, adjustment_id: int, *, is_confirmed: bool
) -> ScoreAdjustment:
    """调整（确认或作废）: the second step; the frozen score itself stays as it was. Raises NotFound, RuleRefused."""
    _require_lead(uow, "调整考核得分")
    change = uow.session.get(ScoreAdjustment, adjustment_id)
    if change is None:
        raise NotFound("没有找到这次调整。", subject=f"调整 id {adjustment_id}")
    if change.confirmed_at is not None or change.rejected_at is not None:
        raise RuleRefused("这次调整已经确认或作废。", ARTICLE)

    if is_confirmed:
        change.confirmed_at, change.confirmed_by = uow.now, uow.actor.name
    else:
        change.rejected_at = uow.now

    uow.audit(
        "confirm_adjustment" if is_confirmed else "reject_adjustment", f"调整 id {adjustment_id}"
    )
    return change


def frozen_month(reading: Reading, month: date) -> FrozenMonth | None:
    """A month as prepared or frozen, None where neither was done."""
    return reading.session.scalar(select(FrozenMonth).where(FrozenMonth.month == month))


def _confirmed(reading: Reading, month: date) -> FrozenMonth:
    frozen = frozen_month(reading, month.replace(day=1))
    if frozen is None or frozen.confirmed_at is None:
        raise NotFound(
            f"{month.year}年{month.month}月还没有冻结。", next_step="冻结后才能调整。",
            subject=f"月度考核 {month:%Y-%m}",
        )  # fmt: skip
    return frozen


def _write_scores(uow: UnitOfWork, frozen: FrozenMonth) -> None:
    """The scores of the snapshot as rows, for a unit's history and the yearly roll-up."""
    for old in uow.session.scalars(select(UnitScore).where(UnitScore.month_id == frozen.id)):
        uow.session.delete(old)
    uow.session.flush()
    for scored in frozen.figures["scores"]:
        uow.session.add(
            UnitScore(
                month_id=frozen.id,
                unit_id=scored["unit_id"],
                unit_name=scored["name"],
                group=UnitKind(scored["group"]),
                score=Decimal(scored["total"]) if scored["total"] is not None else None,
                rank=scored["rank"],
                band=Band(scored["band"]) if scored["band"] else None,
                lines=scored["lines"],
            )
        )
    uow.session.flush()


def _is_marked_since(reading: Reading, frozen: FrozenMonth) -> bool:
    newest = select(func.max(ManualScore.entered_at)).where(ManualScore.month == frozen.month)
    entered_at = reading.session.scalar(newest)
    return entered_at is not None and entered_at > frozen.prepared_at


def _open_contests(reading: Reading, period: Period) -> int:
    rows = select(func.count()).where(
        Contest.decided_at.is_(None), Contest.filed_at < period.ends_at
    )
    return reading.session.scalar(rows) or 0


def _waiting_returns(reading: Reading, period: Period) -> int:
    inner = (
        reading.visible_tickets()
        .where(Ticket.state == State.RETURN_REQUESTED, Ticket.dispatched_at < period.ends_at)
        .with_only_columns(Ticket.id)
        .subquery()
    )
    return reading.session.scalar(select(func.count()).select_from(inner)) or 0


def _unmarked(reading: Reading, period: Period) -> int:
    units = reading.session.scalars(select(Unit.id).where(Unit.is_active.is_(True)))
    return len(set(units) - manual_marks(reading, period.first_on).keys())


def _text(written: str, field: str, asked: str) -> str:
    if not written.strip():
        raise BadInput(asked, field=field, article=ARTICLE)
    if len(written) > LONGEST_TEXT:
        raise BadInput(f"不能超过{LONGEST_TEXT}字，现在有{len(written)}个字。", field=field)
    return written.strip()


def _require_lead(reading: Reading, doing: str) -> None:
    reading.require(Role.OFFICE_LEAD, doing=doing)
