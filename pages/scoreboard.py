"""单位考核榜: a month's ranking by peer group for overseers; for a unit its own card, its peers without names."""

from __future__ import annotations

import streamlit as st

from core.exchange import score_sheets
from core.insight import frozen
from core.insight.indicators import figures, scoreboard
from core.rules.periods import Period
from core.rules.terms import UNIT_ROLES
from core.store.work import Reading
from kb import standing
from pages._ui import attempt, download, shell, words
from pages._ui.scoreboard import board, card

desk = shell.enter(*figures.OVERSEERS, *UNIT_ROLES)


def state_of(reading: Reading, period: Period) -> str:
    """已冻结 by whom and when, or live."""
    found = next((one for one in frozen.months(reading) if one.month == period.first_on), None)
    if found is None or found.confirmed_at is None:
        return "实时数据，还没有冻结，随办理情况变化"
    frozen_on = f"{found.confirmed_at:%Y-%m-%d}由{found.confirmed_by}"
    return f"实时数据；{period.zh}已于{frozen_on}冻结，冻结的得分见“月度考核”"


def own(reading: Reading, period: Period) -> None:
    """本单位考核, and how its months went."""
    mine, peers = scoreboard.own(reading, period, standing.of_units(reading, period))
    card.peers(mine, peers)
    card.draw(mine, period)
    history = frozen.of_unit(reading, mine.unit_id)
    words.section("历次冻结得分", "含已确认的调整；对工单有异议的，在工单详情里申诉")
    if not history:
        words.empty("还没有冻结的月份。")
        return
    words.facts(
        [
            (
                f"{line.month.year}年{line.month.month}月",
                f"{card.points(line.total)}分"
                + (f"　{line.group.zh}第{line.rank}名" if line.rank else "　未参加排名"),
            )
            for line in history
        ],
        columns=3,
    )


def everybody(reading: Reading, period: Period) -> None:
    """The board of the chosen group, and the whole of it as a sheet."""
    with st.container(horizontal=True, key="board_tools", vertical_alignment="center"):
        group = board.ask_group()
        download.button(
            desk, "导出考核榜",
            lambda r: score_sheets.board(
                r, period, scoreboard.board(r, period, standing.of_units(r, period))
            ),
            key="board_export",
        )  # fmt: skip
    attempt.outcome("download")
    standings = scoreboard.board(reading, period, standing.of_units(reading, period))
    board.draw([one for one in standings if one.group is group], period, reading.policy)


with desk.database.read(desk.actor) as reading:
    title = "本单位考核" if reading.actor.is_unit else "单位考核榜"
    place = st.container()
    period = board.ask_month(reading.now.date())
    with place:
        words.heading(title, state_of(reading, period))
    if reading.actor.is_unit:
        own(reading, period)
    else:
        everybody(reading, period)
download.start()
