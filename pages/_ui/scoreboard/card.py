"""得分明细: each line of a score with its weight, numerator and denominator, article and tickets (办法第二十条)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from core.insight.boards import Board
from core.insight.indicators.catalogue import INDICATORS
from core.insight.indicators.figures import Figure, Which
from core.insight.indicators.lists import Behind
from core.insight.indicators.scoreboard import Standing
from core.rules import appraisal
from core.rules.appraisal import Line, Score
from core.rules.terms import Band, ScoreItem
from core.store.models import ManualScore
from pages._ui import figure, words
from pages._ui.words import Markup

TONES: dict[Band, words.Tone] = {
    Band.EXCELLENT: "done", Band.GOOD: "office", Band.PASS: "soon", Band.POOR: "late",
}  # fmt: skip

_FIGURES = {
    ScoreItem.VOLUME: ("dispatched",), ScoreItem.ON_TIME: ("on_time",),
    ScoreItem.SATISFACTION: ("satisfied",), ScoreItem.CONDUCT: ("acknowledged", "contacted"),
}  # fmt: skip
_MISSED = {
    "on_time": "未按时",
    "satisfied": "不满意",
    "acknowledged": "未及时",
    "contacted": "未联系",
}
_DEDUCTED = {"督办单": "supervised", "上报督查室": "escalated", "逾期退单": "returned_late"}
_BESIDE = ("closed", "at_once", "reworked", "extended", "solved", "called_back")


def draw(shown: Board, standing: Standing, mark: ManualScore | None) -> None:
    """One unit's score, line by line."""
    words.show(_head(shown, standing))
    words.show(_lines(shown, standing, mark))
    if standing.score.deductions:
        words.show(_deductions(shown, standing))
    words.section("其他指标", "点分子、分母看工单")
    words.facts(
        [(INDICATORS[key].name_zh, _figure(shown, standing, key)) for key in _BESIDE], columns=2
    )


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


def _head(shown: Board, standing: Standing) -> Markup:
    score = standing.score
    badge = words.badge(score.band.zh, TONES[score.band]) if score.band else Markup("")
    rank = f"{standing.group.zh}第{score.rank}名" if score.rank else score.note
    total = f"{points(score.total)}分" if score.total is not None else "没有得分"
    change = shown.adjusted.get(standing.unit_id)
    adjusted = f"　调整{change:+.2f}分，计入{points(shown.total(standing))}分" if change else ""
    return Markup(
        '<div class="hl-section"><h2>{}　{} {}</h2><span class="hl-note">{}{}　依据：{}</span></div>'
    ).format(standing.name, total, badge, rank, adjusted, appraisal.ARTICLE)


def _lines(shown: Board, standing: Standing, mark: ManualScore | None) -> Markup:
    rows = words.join(
        Markup(
            '<tr><td>{}<br><span class="hl-note">{}</span></td><td>{}</td><td><b>{}</b></td><td>{}</td></tr>'
        ).format(
            line.item.zh, appraisal.ARTICLES[line.item], _weight(line),
            points(line.points) if line.share is not None else "不计",
            _behind(shown, standing, line, mark),
        )
        for line in standing.score.lines
    )  # fmt: skip
    return Markup(
        '<table class="hl-table hl-wrap"><thead><tr><th>指标</th><th>权重</th><th>得分</th>'
        "<th>依据的数</th></tr></thead><tbody>{}</tbody></table>"
    ).format(rows)


def _weight(line: Line) -> Markup:
    """35, and what it was worth after others' weight was spread over it."""
    weight = f"{float(line.weight):g}"
    if line.share is None or line.full == line.weight:
        return Markup("{}").format(weight)
    return Markup('{}<br><span class="hl-note">折算{}</span>').format(weight, f"{line.full:.2f}")


def _behind(shown: Board, standing: Standing, line: Line, mark: ManualScore | None) -> Markup | str:
    """The numbers a line was made of, each opening its tickets; in words where there was nothing to judge."""
    if line.share is None:
        is_shared = standing.score.total is not None
        return f"{line.note}，权重分摊到其他指标" if is_shared else line.note
    if line.item is ScoreItem.MECHANISM and mark is not None:
        return f"{mark.percent:g}分：{mark.evidence}（{mark.entered_by}评）"
    keys = _FIGURES.get(line.item, ())
    said = [_counted(shown, standing, key, is_named=len(keys) > 1) for key in keys]
    if line.item is ScoreItem.VOLUME:
        said.append(Markup("{}").format(line.note))
    elif not said:
        return line.note
    elif line.item is ScoreItem.CONDUCT:
        names = tuple(INDICATORS[key].name_zh.removesuffix("率") for key in keys)
        said += [Markup("{}").format(x) for x in line.note.split("，") if not x.startswith(names)]
    return Markup("　").join(one for one in said if one)


def _counted(shown: Board, standing: Standing, key: str, *, is_named: bool) -> Markup:
    """18/20　未按时2件: all of them links."""
    found = standing.figures[key]
    if not found.whole:
        return Markup("")
    name = INDICATORS[key].name_zh.removesuffix("率") if is_named else ""
    said = Markup('<span title="{}">{}{}</span>').format(
        figure.hint(key), name, _parts(shown, standing, key)
    )
    missed = found.whole - found.part
    if not missed or key not in _MISSED:
        return said
    link = _link(f"{_MISSED[key]}{missed}件", shown, standing, key, "rest")
    return Markup("{}（{}）").format(said, link)


def _deductions(shown: Board, standing: Standing) -> Markup:
    said = []
    for one in standing.score.deductions:
        key = _DEDUCTED.get(one.name)
        times: Markup | str = str(one.times)
        if key is not None:
            times = _link(str(one.times), shown, standing, key, "part")
        said.append(Markup("{} {}件×{}分").format(one.name, times, f"{float(one.each):g}"))
    capped = f"，合计扣{points(standing.score.deducted)}分"
    return Markup('<div class="hl-notice hl-soon">扣分：{}{}</div>').format(
        Markup("；").join(said), capped
    )


def _figure(shown: Board, standing: Standing, key: str) -> Markup:
    found = standing.figures[key]
    if not found.whole:
        return Markup('<span title="{}">无可计的工单</span>').format(figure.hint(key))
    return Markup('<span title="{}">{}　{}</span>').format(
        figure.hint(key), figure.said(key, found), _parts(shown, standing, key)
    )


def _parts(shown: Board, standing: Standing, key: str) -> Markup:
    found: Figure = standing.figures[key]
    part = _link(f"{found.part:,}", shown, standing, key, "part")
    whole = _link(f"{found.whole:,}", shown, standing, key, "whole")
    return Markup("{}/{}").format(part, whole)


def _link(text: str, shown: Board, standing: Standing, key: str, which: Which) -> Markup:
    """The list as it was known when the board was taken, so that it holds as many as the figure says."""
    as_of = shown.as_of if shown.frozen else None
    behind = Behind(key, which, shown.period, standing.unit_id, as_of=as_of)
    return Markup('<a href="/tickets?figure={}" target="_blank" rel="noopener">{}</a>').format(
        behind.written, text
    )
