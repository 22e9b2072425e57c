"""单位健康: which units lack a responsible person, staff, a leader's account or their rules (办法第七条)."""

from __future__ import annotations

import streamlit as st

from core.insight import health
from core.insight.health import UnitHealth
from core.rules.terms import Role
from pages._ui import shell, table, unit_rules, words

desk = shell.enter(Role.OFFICE, Role.OFFICE_LEAD, Role.ADMIN)

COLUMNS = (
    table.Column[UnitHealth]("单位", lambda u: u.name, width=200),
    table.Column[UnitHealth]("类别", lambda u: u.kind.zh, width=110),
    table.Column[UnitHealth]("第一责任人", lambda u: u.principal or "—", width=100),
    table.Column[UnitHealth]("承办人", lambda u: u.handlers, "number", 76, is_summed=True),
    table.Column[UnitHealth]("制度", lambda u: u.rules, "number", 64, is_summed=True),
    table.Column[UnitHealth]("需要补齐", lambda u: "；".join(u.faults) or "齐全"),
)

with desk.database.read(desk.actor) as reading:
    found = health.units(reading)
    lacking = [unit for unit in found if unit.faults]
    words.heading("单位健康", f"{len(found)}个在用单位，{len(lacking)}个需要补齐（办法第七条）")
    only = st.toggle("只看需要补齐的", value=True, key="units_lacking")
    chosen = table.table(
        COLUMNS, lacking if only else found, key=f"units_{only}", empty="各单位都齐全。",
        select="one", height=420, excel="单位健康",
    )  # fmt: skip
    unit = next((one for one in found if one.id in chosen), None)
    if unit:
        words.section(unit.name, "；".join(unit.faults) or "齐全")
        unit_rules.show(desk, reading, unit.id)
