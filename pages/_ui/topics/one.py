"""右边的一个: the trend, the units and how far they are, the tickets behind it with boxes to choose by."""

from __future__ import annotations

from core.exchange import ticket_list
from core.insight import listing
from core.insight.listing import Filter, Row
from core.insight.topics import BEFORE_DAYS, RECENT_DAYS, Facts, Share
from core.rules import wording
from core.store.models import Ticket
from core.store.work import Reading
from kb.topics import LastYear
from pages._ui import charts, download, table, words
from pages._ui.desk import Entered

TREND_HEIGHT = 150


def told(facts: Facts) -> None:
    """What the tickets tell at a glance."""
    towns = "、".join(f"{name} {count}" for name, count in facts.towns[:6]) or "—"
    span = f"{wording.full_day(facts.first_on)}至{wording.full_day(facts.last_on)}"
    words.facts(
        [
            ("件数", f"{facts.count} 件，{facts.callers} 人来电；已办结 {facts.done} 件"),
            ("时间", span),
            ("近期", f"近{RECENT_DAYS}天 {facts.recent} 件，此前{BEFORE_DAYS}天 {facts.before} 件"),
            ("乡镇", towns + (" 等" if len(facts.towns) > 6 else "")),
        ]
    )


def trend(facts: Facts, *, key: str) -> None:
    """走势: every day from the first to the last."""
    if len(facts.days) > 1:
        charts.draw(charts.days({"件数": facts.days}, unit="件", height=TREND_HEIGHT), key=key)


def units(facts: Facts, *, key: str) -> None:
    """承办单位与办结."""
    columns = (
        table.Column[Share]("承办单位", lambda one: one.name),
        table.Column[Share]("件数", lambda one: one.whole, kind="number", width=56, is_summed=True),
        table.Column[Share](
            "已办结", lambda one: one.done, kind="number", width=64, is_summed=True
        ),
        table.Column[Share]("办结率", lambda one: f"{one.done / one.whole:.0%}", width=64),
    )
    table.table(
        columns, facts.units, key=key, row_id=lambda one: one.name, empty="没有承办单位。",
        excel="热点承办单位",
    )  # fmt: skip


def tickets(
    desk: Entered,
    reading: Reading,
    ids: tuple[int, ...],
    *,
    key: str,
    is_choosing: bool,
    is_exported: bool = True,
) -> list[int]:
    """工单 that the person may open; gives those chosen."""
    wanted = Filter(also=Ticket.id.in_(ids))
    found = listing.page(reading, wanted, number=table.page_number(key))
    hidden = len(ids) - found.total
    words.section("工单", f"另有{hidden}件不在您的查阅范围内" if hidden else "")
    columns = (
        table.Column[Row]("编号", lambda row: row.number, kind="link", width=128),
        table.Column[Row]("标题", lambda row: row.title),
        table.Column[Row]("主办单位", lambda row: row.lead_unit, width=112),
        table.Column[Row]("状态", lambda row: row.state, kind="state", width=76),
    )
    chosen: list[int] = table.table(
        columns, found.rows, key=key, total=found.total, now=reading.now, height=300,
        select="many" if is_choosing else "none", empty="没有您可以查阅的工单。",
    )  # fmt: skip
    if found.total and is_exported:
        download.button(
            desk, "导出工单", lambda own: ticket_list.export_list(own, wanted), key=f"{key}_export"
        )
    return chosen


def remembered(one: LastYear) -> None:
    """去年怎样过去的."""
    days = "" if one.median_days is None else f"中位 {one.median_days:g} 天办结"
    words.facts(
        [
            (
                "最集中",
                f"{one.thickest.zh}，今年对应{wording.day(one.this_year_on, one.this_year_on.year)}",
            ),
            (
                "办结",
                f"{one.proposal.facts.done} 件／{one.proposal.facts.count} 件　{days}".strip(),
            ),
            ("当时的热点", one.topic_title or "没有列为热点"),
            ("怎样平息", one.topic_note),
            ("答复举例", one.answer),
        ]
    )
