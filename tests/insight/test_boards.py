"""办法第二十条: a frozen board says what was frozen, and beside it what would be counted now and what cost points."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from core.casework import auditing, contests, handling, months, policy_change
from core.errors import NotAllowed
from core.insight import boards, counted_against, frozen
from core.insight.boards import Board
from core.rules import periods
from core.rules.terms import ContestKind, UnitKind
from tests.casework import flow
from tests.planted import CIVIL_AFFAIRS, HOUSING, County, at

SEPTEMBER = periods.month(2026, 9)
AFTER = at("2026-10-10T09:00")  # a working Saturday
MEETING = "会议纪要〔2026〕9号：制度齐全，专人负责。"


def nothing_known(_reading: object, _period: object) -> dict[int, dict[str, object]]:
    return {}


KNOWLEDGE: boards.AskKnowledge = nothing_known  # type: ignore[assignment]


def lived(county: County) -> int:
    """Six tickets due Thursday 2026-09-24 18:00, the first signed on Friday; September frozen; the late one's id."""
    late = 0
    for number in range(6):
        county.now = at("2026-09-21T10:00")  # Monday
        ticket_id = flow.replied(county)
        late = late or ticket_id
        county.now = at("2026-09-24T18:00" if number else "2026-09-25T09:00")
        with county.work("leader") as uow:
            handling.sign_off(uow, ticket_id)
        with county.work("office") as uow:
            auditing.audit_reply(uow, ticket_id)
    county.now = AFTER
    freeze(county, SEPTEMBER.first_on)
    return late


def freeze(county: County, month: date) -> None:
    with county.work("lead") as uow:
        seen = months.prepare(uow, month, {}).sha256
    with county.work("lead") as uow:
        months.confirm(uow, month, seen_sha256=seen)


def excused(county: County, ticket_id: int) -> int:
    """The unit contests on Monday 10-12, the lead grants it; the contest's id."""
    county.now = at("2026-10-12T10:00")
    with county.work("leader") as uow:
        filed = contests.contest(
            uow, ticket_id, kind=ContestKind.APPRAISAL, ground="地址有误。", evidence="录音一份。"
        )
    with county.work("lead") as uow:
        return contests.decide_contest(
            uow, ticket_id, contest_id=filed.id, is_granted=True, ruling="属实。"
        ).id


def seen(county: County, *, is_live: bool) -> Board:
    with county.read("inspector") as reading:
        return boards.of_month(reading, SEPTEMBER, KNOWLEDGE, is_live=is_live)


def said(shown: Board) -> list[object]:
    """What a board tells: the snapshot keeps shares to four places only."""
    return [
        (x.unit_id, x.name, x.score.total, x.score.rank, x.score.note, x.figures)
        for x in shown.standings
    ]


def test_a_frozen_board_stays_and_the_live_one_tells_what_moved(county: County) -> None:
    late = lived(county)
    then = seen(county, is_live=False)
    assert then.frozen is not None
    assert said(then) == said(seen(county, is_live=True))
    excused(county, late)
    assert seen(county, is_live=False).standings == then.standings
    now = seen(county, is_live=True)
    (moved,) = [one for one in boards.differences(then, now) if not one.is_same]
    assert moved.frozen.name == HOUSING
    assert moved.moved["on_time"] == ((5, 6), (5, 5))
    assert moved.points is not None
    assert moved.points > 0


def test_a_month_that_is_not_frozen_is_counted_now(county: County) -> None:
    county.now = AFTER
    shown = seen(county, is_live=False)
    assert (shown.frozen, shown.as_of) == (None, AFTER)


def test_an_adjustment_counts_beside_the_frozen_score(county: County) -> None:
    contest_id = excused(county, lived(county))
    unit_id = county.unit_id(HOUSING)
    with county.read("lead") as reading:
        (granted,) = frozen.granted_contests(reading, SEPTEMBER.first_on)
        assert (granted.id, granted.unit_name) == (contest_id, HOUSING)
    with county.work("lead") as uow:
        change = months.adjust(
            uow, SEPTEMBER.first_on, unit_id, points=Decimal("1.25"), reason="申诉成立。",
            contest_id=contest_id,
        )  # fmt: skip
    with county.work("lead") as uow:
        months.settle_adjustment(uow, change.id, is_confirmed=True)
    shown = seen(county, is_live=False)
    (own,) = [one for one in shown.standings if one.unit_id == unit_id]
    assert own.score.total is not None
    assert shown.total(own) == own.score.total + Decimal("1.25")
    with county.read("lead") as reading:
        assert frozen.granted_contests(reading, SEPTEMBER.first_on) == []


