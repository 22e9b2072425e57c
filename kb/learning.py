"""Learning from use: answered and opened entries teach the search which entry answers which question (办法第十七条)."""

from __future__ import annotations

import functools
import json
import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Engine, select

from core.errors import NotAllowed, NotFound
from core.insight import answered
from core.rules.terms import Role
from core.store.actor import Actor
from core.store.db import Database
from core.store.work import Reading, UnitOfWork
from kb import analyzer, indexing, judgements, lifecycle, synonyms, trial
from kb.document import Document
from kb.index import IndexBroken
from kb.learning_report import Report
from kb.lessons import Lesson, Lessons, Pair
from kb.models import Entry, SearchRecord
from kb.terms import LessonSource

HALF_LIFE_DAYS = 180
"""After so many days a question counts half: what entries say, and what is asked, changes."""

OLDEST_DAYS = 730
MOST_OPENED = 2_000
"""More opened results than this teach nothing new; the newest are taken."""

OPENED_WEIGHTS = (0.25, 0.5, 0.75)
"""打开 counts less than 引用, and from the first place the least: there it is opened unread."""

SWITCH = "kb_learning"
"""The fact that turns learning off for the whole county."""

SWITCHED = "kb_learning_switched"
EXCLUDED = "kb_learning_excluded"
KEEPERS = (Role.OFFICE_LEAD, Role.KB_EDITOR)
"""Who looks at what was learned and strikes out of it."""

_log = logging.getLogger(__name__)
_known: dict[Engine, Report] = {}
_running: set[Engine] = set()
_again: set[Engine] = set()
_lock = threading.Lock()


class Switched(NamedTuple):
    """Who last turned the switch, and when."""

    by: str
    at: datetime


class Excluded(NamedTuple):
    """不学的: entries and pairs of words that are left out, whatever use says."""

    entry_ids: frozenset[int] = frozenset()
    pairs: frozenset[Pair] = frozenset()


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


# --- what this process knows -----------------------------------------------------------------------


def known(reading: Reading) -> Lessons | None:
    """What was learned when last looked; never waited for, None before the first look or when off."""
    report = last(reading)
    return report.lessons if report else None


def last(reading: Reading) -> Report | None:
    """学习情况 when last looked; None before the first look."""
    return _known.get(reading.session.get_bind().engine)


def refresh(database: Database) -> Report:
    """Learn anew from use, and give every later search of this process what was learned.

    Nothing is stored: a ticket or a search that is gone teaches no more, and no caller's words are kept.
    """
    with database.read(Actor.system()) as reading:
        report = learned(reading)
    with _lock:
        _known[database.engine] = report
    return report


def start(database: Database) -> bool:
    """现在重新学习, in the background; False where that is under way: then once more afterwards.

    What was switched or struck out meanwhile is obeyed by the second round.
    """
    with _lock:
        if database.engine in _running:
            _again.add(database.engine)
            return False
        _running.add(database.engine)
    threading.Thread(target=_run, args=(database,), name="learning", daemon=True).start()
    return True


def is_running(reading: Reading) -> bool:
    """Whether this process is learning anew just now."""
    return reading.session.get_bind().engine in _running


def _run(database: Database) -> None:
    is_wanted = True
    while is_wanted:
        try:
            refresh(database)
        except Exception:
            _log.exception("learning failed")
        with _lock:
            is_wanted = database.engine in _again
            _again.discard(database.engine)
            if not is_wanted:
                _running.discard(database.engine)


# --- learning --------------------------------------------------------------------------------------


def learned(reading: Reading) -> Report:
    """The lessons of the last two years, fading by half in half a year, where they help."""
    if not is_on(reading):
        return Report(reading.now, False, True, None, ())
    left_out = excluded(reading)
    doubts = judgements.useless_share(reading)
    taught = [
        lesson._replace(weight=lesson.weight * (1 - doubts.get(int(lesson.entry_id), 0.0)))
        for lesson in (*_answered(reading), *_opened(reading))
        if int(lesson.entry_id) not in left_out.entry_ids
    ]
    documents = indexing.documents_in_force(reading, {int(one.entry_id) for one in taught})
    words = {one.id: words_of(one) for one in documents}
    try:
        index = indexing.index_of(reading).current(reading)
        outcome = trial.tried(
            index,
            [one for one in taught if one.entry_id in words],
            words,
            functools.partial(index.snapshot().share_of, "words"),
            left_out.pairs,
            synonyms.known(reading),
        )
    except IndexBroken:
        _log.info("nothing learned: the index is being rebuilt")
        return Report(reading.now, True, False, None, ())
    return Report(reading.now, True, True, outcome.lessons, outcome.checks)


