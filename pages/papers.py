"""文件: 通报、专报、考核通报 — drafted by the office, issued by its lead, read by 督查室 once issued."""

from __future__ import annotations

import streamlit as st

from core.insight import papers as shown
from pages._ui import shell, words
from pages._ui.papers import lists, reading, writing

desk = shell.enter(*shown.READERS)

words.heading("文件", "通报、专报和考核通报；依据：办法第六条（三）、第十六条、第十八条、第二十条")
is_office = desk.actor.is_office
with desk.database.read(desk.actor) as looking:
    left, right = st.columns([46, 54], gap="small")
    with left:
        with st.container(horizontal=True, vertical_alignment="center"):
            kind = lists.kind()
            if is_office:
                lists.drafting(desk, looking)
        chosen = lists.choose(shown.listed(looking, kind))
        paper = shown.opened(looking, chosen) if chosen is not None else None
        if paper is not None and paper.is_draft and is_office:
            writing.draw(desk, paper)
        elif paper is not None:
            writing.read_only(desk, paper)
    if paper is not None:
        with right, st.container(key="papers_one", height=760, border=True):
            reading.draw(paper.composed)
