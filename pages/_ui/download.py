"""One way to hand out a file: made from what the person may see, logged, then fetched once by this session.

    download.button(desk, "导出", lambda r: ticket_list.export_list(r, wanted), key="tickets_export")

The shell ends every page with the place downloads start from. A fragment that offers files draws one more:
where only the fragment runs again, the page's own is not drawn.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.exchange import sheets
from core.exchange.sheets import Written
from core.store.work import Reading
from pages._ui import attempt, failures
from pages._ui.desk import Entered
from pages._web import downloads

_OFFERED = "download_offered"

_START = st.components.v2.component(
    "hotline_download",
    html="<span></span>",
    js="""
const started = (window.hotlineDownloads ??= new Set())
export default function ({ data, setTriggerValue }) {
  if (!data?.address || started.has(data.address)) return
  started.add(data.address)
  const link = document.createElement("a")
  link.href = data.address
  link.download = ""
  document.body.append(link)
  link.click()
  link.remove()
  setTriggerValue("started", true)
}
""",
)


def button(
    desk: Entered,
    label: str,
    make: Callable[[Reading], Written],
    *,
    key: str,
    slot: str = "download",
    shortcut: str | None = None,
    is_primary: bool = False,
    is_disabled: bool = False,
) -> None:
    """导出: make the file, log it, send it to the browser; a refusal goes to the slot."""
    st.button(
        label, key=key, on_click=hand_out, args=(desk, make, slot), shortcut=shortcut,
        type="primary" if is_primary else "secondary", disabled=is_disabled,
    )  # fmt: skip


def start(place: str = "page") -> None:
    """The place downloads start from; each of a page's own name. What two of them are told starts once.

    What was handed out is said at once: a fragment's run is not followed by the shell's.
    """
    attempt.show_toasts()
    with st.container(key=f"shell_download_{place}"):
        _START(
            key=f"download_start_{place}",
            data={"address": st.session_state.get(_OFFERED)},
            on_started_change=_forget,
        )


def hand_out(desk: Entered, make: Callable[[Reading], Written], slot: str) -> None:
    """Make the file, log it, offer it to the browser once `start` is drawn."""
    attempt.clear_outcomes()
    try:
        written = sheets.handed_out(desk.database, desk.prove(), make)
    except Exception as error:
        attempt.refuse(failures.sentence(error), slot=slot)
        return
    st.session_state[_OFFERED] = downloads.offer(
        desk.token, written.file_name, written.content, media_type=written.media_type
    )
    done = f"已导出{written.rows:,}行" if written.rows else "已下载"
    attempt.say(f"{done}：{written.file_name}")


def _forget() -> None:
    st.session_state.pop(_OFFERED, None)