def test_ranks_are_compared_with_the_frozen_month_before(county: County) -> None:
    lived(county)
    shown = seen(county, is_live=False)
    (own,) = [one for one in shown.standings if one.name == HOUSING]
    assert (shown.ranks_before, shown.climbed(own)) == (None, None)
    freeze(county, date(2026, 8, 1))  # in which nobody had anything due
    shown = seen(county, is_live=False)
    assert shown.ranks_before is not None
    assert (shown.ranks_before[own.unit_id], shown.climbed(own)) == (None, None)
    third = Board(SEPTEMBER, [own], AFTER, ranks_before={own.unit_id: 3})
    assert third.climbed(own) == 2


def test_a_unit_sees_itself_and_its_peers_without_names(county: County) -> None:
    lived(county)
    with county.read("handler") as reading:
        shown, peers = boards.of_own(reading, SEPTEMBER, KNOWLEDGE)
        assert [one.name for one in shown.standings] == [HOUSING]
        assert {one.unit_id for one in peers} == {0}
        assert frozen.trends(reading, SEPTEMBER.last_on).keys() == {county.unit_id(HOUSING)}
        assert list(frozen.peer_medians(reading, UnitKind.COUNTY)) == [SEPTEMBER.first_on]
        with pytest.raises(NotAllowed, match="同组"):
            frozen.peer_medians(reading, UnitKind.TOWN)
        with pytest.raises(NotAllowed):
            boards.of_month(reading, SEPTEMBER, KNOWLEDGE)
        with pytest.raises(NotAllowed):
            frozen.granted_contests(reading, SEPTEMBER.first_on)


@pytest.mark.parametrize("username", ["taker", "editor", "admin"])
def test_nobody_else_sees_any_board(county: County, username: str) -> None:
    with county.read(username) as reading:
        for look in (boards.of_month, boards.of_own):
            with pytest.raises(NotAllowed):
                look(reading, SEPTEMBER, KNOWLEDGE)
        with pytest.raises(NotAllowed):
            counted_against.tickets(reading, county.unit_id(HOUSING), SEPTEMBER)


def test_what_cost_points_is_listed_with_its_contest_for_the_unit_alone(county: County) -> None:
    late = lived(county)
    unit_id = county.unit_id(HOUSING)
    with county.read("leader") as reading:
        (one,) = counted_against.tickets(reading, unit_id, SEPTEMBER)
    assert (one.id, one.reasons, one.contest, one.is_closed) == (late, ("未按时办结",), "", True)
    excused(county, late)
    with county.read("leader") as reading:
        assert counted_against.tickets(reading, unit_id, SEPTEMBER) == []  # counts no longer
        (as_frozen,) = counted_against.tickets(reading, unit_id, SEPTEMBER, as_of=AFTER)
        assert as_frozen.contest == "考核申诉成立"
        with pytest.raises(NotAllowed):
            counted_against.tickets(reading, county.unit_id(CIVIL_AFFAIRS), SEPTEMBER)


def test_the_mark_with_its_evidence_is_the_one_that_counted(county: County) -> None:
    county.now = AFTER
    unit_id = county.unit_id(HOUSING)
    with county.work("lead") as uow:
        months.mark(uow, unit_id, SEPTEMBER.first_on, percent=Decimal(90), evidence=MEETING)
    freeze(county, SEPTEMBER.first_on)
    shown = seen(county, is_live=False)
    with county.read("leader") as reading:
        mark = boards.mark_of(reading, unit_id, shown)
        assert mark is not None
        assert (mark.percent, mark.evidence) == (Decimal(90), MEETING)
    with county.read("handler2") as reading:
        assert boards.mark_of(reading, unit_id, shown) is None


def test_weights_judge_the_months_from_their_first_day_on(county: County) -> None:
    """Changed on Tuesday 2026-09-29 from Thursday 10-01 on: September keeps 30 and 35, October has 35 and 30."""
    with county.work("lead") as uow:
        change_id = policy_change.propose(
            uow, changes={"weight_on_time": "35", "weight_satisfaction": "30"},
            effective_on=date(2026, 10, 1), reason="县政府常务会议议定。",
        ).id  # fmt: skip
    county.now = at("2026-09-29T10:05")
    with county.work("lead") as uow:
        policy_change.confirm(uow, change_id)
    county.now = AFTER
    freeze(county, SEPTEMBER.first_on)
    assert weights(seen(county, is_live=False)) == {30: "按时办结率", 35: "满意度"}
    assert weights(seen(county, is_live=True)) == {30: "按时办结率", 35: "满意度"}
    with county.read("inspector") as reading:
        october = boards.of_month(reading, periods.month(2026, 10), KNOWLEDGE)
    assert weights(october) == {35: "按时办结率", 30: "满意度"}


def weights(shown: Board) -> dict[int, str]:
    """Of the two heaviest items."""
    lines = shown.standings[0].score.lines
    assert sum(line.weight for line in lines) == 100
    return {int(line.weight): line.item.zh for line in lines if line.weight >= 30}
