"""量化考核: from a unit's figures of a month to its points, rank and band, by arithmetic alone (办法第二十条)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from core.rules.policy import Policy
from core.rules.terms import Band, ScoreItem, UnitKind

ARTICLE = "办法第二十条"
HUNDRED = Decimal(100)
_CENT = Decimal("0.01")

WEIGHTS: Mapping[ScoreItem, str] = {item: f"weight_{item.value}" for item in ScoreItem}
"""The policy value that holds each item's weight."""

ARTICLES: Mapping[ScoreItem, str] = {
    ScoreItem.MECHANISM: "第七条（一）",
    ScoreItem.VOLUME: "第十条（二）",
    ScoreItem.ON_TIME: "第十一条",
    ScoreItem.SATISFACTION: "第十三条（四）",
    ScoreItem.KNOWLEDGE: "第七条（三）、第十七条",
    ScoreItem.CONDUCT: "第七条（二）、第十一条",
}
"""The duty each item measures; that it is measured at all is 第二十条."""


class Ratio(NamedTuple):
    """分子 and 分母 of one rate."""

    part: int
    whole: int

    @property
    def share(self) -> Decimal | None:
        """Between 0 and 1; None where the denominator is zero: never taken for 0 or 100."""
        return Decimal(self.part) / Decimal(self.whole) if self.whole else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """一家单位一个月的底数: counts and ratios as the indicators give them; names of the ratios are for the screen.

    `mechanism` is the office's own mark from 0 to 100; None where none was given.
    """

    unit_id: int
    group: UnitKind
    volume: int
    on_time: Ratio
    satisfaction: Ratio
    knowledge: Mapping[str, Ratio] = field(default_factory=dict)
    conduct: Mapping[str, Ratio] = field(default_factory=dict)
    mechanism: Decimal | None = None
    supervised: int = 0
    escalated: int = 0
    untrue: int = 0
    late_returns: int = 0


class Line(NamedTuple):
    """得分的一行. `share` is None where there was nothing to judge; then its weight went to the others.

    `weight` is what the policy gives it, `full` what it was worth after that, `points` what was reached.
    """

    item: ScoreItem
    weight: Decimal
    full: Decimal
    share: Decimal | None
    points: Decimal
    note: str


class Deduction(NamedTuple):
    """扣分的一行: how many, how much each, how much in all before the cap."""

    name: str
    times: int
    each: Decimal
    points: Decimal


@dataclass(frozen=True, slots=True)
class Score:
    """一家单位的得分. `total` is None where nothing could be judged; a unit that is not ranked has no band either."""

    unit_id: int
    group: UnitKind
    lines: Sequence[Line]
    deductions: Sequence[Deduction]
    deducted: Decimal
    total: Decimal | None
    band: Band | None
    rank: int | None
    note: str


def appraise(records: Iterable[Record], policy: Policy) -> list[Score]:
    """得分 and ranks within each peer group, best first; units that are not ranked come last."""
    groups: dict[UnitKind, list[Record]] = defaultdict(list)
    for record in records:
        groups[record.group].append(record)
    found: list[Score] = []
    for kind in UnitKind:
        group = groups.get(kind, [])
        largest = max((record.volume for record in group), default=0)
        found += _ranked([(record, _score(record, largest, policy)) for record in group], policy)
    return found


def band_of(total: Decimal, policy: Policy) -> Band:
    """档次: 优秀, 良好, 合格, 待改进."""
    for band, key in (
        (Band.EXCELLENT, "band_excellent"),
        (Band.GOOD, "band_good"),
        (Band.PASS, "band_pass"),
    ):
        if total >= policy.points(key):
            return band
    return Band.POOR


def unnamed(score: Score) -> Score:
    """A peer's score without whose it is, for the units' own page."""
    return Score(
        0, score.group, (), (), score.deducted, score.total, score.band, score.rank, score.note
    )


# --- one unit -------------------------------------------------------------------------------------


def _score(record: Record, largest: int, policy: Policy) -> Score:
    shares = _shares(record, largest)
    lines = _lines(shares, policy)
    reached = sum((line.points for line in lines), Decimal())
    deductions = _deductions(record, policy)
    raw = sum((one.points for one in deductions), Decimal())
    deducted = min(raw, policy.points("deduct_cap"))
    # How much it was given and what it keeps say nothing about how a unit handled anything.
    is_judged = any(
        shares[item][0] is not None for item in (ScoreItem.ON_TIME, ScoreItem.SATISFACTION)
    )
    total = _rounded(max(reached - deducted, Decimal())) if is_judged else None
    return Score(
        unit_id=record.unit_id, group=record.group, lines=lines, deductions=deductions,
        deducted=deducted, total=total,
        band=None, rank=None, note="",
    )  # fmt: skip


