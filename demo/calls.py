"""受理: each call registered and brought on its way, answered, declined, completed or handed to a unit."""

from __future__ import annotations

import random
import re
from collections.abc import Generator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from core.casework import auditing, dispatching, intake
from core.casework.intake import Basis, Registration
from core.rules.terms import BasisKind, Channel, RequestType, State
from core.store.actor import Actor
from core.store.models import Ticket
from core.store.work import UnitOfWork
from demo import handlings, matters, phrases, places, wording
from demo.county import County
from demo.library import Library
from demo.places import Place
from demo.stage import Act, Course
from demo.year import Arrival, Ending
from kb import answers

_CHANNELS = {
    Channel.CITY: 0.52, Channel.PHONE: 0.39, Channel.MAILBOX: 0.03, Channel.WEB: 0.03,
    Channel.VISIT: 0.02, Channel.LEADER: 0.01,
}  # fmt: skip
_ASKS = re.compile(r"[吗么呢咋谁哪几]|怎|多少|能不能|有没有|是不是|要不要|如何|可不可以|为啥")
FROM_THE_LIBRARY, PROPOSED, COMES_BACK = 0.92, 0.25, 0.03


@dataclass(frozen=True, slots=True)
class Desk:
    """The call at hand: its ticket, who took it, and the dice of this one ticket."""

    county: County
    arrival: Arrival
    taker: Actor
    channel: Channel
    rng: random.Random


def course(county: County, library: Library, arrival: Arrival) -> Course:
    """One call from the first ring to the archive, as far as the year lets it come."""
    rng = random.Random(f"{county.seed} call {arrival.number}")
    channel = rng.choices(list(_CHANNELS), list(_CHANNELS.values()))[0]
    if channel is Channel.CITY or channel is Channel.LEADER:
        taker = county.staff.office_on(arrival.at.date(), rng)
    else:
        taker = county.staff.taker_on(arrival.at, rng)
    desk = Desk(county, arrival, taker, channel, rng)
    if arrival.ending is Ending.DIRECT:
        yield from _answered(desk, library)
    elif arrival.ending is Ending.DECLINED:
        yield from _declined(desk)
    else:
        yield from _for_a_unit(desk)


def _answered(desk: Desk, library: Library) -> Course:
    """直办件: mostly from the knowledge base, else on a stated document (办法第十条（一）)."""
    rng, day = desk.rng, desk.arrival.at.date()
    known = library.pick(day, rng) if rng.random() < FROM_THE_LIBRARY else None
    place = places.pick("无", desk.county.towns, rng)
    question = matters.question_of(day, rng)
    asking = rng.choice(phrases.ASKING)
    if known is not None:
        body = f"{asking}{_asked(rng.choice(known.questions))}{rng.choice(phrases.ASKED)}"
        title, category = known.questions[0], known.category
    else:
        body = wording.fill(question.body, rng, place.slots)
        title, category = question.title, question.category
    ticket_id = yield from _registered(desk, title, body, category, RequestType.INQUIRY, place)

    def answer(uow: UnitOfWork) -> Ticket:
        if known is not None:
            return answers.answer_directly(uow, ticket_id, entry_id=known.entry_id)
        basis = Basis(BasisKind.TYPED, question.basis, question.answer)
        return intake.answer_directly(uow, ticket_id, basis=basis)

    yield Act(_minutes_later(desk, 2, 9), desk.taker, answer)
    yield from _archived(desk, ticket_id, 1, 4)


def _asked(question: str) -> str:
    """A question as a sentence; what only names a trouble is asked about."""
    if question.endswith(("。", "？", "?", "！")):
        return question
    return f"{question}？" if _ASKS.search(question) else f"{question}，该怎么办？"


def _declined(desk: Desk) -> Course:
    rng = desk.rng
    call = rng.choice(matters.unacceptable())
    place = places.pick("小区", desk.county.towns, rng)
    title = wording.fill(call.title, rng, place.slots)
    body = wording.fill(call.body, rng, place.slots)
    ticket_id = yield from _registered(desk, title, body, call.category, RequestType.HELP, place)
    decline = partial(intake.decline, ticket_id=ticket_id, kind=call.kind, told=call.told)
    yield Act(_minutes_later(desk, 1, 8), desk.taker, decline)
    yield from _archived(desk, ticket_id, 2, 6)


