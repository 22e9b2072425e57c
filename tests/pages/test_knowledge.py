"""知识库检索: what is asked finds what may be read today, and says so calmly where there is nothing."""

from __future__ import annotations

import re
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from core.rules.terms import Role
from kb import entries
from kb.entry_text import EntryText
from kb.terms import Audience, EntryKind
from pages._ui import registry
from pages._ui.knowledge import question
from tests.kb import written
from tests.pages import visiting
from tests.planted import CIVIL_AFFAIRS, HOUSING, TOWN, County, at

DENIED = "这个页面不在您的工作范围内。"
USERNAMES = {
    Role.CALL_TAKER: "taker",
    Role.OFFICE: "office",
    Role.OFFICE_LEAD: "lead",
    Role.HANDLER: "handler",
    Role.UNIT_LEADER: "leader",
    Role.INSPECTOR: "inspector",
    Role.KB_EDITOR: "editor",
    Role.ADMIN: "admin",
}
SUBSIDY = EntryText(
    title="最低生活保障申请",
    standard_question="低保怎么申请",
    spoken_answer="您好，向户籍所在地的乡镇申请。",
    text="共同生活的家庭成员人均收入低于当地低保标准的家庭可以申请。",
    conditions="本县户籍；收入低于标准",
    materials="申请书；户口簿",
    steps="提出申请→入户调查→公示",
    time_limit="30个工作日",
    phone="0357-0000000",
    audience=Audience.PUBLIC,
)


@pytest.fixture
def heating(county: County) -> int:
    return written.publish(county, unit=HOUSING)


def ask(app: AppTest, text: str) -> AppTest:
    return app.text_input(key="q").set_value(text).run()


def titles(app: AppTest) -> list[str]:
    """The titles of the results, without the marks."""
    listed = re.findall(r"<b data-own-words>(.*?)</b>", visiting.texts(app))
    return [re.sub(r"</?mark>", "", title) for title in listed]


# --- who ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role)
def test_everybody_but_the_administrator_may_search(
    county: County, heating: int, role: Role
) -> None:
    app = visiting.visit(county, USERNAMES[role], "knowledge")
    assert not app.exception
    assert (DENIED in visiting.texts(app)) == (role is Role.ADMIN)
    assert ("暖气不热怎么办" in visiting.texts(app)) == (role is not Role.ADMIN)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_only_those_who_take_calls_are_offered_to_cite(
    county: County, heating: int, role: Role
) -> None:
    app = visiting.visit(county, USERNAMES[role], "knowledge")
    intake = registry.find("intake")
    may_cite = intake is not None and role in intake.roles
    assert ("引用到受理席" in visiting.texts(app)) == may_cite


# --- what is found --------------------------------------------------------------------------------


def test_the_first_answer_is_open_to_be_read_aloud(county: County, heating: int) -> None:
    written.publish(county, SUBSIDY, kind=EntryKind.SERVICE, unit=CIVIL_AFFAIRS)
    app = ask(visiting.visit(county, "taker", "knowledge"), "低保咋申请")
    assert titles(app)[0] == "最低生活保障申请"
    said = visiting.texts(app)
    assert "data-own-words><span>您好，向户籍所在地的乡镇申请。</span></div>" in said
    assert "念完约 4 秒" in said
    for fact in ("办理条件", "本县户籍", "办理时限", "30个工作日", "0357-0000000", "第1版"):
        assert fact in said
    assert said.count("<li>") >= 7  # two conditions, two materials, three steps


def test_the_words_asked_for_are_marked_and_everything_else_is_text(county: County) -> None:
    written.publish(county, title="<b>暖气</b>不热怎么办")
    app = ask(visiting.visit(county, "taker", "knowledge"), "暖气")
    said = visiting.texts(app)
    assert "&lt;b&gt;<mark>暖气</mark>&lt;/b&gt;不热怎么办" in said
    assert "<b>暖气" not in said


def test_a_law_says_which_law_chapter_and_article(county: County) -> None:
    written.publish(
        county, title="《物业管理条例》第三十五条", kind=EntryKind.LAW, spoken_answer="",
        law_title="物业管理条例", document_number="国务院令第698号", chapter="第四章 物业管理服务",
        article="第三十五条", text="物业服务企业应当按照物业服务合同的约定，提供相应的服务。",
    )  # fmt: skip
    said = visiting.texts(ask(visiting.visit(county, "taker", "knowledge"), "物业合同"))
    for fact in ("法规名称", "国务院令第698号", "第四章", "条号", "第三十五条"):
        assert fact in said


def test_filters_narrow_what_is_found(county: County, heating: int) -> None:
    written.publish(county, SUBSIDY, kind=EntryKind.SERVICE, unit=CIVIL_AFFAIRS)
    app = ask(visiting.visit(county, "taker", "knowledge"), "怎么")
    assert len(titles(app)) == 2
    app.get("button_group")[0].set_value(["服务事项"]).run()
    assert titles(app) == ["最低生活保障申请"]
    app.selectbox(key="unit").set_value(HOUSING).run()
    assert titles(app) == []
    assert "可以去掉筛选条件" in visiting.texts(app)


def test_what_holds_for_another_town_is_left_out(county: County, heating: int) -> None:
    written.publish(county, title="新城镇暖气报修", area_id=county.unit_id(TOWN))
    app = ask(visiting.visit(county, "taker", "knowledge"), "暖气")
    assert len(titles(app)) == 2
    app.selectbox(key="area").set_value("襄陵镇").run()
    assert titles(app) == ["暖气不热怎么办"]


