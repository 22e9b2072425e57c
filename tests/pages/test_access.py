"""Nothing of others on any page: lists, counts, badges, searches, links, exports, forged selections (第十九条)."""

from __future__ import annotations

import io
import json

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from core.casework import dispatching, sign_in
from core.casework.dispatching import Order
from core.errors import BadInput
from core.exchange import ticket_list
from core.insight.listing import Filter
from core.rules.terms import Grade, Role, State
from core.store.models import Assignment, AuditRow, Event
from pages._ui import menu, registry
from tests.casework import flow
from tests.pages import visiting
from tests.planted import CIVIL_AFFAIRS, HOUSING, County, nothing_written

NAME, PHONE, IDENTITY = "欧阳金丝雀", "13999990001", "142625198801019997"
MATTER = "金翅雀小区电梯坏了"
TOLD = f"{MATTER}，我叫{NAME}，电话{PHONE}，身份证{IDENTITY}"
CANARIES = (NAME, PHONE, IDENTITY)

STRANGERS = {
    Role.CALL_TAKER: "taker2",
    Role.HANDLER: "handler2",
    Role.UNIT_LEADER: "leader2",
    Role.INSPECTOR: "inspector",
    Role.KB_EDITOR: "editor",
    Role.ADMIN: "admin",
}
"""Somebody of each role with no part in HOUSING's confidential ticket."""


def hidden(county: County, **fields: object) -> int:
    """A confidential ticket with HOUSING, registered by the other call-taker."""
    given = {
        "requester_name": NAME, "requester_phone": PHONE, "body": TOLD, "is_confidential": True,
    } | fields  # fmt: skip
    return flow.in_handling(county, **given)


def everything(app: AppTest) -> str:
    """All a page sends: its blocks, and what its components and fields hold."""
    assert not app.exception
    sent = [visiting.texts(app)]
    sent += [json.dumps(c.proto.json, ensure_ascii=False) for c in app.get("bidi_component")]
    sent += [str(field.value) for field in (*app.text_input, *app.text_area)]
    sent += [option for box in (*app.selectbox, *app.multiselect) for option in box.options]
    return "\n".join(sent)


# --- pages and roles ------------------------------------------------------------------------------


@pytest.mark.parametrize("role", STRANGERS, ids=lambda role: role.value)
def test_a_stranger_meets_the_ticket_on_no_page(county: County, role: Role) -> None:
    hidden(county)
    app = visiting.visit(county, STRANGERS[role])
    for desk in registry.DESKS:
        said = everything(visiting.go(app, desk.slug))
        assert [one for one in (*CANARIES, MATTER) if one in said] == [], desk.slug


@pytest.mark.parametrize("username", ["handler", "leader", "office", "lead"])
def test_those_who_work_on_it_meet_the_matter_and_no_number(county: County, username: str) -> None:
    ticket_id = hidden(county)
    app = visiting.visit(county, username)
    seen = ""
    for desk in registry.DESKS:
        app.query_params["id"] = str(ticket_id)
        seen += everything(visiting.go(app, desk.slug))
    assert MATTER in seen
    assert [one for one in (PHONE, IDENTITY) if one in seen] == []
    assert (NAME in seen) == (username in {"office", "lead"})


@pytest.mark.parametrize("username", sorted(STRANGERS.values()))
def test_a_link_to_what_is_hidden_reads_like_a_link_to_nothing(
    county: County, username: str
) -> None:
    ticket_id = hidden(county)
    said = [
        visiting.texts(visiting.visit(county, username, "ticket", query={"id": one}))
        for one in (str(ticket_id), "999999")
    ]
    assert said[0] == said[1]
    assert MATTER not in said[0]


# --- lists, counts, badges ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("username", "slug"),
    [("handler2", "handling"), ("leader2", "handling"), ("handler2", "tickets"), ("taker2", "tickets")],
)  # fmt: skip
def test_counts_count_nothing_of_others(county: County, username: str, slug: str) -> None:
    before = visiting.texts(visiting.visit(county, username, slug))
    for _ in range(3):
        hidden(county)
    assert visiting.texts(visiting.visit(county, username, slug)) == before


