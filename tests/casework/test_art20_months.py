"""办法第二十条: a month is frozen once, in two steps, and says the same for ever."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from core.casework import months
from core.errors import BadInput, NotFound, RuleRefused
from core.insight.indicators import snapshot
from core.store.models import FrozenMonth, ManualScore, ScoreAdjustment, UnitScore
from tests.casework import flow
from tests.planted import CIVIL_AFFAIRS, HOUSING, County, at, nothing_written

SEPTEMBER = date(2026, 9, 1)
AFTER = at("2026-10-10T09:00")  # a working Saturday, September is over
MEETING = "会议纪要〔2026〕9号：制度齐全，专人负责。"


def prepare(county: County, month: date = SEPTEMBER) -> FrozenMonth:
    with county.work("lead") as uow:
        return months.prepare(uow, month, {})


def freeze(county: County) -> FrozenMonth:
    seen = prepare(county).sha256
    with county.work("lead") as uow:
        return months.confirm(uow, SEPTEMBER, seen_sha256=seen)


def test_a_month_that_is_not_over_cannot_be_frozen(county: County) -> None:
    """Wednesday 2026-09-30, one second before midnight."""
    county.now = at("2026-09-30T23:59:59")
    with (
        nothing_written(county.database),
        pytest.raises(RuleRefused, match="2026年9月结束后才能冻结"),
        county.work("lead") as uow,
    ):
        months.prepare(uow, SEPTEMBER, {})
    county.now = at("2026-10-01T00:00")
    assert prepare(county).confirmed_at is None


def test_frozen_figures_stay_as_they_were_whatever_happens_to_the_tickets(county: County) -> None:
    """A ticket due in September is replied to late: the frozen month does not learn of it."""
    county.now = at("2026-09-21T10:00")  # Monday; grade 3 ends Thursday 09-24
    ticket_id = flow.in_handling(county)
    county.now = AFTER
    frozen = freeze(county)
    taken = dict(frozen.figures["county"])
    assert taken["on_time"] == [0, 1]
    flow.replied(county, ticket_id)
    with county.read("lead") as reading:
        again = reading.session.scalars(select(FrozenMonth)).one()
        assert again.figures["county"] == taken
        assert snapshot.sha256_of(again.figures) == again.sha256


def test_a_frozen_month_is_not_frozen_again(county: County) -> None:
    county.now = AFTER
    freeze(county)
    for step in (lambda uow: months.prepare(uow, SEPTEMBER, {}),
                 lambda uow: months.confirm(uow, SEPTEMBER, seen_sha256="")):  # fmt: skip
        with (
            nothing_written(county.database),
            pytest.raises(RuleRefused),
            county.work("lead") as uow,
        ):
            step(uow)


def test_what_was_taken_anew_must_be_looked_at_anew(county: County) -> None:
    """The digest that was seen belongs to figures taken before a ticket came in."""
    county.now = at("2026-09-21T10:00")
    flow.registered(county)
    county.now = AFTER
    seen = prepare(county).sha256
    with county.work("lead") as uow:
        months.mark(uow, county.unit_id(HOUSING), SEPTEMBER, percent=Decimal(90), evidence=MEETING)
    county.now = at("2026-09-22T10:00")
    flow.registered(county)
    county.now = AFTER
    assert prepare(county).sha256 != seen
    with (
        nothing_written(county.database),
        pytest.raises(RuleRefused, match="与您看到的不同"),
        county.work("lead") as uow,
    ):
        months.confirm(uow, SEPTEMBER, seen_sha256=seen)


def test_every_active_unit_has_its_score_row_once_however_often_it_is_prepared(
    county: County,
) -> None:
    county.now = AFTER
    prepare(county)
    frozen = prepare(county)
    with county.read("lead") as reading:
        rows = reading.session.scalars(select(UnitScore)).all()
        assert len({row.unit_id for row in rows}) == len(rows) == len(frozen.figures["scores"])


def test_the_latest_mark_counts_and_a_mark_needs_evidence(county: County) -> None:
    county.now = AFTER
    unit_id = county.unit_id(HOUSING)
    for percent in (70, 95):
        with county.work("lead") as uow:
            months.mark(uow, unit_id, SEPTEMBER, percent=Decimal(percent), evidence=MEETING)
    for percent, evidence, field in (
        (101, MEETING, "percent"),
        (-1, MEETING, "percent"),
        (80, " ", "evidence"),
    ):
        with (
            nothing_written(county.database),
            pytest.raises(BadInput) as refused,
            county.work("lead") as uow,
        ):
            months.mark(uow, unit_id, SEPTEMBER, percent=Decimal(percent), evidence=evidence)
        assert refused.value.field == field
    with county.read("lead") as reading:
        assert months.manual_marks(reading, SEPTEMBER) == {unit_id: Decimal(95)}
        assert len(reading.session.scalars(select(ManualScore)).all()) == 2


def test_a_frozen_month_takes_no_more_marks(county: County) -> None:
    county.now = AFTER
    freeze(county)
    with (
        nothing_written(county.database),
        pytest.raises(RuleRefused, match="已经冻结"),
        county.work("lead") as uow,
    ):
        months.mark(uow, county.unit_id(HOUSING), SEPTEMBER, percent=Decimal(90), evidence=MEETING)


def test_an_adjustment_counts_once_confirmed_and_leaves_the_frozen_score_alone(
    county: County,
) -> None:
    county.now = AFTER
    freeze(county)
    unit_id = county.unit_id(HOUSING)
    with county.work("lead") as uow:
        change = months.adjust(
            uow, SEPTEMBER, unit_id, points=Decimal("1.5"), reason="申诉获准，补回。"
        )
        score = uow.session.scalars(select(UnitScore).where(UnitScore.unit_id == unit_id)).one()
        before = score.score
    with county.work("lead") as uow:
        months.settle_adjustment(uow, change.id, is_confirmed=True)
    with county.read("lead") as reading:
        kept = reading.session.get_one(ScoreAdjustment, change.id)
        assert (kept.points, kept.confirmed_by) == (Decimal("1.5"), "钱主任")
        score = reading.session.scalars(select(UnitScore).where(UnitScore.unit_id == unit_id)).one()
        assert score.score == before
    with (
        nothing_written(county.database),
        pytest.raises(RuleRefused, match="已经确认或作废"),
        county.work("lead") as uow,
    ):
        months.settle_adjustment(uow, change.id, is_confirmed=False)


@pytest.mark.parametrize(
    ("points", "reason", "field"),
    [("0", "理由充分。", "points"), ("20.01", "理由充分。", "points"), ("1", "  ", "reason")],
)
def test_an_adjustment_names_its_points_and_reason(
    county: County, points: str, reason: str, field: str
) -> None:
    county.now = AFTER
    freeze(county)
    with (
        nothing_written(county.database),
        pytest.raises(BadInput) as refused,
        county.work("lead") as uow,
    ):
        months.adjust(
            uow, SEPTEMBER, county.unit_id(CIVIL_AFFAIRS), points=Decimal(points), reason=reason
        )
    assert refused.value.field == field


def test_a_month_that_is_not_frozen_takes_no_adjustment(county: County) -> None:
    county.now = AFTER
    prepare(county)
    with (
        nothing_written(county.database),
        pytest.raises(NotFound, match="还没有冻结"),
        county.work("lead") as uow,
    ):
        months.adjust(
            uow, SEPTEMBER, county.unit_id(HOUSING), points=Decimal(1), reason="理由充分。"
        )


def test_a_mark_given_after_the_figures_were_taken_must_be_taken_too(county: County) -> None:
    county.now = AFTER
    seen = prepare(county).sha256
    county.now = at("2026-10-10T09:30")
    with county.work("lead") as uow:
        months.mark(uow, county.unit_id(HOUSING), SEPTEMBER, percent=Decimal(80), evidence=MEETING)
    with (
        nothing_written(county.database),
        pytest.raises(RuleRefused, match="又评过工作机制"),
        county.work("lead") as uow,
    ):
        months.confirm(uow, SEPTEMBER, seen_sha256=seen)
    anew = prepare(county).sha256
    with county.work("lead") as uow:
        assert months.confirm(uow, SEPTEMBER, seen_sha256=anew).confirmed_by == "钱主任"


def test_marks_of_many_units_are_all_kept_or_none(county: County) -> None:
    county.now = AFTER
    marks = {
        county.unit_id(HOUSING): (Decimal(90), MEETING),
        county.unit_id(CIVIL_AFFAIRS): (Decimal(101), MEETING),
    }
    with (
        nothing_written(county.database),
        pytest.raises(BadInput, match="0至100"),
        county.work("lead") as uow,
    ):
        months.mark_many(uow, SEPTEMBER, marks)
