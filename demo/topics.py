"""热点 in the demo: heating is watched with newer calls waiting to be added, one proposal was turned down."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from core.casework import topics as steps
from core.insight import topics as kept
from core.store.work import UnitOfWork
from demo.county import County
from kb import topics
from kb.topics import Proposal

HEATING = "暖气"
LEFT_OUT = 2
"""How many of the newest calls are left for the visitor to add."""

NOTE = "供暖初期个别换热站压力不足，已请县供热公司逐站排查。"
REASON = "季节性咨询，知识库已有统一答复，不作热点。"


def play(session: Session, county: County, until: datetime) -> None:
    """In the last half hour, after everything else was done."""
    at = until - timedelta(minutes=20)
    uow = UnitOfWork(session, county.staff.office[0], at)
    found = topics.proposed(uow)
    every = [*found.rising, *found.standing]
    fewest = uow.policy.number("hot_topic_count")
    heating = [
        one for one in every if HEATING in one.title and one.facts.count >= fewest + LEFT_OUT
    ]
    if heating:
        _watch(uow, max(heating, key=lambda one: one.facts.count))
    quiet = [one for one in found.standing if one.facts.units[0].name == kept.ANSWERED]
    if quiet:
        last = quiet[-1]
        steps.dismiss_proposal(uow, last.facts.ids, title=last.title, reason=REASON)


def _watch(uow: UnitOfWork, one: Proposal) -> None:
    topic = steps.take_up(uow, one.facts.ids[:-LEFT_OUT], title="供暖温度不达标")
    steps.rename(uow, topic.id, title=topic.title, note=NOTE)
