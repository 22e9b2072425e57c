"""抽查: draw a sample, see who is in it, look at one after the other and write down what was found."""

from __future__ import annotations

from datetime import date

import streamlit as st

from core.casework import inspection
from core.insight import dossier, quality
from core.insight.quality import SampleLine
from core.rules.terms import Action, FindingKind
from core.store.models import InspectionRound
from core.store.work import Reading
from pages._ui import attempt, dossier_view, keys, queue_desk, table, words
from pages._ui.desk import Entered
from pages._ui.steps import fields, table_of_steps
from pages._ui.words import Tone

_SLOT, _CHOSEN = "sampling", "sampling_round"


def draw(desk: Entered, reading: Reading) -> None:
    """The whole page."""
    rounds = quality.rounds(reading)
    words.heading("抽查", "从办结件中随机抽取一部分核查，结果计入考核（办法第十三条（六））")
    with st.container(horizontal=True, key="sampling_tools", vertical_alignment="bottom"):
        chosen = _choose(rounds)
        with st.container(
            horizontal=True, horizontal_alignment="right", vertical_alignment="bottom"
        ):
            _draw_form(desk, reading)
    attempt.outcome(_SLOT)
    if chosen is None:
        words.empty("还没有抽取过样本。", "选好办结日期和比例，点“抽取样本”。")
        return
    lines = quality.sample(reading, chosen.id)
    done = sum(line.finding is not None for line in lines)
    words.notice(
        f"{chosen.from_on:%Y-%m-%d}至{chosen.until_on:%Y-%m-%d}办结{chosen.closed_tickets}件，"
        f"按{chosen.percent}%抽取，样本{len(lines)}件，已查{done}件；抽取号“{chosen.seed}”，"
        f"{chosen.drawn_by} {words.when(chosen.drawn_at, reading.now)}抽取。"
        "同一抽取号抽到的是同一批工单。"
    )
    _desk(desk, reading, chosen, lines)


def _choose(rounds: list[InspectionRound]) -> InspectionRound | None:
    if not rounds:
        return None
    by_id = {one.id: one for one in rounds}
    if st.session_state.get(_CHOSEN) not in by_id:
        st.session_state[_CHOSEN] = rounds[0].id
    st.selectbox(
        "样本", list(by_id), key=_CHOSEN, width=380,
        format_func=lambda one: (
            f"{by_id[one].from_on:%Y-%m-%d}至{by_id[one].until_on:%Y-%m-%d}　"
            f"抽取号 {by_id[one].seed}　{by_id[one].percent}%"
        ),
    )  # fmt: skip
    return by_id[st.session_state[_CHOSEN]]


def _draw_form(desk: Entered, reading: Reading) -> None:
    today = reading.now.date()
    days = st.date_input(
        "办结日期", value=(today.replace(day=1), today), max_value=today, format="YYYY-MM-DD",
        key="sampling_days", width=240,
    )  # fmt: skip
    st.number_input(
        "比例（%）",
        1,
        100,
        reading.policy.number("sample_percent"),
        key="sampling_percent",
        width=120,
    )
    st.text_input(
        "抽取号", f"{today:%Y-%m}", key="sampling_seed", width=140, max_chars=inspection.LONGEST_SEED,
        help="任意一个词，决定抽到哪些工单；同一抽取号可以复核出同一批。",
    )  # fmt: skip
    span = tuple(days) if isinstance(days, tuple) else (days,)
    st.button(
        "抽取样本", type="primary", key="sampling_do", shortcut=keys.NEW, disabled=not span,
        help="依据：办法第十三条（六）", on_click=_draw, args=(desk, span),
    )  # fmt: skip


def _draw(desk: Entered, span: tuple[date, ...]) -> None:
    seed, percent = st.session_state["sampling_seed"], st.session_state["sampling_percent"]
    drawn = attempt.attempt(
        desk,
        lambda uow: (
            inspection.draw(uow, from_on=span[0], until_on=span[-1], seed=seed, percent=percent).id
        ),
        done="样本已抽取。",
        slot=_SLOT,
    )
    if drawn is not None:
        st.session_state[_CHOSEN] = drawn


def _verdict(line: SampleLine) -> tuple[str, Tone]:
    if line.finding is None:
        return "待查", "office"
    return line.finding.zh, "done" if line.finding is FindingKind.SOUND else "late"


_COLUMNS = (
    table.Column[SampleLine]("标题", lambda line: line.title),
    table.Column[SampleLine]("承办单位", lambda line: line.unit, width=120),
    table.Column[SampleLine]("结论", _verdict, "badge", 110),
)


def _desk(desk: Entered, reading: Reading, drawn: InspectionRound, lines: list[SampleLine]) -> None:
    left, middle, right = st.columns([42, 37, 30], gap="small")
    with left:
        chosen = table.table(
            _COLUMNS, lines, key=f"sampling_{drawn.id}", empty="这个样本里没有工单。",
            select="one", height=queue_desk.LIST_HEIGHT - 90, is_first_chosen=True, excel="抽查样本",
        )  # fmt: skip
    if not chosen:
        return
    d = dossier.dossier(reading, chosen[-1])
    with middle, st.container(key="desk_matter", height=queue_desk.PANE_HEIGHT - 90, border=False):
        dossier_view.head(d)
        dossier_view.matter(d)
        dossier_view.answers(d, reading.now)
        dossier_view.replies(d, reading.now)
        dossier_view.contacts(d, reading.now)
        dossier_view.units(d, reading.now)
    with right, st.container(key="desk_step", height=queue_desk.PANE_HEIGHT - 90, border=False):
        attempt.outcome(fields.slot_of(d))
        line = next(one for one in lines if one.id == d.head.id)
        if line.finding is not None:
            words.notice(f"{line.inspected_by}：{line.finding.zh}　{line.note}", _verdict(line)[1])
            return
        choice = next(one for one in d.choices if one.action is Action.INSPECT_CLOSED)
        if choice.refusal:
            words.notice(choice.refusal, "soon")
            return
        with st.container(key=f"step_form_{d.head.id}", border=True):
            table_of_steps.FORMS[choice.action](desk, d, reading)
