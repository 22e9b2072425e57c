"""知识维护: each keeps what is theirs, every change is a new version, a table is taken in whole or not at all."""

from __future__ import annotations

import io

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from core.rules.terms import Role
from kb import entries, imports
from kb.models import Entry, Revision
from kb.terms import EntryState
from tests.kb import written
from tests.pages import visiting
from tests.pages.test_knowledge import DENIED, USERNAMES
from tests.planted import CIVIL_AFFAIRS, HOUSING, County, at, count, nothing_written

KEEPERS = {Role.OFFICE, Role.OFFICE_LEAD, Role.HANDLER, Role.UNIT_LEADER, Role.KB_EDITOR}
LIST = "清单"


def open_desk(county: County, username: str, **query: str) -> AppTest:
    app = visiting.visit(county, username, "knowledge_edit", query=query)
    assert not app.exception
    return app


def shown(app: AppTest) -> list[str]:
    """The titles in the list."""
    rows = [row for rows in visiting.lists(app).values() for row in rows]
    return [row["cells"][0]["t"] for row in rows]


def press(app: AppTest, label: str) -> AppTest:
    button = next(one for one in app.button if one.label == label)
    app = button.click().run()
    assert not app.exception
    return app


def labels(app: AppTest) -> set[str]:
    return {button.label for button in app.button}


def field(app: AppTest, name: str, nth: int = 0) -> str:
    """The key of a field; the form in the pane comes before that of a new entry."""
    keys = [
        w.key for w in (*app.text_input, *app.text_area) if (w.key or "").startswith(f"{name}_")
    ]
    return keys[nth]


# --- who keeps what -------------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role)
def test_the_desk_is_open_to_those_who_keep_entries(county: County, role: Role) -> None:
    app = open_desk(county, USERNAMES[role])
    assert (DENIED in visiting.texts(app)) == (role not in KEEPERS)


def test_units_see_their_own_entries_and_the_office_all(county: County) -> None:
    written.publish(county, unit=HOUSING)
    written.publish(county, title="低保怎么申请", unit=CIVIL_AFFAIRS)
    assert shown(open_desk(county, "handler")) == ["暖气不热怎么办"]
    assert shown(open_desk(county, "handler2")) == ["低保怎么申请"]
    assert len(shown(open_desk(county, "lead"))) == 2
    assert len(shown(open_desk(county, "editor"))) == 2


def test_the_longest_overdue_review_comes_first(county: County) -> None:
    written.publish(county, title="先到期", unit=HOUSING)
    county.now = at("2026-10-09T10:00")
    written.publish(county, title="后到期", unit=HOUSING)
    county.now = at("2027-01-08T10:00")  # 90 days after Friday 10-09 is Thursday 01-07
    app = open_desk(county, "handler", shelf="复核逾期")
    assert shown(app) == ["先到期", "后到期"]
    assert "复核逾期 2 条" in visiting.texts(app)
    assert "逾期 11 天" in visiting.texts(app)


def test_the_buttons_are_those_granted(county: County) -> None:
    written.publish(county, unit=HOUSING)
    assert {"复核无误"} <= labels(open_desk(county, "handler"))
    assert "确认下线" not in labels(open_desk(county, "handler"))
    assert {"复核无误", "确认下线", "确认移交"} <= labels(open_desk(county, "editor"))


# --- from draft to publication --------------------------------------------------------------------


def test_an_entry_goes_from_the_handlers_form_to_the_caller(county: County) -> None:
    app = open_desk(county, "handler")
    app.text_input(key=field(app, "title")).set_value("物业费能不交吗")
    app.text_area(key=field(app, "spoken_answer")).set_value("您好，先按合同交费，再要求整改。")
    app.text_input(key=field(app, "keywords")).set_value("物业费；物业，收费")
    app = press(app, "保存并送审")
    assert count(county.database, Entry) == 1
    assert app.text_input(key=field(app, "title", -1)).value == ""  # ready for the next one

    app = press(open_desk(county, "leader"), "审核通过")
    app = press(open_desk(county, "editor"), "发布")
    with county.read("taker") as reading:
        entry, revision = entries.in_force(reading, 1)
        assert entry.unit_id == county.unit_id(HOUSING)
        assert revision.keywords.splitlines() == ["物业费", "物业", "收费"]
    found = visiting.visit(county, "taker", "knowledge", query={"q": "物业费"})
    assert "您好，先按合同交费，再要求整改。" in visiting.texts(found)


