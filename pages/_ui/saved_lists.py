"""保存的清单: a menu of lists kept under a name, and the form that keeps the present one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

import streamlit as st

from core.casework import views
from core.store.models import SavedView
from core.store.work import Reading
from pages._ui import attempt, words
from pages._ui.desk import Entered
from pages._ui.words import Markup


def draw(
    desk: Entered,
    reading: Reading,
    place: str,
    *,
    names: Sequence[str],
    beside: Mapping[str, Sequence[str]] | None = None,
) -> None:
    """Open, keep or remove a list of one desk; `names` are the choices it has in the address.

    `beside` is kept with it though the address leaves it out, as it does what is usual.
    """
    slot = f"saved_{place}"
    found = views.of_desk(reading, place)
    with st.popover(f"保存的清单 {len(found)}"):
        for view in found:
            with st.container(horizontal=True, vertical_alignment="center"):
                _link(place, view)
                st.button(
                    "删除", key=f"drop_view_{view.id}", on_click=_remove, args=(desk, view.id, slot)
                )
        st.text_input("把当前清单存为", key="view_name", max_chars=views.LONGEST_NAME)
        if reading.actor.is_office:
            st.checkbox("与热线办共享", key="view_shared")
        st.button(
            "保存", key="save_view", on_click=_save,
            args=(desk, place, tuple(names), dict(beside or {}), slot),
        )  # fmt: skip
        attempt.outcome(slot)


def _link(place: str, view: SavedView) -> None:
    """The page anew: Streamlit 1.67 lets nobody write a choice into the address while it is shown."""
    query = urlencode(dict(view.query), doseq=True)
    whose = "（共享）" if view.is_shared else ""
    words.show(
        Markup('<a href="/{}?{}" target="_self" data-own-words>{}</a>').format(
            place, query, f"{view.name}{whose}"
        )
    )


def _save(
    desk: Entered,
    place: str,
    names: Sequence[str],
    beside: Mapping[str, Sequence[str]],
    slot: str,
) -> None:
    query: dict[str, Sequence[str]] = dict(beside)
    query |= {name: given for name in names if (given := st.query_params.get_all(name))}
    name, is_shared = st.session_state.get("view_name", ""), st.session_state.get("view_shared")
    attempt.attempt(
        desk, lambda uow: views.save(uow, place, name, query, is_shared=bool(is_shared)),
        done="清单已保存。", slot=slot,
    )  # fmt: skip


def _remove(desk: Entered, view_id: int, slot: str) -> None:
    attempt.attempt(desk, lambda uow: views.remove(uow, view_id), done="清单已删除。", slot=slot)
