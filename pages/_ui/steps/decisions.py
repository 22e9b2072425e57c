"""The steps of deciding: 呈报批示 and 批示, contested tickets, merging and splitting, transfers."""

from __future__ import annotations

from datetime import date, datetime

import streamlit as st

from core.casework import dispatching, instructions, meetings, merging, transfers
from core.clock import SHANGHAI
from core.insight import decisions, duplicates
from core.insight.dossier import Dossier
from core.insight.duplicates import Earlier, Matter
from core.rules import deadlines, wording
from core.rules.lifecycle import OPEN_STATES
from core.rules.terms import Action, Grade
from core.store.work import Reading
from pages._ui import keys, words
from pages._ui.desk import Entered
from pages._ui.steps import fields
from pages._ui.steps.fields import Step, key, typed


def report_urgent(desk: Entered, d: Dossier, reading: Reading) -> None:
    """呈报批示: the ground, what is proposed, and when the reminder comes."""
    st.text_area("呈报事由", key=key(d, "ground"), height=90, placeholder="发生了什么、影响多大")
    st.text_input("拟办意见（选填）", key=key(d, "suggestion"), max_chars=300)
    fields.button(
        desk, d, Action.REPORT_URGENT, lambda: _report(d), done=f"{d.head.number}已呈报，待批示。"
    )
    remind_at = deadlines.urgent_reminder_at(reading.policy, reading.now)
    words.notice(
        f"现在呈报，{wording.instant(remind_at, reading.now.year)}还没有批示就提醒，不分昼夜。"
    )


def _report(d: Dossier) -> Step:
    ground, suggestion, version = typed(d, "ground"), typed(d, "suggestion"), d.head.version
    return lambda uow: instructions.report_urgent(
        uow, d.head.id, ground=ground, suggestion=suggestion, seen_version=version
    )


def instruct(desk: Entered, d: Dossier, reading: Reading) -> None:
    """登记批示: who, when, and the words."""
    st.text_input("批示领导", key=key(d, "instructing"), max_chars=40)
    fields.prefill(d, "instructed_at", reading.now.replace(tzinfo=None, second=0))
    st.datetime_input("批示时间", key=key(d, "instructed_at"), step=300)
    st.text_area("批示内容", key=key(d, "instruction"), height=100)
    fields.button(
        desk, d, Action.INSTRUCT, lambda: _instruct(d),
        done=f"{d.head.number}已登记批示，转待派发。", is_primary=True, shortcut=keys.FIRST,
    )  # fmt: skip


def _instruct(d: Dossier) -> Step:
    leader, said, version = typed(d, "instructing"), typed(d, "instruction"), d.head.version
    written = typed(d, "instructed_at", None)
    at = written.replace(tzinfo=SHANGHAI) if isinstance(written, datetime) else None
    return lambda uow: instructions.instruct(
        uow, d.head.id, leader=leader, text=said, instructed_at=at or uow.now, seen_version=version
    )


def mark_contested(desk: Entered, d: Dossier, reading: Reading) -> None:
    """列为疑难: the reason; from then on a meeting or a written decision names the unit."""
    st.text_area("列为疑难的理由", key=key(d, "contested"), height=80)
    fields.button(
        desk, d, Action.MARK_CONTESTED, lambda: _contested(d),
        done=f"{d.head.number}已列为疑难，待会商。",
    )  # fmt: skip


def _contested(d: Dossier) -> Step:
    reason, version = typed(d, "contested"), d.head.version
    return lambda uow: meetings.mark_contested(uow, d.head.id, reason=reason, seen_version=version)


