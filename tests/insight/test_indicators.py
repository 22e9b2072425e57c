"""The indicators on small counties counted by hand (shared table of indicators, 办法第二十条)."""

from __future__ import annotations

from datetime import datetime

import pytest

from core.casework import auditing, contests, extensions, handling
from core.errors import NotAllowed
from core.insight.indicators import breakdown, figures, lists
from core.insight.indicators.breakdown import By
from core.insight.indicators.catalogue import INDICATORS
from core.insight.indicators.scope import scope_of
from core.rules import periods
from core.rules.terms import (
    Channel,
    ContactWay,
    ContestKind,
    RequestType,
    ReworkKind,
    UnitKind,
)
from tests.casework import flow
from tests.planted import CIVIL_AFFAIRS, HOUSING, County, at

OCTOBER = periods.month(2026, 10)
END = at("2026-11-02T09:00")  # Monday, October is over


def figure(county: County, key: str, *, as_of: datetime | None = None) -> tuple[int, int]:
    with county.read("lead") as reading:
        return tuple(figures.of(reading, scope_of(reading, OCTOBER, as_of=as_of), [key])[key])


def signed_at(county: County, when: str) -> int:
    """Dispatched on Tuesday 2026-09-29 10:00 with three working days: due Friday 10-09 18:00; signed then."""
    county.now = at("2026-09-29T10:00")
    ticket_id = flow.replied(county)
    county.now = at(when)
    with county.work("leader") as uow:
        handling.sign_off(uow, ticket_id)
    return ticket_id


def test_art11_the_close_is_in_time_a_second_later_is_not_and_what_lies_open_counts(
    county: County,
) -> None:
    signed_at(county, "2026-10-09T18:00:00")
    signed_at(county, "2026-10-09T18:00:01")
    county.now = at("2026-09-29T10:00")
    flow.in_handling(county)  # never replied to
    county.now = END
    assert figure(county, "on_time") == (1, 3)


def test_a_deadline_still_to_come_is_not_judged_yet(county: County) -> None:
    """Friday 2026-10-09 at noon: due at six; in time already or not, it is not in D yet."""
    signed_at(county, "2026-10-09T09:00")
    county.now = at("2026-10-09T12:00")
    assert figure(county, "on_time") == (0, 0)
    county.now = at("2026-10-09T18:00:01")
    assert figure(county, "on_time") == (1, 1)


def test_an_accepted_return_is_nobodys_failure(county: County) -> None:
    flow.given_back(county)
    county.now = END
    assert figure(county, "on_time") == (0, 0)
    with county.read("lead") as reading:
        september = scope_of(reading, periods.month(2026, 9))
        found = figures.of(reading, september, ["dispatched", "returned"])
    assert tuple(found["dispatched"]) == (0, 1)  # net and gross
    assert tuple(found["returned"]) == (1, 1)


def test_art13_3_an_extension_moves_the_deadline_and_looking_back_it_had_not_yet(
    county: County,
) -> None:
    """Due Friday 10-09; on Thursday 10-08 five days more are asked, granted on Saturday 10-10 (a working day)."""
    county.now = at("2026-09-29T10:00")
    ticket_id = flow.in_handling(county)
    county.now = at("2026-10-08T15:00")
    with county.work("handler") as uow:
        extensions.request_extension(
            uow, ticket_id, days=5, cause="配件需要从厂家调货，预计五个工作日。",
            told_at=county.now, told_way=ContactWay.PHONE,
        )  # fmt: skip
    with county.work("leader") as uow:
        extensions.endorse_extension(uow, ticket_id)
    county.now = at("2026-10-09T10:00")
    with county.work("office") as uow:
        extensions.grant_extension(uow, ticket_id)
    county.now = END
    assert figure(county, "on_time") == (0, 1)  # due 10-15 now, and still open
    assert figure(county, "on_time", as_of=at("2026-10-12T09:00")) == (0, 0)
    assert figure(county, "extended", as_of=END) == (0, 0)  # dispatched in September
    with county.read("lead") as reading:
        september = scope_of(reading, periods.month(2026, 9))
        assert tuple(figures.of(reading, september, ["extended"])["extended"]) == (1, 1)


def test_art20_what_a_granted_contest_excuses_is_shown_apart(county: County) -> None:
    ticket_id = signed_at(county, "2026-10-09T18:30")
    with county.work("office") as uow:
        auditing.audit_reply(uow, ticket_id)
    with county.work("leader") as uow:
        filed = contests.contest(
            uow, ticket_id, kind=ContestKind.APPRAISAL, ground="停电期间系统无法登录。",
            evidence="供电公司停电通知。",
        )  # fmt: skip
    assert figure(county, "on_time", as_of=None) == (0, 1)
    county.now = END
    with county.work("lead") as uow:
        contests.decide_contest(
            uow, ticket_id, contest_id=filed.id, is_granted=True, ruling="情况属实。"
        )
    assert figure(county, "on_time") == (0, 0)
    assert figure(county, "excused") == (1, 1)
    assert figure(county, "on_time", as_of=at("2026-10-31T12:00")) == (0, 1)


