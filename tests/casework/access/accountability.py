"""Who may call what belongs to accountability, messages, files and the access log."""

from __future__ import annotations

from core.casework import accountability, attachments, inbox, privacy
from core.insight import inbox as notices
from core.rules.terms import AccountabilityKind
from core.store.models import AccountabilityCase
from core.store.work import UnitOfWork
from tests.casework import flow
from tests.casework.access.use_case import EVERYBODY, HOUSING_PEOPLE, OFFICE, UseCase
from tests.planted import HOUSING, County

GROUND = "督办单到期仍未办理，且没有说明理由。"


def raised(county: County) -> int:
    """A ticket with a case that waits for the lead; gives the case's id."""
    ticket_id = flow.in_handling(county)
    with county.work("office") as uow:
        case = accountability.draft_case(
            uow, ticket_id, unit_id=county.unit_id(HOUSING),
            kind=AccountabilityKind.POORLY_HANDLED, ground=GROUND,
        )  # fmt: skip
    return case.id


def confirmed(county: County) -> int:
    """A case the lead has confirmed."""
    case_id = raised(county)
    with county.work("lead") as uow:
        accountability.confirm_case(uow, case_id, ruling="情况属实，予以认定。")
    return case_id


def told(county: County) -> int:
    """A message to the lead unit's handlers; gives its id."""
    flow.dispatched(county)
    with county.read("handler") as reading:
        return notices.unseen_ids(reading)[0]


def uploaded(county: County) -> int:
    """A file of the housing office's rules; its id."""
    with county.work("leader") as uow:
        return attachments.add_file(
            uow, county.unit_id(HOUSING), file_name="热线工作制度.pdf", content=b"%PDF-1.7 1"
        ).id


def _draft(uow: UnitOfWork, ticket_id: int) -> AccountabilityCase:
    ticket = uow.seen_ticket(ticket_id)
    return accountability.draft_case(
        uow, ticket_id, unit_id=ticket.lead_unit_id or 0,
        kind=AccountabilityKind.OTHER, ground=GROUND,
    )  # fmt: skip


CASES: dict[str, UseCase] = {
    "accountability.draft_case": UseCase(_draft, OFFICE, flow.in_handling),
    "accountability.confirm_case": UseCase(
        lambda u, i: accountability.confirm_case(u, i, ruling="情况属实，予以认定。"),
        {"lead"}, raised,
    ),
    "accountability.dismiss_case": UseCase(
        lambda u, i: accountability.dismiss_case(u, i, ruling="单位已说明理由，不予认定。"),
        {"lead"}, raised,
    ),
    "accountability.refer_case": UseCase(
        lambda u, i: accountability.refer_case(u, i), {"lead"}, confirmed
    ),
    "inbox.mark_seen": UseCase(
        lambda u, i: inbox.mark_seen(u, i), {"handler"}, told
    ),
    "inbox.mark_all_seen": UseCase(lambda u, _: inbox.mark_all_seen(u), EVERYBODY),
    "privacy.view": UseCase(
        lambda u, i: privacy.view(u, i, session_id=1),
        {"taker"} | OFFICE | HOUSING_PEOPLE, flow.archived,
    ),
    "attachments.add_file": UseCase(
        lambda u, i: attachments.add_file(u, i, file_name="制度.pdf", content=b"%PDF-1.7 2"),
        {"leader"}, lambda county: county.unit_id(HOUSING),
    ),
    "attachments.remove_file": UseCase(
        lambda u, i: attachments.remove_file(u, i), {"leader"}, uploaded
    ),
}  # fmt: skip

PARTS: set[str] = {
    "accountability.raise_case",
    "accountability.raise_shirking",
    "accountability.raise_unanswered",
}
