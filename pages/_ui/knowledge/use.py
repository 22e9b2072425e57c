"""使用情况 on the desk: how often an entry was opened, cited and judged; which are used most, never, in doubt."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import streamlit as st

from core.store.work import Reading
from kb import usage
from kb.usage import Overview, Use, UseLine
from pages._ui import table, words
from pages._ui.knowledge import shelf
from pages._ui.words import Markup

_NEVER = "从未使用"
_PARTS: dict[str, tuple[Callable[[Overview], list[UseLine]], str]] = {
    "最常用": (lambda found: found.most_used, "还没有人打开或引用过知识。"),
    _NEVER: (lambda found: found.never_used, "每一条都有人用过。"),
    "没用多于有用": (lambda found: found.doubtful, "没有这样的知识。"),
    "常用但复核逾期": (lambda found: found.overdue, "用到的知识都在复核期内。"),
}
PARTS = tuple(_PARTS)
_COLUMNS = (
    table.Column[UseLine]("标题", lambda line: line.title),
    table.Column[UseLine]("类型", lambda line: line.kind.zh, width=80),
    table.Column[UseLine]("责任单位", lambda line: line.unit_name, width=190),
    table.Column[UseLine]("打开", lambda line: line.use.opened, "number", 60),
    table.Column[UseLine]("引用", lambda line: line.use.cited, "number", 60),
    table.Column[UseLine]("有用", lambda line: line.use.useful, "number", 60),
    table.Column[UseLine]("没用", lambda line: line.use.not_useful, "number", 60),
    table.Column[UseLine]("最近使用", lambda line: line.use.last_used_at, "instant", 160),
)
_TELLING = 3
"""Columns that say which entry it is; of one never used the others would be rows of zeros."""


def of_one(reading: Reading, entry_id: int) -> None:
    """Beside an entry: its use within the span the lists show too."""
    found = usage.of(reading, [entry_id], _since(reading)).get(entry_id, Use())
    words.show(
        Markup('<p class="hl-note">近{}天：{}</p>').format(shelf.USED_DAYS, _said(reading, found))
    )


def _said(reading: Reading, use: Use) -> str:
    said = [f"打开 {use.opened} 次", f"引用 {use.cited} 次"]
    if use.useful or use.not_useful:
        said.append(f"有用 {use.useful} 人、没用 {use.not_useful} 人")
    if use.last_used_at is not None:
        said.append(f"最近使用 {words.when(use.last_used_at, reading.now)}")
    return "　".join(said) if use != Use() else "没有人打开、引用或评价过"


def overview(reading: Reading, part: str) -> None:
    """One of the four lists over all entries the person keeps; a chosen one opens on the list."""
    found = usage.overview(reading, _since(reading))
    lines_of, empty = _PARTS[part]
    lines = lines_of(found)
    words.show(
        Markup('<p class="hl-note">{}</p>').format(
            f"近{shelf.USED_DAYS}天，{found.entries:,} 条有效知识中用过 {found.used:,} 条。"
            + (f"只列前 {usage.MOST_LISTED} 条。" if len(lines) == usage.MOST_LISTED else "")
        )
    )
    columns = _COLUMNS[:_TELLING] if part == _NEVER else _COLUMNS
    chosen = table.table(
        columns, lines, key=f"kb_use_{PARTS.index(part)}", select="one", height=400,
        row_id=lambda line: line.entry_id, empty=empty, now=reading.now, excel=f"知识使用_{part}",
    )  # fmt: skip
    line = next((one for one in lines if one.entry_id in chosen), None)
    if lines:
        st.button("打开这条知识", key="kb_use_open", disabled=line is None,
                  on_click=_open, args=(line,))  # fmt: skip


def _open(line: UseLine) -> None:
    shelf.show(line.entry_id, line.title)


def _since(reading: Reading) -> datetime:
    return usage.since(reading, shelf.USED_DAYS)
