"""The knowledge desk: entries written, reviewed in their unit, published and kept fresh (办法第十七条)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import select

from core.errors import BadInput, HotlineError, NotAllowed, NotFound, RuleRefused
from core.rules.terms import Role
from core.store import audit
from core.store.work import Reading, UnitOfWork
from kb import entry_checks, entry_text, lifecycle
from kb.entry_text import EntryText
from kb.models import Correction, Entry, Revision
from kb.terms import EntryKind, EntryState, Step


def draft(
    uow: UnitOfWork, text: EntryText, *, kind: EntryKind, unit_id: int | None = None
) -> Entry:
    """起草: a new entry with its first version; None as unit means the county's office keeps it.

    Raises NotAllowed (units write for themselves only), BadInput by field.
    """
    if uow.actor.is_unit and unit_id is None:
        unit_id = uow.actor.unit_id
    entry_checks.require(uow, Step.DRAFT, EntryState.DRAFT, unit_id, "新知识")
    number = entry_checks.take_turn(uow)
    text = entry_checks.checked(uow, text, own_id=None)
    entry_checks.check_unit(uow, unit_id)

    entry = Entry(
        kind=kind,
        title=text.title,
        unit_id=unit_id,
        state=EntryState.DRAFT,
        latest_number=1,
        changed_revision=number,
        created_at=uow.now,
    )
    uow.session.add(entry)
    uow.session.flush()
    _add_revision(uow, entry, text, "")

    _record(uow, entry, Step.DRAFT)
    return entry


def revise(
    uow: UnitOfWork,
    entry_id: int,
    text: EntryText,
    *,
    note: str = "",
    seen_version: int | None = None,
) -> Entry:
    """修改: a new version in draft; what is in force goes on answering calls until the next publication.

    Raises BadInput by field, also when nothing was changed.
    """
    entry = entry_checks.load(uow, entry_id, Step.REVISE, seen_version)
    text = entry_checks.checked(uow, text, own_id=entry.id)

    if entry_text.of(latest(uow, entry)) == text and entry.state is not EntryState.WITHDRAWN:
        raise BadInput("内容没有变化，不需要保存新版本。", next_step="请修改后再保存。")

    entry.latest_number += 1
    if entry.in_force_number is None and not entry_checks.was_published(uow, entry):
        entry.title = text.title
    _add_revision(uow, entry, text, note)

    _record(uow, entry, Step.REVISE, number=entry.latest_number)
    return entry


def begin_version(uow: UnitOfWork, entry_id: int, *, note: str) -> int:
    """起草新版本 with the present text, to be edited next; gives its number.

    A version that is being written already is given instead: one entry has one version on its way.
    """
    entry = entry_checks.load(uow, entry_id, Step.REVISE, None)
    if entry.state is EntryState.DRAFT:
        return entry.latest_number

    text = entry_text.of(latest(uow, entry))
    entry.latest_number += 1
    _add_revision(uow, entry, text, note)

    _record(uow, entry, Step.REVISE, number=entry.latest_number)
    return entry.latest_number


def restore(
    uow: UnitOfWork, entry_id: int, number: int, *, seen_version: int | None = None
) -> Entry:
    """恢复此版本: a new draft with the text of an older version. Raises NotFound for a number there is not."""
    entry = entry_checks.load(uow, entry_id, Step.REVISE, seen_version)
    older = uow.session.scalar(
        select(Revision).where(Revision.entry_id == entry.id, Revision.number == number)
    )
    if older is None:
        raise NotFound("没有这个版本。", subject=f"知识 id {entry_id} 第{number}版")
    return revise(uow, entry_id, entry_text.of(older), note=f"恢复第{number}版")


def submit(uow: UnitOfWork, entry_id: int, *, seen_version: int | None = None) -> Entry:
    """送审: to the unit's leader; past them what a leader writes and what the office itself keeps."""
    entry = entry_checks.load(uow, entry_id, Step.SUBMIT, seen_version)
    revision = latest(uow, entry)
    entry_checks.refuse_unwritten(revision)

    revision.submitted_at, revision.submitted_by = uow.now, uow.actor.name
    is_reviewed = uow.actor.role is Role.UNIT_LEADER
    if is_reviewed:
        revision.reviewed_at, revision.reviewed_by = uow.now, uow.actor.name

    _record(uow, entry, Step.SUBMIT)
    if is_reviewed or entry.unit_id is None:
        entry.state = EntryState.AWAITING_PUBLICATION
    return entry


def approve(uow: UnitOfWork, entry_id: int, *, seen_version: int | None = None) -> Entry:
    """单位审核: the owner's leader vouches for the text; next the office publishes it."""
    entry = entry_checks.load(uow, entry_id, Step.APPROVE, seen_version)
    revision = latest(uow, entry)

    revision.reviewed_at, revision.reviewed_by = uow.now, uow.actor.name

    _record(uow, entry, Step.APPROVE)
    return entry


