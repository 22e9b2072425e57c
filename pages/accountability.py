"""问责线索: raised by rules and the office; the lead decides and refers, the inspectors read what was confirmed."""

from __future__ import annotations

import streamlit as st

from core.insight import accountability
from core.insight.accountability import CaseLine
from core.rules.terms import AccountabilityState, Role
from core.store.work import Reading
from pages._ui import accountability_steps, shell, table, words

desk = shell.enter(Role.OFFICE, Role.OFFICE_LEAD, Role.INSPECTOR)

TONES: dict[AccountabilityState, words.Tone] = {
    AccountabilityState.DRAFT: "office",
    AccountabilityState.CONFIRMED: "strong",
    AccountabilityState.REFERRED: "done",
    AccountabilityState.DISMISSED: "out",
}
COLUMNS = (
    table.Column[CaseLine]("工单", lambda c: c.number, width=128),
    table.Column[CaseLine]("单位", lambda c: c.unit, width=120),
    table.Column[CaseLine]("情形", lambda c: c.kind.zh),
    table.Column[CaseLine]("状态", lambda c: (c.state.zh, TONES[c.state]), "badge", 112),
    table.Column[CaseLine]("提出时间", lambda c: c.raised_at, "instant", 176),
)
_ALL = "all"
LIST_HEIGHT = 560


def lists(reading: Reading) -> dict[str, str]:
    """The lists by the code of their state, with what they hold; the inspectors' begin where the lead has decided."""
    held = accountability.counts(reading)
    states = list(AccountabilityState)
    if reading.actor.role is Role.INSPECTOR:
        states = list(accountability.FOR_INSPECTORS)
    named = {state.value: f"{state.zh} {held.get(state, 0)}" for state in states}
    return named | {_ALL: f"全部 {sum(held.values())}"}


def read(case: CaseLine, reading: Reading) -> None:
    """One case: what it is about, what was decided, where it went."""
    now = reading.now
    words.section(f"{case.number}　{case.unit}", words.badge(case.state.zh, TONES[case.state]))
    words.facts(
        [
            ("情形", case.kind.zh),
            ("诉求", case.title or "—"),
            ("提出", f"{words.when(case.raised_at, now)}　{case.raised_by}"),
        ]
    )
    words.spoken(case.ground)
    if case.decided_at:
        words.section("认定意见", f"{case.decided_by}　{words.when(case.decided_at, now)}")
        words.spoken(case.ruling)
    if case.referred_at:
        words.notice(
            f"已由{case.referred_by}于{words.when(case.referred_at, now)}报送{case.referred_to}。"
        )
    if case.ticket_id is not None and st.button(
        "打开工单", key=f"case_open_{case.id}", type="tertiary"
    ):
        shell.open_ticket(case.ticket_id)


with desk.database.read(desk.actor) as reading:
    words.heading("问责线索", "办法第六条（六）、第二十一条　草稿由规则或热线办提出，由负责人认定")
    names = lists(reading)
    wanted = st.segmented_control(
        "清单", list(names), format_func=names.__getitem__, key="cases_state", required=True,
        default=next(iter(names)), label_visibility="collapsed",
    )  # fmt: skip
    states = frozenset() if wanted == _ALL else frozenset({AccountabilityState(wanted)})
    found = accountability.cases(reading, states)
    left, right = st.columns([7, 5], gap="medium")
    with left:
        chosen = table.table(
            COLUMNS, found, key=f"cases_{wanted}", empty="这个清单里没有问责线索。", select="one",
            hint="退回重办、督办单到期未办会自动提出线索。" if reading.actor.is_office else "",
            now=reading.now, height=LIST_HEIGHT, is_first_chosen=True, excel="问责线索",
        )  # fmt: skip
    with right:
        case = next((one for one in found if one.id in chosen), None)
        if case:
            read(case, reading)
            accountability_steps.decide(desk, case)
        accountability_steps.outcome()
        if reading.actor.is_office:
            accountability_steps.draft(desk, reading)
