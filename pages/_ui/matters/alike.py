"""相似工单 beside a ticket that is under way: perhaps the same matter, and how the like was handled before."""

from __future__ import annotations

from collections.abc import Sequence

from core.insight.dossier import Dossier
from core.rules import wording
from core.rules.lifecycle import OPEN_STATES
from core.rules.terms import OFFICE_ROLES, UNIT_ROLES
from core.store.work import Reading
from kb import alike
from kb.alike import Alike
from pages._ui import words
from pages._ui.words import Markup


def show(d: Dossier, reading: Reading) -> None:
    """For the office and the units, while there is something to decide; nothing where nothing is alike."""
    actor = reading.actor
    if actor.role not in OFFICE_ROLES | UNIT_ROLES or d.head.state not in OPEN_STATES:
        return
    found = alike.of_ticket(reading, d.head.id)
    if not found.is_known:
        words.section("相似工单", "正在准备，稍后可见")
    if found.under_way:
        words.section("相似工单", "正在办理，可能是同一件事（办法第九条（四））")
        _list(found.under_way)
    if found.handled:
        words.section("以前怎么办的", "已办结的相似工单")
        _list(found.handled)


def _list(found: Sequence[Alike]) -> None:
    words.facts([(wording.bare_day(one.row.registered_at.date()), _line(one)) for one in found])


def _line(one: Alike) -> Markup:
    row = one.row
    said = "　".join(filter(None, (row.number, row.lead_unit, *one.reasons)))
    answer = Markup("<br>{}").format(one.answer) if one.answer else Markup("")
    return Markup(
        '<a class="hl-alike" href="/ticket?id={}" target="_blank" rel="noopener">{}</a> {}'
        '<br><span class="hl-note">{}{}</span>'
    ).format(row.id, row.title, words.state_badge(row.state), said, answer)
