"""第十四条: whoever opens an archived or confidential ticket is written down, once a sign-in; without personal data."""

from __future__ import annotations

import pytest

from core.casework import privacy
from core.errors import NotAllowed, NotFound
from core.insight import audit_log
from core.insight.audit_log import Wanted
from tests.casework import flow
from tests.planted import County, nothing_written


def open_ticket(county: County, username: str, ticket_id: int, session_id: int) -> bool:
    with county.work(username) as uow:
        return privacy.view(uow, ticket_id, session_id=session_id)


def views(county: County) -> list[tuple[str, str]]:
    with county.read("lead") as reading:
        lines = audit_log.page(reading, Wanted(verb="view")).lines
        return [(line.person_name, line.subject) for line in reversed(lines)]


def test_one_row_a_person_ticket_and_sign_in(county: County) -> None:
    ticket_id = flow.archived(county)
    number = f"工单 {flow.seen(county, ticket_id).number}"
    assert open_ticket(county, "office", ticket_id, 1)
    assert not open_ticket(county, "office", ticket_id, 1)
    assert open_ticket(county, "office", ticket_id, 2)
    assert open_ticket(county, "handler", ticket_id, 3)
    assert views(county) == [("赵热线", number), ("赵热线", number), ("孙住建", number)]


def test_a_confidential_ticket_is_logged_in_any_state_and_an_ordinary_open_one_never(
    county: County,
) -> None:
    assert open_ticket(county, "office", flow.registered(county, is_confidential=True), 1)
    assert not open_ticket(county, "office", flow.in_handling(county), 1)
    assert len(views(county)) == 1


@pytest.mark.parametrize("username", ["handler2", "taker2", "inspector", "admin"])
def test_a_ticket_that_is_not_ones_own_is_not_opened(county: County, username: str) -> None:
    ticket_id = flow.archived(county)
    with nothing_written(county.database), pytest.raises((NotFound, NotAllowed)):
        open_ticket(county, username, ticket_id, 1)


def test_the_log_is_filtered_and_read_by_three_roles_only(county: County) -> None:
    ticket_id = flow.archived(county)
    open_ticket(county, "office", ticket_id, 1)
    with pytest.raises(NotFound), county.work("handler2") as uow:
        uow.seen_ticket(999_999)
    for username in ("lead", "inspector", "admin"):
        with county.read(username) as reading:
            assert audit_log.page(reading, Wanted(is_refused_only=True)).total == 1
            assert audit_log.page(reading, Wanted(person="赵热线")).total == 1
            assert audit_log.page(reading, Wanted(subject="%")).total == 0
            today = reading.now.date()
            assert audit_log.page(reading, Wanted(from_day=today, until_day=today)).total > 1
            assert audit_log.check(reading).broken_id is None
    for username in ("office", "handler", "leader", "taker", "editor"):
        with county.read(username) as reading:
            for ask in (
                lambda: audit_log.page(reading, Wanted()),
                lambda: audit_log.verbs(reading),
                lambda: audit_log.check(reading),
            ):
                with pytest.raises(NotAllowed):
                    ask()


def test_no_number_and_no_reason_is_shown(county: County) -> None:
    ticket_id = flow.in_handling(county, requester_phone="13999990001")
    with county.work("handler") as uow:
        privacy.reveal_contact(uow, ticket_id, reason="回拨13999990001核实")
        uow.audit("note", "电话13999990001")
    with county.read("lead") as reading:
        shown = str(audit_log.page(reading, Wanted()).lines)
    assert "13999990001" not in shown
    assert "回拨" not in shown
