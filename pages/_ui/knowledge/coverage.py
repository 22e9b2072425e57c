"""覆盖情况: unit by kind what is kept, what is late, what is missing and what callers ask about in vain."""

from __future__ import annotations

import streamlit as st

from core.store.work import Reading
from kb import coverage
from kb.coverage import LOOKED_BACK_DAYS, UnitCoverage
from kb.terms import EntryKind
from pages._ui import attempt, download, table, words
from pages._ui.desk import Entered
from pages._ui.knowledge import use

_ARTICLE = "办法第十七条"
_UNITS = "按单位"


def draw(desk: Entered, reading: Reading) -> None:
    """Unit by unit what is kept and missing; or which entries are used most, never, in doubt."""
    part = st.segmented_control(
        "看什么", [_UNITS, *use.PARTS], key="kb_coverage_part", default=_UNITS, required=True,
        label_visibility="collapsed",
    )  # fmt: skip
    if part in use.PARTS:
        use.overview(reading, part)
    else:
        _units(desk, reading)


def _units(desk: Entered, reading: Reading) -> None:
    """The table of all units for the office, one's own for a unit; the chosen unit's gaps below."""
    lines = coverage.of_units(reading)
    attempt.outcome("kb_coverage")
    chosen = table.table(
        _columns(), lines, key="kb_coverage", select="one", height=330, is_first_chosen=True,
        row_id=lambda line: line.unit_id, empty="没有承办单位。",
        row_tone=lambda line: "soon" if line.missing else None,
    )  # fmt: skip
    download.button(
        desk, "导出覆盖表", coverage.export, key="kb_coverage_export", slot="kb_coverage"
    )
    for line in lines:
        if [line.unit_id] == chosen[:1]:
            _of_unit(line)


def _of_unit(line: UnitCoverage) -> None:
    if line.missing:
        words.notice(f"{line.name}还没有{line.missing_text}类知识（{_ARTICLE}）。", "soon")
    else:
        words.notice(f"{line.name}五类知识都有（{_ARTICLE}）。")
    if line.gaps:
        words.section(f"近{LOOKED_BACK_DAYS}天派发过、知识库里还没有知识的分类")
        words.facts([(gap.path, f"{gap.tickets} 件") for gap in line.gaps[:12]], columns=3)


def _columns() -> tuple[table.Column[UnitCoverage], ...]:
    return (
        table.Column[UnitCoverage]("责任单位", lambda line: line.name),
        *(_kind_column(kind) for kind in EntryKind),
        table.Column[UnitCoverage]("合计", lambda line: line.total, "number", 64),
        table.Column[UnitCoverage]("复核逾期", lambda line: line.overdue, "number", 84),
        table.Column[UnitCoverage]("已过期", lambda line: line.expired, "number", 74),
        table.Column[UnitCoverage]("缺少的类型", lambda line: line.missing_text, width=330),
    )


def _kind_column(kind: EntryKind) -> table.Column[UnitCoverage]:
    return table.Column(kind.zh, lambda line: line.in_force.get(kind, 0), "number", 84)
