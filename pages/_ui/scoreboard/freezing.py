"""月度冻结: what is still open, the first step and the second, with what would be frozen between them."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core.casework import months
from core.insight.indicators import snapshot
from core.insight.indicators.catalogue import INDICATORS
from core.rules.periods import Period
from core.rules.terms import Band, Role, UnitKind
from core.store.models import FrozenMonth
from core.store.work import Reading
from kb import standing
from pages._ui import attempt, figure, table, words
from pages._ui.desk import Entered
from pages._ui.scoreboard import card

SLOT = "freezing"
_SHOWN = (
    "registered",
    "direct",
    "dispatched",
    "on_time",
    "closed",
    "satisfied",
    "solved",
    "extended",
)


def draw(desk: Entered, reading: Reading, period: Period) -> None:
    """The month as it stands: checks and the first step, the second step, or frozen."""
    frozen = months.frozen_month(reading, period.first_on)
    is_lead = reading.actor.role is Role.OFFICE_LEAD
    attempt.outcome(SLOT)
    if frozen is not None and frozen.confirmed_at is not None:
        words.notice(
            f"{period.zh}已冻结：{frozen.prepared_by}{frozen.prepared_at:%Y-%m-%d %H:%M}提取，"
            f"{frozen.confirmed_by}{frozen.confirmed_at:%Y-%m-%d %H:%M}确认。更正请作调整。", "done",
        )  # fmt: skip
    elif is_lead:
        _steps(desk, reading, period, frozen)
    else:
        words.notice(f"{period.zh}还没有冻结，由县热线办负责人提取、确认。")
    if frozen is not None:
        _figures(frozen)
        _scores(frozen)


def _steps(desk: Entered, reading: Reading, period: Period, frozen: FrozenMonth | None) -> None:
    for check in months.checks(reading, period):
        tone: words.Tone = "late" if check.is_blocking else "soon"
        count = "" if check.is_blocking else f"{check.count}，"
        words.notice(f"{check.name}：{count}{check.advice}", tone)
    with st.container(horizontal=True, key="freezing_steps"):
        st.button(
            "重新提取数据" if frozen else "提取数据", key="freezing_prepare",
            type="secondary" if frozen else "primary", help="依据：办法第二十条；提取后还要确认一次",
            on_click=partial(_prepare, desk, period),
        )  # fmt: skip
        if frozen is not None:
            st.button(
                "确认冻结", key="freezing_confirm", type="primary",
                help="依据：办法第二十条；冻结后数据不再变，更正只能作调整",
                on_click=partial(_confirm, desk, period, frozen.sha256),
            )  # fmt: skip
            words.show(
                words.Markup('<span class="hl-note">{}{} 提取，校验码 {}</span>').format(
                    frozen.prepared_by, f"{frozen.prepared_at:%Y-%m-%d %H:%M}", frozen.sha256[:12]
                )
            )


def _prepare(desk: Entered, period: Period) -> None:
    attempt.attempt(
        desk, lambda uow: months.prepare(uow, period.first_on, standing.of_units(uow, period)),
        done="数据已提取，请核对后确认冻结。", slot=SLOT,
    )  # fmt: skip


def _confirm(desk: Entered, period: Period, seen: str) -> None:
    attempt.attempt(
        desk, lambda uow: months.confirm(uow, period.first_on, seen_sha256=seen),
        done=f"{period.zh}已冻结。", slot=SLOT,
    )  # fmt: skip


def _figures(frozen: FrozenMonth) -> None:
    words.section("全县指标", f"{frozen.as_of:%Y-%m-%d %H:%M} 的数据")
    county = frozen.figures["county"]
    pairs = []
    for key in _SHOWN:
        found = snapshot.figure(county, key)
        parts = f"　{found.part}/{found.whole}" if INDICATORS[key].is_rate else ""
        pairs.append((INDICATORS[key].name_zh, f"{figure.said(key, found)}{parts}"))
    words.facts(pairs, columns=3)


def _scores(frozen: FrozenMonth) -> None:
    words.section("单位得分", "冻结时的得分，调整另列")
    table.table(
        _COLUMNS, frozen.figures["scores"], key=f"frozen_{frozen.month}", empty="没有单位得分。",
        row_id=lambda one: one["unit_id"], height=420,
    )  # fmt: skip


_COLUMNS = (
    table.Column[dict]("组别", lambda one: UnitKind(one["group"]).zh, width=110),
    table.Column[dict]("名次", lambda one: one["rank"], "number", 50),
    table.Column[dict]("单位", lambda one: one["name"]),
    table.Column[dict]("得分", lambda one: one["total"][:-2] if one["total"] else "—", width=70),
    table.Column[dict](
        "档次",
        lambda one: (Band(one["band"]).zh, card.TONES[Band(one["band"])]) if one["band"] else None,
        "badge",
        70,
    ),
    table.Column[dict]("说明", lambda one: one["note"], width=320),
)
