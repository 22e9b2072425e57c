"""运行总览导出: every table of the supervisors' screen as a sheet of one workbook (办法第十八条)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from core.exchange import sheets
from core.exchange.sheets import Column, Sheet, Written
from core.insight import overview
from core.insight.indicators.breakdown import Cell, Slice
from core.insight.indicators.catalogue import INDICATORS
from core.insight.indicators.figures import Figure
from core.insight.overview import HEADLINES, OF_UNITS, Overview, UnitNow, Wanted
from core.rules import wording
from core.store.work import Reading

VERB = "export_overview"

_Headline = tuple[str, Figure, Figure, Figure]


def export(reading: Reading, wanted: Wanted) -> Written:
    """运行总览_2026-11.xlsx: counted when it is taken. Raises NotAllowed."""
    seen = overview.look(reading, wanted)
    found = (
        _headlines(seen), _days(seen), _split("诉求类型", seen.kinds), _split("受理渠道", seen.channels),
        _places(seen), _units(seen), _falling_due(seen),
    )  # fmt: skip
    content, rows = sheets.book(found, taken_by=reading.actor.name, taken_at=reading.now)
    first = wanted.period.first_on
    span = f"{first:%Y-%m}" if wanted.period.is_month else f"{first:%Y}"
    details = {"behind": wanted.behind("registered").written, "as_of": wording.instant(seen.at)}
    return Written(f"运行总览_{span}.xlsx", content, rows, VERB, details)


def _headlines(seen: Overview) -> Sheet[_Headline]:
    lines = [(key, seen.month[key], seen.before[key], seen.year_before[key]) for key in HEADLINES]
    return Sheet("主要指标", (
        Column[_Headline]("指标", lambda one: INDICATORS[one[0]].name_zh, width=14),
        Column[_Headline]("本期", lambda one: _said(one[0], one[1]), "number", 10),
        Column[_Headline]("分子", lambda one: one[1].part, "number", 10),
        Column[_Headline]("分母", lambda one: one[1].whole, "number", 10),
        Column[_Headline]("上期同日", lambda one: _said(one[0], one[2]), "number", 12),
        Column[_Headline]("去年同期", lambda one: _said(one[0], one[3]), "number", 12),
        Column[_Headline]("计算方法", lambda one: INDICATORS[one[0]].formula_zh, "long", 60),
        Column[_Headline]("截至", lambda _: seen.at, "instant", 18),
    ), lines)  # fmt: skip


def _days(seen: Overview) -> Sheet[Slice]:
    off = dict(seen.days_off)
    columns = (
        Column[Slice]("日期", lambda one: one.key.isoformat(), width=12),
        Column[Slice]("受理量", lambda one: one.figure.whole, "number", 10),
        Column[Slice]("节假日、周末", lambda one: off.get(one.key, ""), width=16),
    )
    return Sheet("每日受理", columns, seen.days, _total(seen.days, "日期", "受理量"))


def _split(title: str, slices: Sequence[Slice]) -> Sheet[Slice]:
    whole = sum(one.figure.whole for one in slices) or 1
    columns = (
        Column[Slice](title, lambda one: one.name, width=16),
        Column[Slice]("受理量", lambda one: one.figure.whole, "number", 10),
        Column[Slice]("占比%", lambda one: _percent(one.figure.whole, whole), "number", 10),
    )
    return Sheet(title, columns, slices, _total(slices, title, "受理量"))


def _places(seen: Overview) -> Sheet[Cell]:
    cells = sorted(seen.heat, key=lambda one: (one.town, -one.figure.whole, one.category))
    columns = (
        Column[Cell]("地区", lambda one: one.town, width=16),
        Column[Cell]("分类", lambda one: one.category, width=20),
        Column[Cell]("受理量", lambda one: one.figure.whole, "number", 10),
    )
    total = sum(one.figure.whole for one in cells)
    return Sheet("地区与分类", columns, cells, (("地区", "合计"), ("受理量", total)))


def _units(seen: Overview) -> Sheet[UnitNow]:
    columns = [
        Column[UnitNow]("单位", lambda one: one.unit.name, width=28),
        Column[UnitNow]("组别", lambda one: one.unit.kind.zh, width=14),
        Column[UnitNow]("在办", lambda one: one.open, "number", 8),
        Column[UnitNow]("逾期", lambda one: one.late, "number", 8),
    ]
    for key in OF_UNITS:
        columns += _of_unit(key)
    totals = (("单位", f"{len(seen.units)}个单位"), ("在办", sum(one.open for one in seen.units)),
              ("逾期", sum(one.late for one in seen.units)))  # fmt: skip
    return Sheet("单位", columns, seen.units, totals)


def _of_unit(key: str) -> list[Column[UnitNow]]:
    name = INDICATORS[key].name_zh
    part = Column[UnitNow](f"{name}（分子）", lambda one: one.figure(key).part, "number", 16)
    whole = Column[UnitNow](f"{name}（分母）", lambda one: one.figure(key).whole, "number", 16)
    if key == "dispatched":
        return [Column[UnitNow](name, lambda one: one.figure(key).part, "number", 10)]
    return [Column[UnitNow](f"{name}%", lambda one: _said(key, one.figure(key)), "number", 14),
            part, whole]  # fmt: skip


def _falling_due(seen: Overview) -> Sheet[tuple[date, int]]:
    columns = (
        Column[tuple[date, int]]("到期日", lambda one: one[0].isoformat(), width=12),
        Column[tuple[date, int]]("件数", lambda one: one[1], "number", 10),
    )
    total = sum(count for _, count in seen.falling_due)
    return Sheet("到期预测", columns, seen.falling_due, (("到期日", "合计"), ("件数", total)))


def _total(slices: Sequence[Slice], name: str, count: str) -> tuple[tuple[str, str | int], ...]:
    return ((name, "合计"), (count, sum(one.figure.whole for one in slices)))


def _said(key: str, figure: Figure) -> float | None:
    """A count, or a percentage with one decimal; nothing where nothing falls under it."""
    if not INDICATORS[key].is_rate:
        return figure.part
    return _percent(figure.part, figure.whole)


def _percent(part: int, whole: int) -> float | None:
    return round(part * 100 / whole, 1) if whole else None
