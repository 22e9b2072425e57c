"""受理席: what happens while somebody is on the line — register, answer, decline, ask for more (办法第八至十条)."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from core import text
from core.errors import BadInput, RuleRefused
from core.rules import deadlines, lifecycle
from core.rules.terms import (
    Action,
    BasisKind,
    Channel,
    DeclineKind,
    Phase,
    RequestType,
    State,
    Track,
)
from core.store import seed
from core.store.models import Category, Citation, Item, Requester, Ticket, Unit, Voice
from core.store.work import Reading, UnitOfWork

LONGEST_TITLE, LONGEST_BODY, LONGEST_NAME, LONGEST_ADDRESS = 128, 5_000, 40, 200
LONGEST_BASIS = 200
MOST_ITEMS = 20
TITLE_FROM_BODY = 30


@dataclass(frozen=True, slots=True)
class Registration:
    """登记内容: what the form holds when a ticket is made. Only the body cannot be left out."""

    form_key: str
    body: str
    channel: Channel = Channel.PHONE
    request_type: RequestType = RequestType.INQUIRY
    title: str = ""
    requester_name: str = ""
    requester_phone: str = ""
    town_id: int | None = None
    address: str = ""
    category_id: int | None = None
    items: Sequence[str] = field(default_factory=tuple)
    is_urgent: bool = False
    is_confidential: bool = False
    previous_id: int | None = None
    city_number: str | None = None
    city_due_at: datetime | None = None
    registered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Basis:
    """答复依据: a published entry with its version pinned, or a typed document (办法第十条（一）)."""

    kind: BasisKind
    title: str
    answer: str
    entry_id: int | None = None
    revision_id: int | None = None


def register(uow: UnitOfWork, registration: Registration) -> Ticket:
    """登记受理: make a ticket awaiting dispatch (办法第八条).

    A second save of the same form gives the ticket the first one made. Raises BadInput by field,
    NotFound for an earlier ticket that is not the person's to find.
    """
    uow.require_grant(Action.REGISTER)
    _check(uow, registration)
    made = _already_registered(uow, registration.form_key)
    if made is not None:
        return made

    ticket = _new_ticket(uow, registration)
    summary = f"登记受理：{ticket.title}"
    uow.born(ticket, Action.REGISTER, summary, channel=registration.channel.value)
    wanted = [one for one in registration.items if text.clean(one)] or [ticket.title]
    for position, wish in enumerate(wanted, start=1):
        uow.session.add(Item(ticket_id=ticket.id, position=position, text=wish.strip()))
    _add_requester(uow, ticket, registration)
    uow.session.flush()
    return ticket


def answer_directly(
    uow: UnitOfWork, ticket_id: int, *, basis: Basis, seen_version: int | None = None
) -> Ticket:
    """直接答复: answer at once and close as 直办件 (办法第十条（一）).

    Raises RuleRefused without an answer or without a basis.
    """
    ticket = uow.ticket(ticket_id, Action.ANSWER_DIRECTLY, seen_version=seen_version)

    if not basis.title.strip():
        raise RuleRefused(
            "直办件须注明答复依据。",
            "办法第十条（一）",
            next_step="请引用一条知识，或写明文件、政策名称。",
        )
    if not basis.answer.strip():
        raise BadInput("请填写答复内容。", field="answer", article="办法第十条（一）")
    if len(basis.title) > LONGEST_BASIS:
        raise BadInput(f"答复依据的名称不能超过{LONGEST_BASIS}个字。", field="title")

    ticket.track = Track.DIRECT
    ticket.closed_at = uow.now
    ticket.callback_due_at = None
    uow.session.add(
        Citation(
            ticket_id=ticket.id,
            kind=basis.kind,
            entry_id=basis.entry_id,
            revision_id=basis.revision_id,
            title=basis.title,
            answer=basis.answer,
            cited_at=uow.now,
            cited_by=uow.actor.name,
        )
    )

    uow.move(
        ticket,
        Action.ANSWER_DIRECTLY,
        f"依据《{basis.title}》直接答复并办结",
        basis=basis.kind.value,
        entry_id=basis.entry_id,
        revision_id=basis.revision_id,
    )
    return ticket


def decline(
    uow: UnitOfWork,
    ticket_id: int,
    *,
    kind: DeclineKind,
    told: str,
    seen_version: int | None = None,
) -> Ticket:
    """不予受理: one of the six kinds, with what the caller was told; kept, never deleted (办法第九条)."""
    ticket = uow.ticket(ticket_id, Action.DECLINE, seen_version=seen_version)

    if not told.strip():
        raise BadInput("请写明怎样告知诉求人、引导到什么渠道。", field="told", article="办法第九条")

    ticket.decline_kind = kind
    ticket.closed_at = uow.now
    ticket.callback_due_at = None

    uow.move(ticket, Action.DECLINE, f"{kind.zh}；已告知：{told.strip()}", kind=kind.value)
    return ticket


def await_details(
    uow: UnitOfWork, ticket_id: int, *, missing: str, seen_version: int | None = None
) -> Ticket:
    """转待补充: elements are missing; a call back is due within one working day (办法第九条（五）)."""
    ticket = uow.ticket(ticket_id, Action.AWAIT_DETAILS, seen_version=seen_version)

    if not missing.strip():
        raise BadInput("请写明还缺什么要素。", field="missing", article="办法第九条（五）")

    term = deadlines.callback_due(uow.calendar, uow.policy, uow.now)
    ticket.missing_details = missing.strip()
    ticket.callback_due_at = term.due_at

    uow.move(
        ticket, Action.AWAIT_DETAILS, f"待补充：{missing.strip()}", due_at=term.due_at.isoformat()
    )
    return ticket


def add_details(
    uow: UnitOfWork, ticket_id: int, *, details: str, seen_version: int | None = None
) -> Ticket:
    """补充要素: what the call back brought, appended to the matter (办法第九条（五）)."""
    ticket = uow.ticket(ticket_id, Action.ADD_DETAILS, seen_version=seen_version)

    if not details.strip():
        raise BadInput("请填写补充的内容。", field="details", article="办法第九条（五）")
    joined = f"{ticket.body}\n【补充】{details.strip()}"
    if len(joined) > LONGEST_BODY:
        raise BadInput(f"补充后正文超过{LONGEST_BODY}字，请精简。", field="details")

    ticket.body = joined
    ticket.missing_details = ""
    ticket.callback_due_at = None

    uow.move(ticket, Action.ADD_DETAILS, f"补充：{details.strip()}")
    return ticket


def add_voice(uow: UnitOfWork, ticket_id: int, *, phone: str, note: str) -> Voice:
    """重复诉求: one more call about a ticket under way, nothing new in it (办法第九条（四）).

    Any findable ticket may gain a voice, also one another call-taker registered; an archived one is
    read only (办法第十四条). Raises NotFound, RuleRefused.
    """
    uow.require_grant(Action.REGISTER)
    ticket = uow.findable_ticket(ticket_id)
    if lifecycle.next_state(ticket.state, Action.NOTE) is None:
        raise RuleRefused(
            f"原工单“{ticket.state.zh}”，只能查看，不能再记来电。",
            "办法第十四条",
            next_step="请登记为新工单，并选“有新情况”与原工单关联。",
        )

    voice = Voice(
        ticket_id=ticket.id,
        heard_at=uow.now,
        heard_by=uow.actor.name,
        phone_hash=phone_hash(uow, phone),
        note=note.strip(),
    )
    uow.session.add(voice)

    uow.record(ticket, Action.NOTE, f"诉求人再次来电，无新情况：{note.strip() or '询问进度'}")
    return voice


def phone_hash(reading: Reading, phone: str) -> str | None:
    """A phone number's keyed hash, to find earlier calls without reading numbers; None for none."""
    digits = text.phone_digits(phone)
    if not digits:
        return None
    key = reading.fact(seed.PHONE_KEY)
    if key is None:
        raise LookupError(f"fact {seed.PHONE_KEY} is missing: plant the installation first")
    return hmac.new(bytes.fromhex(key), digits.encode(), hashlib.sha256).hexdigest()


