"""纠错: a reader says what is wrong with an entry, its keeper answers within a working day (办法第十七条)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true

from core import text
from core.errors import BadInput, NotAllowed, NotFound, RuleRefused
from core.rules import deadlines
from core.rules.terms import OFFICE_ROLES, Role
from core.store.actor import Actor
from core.store.models import Notice, Unit
from core.store.work import Reading, UnitOfWork
from kb import entries, lifecycle
from kb.models import Correction, Entry, Revision
from kb.shelves import OFFICE_ITSELF
from kb.terms import CorrectionOutcome, Step

LONGEST_TEXT = 500
REMEDIES = (Step.REVISE, Step.DOUBT, Step.WITHDRAW)
"""What may be done with the entry at once where a correction is accepted."""

_ANY_KEEPER = frozenset({Role.OFFICE_LEAD, Role.KB_EDITOR})
_IS_OPEN = Correction.outcome.is_(None)


@dataclass(frozen=True, slots=True)
class CorrectionLine:
    """一条纠错, as the lists and the person who raised it see it."""

    id: int
    entry_id: int
    title: str
    unit_name: str
    number: int
    what: str
    raised_at: datetime
    raised_by: str
    due_at: datetime
    is_overdue: bool
    is_mine_to_answer: bool
    outcome: CorrectionOutcome | None
    answer: str
    answered_at: datetime | None
    answered_by: str
    answered_number: int | None


def raise_correction(uow: UnitOfWork, entry_id: int, revision_id: int, what: str) -> Correction:
    """纠错: by anybody who may read the entry; due at close of business a working day later.

    Raises NotFound for an entry that is not the person's to read, BadInput by field, also for the
    same words said twice while they wait for their answer.
    """
    entry = _readable(uow, entry_id, revision_id)
    what = " ".join(text.clean(what).split())
    if not what:
        raise BadInput("请写明哪里不对。", field="what", next_step="例如：电话号码已经换了。")
    _check_length(what, "what")
    waiting = _open().where(Correction.entry_id == entry.id, Correction.what == what)
    if uow.session.scalar(waiting.where(Correction.raised_by_id == uow.actor.person_id).limit(1)):
        raise BadInput("您已经提出过这条纠错，正在等待答复。", field="what")

    days = uow.policy.days("correction_days")
    raised = Correction(
        entry_id=entry.id,
        revision_id=revision_id,
        unit_id=entry.unit_id,
        what=what,
        raised_at=uow.now,
        raised_by_id=uow.actor.person_id,
        raised_by=uow.actor.name,
        due_at=deadlines.due(uow.calendar, uow.policy, uow.now, days).due_at,
    )
    uow.session.add(raised)
    uow.session.flush()
    _tell_keepers(uow, raised, f"纠错：《{entry.title}》　{what}")

    uow.audit("raise_correction", f"知识 id {entry.id}", correction_id=raised.id)
    return raised


def accept(
    uow: UnitOfWork,
    correction_id: int,
    *,
    answer: str = "",
    remedy: Step | None = None,
    replaced_by_id: int | None = None,
) -> Correction:
    """采纳, and with `remedy` at once what follows for the entry: a new version begun, in doubt, withdrawn.

    A version on its way takes the correction up; only where there is none another one is begun.
    Raises NotFound, NotAllowed, RuleRefused where it was answered already or the remedy is not possible.
    """
    found = _to_answer(uow, correction_id)
    answer = text.clean(answer)
    _check_length(answer, "answer")
    if remedy is not None and remedy not in REMEDIES:
        raise BadInput("采纳后可以修改、转待核实或下线。", field="remedy")

    reason = f"{found.raised_by}纠错：{found.what}"
    if remedy is Step.REVISE:
        found.answered_number = entries.begin_version(uow, found.entry_id, note=reason)
    elif remedy is Step.DOUBT:
        entries.doubt(uow, found.entry_id, reason=reason)
    elif remedy is Step.WITHDRAW:
        entries.withdraw(uow, found.entry_id, reason=reason, replaced_by_id=replaced_by_id)

    return _answered(uow, found, CorrectionOutcome.ACCEPTED, answer)


def refuse(uow: UnitOfWork, correction_id: int, *, reason: str) -> Correction:
    """不采纳, with the reason the person who raised it will read. Raises BadInput without one."""
    found = _to_answer(uow, correction_id)
    reason = text.clean(reason)
    if not reason:
        raise BadInput("请写明不采纳的理由。", field="reason")
    _check_length(reason, "reason")

    return _answered(uow, found, CorrectionOutcome.REFUSED, reason)


def mark_seen(uow: UnitOfWork, correction_id: int) -> None:
    """知道了: the person who raised it has read the answer. Raises NotFound for anybody else."""
    found = uow.session.get(Correction, correction_id)
    if found is None or found.raised_by_id != uow.actor.person_id or found.outcome is None:
        raise NotFound("没有找到这条纠错。", subject=f"纠错 id {correction_id}")

    if found.seen_at is None:
        found.seen_at = uow.now
        uow.audit("see_correction", f"知识 id {found.entry_id}", correction_id=found.id)


def waiting(reading: Reading) -> list[CorrectionLine]:
    """待答复的纠错 of the entries this person keeps, the first due first; all for the office and editor."""
    rows = _open().where(_is_kept_by(reading.actor)).order_by(Correction.due_at, Correction.id)
    return _lines(reading, rows)


def count_waiting(reading: Reading) -> int:
    """How many wait for this person's own answer, as 待办 counts them."""
    return (
        reading.session.scalar(select(func.count(Correction.id)).where(is_due_from(reading))) or 0
    )


