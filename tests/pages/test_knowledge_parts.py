"""第十七条 on the screens: 纠错 said and answered, files, exports, 复核 of several, old versions, use."""

from __future__ import annotations

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from core.rules.terms import Role
from core.store.models import Attachment
from kb import corrections, entries, entry_files
from kb.corrections import LONGEST_TEXT
from kb.models import Correction, Entry
from kb.terms import CorrectionOutcome, EntryState
from tests.kb import written
from tests.kb.written import HEATING
from tests.pages import visiting
from tests.pages.test_knowledge import USERNAMES
from tests.pages.test_knowledge_edit import labels, open_desk, press
from tests.planted import CIVIL_AFFAIRS, HOUSING, County, at, count, nothing_written

READERS = (Role.CALL_TAKER, Role.HANDLER, Role.INSPECTOR)
"""Who may say it at all is asked of every role in tests/kb; here, of those whose pages differ."""
WHAT = "电话换成0357-3333333"
DOUBTED = "有纠错待核实"


@pytest.fixture
def heating(county: County) -> int:
    return written.publish(county, unit=HOUSING)


def said_wrong(app: AppTest) -> str:
    """The key of the field that asks what is wrong."""
    return next(w.key for w in app.text_input if "_what_" in (w.key or ""))


def correct(app: AppTest, what: str) -> AppTest:
    app.text_input(key=said_wrong(app)).set_value(what).run()
    return press(app, "提交纠错")


def raised(county: County, entry_id: int, username: str = "taker") -> int:
    with county.work(username) as uow:
        version = written.versions(uow, entry_id)[0]
        return corrections.raise_correction(uow, entry_id, version.id, WHAT).id


def on_tab(county: County, username: str, tab: str, **more: object) -> AppTest:
    app = open_desk(county, username)
    app.session_state["kb_desk"] = tab
    for name, value in more.items():
        app.session_state[name] = value
    app.run()
    assert not app.exception
    return app


# --- 纠错, where it is read -----------------------------------------------------------------------


@pytest.mark.parametrize("role", READERS)
def test_whoever_reads_an_entry_may_say_what_is_wrong(
    county: County, heating: int, role: Role
) -> None:
    app = visiting.visit(county, USERNAMES[role], "knowledge")
    assert DOUBTED not in visiting.texts(app)
    app = correct(app, WHAT)
    assert count(county.database, Correction) == 1
    said = visiting.texts(app.run())
    assert DOUBTED in said
    assert f"有人提出纠错，待核实：{WHAT}" in said


@pytest.mark.parametrize("slug", ["knowledge", "intake"])
def test_what_was_typed_stays_where_it_is_refused(county: County, heating: int, slug: str) -> None:
    raised(county, heating)
    app = visiting.visit(county, "taker", slug)
    if slug == "intake":
        app.text_area[0].set_value("暖气不热").run()
    with nothing_written(county.database):
        app = correct(app, WHAT)  # the same words once more
    assert app.text_input(key=said_wrong(app)).value == WHAT
    assert "您已经提出过这条纠错" in visiting.texts(app)


def test_on_the_call_takers_desk_it_is_said_beside_the_answer(county: County, heating: int) -> None:
    app = visiting.visit(county, "taker", "intake")
    app.text_area[0].set_value("暖气不热").run()
    app = correct(app, WHAT)
    assert count(county.database, Correction) == 1
    assert any(DOUBTED in one.label for one in app.run().button)


def test_more_than_a_line_is_refused_by_the_field(county: County, heating: int) -> None:
    app = visiting.visit(county, "taker", "knowledge")
    assert app.text_input(key=said_wrong(app)).proto.max_chars == LONGEST_TEXT


# --- 纠错, answered -------------------------------------------------------------------------------


def test_the_unit_refuses_with_a_reason_and_who_said_it_is_told(
    county: County, heating: int
) -> None:
    correction_id = raised(county, heating)
    app = on_tab(county, "handler", "纠错")
    assert WHAT in visiting.texts(app)
    with nothing_written(county.database):
        app = press(app, "不采纳")
    assert "请写明不采纳的理由" in visiting.texts(app)
    app.text_area(key=f"kb_correction_text_{correction_id}").set_value("电话没有换。").run()
    press(app, "不采纳")
    asking = visiting.visit(county, "taker", "knowledge")
    assert "电话没有换。" in visiting.texts(asking)
    assert "您的纠错有答复" not in visiting.texts(press(asking, "知道了"))


def test_accepting_begins_the_next_version_at_once(county: County, heating: int) -> None:
    raised(county, heating)
    app = press(on_tab(county, "handler", "纠错"), "采纳并修改")
    assert app.session_state["kb_desk"] == "清单"
    with county.read("editor") as reading:
        assert reading.session.query(Correction).one().outcome is CorrectionOutcome.ACCEPTED
    assert written.entry(county, heating).state is EntryState.DRAFT


@pytest.mark.parametrize(("username", "is_asked"), [("office", False), ("lead", True)])
def test_the_office_leaves_the_answer_to_the_unit_its_lead_need_not(
    county: County, heating: int, username: str, is_asked: bool
) -> None:
    raised(county, heating)
    app = on_tab(county, username, "纠错")
    assert ("不采纳" in labels(app)) == is_asked
    assert ("由责任单位答复" in visiting.texts(app)) != is_asked


def test_in_the_list_an_entry_in_doubt_is_marked(county: County, heating: int) -> None:
    written.publish(county, title="路灯不亮怎么办", unit=HOUSING)
    raised(county, heating)
    app = open_desk(county, "handler", shelf="全部")
    assert [row["cells"][0]["t"] for row in first_list(app)] == [
        "路灯不亮怎么办", "【有纠错】暖气不热怎么办",
    ]  # fmt: skip


