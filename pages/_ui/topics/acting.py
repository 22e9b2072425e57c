"""热点的处置: take up, rename, merge, split, add, remove, settle, dismiss — each logged with its name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from core.casework import papers, topics
from core.casework.topics import LONGEST_NOTE, LONGEST_TITLE
from core.insight.topics import ACTIVE, Topic
from core.rules.terms import TopicState
from core.store.work import UnitOfWork
from kb.topics import Proposal
from pages._ui import attempt, keys, table
from pages._ui.desk import Entered

SLOT = "topics"
UseCase = Callable[[UnitOfWork], Any]


def on_proposal(desk: Entered, one: Proposal, chosen: Sequence[int]) -> None:
    """关注 or 不作热点."""
    ids = list(chosen) or list(one.facts.ids)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        title = st.text_input(
            "名称", one.title, key=f"topic_title_{one.key}", max_chars=LONGEST_TITLE
        )
        label = f"关注勾选的{len(chosen)}件" if chosen else "关注"
        _button(desk, label, lambda uow: topics.take_up(uow, ids, title=title),
                done="已关注，在“已关注”里。", key="topic_take_up", is_primary=True)  # fmt: skip
        with st.popover("不作热点"):
            reason = st.text_area("理由", key=f"topic_reason_{one.key}", max_chars=LONGEST_NOTE)
            _button(
                desk, "确定不作热点",
                lambda uow: topics.dismiss_proposal(
                    uow, one.facts.ids, title=title or one.title, reason=reason
                ),
                done="不再列出；件数再增一半时会重新提出。", key="topic_dismiss_proposal",
            )  # fmt: skip


def on_topic(
    desk: Entered, one: Topic, others: Sequence[Topic], chosen: Sequence[int], *, list_key: str
) -> None:
    """What may be done with a topic that is kept."""
    if one.state not in ACTIVE:
        _button(desk, "恢复关注", lambda uow: topics.resume(uow, one.id),
                done="已恢复关注。", key="topic_resume")  # fmt: skip
        return
    with st.container(horizontal=True):
        _button(desk, "形成专报", lambda uow: papers.draft_topic_report(uow, one.id),
                done="专报已起草，请到“文件”里编辑。", key="topic_report", is_primary=True)  # fmt: skip
        _naming(desk, one)
        _merging(desk, one, [other for other in others if other.id != one.id])
        _splitting(desk, one, chosen, list_key)
        _ending(desk, one)


def on_additions(desk: Entered, one: Topic, ids: Sequence[int], chosen: Sequence[int]) -> None:
    """待加入: the engine proposes, a person puts in or turns away."""
    wanted = list(chosen) or list(ids)

    with st.container(horizontal=True):
        _button(desk, f"加入{len(wanted)}件", lambda uow: topics.add(uow, one.id, wanted),
                done="已加入。", key="topic_add", is_primary=True)  # fmt: skip
        _button(desk, f"{len(wanted)}件不属于", lambda uow: topics.turn_away(uow, one.id, wanted),
                done="不再提出。", key="topic_turn_away")  # fmt: skip


def _naming(desk: Entered, one: Topic) -> None:
    with st.popover("改名"):
        title = st.text_input(
            "名称", one.title, key=f"topic_name_{one.id}", max_chars=LONGEST_TITLE
        )
        note = st.text_area("说明", one.note, key=f"topic_note_{one.id}", max_chars=LONGEST_NOTE)
        _button(
            desk, "保存",
            lambda uow: topics.rename(
                uow, one.id, title=title, note=note, seen_version=one.version
            ),
            done="已保存。", key="topic_rename", shortcut=keys.SAVE,
        )  # fmt: skip


def _merging(desk: Entered, one: Topic, others: Sequence[Topic]) -> None:
    active = [other for other in others if other.state in ACTIVE]
    with st.popover("合并", disabled=not active):
        into = st.selectbox(
            "并入", active, format_func=lambda other: other.title, key=f"topic_into_{one.id}"
        )
        if into is not None:
            _button(desk, "确定合并", lambda uow: topics.merge(uow, one.id, into_id=into.id),
                    done="已合并。", key="topic_merge")  # fmt: skip


def _splitting(desk: Entered, one: Topic, chosen: Sequence[int], list_key: str) -> None:
    label = f"拆分{len(chosen)}件" if chosen else "拆分"
    with st.popover(label, disabled=not chosen, help="先在下面的工单里勾选"):
        title = st.text_input("另立的名称", key=f"topic_apart_{one.id}", max_chars=LONGEST_TITLE)
        _button(desk, "拆分另立", lambda uow: topics.split(uow, one.id, chosen, title=title),
                done="已拆分。", key="topic_split", list_key=list_key)  # fmt: skip
        _button(desk, "移出热点", lambda uow: topics.remove(uow, one.id, chosen),
                done="已移出。", key="topic_remove", list_key=list_key)  # fmt: skip


def _ending(desk: Entered, one: Topic) -> None:
    with st.popover("结束"):
        note = st.text_area("怎样平息的", key=f"topic_settled_{one.id}", max_chars=LONGEST_NOTE)
        _button(desk, "确定平息", lambda uow: topics.settle(uow, one.id, note=note),
                done=f"已标为“{TopicState.SETTLED.zh}”。", key="topic_settle")  # fmt: skip
        reason = st.text_area(
            "或者，不作热点的理由", key=f"topic_dropped_{one.id}", max_chars=LONGEST_NOTE
        )
        _button(desk, "确定不作热点", lambda uow: topics.dismiss(uow, one.id, reason=reason),
                done=f"已标为“{TopicState.DISMISSED.zh}”。", key="topic_dismiss")  # fmt: skip


def _button(
    desk: Entered,
    label: str,
    use_case: UseCase,
    *,
    done: str,
    key: str,
    is_primary: bool = False,
    shortcut: str | None = None,
    list_key: str | None = None,
) -> None:
    def press() -> None:
        result = attempt.attempt(desk, lambda uow: (use_case(uow), True)[1], done=done, slot=SLOT)
        if result and list_key:
            table.clear(list_key)

    st.button(
        label, key=key, on_click=press, shortcut=shortcut,
        type="primary" if is_primary else "secondary",
    )  # fmt: skip
