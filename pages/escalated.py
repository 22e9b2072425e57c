"""督查台: what was reported to 县政府督查室, to be received, inspected and given a result."""

from __future__ import annotations

import streamlit as st

from core.exchange import ticket_list
from core.insight import dossier, escalated, listing
from core.rules.terms import Role
from pages._ui import shell, table, words
from pages._ui.supervision import beside

desk = shell.enter(Role.INSPECTOR)

words.heading("督查台", "县热线办书面上报的工单，依据：办法第十三条（一）")
with desk.database.read(desk.actor) as reading:
    counts = escalated.counts(reading)
    asked = st.query_params.get("list", "")
    slug = st.segmented_control(
        "清单", list(escalated.LISTS), key="escalated_list", required=True,
        default=asked if asked in escalated.LISTS else "arrived",
        format_func=lambda one: f"{escalated.LISTS[one]} {counts[one]}",
        label_visibility="collapsed",
    )  # fmt: skip
    st.query_params["list"] = slug
    left, right = st.columns([50, 50], gap="small")
    with left:
        key = f"escalated_{slug}"
        wanted = escalated.wanted(reading, slug)
        found = listing.page(reading, wanted, number=table.page_number(key))
        chosen = table.table(
            (
                table.Column("标题", lambda row: row.title),
                table.Column("主办单位", lambda row: row.lead_unit, width=130),
                table.Column("状态", lambda row: row.state, kind="state", width=80),
                table.Column(
                    "时限",
                    lambda row: words.due(reading, row.due_at, stopped_at=row.stopped_at),
                    kind="due", width=112,
                ),
            ),
            found.rows, key=key, empty="这个清单里没有工单。", select="one", total=found.total,
            now=reading.now, height=540, is_first_chosen=True,
            excel=lambda own: ticket_list.export_list(own, wanted, title=escalated.LISTS[slug]),
        )  # fmt: skip
    with right, st.container(key="desk_step", height=600, border=False):
        if chosen:
            beside.draw(desk, dossier.dossier(reading, chosen[-1]), reading)
