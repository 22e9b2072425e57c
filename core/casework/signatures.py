"""谁来签: whose signature sends a reply off, and when a 分管领导 agrees on the way (办法第十二条（二）)."""

from __future__ import annotations

from core.errors import RuleRefused
from core.insight import limits
from core.rules import weighty
from core.store.models import Reply, Ticket
from core.store.work import UnitOfWork


def require_signatory(uow: UnitOfWork, ticket: Ticket) -> None:
    """A 重件 is the 主要负责人's to sign, where the unit has one. Raises RuleRefused for other leaders."""
    needed = limits.signing_of(uow, ticket)
    if not needed.is_mine:
        raise RuleRefused(
            f"这是重件（{'、'.join(needed.reasons)}），"
            f"由主要负责人{'、'.join(needed.principals)}审签。",
            weighty.ARTICLE,
            next_step="请点“分管领导同意”，报主要负责人审签。",
        )


def refuse_needless(uow: UnitOfWork, ticket: Ticket, submitted: Reply) -> None:
    """分管领导同意 is for a 重件, once, by a leader who may not sign it. Raises RuleRefused."""
    if limits.signing_of(uow, ticket).is_mine:
        raise RuleRefused(
            "这张工单可以由您直接审签，不需要另行同意。",
            weighty.ARTICLE,
            next_step="请直接审签报送。",
        )
    if submitted.endorsed_at is not None:
        raise RuleRefused(
            f"{submitted.endorsed_by}已经同意，正在等主要负责人审签。", weighty.ARTICLE
        )
