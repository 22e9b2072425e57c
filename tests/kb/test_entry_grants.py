"""Roles table: who may draft, review, publish and withdraw, in which state, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from core.errors import HotlineError, NotAllowed, NotFound
from core.store.actor import Actor
from core.store.models import AuditRow
from core.store.work import UnitOfWork
from kb import entries, lifecycle, shelves
from kb.models import Entry, Revision
from kb.terms import EntryKind, EntryState, Step
from tests.kb import written
from tests.kb.written import HEATING, draft
from tests.planted import HOUSING, County, count, nothing_written

GRANTED = {
    Step.DRAFT: "office lead editor handler leader handler2 leader2 town",
    Step.REVISE: "office lead editor handler leader",
    Step.SUBMIT: "office lead editor handler leader",
    Step.APPROVE: "leader",
    Step.REJECT: "leader",
    Step.PUBLISH: "lead editor",
    Step.DOUBT: "office lead editor handler leader",
    Step.CONFIRM_REVIEW: "office lead editor handler leader",
    Step.WITHDRAW: "lead editor",
    Step.HAND_OVER: "lead editor",
}
"""Of an entry of 县住房和城乡建设管理局, by hand from the roles table."""

PEOPLE = [
    "taker",
    "office",
    "lead",
    "handler",
    "leader",
    "handler2",
    "leader2",
    "town",
    "inspector",
    "editor",
    "admin",
]

BEFORE = {
    Step.DRAFT: EntryState.DRAFT,
    Step.REVISE: EntryState.DRAFT,
    Step.SUBMIT: EntryState.DRAFT,
    Step.APPROVE: EntryState.AWAITING_REVIEW,
    Step.REJECT: EntryState.AWAITING_REVIEW,
    Step.PUBLISH: EntryState.AWAITING_PUBLICATION,
    Step.DOUBT: EntryState.PUBLISHED,
    Step.CONFIRM_REVIEW: EntryState.PUBLISHED,
    Step.WITHDRAW: EntryState.PUBLISHED,
    Step.HAND_OVER: EntryState.PUBLISHED,
}

DO: dict[Step, Callable[[UnitOfWork, int], Entry]] = {
    Step.DRAFT: lambda uow, _: entries.draft(
        uow, replace(HEATING, title="另一条"), kind=EntryKind.FAQ
    ),
    Step.REVISE: lambda uow, id_: entries.revise(uow, id_, replace(HEATING, fee="不收费")),
    Step.SUBMIT: lambda uow, id_: entries.submit(uow, id_),
    Step.APPROVE: lambda uow, id_: entries.approve(uow, id_),
    Step.REJECT: lambda uow, id_: entries.reject(uow, id_, reason="请补充"),
    Step.PUBLISH: lambda uow, id_: entries.publish(uow, id_),
    Step.DOUBT: lambda uow, id_: entries.doubt(uow, id_, reason="不对"),
    Step.CONFIRM_REVIEW: lambda uow, id_: entries.confirm_review(uow, id_),
    Step.WITHDRAW: lambda uow, id_: entries.withdraw(uow, id_, reason="过时"),
    Step.HAND_OVER: lambda uow, id_: entries.hand_over(uow, id_, unit_id=None),
}


def in_state(county: County, state: EntryState) -> int:
    """An entry of 县住房和城乡建设管理局 that has come this far."""
    entry_id = draft(county)
    way: list[tuple[str, Step]] = [("handler", Step.SUBMIT), ("leader", Step.APPROVE)]
    for username, step in [*way, ("editor", Step.PUBLISH)]:
        if written.entry(county, entry_id).state is state:
            break
        with county.work(username) as uow:
            DO[step](uow, entry_id)
    return entry_id


@pytest.mark.parametrize("step", Step)
def test_everybody_may_do_what_the_roles_table_grants_and_no_more(
    one_county: County, step: Step
) -> None:
    for username in PEOPLE:
        entry_id = in_state(one_county, BEFORE[step])
        if username in GRANTED[step].split():
            with one_county.work(username) as uow:
                DO[step](uow, entry_id)
                uow.session.rollback()
        else:
            refused = count(one_county.database, AuditRow)
            with (
                nothing_written(one_county.database),
                pytest.raises((NotAllowed, NotFound)),
                one_county.work(username) as uow,
            ):
                DO[step](uow, entry_id)
            assert count(one_county.database, AuditRow) == refused + 1
        with one_county.database.work(Actor.system()) as uow:
            entry = uow.session.get_one(Entry, entry_id)
            uow.session.query(Revision).filter_by(entry_id=entry_id).delete()
            uow.session.delete(entry)


def test_the_offices_staff_publish_by_grant_only(one_county: County) -> None:
    entry_id = in_state(one_county, EntryState.AWAITING_PUBLICATION)
    with (
        nothing_written(one_county.database),
        pytest.raises(NotAllowed, match="热线办工作人员不能发布知识"),
        one_county.work("office") as uow,
    ):
        entries.publish(uow, entry_id)
    granted = replace(one_county.actor("office"), may_publish=True)
    with one_county.database.work(granted) as uow:
        assert entries.publish(uow, entry_id).state is EntryState.PUBLISHED


def test_a_draft_is_unknown_to_those_who_do_not_keep_it(one_county: County) -> None:
    entry_id = draft(one_county)
    for username in ("handler2", "taker", "inspector", "admin"):
        with pytest.raises(NotFound), one_county.read(username) as reading:
            shelves.opened(reading, entry_id)
        with pytest.raises(NotFound), one_county.work(username) as uow:
            entries.revise(uow, entry_id, HEATING)


@pytest.mark.parametrize("state", [s for s in EntryState if s is not EntryState.EXPIRED])
@pytest.mark.parametrize("step", [s for s in Step if s is not Step.DRAFT])
def test_nothing_skips_a_state(one_county: County, state: EntryState, step: Step) -> None:
    entry_id = written.publish(one_county, unit=HOUSING)
    with one_county.database.work(Actor.system()) as uow:
        entry = uow.session.get_one(Entry, entry_id)
        entry.state, entry.in_force_number = state, None
        if state is EntryState.PUBLISHED:
            entry.in_force_number = 1
    username = GRANTED[step].split()[0]
    if step is Step.REJECT and state is EntryState.AWAITING_PUBLICATION:
        username = "editor"
    if (state, step) in lifecycle.MOVES:
        with one_county.work(username) as uow:
            assert DO[step](uow, entry_id).state is lifecycle.MOVES[state, step]
        return
    with (
        nothing_written(one_county.database),
        pytest.raises(HotlineError),
        one_county.work(username) as uow,
    ):
        DO[step](uow, entry_id)