def convene(desk: Entered, d: Dossier, reading: Reading) -> None:
    """联席会议定责: the record, and the dispatch that follows from it."""
    names = fields.unit_names(reading)
    fields.prefill(d, "held_on", reading.now.date())  # the server's own day may be another zone's
    day, host = st.columns(2)
    with day:
        st.date_input("会议日期", key=key(d, "held_on"), max_value=reading.now.date())
    with host:
        st.text_input("主持人", key=key(d, "host"), max_chars=40)
    st.text_input("地点（选填）", key=key(d, "place"), max_chars=60)
    st.text_area("参加单位和人员", key=key(d, "attendees"), height=70)
    st.text_area("议定事项", key=key(d, "decision"), height=80)
    _units(d, names)
    fields.choose_term(d, "grade", "办理时限", tuple(Grade), first=Grade.COMPLEX)
    fields.button(
        desk, d, Action.CONVENE, lambda: _convene(d, reading.now.date()),
        done=f"{d.head.number}已按联席会议定责派发。", label="记录会议并派发", is_primary=True,
        shortcut=keys.FIRST,
    )  # fmt: skip


def _units(d: Dossier, names: dict[int, str]) -> None:
    st.selectbox(
        "主办单位", names, format_func=names.__getitem__, index=None, key=key(d, "lead"),
        placeholder="请选择主办单位",
    )  # fmt: skip
    st.multiselect(
        "协办单位", names, format_func=names.__getitem__, key=key(d, "support"),
        placeholder="没有可不选",
    )  # fmt: skip


def _convene(d: Dossier, today: date) -> Step:
    meeting = meetings.Meeting(
        held_on=typed(d, "held_on", today) or today,
        attendees=typed(d, "attendees"),
        decision=typed(d, "decision"),
        place=typed(d, "place"),
        host=typed(d, "host"),
    )
    order = dispatching.Order(
        lead_unit_id=typed(d, "lead", 0) or 0,
        grade=typed(d, "grade", Grade.COMPLEX),
        support_unit_ids=tuple(typed(d, "support", ())),
    )
    return lambda uow: meetings.convene(uow, d.head.id, meeting, order, seen_version=d.head.version)


def override(desk: Entered, d: Dossier, reading: Reading) -> None:
    """书面指定承办, by the office's lead."""
    names = fields.unit_names(reading)
    st.selectbox(
        "指定的单位", names, format_func=names.__getitem__, index=None, key=key(d, "named"),
        placeholder="请选择承办单位",
    )  # fmt: skip
    st.text_area("书面指定的理由", key=key(d, "override"), height=90)
    fields.button(
        desk, d, Action.OVERRIDE_CONTESTED, lambda: _override(d),
        done=f"{d.head.number}已书面指定，转待派发。",
    )  # fmt: skip


def _override(d: Dossier) -> Step:
    decision, unit_id = typed(d, "override"), typed(d, "named", 0) or 0
    return lambda uow: meetings.override_contested(
        uow, d.head.id, decision=decision, lead_unit_id=unit_id, seen_version=d.head.version
    )


def merge(desk: Entered, d: Dossier, reading: Reading) -> None:
    """并件: likely duplicates first, with why they are alike; what was merged can be undone."""
    matter = Matter(f"{d.head.title} {d.body}", town_id=d.town_id, address=d.address)
    likely = [
        one
        for one in duplicates.earlier(reading, matter, limit=8)
        if one.ticket_id != d.head.id and one.state in OPEN_STATES and one.is_openable
    ]
    if not likely:
        words.empty("没有找到可以并入的相似工单。", "只能并入还在办理的工单。")
        return
    st.radio(
        "并入哪一张", likely, format_func=_likely, key=key(d, "into"), index=None,
    )  # fmt: skip
    st.text_input("并件的理由", key=key(d, "merge_reason"), max_chars=200)
    fields.button(
        desk, d, Action.MERGE, lambda: _merge(d), done=f"{d.head.number}已并件，可以撤销。"
    )


def _likely(one: Earlier) -> str:
    return words.plain(f"{one.number}　{one.title}（{'、'.join(one.reasons)}）")


