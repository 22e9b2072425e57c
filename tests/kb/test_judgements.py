"""第十七条: who reads an entry says whether it helped, once, of the version that was read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from core.errors import NotFound, Stale
from core.rules.terms import Role
from kb import entries, judgements
from kb.judgements import Judged
from kb.models import Judgement
from tests.kb import written
from tests.planted import County, count, nothing_written


def version_id(county: County, entry_id: int) -> int:
    with county.read("editor") as reading:
        return written.versions(reading, entry_id)[0].id


def judge(county: County, username: str, entry_id: int, *, is_useful: bool) -> None:
    revision_id = version_id(county, entry_id)
    with county.work(username) as uow:
        judgements.judge(uow, entry_id, revision_id, is_useful=is_useful)


def said(county: County, username: str, entry_id: int) -> Judged:
    revision_id = version_id(county, entry_id)
    with county.read(username) as reading:
        return judgements.of(reading, entry_id, revision_id)


def replaced(county: County, entry_id: int) -> None:
    """The entry's second version in force."""
    text = replace(written.HEATING, text="供暖期内居室温度应不低于20℃。")
    with county.work("editor") as uow:
        entries.revise(uow, entry_id, text, note="标准提高")
        entries.submit(uow, entry_id)
        entries.publish(uow, entry_id)


def test_one_word_a_person_and_saying_it_again_changes_it(county: County) -> None:
    entry_id = written.publish(county)
    judge(county, "taker", entry_id, is_useful=True)
    judge(county, "taker", entry_id, is_useful=False)
    judge(county, "handler", entry_id, is_useful=True)

    assert count(county.database, Judgement) == 2
    assert said(county, "taker", entry_id) == Judged(1, 1, False)
    assert said(county, "inspector", entry_id) == Judged(1, 1, None)


def test_a_word_can_be_taken_back_by_who_said_it(one_county: County) -> None:
    entry_id = written.publish(one_county)
    judge(one_county, "taker", entry_id, is_useful=False)
    with nothing_written(one_county.database), one_county.work("taker2") as uow:
        judgements.take_back(uow, entry_id)

    with one_county.work("taker") as uow:
        judgements.take_back(uow, entry_id)

    assert said(one_county, "taker", entry_id) == Judged(0, 0, None)


@pytest.mark.parametrize("role", Role)
def test_everybody_who_may_read_it_may_judge_it(one_county: County, role: Role) -> None:
    entry_id = written.publish(one_county)
    revision_id = version_id(one_county, entry_id)
    actor = one_county.of(role)
    if role is Role.ADMIN:
        with (
            nothing_written(one_county.database),
            pytest.raises(NotFound),
            one_county.database.work(actor) as uow,
        ):
            judgements.judge(uow, entry_id, revision_id, is_useful=True)
        return

    with one_county.database.work(actor) as uow:
        judgements.judge(uow, entry_id, revision_id, is_useful=True)

    assert count(one_county.database, Judgement) == 1


def test_what_is_not_published_is_judged_by_nobody(one_county: County) -> None:
    draft_id = written.draft(one_county)
    withdrawn_id = written.publish(one_county, title="旧口径")
    with one_county.work("editor") as uow:
        entries.withdraw(uow, withdrawn_id, reason="政策已经调整，停止使用。")
    ended_id = written.publish(
        one_county, title="秋季供暖试行口径", effective_until=date(2026, 9, 30)
    )
    one_county.now = one_county.now.replace(month=10, day=9)  # Friday after the holidays
    for entry_id in (draft_id, withdrawn_id, ended_id, 9_999):
        revision_id = version_id(one_county, entry_id) if entry_id < 9_999 else 1
        with (
            nothing_written(one_county.database),
            pytest.raises(NotFound),
            one_county.work("handler") as uow,
        ):
            judgements.judge(uow, entry_id, revision_id, is_useful=False)


def test_a_version_that_was_replaced_meanwhile_is_refused(one_county: County) -> None:
    entry_id = written.publish(one_county)
    old_id = version_id(one_county, entry_id)
    replaced(one_county, entry_id)
    with (
        nothing_written(one_county.database),
        pytest.raises(Stale),
        one_county.work("taker") as uow,
    ):
        judgements.judge(uow, entry_id, old_id, is_useful=False)


def test_a_new_version_begins_without_judgements(one_county: County) -> None:
    entry_id = written.publish(one_county)
    for username in ("taker", "taker2", "office"):
        judge(one_county, username, entry_id, is_useful=False)
    with one_county.read("editor") as reading:
        assert judgements.useless_share(reading) == {entry_id: 3 / 5}

    replaced(one_county, entry_id)

    assert said(one_county, "taker", entry_id) == Judged(0, 0, None)
    with one_county.read("editor") as reading:
        assert judgements.useless_share(reading) == {}