def test_what_is_wrong_is_said_beside_the_form_and_nothing_is_lost(county: County) -> None:
    app = open_desk(county, "handler")
    app.text_input(key=field(app, "title")).set_value("物业费能不交吗")
    app.text_area(key=field(app, "spoken_answer")).set_value("好" * 301)
    app.run()  # what is typed is kept as a draft, apart from the entries
    with nothing_written(county.database):
        app = press(app, "保存草稿")
    assert "口语答复有301字，不能超过300字。" in visiting.texts(app)
    assert app.text_input(key=field(app, "title")).value == "物业费能不交吗"


def test_what_is_typed_survives_a_closed_tab_until_it_is_saved_or_let_go(county: County) -> None:
    app = open_desk(county, "handler")
    app.text_input(key=field(app, "title")).set_value("物业费能不交吗").run()
    assert count(county.database, Entry) == 0
    app = open_desk(county, "handler")
    assert app.text_input(key=field(app, "title")).value == "物业费能不交吗"
    assert "未保存的内容" in visiting.texts(app)
    other = open_desk(county, "leader")
    assert other.text_input(key=field(other, "title")).value == ""  # a draft is its writer's alone
    app = press(app, "不要了，重新填写")
    assert app.text_input(key=field(app, "title")).value == ""
    app = open_desk(county, "handler")
    assert app.text_input(key=field(app, "title")).value == ""


def test_beside_the_form_stands_how_the_entry_will_be_found(county: County) -> None:
    written.publish(county, unit=HOUSING)
    app = open_desk(county, "handler2")
    app.text_input(key=field(app, "title")).set_value("暖气不热怎么投诉").run()
    said = visiting.texts(app)
    assert "怎样被查到" in said
    assert "第1" in said
    assert "已有相近的知识《暖气不热怎么办》" in said
    app.text_input(key=field(app, "kb_try")).set_value("暖气片不热").run()
    assert "前面是《暖气不热怎么办》" in visiting.texts(app)
    assert count(county.database, Entry) == 1


def test_the_desk_opens_on_what_waits(county: County) -> None:
    entry_id = written.draft(county)
    with county.work("handler") as uow:
        entries.submit(uow, entry_id)
    said = visiting.texts(open_desk(county, "leader"))
    assert "等您审核。　依据：办法第十七条" in said
    assert "审核通过" in labels(open_desk(county, "leader"))
    assert "等您审核" not in visiting.texts(open_desk(county, "handler"))


def test_a_unit_sees_what_it_covers_and_the_office_everybody(county: County) -> None:
    written.publish(county, unit=HOUSING)
    app = open_desk(county, "handler")
    app.session_state["kb_desk"] = "覆盖"
    assert f"{HOUSING}还没有职能职责、法律法规、服务事项、群众关注类知识" in visiting.texts(
        app.run()
    )
    app = open_desk(county, "lead")
    app.session_state["kb_desk"] = "覆盖"
    assert len(shown(app.run())) > 40


def test_a_change_is_a_new_version_and_the_old_one_answers_on(county: County) -> None:
    entry_id = written.publish(county, unit=HOUSING)
    app = open_desk(county, "handler")
    app.text_area(key=field(app, "spoken_answer")).set_value("您好，请先放气，还不热的我帮您登记。")
    app = press(app, "保存草稿")
    assert shown(app) == [
        "暖气不热怎么办"
    ]  # though it belongs to another list now, it stays in sight
    entry = written.entry(county, entry_id)
    assert (entry.latest_number, entry.in_force_number, entry.state) == (2, 1, EntryState.DRAFT)
    with county.read("handler") as reading:
        assert reading.session.get_one(Revision, 2).variant_questions == "屋里冰凉\n暖气片是温的"
    app = open_desk(county, "handler", shelf="草稿")
    assert "第1版仍在答复，第2版发布后替换它。" in visiting.texts(app)


def test_two_versions_stand_side_by_side_with_the_difference_marked(county: County) -> None:
    entry_id = written.publish(county, unit=HOUSING, text="居室温度应不低于18℃。不达标可以测温。")
    with county.work("handler") as uow:
        text = written.HEATING
        entries.revise(uow, entry_id, text, note="标准调整")
    app = open_desk(county, "handler")
    app.session_state[f"kb_tab_{entry_id}"] = "版本"
    said = visiting.texts(app.run())
    assert "<th>第1版</th><th>第2版</th>" in said
    assert "<del>" in said
    assert "<ins>供暖期内</ins>居室温度应不低于18℃。" in said


def test_a_rejection_needs_a_reason_and_shows_it_to_the_writer(county: County) -> None:
    entry_id = written.draft(county)
    with county.work("handler") as uow:
        entries.submit(uow, entry_id)
    app = open_desk(county, "leader")
    with nothing_written(county.database):
        app = press(app, "确认驳回")
    assert "请写明驳回的理由，以便起草人修改。" in visiting.texts(app)
    app.text_area(key=f"kb_reject_reason_{entry_id}").set_value("请写明标准文号")
    press(app, "确认驳回")
    assert "周局长驳回：请写明标准文号" in visiting.texts(open_desk(county, "handler"))


