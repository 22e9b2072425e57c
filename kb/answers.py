"""Answer while the caller waits: cite an entry, its version pinned, and close the ticket (办法第十条（一）)."""

from __future__ import annotations

from core.casework import intake
from core.casework.intake import Basis
from core.errors import Stale
from core.rules.terms import BasisKind
from core.store.models import Ticket
from core.store.work import Reading, UnitOfWork
from kb import entries


def basis_of(
    reading: Reading, entry_id: int, *, answer: str = "", seen_revision_id: int | None = None
) -> Basis:
    """引用: the entry in force as the basis of an answer; its own words unless others are given.

    Raises RuleRefused for what may not be cited today, Stale when the text was replaced after the
    call-taker read it.
    """
    _, revision = entries.in_force(reading, entry_id)
    if seen_revision_id is not None and seen_revision_id != revision.id:
        raise Stale(
            f"《{revision.title}》刚刚更新过，本次引用没有保存。",
            next_step="请看过新的内容后再引用。",
        )
    return Basis(
        kind=BasisKind.ENTRY,
        title=revision.title,
        answer=answer.strip() or revision.spoken_answer or revision.text,
        entry_id=entry_id,
        revision_id=revision.id,
    )


def answer_directly(
    uow: UnitOfWork,
    ticket_id: int,
    *,
    entry_id: int,
    answer: str = "",
    seen_revision_id: int | None = None,
    seen_version: int | None = None,
) -> Ticket:
    """引用答复: one action fills the answer from an entry and closes the ticket as 直办件.

    Raises what `basis_of` and `intake.answer_directly` raise; then nothing is written.
    """
    basis = basis_of(uow, entry_id, answer=answer, seen_revision_id=seen_revision_id)
    return intake.answer_directly(uow, ticket_id, basis=basis, seen_version=seen_version)
