"""评分与调整: marks of 工作机制 for all units in one table; corrections of a frozen month as rows of their own."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

import streamlit as st

from core.casework import months
from core.errors import BadInput
from core.exchange import score_sheets
from core.insight import directory, frozen
from core.insight.indicators import scoreboard
from core.rules import appraisal
from core.rules.periods import Period
from core.rules.terms import Role
from core.store.models import ScoreAdjustment
from core.store.work import Reading
from pages._ui import attempt, download, table, words
from pages._ui.desk import Entered

MARKS, ADJUSTING = "marks", "adjusting"

Given = dict[int, tuple[Decimal, str]]
"""Each unit's mark and its evidence as they are kept."""


def marks(desk: Entered, reading: Reading, period: Period) -> None:
    """工作机制: a mark from 0 to 100 with its evidence; only what was changed is kept."""
    words.section("工作机制评分", f"0至100分，写明依据；依据：{appraisal.ARTICLE}")
    kept = scoreboard.marks(reading, period.first_on)
    given = {unit_id: (one.percent, one.evidence) for unit_id, one in kept.items()}
    units = directory.units(reading)
    download.button(
        desk, "导出评分", partial(score_sheets.marks, period=period), key="marks_export",
        is_disabled=not given,
    )  # fmt: skip
    attempt.outcome("download")
    attempt.outcome(MARKS)
    key = f"marks_{period.first_on}"
    st.data_editor(
        {
            "单位": [unit.name for unit in units],
            "评分": [f"{float(given[unit.id][0]):g}" if unit.id in given else "" for unit in units],
            "依据": [given[unit.id][1] if unit.id in given else "" for unit in units],
        },
        key=key, hide_index=True, disabled=["单位"], height=420, width="stretch",
        column_config={"单位": st.column_config.TextColumn(width="medium"),
                       "依据": st.column_config.TextColumn(width="large")},
    )  # fmt: skip
    st.button(
        "保存评分", key="marks_save", type="primary",
        on_click=partial(_save, desk, period, [(unit.id, unit.name) for unit in units], given, key),
    )  # fmt: skip


def _save(
    desk: Entered, period: Period, units: list[tuple[int, str]], given: Given, key: str
) -> None:
    changed: dict[int, dict[str, Any]] = st.session_state.get(key, {}).get("edited_rows", {})
    try:
        wanted = dict(_mark(units[row], given, change) for row, change in sorted(changed.items()))
    except BadInput as refusal:
        attempt.refuse(refusal, slot=MARKS)
        return
    if not wanted:
        attempt.refuse(BadInput("没有改动，不需要保存。"), slot=MARKS)
        return
    attempt.attempt(
        desk, lambda uow: months.mark_many(uow, period.first_on, wanted),
        done=f"已保存{len(wanted)}个单位的评分。", slot=MARKS,
    )  # fmt: skip


def _mark(
    unit: tuple[int, str], given: Given, change: dict[str, Any]
) -> tuple[int, tuple[Decimal, str]]:
    """One row as it was filled in. Raises BadInput naming the unit."""
    unit_id, name = unit
    before = given.get(unit_id)
    written = str(change.get("评分") or (before[0] if before else "")).strip()
    try:
        percent = Decimal(written)
    except InvalidOperation:
        raise BadInput(f"{name}：评分应是0至100的数。", field="percent") from None
    evidence = str(change.get("依据", before[1] if before else "") or "").strip()
    if not evidence:
        raise BadInput(f"{name}：请写明评分的依据。", field="evidence")
    if not Decimal() <= percent <= appraisal.HUNDRED:
        raise BadInput(f"{name}：评分应在0至100之间。", field="percent")
    return unit_id, (percent, evidence)


def adjustments(desk: Entered, reading: Reading, period: Period) -> None:
    """调整: the list, what waits for the second step, and the form."""
    words.section("得分调整", "冻结的得分不变，调整另列一行，确认后计入")
    found = frozen.adjustments(reading, period.first_on)
    download.button(
        desk, "导出调整", partial(score_sheets.adjustments, period=period), key="adjustments_export",
        is_disabled=not found,
    )  # fmt: skip
    attempt.outcome("download")
    attempt.outcome(ADJUSTING)
    is_lead = reading.actor.role is Role.OFFICE_LEAD
    for one in found:
        if is_lead and one.confirmed_at is None and one.rejected_at is None:
            _settle(desk, one)
    table.table(
        _ADJUSTED,
        found,
        key=f"adjusted_{period.first_on}",
        empty="没有调整。",
        hint="申诉获准等情形可以调整。",
    )
    if is_lead and any(
        line.month == period.first_on for line in frozen.scores(reading, period.first_on)
    ):
        _form(desk, reading, period)


