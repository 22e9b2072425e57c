"""复核: what is overdue or falls due within a month, confirmed one by one or several at once (办法第七条（三）)."""

from __future__ import annotations

from datetime import date

import streamlit as st

from core.exchange import sheets
from core.exchange.sheets import Written
from core.store.work import Reading
from kb import entries, lifecycle, shelves
from kb.shelves import Shelf, ShelfLine, Wanted
from pages._ui import as_sheet, attempt, table, words
from pages._ui.desk import Entered
from pages._ui.knowledge import shelf

_KEY, _SLOT, _REFUSED = "kb_reviews", "kb_review_many", "kb_review_refused"


def draw(desk: Entered, reading: Reading) -> None:
    """The lists as one, longest overdue first; those ticked are confirmed with one click more."""
    held = shelves.counts(reading, Wanted())
    page = shelves.reviews(reading, number=table.page_number(_KEY))
    attempt.outcome(_SLOT)
    for sentence in st.session_state.pop(_REFUSED, []):
        words.notice(sentence, "soon")
    place = st.container(horizontal=True, vertical_alignment="center", key="kb_review_row")
    chosen = table.table(
        _columns(reading.now.date()), page.lines, key=_KEY, select="many", height=480,
        total=page.total, empty="没有逾期或30天内到期的复核。", hint="发布或复核后，到期日重新计算。",
        row_id=lambda line: line.entry_id, excel=_whole,
    )  # fmt: skip
    if not page.total:
        return
    with place:
        words.show(
            words.Markup(
                '<span class="hl-note">逾期 {:,} 条，30天内到期 {:,} 条　{}</span>'
            ).format(held[Shelf.OVERDUE], held[Shelf.DUE_SOON], lifecycle.KEEPING_ARTICLE)
        )
        with st.popover(f"复核所选 {len(chosen)} 条", disabled=not chosen, key="kb_review_open"):
            st.write("确认所选知识的内容仍然准确、有效。")
            st.button("确认复核无误", type="primary", key="kb_review_go",
                      on_click=_confirm, args=(desk, chosen))  # fmt: skip


def _whole(reading: Reading) -> Written:
    """All pages of the list as one sheet."""
    lines = shelves.reviews(reading, size=sheets.MOST_ROWS + 1).lines
    make = as_sheet.listed("待复核的知识", _columns(reading.now.date()), lines)
    return make(reading)


def _columns(today: date) -> tuple[table.Column[ShelfLine], ...]:
    return (
        table.Column[ShelfLine]("标题", lambda line: line.title),
        table.Column[ShelfLine]("类型", lambda line: line.kind.zh, width=80),
        table.Column[ShelfLine]("责任单位", lambda line: line.unit_name, width=190),
        table.Column[ShelfLine](
            "状态", lambda line: (line.state.zh, shelf.STATE_TONES[line.state]), "badge", 80
        ),
        table.Column[ShelfLine](
            "复核", lambda line: shelf.review_due(line.review_due_on, today), "due", 110
        ),
    )


def _confirm(desk: Entered, chosen: list[int]) -> None:
    found = attempt.attempt(
        desk, lambda uow: entries.confirm_reviews(uow, chosen), done=None, slot=_SLOT
    )
    if found is None:
        return
    table.clear(_KEY)
    attempt.say(f"已复核 {found.done} 条，复核期重新计算。")
    st.session_state[_REFUSED] = [f"没有复核：{one.message_zh}" for one in found.refused]
