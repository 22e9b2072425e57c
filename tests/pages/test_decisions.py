"""第十三条（二）: a contested ticket on the office's desk, from the meeting's record to the dispatch."""

from __future__ import annotations

from datetime import date

from core.rules.terms import State
from core.store.models import DutyDecision
from tests.casework import decisions_flow, flow
from tests.pages import visiting
from tests.planted import CIVIL_AFFAIRS, County


def test_a_meeting_is_written_down_on_the_desk_and_dispatches(county: County) -> None:
    """The day stands at today's in Asia/Shanghai: Tuesday 2026-09-29."""
    ticket_id = decisions_flow.contested(county)
    app = visiting.visit(county, "office", "dispatching", query={"queue": "contested"})
    assert not app.exception
    assert app.date_input(key=f"step_held_on_{ticket_id}").value == date(2026, 9, 29)
    app.text_area(key=f"step_attendees_{ticket_id}").set_value("住建局、民政局")
    app.text_area(key=f"step_decision_{ticket_id}").set_value("由民政局主办。")
    app.selectbox(key=f"step_lead_{ticket_id}").set_value(county.unit_id(CIVIL_AFFAIRS))
    app.button(key=f"step_do_convene_{ticket_id}").click().run()
    assert not app.exception
    assert flow.state_of(county, ticket_id) is State.DISPATCHED
    with county.read("office") as reading:
        assert reading.session.query(DutyDecision).one().decided_on == date(2026, 9, 29)
