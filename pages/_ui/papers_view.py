"""文书: the papers of a ticket, to print and sign; each download is logged like every other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from core.documents import papers, ticket_papers
from core.documents.ticket_papers import About
from core.exchange.sheets import Written
from core.insight import decisions, supervision_steps
from core.insight.decisions import Decisions
from core.insight.dossier import Dossier
from core.rules import wording
from core.rules.terms import DutyBasis, Level
from core.store.models import DutyDecision, Instruction, SupervisionStep, Transfer
from core.store.work import Reading
from pages._ui import attempt, download, words
from pages._ui.desk import Entered

Make = Callable[[], bytes]
SLOT = "papers"


def draw(desk: Entered, d: Dossier, reading: Reading) -> None:
    """A button for each paper there is; nothing where there is none."""
    found: list[tuple[str, Make]] = []
    if reading.actor.is_office:
        found += _decided(d, decisions.decisions(reading, d.head.id))
    for taken in supervision_steps.of_ticket(reading, d.head.id):
        if taken.step.level is Level.ORDER and taken.step.number:
            found.append((f"督办单{taken.step.number}", _order(d, taken.step, taken.unit)))
    if not found:
        return
    words.section("文书", "Word 文件，可打印签字")
    attempt.outcome(SLOT)
    for place, (name, make) in enumerate(found):
        download.button(
            desk, name, _written(d, name, make), key=f"paper_{d.head.id}_{place}", slot=SLOT
        )
    download.start()


def _decided(d: Dossier, found: Decisions) -> list[tuple[str, Make]]:
    sheets = [("呈批单", _sheet(d, one)) for one in found.instructions]
    minutes = [
        ("联席会议纪要", _minutes(d, one, found))
        for one in found.duties
        if one.basis is DutyBasis.JOINT_MEETING
    ]
    letters = [("移送函", _letter(d, one)) for one in found.transfers if one.is_confirmed]
    return [*sheets, *minutes, *letters]


def _about(d: Dossier, at: datetime) -> About:
    return About(
        number=d.head.number,
        title=d.head.title,
        body=d.body,
        place="".join(part for part in (d.head.town, d.address) if part),
        received=wording.instant(d.head.registered_at),
        day=wording.full_day(at.date()),
    )


def _sheet(d: Dossier, one: Instruction) -> Make:
    at = wording.instant(one.instructed_at) if one.instructed_at else ""
    return lambda: ticket_papers.instruction_sheet(
        _about(d, one.reported_at), number=one.number, ground=one.ground,
        suggestion=one.suggestion, leader=one.leader, text=one.text, at=at,
    )  # fmt: skip


def _minutes(d: Dossier, one: DutyDecision, found: Decisions) -> Make:
    names = found.unit_names
    return lambda: ticket_papers.meeting_minutes(
        _about(d, one.recorded_at), day=wording.full_day(one.decided_on), place=one.place,
        host=one.host, attendees=one.attendees, decision=one.decision,
        lead=names.get(one.lead_unit_id, "—"),
        supports=[names.get(unit_id, "—") for unit_id in one.support_unit_ids],
    )  # fmt: skip


def _order(d: Dossier, step: SupervisionStep, unit: str) -> Make:
    return lambda: ticket_papers.supervision_order(
        _about(d, step.sent_at or step.drafted_at), number=step.number or "", unit=unit,
        text=step.text,
    )  # fmt: skip


def _letter(d: Dossier, one: Transfer) -> Make:
    persons = f"{one.proposed_by}提请，{one.decided_by}确认：{one.ruling}"
    return lambda: ticket_papers.transfer_letter(
        _about(d, one.decided_at or one.proposed_at), body=one.receiving_body, ground=one.ground,
        evidence=one.evidence, persons=persons,
    )  # fmt: skip


def _written(d: Dossier, name: str, make: Make) -> Callable[[Reading], Written]:
    def written(reading: Reading) -> Written:
        reading.seen_ticket(d.head.id)
        return Written(
            file_name=f"{name}_{d.head.number}.docx",
            content=make(),
            rows=1,
            verb="print_paper",
            details={"ticket": d.head.number},
            media_type=papers.MEDIA_TYPE,
        )

    return written
