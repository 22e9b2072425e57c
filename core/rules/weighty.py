"""重件: which tickets the unit's 主要负责人 signs in person (办法第十二条（二）)."""

from __future__ import annotations

from core.rules.terms import Channel, Phase

ARTICLE = "办法第十二条（二）"


def why_weighty(
    *, is_urgent: bool, has_instruction: bool, channel: Channel, phase: Phase
) -> list[str]:
    """为什么是重件, one short reason each; empty for a ticket any leader of the unit signs."""
    reasons = (
        (is_urgent, "紧急件"),
        (has_instruction, "有领导批示"),
        (channel is Channel.LEADER, "领导交办"),
        (phase is Phase.SECOND, "二次办理"),
    )
    return [zh for is_so, zh in reasons if is_so]
