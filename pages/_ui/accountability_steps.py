"""The steps of 问责线索: the lead confirms, dismisses or refers a case; the office drafts one by a ticket's number."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core.casework import accountability
from core.errors import BadInput
from core.insight import accountability as register
from core.insight import listing
from core.insight.accountability import CaseLine
from core.insight.listing import Filter
from core.rules.terms import AccountabilityKind, AccountabilityState, Role
from core.store.work import Reading, UnitOfWork
from pages._ui import attempt, keys
from pages._ui.desk import Entered

ARTICLE = f"依据：{accountability.ARTICLE}"
_SLOT, _NUMBER, _UNIT = "cases", "case_number", "case_unit"
_KIND, _GROUND = "case_kind", "case_ground"


def outcome() -> None:
    """Where refusals of a case's steps are shown."""
    attempt.outcome(_SLOT)


def decide(desk: Entered, case: CaseLine) -> None:
    """认定、不予认定、报送: the lead's, whatever else is on the page."""
    if desk.actor.role is not Role.OFFICE_LEAD:
        return
    if case.state is AccountabilityState.DRAFT:
        st.text_area("认定意见", key=f"case_ruling_{case.id}", height=90)
        yes, no = st.columns(2)
        yes.button(
            "认定", key=f"case_confirm_{case.id}", type="primary", width="stretch", help=ARTICLE,
            shortcut=keys.FIRST, on_click=_decide, args=(desk, case, True),
        )  # fmt: skip
        no.button(
            "不予认定", key=f"case_dismiss_{case.id}", width="stretch", help=ARTICLE,
            shortcut=keys.SECOND, on_click=_decide, args=(desk, case, False),
        )  # fmt: skip
    elif case.state is AccountabilityState.CONFIRMED:
        st.button(
            f"报送{accountability.addressee(case.kind)}", key=f"case_refer_{case.id}",
            type="primary", width="stretch", help=ARTICLE, shortcut=keys.FIRST,
            on_click=_refer, args=(desk, case),
        )  # fmt: skip


def _decide(desk: Entered, case: CaseLine, is_confirmed: bool) -> None:
    ruling = st.session_state.get(f"case_ruling_{case.id}", "")
    step = accountability.confirm_case if is_confirmed else accountability.dismiss_case
    done = f"{case.number}的线索{'已认定' if is_confirmed else '不予认定'}。"
    attempt.attempt(desk, lambda uow: step(uow, case.id, ruling=ruling), done=done, slot=_SLOT)


def _refer(desk: Entered, case: CaseLine) -> None:
    attempt.attempt(
        desk, lambda uow: accountability.refer_case(uow, case.id),
        done=f"{case.number}的线索已报送。", slot=_SLOT,
    )  # fmt: skip


def draft(desk: Entered, reading: Reading) -> None:
    """拟线索: a ticket's number, the unit that had it, which of the four kinds, the facts."""
    with st.expander("登记一条线索"):
        number = st.text_input("工单编号", key=_NUMBER, placeholder="例如：XF20261009-0012").strip()
        ticket_id = _ticket_id(reading, number)
        units = register.units_of(reading, ticket_id) if ticket_id else {}
        if number and not units:
            st.caption("没有找到这张工单，或者它还没有派发过。")
        st.selectbox(
            "单位", units, format_func=units.__getitem__, key=f"{_UNIT}_{ticket_id}",
            placeholder="先填工单编号",
        )  # fmt: skip
        st.selectbox("情形", list(AccountabilityKind), format_func=lambda kind: kind.zh, key=_KIND)
        st.text_area("事实", key=_GROUND, height=90, placeholder="何时、何单位、何事，以及依据")
        st.button(
            "登记线索", key="case_draft", help=ARTICLE, on_click=_draft, args=(desk, ticket_id)
        )


def _ticket_id(reading: Reading, number: str) -> int | None:
    if not number:
        return None
    found = listing.page(reading, Filter(words=number), size=2).rows
    return next((row.id for row in found if number in {row.number, row.city_number}), None)


def _draft(desk: Entered, ticket_id: int | None) -> None:
    typed = st.session_state
    unit_id = typed.get(f"{_UNIT}_{ticket_id}")
    if ticket_id is None or unit_id is None:
        attempt.refuse(BadInput("请填写办理过的工单编号，并选择单位。"), slot=_SLOT)
        return
    step = partial(_drafted, ticket_id, unit_id, typed[_KIND], typed.get(_GROUND, ""))
    if attempt.attempt(desk, step, done="线索已登记，待负责人认定。", slot=_SLOT):
        typed[_NUMBER], typed[_GROUND] = "", ""


def _drafted(
    ticket_id: int, unit_id: int, kind: AccountabilityKind, ground: str, uow: UnitOfWork
) -> bool:
    accountability.draft_case(uow, ticket_id, unit_id=unit_id, kind=kind, ground=ground)
    return True
