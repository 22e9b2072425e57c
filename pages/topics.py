"""热点: what callers say again and again, taken up and settled by people; what these weeks brought last year."""

from __future__ import annotations

import streamlit as st

from core.insight import topics as kept
from core.insight.topics import KEEPERS, VIEWERS, Topic
from core.rules.terms import TopicState
from core.store.work import Reading
from kb import topic_sheets, topics
from kb.topics import LastYear, Proposal, Proposed
from pages._ui import attempt, download, shell, words
from pages._ui.topics import acting, lists, one

desk = shell.enter(*VIEWERS)

RISING, STANDING, KEPT, LAST_YEAR = "上升", "持续", "已关注", "去年同期"


def _span() -> int:
    spans = {f"近{days}天": days for days in topics.SPANS_DAYS}
    picked = st.segmented_control("范围", list(spans), default=next(iter(spans)), required=True,
                                  key="topics_span", label_visibility="collapsed")  # fmt: skip
    return spans[picked]


def _proposal(reading: Reading, chosen: Proposal) -> None:
    words.section(chosen.title, f"典型工单：{chosen.central_title}")
    if chosen.dismissed_count:
        words.notice(
            f"曾判为不作热点，当时{chosen.dismissed_count}件，现已{chosen.facts.count}件。"
        )
    place = st.container()
    one.told(chosen.facts)
    one.trend(chosen.facts, key=f"trend_{chosen.key}")
    one.units(chosen.facts, key=f"units_{chosen.key}")
    boxes = one.tickets(
        desk, reading, chosen.facts.ids, key=f"tickets_{chosen.key}", is_choosing=is_keeper
    )
    if is_keeper:
        with place:
            acting.on_proposal(desk, chosen, boxes)


def _topic(reading: Reading, chosen: Topic, others: list[Topic], waiting: tuple[int, ...]) -> None:
    words.section(chosen.title, f"{chosen.state.zh}　{chosen.found_by}　{chosen.found_on}起关注")
    if chosen.note:
        words.spoken(chosen.note)
    place = st.container()
    if waiting and is_keeper:
        words.notice(f"又有{len(waiting)}件像是同一事项，请核对后加入。", "soon")
        more = one.tickets(desk, reading, waiting, key=f"topic_more_{chosen.id}",
                           is_choosing=True, is_exported=False)  # fmt: skip
        acting.on_additions(desk, chosen, waiting, more)
    boxes: list[int] = []
    list_key = f"topic_tickets_{chosen.id}"
    if chosen.facts is not None:
        one.told(chosen.facts)
        one.trend(chosen.facts, key=f"topic_trend_{chosen.id}")
        one.units(chosen.facts, key=f"topic_units_{chosen.id}")
        boxes = one.tickets(desk, reading, chosen.facts.ids, key=list_key, is_choosing=is_keeper)
    if is_keeper:
        with place:
            acting.on_topic(desk, chosen, others, boxes, list_key=list_key)


def _last_year(reading: Reading, chosen: LastYear) -> None:
    words.section(chosen.proposal.title, f"典型工单：{chosen.proposal.central_title}")
    one.remembered(chosen)
    one.trend(chosen.proposal.facts, key=f"year_trend_{chosen.key}")
    one.units(chosen.proposal.facts, key=f"year_units_{chosen.key}")
    one.tickets(desk, reading, chosen.proposal.facts.ids, key=f"year_{chosen.key}",
                is_choosing=False)  # fmt: skip


def _draw(reading: Reading, which: str, found: Proposed, topics_kept: list[Topic]) -> None:
    left, right = st.columns([46, 54], gap="small")
    with left:
        if which == KEPT:
            waiting = {topic_id: len(ids) for topic_id, ids in found.additions.items()}
            topic = lists.kept(topics_kept, waiting, reading.now.date(), key="topics_kept")
        elif which == LAST_YEAR:
            past = lists.last_year(topics.last_year(reading), reading.now.date())
        else:
            listed, empty = (
                (found.rising, "没有上升的热点。") if which == RISING
                else (found.standing, "没有持续的热点。")
            )  # fmt: skip
            proposal = lists.proposals(listed, reading, key=f"topics_{which}", empty=empty)
    with right, st.container(key="topics_one", height=640, border=False):
        attempt.outcome(acting.SLOT)
        if which == KEPT and topic is not None:
            _topic(reading, topic, topics_kept, found.additions.get(topic.id, ()))
        elif which == LAST_YEAR and past is not None:
            _last_year(reading, past)
        elif which in (RISING, STANDING) and proposal is not None:
            _proposal(reading, proposal)


words.heading("热点", "系统提出，由热线办认定；依据：办法第十八条")
is_keeper = desk.actor.role in KEEPERS
with desk.database.read(desk.actor) as looking:
    with st.container(horizontal=True, vertical_alignment="center"):
        tabs = st.container()
        days = _span()
        download.button(desk, "导出热点", lambda own: topic_sheets.export(own, days),
                        key="topics_export", slot=acting.SLOT)  # fmt: skip
    found = topics.proposed(looking, days)
    ordered = sorted(
        kept.listed(looking, set(TopicState) - {TopicState.MERGED}),
        key=lambda topic: topic.state not in kept.ACTIVE,
    )
    counts = {
        RISING: len(found.rising),
        STANDING: len(found.standing),
        KEPT: sum(topic.state in kept.ACTIVE for topic in ordered),
    }
    with tabs:
        which = st.segmented_control(
            "清单", (RISING, STANDING, KEPT, LAST_YEAR), key="topics_list", required=True,
            default=RISING if found.rising or not found.standing else STANDING,
            format_func=lambda name: f"{name} {counts[name]}" if name in counts else name,
            label_visibility="collapsed",
        )  # fmt: skip
    _draw(looking, which, found, ordered)
