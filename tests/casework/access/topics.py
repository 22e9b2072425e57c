"""Who may take up, arrange and end hot topics."""

from __future__ import annotations

from sqlalchemy import select

from core.casework import topics
from core.rules.terms import TopicState
from core.store.models import HotTopic, HotTopicTicket, Ticket
from core.store.work import UnitOfWork
from tests.casework import flow
from tests.casework.access.use_case import OFFICE, UseCase
from tests.planted import County

COUNT = 5


def gathered(county: County) -> int:
    """Five tickets of one matter; the last one's id."""
    for number in range(COUNT):
        last = flow.registered(county, body=f"安康小区{number}号楼暖气不热。")
    return last


def watched(county: County) -> int:
    """Four of five tickets in a watched topic; its id."""
    last = gathered(county)
    ids = list(range(last - COUNT + 1, last))
    with county.work("office") as uow:
        return topics.take_up(uow, ids, title="安康小区供暖").id


def settled(county: County) -> int:
    """A topic that has come to rest; its id."""
    topic_id = watched(county)
    with county.work("office") as uow:
        topics.settle(uow, topic_id, note="换热站修好。")
    return topic_id


def _all(uow: UnitOfWork) -> list[int]:
    return list(uow.session.scalars(select(Ticket.id)))


def _inside(uow: UnitOfWork) -> list[int]:
    return list(uow.session.scalars(select(HotTopicTicket.ticket_id).limit(1)))


def _outside(uow: UnitOfWork) -> list[int]:
    return sorted(set(_all(uow)) - set(uow.session.scalars(select(HotTopicTicket.ticket_id))))


def _merge(uow: UnitOfWork, topic_id: int) -> object:
    # The second topic is made by hand: taking one up is a step of its own.
    other = HotTopic(title="供暖", found_at=uow.now, found_by="赵热线", state=TopicState.WATCHED)
    uow.session.add(other)
    uow.session.flush()
    return topics.merge(uow, topic_id, into_id=other.id)


CASES: dict[str, UseCase] = {
    "topics.take_up": UseCase(
        lambda uow, _: topics.take_up(uow, _all(uow), title="供暖"), OFFICE, gathered
    ),
    "topics.rename": UseCase(
        lambda uow, i: topics.rename(uow, i, title="供暖", note=""), OFFICE, watched
    ),
    "topics.merge": UseCase(_merge, OFFICE, watched),
    "topics.split": UseCase(
        lambda uow, i: topics.split(uow, i, _inside(uow), title="管道漏水"), OFFICE, watched
    ),
    "topics.add": UseCase(lambda uow, i: topics.add(uow, i, _outside(uow)), OFFICE, watched),
    "topics.turn_away": UseCase(
        lambda uow, i: topics.turn_away(uow, i, _outside(uow)), OFFICE, watched
    ),
    "topics.remove": UseCase(lambda uow, i: topics.remove(uow, i, _inside(uow)), OFFICE, watched),
    "topics.settle": UseCase(
        lambda uow, i: topics.settle(uow, i, note="修好了。"), OFFICE, watched
    ),
    "topics.dismiss": UseCase(
        lambda uow, i: topics.dismiss(uow, i, reason="正常升温。"), OFFICE, watched
    ),
    "topics.dismiss_proposal": UseCase(
        lambda uow, _: topics.dismiss_proposal(uow, _all(uow), title="供暖", reason="正常升温。"),
        OFFICE,
        gathered,
    ),
    "topics.resume": UseCase(lambda uow, i: topics.resume(uow, i), OFFICE, settled),
}
PARTS: set[str] = set()
