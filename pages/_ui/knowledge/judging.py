"""有用/没用 beside the answer: one key each, pressed again it is taken back; 没用 asks why in one line."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core.store.work import Reading, UnitOfWork
from kb import corrections, judgements
from kb.corrections import LONGEST_TEXT
from pages._ui import attempt
from pages._ui.desk import Entered

USEFUL, USELESS = "Alt+U", "Alt+M"
_SLOT = "kb_judge"


def draw(desk: Entered, reading: Reading, entry_id: int, revision_id: int) -> None:
    """The two buttons with how many said so of this version; the person's own word is marked."""
    said = judgements.of(reading, entry_id, revision_id)
    choices = (
        (True, "有用", said.useful, USEFUL, "排序时更靠前"),
        (False, "没用", said.not_useful, USELESS, "告诉维护的人这条没有帮上忙"),
    )
    for is_useful, name, count, keys, hint in choices:
        is_mine = said.is_useful_to_me is is_useful
        label = f"{'✓ ' if is_mine else ''}{name}{f' {count}' if count else ''}"
        st.button(
            label, key=f"kb_judge_{'yes' if is_useful else 'no'}", shortcut=keys,
            help="再按一次收回" if is_mine else hint,
            on_click=partial(_judge, desk, entry_id, revision_id, None if is_mine else is_useful),
        )  # fmt: skip


def why(desk: Entered, entry_id: int, revision_id: int) -> None:
    """没用 said: one line tells the keeper what is missing, as 纠错."""
    attempt.outcome(_SLOT)
    if st.session_state.get(_asked(entry_id)) != revision_id:
        return
    slot = f"{_SLOT}_{entry_id}"
    key = f"{slot}_what_{attempt.form_key(slot)}"
    with st.container(horizontal=True, key="kb_why", vertical_alignment="bottom"):
        st.text_input("哪里没帮上忙（可以不填）", key=key, max_chars=LONGEST_TEXT, width=360,
                      placeholder="例如：没有写周末办不办")  # fmt: skip
        st.button("告诉责任单位", key="kb_why_send",
                  on_click=partial(_send, desk, entry_id, revision_id, slot, key))  # fmt: skip
        st.button("不用了", key="kb_why_leave", type="tertiary",
                  on_click=partial(st.session_state.pop, _asked(entry_id), None))  # fmt: skip
    attempt.outcome(slot)


def _judge(desk: Entered, entry_id: int, revision_id: int, is_useful: bool | None) -> None:
    def say(uow: UnitOfWork) -> bool:
        if is_useful is None:
            judgements.take_back(uow, entry_id)
        else:
            judgements.judge(uow, entry_id, revision_id, is_useful=is_useful)
        return True

    st.session_state.pop(_asked(entry_id), None)
    if attempt.attempt(desk, say, done=None, slot=_SLOT) and is_useful is False:
        st.session_state[_asked(entry_id)] = revision_id


def _send(desk: Entered, entry_id: int, revision_id: int, slot: str, key: str) -> None:
    what = st.session_state.get(key) or ""

    def raise_it(uow: UnitOfWork) -> int:
        return corrections.raise_correction(uow, entry_id, revision_id, what).id

    done = "已转责任单位核实，答复后会告诉您。"
    if attempt.attempt(desk, raise_it, done=done, slot=slot, form=slot):
        st.session_state.pop(_asked(entry_id), None)


def _asked(entry_id: int) -> str:
    return f"{_SLOT}_why_{entry_id}"
