"""One 知识缺口 beside the list: what is known of it, and what can be done: draft, ask a unit, say it is none."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core.insight import directory
from core.store.work import Reading, UnitOfWork
from kb import gaps, request_lists, requests
from kb.gaps import Gap, Likely, Prospect
from kb.shelves import OFFICE_ITSELF
from pages._ui import attempt, registry, words
from pages._ui.desk import Entered
from pages._ui.knowledge import requests as request_desk

SLOT = "kb_gap"
_OPENED = "kb_gap_drafted"
_WORDINGS = 8


def draw(desk: Entered, looking: Reading, gap: Gap, *, dismissed: bool) -> None:
    """Its facts and steps."""
    seen = gaps.prospect(looking, gap)
    words.section(gap.question, f"{gap.times} 次　{gap.people} 人")
    if seen.is_answered and seen.nearest is not None:
        words.notice(f"已可查到：《{seen.nearest.title}》", "plain")
    facts = [("最近一次", words.when(gap.last_asked_at, looking.now))]
    if gap.wordings:
        facts.append(("其他问法", "；".join(gap.wordings[:_WORDINGS])))
    facts.append(("现在最接近", seen.nearest.title if seen.nearest else "没有"))
    if seen.likely:
        facts.append(("建议单位", f"{seen.likely.name}　{seen.likely.reason}"))
    words.facts(facts)
    is_desk = looking.actor.role in gaps.DESK
    if dismissed:
        if is_desk:
            st.button("恢复为缺口", key="gap_restore",
                      on_click=partial(_mark, desk, gap, is_gap=True))  # fmt: skip
        return
    _steps(desk, looking, gap, seen, is_desk=is_desk)


def leave_for_draft() -> None:
    """After a draft was begun: on to 知识维护, where it stands open."""
    keeping = registry.find("knowledge_edit")
    if st.session_state.pop(_OPENED, False) and keeping is not None:
        # Without a mapping Streamlit 1.67 refuses to leave while the address holds bound names.
        st.switch_page(keeping.file, query_params={})


def _steps(desk: Entered, looking: Reading, gap: Gap, seen: Prospect, *, is_desk: bool) -> None:
    unit_key = f"{gap.key}_unit"
    is_asker = looking.actor.role in request_lists.ASKERS
    if is_asker:
        _choose_unit(looking, seen.likely, unit_key)
    with st.container(horizontal=True):
        if is_asker:
            st.button("发求知单", type="primary", key="gap_ask",
                      on_click=partial(_ask, desk, gap, unit_key))  # fmt: skip
        st.button("起草知识", key="gap_draft", help="问题和其他问法带入草稿，在“知识维护”里写答复",
                  on_click=partial(_draft, desk, gap, unit_key))  # fmt: skip
        if is_desk:
            st.button("不作缺口", key="gap_dismiss",
                      on_click=partial(_mark, desk, gap, is_gap=False))  # fmt: skip


def _choose_unit(looking: Reading, likely: Likely | None, key: str) -> None:
    names = {unit.id: unit.name for unit in directory.units(looking)}
    choices = [None, *names]
    first = likely.unit_id if likely is not None and likely.unit_id in names else None
    st.selectbox(
        "单位", choices, index=choices.index(first), key=key,
        format_func=lambda one: names.get(one, OFFICE_ITSELF) if one else OFFICE_ITSELF,
        help="求知单发给它；起草的知识由它负责",
    )  # fmt: skip


def _ask(desk: Entered, gap: Gap, unit_key: str) -> None:
    def use_case(uow: UnitOfWork) -> int:
        unit_id = st.session_state.get(unit_key)
        request_id = requests.ask(uow, question=gap.question, unit_id=unit_id)
        gaps.link(uow, gap.record_ids, request_id)
        return request_id

    attempt.attempt(desk, use_case, done="求知单已发出，可在“知识维护”的求知单里看。", slot=SLOT)


def _draft(desk: Entered, gap: Gap, unit_key: str) -> None:
    def use_case(uow: UnitOfWork) -> tuple[int, str]:
        entry = gaps.draft(uow, gap, unit_id=st.session_state.get(unit_key))
        return entry.id, entry.title

    made = attempt.attempt(desk, use_case, done="已起草，请写好答复后送审。", slot=SLOT)
    if made is not None:
        request_desk.opened_draft(*made)
        st.session_state[_OPENED] = True


def _mark(desk: Entered, gap: Gap, *, is_gap: bool) -> None:
    use_case = gaps.restore if is_gap else gaps.dismiss
    done = "已恢复。" if is_gap else "已标为不作缺口，可在“不作缺口”里恢复。"
    attempt.attempt(desk, lambda uow: use_case(uow, gap.record_ids), done=done, slot=SLOT)
