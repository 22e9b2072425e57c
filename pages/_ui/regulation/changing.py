"""政策调整 on screen: propose, look at before and after, and confirm in a second step (办法第二十条)."""

from __future__ import annotations

import streamlit as st

from core.casework import policy_change
from core.insight import regulation
from core.rules import wording
from core.rules.policy import Kind, Policy
from core.rules.policy_table import BY_KEY, DEFAULTS
from core.store.models import PolicyChange
from core.store.work import Reading, UnitOfWork
from pages._ui import attempt, words
from pages._ui.desk import Entered

FORM, SLOT = "policy_change", "policy_change"
CONFIRMED = {True: "已确认", False: "不予调整"}


def show(desk: Entered, reading: Reading) -> None:
    """What waits for confirmation, the form for a new proposal, and what was decided."""
    waiting = regulation.proposals(reading)
    words.section("待确认的调整", "第一步提出，第二步核对后确认；确认后新登记的工单按新数值计算。")
    if not waiting:
        words.empty("没有待确认的调整。")
    for change in waiting:
        _proposal(desk, reading, change)
    attempt.outcome(SLOT)
    words.section("提出调整", "依据：办法第二十条；各项权重合计须为100")
    _form(desk, reading.policy, reading)
    _decided(reading)


def _proposal(desk: Entered, reading: Reading, change: PolicyChange) -> None:
    differences = policy_change.preview(reading, change.changes, change.effective_on)
    rows = [(d.name_zh, f"{d.before_zh} → {d.after_zh}（依据：{d.article}）") for d in differences]
    with st.container(border=True, key=f"proposal_{change.id}"):
        words.facts(
            [
                ("提出", f"{change.proposed_by}　{words.when(change.proposed_at, reading.now)}"),
                ("生效日期", wording.full_day(change.effective_on)),
                ("理由", change.reason),
                *rows,
            ]
        )
        st.text_input("不予调整的理由", key=f"policy_no_{change.id}", max_chars=200)
        with st.container(horizontal=True):
            st.button(
                "核对无误，确认调整", type="primary", key=f"policy_confirm_{change.id}",
                on_click=_confirm, args=(desk, change.id),
            )  # fmt: skip
            st.button(
                "不予调整", key=f"policy_reject_{change.id}", on_click=_reject,
                args=(desk, change.id),
            )  # fmt: skip


def _form(desk: Entered, policy: Policy, reading: Reading) -> None:
    """Several numbers at once: the weights only ever change together."""
    key = attempt.form_key(FORM)
    chosen = st.multiselect(
        "要调整的数值", [row.key for row in DEFAULTS], key=f"policy_keys_{key}",
        format_func=lambda one: f"{BY_KEY[one].name_zh}（{BY_KEY[one].article}）",
        placeholder="可以选几项；权重请一并选上",
    )  # fmt: skip
    for one in chosen:
        _field(policy, one, key)
    today = reading.now.date()
    st.date_input("生效日期", value=today, min_value=today, key=f"policy_on_{key}")
    st.text_input("调整的理由和依据", key=f"policy_why_{key}", max_chars=200)
    st.button(
        "提出调整", key="policy_propose", on_click=_propose, args=(desk, key, tuple(chosen)),
        help="提出后并不生效，须再核对、确认。依据：办法第二十条",
    )  # fmt: skip


def _field(policy: Policy, one: str, key: str) -> None:
    row = BY_KEY[one]
    label = words.plain(f"{row.name_zh}，现为{policy.spoken(one)}")
    if row.kind in (Kind.CHOICE, Kind.YES_NO):
        options = dict(row.options)
        st.selectbox(
            label, options, index=list(options).index(policy[one]),
            format_func=options.__getitem__, key=f"policy_{one}_{key}",
        )  # fmt: skip
    else:
        st.text_input(label, value=policy[one], key=f"policy_{one}_{key}", max_chars=20)


def _propose(desk: Entered, key: str, chosen: tuple[str, ...]) -> None:
    typed = st.session_state
    changes = {one: str(typed[f"policy_{one}_{key}"]) for one in chosen}
    on, why = typed[f"policy_on_{key}"], typed[f"policy_why_{key}"]

    def step(uow: UnitOfWork) -> PolicyChange:
        return policy_change.propose(uow, changes=changes, effective_on=on, reason=why)

    attempt.attempt(desk, step, done="调整已提出，请核对后确认。", slot=SLOT, form=FORM)


def _confirm(desk: Entered, change_id: int) -> None:
    attempt.attempt(
        desk, lambda uow: policy_change.confirm(uow, change_id),
        done="调整已确认，按生效日期执行。", slot=SLOT,
    )  # fmt: skip


def _reject(desk: Entered, change_id: int) -> None:
    reason = st.session_state.get(f"policy_no_{change_id}", "")
    attempt.attempt(
        desk, lambda uow: policy_change.reject(uow, change_id, reason=reason),
        done="已记为不予调整，数值不变。", slot=SLOT,
    )  # fmt: skip


def _decided(reading: Reading) -> None:
    decided = regulation.decided(reading)
    if not decided:
        return
    words.section("已决定的调整")
    words.facts(
        (
            CONFIRMED[bool(change.is_confirmed)],
            f"{_said(change)}；{change.decided_by}　{words.when(change.decided_at, reading.now)}",
        )
        for change in decided[:20]
    )


def _said(change: PolicyChange) -> str:
    parts = [
        f"{BY_KEY[one].name_zh} {dict(BY_KEY[one].options).get(value, value + BY_KEY[one].unit_zh)}"
        for one, value in change.changes.items()
    ]
    return f"{'、'.join(parts)}，{wording.full_day(change.effective_on)}起"
