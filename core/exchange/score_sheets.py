"""考核导出: board, scorecard, comparison, corrections, marks and the year's roll-up as sheets (办法第二十条)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from core.exchange import sheets
from core.exchange.sheets import Column, Row, Sheet, Written
from core.insight import boards, directory, frozen
from core.insight.boards import AskKnowledge, Board, Difference
from core.insight.directory import UnitLine
from core.insight.frozen import YearLine
from core.insight.indicators import figures, scoreboard
from core.insight.indicators.catalogue import INDICATORS
from core.insight.indicators.scoreboard import Standing
from core.rules.periods import Period
from core.rules.terms import ScoreItem
from core.store.models import ManualScore, ScoreAdjustment
from core.store.work import Reading

BOARD_VERB = "export_board"
CARD_VERB = "export_scorecard"
DIFFERENCES_VERB = "export_differences"
ADJUSTMENTS_VERB = "export_adjustments"
MARKS_VERB = "export_marks"
YEAR_VERB = "export_year"

_COUNTED = ("dispatched", "supervised", "escalated", "returned_late")
_RATES = ("on_time", "satisfied", "acknowledged", "contacted", "closed", "solved", "extended")

_Number = float | int | str


def board(
    reading: Reading, period: Period, knowledge: AskKnowledge, *, is_live: bool = False
) -> Written:
    """单位考核榜_2026-10.xlsx: the frozen board where the month is frozen, else as counted now. Raises NotAllowed."""
    shown = boards.of_month(reading, period, knowledge, is_live=is_live)
    rows = shown.standings
    columns = (
        Column[Standing]("组别", lambda one: one.group.zh, width=14),
        Column[Standing]("名次", lambda one: one.score.rank or "", "number", 8),
        Column[Standing]("较上月", lambda one: climbed(shown, one), width=10),
        Column[Standing]("单位", lambda one: one.name, width=26),
        Column[Standing]("得分", lambda one: _number(one.score.total), "number", 10),
        Column[Standing]("调整", lambda one: _number(shown.adjusted.get(one.unit_id)), "number", 8),
        Column[Standing]("计入得分", lambda one: _number(shown.total(one)), "number", 10),
        Column[Standing]("档次", lambda one: one.score.band.zh if one.score.band else "", width=10),
        *(_item(item) for item in ScoreItem),
        Column[Standing]("扣分", lambda one: _number(one.score.deducted), "number", 8),
        *(_count(key) for key in _COUNTED),
        *(column for key in _RATES for column in _rate(key)),
        Column[Standing]("说明", lambda one: one.score.note, width=40),
    )
    totals: list[tuple[str, str | int]] = [
        ("组别", "合计"), ("单位", f"{len(rows)}个单位（{state(shown)}）"),
        *((INDICATORS[key].name_zh, sum(x.figures[key].part for x in rows)) for key in _COUNTED),
    ]  # fmt: skip
    for key in _RATES:
        name = INDICATORS[key].name_zh
        totals.append((f"{name}分子", sum(one.figures[key].part for one in rows)))
        totals.append((f"{name}分母", sum(one.figures[key].whole for one in rows)))
    name = f"单位考核榜_{period.first_on:%Y-%m}{'' if shown.frozen else '_实时'}.xlsx"
    return _written(reading, Sheet("单位考核榜", columns, rows, totals), name, BOARD_VERB)


def card(
    reading: Reading, period: Period, knowledge: AskKnowledge, *, is_live: bool = False
) -> Written:
    """本单位考核_2026-10.xlsx: the unit's own score, line by line. Raises NotAllowed, NotFound."""
    shown, _ = boards.of_own(reading, period, knowledge, is_live=is_live)
    standing = shown.standings[0]
    score = standing.score
    rows: list[tuple[str, _Number, _Number, _Number, str]] = [
        (line.item.zh, _number(line.weight), _number(line.full), _number(line.points), line.note)
        for line in score.lines
    ]
    rows += [
        (f"扣分：{one.name}", "", "", _number(-one.points), f"{one.times}件×{float(one.each):g}分")
        for one in score.deductions
    ]
    if shown.adjusted:
        given = _number(shown.adjusted[standing.unit_id])
        rows.append(("调整", "", "", given, "冻结以后确认的调整"))
    columns = (
        Column[tuple[str, _Number, _Number, _Number, str]]("指标", lambda one: one[0], width=22),
        _cell("权重", 1), _cell("折算满分", 2), _cell("得分", 3),
        Column[tuple[str, _Number, _Number, _Number, str]]("依据的数", lambda one: one[4], width=50),
    )  # fmt: skip
    place = f"{standing.group.zh}第{score.rank}名" if score.rank else score.note
    total = shown.total(standing)
    said = f"{standing.name}　{place}　{state(shown)}"
    points = "—" if total is None else f"{total:.2f}"
    totals = (("指标", "合计"), ("得分", points), ("依据的数", said))
    name = f"本单位考核_{period.first_on:%Y-%m}{'' if shown.frozen else '_实时'}.xlsx"
    return _written(reading, Sheet("本单位考核", columns, rows, totals), name, CARD_VERB)