def first_list(app: AppTest) -> list[dict[str, object]]:
    return next(iter(visiting.lists(app).values()))  # type: ignore[return-value]


# --- 附件, 导出 -----------------------------------------------------------------------------------


def test_a_file_put_there_by_the_unit_is_taken_by_whoever_reads_it(
    county: County, heating: int
) -> None:
    key = f"kb_tab_{heating}"
    app = on_tab(county, "handler", "清单", shelf="全部", **{key: "附件"})
    with nothing_written(county.database):
        press(app, "上传")
    app.get("file_uploader")[0].upload("申请表.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf").run()
    press(app, "上传")
    assert count(county.database, Attachment) == 1
    for username in ("taker", "inspector"):
        reader = visiting.visit(county, username, "knowledge")
        press(reader, next(one for one in labels(reader) if "申请表" in one))
        assert reader.session_state["download_offered"].startswith("/download/")
    app = on_tab(county, "handler", "清单", shelf="全部", **{key: "附件"})
    press(app, "移除所选附件")
    with county.read("taker") as reading:
        assert entry_files.files(reading, heating) == []


@pytest.mark.parametrize(
    ("username", "label"), [("editor", "导出全库"), ("handler", "导出本单位全部")]
)
def test_a_list_is_taken_away_as_it_is_narrowed_or_whole(
    county: County, heating: int, username: str, label: str
) -> None:
    app = open_desk(county, username, shelf="已发布")
    for one in ("导出清单", label):
        with nothing_written(county.database):
            press(app, one)
        assert app.session_state["download_offered"].startswith("/download/")


# --- 复核, 版本 -----------------------------------------------------------------------------------


def test_several_reviews_are_confirmed_with_one_click(county: County, heating: int) -> None:
    second = written.publish(county, title="路灯不亮怎么办", unit=HOUSING)
    county.now = at("2026-12-29T09:00")  # Tuesday, a day after both were due
    app = open_desk(county, "handler")
    app.session_state["kb_desk"] = "复核"
    app.run()
    assert "逾期 2 条" in visiting.texts(app)
    with nothing_written(county.database):
        press(app, "确认复核无误")  # nothing is ticked
    press(visiting.pick(app, "kb_reviews", [heating, second]), "确认复核无误")
    due = {written.entry(county, id_).review_due_on for id_ in (heating, second)}
    assert all(day is not None and day > county.now.date() for day in due)


def test_an_old_version_becomes_the_beginning_of_a_new_one(county: County, heating: int) -> None:
    with county.work("handler") as uow:
        entries.revise(uow, heating, replace(HEATING, spoken_answer="请先放气。"))
    key = f"kb_tab_{heating}"
    with county.work("editor") as uow:
        entries.publish_at_once(uow, heating)
    app = on_tab(county, "handler", "清单", shelf="全部", **{key: "版本"})
    press(app, "恢复第1版")
    with county.read("handler") as reading:
        newest = written.versions(reading, heating)[0]
    assert (newest.number, newest.spoken_answer) == (3, HEATING.spoken_answer)
    assert written.entry(county, heating).in_force_number == 2


# --- 使用 -----------------------------------------------------------------------------------------


def test_keepers_see_what_is_used_and_only_of_their_own(county: County, heating: int) -> None:
    written.publish(county, title="低保怎么申请", unit=CIVIL_AFFAIRS)
    taking = visiting.visit(county, "taker", "intake")
    taking.text_area[0].set_value("暖气不热怎么办").run()
    press(taking, "直接答复并办结")
    app = open_desk(county, "handler", shelf="全部")
    assert "近90天：" in visiting.texts(app)
    assert "引用 1 次" in visiting.texts(app)
    for part, here, there in (
        ("最常用", ["暖气不热怎么办"], ["暖气不热怎么办"]),
        ("从未使用", [], ["低保怎么申请"]),
        ("没用多于有用", [], []),
        ("常用但复核逾期", [], []),
    ):
        for username, titles in (("handler", here), ("editor", there)):
            app = on_tab(county, username, "覆盖", kb_coverage_part=part)
            rows = [row for rows in visiting.lists(app).values() for row in rows]
            assert [row["cells"][0]["t"] for row in rows] == titles, (part, username)
    assert count(county.database, Entry) == 2


# --- another unit's, by link or by a forged choice ------------------------------------------------


def test_a_forged_choice_opens_nothing_of_another_unit(county: County) -> None:
    draft = written.draft(county, title="电价怎么调整", text="还没有定下来")
    published = written.publish(county, title="气价怎么调整", text="还没有定下来", unit=HOUSING)
    written.publish(county, title="低保怎么申请", unit=CIVIL_AFFAIRS)
    app = open_desk(county, "handler2", shelf="全部")
    for entry_id in (draft, published):
        with nothing_written(county.database):
            app = visiting.pick(app, "shelf_all", [entry_id])
        assert not app.exception
        said = visiting.texts(app)
        assert "电价怎么调整" not in said
        assert "还没有定下来" not in said


@pytest.mark.parametrize("slug", ["knowledge", "knowledge_edit"])
def test_a_link_to_another_units_draft_opens_nothing(county: County, slug: str) -> None:
    draft = written.draft(county, title="电价怎么调整", text="还没有定下来")
    written.publish(county, title="低保怎么申请", unit=CIVIL_AFFAIRS)
    query = {"entry": str(draft), "shelf": "全部", "shelf_title": "电价"}
    app = visiting.visit(county, "handler2")
    for name, value in query.items():
        app.query_params[name] = value
    with nothing_written(county.database):
        visiting.go(app, slug)
    assert not app.exception
    said = visiting.texts(app)
    assert "电价怎么调整" not in said
    assert "还没有定下来" not in said
