"""放假安排: paste the State Council's notice, look at the days, save; the 暂定 tickets are counted again."""

from __future__ import annotations

import streamlit as st

from core.casework import calendars
from core.insight import regulation
from core.insight.regulation import YearLine
from core.rules import wording
from core.rules.notice import NoticeDay, NoticePreview
from core.store.work import UnitOfWork
from pages._ui import attempt, table, words
from pages._ui.calendar import hours, months
from pages._ui.desk import Entered

SLOT, FORM = "calendar_year", "calendar_year"
YEARS = (
    table.Column[YearLine]("年份", lambda y: f"{y.year}年", width=80),
    table.Column[YearLine]("来源", lambda y: y.source),
    table.Column[YearLine]("放假", lambda y: y.holidays, "number", 70, is_summed=True),
    table.Column[YearLine]("调休上班", lambda y: y.make_up_days, "number", 90, is_summed=True),
    table.Column[YearLine]("录入时间", lambda y: y.published_at, "instant", 190),
)
DAYS = (
    table.Column[NoticeDay]("日期", lambda d: wording.full_day(d.day), width=150),
    table.Column[NoticeDay]("", lambda d: wording.weekday(d.day), width=60),
    table.Column[NoticeDay](
        "安排", lambda d: ("上班", "soon") if d.is_working else ("放假", "late"), "badge", 80
    ),
    table.Column[NoticeDay]("节日", lambda d: d.label),
)


def show(desk: Entered) -> None:
    """The years there are, the notice to paste, and the working hours."""
    with desk.database.read(desk.actor) as reading:
        years, now, kept = regulation.years(reading), reading.now, regulation.hours(reading)
    words.section(
        "已公布的放假安排", "没有公布的年份按周一至周五扣除法定节假日暂定（办法第十条（三））"
    )
    table.table(YEARS, years, key="years", empty="还没有放假安排。", now=now, excel="放假安排")
    words.section("录入放假通知", "粘贴国务院办公厅通知原文，先预览，再保存。")
    _notice(desk, max(year.year for year in years) + 1 if years else now.year)
    hours.show(desk, kept, now.date())


def _notice(desk: Entered, next_year: int) -> None:
    key = attempt.form_key(FORM)
    place = st.container(horizontal=True)
    year = place.number_input(
        "年份", calendars.EARLIEST_YEAR, calendars.LATEST_YEAR, next_year, key=f"cal_year_{key}"
    )
    source = place.text_input(
        "通知的文号或来源", key=f"cal_source_{key}", placeholder="例如 国办发明电〔2026〕9号",
        max_chars=calendars.LONGEST_SOURCE,
    )  # fmt: skip
    text = st.text_area("通知正文", key=f"cal_text_{key}", height=170)
    st.button("预览", key="cal_preview")
    if text.strip():
        _preview(calendars.preview(text, int(year)))
    attempt.outcome(SLOT)
    st.button(
        "保存放假安排", type="primary", disabled=not text.strip(), key="cal_save",
        on_click=_save, args=(desk, int(year), text, source),
        help="保存后，标记为暂定的工单按新安排重新计算并留痕。依据：办法第十条（三）",
    )  # fmt: skip


def _preview(found: NoticePreview) -> None:
    for problem in found.problems:
        words.notice(problem, "late")
    if not found.days:
        return
    words.notice(
        f"读到放假{sum(not d.is_working for d in found.days)}天、"
        f"调休上班{sum(d.is_working for d in found.days)}天，"
        f"{found.year}年共{found.working_days}个工作日。请与通知原文核对。",
        "done",
    )
    months.show(found.year, {day.day: day for day in found.days})
    with st.expander("按日列出"):
        table.table(
            DAYS, found.days, key="notice_days", empty="没有读到日期。",
            row_id=lambda d: d.day.isoformat(), height=320, excel="放假通知预览",
        )  # fmt: skip


def _save(desk: Entered, year: int, text: str, source: str) -> None:
    def step(uow: UnitOfWork) -> calendars.Published:
        return calendars.publish_year(uow, year=year, notice_text=text, source=source)

    saved = attempt.attempt(desk, step, done=None, slot=SLOT, form=FORM)
    if saved is not None:
        attempt.say(
            f"{year}年放假安排已保存，重新计算了{saved.recounted}张暂定时限的工单，"
            f"其中{saved.moved}张的时限有变化。"
        )
