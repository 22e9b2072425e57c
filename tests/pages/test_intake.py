"""受理席 as the call-taker meets it: typed, read out, finished; nothing lost, nothing as markup."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from core.casework import calls, drafts
from core.rules.terms import BasisKind, DeclineKind, State
from core.store.actor import Actor
from core.store.models import Citation, Draft, Ticket, Voice
from kb import entries
from kb.entry_text import EntryText
from kb.terms import Audience
from pages._ui.intake import form
from tests.casework import flow
from tests.kb import written
from tests.pages import visiting
from tests.planted import HOUSING, TOWN, County, count, nothing_written

ALLOWANCE = EntryText(
    title="最低生活保障申请",
    standard_question="低保怎么申请",
    spoken_answer="您好，低保向户籍所在地的乡镇人民政府申请。",
    text="共同生活的家庭成员人均收入低于当地标准的可以申请。",
    materials="户口簿、身份证",
    audience=Audience.PUBLIC,
)
PHONE = "13835712345"


@pytest.fixture
def allowance(county: County) -> int:
    """低保 is answered by the knowledge base."""
    return written.publish(county, ALLOWANCE)


def _said(app: AppTest) -> str:
    """Everything the page says, marks of matching words left out."""
    return re.sub(r"</?mark>", "", visiting.texts(app))


def _field(app: AppTest, label: str) -> Any:
    """A field of the form, by what it is called."""
    everything = [*app.text_area, *app.text_input, *app.selectbox, *app.radio, *app.multiselect]
    return next(one for one in everything if one.label == label)


def _matter(app: AppTest) -> Any:
    return _field(app, "诉求内容")


def _type(app: AppTest, words: str) -> AppTest:
    return _matter(app).set_value(words).run()


def _press(app: AppTest, label: str) -> AppTest:
    return next(one for one in app.button if one.label == label).click().run()


def _labels(app: AppTest) -> list[str]:
    return [one.label for one in app.button]


def _tickets(county: County) -> list[Ticket]:
    with county.database.read(Actor.system()) as reading:
        return list(reading.session.scalars(select(Ticket).order_by(Ticket.id)))


# --- 直接答复 · 第十条（一） ----------------------------------------------------------------------


def test_the_first_answer_is_open_and_one_press_closes_the_call(
    county: County, allowance: int
) -> None:
    app = _type(visiting.visit(county, "taker", "intake"), "低保怎么申请")
    said = _said(app)
    assert "向户籍所在地的乡镇人民政府申请" in said
    assert "户口簿、身份证" in said

    app = _press(app, "直接答复并办结")

    (ticket,) = _tickets(county)
    assert ticket.state is State.CLOSED
    with county.read("taker") as reading:
        cited = reading.session.scalars(select(Citation)).one()
        _, revision = entries.in_force(reading, allowance)
    assert (cited.kind, cited.entry_id, cited.revision_id) == (
        BasisKind.ENTRY,
        allowance,
        revision.id,
    )
    assert cited.answer == ALLOWANCE.spoken_answer
    assert f"{ticket.number} 已直接答复并办结。" in _said(app)
    assert _matter(app).value == ""


@pytest.mark.parametrize(("seconds", "is_choice"), [(60, False), (-1, True)])
def test_what_the_browser_still_shows_is_no_choice(
    county: County, monkeypatch: pytest.MonkeyPatch, seconds: float, is_choice: bool
) -> None:
    monkeypatch.setattr(form, "_ECHO_SECONDS", seconds)
    app = _type(_type(visiting.visit(county, "taker", "intake"), f"{TOWN}路灯不亮"), "路灯不亮")
    app = _field(app, "乡镇").set_value(county.unit_id(TOWN)).run()
    assert _field(app, "乡镇").value == (county.unit_id(TOWN) if is_choice else None)


def test_the_line_about_the_last_call_goes_when_the_next_begins(
    county: County, allowance: int
) -> None:
    app = _press(_type(visiting.visit(county, "taker", "intake"), "低保怎么申请"), "直接答复并办结")

    assert "已直接答复并办结" not in _said(_type(app, "路灯"))


def test_another_answer_may_be_opened_and_cited(county: County, allowance: int) -> None:
    second = written.publish(
        county, ALLOWANCE, title="低保金几号发", standard_question="低保几号发"
    )
    app = _type(visiting.visit(county, "taker", "intake"), "低保怎么申请")

    other = next(one for one in app.button if "几号" in one.label)
    app = other.click().run()
    _press(app, "直接答复并办结")

    with county.read("taker") as reading:
        assert reading.session.scalars(select(Citation.entry_id)).one() == second


def test_an_entry_revised_while_it_is_read_is_not_cited_unseen(
    county: County, allowance: int
) -> None:
    app = _type(visiting.visit(county, "taker", "intake"), "低保怎么申请")
    with county.work("editor") as uow:
        text = written.replace(ALLOWANCE, spoken_answer="标准已调整，请向乡镇申请。")
        entries.revise(uow, allowance, text, note="标准调整")
        entries.submit(uow, allowance)
        entries.publish(uow, allowance)

    app = _press(app, "直接答复并办结")

    assert "刚刚更新过" in _said(app)
    assert _tickets(county) == []
    assert _matter(app).value == "低保怎么申请"
    assert "标准已调整" in _said(app)


def test_without_an_answer_a_document_is_named(county: County) -> None:
    app = _type(visiting.visit(county, "taker", "intake"), "社保卡在哪里换")
    app = _press(app, "凭文件直接答复")
    app = _press(app, "直接答复并办结")
    assert "直办件须注明答复依据" in _said(app)
    assert _tickets(county) == []

    _field(app, "依据的文件或政策").set_value("《社会保障卡管理办法》")
    app = _field(app, "答复内容").set_value("到任一服务银行网点更换。").run()
    _press(app, "直接答复并办结")

    assert _tickets(county)[0].state is State.CLOSED


# --- 派发 · 第十条（二）（三） ---------------------------------------------------------------------


def test_a_call_taker_submits_and_is_told_so(county: County) -> None:
    app = _type(visiting.visit(county, "taker", "intake"), "新城镇怡馨花园物业管理太差，要求处理")
    app = _press(app, "提交派发")
    said = _said(app)
    assert "由热线办核对后派发" in said
    assert "派发规则：物业管理" in said
    assert "不计" in said  # 为什么是这一天, before confirming
    assert _field(app, "主办单位").value == county.unit_id(HOUSING)
    assert _field(app, "协办单位").value == [county.unit_id(TOWN)]

    app = _press(app, "确认提交派发")

    (ticket,) = _tickets(county)
    assert ticket.state is State.AWAITING_DISPATCH
    assert ticket.proposal is not None
    assert ticket.proposal["lead_unit_id"] == county.unit_id(HOUSING)
    assert "已提交，等热线办派发" in _said(app)


def test_the_office_dispatches_at_once(county: County) -> None:
    app = _type(visiting.visit(county, "office", "intake"), "新城镇怡馨花园物业管理太差，要求处理")
    app = _press(_press(app, "派发"), "确认派发")

    (ticket,) = _tickets(county)
    assert ticket.state is State.DISPATCHED
    assert f"{ticket.number} 已派发，" in _said(app)


def test_nothing_is_sent_to_nobody(county: County) -> None:
    app = _type(visiting.visit(county, "office", "intake"), "甲乙丙丁戊己庚辛")
    app = _press(app, "派发")
    with nothing_written(county.database):
        app = _press(app, "确认派发")

    assert "请选择主办单位" in _said(app)
    assert _matter(app).value == "甲乙丙丁戊己庚辛"


# --- 不予受理 · 第九条 ----------------------------------------------------------------------------


def test_gas_shows_the_emergency_before_anything_is_saved(county: County) -> None:
    app = visiting.visit(county, "taker", "intake")

    app = _type(app, "煤气泄漏")

    said = _said(app)
    assert "hl-alarm" in said
    assert "119" in said
    assert "办法第九条（一）" in said
    assert _tickets(county) == []


def test_what_is_declined_keeps_the_kind_the_words_hint_at_and_what_was_told(
    county: County,
) -> None:
    app = _type(visiting.visit(county, "taker", "intake"), "村干部贪污低保款")
    app = _press(app, "不予受理")
    assert _field(app, "情形（办法第九条）").value is DeclineKind.DISCIPLINE_OR_SECRET
    assert "12388" in _field(app, "读给诉求人听（记入工单）").value

    app = _press(app, "确认不予受理")

    (ticket,) = _tickets(county)
    assert (ticket.state, ticket.decline_kind) == (
        State.DECLINED,
        DeclineKind.DISCIPLINE_OR_SECRET,
    )


def test_another_kind_brings_its_own_words(county: County) -> None:
    app = _press(_type(visiting.visit(county, "taker", "intake"), "对判决不服要求改判"), "不予受理")

    app = _field(app, "情形（办法第九条）").set_value(DeclineKind.UNCLEAR).run()

    assert "了解清楚" in _field(app, "读给诉求人听（记入工单）").value


def test_declining_without_telling_is_refused_and_what_was_typed_stays(county: County) -> None:
    app = _press(_type(visiting.visit(county, "taker", "intake"), "对判决不服要求改判"), "不予受理")
    app = _field(app, "读给诉求人听（记入工单）").set_value("").run()

    with nothing_written(county.database):
        app = _press(app, "确认不予受理")

    assert "请写明怎样告知诉求人" in _said(app)
    assert _matter(app).value == "对判决不服要求改判"


# --- 待补充 · 第九条（五） -------------------------------------------------------------------------


def test_what_is_missing_is_prompted_and_prefilled_for_the_call_back(county: County) -> None:
    app = _type(visiting.visit(county, "taker", "intake"), "楼上漏水，没人管")
    assert "具体在哪个乡镇" in _said(app)
    app = _press(app, "待补充")
    assert _field(app, "还缺什么、回拨时问什么").value.startswith("缺地点")

    app = _press(app, "确认待补充")

    (ticket,) = _tickets(county)
    assert ticket.state is State.AWAITING_DETAILS
    assert "9月30日（周三）18:00前回拨" in _said(app)
    assert "待回拨补充" in _said(app)


# --- 重复诉求 · 第九条（四） -----------------------------------------------------------------------


def test_the_third_call_about_one_lamp_shows_the_two_older_ones_and_becomes_a_voice(
    county: County,
) -> None:
    place: dict[str, Any] = {
        "town_id": county.unit_id(TOWN),
        "category_id": county.category_id("0305"),
    }
    flow.registered(county, by="taker2", body="府前街供销社门口路灯不亮", **place)
    flow.registered(county, by="taker2", body="供销社门口的路灯坏了不亮，府前街", **place)
    app = _type(visiting.visit(county, "taker", "intake"), "新城镇府前街供销社门口的路灯不亮")
    said = _said(app)
    assert "较早的工单" in said
    assert said.count("同一地点、内容相似") == 2

    app = _press(app, "记为重复来电")

    assert count(county.database, Voice) == 1
    assert len(_tickets(county)) == 2
    assert "没有另建工单" in _said(app)


def test_new_facts_are_registered_and_linked(county: County) -> None:
    old = flow.registered(county, body="自来水发黄", requester_phone=PHONE)
    app = visiting.visit(county, "taker", "intake")
    app = _field(app, "联系电话").set_value(PHONE).run()
    app = _type(app, "自来水今天完全停了，要求尽快恢复供水")
    app = _press(app, "有新情况")
    assert "保存时关联原工单" in _said(app)

    _press(_press(app, "待补充"), "确认待补充")

    assert _tickets(county)[1].previous_id == old


def test_another_takers_ticket_shows_masked(county: County) -> None:
    flow.registered(
        county, by="taker2", body="漏水", title="漏水，找13900001111", requester_phone=PHONE
    )
    app = visiting.visit(county, "taker", "intake")

    said = _said(_field(app, "联系电话").set_value(PHONE).run())

    assert "139****1111" in said
    assert "13900001111" not in said


# --- 草稿 ------------------------------------------------------------------------------------------


def test_what_was_typed_is_back_after_a_reload_and_gone_after_saving(
    county: County, allowance: int
) -> None:
    first = _type(visiting.visit(county, "taker", "intake"), "低保怎么申请")
    _field(first, "联系电话").set_value(PHONE).run()

    app = visiting.visit(county, "taker", "intake")

    assert _matter(app).value == "低保怎么申请"
    assert _field(app, "联系电话").value == PHONE
    assert "已取回上次没有保存的记录" in _said(app)
    assert _matter(visiting.visit(county, "taker2", "intake")).value == ""
    _press(app, "直接答复并办结")
    assert count(county.database, Draft) == 0
    assert _matter(visiting.visit(county, "taker", "intake")).value == ""


def test_clearing_by_mistake_is_undone(county: County) -> None:
    app = _type(visiting.visit(county, "taker", "intake"), "楼上漏水，没人管")
    app = _press(app, "清空")
    assert _matter(app).value == ""
    assert count(county.database, Draft) == 0

    app = _press(app, "撤销清空")

    assert _matter(app).value == "楼上漏水，没人管"
    assert "撤销清空" not in _labels(app)


def test_looking_at_a_page_writes_nothing(county: County) -> None:
    app = visiting.visit(county, "taker", "intake")

    with nothing_written(county.database):
        app.run()


# --- what callers say ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        "𠮷野家门口😀路灯不亮",
        "很长" * 1000,
        "<script>alert(1)</script><img src=x onerror=alert(1)>",
        "![图](http://example.org/x.png) :red[停水] $x^2$ **加粗**",
        "\u202e倒过来\u0000\u0007",
        "?*[]()\"'%_\\",
    ],
)
def test_any_words_may_be_typed_and_none_becomes_markup(
    county: County, allowance: int, words: str
) -> None:
    app = _type(visiting.visit(county, "taker", "intake"), words)
    app = _press(_press(app, "待补充"), "确认待补充")
    assert not app.exception

    (ticket,) = _tickets(county)
    said = _said(app)
    assert "<script>" not in said
    assert "<img" not in said
    assert ticket.title
    with county.read("taker") as reading:
        assert drafts.load(reading, calls.DESK) is None


@pytest.mark.parametrize("who", ["handler", "leader", "inspector", "editor", "admin"])
def test_the_desk_is_closed_to_everybody_else(county: County, who: str) -> None:
    app = visiting.visit(county, who, "intake")

    assert not app.text_area
    assert "诉求内容" not in _said(app)
