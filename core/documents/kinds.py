"""文件种类: how each kind of issued paper is titled, composed, numbered and proposed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.documents import assessments, briefings, bulletin, candidates
from core.documents.blocks import Annex, Block, Composed, Part
from core.documents.candidates import Proposed
from core.rules.terms import PaperKind

Plain = Mapping[str, Any]

OFFICE = "襄汾县政务服务热线管理办公室"
_COUNTY = "各乡（镇）人民政府，县直各有关单位，各公共服务企业"
_LEADERS = "县委办公室，县人大常委会办公室，县政府办公室，县政协办公室，县政府督查室"


@dataclass(frozen=True, slots=True)
class Kind:
    """一种文件. `series` is 代字: 襄热通 of 襄热通〔2026〕1号."""

    series: str
    article: str
    addressee: str
    copies: str
    parts: Sequence[Part]
    title: Callable[[Plain], str]
    blocks: Callable[[Plain, Plain], list[Block]]
    annexes: Callable[[Plain], list[Annex]]
    proposed: Callable[[Plain], Proposed]
    is_upward: bool = False
    """上行文: goes to a body above and names who signed it."""


KINDS: Mapping[PaperKind, Kind] = {
    PaperKind.BULLETIN: Kind(
        "襄热通", "办法第六条（三）、第十八条", _COUNTY, _LEADERS, bulletin.PARTS,
        bulletin.title, bulletin.blocks, bulletin.annexes, candidates.of_month,
    ),
    PaperKind.TOPIC_REPORT: Kind(
        "襄热专", "办法第十八条", "县人民政府", "县政府督查室", briefings.TOPIC_PARTS,
        briefings.topic_title, briefings.topic_blocks, briefings.topic_annexes, candidates.of_topic,
        is_upward=True,
    ),
    PaperKind.SHIRKING_REPORT: Kind(
        "襄热专", "办法第十六条", "县政府督查室", "", briefings.SHIRKING_PARTS,
        briefings.shirking_title, briefings.shirking_blocks, briefings.shirking_annexes,
        candidates.of_shirking, is_upward=True,
    ),
    PaperKind.MONTHLY_ASSESSMENT: Kind(
        "襄热考", "办法第二十条", _COUNTY, _LEADERS, assessments.PARTS,
        assessments.monthly_title, assessments.monthly_blocks, assessments.monthly_annexes,
        candidates.of_scores,
    ),
    PaperKind.YEARLY_ASSESSMENT: Kind(
        "襄热考", "办法第二十条", _COUNTY, _LEADERS, assessments.PARTS,
        assessments.yearly_title, assessments.yearly_blocks, assessments.yearly_annexes,
        candidates.of_scores,
    ),
}  # fmt: skip


def composed(
    kind: PaperKind, facts: Plain, parts: Plain, *, number: str, day: str, signer: str = ""
) -> Composed:
    """The whole paper of its facts and texts; without a number it is a draft."""
    form = KINDS[kind]
    return Composed(
        title=form.title(facts),
        masthead=f"{OFFICE}文件",
        number=number,
        addressee=form.addressee,
        blocks=form.blocks(facts, parts),
        office=OFFICE,
        day=day,
        annexes=form.annexes(facts),
        copies=form.copies,
        signer=signer if form.is_upward else "",
    )


def unwritten(kind: PaperKind, parts: Plain) -> list[Part]:
    """文字部分 that are still empty."""
    return [part for part in KINDS[kind].parts if not str(parts.get(part.name) or "").strip()]