def test_what_somebody_else_saved_meanwhile_is_not_overwritten(county: County) -> None:
    entry_id = written.publish(county, unit=HOUSING)
    app = open_desk(county, "handler")
    with county.work("editor") as uow:
        entries.confirm_review(uow, entry_id)
    app.text_area(key=field(app, "spoken_answer")).set_value("我改的。")
    app.run()
    with nothing_written(county.database):
        app = press(app, "保存草稿")
    assert "刚刚被修改过，本次操作没有保存" in visiting.texts(app)
    assert app.text_area(key=field(app, "spoken_answer")).value == "我改的。"
    app = press(app, "放弃我的修改，载入最新内容")
    assert app.text_area(key=field(app, "spoken_answer")).value == written.HEATING.spoken_answer


# --- taking in ------------------------------------------------------------------------------------


def sheet(*rows: tuple[str, ...]) -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in (("知识类型", "标题", "口语答复", "责任单位"), *rows):
        page.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def take_in(county: County, username: str, name: str, content: bytes) -> AppTest:
    """Choose a file on the desk's third tab; choosing stores nothing."""
    app = open_desk(county, username)
    app.session_state["kb_desk"] = "导入"
    app.run()
    with nothing_written(county.database):
        app.get("file_uploader")[0].upload(name, content, "application/octet-stream").run()
    assert not app.exception
    return app


def test_a_sound_table_is_shown_first_and_then_taken_in_whole(county: County) -> None:
    rows = sheet(
        ("常见问题", "一号问题", "您好，一。", HOUSING), ("服务事项", "二号事项", "您好，二。", "")
    )
    app = take_in(county, "editor", "问答.xlsx", rows)
    assert "共 2 行，没有问题" in visiting.texts(app)
    assert [row["cells"][1]["t"] for row in next(iter(visiting.lists(app).values()))] == [
        "新增"
    ] * 2
    press(app, "导入 2 条")
    assert count(county.database, Entry) == 2
    assert written.entry(county, 1).state is EntryState.AWAITING_REVIEW


def test_who_may_publish_can_publish_at_once(county: County) -> None:
    app = take_in(county, "editor", "问答.xlsx", sheet(("常见问题", "一号", "您好。", "")))
    app.checkbox[0].check().run()
    press(app, "导入 1 条")
    assert written.entry(county, 1).state is EntryState.PUBLISHED
    assert not take_in(
        county, "handler", "x.xlsx", sheet(("常见问题", "二号", "您好。", ""))
    ).checkbox


def test_a_table_with_a_problem_is_refused_by_row_and_column(county: County) -> None:
    rows = sheet(
        ("常见问题", "一号问题", "您好，一。", ""),
        ("不知道", "二号", "您好，二。", ""),
        ("常见问题", "三号", "好" * 301, CIVIL_AFFAIRS),
    )
    app = take_in(county, "handler", "问答.xlsx", rows)
    said = visiting.texts(app)
    assert "没有导入任何一行" in said
    problems = next(rows for rows in visiting.lists(app).values() if len(rows) >= 3)
    cells = [[cell["t"] for cell in row["cells"]] for row in problems]
    assert ["3", imports.KIND] in [line[:2] for line in cells]
    assert ["4", imports.UNIT] in [line[:2] for line in cells]
    assert ["4", "口语答复"] in [line[:2] for line in cells]
    assert not any(label.startswith("导入 ") for label in labels(app))


@pytest.mark.parametrize("name", ["坏.xlsx", "坏.csv", "坏.txt", "坏.docx"])
def test_a_broken_file_is_refused_in_words(county: County, name: str) -> None:
    app = take_in(county, "editor", name, b"\x00\xff\x13broken")
    assert "hl-refusal" in visiting.texts(app)
    assert "编号 E-" not in visiting.texts(app)


LAW = "襄汾县养犬办法\n\n第一章 总则\n\n第一条 为了规范养犬，制定本办法。\n\n第二条 本县适用本办法。\n"


def test_a_regulation_is_split_and_taken_in_by_article(county: County) -> None:
    app = take_in(county, "editor", "襄汾县养犬办法.txt", LAW.encode())
    assert "《襄汾县养犬办法》" in visiting.texts(app)
    press(app, "导入 2 条")
    assert count(county.database, Entry) == 2
    assert written.entry(county, 2).title == "《襄汾县养犬办法》第二条"