def is_due_from(reading: Reading) -> ColumnElement[bool]:
    """Which open corrections this person owes an answer, as a condition.

    A unit and the office their own; the office's lead and the editor also those a unit let pass its time.
    """
    actor = reading.actor
    if actor.is_unit:
        return and_(_IS_OPEN, _is_kept_by(actor))
    is_own = Correction.unit_id.is_(None)
    if actor.role in _ANY_KEEPER:
        return and_(_IS_OPEN, or_(is_own, Correction.due_at < reading.now))
    return and_(_IS_OPEN, is_own if actor.role is Role.OFFICE else false())


def overdue(reading: Reading) -> list[CorrectionLine]:
    """逾期未答复, longest first: for the office to chase; for a unit its own."""
    return [line for line in waiting(reading) if line.is_overdue]


def answered(reading: Reading, *, limit: int = 100) -> list[CorrectionLine]:
    """已答复 of the entries this person keeps, the latest first."""
    rows = (
        select(Correction)
        .where(Correction.outcome.is_not(None), _is_kept_by(reading.actor))
        .order_by(Correction.answered_at.desc(), Correction.id.desc())
        .limit(limit)
    )
    return _lines(reading, rows)


def unseen_answers(reading: Reading) -> list[CorrectionLine]:
    """您的纠错有答复: this person's own, answered and not yet seen."""
    rows = select(Correction).where(_is_unseen(reading.actor))
    return _lines(reading, rows.order_by(Correction.answered_at, Correction.id))


def count_unseen(reading: Reading) -> int:
    """How many answers this person has not acknowledged, for the menu."""
    rows = select(func.count(Correction.id)).where(_is_unseen(reading.actor))
    return reading.session.scalar(rows) or 0


def open_of(reading: Reading, entry_ids: Collection[int]) -> dict[int, list[str]]:
    """有人提出纠错: what readers say of these entries and nobody has answered, by entry, earliest first."""
    said: dict[int, list[str]] = defaultdict(list)
    if entry_ids and reading.actor.role in lifecycle.READERS:
        is_read = Correction.entry_id.in_(
            select(Entry.id).where(Entry.in_force_number.is_not(None))
        )
        rows = _open().where(
            Correction.entry_id.in_(entry_ids), or_(is_read, _is_kept_by(reading.actor))
        )
        rows = rows.order_by(Correction.id)
        for one in reading.session.scalars(rows):
            said[one.entry_id].append(one.what)
    return dict(said)


def may_answer(actor: Actor, unit_id: int | None) -> bool:
    """Whoever keeps the entry: the unit its own, the office its own, its lead and the editor any."""
    if actor.is_unit:
        return unit_id is not None and actor.unit_id == unit_id
    return actor.role in _ANY_KEEPER or (actor.role is Role.OFFICE and unit_id is None)


def _readable(uow: UnitOfWork, entry_id: int, revision_id: int) -> Entry:
    """The entry, where this version of it is the person's to read. Raises NotFound, RuleRefused."""
    entry, revision = uow.session.get(Entry, entry_id), uow.session.get(Revision, revision_id)
    is_kept = entry is not None and lifecycle.sees_drafts(uow.actor, entry.unit_id)
    is_read = (
        revision is not None
        and revision.published_at is not None
        and revision.audience in lifecycle.audiences_of(uow.actor.role)
    )
    if (
        entry is None
        or revision is None
        or revision.entry_id != entry.id
        or not (is_kept or is_read)
    ):
        raise NotFound(
            "没有找到这条知识。", next_step="请重新查找。", subject=f"纠错 知识 id {entry_id}"
        )
    if entry.in_force_number is None and not is_kept:
        raise RuleRefused(
            f"《{entry.title}》已不在使用，不需要纠错。",
            lifecycle.ARTICLE,
            next_step="请重新查找。",
        )
    return entry


