"""Who may call what follows a closing: call-backs, second handlings, samples, contests."""

from __future__ import annotations

from sqlalchemy import select

from core.casework import contests, follow_up, inspection, second_handling
from core.rules.terms import ContestKind, FinalKind, FindingKind
from core.store.models import Contest, InspectionRound
from core.store.work import UnitOfWork
from tests.casework import flow, quality_flow
from tests.casework.access.use_case import OFFICE, TAKERS, UseCase


def _latest(uow: UnitOfWork, model: type[Contest] | type[InspectionRound]) -> int:
    found = uow.session.scalar(select(model.id).order_by(model.id.desc()).limit(1))
    assert found is not None
    return found


CASES: dict[str, UseCase] = {
    # whoever took the call: any call-taker may ask how it went
    "follow_up.follow_up": UseCase(
        lambda u, i: follow_up.follow_up(u, i, **quality_flow.SATISFIED),
        TAKERS | OFFICE, flow.closed,
    ),
    "second_handling.open_second_handling": UseCase(
        lambda u, i: second_handling.open_second_handling(u, i, reason="诉求人不满意。"),
        OFFICE, flow.closed,
    ),
    "second_handling.decide_finally": UseCase(
        lambda u, i: second_handling.decide_finally(
            u, i, kind=FinalKind.DONE_AS_LAWFUL, ground="已两次上门处理到位。"
        ),
        {"lead"}, quality_flow.used_up,
    ),
    "inspection.draw": UseCase(
        lambda u, _: quality_flow.drawn(u, "another"), OFFICE, flow.closed
    ),
    "inspection.inspect_closed": UseCase(
        lambda u, i: inspection.inspect_closed(
            u, i, round_id=_latest(u, InspectionRound), finding=FindingKind.SOUND, note=""
        ),
        OFFICE, quality_flow.sampled,
    ),
    "contests.contest": UseCase(
        lambda u, i: contests.contest(
            u, i, kind=ContestKind.UNREASONABLE, ground="诉求已依法答复。", evidence="答复文书。"
        ),
        {"leader"}, flow.closed,
    ),
    "contests.decide_contest": UseCase(
        lambda u, i: contests.decide_contest(
            u, i, contest_id=_latest(u, Contest), is_granted=True, ruling="证据属实。"
        ),
        {"lead"}, quality_flow.contested,
    ),
}  # fmt: skip

PARTS: set[str] = set()
