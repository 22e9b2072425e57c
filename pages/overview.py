"""运行总览: the county this minute and this month; refreshes itself, and hangs on a wall."""

from __future__ import annotations

import streamlit as st

from core.insight import overview
from core.insight.indicators import figures
from core.insight.overview import Overview, Wanted
from pages._ui import shell, words
from pages._ui.overview import pictures, tiles, wanted

desk = shell.enter(*figures.OVERSEERS)
REFRESH = "30s"
_SEEN = "overview_seen"


def seen(chosen: Wanted) -> Overview:
    """What was counted last, unless anything happened since or a minute has passed."""
    with desk.database.read(desk.actor) as reading:
        mark = (chosen, overview.mark(reading))
        kept = st.session_state.get(_SEEN)
        if kept is None or kept[0] != mark:
            kept = st.session_state[_SEEN] = (mark, overview.look(reading, chosen))
    found: Overview = kept[1]
    return found


@st.fragment(run_every=REFRESH)
def look() -> None:
    """Everything below the page's name, again and again."""
    with st.container(horizontal=True, key="overview_tools", vertical_alignment="center"):
        with desk.database.read(desk.actor) as reading:
            chosen = wanted.ask(reading)
        place = st.container()
        wanted.wall_switch()
    found = seen(chosen)
    with place:
        words.show(
            words.Markup('<span class="hl-note">{} 的数据，每半分钟自动更新</span>').format(
                f"{found.at:%H:%M}"
            )
        )
    tiles.this_minute(found)
    words.section(chosen.period.zh, "点分子、分母看工单；环比、同比都按同样的天数比")
    tiles.month(found, chosen.period)
    pictures.draw(found, chosen.period)


with st.container(key="overview_on_wall" if wanted.is_wall() else "overview_page"):
    words.heading("运行总览", "依据：办法第六条、第十八条")
    look()
