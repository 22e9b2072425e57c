"""第十条（一）: a citation pins entry and version; what may not be read out today is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from core.casework import intake
from core.errors import HotlineError, NotAllowed, RuleRefused, Stale
from core.rules.terms import BasisKind, State
from core.store.actor import Actor
from core.store.models import Citation
from kb import answers, entries, shelves
from tests.kb import written
from tests.kb.written import HEATING
from tests.planted import HOUSING, County, at, nothing_written


def registered(county: County) -> int:
    with county.work("taker") as uow:
        return intake.register(uow, intake.Registration("form-1", "家里暖气不热，怎么办？")).id


def citations(county: County) -> list[Citation]:
    with county.database.read(Actor.system()) as reading:
        return list(reading.session.query(Citation))


def test_citing_fills_the_answer_and_closes_the_ticket_in_one_action(county: County) -> None:
    ticket_id, entry_id = registered(county), written.publish(county, unit=HOUSING)
    with county.work("taker") as uow:
        ticket = answers.answer_directly(uow, ticket_id, entry_id=entry_id)
        assert ticket.state is State.CLOSED
    (citation,) = citations(county)
    assert (citation.kind, citation.entry_id) == (BasisKind.ENTRY, entry_id)
    assert (citation.title, citation.answer) == ("暖气不热怎么办", HEATING.spoken_answer)


def test_the_citation_keeps_its_version_when_the_entry_changes(county: County) -> None:
    ticket_id, entry_id = registered(county), written.publish(county)
    with county.work("taker") as uow:
        answers.answer_directly(uow, ticket_id, entry_id=entry_id, answer="您好，请先放气。")
    with county.work("editor") as uow:
        entries.revise(uow, entry_id, replace(HEATING, spoken_answer="改了"))
        entries.submit(uow, entry_id)
        assert shelves.outdated_citations(uow, entry_id) == []
        entries.publish(uow, entry_id)
    (citation,) = citations(county)
    assert citation.answer == "您好，请先放气。"
    with county.read("office") as reading:
        old, new = reversed(shelves.history(reading, entry_id))
        assert citation.revision_id == old.id != new.id
        assert [t.id for t in shelves.outdated_citations(reading, entry_id)] == [ticket_id]


@pytest.mark.parametrize(
    "case", ["unpublished", "expired", "not yet", "withdrawn", "doubted", "none"]
)
def test_what_may_not_be_read_out_today_is_not_cited(county: County, case: str) -> None:
    ticket_id, entry_id = registered(county), 999
    if case == "unpublished":
        with county.work("editor") as uow:
            entry_id = entries.draft(uow, HEATING, kind=written.EntryKind.FAQ).id
    elif case != "none":
        entry_id = written.publish(
            county,
            effective_from=date(2026, 10, 1) if case == "not yet" else None,
            effective_until=date(2026, 10, 1) if case == "expired" else None,
        )
    with county.work("editor") as uow:
        if case == "withdrawn":
            entries.withdraw(uow, entry_id, reason="过时")
        if case == "doubted":
            entries.doubt(uow, entry_id, reason="不对")
    if case == "expired":
        county.now = at("2026-10-02T09:00")
    with (
        nothing_written(county.database),
        pytest.raises(RuleRefused, match="不能引用") as refused,
        county.work("taker") as uow,
    ):
        answers.answer_directly(uow, ticket_id, entry_id=entry_id)
    assert "办法第十条（一）" in refused.value.article


def test_text_that_was_replaced_while_it_was_read_is_not_cited(one_county: County) -> None:
    ticket_id, entry_id = registered(one_county), written.publish(one_county)
    with one_county.read("taker") as reading:
        seen = entries.in_force(reading, entry_id)[1].id
    with one_county.work("editor") as uow:
        entries.revise(uow, entry_id, replace(HEATING, fee="不收费"))
        entries.publish_at_once(uow, entry_id)
    refusals: list[tuple[str, int | None, type[HotlineError]]] = [
        ("taker", seen, Stale),
        ("handler", None, HotlineError),
        ("inspector", None, HotlineError),
    ]
    for username, revision_id, kind in refusals:
        with (
            nothing_written(one_county.database),
            pytest.raises(kind),
            one_county.work(username) as uow,
        ):
            answers.answer_directly(uow, ticket_id, entry_id=entry_id, seen_revision_id=revision_id)


def test_only_a_publisher_publishes_at_once(one_county: County) -> None:
    entry_id = written.publish(one_county, unit=HOUSING)
    for username in ("handler", "office"):
        with (
            nothing_written(one_county.database),
            pytest.raises(NotAllowed, match="不能发布"),
            one_county.work(username) as uow,
        ):
            entries.publish_at_once(uow, entry_id)
