"""求知单: a question no entry answers, put to the unit likely to know, answered, and made an entry (办法第十七条)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from core import text
from core.errors import BadInput, HotlineError, NotAllowed, NotFound, RuleRefused, Stale
from core.rules import deadlines
from core.rules.terms import OFFICE_ROLES, Role
from core.store.models import Notice, Unit
from core.store.work import UnitOfWork
from kb import finder, lifecycle, records
from kb.models import Entry, KnowledgeRequest, SearchRecord
from kb.records import Asked
from kb.request_lists import ASKERS, may_answer, visible
from kb.terms import RequestState, SearchPlace

LONGEST_QUESTION = 200
LONGEST_DETAIL = 500
LONGEST_ANSWER = 2000
TOLD_CHARACTERS = 200
"""How much of an answer its message tells: enough to read it to a caller who waits."""


def ask(uow: UnitOfWork, *, question: str, unit_id: int | None, detail: str = "") -> int:
    """发求知单 to a unit (None: the office itself), due at close of business after the policy's days.

    Personal data in the words is covered. The asker's records of the same question are linked.
    Raises NotAllowed, BadInput by field.
    """
    if uow.actor.role not in ASKERS:
        raise _not_allowed("求知单由话务员、热线办提出。", "提出求知单")
    question = records.words_of(question)
    if len(question) < records.SHORTEST_QUESTION:
        raise BadInput("请写明要问什么。", field="question", next_step="例如：暖气费可以退吗。")
    detail = text.mask_within(text.clean(detail))
    _check_length(detail, LONGEST_DETAIL, "detail")
    _check_unit(uow, unit_id)

    asked = KnowledgeRequest(
        question=question,
        detail=detail,
        unit_id=unit_id,
        asked_at=uow.now,
        asked_by_id=uow.actor.person_id,
        asked_by=uow.actor.name,
        due_at=_due(uow),
    )
    uow.session.add(asked)
    uow.session.flush()
    _link_records(uow, asked)
    _tell_asked(uow, asked)

    uow.audit("ask_request", f"求知单 id {asked.id}", unit_id=unit_id)
    return asked.id


def join(uow: UnitOfWork, request_id: int, *, detail: str = "") -> KnowledgeRequest:
    """并入 a request that waits already, instead of a second one. Raises NotFound, RuleRefused."""
    if uow.actor.role not in ASKERS:
        raise _not_allowed("求知单由话务员、热线办提出。", "并入求知单")
    found = _open_one(uow, request_id)
    more = text.mask_within(" ".join(text.clean(detail).split()))
    _check_length(more, LONGEST_DETAIL, "detail")

    said = f"{uow.actor.name}也问：{more}" if more else f"{uow.actor.name}也问。"
    if said not in found.detail.splitlines():
        found.detail = f"{found.detail}\n{said}".strip()
    found.version += 1
    is_asker = found.asked_by_id == uow.actor.person_id
    if not is_asker and uow.actor.person_id not in _joiners(uow, found):
        records.keep(
            uow, Asked(SearchPlace.KNOWLEDGE, found.question, 0, uow.now, request_id=found.id)
        )

    uow.audit("join_request", f"求知单 id {found.id}")
    return found


def answer(
    uow: UnitOfWork,
    request_id: int,
    *,
    answer: str = "",
    entry_id: int | None = None,
    seen_version: int | None = None,
) -> KnowledgeRequest:
    """答复 in words, or by naming an entry that may be read today. Raises BadInput, RuleRefused, Stale."""
    found = _mine_to_answer(uow, request_id, seen_version)
    answer = text.mask_within(text.clean(answer))
    if not answer and entry_id is None:
        raise BadInput("请写明答复，或选一条已有的知识。", field="answer")
    _check_length(answer, LONGEST_ANSWER, "answer")
    if entry_id is not None and finder.hit_of(uow, entry_id) is None:
        raise BadInput("选的知识没有发布，不能作为答复。", field="entry_id")

    found.answer, found.entry_id = answer, entry_id
    found.answered_at, found.answered_by = uow.now, uow.actor.name
    found.state = RequestState.ANSWERED
    found.version += 1
    _tell_asker(uow, found, f"有答复：{_told(uow, found)}")

    uow.audit("answer_request", f"求知单 id {found.id}", entry_id=entry_id)
    return found


def pass_on(
    uow: UnitOfWork, request_id: int, *, reason: str, seen_version: int | None = None
) -> KnowledgeRequest:
    """不属本单位: back to the office, which sets another unit. Raises BadInput without a reason."""
    found = _mine_to_answer(uow, request_id, seen_version)
    if not uow.actor.is_unit:
        raise _not_allowed("转出由被问的单位提出。", f"转出求知单 id {request_id}")
    reason = _reason(reason)

    found.reason = f"{uow.actor.unit_name}：{reason}"
    found.unit_id = None
    found.version += 1
    _tell_asked(uow, found, f"求知单退回热线办：{found.question}　{found.reason}")

    uow.audit("pass_request_on", f"求知单 id {found.id}")
    return found


def set_unit(
    uow: UnitOfWork, request_id: int, *, unit_id: int | None, seen_version: int | None = None
) -> KnowledgeRequest:
    """改问单位: by the office; the unit's days count from now. Raises NotAllowed, BadInput, Stale."""
    found = _for_office(uow, request_id, seen_version)
    _check_unit(uow, unit_id)
    if unit_id == found.unit_id:
        raise BadInput("已经在问这个单位。", field="unit_id")

    found.unit_id, found.due_at = unit_id, _due(uow)
    found.version += 1
    _tell_asked(uow, found)

    uow.audit("set_request_unit", f"求知单 id {found.id}", unit_id=unit_id)
    return found