@pytest.mark.parametrize("username", sorted(STRANGERS.values()))
def test_the_menus_badges_count_nothing_of_others(county: County, username: str) -> None:
    hidden(county)
    with county.read(username) as reading:
        assert {desk.slug: menu.waiting(reading, desk.slug) for desk in registry.DESKS} == (
            dict.fromkeys((desk.slug for desk in registry.DESKS), 0)
        )


@pytest.mark.parametrize("username", ["handler2", "taker2", "inspector"])
@pytest.mark.parametrize(
    "query",
    [
        {"words": "金翅雀"}, {"words": "XF20260929-0001"}, {"words": NAME}, {"state": "办理中"},
        {"unit": HOUSING}, {"track": "交办件"}, {"order": "最先到期"},
    ],
    ids=str,
)  # fmt: skip
def test_no_search_and_no_filter_finds_it(
    county: County, username: str, query: dict[str, str]
) -> None:
    hidden(county)
    app = visiting.visit(county, username, "tickets", query=query)
    assert not app.exception
    assert visiting.lists(app) == {}


@pytest.mark.parametrize("username", ["handler2", "taker2", "inspector"])
def test_a_phone_number_finds_it_for_nobody_who_does_not_see_it(
    county: County, username: str
) -> None:
    hidden(county)
    app = visiting.visit(county, username, "tickets")
    app.text_input(key="tickets_typed").set_value(PHONE).run()
    assert visiting.lists(app) == {}


def test_another_call_taker_is_told_how_it_stands_unless_it_is_confidential(
    county: County,
) -> None:
    hidden(county)
    hidden(county, is_confidential=False, body=f"路灯不亮，{TOLD}", title=f"{NAME}反映路灯")
    app = visiting.visit(county, "taker2", "intake")
    next(one for one in app.text_input if one.label == "联系电话").set_value(PHONE).run()
    said = visiting.texts(app)
    assert "反映路灯" in said
    assert "较早的工单" in said
    assert MATTER not in said
    assert [one for one in (NAME, IDENTITY) if one in said] == []
    assert "/ticket?id=" not in said  # summaries of others' tickets do not open


@pytest.mark.parametrize("username", ["handler", "handler2", "leader", "taker", "inspector"])
def test_what_is_taken_away_is_masked_and_ones_own(county: County, username: str) -> None:
    hidden(county, title=f"{NAME}反映电梯", requester_phone=PHONE)
    flow.dispatched(county, lead=CIVIL_AFFAIRS, title="低保金没发", by="taker2")
    flow.dispatched(county, title=f"回电{PHONE}")
    with county.read(username) as reading:
        if username == "inspector":  # nothing was escalated
            with pytest.raises(BadInput, match="没有工单"):
                ticket_list.export_list(reading, Filter())
            return
        written = ticket_list.export_list(reading, Filter())
    sheet = openpyxl.load_workbook(io.BytesIO(written.content)).active
    cells = "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row)
    assert PHONE not in cells
    assert (NAME in cells) == (username == "taker")
    assert ("低保金没发" in cells) == (username == "handler2")
    assert ("反映电梯" in cells) == (username in {"handler", "leader", "taker"})


# --- forged selections ----------------------------------------------------------------------------


def test_a_forged_selection_opens_no_ticket_of_another_unit(county: County) -> None:
    """What the browser sends back is a wish: ids outside the list are nobody's."""
    theirs = hidden(county)
    flow.dispatched(county, lead=CIVIL_AFFAIRS, body="低保金没发")
    app = visiting.visit(county, "handler2", "handling")
    app.session_state["open_ticket"] = theirs
    app.session_state["step_refused"] = (theirs, ["我写的话"])
    app.session_state["revealed_contact"] = (theirs, NAME, PHONE)
    for key in ("list_todo_list_0", "list_todo_selected"):
        app.session_state[key] = {"selected": [theirs], "opened": theirs}
    app.run()
    said = visiting.texts(app)
    assert [one for one in (*CANARIES, MATTER) if one in said] == []


