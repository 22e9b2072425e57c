"""审计日志: what was done beside the tickets' own histories, filtered and paged; whether the chain still holds."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.casework import accounts
from core.exchange import sheets
from core.exchange.sheets import Written
from core.insight import audit_log
from core.insight.audit_log import Line, Wanted
from core.rules.terms import Role
from core.store.work import Reading
from kb.terms import Step
from pages._ui import as_sheet, shell, table, words

desk = shell.enter(Role.OFFICE_LEAD, Role.INSPECTOR, Role.ADMIN)

VERBS = (
    accounts.AUDIT_VERBS
    | {f"kb.{step.value}": f"知识{step.zh}" for step in Step}
    | {"kb.import": "知识导入"}
)
COLUMNS = (
    table.Column[Line]("序号", lambda line: line.id, "number", 84),
    table.Column[Line]("时间", lambda line: line.at, "instant", 190),
    table.Column[Line]("人员", lambda line: line.person_name, width=130),
    table.Column[Line]("事项", lambda line: VERBS.get(line.verb, line.verb), width=170),
    table.Column[Line]("对象", lambda line: line.subject),
    table.Column[Line](
        "结果", lambda line: None if line.is_allowed else ("已拒绝", "late"), "badge", 84
    ),
)
LIST_HEIGHT = 540


def filters(verbs: list[str]) -> Wanted:
    """The row of choices."""
    with st.container(horizontal=True, key="audit_tools", vertical_alignment="bottom"):
        days: Any = st.date_input("日期", value=[], key="audit_days", width=230)
        person = st.text_input("人员", key="audit_person", width=140)
        subject = st.text_input(
            "对象", key="audit_subject", width=200, placeholder="例如：工单编号"
        )
        verb = st.selectbox(
            "事项", verbs, format_func=lambda one: VERBS.get(one, one), index=None,
            key="audit_verb", placeholder="全部事项", width=200,
        )  # fmt: skip
        is_refused_only = st.toggle("只看被拒绝的", key="audit_refused")
    span = tuple(days) if isinstance(days, tuple) else (days,)
    return Wanted(
        from_day=span[0] if span else None,
        until_day=span[-1] if span else None,
        person=person,
        subject=subject,
        verb=verb or "",
        is_refused_only=is_refused_only,
    )


def every_line(reading: Reading, wanted: Wanted) -> Written:
    """审计日志导出: all the pages of what is chosen."""
    found = audit_log.page(reading, wanted, size=sheets.MOST_ROWS)
    sheets.require_rows(found.total, "条")
    return sheets.of_table(reading, "审计日志", as_sheet.written(COLUMNS), found.lines)


def check() -> None:
    """核对日志链: keep what was found until the next time."""
    with desk.database.read(desk.prove()) as reading:
        st.session_state["audit_checked"] = (audit_log.check(reading), reading.now)


def checked() -> None:
    """What the last check found."""
    found = st.session_state.get("audit_checked")
    if found is None:
        return
    result, at = found
    if result.broken_id is None:
        words.notice(f"{words.when(at, at)}核对{result.rows:,}条，日志链完整，没有被改动。")
    else:
        words.notice(
            f"日志链从第{result.broken_id:,}条起对不上，请立即报告负责人并封存数据库。", "late"
        )


with desk.database.read(desk.actor) as reading:
    note = st.container()
    wanted = filters(audit_log.verbs(reading))
    key = f"audit_{hash(wanted)}"
    found = audit_log.page(reading, wanted, number=table.page_number(key))
    with note:
        words.heading("审计日志", f"{found.total:,}条　只能追加，不能修改（办法第十四、十九条）")
    st.button("核对日志链", key="audit_check", on_click=check, help="依据：办法第十四条")
    checked()
    table.table(
        COLUMNS, found.lines, key=key, empty="没有符合条件的记录。", total=found.total,
        now=reading.now, height=LIST_HEIGHT, excel=lambda own: every_line(own, wanted),
    )  # fmt: skip
