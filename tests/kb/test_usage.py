"""第十七条: the keepers of an entry see how it is used, and nobody sees the use of what others keep."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.casework import intake
from core.rules.terms import Role
from core.store.actor import Actor
from core.store.models import Person
from kb import answers, judgements, usage
from kb.models import SearchRecord
from kb.terms import SearchPlace
from kb.usage import Use
from tests.kb import written
from tests.planted import CIVIL_AFFAIRS, HOUSING, County

LAMPS = {"title": "路灯不亮怎么办", "standard_question": "路灯不亮怎么办", "variant_questions": ()}


def opened(county: County, entry_id: int, *, days_ago: int = 0) -> None:
    """Somebody asked, and opened this entry from the second place."""
    with county.database.work(Actor.system()) as uow:
        uow.session.add(
            SearchRecord(
                asked_at=uow.now - timedelta(days=days_ago), place=SearchPlace.KNOWLEDGE,
                question="暖气不热", total=3, opened_entry_id=entry_id, opened_place=2,
            )
        )  # fmt: skip


def cited(county: County, entry_id: int) -> None:
    with county.work("taker") as uow:
        ticket = intake.register(uow, intake.Registration("暖气不热", "家里的暖气不热"))
        answers.answer_directly(uow, ticket.id, entry_id=entry_id)


def judged(county: County, username: str, entry_id: int, *, is_useful: bool) -> None:
    with county.work(username) as uow:
        revision = written.versions(uow, entry_id)[0]
        judgements.judge(uow, entry_id, revision.id, is_useful=is_useful)


def use(county: County, username: str, *entry_ids: int, days: int = 30) -> dict[int, Use]:
    with county.read(username) as reading:
        return usage.of(reading, entry_ids, usage.since(reading, days))


def test_opened_cited_and_judged_are_counted_within_the_span(county: County) -> None:
    entry_id = written.publish(county, unit=HOUSING)
    opened(county, entry_id)
    opened(county, entry_id, days_ago=29)
    opened(county, entry_id, days_ago=31)
    cited(county, entry_id)
    judged(county, "taker", entry_id, is_useful=True)
    judged(county, "taker2", entry_id, is_useful=False)
    judged(county, "office", entry_id, is_useful=False)

    found = use(county, "leader", entry_id)[entry_id]

    assert (found.opened, found.cited, found.useful, found.not_useful) == (2, 1, 1, 2)
    assert found.last_used_at == county.now
    assert found.is_doubtful
    assert use(county, "leader", entry_id, days=90)[entry_id].opened == 3


def test_an_entry_nobody_used_is_there_with_zeros(county: County) -> None:
    entry_id = written.publish(county, unit=HOUSING)
    assert use(county, "handler", entry_id) == {entry_id: Use()}


@pytest.mark.parametrize("role", Role)
def test_keepers_see_the_use_of_what_they_keep(one_county: County, role: Role) -> None:
    mine = written.publish(one_county, unit=HOUSING)
    others = written.publish(one_county, unit=CIVIL_AFFAIRS, **LAMPS)
    with one_county.database.read(one_county.of(role)) as reading:
        seen = set(usage.of(reading, (mine, others), usage.since(reading, 30)))
        listed = usage.overview(reading, usage.since(reading, 30)).entries
    if role in {Role.OFFICE, Role.OFFICE_LEAD, Role.KB_EDITOR}:
        assert seen == {mine, others}
    elif role in {Role.HANDLER, Role.UNIT_LEADER}:
        assert seen == {mine}
    else:
        assert seen == set()
    assert listed == len(seen)


def test_many_entries_are_asked_for_at_once(one_county: County) -> None:
    entry_id = written.publish(one_county)
    assert set(use(one_county, "editor", *range(entry_id, entry_id + 1_200))) == {entry_id}


def test_the_overview_sorts_entries_by_what_is_to_be_done(one_county: County) -> None:
    used = written.publish(one_county, unit=HOUSING)
    never = written.publish(one_county, unit=HOUSING, **LAMPS)
    opened(one_county, used)
    judged(one_county, "taker", never, is_useful=False)

    with one_county.read("leader") as reading:
        before = usage.overview(reading, usage.since(reading, 30))
    one_county.now += timedelta(days=100)  # past the review cycle of 90 days
    with one_county.read("leader") as reading:
        after = usage.overview(reading, usage.since(reading, 365))

    assert [line.entry_id for line in before.most_used] == [used]
    assert [line.entry_id for line in before.never_used] == [never]
    assert [line.entry_id for line in before.doubtful] == [never]
    assert before.overdue == []
    assert [line.entry_id for line in after.overdue] == [used]


def test_the_use_of_an_entry_names_nobody(one_county: County) -> None:
    entry_id = written.publish(one_county)
    judged(one_county, "taker", entry_id, is_useful=True)
    with one_county.read("editor") as reading:
        said = repr(usage.overview(reading, usage.since(reading, 30)))
        names = [person.name for person in reading.session.query(Person)]
    assert not any(name in said for name in names)
