"""单位考核榜: a month's ranking by peer group for overseers; for a unit its own card, its peers without names."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from core.exchange import score_sheets
from core.exchange.sheets import Written
from core.insight import boards, frozen
from core.insight.boards import Board
from core.insight.indicators import figures, scoreboard
from core.rules.periods import Period
from core.rules.terms import UNIT_ROLES, UnitKind
from core.store.work import Reading
from kb import standing
from pages._ui import attempt, download, shell, words
from pages._ui.scoreboard import appeals, board, card, compare, trend

desk = shell.enter(*figures.OVERSEERS, *UNIT_ROLES)
KNOWLEDGE = standing.of_units


def own(reading: Reading, period: Period, *, is_live: bool) -> Board:
    """本单位考核, how its months went, and what counted against it."""
    shown, peers = boards.of_own(reading, period, KNOWLEDGE, is_live=is_live)
    mine = shown.standings[0]
    left, right = st.columns([7, 5], gap="medium")
    with left:
        card.peers(mine, peers)
        card.draw(shown, mine, boards.mark_of(reading, mine.unit_id, shown))
    with right:
        words.section("近12个月走势", "冻结得分，含已确认的调整；虚线为同组中位")
        lines = frozen.trends(reading, period.last_on).get(mine.unit_id, [])
        medians = frozen.peer_medians(reading, mine.group)
        trend.of_unit(lines, medians, key=f"own_trend_{period.first_on}")
        words.facts(
            [
                (
                    f"{line.month.year}年{line.month.month}月",
                    f"{card.points(line.total)}分　"
                    + (f"{line.group.zh}第{line.rank}名" if line.rank else "未参加排名"),
                )
                for line in reversed(lines)
            ],
            columns=2,
        )
    appeals.draw(desk, reading, mine.unit_id, shown)
    return shown


def everybody(reading: Reading, period: Period, group: UnitKind, *, is_live: bool) -> Board:
    """The board of a group, the chosen unit's card beside it, the group at a glance and over the months."""
    shown = boards.of_month(reading, period, KNOWLEDGE, is_live=is_live)
    left, right = st.columns([9, 5], gap="small")
    with left:
        chosen = board.draw(shown, group)
    with right:
        if chosen is not None:
            card.draw(shown, chosen, boards.mark_of(reading, chosen.unit_id, shown))
    left, right = st.columns(2, gap="medium")
    with left:
        board.at_a_glance(shown, group, scoreboard.policy_of(reading, period))
    with right:
        words.section("近12个月走势", "各月冻结得分，含已确认的调整；数字是最早和最近一个月的得分")
        lines = frozen.trends(reading, period.last_on)
        found = [
            lines[x.unit_id] for x in shown.standings if x.group is group and x.unit_id in lines
        ]
        trend.of_units(found, key=f"trend_{period.first_on}_{group}")
    return shown


def differences(reading: Reading, period: Period, group: UnitKind | None) -> Board:
    """冻结与实时对照 of a group, or of the own unit."""
    if group is None:
        (then, _), (now, _) = (
            boards.of_own(reading, period, KNOWLEDGE, is_live=x) for x in (False, True)
        )
    else:
        then, now = (boards.of_month(reading, period, KNOWLEDGE, is_live=x) for x in (False, True))
    found = boards.differences(then, now)
    compare.draw(
        [one for one in found if group in (None, one.frozen.group)],
        key=f"differences_{period.first_on}_{group}",
        excel=f"冻结与实时对照_{period.first_on:%Y-%m}" if group is None else None,
    )
    return then


def export(period: Period, view: board.View, *, is_unit: bool) -> None:
    """What stands on the page, as a sheet."""
    make: Callable[[Reading], Written]
    if view == "differences" and not is_unit:
        make = partial(score_sheets.differences, period=period, knowledge=KNOWLEDGE)
    else:
        kind = score_sheets.card if is_unit else score_sheets.board
        make = partial(kind, period=period, knowledge=KNOWLEDGE, is_live=view == "live")
    download.button(desk, "导出表格", make, key=f"board_export_{view}")


with desk.database.read(desk.actor) as reading:
    is_unit = reading.actor.is_unit
    place = st.container()
    with st.container(horizontal=True, key="board_tools", vertical_alignment="center"):
        period = board.ask_month(reading.now.date())
        group = None if is_unit else board.ask_group()
        is_frozen = frozen.confirmed(reading, period.first_on) is not None
        view: board.View = board.ask_view() if is_frozen else "live"
        export(period, view, is_unit=is_unit)
    attempt.outcome("download")
    if view == "differences":
        shown = differences(reading, period, group)
    elif group is None:
        shown = own(reading, period, is_live=view == "live")
    else:
        shown = everybody(reading, period, group, is_live=view == "live")
    with place:
        title = "本单位考核" if is_unit else "单位考核榜"
        words.heading(title, board.state_of(shown, is_frozen=is_frozen))