def _for_a_unit(desk: Desk) -> Course:
    """交办件: registered, completed where it says too little, proposed or not, then the unit's."""
    county, arrival, rng = desk.county, desk.arrival, desk.rng
    matter = arrival.matter or matters.matter_of(arrival.at.date(), rng)
    place = arrival.place or places.pick(matter.place_kind, county.towns, rng)
    if arrival.matter is not None and place.door:
        place = places.same_estate(place, rng)
    opening = rng.choice(phrases.OPENINGS[desk.channel])
    previous = None
    if rng.random() < COMES_BACK and county.closed:
        previous = county.closed[-1 - rng.randrange(min(len(county.closed), 60))][0]
        opening += rng.choice(phrases.COMES_BACK)
    told = matters.tell(matter, place, opening, rng)
    ticket_id = yield from _registered(
        desk, told.title, told.body, matter.category, matter.request_type, place,
        items=told.wishes, previous_id=previous,
    )  # fmt: skip
    if arrival.ending is Ending.DETAILS:
        yield from _completed(desk, ticket_id, place)
    elif rng.random() < PROPOSED and desk.taker in county.staff.takers:
        lead = county.lead_of(matter.category, place.town)
        order = dispatching.Order(lead, county.usual_grade(matter.category))
        yield Act(
            _minutes_later(desk, 1, 9), desk.taker,
            partial(dispatching.propose, ticket_id=ticket_id, order=order),
        )  # fmt: skip
    case = handlings.Case(county, arrival, matter, place, ticket_id, rng)
    if not (yield from handlings.course(case)):
        return
    if matter.request_type is not RequestType.TIP_OFF:  # confidential ones are found by few
        county.closed.append((ticket_id, arrival.caller.phone, told.title))
    if not (yield from handlings.aftermath(case)):
        return
    yield from _archived(desk, ticket_id, 4, 9)


def _completed(desk: Desk, ticket_id: int, place: Place) -> Course:
    """待补充: a call back within a working day, as a rule (办法第九条（五）)."""
    county, rng = desk.county, desk.rng
    missing = rng.choice(phrases.MISSING)
    yield Act(
        _minutes_later(desk, 1, 6), desk.taker,
        partial(intake.await_details, ticket_id=ticket_id, missing=missing),
    )  # fmt: skip
    back_at = county.on_duty(
        county.stage.now + timedelta(hours=rng.triangular(1, 30, 5)), rng
    )  # the callback is due at the end of the next working day
    details = rng.choice(phrases.DETAILS).format(address=place.address or place.town)
    yield Act(
        back_at, desk.taker,
        partial(intake.add_details, ticket_id=ticket_id, details=details),
        leaves=State.AWAITING_DETAILS, put_off_until=county.hours_later(back_at, 14, rng),
    )  # fmt: skip


def _registered(
    desk: Desk,
    title: str,
    body: str,
    category: str,
    request_type: RequestType,
    place: Place,
    *,
    items: tuple[str, ...] = (),
    previous_id: int | None = None,
) -> Generator[Act, Any, int]:
    arrival, rng = desk.arrival, desk.rng
    is_city = desk.channel is Channel.CITY
    registration = Registration(
        form_key=f"demo-{desk.county.seed}-{arrival.number}",
        body=body,
        channel=desk.channel,
        request_type=request_type,
        title=title[: intake.LONGEST_TITLE],
        requester_name=arrival.caller.name,
        requester_phone=arrival.caller.phone,
        town_id=desk.county.units[place.town],
        address=place.address,
        category_id=desk.county.category_id(category),
        items=items,
        is_confidential=request_type is RequestType.TIP_OFF and rng.random() < 0.6,
        previous_id=previous_id,
        city_number=f"LF{arrival.at:%Y%m%d}{arrival.number:05d}" if is_city else None,
        city_due_at=_city_due(desk) if is_city else None,
    )
    ticket: Ticket = yield Act(
        arrival.at, desk.taker, lambda uow: intake.register(uow, registration)
    )
    return ticket.id


def _city_due(desk: Desk) -> datetime:
    """The city's own limit: rather generous, now and then shorter than the county's."""
    days = desk.rng.choice((5, 7, 7, 10))
    due_on = desk.county.calendar.add_working_days(desk.arrival.at.date(), days).due_on
    return desk.county.calendar.closes_at(due_on)


def _minutes_later(desk: Desk, fewest: int, most: int) -> datetime:
    length = timedelta(minutes=desk.rng.randint(fewest, most), seconds=desk.rng.randint(0, 59))
    return desk.county.stage.now + length


def _archived(desk: Desk, ticket_id: int, fewest: int, most: int) -> Course:
    """归档, by the office in the afternoon a few working days later (办法第十四条)."""
    county, rng = desk.county, desk.rng
    day = county.calendar.add_working_days(
        county.stage.now.date(), rng.randint(fewest, most)
    ).due_on
    at = county.calendar.closes_at(day) - timedelta(seconds=rng.randint(60, 5400))
    yield Act(
        at, county.staff.office_on(day, rng),
        partial(auditing.archive, ticket_id=ticket_id),
    )  # fmt: skip
