"""月度冻结: what is still open, the first step and the second, with what would be frozen between them."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core.casework import months
from core.exchange import score_sheets
from core.insight.indicators import snapshot
from core.insight.indicators.catalogue import INDICATORS
from core.insight.indicators.figures import Which
from core.insight.indicators.lists import Behind
from core.rules.periods import Period
from core.rules.terms import Band, Role, UnitKind
from core.store.models import FrozenMonth
from core.store.work import Reading
from kb import standing
from pages._ui import attempt, download, figure, table, words
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
        then = "更正请作调整；通报在“文件”里起草。" if is_lead else "更正由县热线办负责人作调整。"
        words.notice(
            f"{period.zh}已冻结：{frozen.prepared_by}{frozen.prepared_at:%Y-%m-%d %H:%M}提取，"
            f"{frozen.confirmed_by}{frozen.confirmed_at:%Y-%m-%d %H:%M}确认。{then}",
            "done",
        )  # fmt: skip
        download.button(
            desk, "导出单位得分", partial(score_sheets.board, period=period, knowledge=standing.of_units),
            key="freezing_export",
        )  # fmt: skip
        attempt.outcome("download")
    elif is_lead:
        _steps(desk, reading, period, frozen)
    else:
        words.notice(f"{period.zh}还没有冻结，由县热线办负责人提取、确认。")
    if frozen is not None:
        _figures(frozen, period)
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
            is_own = frozen.prepared_by == reading.actor.name
            words.show(
                words.Markup('<span class="hl-note">{}{} 提取，校验码 {}{}</span>').format(
                    frozen.prepared_by, f"{frozen.prepared_at:%Y-%m-%d %H:%M}", frozen.sha256[:12],
                    "；最好由另一位负责人核对、确认" if is_own else "",
                )
            )  # fmt: skip


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


def _figures(frozen: FrozenMonth, period: Period) -> None:
    words.section("全县指标", f"{frozen.as_of:%Y-%m-%d %H:%M} 的数据；点分子、分母看当时的工单")
    county = frozen.figures["county"]
    pairs: list[tuple[str, words.Markup]] = []
    for key in _SHOWN:
        found = snapshot.figure(county, key)
        part = _link(f"{found.part:,}", key, "part", period, frozen)
        if INDICATORS[key].is_rate:
            whole = _link(f"{found.whole:,}", key, "whole", period, frozen)
            part = words.Markup("{}　{}/{}").format(figure.said(key, found), part, whole)
        hinted = words.Markup('<span title="{}">{}</span>').format(figure.hint(key), part)
        pairs.append((INDICATORS[key].name_zh, hinted))
    words.facts(pairs, columns=3)


def _link(text: str, key: str, which: Which, period: Period, frozen: FrozenMonth) -> words.Markup:
    behind = Behind(key, which, period, as_of=frozen.as_of)
    return words.Markup(
        '<a href="/tickets?figure={}" target="_blank" rel="noopener">{}</a>'
    ).format(behind.written, text)


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
