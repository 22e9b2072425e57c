"""The ways to finish a call: answer, send on, decline, ask back; each is one save of everything typed."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from functools import partial

import streamlit as st

from core.casework import calls, dispatching, intake
from core.casework.calls import Finish
from core.casework.intake import Basis
from core.errors import BadInput
from core.rules import elements, scope, wording
from core.rules.terms import BasisKind, DeclineKind, Grade
from core.store.models import Ticket
from core.store.work import UnitOfWork
from kb import answers
from kb.terms import SearchPlace
from pages._ui import attempt
from pages._ui.desk import Entered
from pages._ui.intake import form
from pages._ui.intake.known import Known
from pages._ui.knowledge import asking

SLOT = "intake"
_PANEL, _DONE, _LEAD_OPEN = "intake_panel", "intake_done", "lead_open"


class Panel(Enum):
    """What is laid over the answers while the call is being finished."""

    TYPED = "凭文件直接答复"
    DISPATCH = "派发"
    DECLINE = "不予受理"
    AWAIT = "待补充"


def open_panel() -> Panel | None:
    """The panel in sight, None while the answers are."""
    name = st.session_state.get(_PANEL)
    return Panel[name] if name else None


def show(panel: Panel | None) -> None:
    """Open a panel, or go back to the answers."""
    st.session_state[_PANEL] = panel.name if panel else None
    st.session_state.pop(form.key(_LEAD_OPEN), None)


def done(sentence: str) -> None:
    """The call is saved: an empty form, and one slim line about what was done."""
    st.session_state[_DONE] = sentence
    show(None)
    form.begin_anew()


def last_done() -> str:
    """What the slim line says; forgotten once the next call is being typed."""
    return str(st.session_state.get(_DONE) or "")


def forget_done() -> None:
    """The next call has begun."""
    st.session_state.pop(_DONE, None)


def _save(desk: Entered, finish: Finish | None, said: Callable[[Ticket], str]) -> None:
    call = form.registration(form.typed())
    ticket = attempt.attempt(desk, lambda uow: calls.take(uow, call, finish), done=None, slot=SLOT)
    if ticket is not None:
        done(said(ticket))


# --- 直接答复 -----------------------------------------------------------------------------------


def answer(desk: Entered, entry_id: int, revision_id: int) -> None:
    """直接答复并办结 with the answer in the reading pane, entry and version pinned (办法第十条（一）)."""

    def cite(uow: UnitOfWork, ticket_id: int) -> Ticket:
        return answers.answer_directly(
            uow, ticket_id, entry_id=entry_id, seen_revision_id=revision_id
        )

    def cited(ticket: Ticket) -> str:
        asking.cited(desk, SearchPlace.INTAKE, entry_id)
        return f"{ticket.number} 已直接答复并办结。"

    _save(desk, cite, cited)


def answer_typed(desk: Entered) -> None:
    """直接答复并办结 on a document the call-taker names."""
    basis = Basis(BasisKind.TYPED, form.value("basis") or "", form.value("reply") or "")

    def reply(uow: UnitOfWork, ticket_id: int) -> Ticket:
        return intake.answer_directly(uow, ticket_id, basis=basis)

    _save(desk, reply, lambda ticket: f"{ticket.number} 已直接答复并办结。")


# --- 派发 ---------------------------------------------------------------------------------------


def send(desk: Entered) -> None:
    """派发 for the office, 提交派发 (拟派) for a call-taker, whom the office follows (办法第十条（二）)."""
    lead = form.value("lead")
    if lead is None:
        attempt.refuse(
            BadInput("请选择主办单位。", field="lead_unit_id", article="办法第十条"), slot=SLOT
        )
        return
    order = dispatching.Order(
        lead, form.value("grade") or Grade.SIMPLE, tuple(form.value("supports") or ()),
        form.value("instructions") or "",
    )  # fmt: skip
    is_office = desk.actor.is_office
    act = dispatching.dispatch if is_office else dispatching.propose
    _save(desk, lambda uow, i: act(uow, i, order), partial(_sent, is_office=is_office))


def _sent(ticket: Ticket, *, is_office: bool) -> str:
    if is_office and ticket.due_at is not None:
        return f"{ticket.number} 已派发，{wording.instant(ticket.due_at)}到期。"
    return f"{ticket.number} 已提交，等热线办派发。"


def prefill_order(seen: Known) -> None:
    """First values of the panel: the suggested units and the category's usual grade."""
    best = next(iter(seen.suggestion.units), None)
    st.session_state.setdefault(form.key(_LEAD_OPEN), best is None and form.value("lead") is None)
    if form.value("lead") is None and best is not None:
        form.put("lead", best.unit_id)
    lead = form.value("lead")
    if form.value("supports") is None:
        proposed = seen.suggestion.support_unit_ids
        form.put("supports", [one for one in proposed if one != lead and one in seen.units])
    if form.value("grade") is None:
        line = seen.categories.get(seen.call.category_id or 0)
        form.put("grade", line.usual_grade if line else Grade.SIMPLE)


def is_lead_open() -> bool:
    """Whether nobody was suggested when the panel opened: choosing is the first thing to do there."""
    return bool(form.value(_LEAD_OPEN))


# --- 不予受理、待补充 -----------------------------------------------------------------------------


def decline(desk: Entered) -> None:
    """不予受理: the kind, and what the caller was told (办法第九条)."""
    kind, told = form.value("decline_kind") or DeclineKind.EMERGENCY, form.value("told") or ""

    def refuse(uow: UnitOfWork, ticket_id: int) -> Ticket:
        return intake.decline(uow, ticket_id, kind=kind, told=told)

    _save(desk, refuse, lambda ticket: f"{ticket.number} 已按不予受理登记。")


def prefill_decline(seen: Known) -> None:
    """The kind the words smell of, and what to read out about it."""
    if form.value("decline_kind") is None:
        likely = seen.hints[0].kind if seen.hints else DeclineKind.OTHER_BY_LAW
        form.put("decline_kind", likely)
        form.put("told", scope.told(likely, seen.call.matter))


def retell() -> None:
    """For on_change of the kind: the words that belong to it."""
    kind = form.value("decline_kind") or DeclineKind.OTHER_BY_LAW
    form.put("told", scope.told(kind, form.typed().matter))


def await_details(desk: Entered) -> None:
    """待补充: what is missing, and a call back within one working day (办法第九条（五）)."""
    missing = form.value("missing") or ""

    def ask_back(uow: UnitOfWork, ticket_id: int) -> Ticket:
        return intake.await_details(uow, ticket_id, missing=missing)

    _save(desk, ask_back, _asked)


def _asked(ticket: Ticket) -> str:
    due = f"，请在{wording.instant(ticket.callback_due_at)}前回拨" if ticket.callback_due_at else ""
    return f"{ticket.number} 已转待补充{due}。"


def prefill_missing(seen: Known) -> None:
    """The elements the words lack, as a note for whoever calls back."""
    if form.value("missing") is None:
        form.put("missing", elements.as_callback_note(seen.missing))
