"""检索学习 on the screen: the switch, what the trial measured, what was learned, and what is struck out of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import streamlit as st

from core.store.work import Reading, UnitOfWork
from kb import learning, learning_report, trial
from kb.learning_report import Report, TaughtEntry
from kb.lessons import Association, Pair
from kb.terms import LearningVerdict
from kb.trial import Check
from pages._ui import attempt, table, words
from pages._ui.desk import Entered

_HEIGHT = 300
_LOOK_AGAIN_SECONDS = 1.5
_RUNNING = "kb_learning_running"


class _LeftOut(NamedTuple):
    """One thing that is not to be learned, as the list shows it."""

    id: str
    kind: str
    name: str
    bring_back: Callable[[UnitOfWork], None]


def controls(desk: Entered, reading: Reading) -> None:
    """The switch, who turned it, and 现在重新学习."""
    is_on, said = learning.is_on(reading), learning.switched(reading)
    with st.container(horizontal=True, key="kb_learning_steps", vertical_alignment="center"):
        st.button(
            "关闭学习" if is_on else "打开学习", key="kb_learning_switch",
            type="secondary" if is_on else "primary", on_click=partial(_switch, desk, not is_on),
        )  # fmt: skip
        st.button(
            "现在重新学习", key="kb_learning_now", disabled=not is_on,
            on_click=partial(_start, desk), help="在后台进行，不影响检索",
        )  # fmt: skip
        who = f"{said.by}于{words.when(said.at, reading.now)}" if said else "安装时默认"
        st.caption(f"学习{'已打开' if is_on else '已关闭'}（{who}{'打开' if is_on else '关闭'}）")
    attempt.outcome("learning")


def running(reading: Reading) -> None:
    """Whether it is learning just now; the page is drawn anew as soon as it is done."""
    if learning.is_running(reading):
        st.session_state[_RUNNING] = True
        _wait(reading)
    elif st.session_state.pop(_RUNNING, False):
        st.toast("重新学习完成。")


def _wait(reading: Reading) -> None:
    @st.fragment(run_every=_LOOK_AGAIN_SECONDS)
    def look() -> None:
        words.notice("正在重新学习，一般需要几秒到一分钟，可以先做别的。")
        if not learning.is_running(reading):
            st.rerun()

    look()


def state(reading: Reading, report: Report | None) -> None:
    """已采用, or why not, and what each source came to in the trial."""
    if report is None:
        words.notice("服务启动后一分钟内第一次学习，请稍后再看；也可以现在就重新学习。")
        return
    at = words.when(report.at, reading.now)
    if report.lessons is not None:
        words.notice(
            f"检索正在使用学到的内容：{at}从{report.lessons.count:,}个问题、"
            f"{len(report.lessons.questions):,}条知识学到。"
        )
    else:
        words.notice(f"{learning_report.why_off(report)}（{at}）", "soon")
    if report.checks:
        table.table(
            _CHECKS, report.checks, key="kb_learning_checks", empty="没有试验结果。",
            row_id=lambda check: check.source.value, excel="检索学习试验",
        )  # fmt: skip
        st.caption(
            f"试验方法：把过去的问题轮流藏起来，用其余的学习，再拿藏起来的问题去查；"
            f"平均成绩至少提高0.01才采用。问题少于{trial.FEWEST_ASKED}个不试。"
        )


def _measured(check: Check) -> str:
    if check.before is None or check.after is None:
        return f"还差{max(trial.FEWEST_ASKED - check.questions, 1)}个不同的问题才能试验"
    before, after = round(100 * check.before.top), round(100 * check.after.top)
    return (
        f"每100个问题里，正确知识排进前{trial.TOP}的由{before}个变{after}个"
        f"（平均成绩{check.before.ndcg:.3f}变{check.after.ndcg:.3f}，试了{check.asked}个问题）"
    )


_CHECKS = (
    table.Column[Check]("来源", lambda check: check.source.zh, width=110),
    table.Column[Check]("问题", lambda check: check.questions, "number", 70),
    table.Column[Check]("试验测得", _measured),
    table.Column[Check](
        "结论",
        lambda check: (
            check.verdict.zh,
            "plain" if check.verdict is LearningVerdict.HELPS else "soon",
        ),
        "badge",
        270,
    ),
)


def learned(desk: Entered, reading: Reading, report: Report) -> None:
    """What was learned: pairs of words, and entries; one click, and it is not learned."""
    left, right = st.columns(2, gap="medium")
    with left:
        words.section("词语关联", "来电里说左边的词，知识里写右边的词")
        _pairs(desk, report)
    with right:
        words.section("学到最多的知识", "过去有多少个问题由它解答")
        _entries(desk, learning_report.taught_entries(reading, report))
    left_out(desk, reading)


def _pairs(desk: Entered, report: Report) -> None:
    columns = (
        table.Column[Association]("来电说", lambda one: one.pair.asked, width=130),
        table.Column[Association]("知识写", lambda one: one.pair.written),
        table.Column[Association]("强度", lambda one: round(one.gain, 2), "number", 70),
    )
    chosen = table.table(
        columns, report.associations, key="kb_learning_pairs", select="one", height=_HEIGHT,
        empty="没有学到词语关联。", row_id=lambda one: " ".join(one.pair),
        excel="学到的词语关联",
    )  # fmt: skip
    pair = next((one.pair for one in report.associations if " ".join(one.pair) in chosen), None)
    st.button(
        "不学这对词语", key="kb_learning_no_pair", disabled=pair is None,
        on_click=partial(_exclude_pair, desk, pair),
    )  # fmt: skip


def _entries(desk: Entered, entries: list[TaughtEntry]) -> None:
    columns = (
        table.Column[TaughtEntry]("知识", lambda one: one.title),
        table.Column[TaughtEntry]("问题", lambda one: one.questions, "number", 70),
    )
    chosen = table.table(
        columns, entries, key="kb_learning_entries", select="one", height=_HEIGHT,
        empty="没有从问题学到知识。", row_id=lambda one: one.entry_id, excel="学到的知识",
    )  # fmt: skip
    st.button(
        "不学这条知识", key="kb_learning_no_entry", disabled=not chosen,
        on_click=partial(_exclude_entry, desk, chosen[0] if chosen else 0),
    )  # fmt: skip


def left_out(desk: Entered, reading: Reading) -> None:
    """不学的, each to be brought back."""
    kept = learning.excluded(reading)
    titles = learning_report.titles(reading, sorted(kept.entry_ids))
    lines = [
        _LeftOut(f"e{id_}", "知识", title, partial(learning.include_entry, entry_id=id_))
        for id_, title in titles.items()
    ] + [
        _LeftOut(f"p{' '.join(pair)}", "词语", f"{pair.asked} → {pair.written}",
                 partial(learning.include_pair, pair=pair))
        for pair in sorted(kept.pairs)
    ]  # fmt: skip
    if not lines:
        return
    words.section("不学的", "已经排除，重新学习也不会再学")
    columns = (
        table.Column[_LeftOut]("类别", lambda one: one.kind, width=80),
        table.Column[_LeftOut]("内容", lambda one: one.name),
    )
    chosen = table.table(columns, lines, key="kb_learning_out", select="one", empty="没有。",
                         excel="不学的内容")  # fmt: skip
    line = next((one for one in lines if one.id in chosen), None)
    st.button(
        "恢复学习", key="kb_learning_back", disabled=line is None,
        on_click=partial(_bring_back, desk, line),
    )  # fmt: skip


# --- what the buttons do ---------------------------------------------------------------------------


def _switch(desk: Entered, is_on: bool) -> None:
    done = "学习已打开，正在重新学习。" if is_on else "学习已关闭。"
    _change(desk, lambda uow: learning.switch(uow, is_on=is_on), done)


def _start(desk: Entered) -> None:
    if not learning.start(desk.database):
        attempt.say("正在重新学习，请稍候。")


def _exclude_pair(desk: Entered, pair: Pair | None) -> None:
    if pair is not None:
        _change(desk, lambda uow: learning.exclude_pair(uow, pair), "不再学这对词语。")
        table.clear("kb_learning_pairs")


def _exclude_entry(desk: Entered, entry_id: int) -> None:
    _change(desk, lambda uow: learning.exclude_entry(uow, entry_id), "不再学这条知识。")
    table.clear("kb_learning_entries")


def _bring_back(desk: Entered, line: _LeftOut | None) -> None:
    if line is not None:
        _change(desk, line.bring_back, "已恢复学习。")
        table.clear("kb_learning_out")


def _change(desk: Entered, change: Callable[[UnitOfWork], None], done: str) -> None:
    """Make the change, then learn anew, so that searches follow at once."""

    def changed(uow: UnitOfWork) -> bool:
        change(uow)
        return True

    if attempt.attempt(desk, changed, done=done, slot="learning"):
        learning.start(desk.database)