def _shares(record: Record, largest: int) -> dict[ScoreItem, tuple[Decimal | None, str]]:
    """What share of each item was reached, and in words how."""
    mechanism = record.mechanism / HUNDRED if record.mechanism is not None else None
    volume = Decimal(record.volume) / largest if record.volume else None
    return {
        ScoreItem.MECHANISM: (mechanism, "人工评分" if mechanism is not None else "未评分"),
        ScoreItem.VOLUME: (
            volume, f"{record.volume}件，同组最多{largest}件" if record.volume else "没有承办工单",
        ),
        ScoreItem.ON_TIME: (record.on_time.share, _said(record.on_time, "无应办结工单")),
        ScoreItem.SATISFACTION: (record.satisfaction.share, _said(record.satisfaction, "无有效评价")),
        ScoreItem.KNOWLEDGE: _mean(record.knowledge, "没有应维护的知识"),
        ScoreItem.CONDUCT: _mean(record.conduct, "无可评价的办理"),
    }  # fmt: skip


def _lines(shares: Mapping[ScoreItem, tuple[Decimal | None, str]], policy: Policy) -> list[Line]:
    """The weight of what cannot be judged is spread over the others in their proportion."""
    weights = {item: policy.points(key) for item, key in WEIGHTS.items()}
    judged = sum(
        (weights[item] for item, (share, _) in shares.items() if share is not None), Decimal()
    )
    whole = sum(weights.values(), Decimal())
    lines = []
    for item, (share, note) in shares.items():
        full = weights[item] * whole / judged if share is not None and judged else Decimal()
        points = full * share if share is not None else Decimal()
        lines.append(Line(item, weights[item], _rounded(full), share, points, note))
    return lines


def _deductions(record: Record, policy: Policy) -> list[Deduction]:
    counted = (
        ("督办单", record.supervised, "deduct_supervised"),
        ("上报督查室", record.escalated, "deduct_escalated"),
        ("答复不实", record.untrue, "deduct_untrue"),
        ("逾期退单", record.late_returns, "deduct_late_return"),
    )
    return [
        Deduction(name, count, policy.points(key), policy.points(key) * count)
        for name, count, key in counted
        if count
    ]


def _mean(ratios: Mapping[str, Ratio], empty: str) -> tuple[Decimal | None, str]:
    """The plain mean of the rates that have a denominator."""
    known = {name: ratio for name, ratio in ratios.items() if ratio.whole}
    if not known:
        return None, empty
    shares = [Decimal(ratio.part) / Decimal(ratio.whole) for ratio in known.values()]
    said = "，".join(f"{name}{ratio.part}/{ratio.whole}" for name, ratio in known.items())
    return sum(shares, Decimal()) / len(shares), said


def _said(ratio: Ratio, empty: str) -> str:
    return f"{ratio.part}/{ratio.whole}" if ratio.whole else empty


def _rounded(points: Decimal) -> Decimal:
    return points.quantize(_CENT, ROUND_HALF_UP)


# --- among its peers ------------------------------------------------------------------------------


def _ranked(scored: Sequence[tuple[Record, Score]], policy: Policy) -> list[Score]:
    """Ties share a rank and the next one is skipped; with too few tickets a unit is shown, not ranked."""
    fewest = policy.number("score_min_tickets")
    ranked = sorted(
        (score for record, score in scored if _is_ranked(record, score, fewest)),
        key=lambda score: (-(score.total or Decimal()), score.unit_id),
    )
    found: list[Score] = []
    for place, score in enumerate(ranked, start=1):
        is_tie = bool(found) and found[-1].total == score.total
        rank = found[-1].rank if is_tie else place
        found.append(replace(score, rank=rank, band=band_of(score.total or Decimal(), policy)))
    others = [
        replace(score, note=_why_unranked(record, fewest))
        for record, score in scored
        if not _is_ranked(record, score, fewest)
    ]
    return [*found, *sorted(others, key=lambda score: score.unit_id)]


def _is_ranked(record: Record, score: Score, fewest: int) -> bool:
    return score.total is not None and record.on_time.whole >= fewest


def _why_unranked(record: Record, fewest: int) -> str:
    if not record.on_time.whole:
        return "无应办结工单"
    return f"样本不足（应办结{record.on_time.whole}件，少于{fewest}件），不参加排名"
