"""工单台账导出: a list of tickets as its reader sees it, personal data masked (办法第十四、十九条)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from core.errors import BadInput
from core.exchange import sheets
from core.exchange.sheets import Column, Sheet, Written
from core.insight import listing
from core.insight.listing import Filter, Row
from core.rules.terms import UNIT_ROLES, Role, Track
from core.store.work import Reading

EXPORT_VERB = "ticket_export"
MOST_ROWS = 20_000
TICKET_ROLES = frozenset(
    {Role.CALL_TAKER, Role.OFFICE, Role.OFFICE_LEAD, Role.INSPECTOR, *UNIT_ROLES}
)


def export_list(reading: Reading, wanted: Filter, *, title: str = "工单台账") -> Written:
    """台账导出: 工单台账_2026-11.xlsx with every row of the list, under the list's own name.

    Raises NotAllowed, BadInput for an empty list or one too long for a sheet people can use.
    """
    reading.require(*sorted(TICKET_ROLES), doing="导出工单台账")
    page = listing.page(reading, wanted, size=MOST_ROWS)
    if not page.total:
        raise BadInput("列表里没有工单，没有导出。", next_step="请放宽筛选条件。")
    if page.total > MOST_ROWS:
        raise BadInput(
            f"列表有{page.total}件，一次最多导出{MOST_ROWS}件。",
            next_step="请按日期或单位缩小范围，分几次导出。",
        )

    late = sum(row.is_overdue(reading.now) for row in page.rows)
    totals = (("工单编号", "合计"), ("标题", f"{page.total}件"), ("是否逾期", f"{late}件"))
    sheet = Sheet(title, _columns(reading.now), page.rows, totals)
    content, rows = sheets.xlsx(sheet, taken_by=reading.actor.name, taken_at=reading.now)

    name = f"{title}_{reading.now:%Y-%m}.xlsx"
    return Written(name, content, rows, EXPORT_VERB)


def _columns(now: datetime) -> Sequence[Column[Row]]:
    return (
        Column("工单编号", lambda r: r.number, width=18),
        Column("市平台编号", lambda r: r.city_number or "", width=20),
        Column("标题", lambda r: r.title, "long", 42),
        Column("状态", lambda r: r.state.zh, width=10),
        Column("办理阶段", lambda r: r.phase.zh, width=10),
        Column("办理方式", lambda r: r.track.zh if r.track is not Track.UNDECIDED else "", width=9),
        Column("等级", lambda r: r.grade.zh if r.grade else "", width=18),
        Column("诉求类型", lambda r: r.request_type.zh, width=9),
        Column("分类", lambda r: r.category, width=24),
        Column("来源渠道", lambda r: r.channel.zh, width=11),
        Column("乡镇", lambda r: r.town, width=10),
        Column("主办单位", lambda r: r.lead_unit, width=22),
        Column("紧急", lambda r: "是" if r.is_urgent else "", width=6),
        Column("保密", lambda r: "是" if r.is_confidential else "", width=6),
        Column("登记时间", lambda r: r.registered_at, "instant", 17),
        Column("登记人", lambda r: r.registered_by, width=10),
        Column("派发时间", lambda r: r.dispatched_at, "instant", 17),
        Column("截止时间", lambda r: r.due_at, "instant", 17),
        Column("办结时间", lambda r: r.closed_at, "instant", 17),
        Column("是否逾期", lambda r: "是" if r.is_overdue(now) else "否", width=9),
        Column("市平台时限", lambda r: r.city_due_at, "instant", 17),
    )
