"""The call as typed: one set of fields, their keys, what they hold, and the draft they are kept in."""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from core.casework import calls, drafts
from core.casework.intake import Registration
from core.rules.terms import Channel, RequestType
from core.store.work import Reading, UnitOfWork
from pages._ui import attempt
from pages._ui.desk import Entered

MATTER, PHONE, NAME, CHANNEL = "matter", "phone", "name", "channel"
TOWN, ADDRESS, KIND, CATEGORY = "town", "address", "kind", "category"
SECRET, URGENT, ITEMS = "secret", "urgent", "items"

_FORM, _KEPT, _TOUCHED = "intake_form", "intake_kept", "intake_touched"
_LINKED, _RESTORED, _WIPED = "intake_linked", "intake_restored", "intake_wiped"
_REPLACED = "intake_replaced"
_EMPTY_DRAFT = ""
_ECHO_SECONDS = 1.5
DRAFT_SLOT = "intake_draft"
"""Where it is said that a draft could not be kept."""


@dataclass(frozen=True, slots=True)
class Call:
    """What the form holds at this moment."""

    matter: str
    phone: str
    name: str
    channel: Channel
    town_id: int | None
    address: str
    request_type: RequestType
    category_id: int | None
    is_confidential: bool
    is_urgent: bool
    items: tuple[str, ...]
    previous_id: int | None

    @property
    def is_empty(self) -> bool:
        """Whether anything was typed yet; choices alone are nothing to keep."""
        return not (self.matter.strip() or self.phone.strip() or self.name or self.address)


def form_key() -> str:
    """The key of this filling-in: drawn once, given to the ticket, so that a double click saves once."""
    return str(st.session_state.setdefault(_FORM, uuid.uuid4().hex))


def key(name: str) -> str:
    """A widget's key within this filling-in; a new form means new keys and so empty fields.

    The matter's and the items' keys begin with live_: their words are sent while typing pauses.
    """
    prefix = "live_" if name in (MATTER, ITEMS) else ""
    return f"{prefix}intake_{name}_{form_key()}"


def value(name: str, default: Any = None) -> Any:
    """What a field holds now."""
    return st.session_state.get(key(name), default)


def put(name: str, content: Any) -> None:
    """Fill in a field; only before it is drawn in this run."""
    st.session_state[key(name)] = content


def propose(name: str, content: Any) -> None:
    """Fill in a suggestion, before the field is drawn in this run, unless the person has chosen there."""
    if is_touched(name):
        return
    if value(name) != content:
        replaced = st.session_state.setdefault(_REPLACED, {})
        replaced.setdefault(key(name), {})[value(name)] = time.monotonic()
    put(name, content)


def touch(name: str) -> None:
    """For on_change: from now on this field is the person's, and no suggestion overwrites it.

    While somebody types, the browser may still send the suggestion before the last: that is no choice.
    """
    replaced_at = st.session_state.get(_REPLACED, {}).get(key(name), {}).get(value(name))
    if replaced_at is None or time.monotonic() - replaced_at > _ECHO_SECONDS:
        st.session_state.setdefault(_TOUCHED, set()).add(key(name))


def is_touched(name: str) -> bool:
    """Whether the person has chosen here."""
    return key(name) in st.session_state.get(_TOUCHED, ())


def typed() -> Call:
    """The call as typed so far."""
    lines = str(value(ITEMS) or "").splitlines()
    return Call(
        matter=value(MATTER) or "",
        phone=value(PHONE) or "",
        name=value(NAME) or "",
        channel=value(CHANNEL) or Channel.PHONE,
        town_id=value(TOWN),
        address=value(ADDRESS) or "",
        request_type=value(KIND) or RequestType.INQUIRY,
        category_id=value(CATEGORY),
        is_confidential=bool(value(SECRET)),
        is_urgent=bool(value(URGENT)),
        items=tuple(line.strip() for line in lines if line.strip()),
        previous_id=st.session_state.get(_LINKED),
    )


