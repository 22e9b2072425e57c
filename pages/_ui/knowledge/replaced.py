"""替换: from a withdrawn entry to the one in its place, and back."""

from __future__ import annotations

import streamlit as st

from core.store.work import Reading
from kb import replacing
from pages._ui import words
from pages._ui.knowledge import question


def lead_on(reading: Reading, entry_id: int, *, is_told_only: bool = False) -> None:
    """已被替换: what answers now, one click away on the search page, for whoever holds an old link."""
    found = replacing.replacement(reading, entry_id)
    if found is None:
        return
    words.notice(f"已由《{found.title}》替换。", "soon")
    if is_told_only:
        return
    st.button(
        "打开替换它的知识", type="primary", key=f"kb_replacement_{entry_id}",
        on_click=question.pick, args=(found.id,),
    )  # fmt: skip


def remark(reading: Reading, entry_id: int) -> None:
    """替换了: the withdrawn entries it stands in for."""
    earlier = replacing.replaced(reading, entry_id)
    if earlier:
        names = "、".join(f"《{one.title}》" for one in earlier)
        words.show(words.Markup('<p class="hl-note">替换了{}（已下线）。</p>').format(names))
