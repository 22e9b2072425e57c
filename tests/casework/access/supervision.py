"""Who may call what belongs to 催办, 督办单, 上报 and the inspectors' answer (办法第十三条（一）)."""

from __future__ import annotations

from core.casework import supervision
from tests.casework import flow
from tests.casework.access.use_case import OFFICE, UseCase
from tests.planted import TUESDAY, County, at

TEXT = "请抓紧办理，并说明逾期原因。"


def overdue(county: County) -> int:
    """Due Friday 10-09 18:00; now it is the working Saturday after, 18:00."""
    county.now = at(TUESDAY)
    ticket_id = flow.in_handling(county)
    county.now = at("2026-10-10T18:00")
    return ticket_id


def reminded(county: County) -> int:
    """催办 sent on the Saturday."""
    ticket_id = overdue(county)
    with county.work("office") as uow:
        supervision.remind(uow, ticket_id)
    return ticket_id


def ordered(county: County) -> int:
    """督办单 sent on the Saturday, its limit (Tuesday 10-13 18:00) passed."""
    ticket_id = reminded(county)
    with county.work("lead") as uow:
        supervision.supervise(uow, ticket_id, text=TEXT)
    county.now = at("2026-10-14T08:00")
    return ticket_id


def reported(county: County) -> int:
    """The report is with the inspectors."""
    ticket_id = ordered(county)
    with county.work("lead") as uow:
        supervision.escalate(uow, ticket_id, text=TEXT)
    return ticket_id


CASES: dict[str, UseCase] = {
    "supervision.remind": UseCase(lambda u, i: supervision.remind(u, i), OFFICE, overdue),
    "supervision.remind_many": UseCase(
        lambda u, i: supervision.remind_many(u, [i]), OFFICE, overdue
    ),
    "supervision.draft_supervision": UseCase(
        lambda u, i: supervision.draft_supervision(u, i), OFFICE, reminded
    ),
    "supervision.supervise": UseCase(
        lambda u, i: supervision.supervise(u, i, text=TEXT), {"lead"}, reminded
    ),
    "supervision.draft_escalation": UseCase(
        lambda u, i: supervision.draft_escalation(u, i), OFFICE, ordered
    ),
    "supervision.escalate": UseCase(
        lambda u, i: supervision.escalate(u, i, text=TEXT), {"lead"}, ordered
    ),
    "supervision.receive_escalation": UseCase(
        lambda u, i: supervision.receive_escalation(u, i), {"inspector"}, reported
    ),
    "supervision.record_inspection": UseCase(
        lambda u, i: supervision.record_inspection(u, i, result="已约谈该单位。"),
        {"inspector"}, reported,
    ),
}  # fmt: skip

PARTS: set[str] = {
    "supervision.lapse_drafts",
    "sweep.attend",
    "supervision_steps.draft",
    "supervision_steps.mark_sent",
    "supervision_steps.new_step",
    "supervision_steps.record_draft",
}
