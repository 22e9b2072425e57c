"""审计日志 on screen: the newest rows, in the office's words."""

from __future__ import annotations

from core.casework import accounts
from core.store.models import AuditRow
from kb.terms import Step
from pages._ui import table
from pages._ui.desk import Entered

VERBS = accounts.AUDIT_VERBS | {f"kb.{step.value}": f"知识{step.zh}" for step in Step}
VERBS["kb.import"] = "知识导入"

COLUMNS: tuple[table.Column[AuditRow], ...] = (
    table.Column("序号", lambda row: row.id, "number", 72),
    table.Column("时间", lambda row: row.at, "instant", 210),
    table.Column("人员", lambda row: row.person_name, width=120),
    table.Column("事项", lambda row: VERBS.get(row.verb, row.verb), width=130),
    table.Column("对象", lambda row: row.subject),
    table.Column("结果", lambda row: None if row.is_allowed else ("已拒绝", "late"), "badge", 76),
)


def show(desk: Entered) -> None:
    """审计日志: the newest two hundred rows."""
    with desk.database.read(desk.actor) as reading:
        rows, now = accounts.latest_audit(reading), reading.now
    table.table(COLUMNS, rows, key="audit", empty="还没有记录。", now=now, height=520)
