"""考核榜导出: the month's board and the year's roll-up as sheets (办法第二十条)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from core.exchange import sheets
from core.exchange.sheets import Column, Sheet, Written
from core.insight import frozen
from core.insight.frozen import YearLine
from core.insight.indicators.scoreboard import Standing
from core.rules.periods import Period
from core.rules.terms import ScoreItem
from core.store.work import Reading

BOARD_VERB, YEAR_VERB = "export_board", "export_year"


def board(reading: Reading, period: Period, standings: Sequence[Standing]) -> Written:
    """考核榜_2026-11.xlsx of what stands on the board."""
    columns = (
        Column[Standing]("组别", lambda one: one.group.zh, width=14),
        Column[Standing]("名次", lambda one: one.score.rank or "", "number", 8),
        Column[Standing]("单位", lambda one: one.name, width=26),
        Column[Standing]("得分", lambda one: _number(one.score.total), "number", 10),
        Column[Standing]("档次", lambda one: one.score.band.zh if one.score.band else "", width=10),
        *(_item(item) for item in ScoreItem),
        Column[Standing]("扣分", lambda one: _number(one.score.deducted), "number", 8),
        Column[Standing]("说明", lambda one: one.score.note, width=40),
    )
    sheet = Sheet(
        "考核榜", columns, standings, (("组别", "合计"), ("单位", f"{len(standings)}个单位"))
    )
    content, rows = sheets.xlsx(sheet, taken_by=reading.actor.name, taken_at=reading.now)
    return Written(f"考核榜_{period.first_on:%Y-%m}.xlsx", content, rows, BOARD_VERB)


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
    )
    sheet = Sheet("年度考核", columns, lines, (("组别", "合计"), ("单位", f"{len(lines)}个单位")))
    content, rows = sheets.xlsx(sheet, taken_by=reading.actor.name, taken_at=reading.now)
    return Written(f"年度考核_{number}.xlsx", content, rows, YEAR_VERB)


def _item(item: ScoreItem) -> Column[Standing]:
    def points(one: Standing) -> float | str:
        return _number(next((x.points for x in one.score.lines if x.item is item), None))

    return Column(item.zh, points, "number", 12)


def _month(number: int, month: int) -> Column[YearLine]:
    def total(one: YearLine) -> float | str:
        found = (x.total for x in one.months if (x.month.year, x.month.month) == (number, month))
        return _number(next(found, None))

    return Column(f"{month}月", total, "number", 8)


def _number(value: Decimal | None) -> float | str:
    return "" if value is None else round(float(value), 2)