def differences(reading: Reading, period: Period, knowledge: AskKnowledge) -> Written:
    """冻结与实时对照_2026-10.xlsx. Raises NotAllowed."""
    then = boards.of_month(reading, period, knowledge)
    now = boards.of_month(reading, period, knowledge, is_live=True)
    columns = (
        Column[Difference]("组别", lambda one: one.frozen.group.zh, width=14),
        Column[Difference]("单位", lambda one: one.frozen.name, width=26),
        Column[Difference]("冻结名次", lambda one: one.frozen.score.rank or "", "number", 10),
        Column[Difference](
            "实时名次", lambda one: (one.live.score.rank or "") if one.live else "", "number", 10
        ),
        Column[Difference]("冻结得分", lambda one: _number(one.frozen.score.total), "number", 10),
        Column[Difference](
            "实时得分", lambda one: _number(one.live.score.total) if one.live else "", "number", 10
        ),
        Column[Difference]("差异", lambda one: _number(one.points), "number", 8),
        Column[Difference]("变动的指标", moved, "long", 60),
    )
    sheet = Sheet("对照", columns, boards.differences(then, now))
    return _written(
        reading, sheet, f"冻结与实时对照_{period.first_on:%Y-%m}.xlsx", DIFFERENCES_VERB
    )


def adjustments(reading: Reading, period: Period) -> Written:
    """得分调整_2026-10.xlsx, with who asked and who settled. Raises NotAllowed."""
    reading.require(*sorted(figures.OVERSEERS), doing="导出得分调整")
    columns = (
        Column[ScoreAdjustment]("单位", lambda one: one.unit.name, width=26),
        Column[ScoreAdjustment]("分数", lambda one: _number(one.points), "number", 8),
        Column[ScoreAdjustment]("理由", lambda one: one.reason, "long", 50),
        Column[ScoreAdjustment]("提出人", lambda one: one.proposed_by, width=12),
        Column[ScoreAdjustment]("提出时间", lambda one: one.proposed_at, "instant", 18),
        Column[ScoreAdjustment]("状态", settled, width=10),
        Column[ScoreAdjustment]("确认人", lambda one: one.confirmed_by or "", width=12),
        Column[ScoreAdjustment](
            "确认或作废时间", lambda one: one.confirmed_at or one.rejected_at, "instant", 18
        ),
    )
    rows = frozen.adjustments(reading, period.first_on)
    sheet = Sheet("得分调整", columns, rows)
    return _written(reading, sheet, f"得分调整_{period.first_on:%Y-%m}.xlsx", ADJUSTMENTS_VERB)


def marks(reading: Reading, period: Period) -> Written:
    """工作机制评分_2026-10.xlsx: the mark that counts of every unit, with its evidence. Raises NotAllowed."""
    reading.require(*sorted(figures.OVERSEERS), doing="导出工作机制评分")
    given = scoreboard.marks(reading, period.first_on)

    def of(kind: Callable[[ManualScore], object]) -> Callable[[UnitLine], object]:
        return lambda unit: kind(given[unit.id]) if unit.id in given else ""

    columns = (
        Column[UnitLine]("组别", lambda unit: unit.kind.zh, width=14),
        Column[UnitLine]("单位", lambda unit: unit.name, width=26),
        Column[UnitLine]("评分", of(lambda one: _number(one.percent)), "number", 8),
        Column[UnitLine]("依据", of(lambda one: one.evidence), "long", 60),
        Column[UnitLine]("评分人", of(lambda one: one.entered_by), width=12),
        Column[UnitLine]("评分时间", of(lambda one: one.entered_at), "instant", 18),
    )
    sheet = Sheet("工作机制评分", columns, directory.units(reading))
    return _written(reading, sheet, f"工作机制评分_{period.first_on:%Y-%m}.xlsx", MARKS_VERB)


