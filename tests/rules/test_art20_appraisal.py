"""办法第二十条: a month's score, worked out by hand beside the rules."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.rules import appraisal
from core.rules.appraisal import Ratio, Record, Score
from core.rules.policy import Policy
from core.rules.terms import Band, ScoreItem, UnitKind
from tests.rules.county import at

POLICY = Policy.as_of([], at("2026-11-01T00:00").date())

FULL = Record(
    unit_id=1, group=UnitKind.COUNTY, volume=20, on_time=Ratio(18, 20), satisfaction=Ratio(9, 10),
    knowledge={"复核及时": Ratio(8, 10)}, conduct={"及时签收": Ratio(19, 20), "先行联系": Ratio(17, 20)},
    mechanism=Decimal(80),
)  # fmt: skip


def _only(*records: Record) -> Score:
    return appraisal.appraise(records, POLICY)[0]


def _points(score: Score, item: ScoreItem) -> Decimal:
    return next(line.points for line in score.lines if line.item is item)


def test_a_whole_score_by_hand() -> None:
    """10×80% + 5×20/20 + 30×18/20 + 35×9/10 + 15×8/10 + 5×(19/20+17/20)/2 = 88.00."""
    score = _only(FULL)
    assert score.total == Decimal("88.00")
    assert (score.rank, score.band) == (1, Band.GOOD)


def test_without_a_denominator_the_weight_goes_to_the_others() -> None:
    """No rating at all: 35 points are spread over the other 65 in their proportion, never 0 or 100."""
    score = _only(replace(FULL, satisfaction=Ratio(0, 0)))
    assert score.total == ((Decimal(88) - Decimal("31.5")) / 65 * 100).quantize(Decimal("0.01"))
    assert _points(score, ScoreItem.SATISFACTION) == 0
    assert sum(line.full for line in score.lines) == pytest.approx(
        Decimal(100), abs=Decimal("0.05")
    )
    assert "无有效评价" in {line.note for line in score.lines}


def test_a_unit_with_nothing_due_has_neither_nought_nor_a_hundred() -> None:
    idle = Record(
        unit_id=2, group=UnitKind.TOWN, volume=0, on_time=Ratio(0, 0), satisfaction=Ratio(0, 0),
        knowledge={"复核及时": Ratio(3, 3)},
    )  # fmt: skip
    score = _only(idle)
    assert (score.total, score.rank, score.band, score.note) == (None, None, None, "无应办结工单")


def test_fewer_than_five_tickets_are_shown_and_not_ranked() -> None:
    small = replace(FULL, on_time=Ratio(4, 4), volume=4)
    score = _only(small)
    assert score.total is not None
    assert (score.rank, score.band) == (None, None)
    assert score.note == "样本不足（应办结4件，少于5件），不参加排名"
    assert _only(replace(FULL, on_time=Ratio(5, 5), volume=5)).rank == 1


def test_deductions_by_hand_and_their_cap() -> None:
    """Two 督办单 −2, one report −3, one 答复不实 −3, three late returns −1.5: 9.5 in all."""
    score = _only(replace(FULL, supervised=2, escalated=1, untrue=1, late_returns=3))
    assert score.deducted == Decimal("9.5")
    assert score.total == Decimal("78.50")
    capped = _only(replace(FULL, escalated=40))
    assert capped.deducted == Decimal(10)
    assert capped.total == Decimal("78.00")


def test_the_share_of_work_is_measured_by_the_largest_of_the_group() -> None:
    """20 of 40 tickets: half of the five points; another group's giant changes nothing."""
    giant = replace(FULL, unit_id=2, volume=40)
    town = replace(FULL, unit_id=3, volume=400, group=UnitKind.TOWN)
    scores = {one.unit_id: one for one in appraisal.appraise([FULL, giant, town], POLICY)}
    assert _points(scores[1], ScoreItem.VOLUME) == Decimal("2.5")
    assert _points(scores[2], ScoreItem.VOLUME) == Decimal(5)


def test_ties_share_a_rank_and_the_next_is_skipped() -> None:
    third = replace(FULL, unit_id=3, on_time=Ratio(10, 20))
    scores = appraisal.appraise([FULL, replace(FULL, unit_id=2), third], POLICY)
    assert [(one.unit_id, one.rank) for one in scores] == [(1, 1), (2, 1), (3, 3)]


def test_peer_groups_are_ranked_apart() -> None:
    kinds = list(UnitKind)
    records = [replace(FULL, unit_id=n, group=kind) for n, kind in enumerate(kinds)]
    assert [one.rank for one in appraisal.appraise(records, POLICY)] == [1, 1, 1]


@pytest.mark.parametrize(
    ("total", "band"),
    [("90", Band.EXCELLENT), ("89.99", Band.GOOD), ("80", Band.GOOD), ("60", Band.PASS), ("59.99", Band.POOR)],
)  # fmt: skip
def test_bands(total: str, band: Band) -> None:
    assert appraisal.band_of(Decimal(total), POLICY) is band


_RATIOS = st.integers(0, 50).flatmap(
    lambda whole: st.integers(0, whole).map(lambda part: Ratio(part, whole))
)
_RECORDS = st.lists(
    st.builds(
        Record, unit_id=st.integers(1, 10_000), group=st.sampled_from(UnitKind),
        volume=st.integers(0, 500), on_time=_RATIOS, satisfaction=_RATIOS,
        knowledge=st.fixed_dictionaries({"复核及时": _RATIOS}),
        conduct=st.fixed_dictionaries({"及时签收": _RATIOS, "先行联系": _RATIOS}),
        mechanism=st.none() | st.integers(0, 100).map(Decimal),
        supervised=st.integers(0, 9), escalated=st.integers(0, 9),
    ),
    max_size=12, unique_by=lambda record: record.unit_id,
)  # fmt: skip


@given(_RECORDS)
def test_a_score_lies_between_nought_and_a_hundred_and_every_unit_is_listed(
    records: list[Record],
) -> None:
    scores = appraisal.appraise(records, POLICY)
    assert sorted(one.unit_id for one in scores) == sorted(one.unit_id for one in records)
    for score in scores:
        assert score.total is None or 0 <= score.total <= 100
        assert (score.rank is None) == (score.band is None)
        assert score.rank is not None or score.note


@given(_RECORDS)
def test_a_better_rank_never_has_a_lower_score(records: list[Record]) -> None:
    for kind in UnitKind:
        ranked = [
            one for one in appraisal.appraise(records, POLICY) if one.group is kind and one.rank
        ]
        ranked.sort(key=lambda one: one.rank or 0)
        totals = [one.total or Decimal() for one in ranked]
        assert totals == sorted(totals, reverse=True)