def close(
    uow: UnitOfWork, request_id: int, *, reason: str, seen_version: int | None = None
) -> KnowledgeRequest:
    """关闭 without an answer, by the office. Raises NotAllowed, BadInput without a reason, Stale."""
    found = _for_office(uow, request_id, seen_version)
    reason = _reason(reason)

    found.reason, found.state = reason, RequestState.CLOSED
    found.answered_at, found.answered_by = uow.now, uow.actor.name
    found.version += 1
    _tell_asker(uow, found, f"已关闭：{reason}")

    uow.audit("close_request", f"求知单 id {found.id}")
    return found


def take_up(uow: UnitOfWork, request_id: int, entry_id: int) -> KnowledgeRequest:
    """写成知识: the entry drafted of the answer; 已入库 is seen as soon as it is in force."""
    found = _seen(uow, request_id)
    if found.state is not RequestState.ANSWERED or not may_answer(uow.actor, found.unit_id):
        raise RuleRefused("已答复的求知单才能写成知识。", lifecycle.ARTICLE)
    entry = uow.session.get(Entry, entry_id)
    if entry is None or not lifecycle.sees_drafts(uow.actor, entry.unit_id):
        raise NotFound("没有找到这条知识。", subject=f"知识 id {entry_id}")

    found.entry_id = entry_id
    found.version += 1

    uow.audit("take_up_request", f"求知单 id {found.id}", entry_id=entry_id)
    return found


def mark_seen(uow: UnitOfWork, request_id: int) -> None:
    """知道了: the asker has read the answer. Raises NotFound for anybody else."""
    found = uow.session.get(KnowledgeRequest, request_id)
    is_told = found is not None and found.state is not RequestState.WAITING
    if found is None or not is_told or found.asked_by_id != uow.actor.person_id:
        raise _unknown(request_id)

    if found.seen_at is None:
        found.seen_at = uow.now
        uow.audit("see_request", f"求知单 id {found.id}")


def _not_allowed(sentence: str, subject: str) -> NotAllowed:
    return NotAllowed(sentence, article=lifecycle.ARTICLE, subject=subject)


def _unknown(request_id: int) -> HotlineError:
    return NotFound(
        "没有找到这张求知单。", next_step="请从列表中打开。", subject=f"求知单 id {request_id}"
    )


def _seen(uow: UnitOfWork, request_id: int) -> KnowledgeRequest:
    """A request this person sees, locked. Raises NotFound."""
    rows = visible(uow.actor).where(KnowledgeRequest.id == request_id)
    found = uow.session.scalar(rows.with_for_update(of=KnowledgeRequest))
    if found is None:
        raise _unknown(request_id)
    return found


