"""Learning from use: closed 直办件 teach the search which entry answers which question (办法第十七条)."""

from __future__ import annotations

import functools
import logging
import threading
from datetime import timedelta

from sqlalchemy import Engine

from core.errors import NotAllowed
from core.insight import answered
from core.store.actor import Actor
from core.store.db import Database
from core.store.work import Reading, UnitOfWork
from kb import analyzer, indexing, lifecycle, trial
from kb.document import Document
from kb.index import IndexBroken
from kb.lessons import Lesson, Lessons

HALF_LIFE_DAYS = 180
"""After so many days a question counts half: what entries say, and what is asked, changes."""

OLDEST_DAYS = 730
SWITCH = "kb_learning"
"""The fact that turns learning off for the whole county."""

_log = logging.getLogger(__name__)
_known: dict[Engine, Lessons | None] = {}
_lock = threading.Lock()


def words_of(document: Document) -> frozenset[str]:
    """The distinct words of all that is searched of a document."""
    texts = (
        document.title,
        *document.questions,
        *document.keywords,
        *document.headings,
        document.text,
    )
    return frozenset(word for text in texts for word in analyzer.views(text).words)


def known(reading: Reading) -> Lessons | None:
    """What was learned when last looked; never waited for, None before the first look or when off."""
    return _known.get(reading.session.get_bind().engine)


def refresh(database: Database) -> Lessons | None:
    """Learn anew from the county's closed 直办件, and give every later search of this process what was learned.

    Nothing is stored: a ticket that is gone teaches no more, and no caller's words are kept.
    """
    with database.read(Actor.system()) as reading:
        lessons = learned(reading) if is_on(reading) else None
    with _lock:
        _known[database.engine] = lessons
    return lessons


def learned(reading: Reading) -> Lessons | None:
    """The lessons of the last two years, fading by half in half a year; None where they do not help."""
    since = reading.now - timedelta(days=OLDEST_DAYS)
    taught = [
        Lesson(
            one.question, str(one.entry_id), 0.5 ** ((reading.now - one.at).days / HALF_LIFE_DAYS)
        )
        for one in answered.answered_directly(reading, since)
    ]
    try:
        index = indexing.index_of(reading).current(reading)
    except IndexBroken:
        _log.info("nothing learned: the index is being rebuilt")
        return None
    documents = indexing.documents_in_force(reading, {int(one.entry_id) for one in taught})
    return trial.learn(
        index,
        taught,
        {one.id: words_of(one) for one in documents},
        functools.partial(index.snapshot().share_of, "words"),
    )


def is_on(reading: Reading) -> bool:
    """Whether the county lets the search learn; it does unless somebody turned it off."""
    return reading.fact(SWITCH) != "off"


def switch(uow: UnitOfWork, *, is_on: bool) -> None:
    """打开或关闭学习: who may publish entries decides; the next look obeys. Raises NotAllowed."""
    if not lifecycle.may_publish(uow.actor):
        raise NotAllowed(
            f"{uow.actor.role.zh}不能更改检索学习的开关。",
            article=lifecycle.ARTICLE,
            next_step="请由知识库管理员或县热线办负责人操作。",
            subject="知识库检索学习",
        )

    uow.set_fact(SWITCH, "on" if is_on else "off")

    uow.audit("switch_learning", "知识库检索学习", is_on=is_on)
