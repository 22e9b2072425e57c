"""热点: what the engine proposes, people take up, merge, split, settle or dismiss, each step logged (办法第十八条)."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from core.errors import BadInput, NotFound, RuleRefused, Stale
from core.insight.topics import ACTIVE, ARTICLE, KEEPERS
from core.rules.terms import State, TopicState
from core.store.models import HotTopic, HotTopicTicket, Ticket
from core.store.work import UnitOfWork

LONGEST_TITLE, LONGEST_NOTE = 60, 1_000
_ENDED = frozenset({TopicState.SETTLED, TopicState.DISMISSED})


def take_up(
    uow: UnitOfWork, ticket_ids: Collection[int], *, title: str, note: str = ""
) -> HotTopic:
    """关注热点: a proposal, or tickets gathered by hand, become a topic that is watched.

    At least as many as the policy calls a hot topic. Raises NotAllowed, BadInput, NotFound for a
    ticket there is not, RuleRefused for one in another topic.
    """
    _require_keeper(uow)
    named, told = _title(title), _note(note)
    tickets = _tickets(uow, ticket_ids)
    fewest = uow.policy.number("hot_topic_count")
    if len(tickets) < fewest:
        raise RuleRefused(
            f"只有{len(tickets)}件工单，{fewest}件以上才能列为热点（已并入他件的不计）。",
            ARTICLE,
            next_step="同类工单增多后再关注。",
        )
    _refuse_held(uow, tickets)

    topic = _found(uow, named, told, tickets)

    uow.audit("take_up_topic", _subject(topic), tickets=_numbers(tickets))
    return topic


def rename(
    uow: UnitOfWork, topic_id: int, *, title: str, note: str, seen_version: int | None = None
) -> HotTopic:
    """修改热点: its title and what is noted of it. Raises NotAllowed, NotFound, RuleRefused, Stale, BadInput."""
    topic = _active(uow, topic_id, seen_version)
    named, told = _title(title), _note(note)

    before, topic.title, topic.note = topic.title, named, told
    topic.version += 1

    uow.audit("rename_topic", _subject(topic), before=before)
    return topic


def merge(uow: UnitOfWork, topic_id: int, *, into_id: int) -> HotTopic:
    """合并热点: all its tickets go over to the other, which alone is watched on. Raises as `rename`."""
    topic, target = _active(uow, topic_id), _active(uow, into_id)
    if topic.id == target.id:
        raise BadInput("不能与自己合并。", field="into_id", article=ARTICLE)

    moved = [row.ticket for row in _rows(uow, topic) if row.removed_at is None]
    _take_out(uow, topic, moved)
    _put_in(uow, target, moved)
    topic.state, topic.merged_into_id = TopicState.MERGED, target.id
    topic.settled_at, topic.settled_by = uow.now, uow.actor.name
    topic.version += 1
    target.version += 1

    uow.audit("merge_topics", _subject(topic), into=_subject(target), tickets=_numbers(moved))
    return target


def split(uow: UnitOfWork, topic_id: int, ticket_ids: Collection[int], *, title: str) -> HotTopic:
    """拆分热点: chosen tickets become a topic of their own. Raises as `rename`; RuleRefused where none would stay."""
    topic = _active(uow, topic_id)
    named = _title(title)
    chosen = _chosen(uow, topic, ticket_ids)

    _take_out(uow, topic, chosen)
    apart = _found(uow, named, "", chosen)
    topic.version += 1

    uow.audit("split_topic", _subject(topic), into=_subject(apart), tickets=_numbers(chosen))
    return apart


def add(uow: UnitOfWork, topic_id: int, ticket_ids: Collection[int]) -> HotTopic:
    """加入热点: what the engine proposed, or a person found. Raises as `take_up`."""
    topic = _active(uow, topic_id)
    tickets = _tickets(uow, ticket_ids)
    if not tickets:
        raise BadInput("请先选择要加入的工单。", field="ticket_ids", article=ARTICLE)
    _refuse_held(uow, tickets)

    _put_in(uow, topic, tickets)
    topic.version += 1

    uow.audit("add_topic_tickets", _subject(topic), tickets=_numbers(tickets))
    return topic


def turn_away(uow: UnitOfWork, topic_id: int, ticket_ids: Collection[int]) -> HotTopic:
    """不属于该热点: what the engine proposed for it and a person does not; not proposed again. Raises as `add`."""
    topic = _active(uow, topic_id)
    tickets = _tickets(uow, ticket_ids)
    if not tickets:
        raise BadInput("请先选择工单。", field="ticket_ids", article=ARTICLE)
    present = {row.ticket_id for row in _rows(uow, topic) if row.removed_at is None}
    if present & {ticket.id for ticket in tickets}:
        raise RuleRefused("有的工单已在这个热点里。", ARTICLE, next_step="请用“移出热点”。")

    _put_in(uow, topic, tickets)
    _take_out(uow, topic, tickets)
    topic.version += 1

    uow.audit("turn_away_tickets", _subject(topic), tickets=_numbers(tickets))
    return topic


def remove(uow: UnitOfWork, topic_id: int, ticket_ids: Collection[int]) -> HotTopic:
    """移出热点: they are not proposed for it again. Raises as `split`."""
    topic = _active(uow, topic_id)
    chosen = _chosen(uow, topic, ticket_ids)

    _take_out(uow, topic, chosen)
    topic.version += 1

    uow.audit("remove_topic_tickets", _subject(topic), tickets=_numbers(chosen))
    return topic


def settle(uow: UnitOfWork, topic_id: int, *, note: str) -> HotTopic:
    """热点平息: how it ended; only tickets registered later make it a new proposal. Raises as `rename`."""
    topic = _active(uow, topic_id)
    told = _note(note)
    if not told:
        raise BadInput("请写明怎样平息的，供明年同期参考。", field="note", article=ARTICLE)

    _end(uow, topic, TopicState.SETTLED, told)

    uow.audit("settle_topic", _subject(topic), note=told)
    return topic


def dismiss(uow: UnitOfWork, topic_id: int, *, reason: str) -> HotTopic:
    """不作热点, of a topic that was watched. Raises as `rename`."""
    topic = _active(uow, topic_id)
    told = _reason(reason)

    _end(uow, topic, TopicState.DISMISSED, told)

    uow.audit("dismiss_topic", _subject(topic), reason=told)
    return topic


def dismiss_proposal(
    uow: UnitOfWork, ticket_ids: Collection[int], *, title: str, reason: str
) -> HotTopic:
    """不作热点, of a proposal: it comes back only grown by half. Raises as `take_up`."""
    _require_keeper(uow)
    named, told = _title(title), _reason(reason)
    tickets = _tickets(uow, ticket_ids)
    if not tickets:
        raise BadInput("没有工单。", field="ticket_ids", article=ARTICLE)
    _refuse_held(uow, tickets)

    topic = _found(uow, named, told, tickets)
    topic.state = TopicState.DISMISSED
    topic.settled_at, topic.settled_by = uow.now, uow.actor.name

    uow.audit("dismiss_topic", _subject(topic), reason=told, tickets=_numbers(tickets))
    return topic


def resume(uow: UnitOfWork, topic_id: int) -> HotTopic:
    """恢复关注, of what was settled or dismissed. Raises NotAllowed, NotFound, RuleRefused."""
    topic = _topic(uow, topic_id)
    if topic.state not in _ENDED:
        raise RuleRefused(f"这个热点现在是“{topic.state.zh}”，不用恢复。", ARTICLE)
    _refuse_held(uow, [row.ticket for row in _rows(uow, topic) if row.removed_at is None])

    topic.state = TopicState.WATCHED
    topic.settled_at = topic.settled_by = None
    topic.version += 1

    uow.audit("resume_topic", _subject(topic))
    return topic


# --- getting ------------------------------------------------------------------------------------


def _require_keeper(uow: UnitOfWork) -> None:
    uow.require(*sorted(KEEPERS), doing="整理热点")


def _topic(uow: UnitOfWork, topic_id: int) -> HotTopic:
    _require_keeper(uow)
    topic = uow.session.scalar(
        select(HotTopic).where(HotTopic.id == topic_id).with_for_update(of=HotTopic)
    )
    if topic is None:
        raise NotFound("没有找到这个热点。", subject=f"热点 id {topic_id}")
    return topic


def _active(uow: UnitOfWork, topic_id: int, seen_version: int | None = None) -> HotTopic:
    topic = _topic(uow, topic_id)
    if topic.state not in ACTIVE:
        raise RuleRefused(
            f"这个热点现在是“{topic.state.zh}”，不能再改。",
            ARTICLE,
            next_step="需要时请先恢复关注。" if topic.state in _ENDED else "请打开合并后的热点。",
        )
    if seen_version is not None and topic.version != seen_version:
        raise Stale(
            "这个热点刚刚被别人修改过，本次操作没有保存。", next_step="请核对最新内容后再操作。"
        )
    return topic


def _tickets(uow: UnitOfWork, ticket_ids: Collection[int]) -> list[Ticket]:
    """The tickets, those merged into others left out: each matter counts once. Raises NotFound."""
    wanted = set(ticket_ids)
    found = list(
        uow.session.scalars(
            uow.visible_tickets().where(Ticket.id.in_(sorted(wanted))).order_by(Ticket.id)
        )
    )
    if len(found) != len(wanted):
        raise NotFound("有的工单没有找到。", next_step="请刷新页面后再选。", subject="热点")
    return [ticket for ticket in found if ticket.state is not State.MERGED]


def _rows(uow: UnitOfWork, topic: HotTopic) -> list[HotTopicTicket]:
    rows = select(HotTopicTicket).where(HotTopicTicket.topic_id == topic.id)
    return list(uow.session.scalars(rows.order_by(HotTopicTicket.ticket_id)))


def _chosen(uow: UnitOfWork, topic: HotTopic, ticket_ids: Collection[int]) -> list[Ticket]:
    present = {row.ticket_id: row.ticket for row in _rows(uow, topic) if row.removed_at is None}
    if not ticket_ids:
        raise BadInput("请先勾选工单。", field="ticket_ids", article=ARTICLE)
    if not present.keys() >= set(ticket_ids):
        raise NotFound("有的工单不在这个热点里。", next_step="请刷新页面后再选。", subject="热点")
    if len(present) == len(set(ticket_ids)):
        raise RuleRefused(
            "全部移出后热点就空了。", ARTICLE, next_step="整个热点不成立的，请选“不作热点”。"
        )
    return [present[one] for one in sorted(set(ticket_ids))]


def _refuse_held(uow: UnitOfWork, tickets: Collection[Ticket]) -> None:
    """A ticket is in one watched topic at most, or it would be told twice."""
    other = uow.session.scalar(
        select(HotTopicTicket)
        .join(HotTopic, HotTopic.id == HotTopicTicket.topic_id)
        .where(
            HotTopicTicket.ticket_id.in_([ticket.id for ticket in tickets]),
            HotTopicTicket.removed_at.is_(None),
            HotTopic.state.in_(sorted(ACTIVE)),
        )
        .order_by(HotTopicTicket.ticket_id)
        .limit(1)
    )
    if other is None:
        return
    holder = uow.session.get_one(HotTopic, other.topic_id)
    raise RuleRefused(
        f"工单 {other.ticket.number} 已在热点“{holder.title}”里。",
        ARTICLE,
        next_step="同一事项的，请合并两个热点。",
    )


# --- changing ------------------------------------------------------------------------------------


def _found(uow: UnitOfWork, title: str, note: str, tickets: Collection[Ticket]) -> HotTopic:
    towns = {ticket.town_id for ticket in tickets}
    categories = {ticket.category_id for ticket in tickets}
    topic = HotTopic(
        title=title, note=note, state=TopicState.WATCHED, found_at=uow.now, found_by=uow.actor.name,
        town_id=towns.pop() if len(towns) == 1 else None,
        category_id=categories.pop() if len(categories) == 1 else None,
    )  # fmt: skip
    uow.session.add(topic)
    uow.session.flush()
    _put_in(uow, topic, tickets)
    return topic


def _put_in(uow: UnitOfWork, topic: HotTopic, tickets: Collection[Ticket]) -> None:
    rows = {row.ticket_id: row for row in _rows(uow, topic)}
    for ticket in tickets:
        row = rows.get(ticket.id)
        if row is None:
            row = HotTopicTicket(topic_id=topic.id, ticket_id=ticket.id)
            uow.session.add(row)
        elif row.removed_at is None:
            continue
        row.added_at, row.added_by = uow.now, uow.actor.name
        row.removed_at = row.removed_by = None
    uow.session.flush()


def _take_out(uow: UnitOfWork, topic: HotTopic, tickets: Collection[Ticket]) -> None:
    ids = {ticket.id for ticket in tickets}
    for row in _rows(uow, topic):
        if row.ticket_id in ids and row.removed_at is None:
            row.removed_at, row.removed_by = uow.now, uow.actor.name
    uow.session.flush()


def _end(uow: UnitOfWork, topic: HotTopic, state: TopicState, note: str) -> None:
    topic.state, topic.note = state, note
    topic.settled_at, topic.settled_by = uow.now, uow.actor.name
    topic.version += 1


# --- refusing ------------------------------------------------------------------------------------


def _title(written: str) -> str:
    title = " ".join(written.split())
    if not title:
        raise BadInput("请写热点的名称。", field="title", article=ARTICLE)
    if len(title) > LONGEST_TITLE:
        raise BadInput(f"名称不能超过{LONGEST_TITLE}字，现在有{len(title)}字。", field="title")
    return title


def _note(written: str) -> str:
    if len(written) > LONGEST_NOTE:
        raise BadInput(f"说明不能超过{LONGEST_NOTE}字，现在有{len(written)}字。", field="note")
    return written.strip()


def _reason(written: str) -> str:
    told = _note(written)
    if not told:
        raise BadInput("请写明为什么不作热点。", field="reason", article=ARTICLE)
    return told


def _subject(topic: HotTopic) -> str:
    return f"热点 {topic.id} {topic.title}"


def _numbers(tickets: Collection[Ticket]) -> list[str]:
    return [ticket.number for ticket in tickets]
