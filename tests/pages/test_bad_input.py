"""Whatever is typed, linked or uploaded: a calm Chinese sentence, never a number of an error, never a lost text."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from core import text
from core.casework import drafts, intake
from core.casework.intake import Basis, Registration
from core.errors import BadInput
from core.insight import listing
from core.insight.listing import Filter
from core.rules.terms import BasisKind, DeclineKind
from core.store.models import CityImport, Ticket
from kb import entries, finder
from kb.entry_text import EntryText
from kb.models import Entry
from kb.terms import EntryKind
from tests.casework import flow
from tests.kb import written
from tests.pages import visiting
from tests.planted import County, count, nothing_written

UNEXPECTED = re.compile(r"E-[0-9A-F]{6}|系统出了意外|Traceback|Error\b")

ODD = {
    "long": "暖气不热怎么办" * 286,
    "emoji": "暖气🙂👨‍👩‍👧‍👦🇨🇳不热",
    "rare_han": "𠮷𡈽村暖气不热",
    "right_to_left": "\u202e暖气\u202d不热 שלום",
    "zero_width": "暖\u200b气\u200d\ufeff不热",
    "nul": "暖\x00气\x01\x1f不热",
    "nothing_visible": "\u200b\u2060\ufeff",
    "blank": " \t\n\u3000",
    "sql": "' OR 1=1; DROP TABLE tickets; -- %_\\",
    "operators": '((("暖气" AND OR NOT *) title:^~[TO',
    "markup": "<img src=x onerror=alert(1)>![x](http://x.invalid/i.png):red[x] $x$ | a | b |",
    "template": "{0} {self} %s %(x)s ${x} {{7*7}}",
}
FEW = ("long", "rare_han", "nul", "nothing_visible", "blank")
"""What a field of a form can stumble over; the rest is told by the longer tests."""
LONE = {"lone_surrogate": "暖\ud83d气\udc00不热"}
"""A browser cannot send half a character, a file or another program can."""


def calm(app: AppTest) -> AppTest:
    """The page stands and says nothing of errors."""
    assert not app.exception
    found = UNEXPECTED.search(re.sub(r"onerror|Error\b(?=\))", "", visiting.texts(app)))
    assert found is None, found
    return app


def fields(app: AppTest) -> list[Any]:
    return [*app.text_input, *app.text_area]


# --- every text field -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["long", "emoji", "right_to_left", "nul", "markup"])
def test_every_field_of_the_call_takes_anything_and_keeps_it(county: County, name: str) -> None:
    app = visiting.visit(county, "taker", "intake")
    for label in ("诉求内容", "联系电话", "诉求人姓名", "地址"):
        field = next(one for one in fields(app) if one.label == label)
        longest = field.proto.max_chars or len(ODD[name])
        field.set_value(ODD[name][:longest])
        calm(app.run())
        field = next(one for one in fields(app) if one.label == label)
        assert field.value == ODD[name][:longest]
    for label in ("凭文件直接答复", "不予受理", "待补充", "提交派发"):
        button = next((one for one in app.button if one.label == label), None)
        if button is not None and not button.disabled:
            calm(button.click().run())
            calm(next(one for one in app.button if one.label == "返回答案").click().run())


@pytest.mark.parametrize("name", ODD)
def test_a_call_is_saved_whatever_was_said(county: County, name: str) -> None:
    """Said at length, told at length, or refused in a sentence: nothing in between."""
    app = visiting.visit(county, "taker", "intake")
    next(one for one in app.text_area if one.label == "诉求内容").set_value(ODD[name]).run()
    is_blank = not text.clean(ODD[name])
    calm(next(one for one in app.button if one.label == "待补充").click().run())
    note = next(one for one in app.text_area if one.label == "还缺什么、回拨时问什么")
    note.set_value("问清楼号").run()
    calm(next(one for one in app.button if one.label == "确认待补充").click().run())
    with county.read("lead") as reading:
        bodies = [ticket.body for ticket in reading.session.query(Ticket)]
    assert bodies == ([] if is_blank else [text.clean(ODD[name])])
    if is_blank:
        assert "请填写诉求内容。" in visiting.texts(app)


@pytest.mark.parametrize(
    ("username", "slug", "label"),
    [
        ("taker", "knowledge", "查找知识"),
        ("lead", "tickets", "查找"),
        ("handler", "tickets", "查找"),
        ("lead", "knowledge_edit", "按标题筛选"),
    ],
)
def test_a_search_takes_anything(county: County, username: str, slug: str, label: str) -> None:
    written.publish(county, EntryText(title="暖气不热", spoken_answer="请报修。"))
    flow.dispatched(county, body="暖气不热")
    app = calm(visiting.visit(county, username, slug))
    for typed in ODD.values():
        field = next(one for one in fields(app) if one.label == label)
        calm(field.set_value(typed).run())


def test_the_sign_in_takes_anything_and_says_one_sentence(county: County) -> None:
    app = visiting.front_door()
    for typed in ODD.values():
        for username, password in ((typed, visiting.PASSWORD), ("taker", typed)):
            app.text_input(key="sign_in_username").set_value(username)
            app.text_input(key="sign_in_password").set_value(password)
            said = visiting.texts(calm(app.button[0].click().run()))
            assert "账号或密码不正确" in said or "请填写账号和密码。" in said
            assert app.text_input(key="sign_in_username").value == username


@pytest.mark.parametrize("name", FEW)
def test_steps_of_a_ticket_take_anything(county: County, name: str) -> None:
    ticket_id = flow.in_handling(county)
    app = visiting.visit(county, "handler", "handling")
    app.text_area(key=f"step_reply_{ticket_id}").set_value(ODD[name])
    calm(next(one for one in app.button if one.label == "提交审签").click().run())
    if not ODD[name].strip():
        assert "请填写答复内容。" in visiting.texts(app)
    for username in ("leader", "office"):
        query = {"id": str(ticket_id)}
        calm(visiting.visit(county, username, "ticket", query=query))


@pytest.mark.parametrize("name", FEW)
def test_an_entry_is_drafted_from_anything(county: County, name: str) -> None:
    """Too long, or nothing in it: the sentence says so and the words stay."""
    app = calm(visiting.visit(county, "lead", "knowledge_edit"))
    title = next(one for one in app.text_input if (one.key or "").startswith("title_"))
    spoken = next(one for one in app.text_area if (one.key or "").startswith("spoken_answer_"))
    title.set_value(ODD[name])
    spoken.set_value(ODD[name])
    save = next(one for one in app.button if (one.key or "").startswith("save_"))
    calm(save.click().run())
    if not count(county.database, Entry):
        assert "hl-refusal" in visiting.texts(app)
        assert app.text_input(key=title.key).value == ODD[name]


@pytest.mark.parametrize("name", LONE)
def test_half_a_character_harms_no_use_case(county: County, name: str) -> None:
    said = LONE[name]
    with county.work("taker") as uow:
        drafts.save(uow, "intake", "current", {"matter": said})
    with county.work("taker") as uow:
        ticket = intake.register(uow, Registration("lone", said, title=said, requester_name=said))
        intake.decline(uow, ticket.id, kind=DeclineKind.UNCLEAR, told=said)
    with county.work("lead") as uow:
        entries.draft(uow, EntryText(title=said, text=said), kind=EntryKind.FAQ)
    with county.read("lead") as reading:
        assert reading.session.query(Ticket).one().body == "暖气不热"
        assert finder.find(reading, said).hits == []
        assert listing.count(reading, Filter(words=said)) == 1


def test_a_basis_longer_than_its_column_is_refused_in_a_sentence(county: County) -> None:
    ticket_id = flow.registered(county)
    basis = Basis(BasisKind.TYPED, "长" * 201, "请到乡镇申请。")
    with (
        nothing_written(county.database),
        pytest.raises(BadInput, match="不能超过200个字"),
        county.work("taker") as uow,
    ):
        intake.answer_directly(uow, ticket_id, basis=basis)


# --- links ----------------------------------------------------------------------------------------

IDS = ["", "-1", "1e9", "9" * 20, "9" * 400, "abc", "１", "\x00"]
NONSENSE = ["", "0", "9" * 400, "\x00", "没有这个清单", "<b>", "长" * 2_000]


@pytest.mark.parametrize("asked", IDS)
@pytest.mark.parametrize(
    ("username", "slug", "name"),
    [("office", "ticket", "id"), ("handler", "ticket", "id"), ("taker", "knowledge", "entry")],
)
def test_a_link_with_a_strange_id(
    county: County, username: str, slug: str, name: str, asked: str
) -> None:
    app = calm(visiting.visit(county, username, slug, query={name: asked}))
    if slug == "ticket":
        assert "没有找到这张工单。" in visiting.texts(app)


@pytest.mark.parametrize("asked", NONSENSE)
@pytest.mark.parametrize(
    ("username", "slug", "names"),
    [
        ("office", "dispatching", ["queue"]),
        ("handler", "handling", ["queue"]),
        ("lead", "tickets",
         ["state", "unit", "town", "category", "only", "order", "registered", "words"]),
        ("taker", "knowledge", ["q", "kind", "unit", "area", "entry"]),
        ("lead", "knowledge_edit", ["shelf", "shelf_title"]),
    ],
)  # fmt: skip
def test_a_link_full_of_nonsense_opens_the_page(
    county: County, username: str, slug: str, names: list[str], asked: str
) -> None:
    calm(visiting.visit(county, username, slug, query=dict.fromkeys(names, asked)))


@pytest.mark.parametrize(
    "days",
    [["9999-12-31", "9999-12-31"], ["0001-01-01", "0001-01-02"], ["2026-02-30", "x"], ["2026-10-02", "2026-10-01"]],
    ids=str,
)  # fmt: skip
def test_a_link_with_days_that_are_none(county: County, days: list[str]) -> None:
    app = visiting.visit(county, "lead", "tickets", query={"registered": days})  # type: ignore[dict-item]
    calm(app)


# --- files ----------------------------------------------------------------------------------------


def sheet(rows: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def bomb() -> bytes:
    """A few kilobytes that unpack to far more than any list."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    return stream.getvalue()


