"""得分明细: each line of a score with its weight, numerator and denominator, article and tickets (办法第二十条)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from core.insight.indicators.scoreboard import Standing
from core.rules import appraisal
from core.rules.appraisal import Score
from core.rules.periods import Period
from core.rules.terms import Band, ScoreItem
from pages._ui import figure, words
from pages._ui.words import Markup

TONES: dict[Band, words.Tone] = {
    Band.EXCELLENT: "done", Band.GOOD: "office", Band.PASS: "soon", Band.POOR: "late",
}  # fmt: skip

_FIGURES = {
    ScoreItem.VOLUME: "dispatched", ScoreItem.ON_TIME: "on_time", ScoreItem.SATISFACTION: "satisfied",
}  # fmt: skip
_DEDUCTED = {"督办单": "supervised", "上报督查室": "escalated", "逾期退单": "returned_late"}
_BESIDE = (
    "acknowledged", "contacted", "closed", "at_once", "reworked", "extended", "solved", "called_back",
)  # fmt: skip


def draw(standing: Standing, period: Period) -> None:
    """One unit's score, line by line."""
    words.show(_head(standing))
    words.show(_lines(standing, period))
    if standing.score.deductions:
        words.show(_deductions(standing, period))
    words.section("其他指标", "点分子、分母看工单")
    words.facts([(_name(key), _figure(standing, key, period)) for key in _BESIDE], columns=2)


def peers(own: Standing, scores: Sequence[Score]) -> None:
    """同组不具名: how many are ranked, the best, the middle, and one's own place."""
    totals = sorted(
        (one.total for one in scores if one.rank and one.total is not None), reverse=True
    )
    if not totals:
        words.notice(f"{own.group.zh}组本期没有参加排名的单位。")
        return
    middle = totals[len(totals) // 2]
    place = f"，本单位第{own.score.rank}名" if own.score.rank else "，本单位未参加排名"
    words.notice(
        f"{own.group.zh}组参加排名{len(totals)}个单位{place}；最高{points(totals[0])}分，中位{points(middle)}分。"
    )


def points(value: Decimal | None) -> str:
    """Two places, — where there is nothing."""
    return "—" if value is None else f"{value:.2f}"


def _head(standing: Standing) -> Markup:
    score = standing.score
    badge = words.badge(score.band.zh, TONES[score.band]) if score.band else Markup("")
    rank = f"{standing.group.zh}第{score.rank}名" if score.rank else score.note
    return Markup(
        '<div class="hl-section"><h2>{}　{}分 {}</h2><span class="hl-note">{}　依据：{}</span></div>'
    ).format(standing.name, points(score.total), badge, rank, appraisal.ARTICLE)


def _lines(standing: Standing, period: Period) -> Markup:
    rows = words.join(
        Markup("<tr><td>{}</td><td>{}</td><td>{}</td><td><b>{}</b></td><td>{}</td></tr>").format(
            line.item.zh, f"{line.weight:g}", f"{line.full:.2f}", points(line.points),
            _behind(standing, line.item, line.note, period),
        )
        for line in standing.score.lines
    )  # fmt: skip
    return Markup(
        '<table class="hl-table hl-wrap"><thead><tr><th>指标</th><th>权重</th><th>折算满分</th><th>得分</th>'
        "<th>依据的数</th></tr></thead><tbody>{}</tbody></table>"
    ).format(rows)


def _behind(standing: Standing, item: ScoreItem, note: str, period: Period) -> Markup | str:
    key = _FIGURES.get(item)
    if key is None or not standing.figures[key].whole:
        return note
    return Markup("{}　{}").format(
        figure.parts(key, standing.figures[key], period, unit_id=standing.unit_id),
        note if item is ScoreItem.VOLUME else "",
    )


def _deductions(standing: Standing, period: Period) -> Markup:
    said = []
    for one in standing.score.deductions:
        key = _DEDUCTED.get(one.name)
        times: Markup | str = str(one.times)
        if key is not None:
            address = figure.address(key, "part", period, unit_id=standing.unit_id)
            times = Markup('<a href="{}" target="_blank" rel="noopener">{}</a>').format(
                address, one.times
            )
        said.append(Markup("{} {}件×{}分").format(one.name, times, f"{one.each:g}"))
    capped = f"，合计扣{points(standing.score.deducted)}分"
    return Markup('<div class="hl-notice hl-soon">扣分：{}{}</div>').format(
        Markup("；").join(said), capped
    )


def _name(key: str) -> str:
    return figure.hint(key).split("：", 1)[0]


def _figure(standing: Standing, key: str, period: Period) -> Markup:
    found = standing.figures[key]
    return Markup('<span title="{}">{}　{}</span>').format(
        figure.hint(key), figure.said(key, found),
        figure.parts(key, found, period, unit_id=standing.unit_id),
    )  # fmt: skip
