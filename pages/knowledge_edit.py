"""知识维护: what waits for me, the entries one keeps, written anew, reviewed, published; tables taken in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import streamlit as st

from core.insight.listing import Row
from core.store.work import Reading
from kb import duties, lifecycle, request_lists, shelves
from kb.duties import Duty
from kb.models import Entry, Revision
from kb.shelves import Shelf, Wanted
from kb.terms import Step
from pages._ui import attempt, shell, table, words
from pages._ui.knowledge import (
    corrections,
    counts,
    coverage,
    exporting,
    files,
    form,
    reading,
    reminders,
    replaced,
    requests,
    reviewing,
    settled,
    shelf,
    steps,
    taking_in,
    todo,
    use,
    versions,
)

desk = shell.enter(*lifecycle.WRITERS)


def tabs(
    key: str, parts: Mapping[str, Callable[[], None]], kept: str = "", first: str | None = None
) -> None:
    """One tab a part; only the open one is drawn, and `kept`, whose fields must keep what is typed."""
    drawn = st.tabs([*parts], key=key, on_change="rerun", default=first)
    for name, tab in zip(parts, drawn, strict=True):
        if tab.open or name == kept:
            with tab:
                parts[name]()


def shelved(looking: Reading, kept: dict[Shelf, int]) -> None:
    """清单, and beside it the chosen entry with what can be done now."""
    attempt.outcome(exporting.SLOT)
    chosen, right = shelf.choose(looking, kept, partial(exporting.offer, desk))
    with right, st.container(key="kb_open"):
        if chosen is not None:
            _entry(looking, chosen)


def due(looking: Reading, waiting: list[Duty]) -> None:
    """待办, and beside it the entry it is about."""
    chosen, right = todo.choose(waiting)
    with right, st.container(key="kb_open"):
        if chosen is not None and chosen.entry_id is not None:
            todo.why(chosen)
            corrections.answer(desk, looking, chosen.correction_id)
            _entry(looking, chosen.entry_id)
        elif chosen is not None:
            todo.why(chosen)
            requests.answer(desk, looking, chosen.request_id)


def _entry(looking: Reading, entry_id: int) -> None:
    entry, revision = shelves.opened(looking, entry_id)
    reading.head(entry, revision, looking.now.date(), state=shelf.state_badge(looking, entry))
    steps.remarks(entry, revision)
    settled.remark(looking, entry)
    replaced.lead_on(looking, entry_id, is_told_only=True)
    corrections.remarks(looking, entry_id)
    steps.draw(desk, looking, entry)
    tabs(f"kb_tab_{entry_id}", _beside(looking, entry, revision), kept="修改")


def _beside(looking: Reading, entry: Entry, revision: Revision) -> dict[str, Callable[[], None]]:
    """What stands beside an entry, one tab each."""
    is_mine = Step.REVISE in steps.possible(looking, entry)
    return {
        "内容": partial(_content, looking, entry, revision),
        "修改": partial(_change, looking, entry, revision),
        "版本": partial(versions.draw, desk, looking, entry, is_mine=is_mine),
        "附件": partial(files.keep, desk, looking, entry.id, is_mine=is_mine),
        "引用提醒": partial(_cited, looking, entry.id),
    }


def _content(looking: Reading, entry: Entry, revision: Revision) -> None:
    versions.before_approval(looking, entry, revision)
    use.of_one(looking, entry.id)
    reading.body(revision)
    replaced.remark(looking, entry.id)


def _change(looking: Reading, entry: Entry, revision: Revision) -> None:
    if Step.REVISE in steps.possible(looking, entry):
        form.change(desk, looking, entry, revision)


def _cited(looking: Reading, entry_id: int) -> None:
    """未归档的工单里，还引用着旧版本的."""
    tickets = shelves.outdated_citations(looking, entry_id)
    columns = (
        table.Column[Row]("工单", lambda ticket: ticket.number, "link", 130),
        table.Column[Row]("标题", lambda ticket: ticket.title),
        table.Column[Row]("状态", lambda ticket: ticket.state, "state", 78),
    )
    table.table(
        columns, tickets, key="kb_cited", select="open", excel="引用旧版本的工单",
        empty="没有未归档的工单引用旧版本。",
        hint="修改、下线后，引用过旧版本的工单会列在这里，以便核对已作的答复。",
    )  # fmt: skip


with desk.database.read(desk.actor) as looking:
    waiting = duties.mine(looking)
    kept = shelves.counts(looking, Wanted())
    words.heading("知识维护", shelf.summary(kept) + corrections.summary(looking))
    parts = {
        "待办": partial(due, looking, waiting),
        "清单": partial(shelved, looking, kept),
        "新建": partial(form.new, desk, looking),
        "复核": partial(reviewing.draw, desk, looking),
        "纠错": partial(corrections.draw, desk, looking),
        "求知单": partial(requests.draw, desk, looking),
        "引用提醒": partial(reminders.draw, looking),
        "导入": partial(taking_in.draw, desk, looking),
        "覆盖": partial(coverage.draw, desk, looking),
    }
    outdated = shelves.count_reminders(looking)
    held = {"纠错": corrections.count(looking), "引用提醒": outdated}
    held["求知单"] = request_lists.count_waiting(looking)
    counts.on_tabs("kb_desk", held, [*parts])
    tabs(
        "kb_desk",
        parts,
        kept="新建",
        first="待办" if waiting and "shelf" not in st.query_params else "清单",
    )
