"""左边的清单: proposals that rise or stand, topics people keep, and what these weeks brought last year."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from core.insight.topics import Facts, Topic
from core.rules import wording
from core.rules.terms import TopicState
from core.store.work import Reading
from kb.topics import LastYear, Proposal
from pages._ui import table, words

HEIGHT = 560
SPARK_DAYS = 10
_STEPS = "▁▂▃▄▅▆▇█"
_TONES: dict[TopicState, words.Tone] = {
    TopicState.WATCHED: "unit",
    TopicState.REPORTED: "office",
    TopicState.SETTLED: "done",
    TopicState.DISMISSED: "out",
}


def proposals(
    found: Sequence[Proposal], reading: Reading, *, key: str, empty: str
) -> Proposal | None:
    """上升 or 持续; gives the one chosen."""
    today = reading.now.date()
    columns = (
        table.Column[Proposal]("热点", lambda one: one.title),
        table.Column[Proposal]("", _mark, kind="badge", width=64),
        table.Column[Proposal]("件数", lambda one: one.facts.count, kind="number", width=52),
        table.Column[Proposal]("近3天", lambda one: one.facts.recent, kind="number", width=58),
        table.Column[Proposal](f"近{SPARK_DAYS}天", lambda one: spark(one.facts, today), width=152),
    )
    chosen = table.table(
        columns, found, key=key, select="one", is_first_chosen=True, height=HEIGHT,
        row_id=lambda one: one.key, empty=empty,
        hint=f"连续{reading.policy.days('hot_topic_days')}天内有"
        f"{reading.policy.number('hot_topic_count')}件同类工单的，会列在这里。",
    )  # fmt: skip
    return next((one for one in found if [one.key] == chosen[:1]), None)


def kept(
    found: Sequence[Topic], additions: dict[int, int], today: date, *, key: str
) -> Topic | None:
    """已关注, with those that ended below."""
    columns = (
        table.Column[Topic]("热点", lambda one: one.title),
        table.Column[Topic](
            "状态", lambda one: (one.state.zh, _TONES[one.state]), kind="badge", width=84
        ),
        table.Column[Topic](
            "件数", lambda one: one.facts.count if one.facts else 0, kind="number", width=52
        ),
        table.Column[Topic](
            "待加入", lambda one: additions.get(one.id) or None, kind="number", width=62
        ),
        table.Column[Topic](
            "最近",
            lambda one: wording.bare_day(one.facts.last_on, today.year) if one.facts else "",
            width=84,
        ),
    )
    chosen = table.table(
        columns, found, key=key, select="one", is_first_chosen=True, height=HEIGHT,
        excel="已关注的热点", empty="还没有关注的热点。", hint="在“上升”“持续”里点“关注”，就列到这里。",
    )  # fmt: skip
    return next((one for one in found if [one.id] == chosen[:1]), None)


def last_year(found: Sequence[LastYear], today: date) -> LastYear | None:
    """去年同期: those still to come first."""
    columns = (
        table.Column[LastYear]("去年的热点", lambda one: one.proposal.title),
        table.Column[LastYear](
            "件数", lambda one: one.proposal.facts.count, kind="number", width=52
        ),
        table.Column[LastYear](
            "今年对应", lambda one: wording.bare_day(one.this_year_on, today.year), width=88
        ),
        table.Column[LastYear](
            "", lambda one: ("宜先准备", "soon") if one.this_year_on >= today else None,
            kind="badge", width=80,
        ),
    )  # fmt: skip
    chosen = table.table(
        columns, found, key="topics_last_year", select="one", is_first_chosen=True, height=HEIGHT,
        row_id=lambda one: one.key, excel="去年同期热点", empty="去年这段时间没有热点。",
        hint="系统使用满一年后，这里列出去年同期的热点。",
    )  # fmt: skip
    return next((one for one in found if [one.key] == chosen[:1]), None)


def spark(facts: Facts, today: date) -> str:
    """走势 in characters: the last ten days, a bar a day."""
    days = [today - timedelta(days=back) for back in range(SPARK_DAYS - 1, -1, -1)]
    counts = [facts.by_day.get(day, 0) for day in days]
    most = max(counts) or 1
    return "".join(_STEPS[round(count / most * (len(_STEPS) - 1))] for count in counts)


def _mark(one: Proposal) -> tuple[str, words.Tone] | None:
    if one.dismissed_count:
        return "又增多", "late"
    if one.facts.is_new:
        return "新出现", "strong"
    return ("上升", "soon") if one.is_rising else None
