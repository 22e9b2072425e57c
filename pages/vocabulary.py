"""同义词: what people say and what the entries write, each group tried on a question before it is kept."""

from __future__ import annotations

import streamlit as st

from kb import synonyms
from pages._ui import shell, words
from pages._ui.knowledge import vocabulary

desk = shell.enter(*synonyms.KEEPERS)

with desk.database.read(desk.actor) as looking:
    kept = synonyms.groups(looking)
    words.heading("同义词", vocabulary.summary(kept))
    for name, tab in zip(
        vocabulary.PARTS,
        st.tabs([*vocabulary.PARTS], key="syn_tab", on_change="rerun"),
        strict=True,
    ):
        if tab.open:
            with tab:
                vocabulary.PARTS[name](desk, looking, kept)