def _to_answer(uow: UnitOfWork, correction_id: int) -> Correction:
    """A correction for its answer, locked. Raises NotFound, NotAllowed, RuleRefused."""
    subject = f"纠错 id {correction_id}"
    found = uow.session.scalar(
        select(Correction)
        .where(Correction.id == correction_id, _is_kept_by(uow.actor))
        .with_for_update(of=Correction)
    )
    if found is None:
        raise NotFound("没有找到这条纠错。", next_step="请从列表中打开。", subject=subject)
    if not may_answer(uow.actor, found.unit_id):
        raise NotAllowed(
            "这条知识的纠错由责任单位答复。",
            article=lifecycle.ARTICLE,
            next_step="请催请责任单位，或由热线办负责人、知识库管理员答复。",
            subject=f"答复{subject}",
        )
    if found.outcome is not None:
        raise RuleRefused(
            f"{found.answered_by}已经答复了这条纠错（{found.outcome.zh}）。", lifecycle.ARTICLE
        )
    return found


def _answered(
    uow: UnitOfWork, found: Correction, outcome: CorrectionOutcome, answer: str
) -> Correction:
    found.outcome, found.answer = outcome, answer
    found.answered_at, found.answered_by = uow.now, uow.actor.name
    said = f"您对《{found.entry.title}》的纠错：{outcome.zh}。{answer}"
    uow.session.add(Notice(at=uow.now, person_id=found.raised_by_id, text=said))
    uow.session.flush()

    uow.audit(
        "answer_correction", f"知识 id {found.entry_id}",
        correction_id=found.id, outcome=outcome.value,
    )  # fmt: skip
    return found


def _tell_keepers(uow: UnitOfWork, raised: Correction, said: str) -> None:
    """One sentence to the people who may answer."""
    roles = (
        (Role.HANDLER, Role.UNIT_LEADER)
        if raised.unit_id is not None
        else (Role.OFFICE, Role.KB_EDITOR)
    )
    for role in roles:
        uow.session.add(Notice(at=uow.now, role=role, unit_id=raised.unit_id, text=said))


def _check_length(written: str, field: str) -> None:
    if len(written) > LONGEST_TEXT:
        raise BadInput(f"不能超过{LONGEST_TEXT}字，现在有{len(written)}个字。", field=field)


def _open() -> Select[Correction]:
    return select(Correction).where(_IS_OPEN)


def _is_kept_by(actor: Actor) -> ColumnElement[bool]:
    """The same rule as lifecycle.sees_drafts, as a condition."""
    if actor.is_unit:
        return Correction.unit_id == actor.unit_id if actor.unit_id is not None else false()
    return true() if actor.role in OFFICE_ROLES | {Role.KB_EDITOR} else false()


def _is_unseen(actor: Actor) -> ColumnElement[bool]:
    return and_(
        Correction.raised_by_id == actor.person_id,
        Correction.outcome.is_not(None),
        Correction.seen_at.is_(None),
    )


def _lines(reading: Reading, rows: Select[Correction]) -> list[CorrectionLine]:
    """Corrections as lists show them, with the names of what they concern."""
    named = (
        rows.join(Entry, Entry.id == Correction.entry_id)
        .join(Revision, Revision.id == Correction.revision_id)
        .outerjoin(Unit, Unit.id == Correction.unit_id)
        .add_columns(Entry.title, Unit.name, Revision.number)
    )
    return [
        CorrectionLine(
            id=one.id,
            entry_id=one.entry_id,
            title=title,
            unit_name=unit_name or OFFICE_ITSELF,
            number=number,
            what=one.what,
            raised_at=one.raised_at,
            raised_by=one.raised_by,
            due_at=one.due_at,
            is_overdue=one.outcome is None and deadlines.is_late(reading.now, one.due_at),
            is_mine_to_answer=one.outcome is None and may_answer(reading.actor, one.unit_id),
            outcome=one.outcome,
            answer=one.answer,
            answered_at=one.answered_at,
            answered_by=one.answered_by or "",
            answered_number=one.answered_number,
        )
        for one, title, unit_name, number in reading.session.execute(named)
    ]
