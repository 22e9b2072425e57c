"""导入记录: which files were taken in, by whom, and what became of each of their rows."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.exchange import city
from core.store.models import CityImport
from core.store.work import Reading
from pages._ui import table, words
from pages._ui.words import Tone

_TONES: dict[str, Tone] = {city.ADDED: "unit", city.EXISTING: "plain", city.REFUSED: "late"}

_HISTORY = (
    table.Column[CityImport]("时间", lambda i: i.imported_at, "instant", 170),
    table.Column[CityImport]("文件", lambda i: i.file_name),
    table.Column[CityImport]("经办人", lambda i: i.imported_by, width=100),
    table.Column[CityImport]("行数", lambda i: i.rows, "number", 80, is_summed=True),
    table.Column[CityImport]("新增", lambda i: i.added, "number", 80, is_summed=True),
    table.Column[CityImport]("已存在", lambda i: i.existing, "number", 80, is_summed=True),
    table.Column[CityImport]("未导入", lambda i: i.refused, "number", 80, is_summed=True),
    table.Column[CityImport](
        "结果", lambda i: ("完成", "done") if is_whole(i) else ("未完成", "late"), "badge", 80
    ),
)
_REPORT = (
    table.Column[dict[str, Any]]("行", lambda line: line["row"], "number", 64),
    table.Column[dict[str, Any]]("市平台编号", lambda line: line["city_number"], width=200),
    table.Column[dict[str, Any]](
        "结果",
        lambda line: (city.OUTCOMES[line["outcome"]], _TONES[line["outcome"]]),
        "badge",
        80,
    ),
    table.Column[dict[str, Any]]("县工单编号", lambda line: line["ticket"], width=160),
    table.Column[dict[str, Any]]("说明", lambda line: line["said"]),
)


def is_whole(record: CityImport) -> bool:
    """Whether every row has its fate; an import broken off (a restart) has rows without."""
    return record.added + record.existing + record.refused == record.rows


def history(reading: Reading) -> None:
    """The imports, and below them the report of the one that is chosen."""
    past = city.history(reading)
    chosen = table.table(
        _HISTORY, past, key="city_history", empty="还没有导入过市平台工单。", select="one",
        now=reading.now, height=220, excel="市平台导入记录",
    )  # fmt: skip
    record = next((one for one in past if one.id in chosen), None)
    if record is not None:
        report(record)


def report(record: CityImport) -> None:
    """What became of each row, the refused ones first in sight."""
    if not is_whole(record):
        missing = record.rows - record.added - record.existing - record.refused
        words.notice(
            f"这次导入中途停止，还有{missing}行没有处理。请把同一文件再导入一次，只会补上这些行。",
            "soon",
        )
    counts = {
        city.REFUSED: record.refused,
        city.ADDED: record.added,
        city.EXISTING: record.existing,
    }
    present = [outcome for outcome, count in counts.items() if count]
    if not present:
        return
    outcome = st.segmented_control(
        "结果", present, default=present[0], required=True, key=f"city_report_{record.id}",
        format_func=lambda one: f"{city.OUTCOMES[one]} {counts[one]:,}",
        label_visibility="collapsed",
    )  # fmt: skip
    table.table(
        _REPORT, [line for line in record.report if line["outcome"] == outcome],
        key=f"city_report_{record.id}_{outcome}", empty="没有这样的行。",
        row_id=lambda line: line["row"], height=420, excel="导入结果",
    )  # fmt: skip