def _answered(reading: Reading) -> list[Lesson]:
    since = reading.now - timedelta(days=OLDEST_DAYS)
    return [
        Lesson(one.question, str(one.entry_id), _faded(reading, one.at))
        for one in answered.answered_directly(reading, since)
    ]


def _opened(reading: Reading) -> list[Lesson]:
    """Results that were opened, while the record of the search is kept (`search_record_days`)."""
    since = reading.now - timedelta(days=reading.policy.days("search_record_days"))
    rows = reading.session.scalars(
        select(SearchRecord)
        .where(SearchRecord.opened_entry_id.is_not(None), SearchRecord.asked_at >= since)
        .order_by(SearchRecord.id.desc())
        .limit(MOST_OPENED)
    )
    return [
        Lesson(
            row.question,
            str(row.opened_entry_id),
            _faded(reading, row.asked_at) * _weight_of(row),
            LessonSource.OPENED,
        )
        for row in rows
    ]


def _weight_of(record: SearchRecord) -> float:
    if record.is_cited:
        return 1.0
    place = min(max(record.opened_place or 1, 1), len(OPENED_WEIGHTS))
    return OPENED_WEIGHTS[place - 1]


def _faded(reading: Reading, at: datetime) -> float:
    return float(0.5 ** ((reading.now - at).days / HALF_LIFE_DAYS))


# --- the switch, and what is left out --------------------------------------------------------------


def is_on(reading: Reading) -> bool:
    """Whether the county lets the search learn; it does unless somebody turned it off."""
    return reading.fact(SWITCH) != "off"


def switched(reading: Reading) -> Switched | None:
    """Who last turned the switch; None where nobody ever did."""
    kept = reading.fact(SWITCHED)
    if kept is None:
        return None
    said = json.loads(kept)
    return Switched(said["by"], datetime.fromisoformat(said["at"]))


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
    said = {"by": uow.actor.name, "at": uow.now.isoformat()}
    uow.set_fact(SWITCHED, json.dumps(said, ensure_ascii=False))

    uow.audit("switch_learning", "知识库检索学习", is_on=is_on)


def excluded(reading: Reading) -> Excluded:
    """What is left out of learning."""
    kept = reading.fact(EXCLUDED)
    if kept is None:
        return Excluded()
    said = json.loads(kept)
    return Excluded(frozenset(said["entries"]), frozenset(Pair(*pair) for pair in said["pairs"]))


def exclude_entry(uow: UnitOfWork, entry_id: int) -> None:
    """不学这条知识: no question leads to it by learning any more. Raises NotAllowed, NotFound."""
    uow.require(*KEEPERS, doing="调整检索学习")
    if uow.session.get(Entry, entry_id) is None:
        raise NotFound(
            "没有找到这条知识。", next_step="请刷新页面。", subject=f"知识 id {entry_id}"
        )

    _change(uow, lambda old: old._replace(entry_ids=old.entry_ids | {entry_id}))

    uow.audit("exclude_lesson", f"知识 id {entry_id}")


def include_entry(uow: UnitOfWork, entry_id: int) -> None:
    """恢复学习这条知识. Raises NotAllowed."""
    uow.require(*KEEPERS, doing="调整检索学习")

    _change(uow, lambda old: old._replace(entry_ids=old.entry_ids - {entry_id}))

    uow.audit("include_lesson", f"知识 id {entry_id}")


def exclude_pair(uow: UnitOfWork, pair: Pair) -> None:
    """不学这对词语: the one no longer brings in the other. Raises NotAllowed."""
    uow.require(*KEEPERS, doing="调整检索学习")

    _change(uow, lambda old: old._replace(pairs=old.pairs | {pair}))

    uow.audit("exclude_lesson", f"{pair.asked} → {pair.written}")


def include_pair(uow: UnitOfWork, pair: Pair) -> None:
    """恢复学习这对词语. Raises NotAllowed."""
    uow.require(*KEEPERS, doing="调整检索学习")

    _change(uow, lambda old: old._replace(pairs=old.pairs - {pair}))

    uow.audit("include_lesson", f"{pair.asked} → {pair.written}")


def _change(uow: UnitOfWork, change: Callable[[Excluded], Excluded]) -> None:
    new = change(excluded(uow))
    kept = {"entries": sorted(new.entry_ids), "pairs": sorted(new.pairs)}
    uow.set_fact(EXCLUDED, json.dumps(kept, ensure_ascii=False))