def _merge(d: Dossier) -> Step:
    chosen, reason, version = typed(d, "into", None), typed(d, "merge_reason"), d.head.version
    into_id = chosen.ticket_id if isinstance(chosen, Earlier) else 0
    return lambda uow: merging.merge(
        uow, d.head.id, into_id=into_id, reason=reason, seen_version=version
    )


def unmerge(desk: Entered, d: Dossier, reading: Reading) -> None:
    """撤销并件."""
    st.text_input("撤销并件的理由", key=key(d, "unmerge_reason"), max_chars=200)
    fields.button(
        desk, d, Action.UNMERGE, lambda: _unmerge(d), done=f"{d.head.number}已撤销并件，转待派发。"
    )


def _unmerge(d: Dossier) -> Step:
    reason, version = typed(d, "unmerge_reason"), d.head.version
    return lambda uow: merging.unmerge(uow, d.head.id, reason=reason, seen_version=version)


def split(desk: Entered, d: Dossier, reading: Reading) -> None:
    """拆分事项: which matters become a ticket of their own."""
    names = {item.id: f"第{item.position}项：{words.plain(item.text[:40])}" for item in d.items}
    st.multiselect(
        "拆出的事项", names, format_func=names.__getitem__, key=key(d, "split_items"),
        placeholder="至少留下一项",
    )  # fmt: skip
    st.text_input("拆分的理由", key=key(d, "split_reason"), max_chars=200)
    fields.button(
        desk, d, Action.SPLIT, lambda: _split(d), done=f"{d.head.number}已拆分，新工单待派发。"
    )


def _split(d: Dossier) -> Step:
    ids, reason = tuple(typed(d, "split_items", ())), typed(d, "split_reason")
    return lambda uow: merging.split(
        uow, d.head.id, item_ids=ids, reason=reason, seen_version=d.head.version
    )


def propose_transfer(desk: Entered, d: Dossier, reading: Reading) -> None:
    """提请移送: the facts, the evidence, who should receive it."""
    st.text_area("事实和理由", key=key(d, "transfer_ground"), height=80)
    st.text_area("查证情况和证据", key=key(d, "transfer_evidence"), height=80)
    st.text_input(
        "接收机关", key=key(d, "transfer_body"), max_chars=60, placeholder="例如：县公安局"
    )
    fields.button(
        desk, d, Action.PROPOSE_TRANSFER, lambda: _propose(d),
        done=f"{d.head.number}已提请移送，待另一人确认。",
    )  # fmt: skip
    words.notice("恶意攻击、诽谤且涉嫌犯罪的才移送；由另一位负责人确认（办法第二十二条）。")


def _propose(d: Dossier) -> Step:
    ground, evidence = typed(d, "transfer_ground"), typed(d, "transfer_evidence")
    body, version = typed(d, "transfer_body"), d.head.version
    return lambda uow: transfers.propose_transfer(
        uow, d.head.id, ground=ground, evidence=evidence, receiving_body=body, seen_version=version
    )


def decide_transfer(desk: Entered, d: Dossier, reading: Reading) -> None:
    """确认移送 or 不予移送, by a second person."""
    asked = decisions.pending_transfer(reading, d.head.id)
    is_own = asked is not None and asked.proposed_by_id == reading.actor.person_id
    st.text_area("意见", key=key(d, "transfer_ruling"), height=80)
    fields.button(
        desk, d, Action.CONFIRM_TRANSFER, lambda: _decide(d, is_confirmed=True),
        done=f"{d.head.number}已移送。", is_disabled=is_own,
    )  # fmt: skip
    fields.button(
        desk, d, Action.REJECT_TRANSFER, lambda: _decide(d, is_confirmed=False),
        done=f"{d.head.number}不予移送，继续办理。",
    )  # fmt: skip


def _decide(d: Dossier, *, is_confirmed: bool) -> Step:
    ruling, version = typed(d, "transfer_ruling"), d.head.version
    decide = transfers.confirm_transfer if is_confirmed else transfers.reject_transfer
    return lambda uow: decide(uow, d.head.id, ruling=ruling, seen_version=version)
