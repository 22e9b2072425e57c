"""The list of desks: every page's address, file, name, group in the menu, and the roles that may open it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.rules.terms import Role

_ROOT = Path(__file__).resolve().parent.parent

OFFICE = frozenset({Role.OFFICE, Role.OFFICE_LEAD})
UNIT = frozenset({Role.HANDLER, Role.UNIT_LEADER})
TICKET_ROLES = frozenset({Role.CALL_TAKER, Role.INSPECTOR}) | OFFICE | UNIT
ALL = frozenset(Role)

CASES, KNOWLEDGE, COUNTED, RULES = "办件", "知识", "统计与考核", "制度与管理"


@dataclass(frozen=True, slots=True)
class Desk:
    """One page; `slug` is its address and its file's name alike."""

    slug: str
    title: str
    group: str
    roles: frozenset[Role]
    is_in_menu: bool = True

    @property
    def file(self) -> Path:
        """Where the page's code is."""
        return _ROOT / f"{self.slug}.py"


TICKET = _ROOT / "ticket.py"
"""Where every link to a ticket leads."""

_PLANNED = (
    Desk("intake", "受理席", CASES, OFFICE | {Role.CALL_TAKER}),
    Desk("dispatching", "派发审核席", CASES, OFFICE),
    Desk("supervision", "督办席", CASES, OFFICE),
    Desk("handling", "承办席", CASES, UNIT),
    Desk("follow_up", "回访席", CASES, OFFICE | {Role.CALL_TAKER}),
    Desk("inspection", "抽查", CASES, OFFICE),
    Desk("escalated", "督查台", CASES, frozenset({Role.INSPECTOR})),
    Desk("unit", "本单位", CASES, UNIT),
    Desk("tickets", "工单台账", CASES, TICKET_ROLES),
    Desk("inbox", "消息", CASES, TICKET_ROLES),
    Desk("ticket", "工单详情", CASES, TICKET_ROLES, is_in_menu=False),
    Desk("accountability", "问责线索", CASES, OFFICE | {Role.INSPECTOR}),
    Desk("exchange", "市平台导入", CASES, OFFICE),
    Desk("knowledge", "知识库检索", KNOWLEDGE, ALL - {Role.ADMIN}),
    Desk("knowledge_edit", "知识维护", KNOWLEDGE, OFFICE | UNIT | {Role.KB_EDITOR}),
    Desk("gaps", "知识缺口", KNOWLEDGE, OFFICE | UNIT | {Role.KB_EDITOR}),
    Desk("vocabulary", "同义词", KNOWLEDGE, OFFICE | {Role.KB_EDITOR}),
    Desk("learning", "检索学习", KNOWLEDGE, frozenset({Role.OFFICE_LEAD, Role.KB_EDITOR})),
    Desk("overview", "运行总览", COUNTED, OFFICE | {Role.INSPECTOR}),
    Desk("scoreboard", "单位考核榜", COUNTED, OFFICE | UNIT | {Role.INSPECTOR}),
    Desk("assessment", "月度考核", COUNTED, OFFICE | {Role.INSPECTOR}),
    Desk("topics", "热点", COUNTED, OFFICE | {Role.INSPECTOR}),
    Desk("papers", "文件", COUNTED, OFFICE | {Role.INSPECTOR}),
    Desk("regulation", "制度", RULES, ALL),
    Desk("units", "单位健康", RULES, OFFICE | {Role.ADMIN}),
    Desk("audit", "审计日志", RULES, frozenset({Role.OFFICE_LEAD, Role.INSPECTOR, Role.ADMIN})),
    Desk("admin", "系统管理", RULES, frozenset({Role.ADMIN})),
)

DESKS: Sequence[Desk] = tuple(desk for desk in _PLANNED if desk.file.is_file())
"""The pages this installation has, in the order of the menu."""

_HOMES = {
    Role.CALL_TAKER: "intake",
    Role.OFFICE: "dispatching",
    Role.OFFICE_LEAD: "dispatching",
    Role.HANDLER: "handling",
    Role.UNIT_LEADER: "handling",
    Role.INSPECTOR: "escalated",
    Role.KB_EDITOR: "knowledge_edit",
    Role.ADMIN: "admin",
}


def home_of(role: Role) -> Desk:
    """Where a person of this role begins the day; the first page open to them if that one is missing."""
    mine = [desk for desk in DESKS if role in desk.roles and desk.is_in_menu]
    return next((desk for desk in mine if desk.slug == _HOMES[role]), mine[0])


def find(slug: str) -> Desk | None:
    """A page by its address."""
    return next((desk for desk in DESKS if desk.slug == slug), None)