def reject(
    uow: UnitOfWork, entry_id: int, *, reason: str, seen_version: int | None = None
) -> Entry:
    """驳回: back to draft with a reason, by whoever's turn it is. Raises BadInput without one."""
    entry = entry_checks.load(uow, entry_id, Step.REJECT, seen_version)
    revision = latest(uow, entry)

    if not reason.strip():
        raise BadInput("请写明驳回的理由，以便起草人修改。", field="reason")

    revision.rejected_at, revision.rejected_by = uow.now, uow.actor.name
    revision.rejection_reason = reason.strip()

    _record(uow, entry, Step.REJECT, reason=reason.strip())
    return entry


def publish(uow: UnitOfWork, entry_id: int, *, seen_version: int | None = None) -> Entry:
    """发布: from now on this version answers calls, within its dates; its review falls due anew."""
    entry = entry_checks.load(uow, entry_id, Step.PUBLISH, seen_version)
    _put_in_force(uow, entry)
    _record(uow, entry, Step.PUBLISH, number=entry.latest_number)
    return entry


def withdraw(
    uow: UnitOfWork,
    entry_id: int,
    *,
    reason: str,
    replaced_by_id: int | None = None,
    seen_version: int | None = None,
) -> Entry:
    """下线: no version answers calls any more; kept, and citations of it stay readable."""
    entry = entry_checks.load(uow, entry_id, Step.WITHDRAW, seen_version)

    if not reason.strip():
        raise BadInput("请写明下线的理由。", field="reason")
    if replaced_by_id == entry.id or (
        replaced_by_id is not None and uow.session.get(Entry, replaced_by_id) is None
    ):
        raise BadInput("替代的知识不存在。", field="replaced_by_id", next_step="请重新选择。")

    entry.in_force_number, entry.review_due_on = None, None
    entry.withdrawn_at, entry.withdrawn_by = uow.now, uow.actor.name
    entry.withdrawal_reason, entry.replaced_by_id = reason.strip(), replaced_by_id

    _record(uow, entry, Step.WITHDRAW, reason=reason.strip())
    return entry


def doubt(uow: UnitOfWork, entry_id: int, *, reason: str, seen_version: int | None = None) -> Entry:
    """转待核实: the text may be wrong, so it answers no call until it is confirmed or revised."""
    entry = entry_checks.load(uow, entry_id, Step.DOUBT, seen_version)

    if not reason.strip():
        raise BadInput("请写明哪里需要核实。", field="reason")

    entry.in_force_number = None
    entry.doubt = reason.strip()

    _record(uow, entry, Step.DOUBT, reason=reason.strip())
    return entry


def confirm_review(uow: UnitOfWork, entry_id: int, *, seen_version: int | None = None) -> Entry:
    """复核: the owner vouches that the text still holds; the next review falls due a cycle later.

    Raises RuleRefused for a text whose last day has passed: that needs a new version (办法第十七条).
    """
    entry = entry_checks.load(uow, entry_id, Step.CONFIRM_REVIEW, seen_version)
    revision = latest(uow, entry)

    if revision.effective_until is not None and revision.effective_until < uow.now.date():
        raise RuleRefused(
            f"《{entry.title}》已过失效日期，不能只作复核。",
            lifecycle.KEEPING_ARTICLE,
            next_step="请修改失效日期和内容后送审。",
        )

    entry.in_force_number, entry.doubt = entry.latest_number, ""
    _set_review(uow, entry)

    _record(uow, entry, Step.CONFIRM_REVIEW)
    return entry


class Confirmed(NamedTuple):
    """What a 复核 of several entries came to: how many were confirmed, and of the others why not."""

    done: int
    refused: list[HotlineError]


def confirm_reviews(uow: UnitOfWork, entry_ids: Sequence[int]) -> Confirmed:
    """批量复核: each entry by its own check; what is refused is named, the others are done."""
    done, refused = 0, []
    for entry_id in dict.fromkeys(entry_ids):
        try:
            with uow.session.begin_nested():
                confirm_review(uow, entry_id)
        except HotlineError as refusal:
            refused.append(refusal)
            _remember_refusal(uow, refusal)
        else:
            done += 1
    return Confirmed(done, refused)


def _remember_refusal(uow: UnitOfWork, refusal: HotlineError) -> None:
    """What was not the person's to confirm leaves its row here: the transaction it was tried in goes on."""
    if isinstance(refusal, (NotAllowed, NotFound)):
        audit.append(
            uow.session, uow.actor, uow.now, verb="refused", subject=refusal.subject,
            is_allowed=False, details={"reason": type(refusal).__name__},
        )  # fmt: skip


