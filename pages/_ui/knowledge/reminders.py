"""引用提醒: tickets that were answered by a text that has changed since, so that what was said can be put right."""

from __future__ import annotations

from core.store.work import Reading
from kb import shelves
from kb.shelves import CitationReminder
from pages._ui import table

_COLUMNS = (
    table.Column[CitationReminder]("工单", lambda one: one.ticket.number, "link", 140),
    table.Column[CitationReminder]("诉求", lambda one: one.ticket.title),
    table.Column[CitationReminder]("引用的知识", lambda one: one.title),
    table.Column[CitationReminder]("引用", lambda one: f"第{one.cited_number}版", width=74),
    table.Column[CitationReminder](
        "现行",
        lambda one: f"第{one.in_force_number}版" if one.in_force_number else "停用",
        width=74,
    ),
    table.Column[CitationReminder]("工单状态", lambda one: one.ticket.state, "state", 84),
)


def draw(reading: Reading) -> None:
    """All of them over the entries the person keeps, the latest change first."""
    table.table(
        _COLUMNS, shelves.citation_reminders(reading), key="kb_reminders", select="open", height=480,
        row_id=lambda one: one.ticket.id, excel="引用旧版本的工单",
        empty="没有未归档的工单引用旧版本。",
        hint="修改、下线后，引用过旧版本的工单会列在这里，以便核对已作的答复。",
    )  # fmt: skip
