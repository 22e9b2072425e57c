"""知识缺口: what callers asked and nothing answered; asked of the unit likely to know, or said to be none."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core.store.work import Reading, UnitOfWork
from kb import gaps, request_lists, requests
from kb.gaps import Gap, Likely
from pages._ui import attempt, shell, table, words

desk = shell.enter(*gaps.VIEWERS)

SLOT = "kb_gap"


def _ask(gap: Gap, likely: Likely | None) -> None:
    def use_case(uow: UnitOfWork) -> int:
        unit_id = likely.unit_id if likely else None
        request_id = requests.ask(uow, question=gap.question, unit_id=unit_id)
        gaps.link(uow, gap.record_ids, request_id)
        return request_id

    attempt.attempt(desk, use_case, done="求知单已发出。", slot=SLOT)


def _mark(gap: Gap, *, is_gap: bool) -> None:
    use_case = gaps.restore if is_gap else gaps.dismiss
    done = "已恢复。" if is_gap else "已标为不作缺口，可在“不作缺口”里恢复。"
    attempt.attempt(desk, lambda uow: use_case(uow, gap.record_ids), done=done, slot=SLOT)


def _one(looking: Reading, gap: Gap, *, dismissed: bool) -> None:
    seen = gaps.prospect(looking, gap)
    words.section(gap.question, f"{gap.times} 次　{gap.people} 人")
    if seen.is_answered and seen.nearest is not None:
        words.notice(f"已可查到：《{seen.nearest.title}》", "plain")
    facts = [("最近一次", words.when(gap.last_asked_at, looking.now))]
    if gap.wordings:
        facts.append(("其他问法", "；".join(gap.wordings[:8])))
    facts.append(("现在最接近", seen.nearest.title if seen.nearest else "没有"))
    if seen.likely:
        facts.append(("可能了解的单位", f"{seen.likely.name}　{seen.likely.reason}"))
    words.facts(facts)
    if looking.actor.role not in gaps.DESK:
        return
    with st.container(horizontal=True):
        if dismissed:
            st.button("恢复为缺口", key="gap_restore", on_click=partial(_mark, gap, is_gap=True))
            return
        if looking.actor.role in request_lists.ASKERS:
            name = seen.likely.name if seen.likely else "热线办"
            st.button(f"发求知单给{name}", type="primary", key="gap_ask",
                      on_click=partial(_ask, gap, seen.likely))  # fmt: skip
        st.button("不作缺口", key="gap_dismiss", on_click=partial(_mark, gap, is_gap=False))


with desk.database.read(desk.actor) as looking:
    words.heading("知识缺口", "群众问过、没有查到或没有人打开的问题（办法第十七条）")
    lists = ["近30天", "近90天"] + ([] if looking.actor.is_unit else ["不作缺口"])
    which = st.segmented_control("范围", lists, default=lists[0], required=True, key="gap_span",
                                 label_visibility="collapsed")  # fmt: skip
    dismissed = which == "不作缺口"
    days = gaps.SPANS_DAYS[0] if which == lists[0] else gaps.SPANS_DAYS[1]
    found = gaps.listed(looking, days, dismissed=dismissed)
    left, right = st.columns([6, 6], gap="medium")
    with left:
        columns = (
            table.Column[Gap]("问题", lambda gap: gap.question),
            table.Column[Gap]("次数", lambda gap: str(gap.times), width=56),
            table.Column[Gap]("情况", lambda gap: "无人打开" if gap.is_unread else "没有查到",
                              width=84),
        )  # fmt: skip
        chosen: list[str] = table.table(
            columns, found, key="kb_gaps", select="one", is_first_chosen=True, height=480,
            row_id=lambda gap: gap.key, empty="没有知识缺口。",
            hint="查不到、或查到没有人打开的问题会列在这里。",
        )  # fmt: skip
    with right:
        attempt.outcome(SLOT)
        one = next((gap for gap in found if [gap.key] == chosen[:1]), None)
        if one is not None:
            _one(looking, one, dismissed=dismissed)