def hand_over(
    uow: UnitOfWork, entry_id: int, *, unit_id: int | None, seen_version: int | None = None
) -> Entry:
    """移交: another unit keeps the entry from now on (分责维护)."""
    entry = entry_checks.load(uow, entry_id, Step.HAND_OVER, seen_version)
    entry_checks.check_unit(uow, unit_id)

    entry.unit_id = unit_id
    for open_one in uow.session.scalars(
        select(Correction).where(Correction.entry_id == entry.id, Correction.outcome.is_(None))
    ):
        open_one.unit_id = unit_id  # whoever keeps the entry answers for it

    _record(uow, entry, Step.HAND_OVER, unit_id=unit_id)
    uow.session.refresh(entry, ["unit"])
    return entry


def in_force(reading: Reading, entry_id: int) -> tuple[Entry, Revision]:
    """The published text of an entry, if it may answer a call today (办法第十条（一）、第十七条).

    Raises RuleRefused; whether an entry that was never published exists is not betrayed.
    """
    found = reading.session.execute(
        select(Entry, Revision)
        .join(Revision, Revision.entry_id == Entry.id)
        .where(Entry.id == entry_id, Revision.number == Entry.in_force_number)
    ).one_or_none()
    if found is None or found.Revision.audience not in lifecycle.audiences_of(reading.actor.role):
        raise _not_citable("这条知识没有发布、待核实或已下线，不能引用。")
    entry, revision, today = found.Entry, found.Revision, reading.now.date()
    if revision.effective_from is not None and today < revision.effective_from:
        raise _not_citable(
            f"《{revision.title}》自{revision.effective_from:%Y-%m-%d}起生效，现在不能引用。"
        )
    if revision.effective_until is not None and revision.effective_until < today:
        raise _not_citable(
            f"《{revision.title}》已于{revision.effective_until:%Y-%m-%d}失效，不能引用。"
        )
    return entry, revision


def latest(reading: Reading, entry: Entry) -> Revision:
    """The newest version, whatever its state."""
    return reading.session.scalars(
        select(Revision).where(
            Revision.entry_id == entry.id, Revision.number == entry.latest_number
        )
    ).one()


def publish_at_once(uow: UnitOfWork, entry_id: int) -> Entry:
    """导入并发布: the newest version in force without a unit's review, by somebody who may publish.

    For texts that were settled elsewhere: a regulation, a table the office has agreed with units.
    """
    entry = entry_checks.load(uow, entry_id, Step.REVISE, None)
    entry_checks.require(uow, Step.PUBLISH, entry.state, entry.unit_id, f"知识 id {entry_id}")
    _put_in_force(uow, entry)
    entry.state = EntryState.PUBLISHED
    _record(uow, entry, Step.PUBLISH, number=entry.latest_number, is_at_once=True)
    return entry


def _put_in_force(uow: UnitOfWork, entry: Entry) -> None:
    revision = latest(uow, entry)
    entry_checks.refuse_unwritten(revision)
    entry_checks.refuse_taken_title(uow, revision.title, own_id=entry.id)
    revision.published_at, revision.published_by = uow.now, uow.actor.name
    entry.title = revision.title
    entry.in_force_number = entry.latest_number
    entry.doubt, entry.withdrawal_reason = "", ""
    entry.withdrawn_at = entry.withdrawn_by = entry.replaced_by_id = None
    _set_review(uow, entry)


def _not_citable(sentence: str) -> RuleRefused:
    return RuleRefused(
        sentence, lifecycle.CITING_ARTICLE, next_step="请重新查找，或写明文件、政策依据。"
    )


def _add_revision(uow: UnitOfWork, entry: Entry, text: EntryText, note: str) -> None:
    uow.session.add(
        Revision(
            entry_id=entry.id,
            number=entry.latest_number,
            change_note=note.strip(),
            written_at=uow.now,
            written_by_id=uow.actor.person_id,
            written_by=uow.actor.name,
            **entry_text.columns(text),
        )
    )
    uow.session.flush()


def _set_review(uow: UnitOfWork, entry: Entry) -> None:
    days = uow.policy.days(lifecycle.REVIEW_DAYS[entry.kind])
    entry.reviewed_at = uow.now
    entry.review_due_on = uow.now.date() + timedelta(days=days)


def _record(uow: UnitOfWork, entry: Entry, step: Step, **details: Any) -> None:
    """Make the step's move, count the change, and leave an audit row."""
    entry.state = lifecycle.MOVES.get((entry.state, step), entry.state)
    entry.version += 1
    uow.session.flush()
    uow.audit(f"kb.{step.value}", f"知识 id {entry.id}", title=entry.title, **details)
