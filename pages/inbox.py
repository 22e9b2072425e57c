"""消息: what the person was told of the tickets they work on, with a text to send on by phone."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core.casework import inbox as seen
from core.insight import inbox
from core.insight.inbox import NoticeLine
from pages._ui import attempt, keys, registry, shell, table, words

desk = shell.enter(*registry.TICKET_ROLES)

COLUMNS = (
    table.Column[NoticeLine](
        "", lambda n: None if n.is_seen else ("新", "strong"), "badge", width=52
    ),
    table.Column[NoticeLine]("时间", lambda n: n.at, "instant", 176),
    table.Column[NoticeLine]("事项", lambda n: n.action.zh if n.action else "提醒", width=112),
    table.Column[NoticeLine]("内容", lambda n: n.text),
)
LIST_HEIGHT = 560
_SLOT = "inbox"


def mark_all() -> None:
    """Everything has been seen."""
    attempt.attempt(desk, seen.mark_all_seen, done="已全部标为已读。", slot=_SLOT)


def mark(notice_id: int) -> None:
    """One notice has been seen."""
    attempt.attempt(desk, lambda uow: seen.mark_seen(uow, notice_id), done=None, slot=_SLOT)


def read(line: NoticeLine) -> None:
    """One notice: its words, the ticket, the text to send on."""
    words.section(f"{line.action.zh if line.action else '提醒'}　{line.number}")
    words.spoken(line.text)
    with st.container(horizontal=True):
        if line.ticket_id is not None and st.button(
            "打开工单", key=f"inbox_open_{line.id}", type="primary", shortcut=keys.FIRST
        ):
            shell.open_ticket(line.ticket_id)
        if not line.is_seen:
            st.button("标为已读", key=f"inbox_seen_{line.id}", shortcut=keys.SECOND,
                      on_click=partial(mark, line.id))  # fmt: skip
    words.section("短信、微信文字", "不含个人信息，点右上角复制")
    st.code(line.sms, language=None, wrap_lines=True)


with desk.database.read(desk.actor) as reading:
    count = inbox.unseen(reading)
    words.heading("消息", f"{count}条未读　保留{inbox.KEPT_DAYS}天" if count else "没有未读消息")
    with st.container(horizontal=True, key="inbox_tools", vertical_alignment="center"):
        only = st.toggle("只看未读", key="inbox_unseen_only")
        st.button("全部标为已读", key="inbox_all", disabled=not count, on_click=mark_all,
                  shortcut=keys.THIRD)  # fmt: skip
    attempt.outcome(_SLOT)
    found = inbox.notices(reading, is_unseen_only=only)
    left, right = st.columns([7, 4], gap="medium")
    with left:
        chosen = table.table(
            COLUMNS, found, key=f"inbox_{only}", select="one", now=reading.now,
            empty="没有未读消息。" if only else "还没有消息。",
            hint="工单有需要您处理的步骤时，会在这里提醒。", height=LIST_HEIGHT,
            is_first_chosen=True, excel="消息",
        )  # fmt: skip
    with right:
        line = next((one for one in found if one.id in chosen), None)
        if line:
            read(line)
