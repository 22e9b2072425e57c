"""相似工单 beside a ticket, and the other units one click away when the office dispatches."""

from __future__ import annotations

from core.store.actor import Actor
from kb import ticket_index
from tests.casework import flow
from tests.kb import test_alike
from tests.pages import visiting
from tests.planted import CIVIL_AFFAIRS, HOUSING, County

LAMPS = "公园北门的景观灯不亮，晚上一片黑。"


def test_practice_is_shown_and_another_unit_is_one_click_away(county: County) -> None:
    for _ in range(2):
        test_alike.handled(county, body=LAMPS, lead=CIVIL_AFFAIRS)
    ticket_id = flow.registered(county, body=LAMPS, category_id=county.category_id("0306"))
    with county.database.read(Actor.system()) as reading:
        ticket_index.handle(reading).settle(reading)
    app = visiting.visit(county, "office", "dispatching")
    shown = visiting.texts(app)
    assert "以前怎么办的" in shown
    assert "经入户测温，系阀门堵塞" in shown
    assert "与2张相似工单的最后承办单位一致" in shown
    first = app.selectbox(key=f"step_lead_{ticket_id}").value
    units = {county.unit_id(HOUSING), county.unit_id(CIVIL_AFFAIRS)}
    assert first in units
    (other,) = units - {first}
    app.button(key=f"step_other{other}_{ticket_id}").click().run()
    assert app.selectbox(key=f"step_lead_{ticket_id}").value == other