def files() -> Iterator[tuple[str, bytes]]:
    good = sheet([["知识类型", "标题"], ["常见问题", "暖气"]])
    yield "empty.xlsx", b""
    yield "blank.xlsx", b"  \n "
    yield "broken.xlsx", good[: len(good) // 2]
    yield "text.xlsx", b"this is no workbook"
    yield "picture.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20
    yield "encrypted.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4_000
    yield "bomb.xlsx", bomb()
    yield "headers_only.xlsx", sheet([["知识类型", "标题", "市平台编号", "诉求内容"]])
    yield "no_headers.xlsx", sheet([[None, None], [None, "x"]])
    yield "web_page.xlsx", b"<html><table><tr><td>1</td></tr></table></html>"
    yield "nul.csv", "知识类型,标题\n常见\x00问题,暖\x00气\n".encode()
    yield "half.csv", "知识类型,标题\n常见问题,".encode()[:-2]
    yield "quotes.csv", '知识类型,标题\n"常见问题,暖气\n'.encode()
    yield "wide.csv", (",".join(f"列{n}" for n in range(500)) + "\n1").encode()
    yield "long_cell.csv", ("知识类型,标题\n常见问题," + "长" * 200_000).encode()


FILES = dict(files())


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("slug", ["knowledge_edit", "exchange"])
def test_a_file_that_is_no_good_is_explained(county: County, slug: str, name: str) -> None:
    app = calm(visiting.visit(county, "lead", slug))
    if slug == "knowledge_edit":
        app.session_state["kb_desk"] = "导入"
        app.run()
    app.file_uploader[0].set_value((name, FILES[name], "application/octet-stream"))
    with nothing_written(county.database):
        said = visiting.texts(calm(app.run()))
    assert re.search("hl-refusal|处问题，没有导入|有问题 [1-9]", said), said[-800:]
    assert count(county.database, Entry) == count(county.database, CityImport) == 0
