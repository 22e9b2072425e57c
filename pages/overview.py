"""运行总览: the county this minute and this month; refreshes itself, and hangs on a wall."""

from __future__ import annotations

import streamlit as st

from core.exchange import overview_book
from core.insight import overview
from core.insight.indicators import figures
from core.insight.overview import Overview, Wanted
from pages._ui import attempt, download, shell, words
from pages._ui.overview import pictures, tiles, wanted

desk = shell.enter(*figures.OVERSEERS)
REFRESH = "30s"


@st.cache_resource(max_entries=64, ttl=180, show_spinner=False)
def counted(  # the first two are what the cache goes by
    asked: tuple[str, str, bool],  # noqa: ARG001
    mark: tuple[int, int],  # noqa: ARG001
    _chosen: Wanted,
) -> Overview:
    """Counted once for everybody who looks at the same, until anything happens or a minute has passed."""
    with desk.database.read(desk.actor) as reading:
        return overview.look(reading, _chosen)


@st.fragment(run_every=REFRESH)
def look() -> None:
    """Everything below the page's name, again and again."""
    with st.container(horizontal=True, key="overview_tools", vertical_alignment="center"):
        with desk.database.read(desk.actor) as reading:
            chosen = wanted.ask(reading)
            mark = overview.mark(reading)
        wanted.clear_button()
        place = st.container(width="content")
        download.button(desk, "导出", lambda own: overview_book.export(own, chosen),
                        key="overview_export")  # fmt: skip
        wanted.wall_switch()
    asked = (desk.database.url, chosen.behind("registered").written, chosen.is_fine)
    found = counted(asked, mark, chosen)
    with place:
        told = "此刻" if chosen.as_of is None else "当时"
        words.show(
            words.Markup('<span class="hl-note">{}的情况，{}</span>').format(
                told,
                f"{found.at:%H:%M}，每半分钟自动更新"
                if chosen.as_of is None
                else f"截至{found.at:%Y年%-m月%-d日}",
            )
        )
    attempt.outcome("download")
    tiles.this_minute(found)
    words.section(chosen.period.zh, "点分子、分母看工单；环比、同比都按同样的天数比")
    tiles.month(found)
    pictures.draw(found)
    download.start("overview")


with st.container(key="overview_on_wall" if wanted.is_wall() else "overview_page"):
    words.heading("运行总览", "依据：办法第六条、第十八条")
    look()