def test_while_nothing_is_asked_the_latest_published_stands_there(
    county: County, heating: int
) -> None:
    county.now = at("2026-09-30T09:00")  # Wednesday
    written.publish(county, SUBSIDY, kind=EntryKind.SERVICE)
    app = visiting.visit(county, "taker", "knowledge")
    assert titles(app) == ["最低生活保障申请", "暖气不热怎么办"]
    assert "最近发布" in visiting.texts(app)


def test_what_was_published_a_moment_ago_is_found(county: County, heating: int) -> None:
    app = ask(visiting.visit(county, "taker", "knowledge"), "养犬")
    assert "养犬登记" not in titles(app)
    written.publish(county, title="养犬登记", text="养犬应当登记。")
    assert titles(app.run())[0] == "养犬登记"


def test_withdrawn_and_expired_texts_are_not_offered(county: County, heating: int) -> None:
    written.publish(county, SUBSIDY, kind=EntryKind.SERVICE)
    written.publish(county, title="去年的暖气通知", effective_until=date(2026, 9, 29))
    county.now = at("2026-09-30T10:00")
    with county.work("editor") as uow:
        entries.withdraw(uow, heating, reason="重复")
    app = ask(visiting.visit(county, "taker", "knowledge"), "暖气")
    assert titles(app) == []


def test_an_overdue_review_and_an_early_end_are_said_before_reading(
    county: County, heating: int
) -> None:
    written.publish(county, title="暖气收费", effective_until=date(2027, 1, 10))
    county.now = at("2026-12-29T10:00")  # 91 days after Tuesday 09-29: a question is due after 90
    said = visiting.texts(ask(visiting.visit(county, "taker", "knowledge"), "暖气不热"))
    assert "复核逾期" in said
    assert "应于12月28日（周一）前复核" in said
    assert 'hl-soon">有效期至2027年1月10日' in said


# --- nothing found --------------------------------------------------------------------------------


def test_nothing_in_common_shows_the_nearest_and_who_may_know(county: County, heating: int) -> None:
    written.publish(county, SUBSIDY, kind=EntryKind.SERVICE, unit=CIVIL_AFFAIRS)
    app = ask(visiting.visit(county, "taker", "knowledge"), "申报保险")
    said = visiting.texts(app)
    assert titles(app)
    assert "没有直接对应的知识，下面是字面上最接近的。" in said
    assert "可能了解情况的单位" in said
    assert CIVIL_AFFAIRS in said


def test_nothing_at_all_says_what_to_try(county: County, heating: int) -> None:
    app = ask(visiting.visit(county, "taker", "knowledge"), "zzz")
    assert "没有查到相关的知识。" in visiting.texts(app)
    assert "可以换一种说法" in visiting.texts(app)


@pytest.mark.parametrize(
    "text", ["🙂", "𠮷", "暖", "。", "  ", "暖" * 2000, "<b>", "\x00暖气", "%_"]
)
def test_anything_may_be_typed(county: County, heating: int, text: str) -> None:
    app = ask(visiting.visit(county, "taker", "knowledge"), text)
    assert not app.exception
    assert "编号 E-" not in visiting.texts(app)


def test_a_long_text_says_that_its_beginning_counts(county: County, heating: int) -> None:
    app = ask(visiting.visit(county, "taker", "knowledge"), "暖气不热" * 500)
    assert "只按开头的部分检索" in visiting.texts(app)
    assert titles(app) == ["暖气不热怎么办"]


def test_an_empty_library_says_who_fills_it(county: County) -> None:
    app = visiting.visit(county, "taker", "knowledge")
    assert "知识库里还没有可以查的知识。" in visiting.texts(app)
    assert not app.text_input


# --- the link -------------------------------------------------------------------------------------


def test_a_link_reproduces_question_filter_and_entry(county: County, heating: int) -> None:
    other = written.publish(county, title="暖气收费", text="暖气费按面积收。")
    link = {"q": "暖气", "kind": "常见问题", question.PICKED: str(other)}
    app = visiting.visit(county, "taker", "knowledge", query=link)
    assert app.text_input(key="q").value == "暖气"
    assert "<h1 data-own-words>暖气收费</h1>" in visiting.texts(app)


@pytest.mark.parametrize("written_id", ["", "x", "²", "-1", "9999", "99999999999999999999"])
def test_a_damaged_link_opens_calmly(county: County, heating: int, written_id: str) -> None:
    app = visiting.visit(county, "taker", "knowledge", query={"entry": written_id})
    assert not app.exception


def test_something_else_asked_opens_its_own_best_answer(county: County, heating: int) -> None:
    written.publish(county, SUBSIDY, kind=EntryKind.SERVICE)
    app = visiting.visit(county, "taker", "knowledge", query={"q": "暖气", "entry": str(heating)})
    app = ask(app, "低保")
    assert "<h1 data-own-words>最低生活保障申请</h1>" in visiting.texts(app)


def test_a_link_to_what_may_not_be_read_betrays_nothing(county: County, heating: int) -> None:
    hidden = written.draft(county, title="没有发布的内容")
    app = visiting.visit(county, "taker", "knowledge", query={"entry": str(hidden)})
    said = visiting.texts(app)
    assert "没有发布的内容" not in said
    assert "这条知识没有发布、待核实或已下线，不能引用。" in said