def _check_open(found: KnowledgeRequest, seen_version: int | None = None) -> KnowledgeRequest:
    if found.state is not RequestState.WAITING:
        raise RuleRefused(
            f"这张求知单已由{found.answered_by}处理（{found.state.zh}）。", lifecycle.ARTICLE
        )
    if seen_version is not None and found.version != seen_version:
        raise Stale("这张求知单刚刚有变化，本次操作没有保存。")
    return found


def _open_one(uow: UnitOfWork, request_id: int) -> KnowledgeRequest:
    rows = select(KnowledgeRequest).where(KnowledgeRequest.id == request_id)
    found = uow.session.scalar(rows.with_for_update(of=KnowledgeRequest))
    if found is None:
        raise _unknown(request_id)
    return _check_open(found)


def _mine_to_answer(uow: UnitOfWork, request_id: int, seen_version: int | None) -> KnowledgeRequest:
    found = _seen(uow, request_id)
    if not may_answer(uow.actor, found.unit_id):
        raise _not_allowed("求知单由被问的单位答复。", f"答复求知单 id {request_id}")
    return _check_open(found, seen_version)


def _for_office(uow: UnitOfWork, request_id: int, seen_version: int | None) -> KnowledgeRequest:
    found = _seen(uow, request_id)
    if uow.actor.role not in OFFICE_ROLES:
        raise _not_allowed("改问单位、关闭由热线办办理。", f"处理求知单 id {request_id}")
    return _check_open(found, seen_version)


def _reason(written: str) -> str:
    reason = text.clean(written)
    if not reason:
        raise BadInput("请写明理由。", field="reason")
    _check_length(reason, LONGEST_DETAIL, "reason")
    return reason


def _check_length(written: str, longest: int, field: str) -> None:
    if len(written) > longest:
        raise BadInput(f"不能超过{longest}字，现在有{len(written)}个字。", field=field)


def _check_unit(uow: UnitOfWork, unit_id: int | None) -> None:
    unit = uow.session.get(Unit, unit_id) if unit_id is not None else None
    if unit_id is not None and (unit is None or not unit.is_active):
        raise BadInput("没有这个单位，或已停用。", field="unit_id")


def _due(uow: UnitOfWork) -> datetime:
    days = uow.policy.days("knowledge_request_days")
    return deadlines.due(uow.calendar, uow.policy, uow.now, days).due_at


def _link_records(uow: UnitOfWork, asked: KnowledgeRequest) -> None:
    rows = select(SearchRecord).where(
        SearchRecord.question == asked.question, SearchRecord.request_id.is_(None)
    )
    for row in uow.session.scalars(rows):
        row.request_id = asked.id


def _tell_asked(uow: UnitOfWork, asked: KnowledgeRequest, said: str = "") -> None:
    is_unit = asked.unit_id is not None
    roles = (Role.HANDLER, Role.UNIT_LEADER) if is_unit else (Role.OFFICE, Role.KB_EDITOR)
    told = said or f"求知单：{asked.question}"
    for role in roles:
        uow.session.add(Notice(at=uow.now, role=role, unit_id=asked.unit_id, text=told))


def _told(uow: UnitOfWork, asked: KnowledgeRequest) -> str:
    """The answer as a message gives it: its beginning, or the entry that answers."""
    if len(asked.answer) > TOLD_CHARACTERS:
        return f"{asked.answer[:TOLD_CHARACTERS]}……（全文见“我的求知单”）"
    if asked.answer:
        return asked.answer
    entry = uow.session.get(Entry, asked.entry_id)
    return f"见知识《{entry.title}》。" if entry else ""


def _joiners(uow: UnitOfWork, asked: KnowledgeRequest) -> set[int]:
    """Who joined, or searched for it before: the records a request took up name them."""
    rows = select(SearchRecord.person_id).where(SearchRecord.request_id == asked.id).distinct()
    return {one for one in uow.session.scalars(rows) if one is not None}


def _tell_asker(uow: UnitOfWork, asked: KnowledgeRequest, said: str) -> None:
    told = f"您的求知单“{asked.question}”{said}"
    uow.session.add(Notice(at=uow.now, person_id=asked.asked_by_id, text=told))
    for person_id in sorted(_joiners(uow, asked) - {asked.asked_by_id}):
        told = f"您问过的“{asked.question}”，求知单{said}"
        uow.session.add(Notice(at=uow.now, person_id=person_id, text=told))
    uow.session.flush()