def registration(call: Call) -> Registration:
    """The call as the use case takes it."""
    return Registration(
        form_key=form_key(),
        body=call.matter,
        channel=call.channel,
        request_type=call.request_type,
        requester_name=call.name,
        requester_phone=call.phone,
        town_id=call.town_id,
        address=call.address,
        category_id=call.category_id,
        items=call.items,
        is_urgent=call.is_urgent,
        is_confidential=call.is_confidential,
        previous_id=call.previous_id,
    )


def link(ticket_id: int | None) -> None:
    """关联原工单: the call brings new facts about an earlier ticket (办法第九条（四）); None unlinks."""
    st.session_state[_LINKED] = ticket_id


def begin_anew() -> None:
    """An empty form for the next caller."""
    for name in (_FORM, _TOUCHED, _LINKED, _REPLACED):
        st.session_state.pop(name, None)
    st.session_state[_KEPT] = _EMPTY_DRAFT
    put(MATTER, "")


def clear(desk: Entered) -> None:
    """清空, and remember what was there in case the hand slipped."""
    wiped = _content(typed())
    begin_anew()
    st.session_state[_WIPED] = wiped
    with desk.database.work(desk.actor) as uow:
        drafts.discard(uow, calls.DESK)


def undo_clear() -> None:
    """撤销清空."""
    _fill(st.session_state.pop(_WIPED))


def is_just_cleared() -> bool:
    """Whether something was wiped and nothing new has been typed."""
    if not typed().is_empty:
        st.session_state.pop(_WIPED, None)
    return _WIPED in st.session_state


def restore(reading: Reading) -> None:
    """取回草稿 after F5, a restart or a look at another page: whenever the fields are not there."""
    if key(MATTER) in st.session_state:
        return
    draft = drafts.load(reading, calls.DESK)
    if draft is None:
        put(MATTER, "")
        return
    _fill(draft.content)
    st.session_state[_KEPT] = _written(_content(typed()))
    st.session_state[_RESTORED] = form_key()


def is_restored() -> bool:
    """Whether this filling-in began with what was kept of an earlier one."""
    return st.session_state.get(_RESTORED) == form_key()


def _fill(content: Mapping[str, Any]) -> None:
    """Put every field back; choices somebody made stay theirs, suggestions are made anew."""
    for name in (MATTER, PHONE, NAME, ADDRESS, ITEMS):
        put(name, str(content.get(name) or ""))
    for name in (SECRET, URGENT):
        put(name, bool(content.get(name)))
    put(CHANNEL, Channel(content.get(CHANNEL) or Channel.PHONE))
    for name, chosen in (
        (KIND, _kind(content)),
        (CATEGORY, content.get(CATEGORY)),
        (TOWN, content.get(TOWN)),
    ):
        if chosen is not None:
            put(name, chosen)
            touch(name)
    link(content.get(_LINKED))


def _kind(content: Mapping[str, Any]) -> RequestType | None:
    return RequestType(content[KIND]) if content.get(KIND) else None


def keep(desk: Entered, call: Call) -> None:
    """保存草稿 when anything changed since it was last kept; an emptied form drops it."""
    content = _content(call)
    written = _EMPTY_DRAFT if call.is_empty else _written(content)
    if written == st.session_state.get(_KEPT, _EMPTY_DRAFT):
        return

    def store(uow: UnitOfWork) -> bool:
        if call.is_empty:
            drafts.discard(uow, calls.DESK)
        else:
            drafts.save(uow, calls.DESK, calls.FORM, content)
        return True

    if attempt.attempt(desk, store, done=None, slot=DRAFT_SLOT):
        st.session_state[_KEPT] = written


def _content(call: Call) -> dict[str, Any]:
    """The fields as JSON; what was only suggested is left to be suggested anew."""
    return {
        MATTER: call.matter,
        PHONE: call.phone,
        NAME: call.name,
        CHANNEL: call.channel.value,
        TOWN: call.town_id if is_touched(TOWN) else None,
        ADDRESS: call.address,
        KIND: call.request_type.value if is_touched(KIND) else None,
        CATEGORY: call.category_id if is_touched(CATEGORY) else None,
        SECRET: call.is_confidential,
        URGENT: call.is_urgent,
        ITEMS: "\n".join(call.items),
        _LINKED: call.previous_id,
    }


def _written(content: Mapping[str, Any]) -> str:
    return repr(sorted(content.items(), key=lambda pair: pair[0]))