def _check(uow: UnitOfWork, registration: Registration) -> None:
    if not text.clean(registration.body):
        raise BadInput("请填写诉求内容。", field="body")
    limits = (
        ("body", "诉求内容", registration.body, LONGEST_BODY),
        ("title", "标题", registration.title, LONGEST_TITLE),
        ("requester_name", "诉求人姓名", registration.requester_name, LONGEST_NAME),
        ("requester_phone", "联系电话", registration.requester_phone, LONGEST_NAME),
        ("address", "地址", registration.address, LONGEST_ADDRESS),
    )
    for name, label, value, longest in limits:
        if len(value) > longest:
            raise BadInput(f"{label}不能超过{longest}个字，现在有{len(value)}个字。", field=name)
    if len(registration.items) > MOST_ITEMS:
        raise BadInput(f"一张工单最多{MOST_ITEMS}个事项。", field="items")
    if registration.town_id and not uow.session.get(Unit, registration.town_id):
        raise BadInput("没有这个乡镇。", field="town_id")
    if registration.category_id and not uow.session.get(Category, registration.category_id):
        raise BadInput("没有这个诉求分类。", field="category_id")
    if registration.previous_id is not None:
        uow.findable_ticket(registration.previous_id)


def _already_registered(uow: UnitOfWork, form_key: str) -> Ticket | None:
    return uow.session.scalar(uow.visible_tickets().where(Ticket.form_key == form_key).limit(1))