def year(reading: Reading, number: int) -> Written:
    """年度考核_2026.xlsx: each unit's months, their mean and rank. Raises NotAllowed."""
    lines = frozen.year(reading, number)
    columns = (
        Column[YearLine]("组别", lambda one: one.group.zh, width=14),
        Column[YearLine]("名次", lambda one: one.rank or "", "number", 8),
        Column[YearLine]("单位", lambda one: one.name, width=26),
        Column[YearLine]("年均得分", lambda one: _number(one.mean), "number", 10),
        Column[YearLine](
            "计入月数", lambda one: sum(x.total is not None for x in one.months), "number", 10
        ),
        *(_month(number, month) for month in range(1, 13)),
        Column[YearLine]("说明", lambda one: one.note, width=30),
    )
    totals = (("组别", "合计"), ("单位", f"{len(lines)}个单位"))
    return _written(
        reading, Sheet("年度考核", columns, lines, totals), f"年度考核_{number}.xlsx", YEAR_VERB
    )


# --- in words -------------------------------------------------------------------------------------


def state(shown: Board) -> str:
    """冻结数据 or 实时数据, with the instant it was taken."""
    kind = "冻结数据" if shown.frozen else "实时数据"
    return f"{kind}，{shown.as_of:%Y-%m-%d %H:%M}提取"


def climbed(shown: Board, one: Standing) -> str:
    """升2位, 降1位, 持平; in words where there is nothing to compare with."""
    if one.score.rank is None:
        return ""
    if shown.ranks_before is None:
        return "上月未冻结"
    steps = shown.climbed(one)
    if steps is None:
        return "上月未排名"
    if steps == 0:
        return "持平"
    return f"升{steps}位" if steps > 0 else f"降{-steps}位"


def moved(one: Difference) -> str:
    """按时办结率 18/20 → 18/19; 满意度得分 30.00 → 31.50; in words where there is nothing beside it."""
    if one.live is None:
        return "单位已停用，本期没有实时数据"
    counted = [
        f"{INDICATORS[key].name_zh} {then.part}/{then.whole} → {now.part}/{now.whole}"
        for key, (then, now) in one.moved.items()
    ]
    scored = [f"{item.zh}得分 {then:.2f} → {now:.2f}" for item, (then, now) in one.items.items()]
    return "；".join([*scored, *counted])


def settled(one: ScoreAdjustment) -> str:
    """已确认, 已作废, 待确认."""
    if one.confirmed_at is not None:
        return "已确认"
    return "已作废" if one.rejected_at is not None else "待确认"


# --- columns --------------------------------------------------------------------------------------


def _written(reading: Reading, sheet: Sheet[Row], name: str, verb: str) -> Written:
    content, rows = sheets.xlsx(sheet, taken_by=reading.actor.name, taken_at=reading.now)
    return Written(name, content, rows, verb)


def _item(item: ScoreItem) -> Column[Standing]:
    def points(one: Standing) -> _Number:
        line = next((x for x in one.score.lines if x.item is item), None)
        return "" if line is None or line.share is None else _number(line.points)

    return Column(item.zh, points, "number", 12)


def _count(key: str) -> Column[Standing]:
    return Column(INDICATORS[key].name_zh, lambda one: one.figures[key].part, "number", 10)


def _rate(key: str) -> Sequence[Column[Standing]]:
    name = INDICATORS[key].name_zh

    def share(one: Standing) -> str:
        found = one.figures[key].share
        return "—" if found is None else f"{found:.1%}"

    return (
        Column(f"{name}分子", lambda one: one.figures[key].part, "number", 10),
        Column(f"{name}分母", lambda one: one.figures[key].whole, "number", 10),
        Column(name, share, width=10),
    )


def _cell(title: str, place: int) -> Column[tuple[str, _Number, _Number, _Number, str]]:
    return Column(title, lambda one: one[place], "number", 10)


def _month(number: int, month: int) -> Column[YearLine]:
    def total(one: YearLine) -> _Number:
        found = (x.total for x in one.months if (x.month.year, x.month.month) == (number, month))
        return _number(next(found, None))

    return Column(f"{month}月", total, "number", 8)


def _number(value: Decimal | None) -> _Number:
    return "" if value is None else round(float(value), 2)
