"""差异对照: what was frozen beside what would be counted now; whatever moved is marked in words."""

from __future__ import annotations

from collections.abc import Sequence

from core.exchange import score_sheets
from core.insight.boards import Difference
from pages._ui import table, words
from pages._ui.scoreboard import card


def draw(found: Sequence[Difference], *, key: str, excel: str | None = None) -> None:
    """Who moved first; those that stayed are counted in the note. `excel` names a sheet of this list."""
    moved = [one for one in found if not one.is_same]
    words.section(
        "冻结与实时对照",
        f"{len(moved)}个单位有变化，{len(found) - len(moved)}个没有；考核以冻结数据为准",
    )
    chosen = table.table(
        _COLUMNS, moved, key=key, select="one", is_first_chosen=True,
        empty="冻结以后数据没有变化。", hint="实时数据与冻结数据一致。",
        row_id=lambda one: one.frozen.unit_id, height=460, excel=excel,
    )  # fmt: skip
    for one in moved:
        if chosen and one.frozen.unit_id == chosen[0]:
            words.notice(f"{one.frozen.name}：{score_sheets.moved(one)}。")


def _points(one: Difference) -> tuple[str, words.Tone] | None:
    if one.points is None:
        return ("无可比", "plain")
    if not one.points:
        return ("得分未变", "plain")
    return (f"▲ +{one.points:.2f}", "done") if one.points > 0 else (f"▼ {one.points:.2f}", "late")


def _ranks(one: Difference) -> str:
    then, now = one.frozen.score.rank, one.live.score.rank if one.live else None
    said = f"第{then}名" if then else "未排名"
    if then == now:
        return said
    return f"{said} → " + (f"第{now}名" if now else "未排名")


_COLUMNS = (
    table.Column[Difference]("单位", lambda one: one.frozen.name, width=200),
    table.Column[Difference]("名次", _ranks, width=130),
    table.Column[Difference]("冻结得分", lambda one: card.points(one.frozen.score.total), width=76),
    table.Column[Difference](
        "实时得分", lambda one: card.points(one.live.score.total if one.live else None), width=76
    ),
    table.Column[Difference]("差异", _points, "badge", 96),
    table.Column[Difference]("变动（冻结 → 实时）", score_sheets.moved),
)