def _settle(desk: Entered, one: ScoreAdjustment) -> None:
    with st.container(horizontal=True, key=f"adjusting_{one.id}", vertical_alignment="center"):
        words.notice(
            f"{one.unit.name} {one.points:+}分：{one.reason}（{one.proposed_by}提出）", "soon"
        )
        for is_confirmed, label in ((True, "确认调整"), (False, "作废")):
            st.button(
                label, key=f"settle_{one.id}_{is_confirmed}",
                on_click=partial(_settle_now, desk, one.id, is_confirmed),
            )  # fmt: skip


def _settle_now(desk: Entered, adjustment_id: int, is_confirmed: bool) -> None:
    attempt.attempt(
        desk, lambda uow: months.settle_adjustment(uow, adjustment_id, is_confirmed=is_confirmed),
        done="调整已计入。" if is_confirmed else "调整已作废。", slot=ADJUSTING,
    )  # fmt: skip


def _form(desk: Entered, reading: Reading, period: Period) -> None:
    units = {line.name: line.unit_id for line in frozen.scores(reading, period.first_on)}
    contests = {
        f"{one.unit_name}　{one.ticket_number}": (one.id, one.unit_id)
        for one in frozen.granted_contests(reading, period.first_on)
    }
    with st.popover("提出调整"):
        if contests:
            st.selectbox(
                "依据的申诉（可以不选）", list(contests), key="adjust_contest", index=None,
                placeholder="选择冻结以后成立的申诉",
            )  # fmt: skip
        st.selectbox("单位", list(units), key="adjust_unit", index=None, placeholder="选择单位")
        st.text_input("分数", key="adjust_points", placeholder="加分写 1.5，减分写 -1.5")
        st.text_area("理由", key="adjust_reason", height=80, max_chars=months.LONGEST_TEXT)
        st.button(
            "提出", key="adjust_go", type="primary",
            on_click=partial(_propose, desk, period, units, contests),
        )  # fmt: skip


def _propose(
    desk: Entered, period: Period, units: dict[str, int], contests: dict[str, tuple[int, int]]
) -> None:
    contest_id, unit_id = contests.get(st.session_state.get("adjust_contest") or "", (None, None))
    unit_id = units.get(st.session_state.get("adjust_unit") or "", unit_id)
    try:
        points = Decimal(str(st.session_state.get("adjust_points") or "").strip())
    except InvalidOperation:
        attempt.refuse(BadInput("分数应是数字，例如 1.5 或 -1.5。", field="points"), slot=ADJUSTING)
        return
    if unit_id is None:
        attempt.refuse(BadInput("请选择单位。", field="unit_id"), slot=ADJUSTING)
        return
    reason = st.session_state.get("adjust_reason") or ""
    attempt.attempt(
        desk,
        lambda uow: months.adjust(
            uow, period.first_on, unit_id, points=points, reason=reason, contest_id=contest_id
        ),
        done="调整已提出，还要确认一次。", slot=ADJUSTING,
    )  # fmt: skip


def _state(one: ScoreAdjustment) -> str:
    if one.confirmed_at is not None:
        return f"{one.confirmed_by}{one.confirmed_at:%Y-%m-%d}确认"
    return "已作废" if one.rejected_at is not None else "待确认"


_ADJUSTED = (
    table.Column[ScoreAdjustment]("单位", lambda one: one.unit.name, width=180),
    table.Column[ScoreAdjustment]("分数", lambda one: f"{one.points:+.2f}", width=70),
    table.Column[ScoreAdjustment]("理由", lambda one: one.reason),
    table.Column[ScoreAdjustment]("依据", lambda one: "申诉成立" if one.contest_id else "", width=76),
    table.Column[ScoreAdjustment]("提出", lambda one: f"{one.proposed_by}{one.proposed_at:%Y-%m-%d}", width=150),
    table.Column[ScoreAdjustment]("状态", _state, width=170),
)  # fmt: skip
