"""消息 on screen: the menu counts, the list reads covered, a click marks, the ticket opens."""

from __future__ import annotations

from core.insight import inbox
from pages._ui import menu
from tests.casework import flow
from tests.pages import visiting
from tests.planted import County


def test_a_handler_reads_marks_and_sends_on(county: County) -> None:
    ticket_id = flow.dispatched(county, requester_name="欧阳金丝雀")
    with county.read("handler") as reading:
        assert menu.waiting(reading, "inbox") == 1
    app = visiting.visit(county, "handler", "inbox")
    assert not app.exception
    said = visiting.texts(app)
    assert flow.seen(county, ticket_id).number in said
    assert "欧阳金丝雀" not in said
    assert app.code[0].value.startswith("【襄汾县12345热线】")
    next(b for b in app.button if b.label == "标为已读").click().run()
    assert "没有未读消息" in visiting.texts(app)
    with county.read("handler") as reading:
        assert inbox.unseen(reading) == 0


def test_all_are_marked_at_once(county: County) -> None:
    for _ in range(3):
        flow.dispatched(county)
    app = visiting.visit(county, "handler", "inbox")
    next(b for b in app.button if b.label == "全部标为已读").click().run()
    with county.read("handler") as reading:
        assert menu.waiting(reading, "inbox") == 0


def test_an_inbox_without_messages_says_so(county: County) -> None:
    assert "还没有消息。" in visiting.texts(visiting.visit(county, "taker", "inbox"))