def test_sent_back_for_rework_was_not_done_at_once(county: County) -> None:
    ticket_id = signed_at(county, "2026-10-08T10:00")
    with county.work("office") as uow:
        auditing.rework(
            uow, ticket_id, kind=ReworkKind.PERFUNCTORY, note="请写明修复的时间和结果。"
        )
    with county.work("handler") as uow:
        handling.reply(uow, ticket_id, text="电梯已于10月8日修复，物业已回访。", item_answers={})
    with county.work("leader") as uow:
        handling.sign_off(uow, ticket_id)
    with county.work("office") as uow:
        auditing.audit_reply(uow, ticket_id)
    county.now = END
    assert figure(county, "at_once") == (0, 1)
    assert figure(county, "reworked") == (1, 1)
    assert figure(county, "repeated_on_time") == (1, 1)
    assert figure(county, "closed") == (1, 1)


def test_art07_2_signing_in_is_judged_by_working_hours(county: County) -> None:
    """Dispatched Wednesday 09-30 16:30: two hours of work end on Thursday 10-08 08:30."""
    for when in ("2026-10-08T08:30", "2026-10-08T08:30:01"):
        county.now = at("2026-09-30T16:30")
        ticket_id = flow.dispatched(county)
        county.now = at(when)
        with county.work("handler") as uow:
            handling.acknowledge(uow, ticket_id)
    county.now = END
    with county.read("lead") as reading:
        september = scope_of(reading, periods.month(2026, 9))
        assert tuple(figures.of(reading, september, ["acknowledged"])["acknowledged"]) == (1, 2)


def test_received_is_the_sum_of_what_became_of_it(county: County) -> None:
    flow.registered(county)
    flow.closed(county)
    county.now = at("2026-10-09T10:00")
    flow.registered(county)
    flow.dispatched(county)
    county.now = END
    keys = ("registered", "direct", "passed_on", "declined", "waiting")
    with county.read("lead") as reading:
        found = figures.of(reading, scope_of(reading, OCTOBER), keys)
    assert found["registered"].part == 2
    assert sum(found[key].part for key in keys[1:]) == 2


# --- who sees what --------------------------------------------------------------------------------


@pytest.mark.parametrize("username", ["office", "lead", "inspector"])
def test_overseers_see_every_unit(county: County, username: str) -> None:
    with county.read(username) as reading:
        figures.by_unit(reading, scope_of(reading, OCTOBER), ["on_time"])


@pytest.mark.parametrize("username", ["taker", "handler", "leader", "editor", "admin"])
def test_others_do_not(county: County, username: str) -> None:
    with county.read(username) as reading:
        scope = scope_of(reading, OCTOBER)
        for look in (
            lambda: figures.of(reading, scope, ["on_time"]),
            lambda: figures.by_unit(reading, scope, ["on_time"]),
            lambda: figures.ticket_ids(reading, scope, "on_time", "rest"),
            lambda: breakdown.of(reading, scope, "registered", By.TOWN),
            lambda: figures.of(reading, scope.of_unit(county.unit_id(CIVIL_AFFAIRS)), ["on_time"]),
        ):
            with pytest.raises(NotAllowed):
                look()


def test_a_unit_sees_its_own_and_its_peers_without_names(county: County) -> None:
    signed_at(county, "2026-10-09T09:00")
    county.now = END
    with county.read("handler") as reading:
        scope = scope_of(reading, OCTOBER)
        own = figures.of(reading, scope.of_unit(county.unit_id(HOUSING)), ["on_time"])
        assert tuple(own["on_time"]) == (1, 1)
        peers = figures.of_peers(reading, scope, ["on_time"])
        assert tuple(peers["on_time"]) == (1, 1)
        with pytest.raises(NotAllowed):
            figures.of_peers(reading, scope.of_unit(county.unit_id(CIVIL_AFFAIRS)), ["on_time"])


# --- links ----------------------------------------------------------------------------------------


def test_a_link_names_a_figure_and_is_read_back() -> None:
    for behind in (
        lists.Behind("on_time", "rest", OCTOBER, unit_id=7),
        lists.Behind("registered", "whole", OCTOBER),
        lists.Behind("closed", "part", periods.year(2026), group=UnitKind.TOWN),
        lists.Behind("open_late", "whole", OCTOBER, unit_id=7, as_of=at("2026-10-20T23:59:59")),
        lists.Behind(
            "registered", "part", OCTOBER, group=UnitKind.COUNTY, town_ids=frozenset({1}),
            category_ids=frozenset({15, 16}), channel=Channel.PHONE, request_type=RequestType.TIP_OFF,
        ),
    ):  # fmt: skip
        assert lists.read(behind.written) == behind


@pytest.mark.parametrize(
    "written",
    ["", "on_time", "nothing.part.2026-10-01.2026-10-31", "on_time.all.2026-10-01.2026-10-31",
     "on_time.part.2026-13-01.2026-10-31", "on_time.part.2026-10-31.2026-10-01",
     "on_time.part.2026-10-01.2026-10-31.gvillage", "registered.part.2026-10-01.2026-10-31.wpigeon",
     "registered.part.2026-10-01.2026-10-31.kcurse", "registered.part.2026-10-01.2026-10-31.t1-",
     "open.whole.2026-10-01.2026-10-31.a20261332000000", "on_time.part.2026-10-01.2026-10-31' or 1=1"],
)  # fmt: skip
def test_any_other_text_names_none(written: str) -> None:
    assert lists.read(written) is None


def test_every_indicator_says_its_formula_and_article() -> None:
    for key, indicator in INDICATORS.items():
        assert indicator.key == key
        assert indicator.formula_zh
        assert indicator.article.startswith("办法第")
        assert indicator.per_hundred_of is None or indicator.per_hundred_of in INDICATORS
