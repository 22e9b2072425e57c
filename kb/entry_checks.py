"""Before an entry is changed: who asks, whose turn it is, and whether the text is sound (办法第十七条)."""

from __future__ import annotations

from sqlalchemy import select

from core.errors import BadInput, NotAllowed, NotFound, RuleRefused, Stale
from core.store.models import Category, Unit
from core.store.work import UnitOfWork
from kb import entry_text, lifecycle
from kb.entry_text import EntryText
from kb.models import Entry, Revision
from kb.terms import EntryState, Step

COUNTER = "kb_revision"
"""流水号 of the knowledge base as a whole: every change takes the next in its own transaction."""


def load(uow: UnitOfWork, entry_id: int, step: Step, seen_version: int | None) -> Entry:
    """An entry for a change, locked. Raises NotFound, NotAllowed, Stale, RuleRefused."""
    number = take_turn(uow)
    entry = uow.session.scalar(select(Entry).where(Entry.id == entry_id).with_for_update(of=Entry))
    subject = f"知识 id {entry_id}"
    is_reader = uow.actor.role in lifecycle.READERS
    if entry is None or not (
        lifecycle.sees_drafts(uow.actor, entry.unit_id)
        or (is_reader and entry.in_force_number is not None)
    ):
        raise NotFound("没有找到这条知识。", next_step="请从列表中打开。", subject=subject)
    require(uow, step, entry.state, entry.unit_id, subject)
    if seen_version is not None and entry.version != seen_version:
        raise Stale("这条知识刚刚被修改过，本次操作没有保存。")
    if (entry.state, step) not in lifecycle.MOVES and not _is_doubt_of_older(entry, step):
        raise RuleRefused(
            f"《{entry.title}》现在是“{entry.state.zh}”，不能{step.zh}。",
            lifecycle.ARTICLE,
            next_step="请刷新页面，看看这条知识现在能做什么。",
        )
    entry.changed_revision = number
    return entry


def take_turn(uow: UnitOfWork) -> int:
    """The knowledge base's next revision, taken before anything is looked up.

    Its row stays locked, so writers queue up here and a free title is still free when it is taken.
    """
    return uow.next_number(COUNTER)


def _is_doubt_of_older(entry: Entry, step: Step) -> bool:
    """An older version is in force while a newer one is on its way: that one can be doubted."""
    return step is Step.DOUBT and entry.in_force_number is not None


def require(
    uow: UnitOfWork, step: Step, state: EntryState, unit_id: int | None, subject: str
) -> None:
    if lifecycle.is_granted(uow.actor, step, state, unit_id):
        return
    whose = "其他单位的知识" if uow.actor.is_unit else "知识"
    raise NotAllowed(
        f"{uow.actor.role.zh}不能{step.zh}{whose}。",
        article=lifecycle.ARTICLE,
        next_step="请由责任单位或县热线办操作。",
        subject=f"{step.zh} {subject}",
    )


def checked(uow: UnitOfWork, text: EntryText, *, own_id: int | None) -> EntryText:
    """The text tidied, once it may be stored. Raises BadInput with every problem, by the first."""
    text = entry_text.tidy(text)
    found = entry_text.problems(text, uow.policy)
    if found:
        raise BadInput(
            "".join(problem.message for problem in found),
            field=found[0].field,
            article=lifecycle.ARTICLE,
        )
    refuse_taken_title(uow, text.title, own_id=own_id)
    if text.category_id is not None and uow.session.get(Category, text.category_id) is None:
        raise BadInput("所选分类不存在。", field="category_id", next_step="请重新选择分类。")
    if text.area_id is not None and uow.session.get(Unit, text.area_id) is None:
        raise BadInput("所选适用地区不存在。", field="area_id", next_step="请重新选择地区。")
    return text


UNWRITTEN = "（待写答复）"
"""What a draft begun from a 知识缺口 says until somebody writes the answer."""


def refuse_unwritten(revision: Revision) -> None:
    """Nobody reads out or vouches for an answer that was not written yet. Raises BadInput."""
    if UNWRITTEN in revision.text:
        raise BadInput(
            f"正文里还是{UNWRITTEN}。", field="text", next_step="请写好答复并保存，再送审。"
        )


def refuse_taken_title(uow: UnitOfWork, title: str, *, own_id: int | None) -> None:
    """A title belongs to one entry. Raises BadInput."""
    taken = uow.session.scalar(select(Entry.id).where(Entry.title == title, Entry.id != own_id))
    if taken is not None:
        raise BadInput(
            f"已有标题为“{title}”的知识。",
            field="title",
            article=lifecycle.ARTICLE,
            next_step="请修改原有的知识，或换一个标题。",
        )


def check_unit(uow: UnitOfWork, unit_id: int | None) -> None:
    """An owner is an active unit, or none. Raises BadInput."""
    unit = uow.session.get(Unit, unit_id) if unit_id is not None else None
    if unit_id is not None and (unit is None or not unit.is_active):
        raise BadInput("责任单位不存在或已停用。", field="unit_id", next_step="请重新选择单位。")


def was_published(uow: UnitOfWork, entry: Entry) -> bool:
    """Whether any version ever answered calls: then its title stands until the next publication."""
    return (
        uow.session.scalar(
            select(Revision.id)
            .where(Revision.entry_id == entry.id, Revision.published_at.is_not(None))
            .limit(1)
        )
        is not None
    )
