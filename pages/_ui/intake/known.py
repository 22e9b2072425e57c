"""What is known of the call while it is being typed: the answers first, once a pause; then everything else."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import streamlit as st

from core.insight import directory, listing
from core.insight.directory import CategoryLine, UnitLine
from core.insight.duplicates import Earlier, Matter
from core.insight.listing import Row
from core.rules import elements, emergency, request_types, scope
from core.rules.elements import Missing
from core.rules.emergency import Emergency
from core.rules.scope import Hint
from core.rules.terms import State, UnitKind
from core.store.work import Reading
from kb import alike, corrections, finder, suggest
from kb.finder import Found, Hit
from kb.suggest import Suggestion
from pages._ui import rested
from pages._ui.intake import form
from pages._ui.intake.form import Call

MOST_ANSWERS = 5
MOST_EARLIER = 3
MOST_TO_CALL_BACK = 3
_CHOSEN, _BROUGHT = "intake_chosen", "intake_brought"
_DESK = "intake"


@dataclass(frozen=True, slots=True)
class Heard:
    """What the caller waits for: the answers to what was typed, and the one that stands open."""

    call: Call
    found: Found
    chosen: Hit | None
    emergencies: list[Emergency]
    has_meaning: bool
    doubted: frozenset[int]
    """Which answers somebody says are wrong and nobody has answered yet."""


@dataclass(frozen=True, slots=True)
class Known(Heard):
    """Everything the screen shows besides what was typed."""

    earlier: list[Earlier]
    suggestion: Suggestion
    hints: list[Hint]
    missing: list[Missing]
    towns: list[UnitLine]
    units: dict[int, str]
    categories: dict[int, CategoryLine]
    mine: list[Row]
    to_call_back: list[Row]


def hear(reading: Reading) -> Heard:
    """The answers, before anything else is looked up; fills in the town where the person has not chosen."""
    form.restore(reading)
    form.propose(form.TOWN, suggest.town_in(reading, _words(form.typed())))
    call = form.typed()
    is_finished = rested.has_rested(_DESK, call.matter)
    found = finder.find(
        reading, call.matter, town_id=call.town_id, limit=MOST_ANSWERS,
        is_typing=not is_finished, is_finished=is_finished,
    )  # fmt: skip
    return Heard(
        call=call,
        found=found,
        chosen=_chosen(reading, found, call.matter),
        emergencies=emergency.recognise(call.matter),
        has_meaning=finder.has_meaning(reading),
        doubted=frozenset(corrections.open_of(reading, [hit.entry_id for hit in found.hits])),
    )


def ask(reading: Reading, heard: Heard) -> Known:
    """The rest of what the screen shows; fills in type and category where the person has not chosen."""
    suggestion = _suggestion(reading, heard.call)
    _fill_in(suggestion)
    call = form.typed()
    lines = directory.units(reading)
    return Known(
        call=call,
        found=heard.found,
        chosen=heard.chosen,
        emergencies=heard.emergencies,
        has_meaning=heard.has_meaning,
        doubted=heard.doubted,
        earlier=_earlier(reading, call, suggestion),
        suggestion=suggestion,
        hints=scope.hints(call.matter),
        missing=_missing(call),
        towns=[line for line in lines if line.kind is UnitKind.TOWN],
        units={line.id: line.name for line in lines},
        categories={line.id: line for line in directory.categories(reading)},
        mine=_mine(reading),
        to_call_back=_to_call_back(reading),
    )


def await_rest(seen: Heard) -> None:
    """Where meaning can be asked, the answers are put in order once more when the typing rests."""
    if seen.has_meaning:
        chosen = seen.chosen
        is_open = chosen is None or chosen.entry_id == _brought()
        keep = (lambda: None) if chosen is None or is_open else partial(choose, chosen.entry_id)
        rested.listen(_DESK, seen.call.matter, keep)


def choose(entry_id: int) -> None:
    """Open an answer for reading; it is the one that is cited."""
    st.session_state[_CHOSEN] = entry_id
    st.session_state.pop(_BROUGHT, None)


def asked(seen: Heard) -> str:
    """The question in the matter, without the caller's name."""
    name = seen.call.name.strip()
    return seen.call.matter.replace(name, "") if len(name) > 1 else seen.call.matter


def opened(seen: Heard) -> int | None:
    """The answer somebody opened by hand; the first that stands open by itself is not one."""
    picked: int | None = st.session_state.get(_CHOSEN)
    return picked if seen.chosen is not None and seen.chosen.entry_id == picked else None


def bring(entry_id: int) -> None:
    """引用到受理席: an answer found on the knowledge desk, open for this call whatever is typed here."""
    st.session_state[_BROUGHT] = (form.form_key(), entry_id)


def _brought() -> int | None:
    """What was brought for this call; it stays open whatever is typed."""
    call, entry_id = st.session_state.get(_BROUGHT, ("", 0))
    return entry_id if call == form.form_key() else None


def _chosen(reading: Reading, found: Found, matter: str) -> Hit | None:
    """The answer in the reading pane: brought for this call, picked while it is still found, or the first."""
    entry_id = _brought()
    brought = finder.hit_of(reading, entry_id, matter) if entry_id is not None else None
    if brought is not None:
        return brought
    picked = st.session_state.get(_CHOSEN)
    return next((hit for hit in found.hits if hit.entry_id == picked), None) or next(
        iter(found.hits), None
    )


def _suggestion(reading: Reading, typed: Call) -> Suggestion:
    """建议 for what the person has not chosen; what they have chosen is taken as given."""
    return suggest.for_matter(
        reading,
        _words(typed),
        town_id=typed.town_id if form.is_touched(form.TOWN) else None,
        category_id=typed.category_id if form.is_touched(form.CATEGORY) else None,
        is_typing=True,
    )


def _words(typed: Call) -> str:
    return f"{typed.matter} {typed.address}".strip()


def _fill_in(suggestion: Suggestion) -> None:
    form.propose(form.KIND, request_types.guess(form.typed().matter))
    best = next(iter(suggestion.categories), None)
    form.propose(form.CATEGORY, best.category_id if best else None)


def _earlier(reading: Reading, call: Call, suggestion: Suggestion) -> list[Earlier]:
    likely = {one.category_id for one in suggestion.categories}
    if call.category_id is not None:
        likely.add(call.category_id)
    matter = Matter(call.matter, call.phone, call.town_id, call.address, likely)
    return alike.earlier(reading, matter, limit=MOST_EARLIER)


def _missing(call: Call) -> list[Missing]:
    place = f"{call.town_id or ''}{call.address}"
    return elements.missing(
        call.matter, request_type=call.request_type, phone=call.phone, name=call.name, place=place
    )


def _mine(reading: Reading) -> list[Row]:
    """本班次: what this person registered today, the newest first."""
    today = reading.now.date()
    return listing.page(reading, listing.Filter(is_mine=True, registered_from=today), size=5).rows


def _to_call_back(reading: Reading) -> list[Row]:
    """待回拨: this person's tickets that wait for details, the longest waiting first (办法第九条（五）)."""
    waiting = listing.Filter(
        states=frozenset({State.AWAITING_DETAILS}), is_mine=True, order=listing.Order.OLDEST
    )
    return listing.page(reading, waiting, size=MOST_TO_CALL_BACK).rows
