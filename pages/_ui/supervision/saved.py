"""保存的清单: a menu of lists kept under a name, and the form that keeps the present one."""

from __future__ import annotations

from datetime import date

import streamlit as st

from core.casework import views
from core.insight import monitor
from core.store.work import Reading
from pages._ui import attempt, words
from pages._ui.desk import Entered

DESK, SLOT = "supervision", "saved_view"
NAMES = ("list", "unit", "urgent", "day")


def draw(desk: Entered, reading: Reading) -> None:
    """Open, keep or remove a list."""
    found = {view.id: view for view in views.of_desk(reading, DESK)}
    with st.popover(f"保存的清单 {len(found)}"):
        for view in found.values():
            whose = "（共享）" if view.is_shared else ""
            with st.container(horizontal=True, vertical_alignment="center"):
                st.button(
                    words.plain(f"{view.name}{whose}"), key=f"open_view_{view.id}", type="tertiary",
                    on_click=_open, args=(dict(view.query),),
                )  # fmt: skip
                st.button(
                    "删除", key=f"drop_view_{view.id}", on_click=_remove, args=(desk, view.id)
                )
        st.text_input("把当前清单存为", key="view_name", max_chars=views.LONGEST_NAME)
        st.checkbox("与热线办共享", key="view_shared")
        st.button("保存", key="save_view", on_click=_save, args=(desk,))
        attempt.outcome(SLOT)


def _open(query: dict[str, str]) -> None:
    """The desk's choices as they were kept; those left out are cleared."""
    watched = monitor.find(query.get("list", ""))
    unit, day = query.get("unit"), query.get("day")
    st.session_state["watch_group"] = watched.group
    st.session_state[f"watch_list_{watched.group}"] = watched.slug
    st.session_state["watch_unit"] = int(unit) if unit else None
    st.session_state["watch_urgent"] = query.get("urgent") == "1"
    st.session_state["watch_day"] = date.fromisoformat(day) if day else None


def _save(desk: Entered) -> None:
    query = {name: st.query_params[name] for name in NAMES if name in st.query_params}
    name, is_shared = st.session_state.get("view_name", ""), st.session_state.get("view_shared")
    attempt.attempt(
        desk, lambda uow: views.save(uow, DESK, name, query, is_shared=bool(is_shared)),
        done="清单已保存。", slot=SLOT,
    )  # fmt: skip


def _remove(desk: Entered, view_id: int) -> None:
    attempt.attempt(desk, lambda uow: views.remove(uow, view_id), done="清单已删除。", slot=SLOT)
