"""催办、督办、上报与督查: the steps after a deadline has passed, each paper ready to be read and changed."""

from __future__ import annotations

import streamlit as st

from core.casework import supervision
from core.errors import HotlineError
from core.insight.dossier import Dossier
from core.rules.terms import Action, Level
from core.store.work import Reading
from pages._ui import keys, words
from pages._ui.desk import Entered
from pages._ui.steps import fields
from pages._ui.steps.fields import Step, key, typed

PAPER_HEIGHT = 190


def remind(desk: Entered, d: Dossier, reading: Reading) -> None:
    """催办."""
    _paper(d, reading, Level.REMINDER, "催办内容")
    fields.button(
        desk, d, Action.REMIND, lambda: _remind(d), done=f"{d.head.number}已催办。",
        is_primary=True, shortcut=keys.FIRST,
    )  # fmt: skip


def _remind(d: Dossier) -> Step:
    said, version = typed(d, Level.REMINDER.value), d.head.version
    return lambda uow: supervision.remind(uow, d.head.id, text=said, seen_version=version)


def supervise(desk: Entered, d: Dossier, reading: Reading) -> None:
    """发督办单: the number and the limit are given when it is sent."""
    _paper(d, reading, Level.ORDER, "督办单内容")
    fields.button(
        desk, d, Action.SUPERVISE, lambda: _supervise(d), done=f"{d.head.number}已发督办单。",
        is_primary=True, shortcut=keys.FIRST,
    )  # fmt: skip


def _supervise(d: Dossier) -> Step:
    said, version = typed(d, Level.ORDER.value), d.head.version
    return lambda uow: supervision.supervise(uow, d.head.id, text=said, seen_version=version)


def draft_supervision(desk: Entered, d: Dossier, reading: Reading) -> None:
    """拟督办单: the office writes, its lead sends."""
    _paper(d, reading, Level.ORDER, "督办单内容")
    fields.button(
        desk, d, Action.DRAFT_SUPERVISION, lambda: _draft(d, Level.ORDER),
        done=f"{d.head.number}的督办单已拟好，待负责人发出。", label="保存督办单拟稿",
    )  # fmt: skip


def draft_escalation(desk: Entered, d: Dossier, reading: Reading) -> None:
    """拟上报: the office writes, its lead sends."""
    _paper(d, reading, Level.ESCALATION, "给县政府督查室的报告")
    fields.button(
        desk, d, Action.DRAFT_ESCALATION, lambda: _draft(d, Level.ESCALATION),
        done=f"{d.head.number}的报告已拟好，待负责人上报。", label="保存报告拟稿",
    )  # fmt: skip


def _draft(d: Dossier, level: Level) -> Step:
    said, version = typed(d, level.value), d.head.version
    is_order = level is Level.ORDER
    draft = supervision.draft_supervision if is_order else supervision.draft_escalation
    return lambda uow: draft(uow, d.head.id, text=said, seen_version=version)


def escalate(desk: Entered, d: Dossier, reading: Reading) -> None:
    """上报督查室."""
    _paper(d, reading, Level.ESCALATION, "给县政府督查室的报告")
    fields.button(
        desk, d, Action.ESCALATE, lambda: _escalate(d), done=f"{d.head.number}已上报督查室。",
        is_primary=True, shortcut=keys.FIRST,
    )  # fmt: skip


def _escalate(d: Dossier) -> Step:
    said, version = typed(d, Level.ESCALATION.value), d.head.version
    return lambda uow: supervision.escalate(uow, d.head.id, text=said, seen_version=version)


def receive(desk: Entered, d: Dossier, reading: Reading) -> None:
    """督查签收."""
    words.notice("签收表示县政府督查室已收到这份报告，开始督查。")
    fields.button(
        desk, d, Action.RECEIVE_ESCALATION, lambda: _receive(d), done=f"{d.head.number}已签收。",
        is_primary=True, shortcut=keys.FIRST,
    )  # fmt: skip


def _receive(d: Dossier) -> Step:
    version = d.head.version
    return lambda uow: supervision.receive_escalation(uow, d.head.id, seen_version=version)


def record_result(desk: Entered, d: Dossier, reading: Reading) -> None:
    """登记督查结果; a further one is added below the first."""
    st.text_area(
        "督查结果", key=key(d, "inspection"), height=130,
        placeholder="写明查明的情况和对单位的要求；再次登记的，补在原结果之后",
    )  # fmt: skip
    fields.button(
        desk, d, Action.RECORD_INSPECTION, lambda: _record(d),
        done=f"{d.head.number}已登记督查结果。", is_primary=True, shortcut=keys.SECOND,
    )  # fmt: skip


def _record(d: Dossier) -> Step:
    result, version = typed(d, "inspection"), d.head.version
    return lambda uow: supervision.record_inspection(
        uow, d.head.id, result=result, seen_version=version
    )


def _paper(d: Dossier, reading: Reading, level: Level, label: str) -> None:
    """The text of a level, as drafted; what somebody typed stays."""
    try:
        proposed = supervision.drafted_text(reading, reading.seen_ticket(d.head.id), level)
    except HotlineError as refusal:
        words.refusal(refusal)
        proposed = ""
    fields.prefill(d, level.value, proposed)
    st.text_area(label, key=key(d, level.value), height=PAPER_HEIGHT)