def _new_ticket(uow: UnitOfWork, registration: Registration) -> Ticket:
    registered_at = registration.registered_at or uow.now
    body = text.clean(registration.body)
    title = text.clean(registration.title) or title_of(body)
    day = f"{registered_at:%Y%m%d}"
    return Ticket(
        number=f"XF{day}-{uow.next_number(f'ticket:{day}'):04d}",
        city_number=registration.city_number,
        form_key=registration.form_key,
        channel=registration.channel,
        request_type=registration.request_type,
        track=Track.UNDECIDED,
        state=State.AWAITING_DISPATCH,
        phase=Phase.FIRST,
        title=title,
        body=body,
        town_id=registration.town_id,
        address=registration.address.strip(),
        category_id=registration.category_id,
        is_urgent=registration.is_urgent,
        is_confidential=registration.is_confidential,
        registered_at=registered_at,
        registered_by_id=uow.actor.person_id,
        registered_by=uow.actor.name,
        city_due_at=registration.city_due_at,
        previous_id=registration.previous_id,
    )


def title_of(body: str) -> str:
    """A title from the matter itself: its first sentence, or as much of it as ends at a pause.

    Numbers of people are left out of it (办法第十九条).
    """
    masked = text.mask_within(" ".join(body.split()))
    sentence = re.split(r"[。！？；!?;]", masked, maxsplit=1)[0]
    if len(sentence) <= TITLE_FROM_BODY:
        return sentence or masked[:TITLE_FROM_BODY]
    head = sentence[: TITLE_FROM_BODY + 1]
    pause = max(head.rfind(mark) for mark in "，、,：: ")
    return head[:pause] if pause >= TITLE_FROM_BODY // 3 else head[:TITLE_FROM_BODY]


def _add_requester(uow: UnitOfWork, ticket: Ticket, registration: Registration) -> None:
    uow.session.add(
        Requester(
            ticket_id=ticket.id,
            name=registration.requester_name.strip(),
            phone=registration.requester_phone.strip(),
            phone_hash=phone_hash(uow, registration.requester_phone),
        )
    )
