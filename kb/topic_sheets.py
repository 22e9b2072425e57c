"""热点清单导出: what the page of hot topics lists, one line a topic (办法第十八条)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from core.errors import BadInput
from core.exchange import sheets
from core.exchange.sheets import Column, Sheet, Written
from core.insight import topics as kept
from core.insight.topics import Facts
from core.rules.terms import TopicState
from core.store.work import Reading
from kb import topics

VERB = "topics_export"
RISING, STANDING = "上升", "持续"


class _Line(NamedTuple):
    kind: str
    title: str
    told: str
    facts: Facts | None


def export(reading: Reading, days: int) -> Written:
    """热点_2026-11-22.xlsx: proposals and kept topics alike. Raises NotAllowed, BadInput where there are none."""
    kept.require_viewer(reading)
    lines = list(_lines(reading, days))
    if not lines:
        raise BadInput("没有热点，没有导出。", next_step="可以换一个时间范围。")
    sheet = Sheet("热点", _COLUMNS, lines)
    content, rows = sheets.xlsx(sheet, taken_by=reading.actor.name, taken_at=reading.now)
    return Written(f"热点_{reading.now:%Y-%m-%d}.xlsx", content, rows, VERB, {"days": days})


def _lines(reading: Reading, days: int) -> Iterator[_Line]:
    found = topics.proposed(reading, days)
    for kind, proposals in ((RISING, found.rising), (STANDING, found.standing)):
        for one in proposals:
            yield _Line(kind, one.title, one.central_title, one.facts)
    for topic in kept.listed(reading, set(TopicState) - {TopicState.MERGED}):
        yield _Line(topic.state.zh, topic.title, topic.note, topic.facts)


def _parts(pairs: Sequence[tuple[str, int]]) -> str:
    return "、".join(f"{name}{count}" for name, count in pairs)


_COLUMNS: Sequence[Column[_Line]] = (
    Column("类别", lambda one: one.kind, width=10),
    Column("热点", lambda one: one.title, "long", 30),
    Column("典型工单或说明", lambda one: one.told, "long", 40),
    Column("件数", lambda one: one.facts.count if one.facts else 0, "number", 8),
    Column("来电人数", lambda one: one.facts.callers if one.facts else 0, "number", 10),
    Column("近3天", lambda one: one.facts.recent if one.facts else 0, "number", 8),
    Column("此前14天", lambda one: one.facts.before if one.facts else 0, "number", 10),
    Column("最早", lambda one: one.facts.first_on.isoformat() if one.facts else "", width=12),
    Column("最近", lambda one: one.facts.last_on.isoformat() if one.facts else "", width=12),
    Column("已办结", lambda one: one.facts.done if one.facts else 0, "number", 8),
    Column("乡镇", lambda one: _parts(one.facts.towns) if one.facts else "", "long", 30),
    Column(
        "承办单位",
        lambda one: (
            _parts([(share.name, share.whole) for share in one.facts.units]) if one.facts else ""
        ),
        "long",
        40,
    ),
)
