"""由工单沉淀: which closed ticket an entry was written from, for keepers who may see that ticket."""

from __future__ import annotations

from core.store.work import Reading
from kb import settling
from kb.models import Entry
from pages._ui import words
from pages._ui.words import Markup


def remark(reading: Reading, entry: Entry) -> None:
    """One line with a link; nothing for who may not see the ticket."""
    ticket = settling.origin(reading, entry)
    if ticket is not None:
        words.show(
            Markup(
                '<p class="hl-note">由工单 <a href="/ticket?id={}" target="_blank" rel="noopener">{}</a>'
                " 沉淀</p>"
            ).format(ticket.id, ticket.number)
        )
