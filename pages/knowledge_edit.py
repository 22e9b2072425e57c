"""知识维护: the entries one keeps, written anew, reviewed, published and confirmed; tables and regulations taken in."""

from __future__ import annotations

import streamlit as st

from core.insight.listing import Row
from core.store.work import Reading
from kb import lifecycle, shelves
from kb.shelves import ShelfLine
from kb.terms import Step
from pages._ui import shell, table, words
from pages._ui.knowledge import form, reading, shelf, steps, taking_in, versions

desk = shell.enter(*lifecycle.WRITERS)


def shelved(looking: Reading, kept: list[ShelfLine]) -> None:
    """清单, and beside it the chosen entry with what can be done now."""
    chosen, right = shelf.choose(looking, kept)
    with right, st.container(key="kb_open"):
        if chosen is not None:
            _entry(looking, chosen)
        else:
            words.empty("左边的清单里没有知识。", "可以看看其他清单，或新建、导入。")


def _entry(looking: Reading, entry_id: int) -> None:
    entry, revision = shelves.opened(looking, entry_id)
    reading.head(
        entry, revision, looking.now.date(), state=shelf.state_badge(looking, entry, revision)
    )
    steps.remarks(entry, revision)
    steps.draw(desk, looking, entry)
    tabs = st.tabs(
        ["内容", "修改", "历史版本", "引用提醒"], key=f"kb_tab_{entry_id}", on_change="rerun"
    )
    if tabs[0].open:
        with tabs[0]:
            reading.body(revision)
    with tabs[1]:
        if Step.REVISE in steps.possible(looking, entry):
            form.change(desk, looking, entry, revision)
    if tabs[2].open:
        with tabs[2]:
            versions.draw(looking, entry)
    if tabs[3].open:
        with tabs[3]:
            _cited(looking, entry_id)


def _cited(looking: Reading, entry_id: int) -> None:
    """未归档的工单里，还引用着旧版本的."""
    tickets = shelves.outdated_citations(looking, entry_id)
    columns = (
        table.Column[Row]("工单", lambda ticket: ticket.number, "link", 130),
        table.Column[Row]("标题", lambda ticket: ticket.title),
        table.Column[Row]("状态", lambda ticket: ticket.state, "state", 78),
    )
    table.table(
        columns, tickets, key="kb_cited", select="open", empty="没有未归档的工单引用旧版本。",
        hint="修改、下线后，引用过旧版本的工单会列在这里，以便核对已作的答复。",
    )  # fmt: skip


with desk.database.read(desk.actor) as looking:
    lines = shelves.kept(looking)
    words.heading("知识维护", shelf.summary(looking, lines))
    lists, writing, importing = st.tabs(
        ["清单", "新建知识", "导入"], key="kb_desk", on_change="rerun"
    )
    if lists.open:
        with lists:
            shelved(looking, lines)
    with writing:
        form.new(desk, looking)
    if importing.open:
        with importing:
            taking_in.draw(desk, looking)
