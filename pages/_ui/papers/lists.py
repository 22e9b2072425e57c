"""左上的清单与起草: papers by kind, and what can be drafted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from core.casework import papers
from core.insight import papers as shown
from core.insight.papers import Line
from core.rules.terms import PaperKind
from core.store.models import IssuedPaper
from core.store.work import Reading, UnitOfWork
from pages._ui import attempt, table, words
from pages._ui.desk import Entered

SLOT, KEY = "papers_draft", "papers"
HEIGHT = 210
_TONES: dict[str, words.Tone] = {
    shown.DRAFT: "office",
    shown.ISSUED: "done",
    shown.DISCARDED: "out",
}


def choose(found: Sequence[Line]) -> int | None:
    """文件清单; gives the one chosen, the first until another is."""
    columns = (
        table.Column[Line]("文件", lambda one: one.kind.zh, width=112),
        table.Column[Line]("时期", lambda one: one.about, width=88),
        table.Column[Line](
            "状态", lambda one: (one.state, _TONES[one.state]), kind="badge", width=68
        ),
        table.Column[Line]("文号", lambda one: one.number),
        table.Column[Line]("经手", lambda one: one.changed_by, width=68),
    )
    chosen = table.table(
        columns, found, key=KEY, select="one", is_first_chosen=True, height=HEIGHT,
        excel="文件清单", empty="这里还没有文件。", hint="提取或冻结月度考核后，即可起草通报。",
    )  # fmt: skip
    return chosen[0] if chosen else None


def kind() -> PaperKind | None:
    """文件种类 to list; None for all."""
    picked: PaperKind | None = st.selectbox(
        "种类", [None, *PaperKind], key="papers_kind", label_visibility="collapsed", width=180,
        format_func=lambda one: one.zh if one else "全部种类",
    )  # fmt: skip
    return picked


def drafting(desk: Entered, reading: Reading) -> None:
    """起草: what there are figures for."""
    months, topics = shown.months(reading), shown.topics(reading)
    with st.popover("起草"):
        if months:
            names = dict(months)
            month = st.selectbox(
                "月份", list(names), format_func=names.__getitem__, key="draft_month"
            )
            _button(desk, "起草运行情况通报", lambda uow: papers.draft_bulletin(uow, month))
            _button(desk, "起草月度考核通报", lambda uow: papers.draft_assessment(uow, month))
            _button(desk, f"起草{month.year}年度考核通报",
                    lambda uow: papers.draft_yearly_assessment(uow, month.year))  # fmt: skip
            _button(desk, "起草推诿扯皮专报", lambda uow: papers.draft_shirking_report(uow, month))
        else:
            words.empty("还没有提取过月度考核数据。", "提取或冻结月度考核后，即可起草通报。")
        if topics:
            titles = dict(topics)
            topic = st.selectbox(
                "热点", list(titles), format_func=titles.__getitem__, key="draft_topic"
            )
            _button(desk, "起草热点专报", lambda uow: papers.draft_topic_report(uow, topic))
        attempt.outcome(SLOT)


def _button(desk: Entered, label: str, make: Callable[[UnitOfWork], IssuedPaper]) -> None:
    st.button(label, key=f"draft_{label}", on_click=_draft, args=(desk, make))


def _draft(desk: Entered, make: Callable[[UnitOfWork], IssuedPaper]) -> Any:
    made = attempt.attempt(
        desk, lambda uow: make(uow).id, done="已起草，请填写文字部分。", slot=SLOT
    )
    if made is not None:
        st.session_state["papers_kind"] = None
        table.clear(KEY)  # the newest stands first and is opened
