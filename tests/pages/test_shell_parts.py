"""The parts every desk is built from: the attempt at a write, what is said of failures, words and lists."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.casework import sign_in
from core.errors import RuleRefused, Stale
from core.store.work import UnitOfWork
from pages._ui import failures, words
from pages._ui.desk import Entered
from pages._web import claims, html
from tests.pages import visiting
from tests.planted import County, at, nothing_written


def one_form(desk, use_case):  # type: ignore[no-untyped-def]  # AppTest runs the body alone
    """A desk with one form, as pages write it."""
    import streamlit as st

    from pages._ui import attempt

    st.text_input("内容", key=f"text_{attempt.form_key('note')}")
    st.button(
        "保存",
        on_click=lambda: attempt.attempt(desk, use_case, done="已保存。", form="note"),
    )
    attempt.outcome()
    attempt.show_toasts()


def desk_of(county: County, username: str) -> Entered:
    signed = sign_in.sign_in(county.database, username, visiting.PASSWORD)
    return Entered("note", signed.actor, county.database, signed.token)


def pressed(county: County, use_case: Any, typed: str = "路灯不亮") -> AppTest:
    app = AppTest.from_function(
        one_form,
        kwargs={"desk": desk_of(county, "office"), "use_case": use_case},
        default_timeout=visiting.SECONDS,
    ).run()
    app.text_input[0].set_value(typed)
    return app.button[0].click().run()


# --- the attempt -----------------------------------------------------------------------------


def test_a_success_is_kept_said_and_leaves_an_empty_form(county: County) -> None:
    app = pressed(county, lambda uow: uow.set_fact("note", "路灯不亮"))
    assert not app.exception
    assert [toast.value for toast in app.toast] == ["已保存。"]
    assert app.text_input[0].value == ""
    with county.read("office") as reading:
        assert reading.fact("note") == "路灯不亮"


def test_a_refusal_names_its_article_and_keeps_what_was_typed(county: County) -> None:
    def refuse(uow: UnitOfWork) -> None:
        uow.set_fact("note", "路灯不亮")
        raise RuleRefused(
            "累计已用15个工作日，不能再延期。", "办法第十三条（三）", next_step="请办结。"
        )

    with nothing_written_but_sessions(county):
        app = pressed(county, refuse)
    said = visiting.texts(app)
    assert "累计已用15个工作日，不能再延期。" in said
    assert "依据：办法第十三条（三）" in said
    assert "请办结。" in said
    assert app.text_input[0].value == "路灯不亮"
    assert not app.toast


def test_a_stale_record_says_by_whom_and_when(county: County) -> None:
    def late(uow: UnitOfWork) -> None:
        raise Stale("工单已由赵热线于10:05派发，您看到的已不是最新内容，本次操作没有保存。")

    assert "已由赵热线于10:05派发" in visiting.texts(pressed(county, late))


def test_the_unforeseen_shows_a_number_and_nothing_of_itself(
    county: County, caplog: pytest.LogCaptureFixture
) -> None:
    phone = "".join(["138", "1234", "1234"])

    def fail(uow: UnitOfWork) -> None:
        uow.set_fact("note", "x")
        raise ZeroDivisionError(f"来电 {phone}")

    with nothing_written_but_sessions(county):
        app = pressed(county, fail)
    said = visiting.texts(app)
    assert "编号 E-" in said
    assert phone not in said + caplog.text
    assert "ZeroDivisionError" in caplog.text


def test_a_click_after_the_session_ended_writes_nothing(county: County) -> None:
    desk = desk_of(county, "office")
    app = AppTest.from_function(
        one_form,
        kwargs={"desk": desk, "use_case": lambda uow: uow.set_fact("note", "x")},
        default_timeout=visiting.SECONDS,
    ).run()
    sign_in.sign_out(county.database, desk.token)
    with nothing_written(county.database):
        app.button[0].click().run()
    assert "登录已失效，本次操作没有进行。" in visiting.texts(app)


def nothing_written_but_sessions(county: County) -> Any:
    """`pressed` signs somebody in on the way, which is a row; so look at the facts alone."""
    return FactsUnchanged(county)


class FactsUnchanged:
    def __init__(self, county: County) -> None:
        self.county = county

    def __enter__(self) -> None:
        self.before = self._note()

    def __exit__(self, *_: object) -> None:
        assert self._note() == self.before

    def _note(self) -> str | None:
        with self.county.read("office") as reading:
            return reading.fact("note")


# --- failures, words, claims -----------------------------------------------------------------


def test_the_log_holds_where_it_happened_and_not_what_it_said(
    caplog: pytest.LogCaptureFixture,
) -> None:
    phone = "".join(["139", "1234", "5678"])
    try:
        raise LookupError(f"来电 {phone}")
    except LookupError as error:
        with caplog.at_level(logging.ERROR):
            number = failures.record(error)
    assert number in caplog.text
    assert "test_shell_parts.py" in caplog.text
    assert phone not in caplog.text


@pytest.mark.parametrize(
    "said",
    ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '"><b>粗</b>', "</div>&amp;"],
)
def test_what_a_caller_said_never_becomes_markup(said: str) -> None:
    for markup in (words.badge(said), words.Markup("<p>{}</p>").format(said)):
        assert said not in markup
        assert str(words.escape(said)) in markup


def test_plain_text_stays_plain_where_streamlit_reads_markdown() -> None:
    assert words.plain("![图](a) :red[x] $y$") == (r"\!\[图\]\(a\) \:red\[x\] \$y\$")


@pytest.mark.parametrize(
    "said",
    [
        "http://a.cn",
        "HTTPS://a.cn",
        "www.a.cn",
        "a@b.cn",
        ":smile:",
        ":material/delete:",
        "->",
        "<-",
    ],
)
def test_a_label_is_no_link_no_emoji_and_no_arrow(said: str) -> None:
    """Streamlit makes these out of finished text: only something between the signs keeps them apart."""
    shown = words.plain(said).replace("\\", "")
    assert "\u2060" in shown
    assert shown.replace("\u2060", "") == said


@pytest.mark.parametrize(
    ("now", "text", "tone"),
    [
        ("2026-09-30T10:00", "剩 2 个工作日", "plain"),  # Wednesday; due Friday 10-09 18:00
        ("2026-10-09T10:00", "今日 18:00 前", "soon"),
        ("2026-10-09T17:00", "剩 1 小时", "soon"),
        ("2026-10-09T18:00", "今日 18:00 前", "soon"),
        ("2026-10-10T09:00", "逾期 1 个工作日", "late"),  # the make-up Saturday counts
    ],
)
def test_the_time_left_has_the_colour_of_its_urgency(
    county: County, now: str, text: str, tone: str
) -> None:
    county.now = at(now)
    with county.read("office") as reading:
        due = words.due(reading, at("2026-10-09T18:00"))
    assert (due.text, due.tone) == (text, tone)


def test_eighteen_o_clock_is_on_time_and_a_second_later_is_not(county: County) -> None:
    due_at = at("2026-10-09T18:00")
    with county.read("office") as reading:
        assert words.due(reading, due_at, stopped_at=due_at).text == "按时"
        assert words.due(reading, due_at, stopped_at=at("2026-10-09T18:00:01")).text == "逾期办结"


def test_a_claim_is_good_once() -> None:
    claim = claims.issue("the-token")
    assert claims.redeem(claim) == "the-token"
    assert claims.redeem(claim) is None
    assert claims.redeem("made-up") is None


def test_a_page_shell_we_do_not_know_stops_the_start() -> None:
    with pytest.raises(RuntimeError, match="Streamlit's page shell"):
        html.rewrite("<html><head></head><body></body></html>")
