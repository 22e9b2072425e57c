"""检索记录: finished questions and what came of them, without callers, for a while (办法第十七条、第十九条)."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete

from core import text
from core.rules.terms import Role
from core.store.actor import Actor
from core.store.db import Database
from core.store.work import UnitOfWork
from kb import analyzer
from kb.models import SearchRecord
from kb.terms import SearchPlace

LONGEST_QUESTION = 200
SHORTEST_QUESTION = 2
"""Fewer characters ask nothing yet."""
_LONG_DIGITS = re.compile(r"\d(?:[ \-]?\d){4,}")
_NAME = r"[\u4e00-\u9fff·]{1,4}"
_NAMED = re.compile(
    rf"(?:我叫|本人叫|叫做|免贵姓|我姓|姓名(?:是|[:：])?)\s*{_NAME}?(?=[，。,.；;！!？?\s]|$)"
    r"|(?:我叫|我姓|免贵姓)[\u4e00-\u9fff]{1,3}"
)
_PERSONAL = re.compile(r"姓名|身份证|联系电话|联系方式|手机号|电话号码|电话(?:是|[:：])")
_SENTENCES = re.compile(r"[^。！？!?；;，,\n]+[。！？!?；;，,\n]?")

log = logging.getLogger("hotline.kb")


@dataclass(frozen=True, slots=True)
class Asked:
    """一次检索 while it is under way: what stands in the field, and what was done with the answers."""

    place: SearchPlace
    question: str
    total: int
    asked_at: datetime
    opened_entry_id: int | None = None
    opened_place: int | None = None
    is_cited: bool = False
    request_id: int | None = None


def is_continuation(before: str, after: str) -> bool:
    """Whether `after` goes on from `before`, or takes letters back: one question is being typed."""
    one, other = analyzer.normalise(before).strip(), analyzer.normalise(after).strip()
    return bool(other) and (other.startswith(one) or one.startswith(other))


def words_of(matter: str) -> str:
    """The words that carry a question, without whoever asked it; at most LONGEST_QUESTION characters.

    Sentences that give a name or a number are left out, other long digits covered.
    """
    said = "".join(
        sentence
        for sentence in _SENTENCES.findall(text.clean(matter))
        if not _PERSONAL.search(sentence)
    )
    covered = _LONG_DIGITS.sub("*", text.mask_within(_NAMED.sub("", said)))
    return " ".join(covered.split()).strip("，,；; ")[:LONGEST_QUESTION]


def keep(uow: UnitOfWork, asked: Asked) -> SearchRecord | None:
    """记下一次检索; nothing for what asks nothing, the administrator and the system itself."""
    question = words_of(asked.question)
    is_person = uow.actor.person_id is not None and uow.actor.role is not Role.ADMIN
    if not is_person or len(question) < SHORTEST_QUESTION:
        return None
    row = SearchRecord(
        asked_at=asked.asked_at,
        place=asked.place,
        person_id=uow.actor.person_id,
        question=question,
        total=asked.total,
        opened_entry_id=asked.opened_entry_id,
        opened_place=asked.opened_place,
        is_cited=asked.is_cited,
        request_id=asked.request_id,
    )
    uow.session.add(row)
    uow.session.flush()
    return row


def try_to_keep(database: Database, actor: Actor, asked: Asked) -> None:
    """The same in a transaction of its own; a failure is logged, for a search must never be disturbed."""
    try:
        with database.work(actor) as uow:
            keep(uow, asked)
    except Exception:
        log.exception("a search was not recorded")


def forget_old(database: Database) -> int:
    """Delete what is older than 检索记录保存天数; gives how many."""
    with database.work(Actor.system()) as uow:
        oldest = uow.now - timedelta(days=uow.policy.days("search_record_days"))
        gone = uow.session.execute(delete(SearchRecord).where(SearchRecord.asked_at < oldest))
        return int(getattr(gone, "rowcount", 0) or 0)