def test_a_form_drawn_for_a_ticket_that_was_taken_away_writes_nothing(county: County) -> None:
    """The page stands open while the office gives the ticket to another unit."""
    ticket_id = flow.in_handling(county, body=MATTER)
    app = visiting.visit(county, "handler", "handling")
    app.text_area(key=f"step_reply_{ticket_id}").set_value("已修好。").run()
    with county.work("office") as uow:
        uow.session.query(Assignment).filter_by(ticket_id=ticket_id).update(
            {Assignment.withdrawn_at: uow.now, Assignment.is_current: False}
        )
    with nothing_written(county.database):
        next(b for b in app.button if b.label == "提交审签").click().run()
    assert not app.exception
    said = visiting.texts(app)
    assert "没有找到这张工单。" in said
    assert "已修好。" in said  # nobody's words are lost
    assert MATTER not in said
    visiting.go(app, "handling")
    app.query_params["id"] = str(ticket_id)
    assert "已修好。" in visiting.texts(visiting.go(app, "ticket"))
    with county.read("lead") as reading:
        row = reading.session.query(AuditRow).order_by(AuditRow.id.desc()).first()
        assert row is not None
        assert (row.verb, row.is_allowed, row.person_name) == ("refused", False, "孙住建")


def test_the_office_alone_dispatches_whatever_a_call_takers_page_holds(county: County) -> None:
    ticket_id = flow.registered(county)
    with county.work("taker") as uow:
        order = Order(county.unit_id(HOUSING), Grade.SIMPLE)
        dispatching.propose(uow, ticket_id, order)
    app = visiting.visit(county, "taker", "ticket", query={"id": str(ticket_id)})
    assert not [b for b in app.button if b.label == "派发"]
    visiting.go(app, "dispatching")
    assert "这个页面不在您的工作范围内。" in visiting.texts(app)
    assert flow.state_of(county, ticket_id) is State.AWAITING_DISPATCH


# --- one tab, two people --------------------------------------------------------------------------


def test_a_tab_whose_cookie_became_another_persons_keeps_nothing(county: County) -> None:
    """Two people at one computer: the second signs in beside, and the first one's tab reconnects."""
    app = visiting.visit(county, "taker", "intake")
    next(one for one in app.text_area if one.label == "诉求内容").set_value(TOLD).run()
    app.session_state["revealed_contact"] = (1, NAME, PHONE)
    token = sign_in.sign_in(county.database, "taker2", visiting.PASSWORD).token
    app.session_state["shell_token"] = token
    app.run()
    said = everything(app)
    assert "李话务" in said
    assert [one for one in (*CANARIES, MATTER) if one in said] == []
    assert "revealed_contact" not in app.session_state


def test_a_revealed_number_is_covered_again_on_leaving(county: County) -> None:
    first, second = hidden(county, is_confidential=False), flow.in_handling(county)
    app = visiting.visit(county, "handler", "ticket", query={"id": str(first)})
    app.text_input(key=f"reveal_reason_{first}").set_value("上门前联系")
    next(b for b in app.button if b.label == "查看并记录").click().run()
    assert PHONE in visiting.texts(app)
    for elsewhere in ("handling", "ticket"):
        app.query_params["id"] = str(second)
        visiting.go(app, elsewhere)
        app.query_params["id"] = str(first)
        assert PHONE not in visiting.texts(visiting.go(app, "ticket"))
        if elsewhere == "handling":
            app.text_input(key=f"reveal_reason_{first}").set_value("上门前联系")
            next(b for b in app.button if b.label == "查看并记录").click().run()
            assert PHONE in visiting.texts(app)
    with county.read("lead") as reading:
        reasons = reading.session.query(Event).filter(Event.summary.contains("上门前联系")).count()
    assert reasons == 2
