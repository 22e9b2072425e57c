"""月度、年度考核通报: scores, ranks and bands by peer group (办法第二十条)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from core.documents import said
from core.documents.blocks import Annex, Block, Heading, Part, Table, Text
from core.rules.terms import Band, ScoreItem

Plain = Mapping[str, Any]

PARTS = (
    Part("remarks", "二、情况说明", "写明计分办法和需要说明的情况。"),
    Part("demands", "三、工作要求", "写明由谁、在何时前做什么。"),
)
_ITEMS = tuple(ScoreItem)
_SHORT = {ScoreItem.KNOWLEDGE: "知识库", ScoreItem.SATISFACTION: "满意度", ScoreItem.ON_TIME: "按时办结"}  # fmt: skip
_HEADER = ("名次", "单位", *(_SHORT.get(item, item.zh) for item in _ITEMS), "扣分", "调整", "得分", "档次")  # fmt: skip
_WIDTHS = (8, 30, 12, 12, 12, 12, 12, 12, 10, 10, 13, 13)


def monthly_title(facts: Plain) -> str:
    """关于2026年10月…考核情况的通报."""
    return f"关于{facts['figures']['period']}12345热线承办单位考核情况的通报"


def monthly_blocks(facts: Plain, parts: Plain) -> list[Block]:
    """The best of each group in words; the tables are annexes."""
    scores = facts["figures"]["scores"]
    lines = []
    for group, zh in said.GROUPS.items():
        ranked = [one for one in scores if one["group"] == group and one["rank"] is not None]
        if ranked:
            best = "、".join(one["name"] for one in ranked if one["rank"] <= 3)
            lines.append(f"{zh}组参加排名{len(ranked)}个单位，前三名为{best}。{_bands(ranked)}")
        else:
            lines.append(f"{zh}组没有达到排名件数的单位，只列得分。")
    intro = (
        f"{facts['figures']['period']}考核数据已冻结（数据截至{facts['as_of']}），得分明细见附件。"
    )
    return [Heading("一、考核结果"), Text(f"{intro}\n" + "\n".join(lines)), *_written(parts)]


def monthly_annexes(facts: Plain) -> list[Annex]:
    """One table a group, an item a column."""
    added = {one["unit_id"]: Decimal(one["points"]) for one in facts["adjustments"]}
    tables = [
        Table(f"{zh}组", _HEADER, rows, _WIDTHS, frozenset({1}))
        for group, zh in said.GROUPS.items()
        if (
            rows := [
                _row(one, added) for one in facts["figures"]["scores"] if one["group"] == group
            ]
        )
    ]
    return [Annex(f"{facts['figures']['period']}承办单位考核得分表", tables)]


def yearly_title(facts: Plain) -> str:
    """关于2026年度…考核情况的通报."""
    return f"关于{facts['year']}年度12345热线承办单位考核情况的通报"


def yearly_blocks(facts: Plain, parts: Plain) -> list[Block]:
    """What the year is made of."""
    months = facts["months"]
    span = months[0] if len(months) == 1 else f"{months[0]}至{months[-1]}"
    lines = []
    for group, zh in said.GROUPS.items():
        judged = [one for one in _by_total(facts, group) if one["ranked"]]
        if judged:
            best = "、".join(f"{one['name']}（{one['total']}分）" for one in judged[:3])
            lines.append(f"{zh}组参加过排名的单位中，得分前三位为{best}。")
        else:
            lines.append(f"{zh}组没有达到排名件数的单位，只列得分。")
    intro = f"{facts['year']}年已冻结{len(months)}个月（{span}），年度得分为各单位有得分月份的平均分，见附件。"
    return [Heading("一、考核结果"), Text("\n".join([intro, *lines])), *_written(parts)]


def yearly_annexes(facts: Plain) -> list[Annex]:
    """A column a month."""
    months = facts["months"]
    wide = min(84 // max(len(months), 1), 24)
    widths = (130 - wide * len(months), *(wide for _ in months), 14, 12)
    tables = [
        Table(
            f"{zh}组", ("单位", *months, "年度", "月数"),
            [(one["name"], *(points or said.NONE for points in one["months"]),
              one["total"] or said.NONE, str(one["counted"])) for one in _by_total(facts, group)],
            widths,
        )
        for group, zh in said.GROUPS.items()
        if _by_total(facts, group)
    ]  # fmt: skip
    return [Annex(f"{facts['year']}年度承办单位考核得分表", tables)]


def _by_total(facts: Plain, group: str) -> list[Plain]:
    mine = [one for one in facts["units"] if one["group"] == group]
    return sorted(mine, key=lambda one: (-Decimal(one["total"] or "-1"), one["name"]))


def _row(one: Plain, added: Mapping[int, Decimal]) -> tuple[str, ...]:
    is_scored = one["total"] is not None
    points = {
        line["item"]: line["points"]
        for line in one["lines"]
        if is_scored and line["share"] is not None  # 不计: its weight went to the other items
    }
    change = added.get(one["unit_id"], Decimal())
    total = Decimal(one["total"]) + change if is_scored else None
    band = Band(one["band"]).zh if one["band"] else said.NONE
    return (
        str(one["rank"] or said.NONE), one["name"],
        *(_points(points.get(item.value)) for item in _ITEMS),
        _points(one["deducted"]), f"{change:+.2f}" if change else said.NONE, _points(total), band,
    )  # fmt: skip


def _points(value: str | Decimal | None) -> str:
    return said.NONE if value is None else f"{Decimal(value):.2f}"


def _bands(ranked: list[Plain]) -> str:
    counts = [(band.zh, sum(one["band"] == band.value for one in ranked)) for band in Band]
    return "、".join(f"{zh}{count}个" for zh, count in counts if count) + "。"


def _written(texts: Plain) -> list[Block]:
    found: list[Block] = []
    for part in PARTS:
        found += [Heading(part.title), Text(texts.get(part.name) or "（待填写）")]
    return found
