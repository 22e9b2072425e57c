"""审计日志 on screen, and the ticket's page that writes into it (第十四条)."""

from __future__ import annotations

from core.insight import audit_log
from core.insight.audit_log import Wanted
from tests.casework import flow
from tests.pages import visiting
from tests.planted import County


def test_opening_an_archived_ticket_twice_in_one_sign_in_leaves_one_row(county: County) -> None:
    ticket_id = flow.archived(county)
    app = visiting.visit(county, "handler", "ticket", query={"id": str(ticket_id)})
    assert not app.exception
    app.run()
    del app.session_state["logged_views"]  # another tab of the same sign-in
    app.run()
    with county.read("lead") as reading:
        assert audit_log.page(reading, Wanted(verb="view")).total == 1


def test_the_inspectors_check_the_chain(county: County) -> None:
    flow.archived(county)
    app = visiting.visit(county, "inspector", "audit")
    assert not app.exception
    next(b for b in app.button if b.label == "核对日志链").click().run()
    assert "日志链完整" in visiting.texts(app)
    app.text_input(key="audit_person").set_value("没有这个人").run()
    assert "没有符合条件的记录。" in visiting.texts(app)


def test_the_office_without_the_lead_has_no_log(county: County) -> None:
    said = visiting.texts(visiting.visit(county, "office", "audit"))
    assert "这个页面不在您的工作范围内。" in said
