"""本单位: who is responsible, what is due today, and the unit's own rules as evidence (办法第七条)."""

from __future__ import annotations

from core.insight import health
from core.rules.terms import Role
from pages._ui import shell, unit_rules, words

desk = shell.enter(Role.HANDLER, Role.UNIT_LEADER)

with desk.database.read(desk.actor) as reading:
    mine, day = health.own(reading), health.own_day(reading)
    words.heading(
        mine.name, f"今日到期{day.due_today}件　逾期{day.overdue}件　待审签{day.to_sign_off}件"
    )
    for fault in mine.faults:
        words.notice(f"{fault}（办法第七条），请单位领导补齐；责任人由系统管理员填写。", "soon")
    words.section("责任分工", "办法第七条（一）")
    people = health.own_people(reading)
    words.facts(
        [
            ("第一责任人", mine.principal),
            ("具体责任人", mine.deputy),
            ("处办机构", mine.office),
            ("承办人", "、".join(name for name, role in people if role is Role.HANDLER)),
            ("单位领导账号", "、".join(name for name, role in people if role is Role.UNIT_LEADER)),
        ],
        columns=2,
    )
    unit_rules.show(desk, reading, mine.id)
