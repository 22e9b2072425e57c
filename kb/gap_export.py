"""导出知识缺口: the list as it stands, for a meeting with the units (办法第十七条)."""

from __future__ import annotations

from collections.abc import Sequence

from core.exchange import sheets
from core.exchange.sheets import Column, Sheet, Written
from core.rules import wording
from core.store.work import Reading
from kb import gaps
from kb.gaps import Gap

VERB = "export_gaps"

_COLUMNS: Sequence[Column[Gap]] = (
    Column("问题", lambda gap: gap.question, width=40),
    Column("其他问法", lambda gap: "；".join(gap.wordings), width=60),
    Column("次数", lambda gap: gap.times, "number", 8),
    Column("人数", lambda gap: gap.people, "number", 8),
    Column("情况", lambda gap: "无人打开" if gap.is_unread else "没有查到"),
    Column("最近一次", lambda gap: wording.full_day(gap.last_asked_at.date()), width=18),
)


def export_gaps(reading: Reading, days: int, *, dismissed: bool = False) -> Written:
    """导出 what `gaps.listed` shows this person. Raises NotAllowed."""
    reading.require(*sorted(gaps.VIEWERS), doing="导出知识缺口")
    sheet = Sheet("知识缺口", _COLUMNS, gaps.listed(reading, days, dismissed=dismissed))
    content, rows = sheets.xlsx(sheet, taken_by=reading.actor.name, taken_at=reading.now)
    return Written(f"知识缺口_{reading.now:%Y-%m-%d}.xlsx", content, rows, VERB, {"days": days})
