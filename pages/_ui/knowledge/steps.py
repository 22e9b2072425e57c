"""What may be done with an entry now, by this person: one button a step, a reason where one is due."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.insight import directory
from core.store.work import Reading, UnitOfWork
from kb import entries, lifecycle, replacing, shelves
from kb.models import Entry, Revision
from kb.shelves import OFFICE_ITSELF
from kb.terms import EntryState, Step
from pages._ui import attempt, keys, words
from pages._ui.desk import Entered
from pages._ui.knowledge import form, shelf

_AT_ONCE = {
    Step.SUBMIT: ("送审", entries.submit, "已送审。"),
    Step.APPROVE: ("审核通过", entries.approve, "已审核通过，等待热线办发布。"),
    Step.PUBLISH: ("发布", entries.publish, "已发布，现在就能查到。"),
    Step.CONFIRM_REVIEW: ("复核无误", entries.confirm_review, "已复核，复核期重新计算。"),
}
_WITH_REASON = {
    Step.REJECT: ("驳回", entries.reject, "已驳回，退给起草人修改。", "驳回理由"),
    Step.DOUBT: ("转待核实", entries.doubt, "已转待核实，暂停答复。", "哪里需要核实"),
    Step.WITHDRAW: ("下线", entries.withdraw, "已下线，不再用于答复。", "下线理由"),
}


def possible(reading: Reading, entry: Entry) -> list[Step]:
    """The steps granted to this person in the entry's state, in the order of the enum."""
    return [
        step
        for step in Step
        if (entry.state, step) in lifecycle.MOVES
        and lifecycle.is_granted(reading.actor, step, entry.state, entry.unit_id)
    ]


def remarks(entry: Entry, revision: Revision) -> None:
    """Why it stands where it stands: rejected, in doubt, withdrawn; or an older version still answers."""
    if entry.state is EntryState.DRAFT and revision.rejection_reason:
        words.notice(f"{revision.rejected_by}驳回：{revision.rejection_reason}", "soon")
    if entry.doubt:
        words.notice(f"待核实：{entry.doubt}", "soon")
    if entry.state is EntryState.WITHDRAWN:
        words.notice(f"{entry.withdrawn_by}下线：{entry.withdrawal_reason}")
    if entry.in_force_number not in {None, entry.latest_number}:
        words.notice(
            f"第{entry.in_force_number}版仍在答复，第{entry.latest_number}版发布后替换它。"
        )


def draw(desk: Entered, reading: Reading, entry: Entry) -> None:
    """The row of buttons; the first is the one the entry waits for."""
    slot = form.slot_of(entry.id)
    attempt.outcome(slot)
    steps = possible(reading, entry)
    is_past = shelves.line(reading, entry.id).state is EntryState.EXPIRED
    if is_past and Step.CONFIRM_REVIEW in steps:
        steps.remove(Step.CONFIRM_REVIEW)
        words.notice(
            "已过失效日期，不再答复来电。请修改内容和失效日期后送审，或请热线办下线。", "soon"
        )
    with st.container(horizontal=True, key="kb_entry_steps"):
        for step in steps:
            if step in _AT_ONCE:
                _at_once(desk, entry, step, is_first=step is steps[0] or steps[0] is Step.REVISE)
        for step in steps:
            if step in _WITH_REASON:
                _with_reason(desk, reading, entry, step)
        if Step.HAND_OVER in steps:
            _hand_over(desk, reading, entry)


def _at_once(desk: Entered, entry: Entry, step: Step, *, is_first: bool) -> None:
    label, use_case, done = _AT_ONCE[step]
    entry_id, seen = entry.id, entry.version
    is_main = is_first and step is not Step.CONFIRM_REVIEW
    st.button(
        label, type="primary" if is_main else "secondary", key=f"kb_{step.value}_{entry_id}",
        shortcut=keys.FIRST if is_first else None, help=f"依据：{lifecycle.ARTICLE}",
        on_click=lambda: _try(
            desk, entry_id, done, lambda uow: use_case(uow, entry_id, seen_version=seen)
        ),
    )  # fmt: skip


def _with_reason(desk: Entered, reading: Reading, entry: Entry, step: Step) -> None:
    label, use_case, done, asked = _WITH_REASON[step]
    entry_id, seen = entry.id, entry.version
    key = f"kb_{step.value}_reason_{entry_id}"

    def go() -> None:
        reason = st.session_state.get(key) or ""
        by = st.session_state.get(f"{key}_by")
        more = {"replaced_by_id": by} if step is Step.WITHDRAW else {}
        _try(desk, entry_id, done,
             lambda uow: use_case(uow, entry_id, reason=reason, seen_version=seen, **more))  # fmt: skip

    with st.popover(label, key=f"kb_{step.value}_{entry_id}"):
        st.text_area(asked, key=key, height=80)
        if step is Step.WITHDRAW:
            titles = replacing.choices(reading, entry_id)
            st.selectbox("替换为（选填）", [None, *titles], key=f"{key}_by",
                         format_func=lambda one: titles.get(one, "没有替换的知识"))  # fmt: skip
        st.button(f"确认{label}", type="primary", key=f"{key}_go", on_click=go)


def _hand_over(desk: Entered, reading: Reading, entry: Entry) -> None:
    """移交 to another unit (分责维护)."""
    entry_id, seen, key = entry.id, entry.version, f"kb_hand_over_unit_{entry.id}"
    names = {unit.id: unit.name for unit in directory.units(reading) if unit.id != entry.unit_id}

    def go() -> None:
        unit_id = st.session_state.get(key)
        _try(desk, entry_id, "已移交。",
             lambda uow: entries.hand_over(uow, entry_id, unit_id=unit_id, seen_version=seen))  # fmt: skip

    with st.popover("移交", key=f"kb_hand_over_{entry_id}"):
        st.selectbox(
            "移交给", [None, *names] if entry.unit_id else [*names], key=key,
            format_func=lambda one: names.get(one, OFFICE_ITSELF),
        )  # fmt: skip
        st.button("确认移交", type="primary", key=f"{key}_go", on_click=go)


def _try(desk: Entered, entry_id: int, done: str, use_case: Callable[[UnitOfWork], Entry]) -> None:
    slot = form.slot_of(entry_id)
    if attempt.attempt(desk, use_case, done=done, slot=slot, form=slot) is not None:
        shelf.stay(entry_id)
