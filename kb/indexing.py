"""The index that serves a database: opened once a process, caught up before it is asked, rebuilt when lost."""

from __future__ import annotations

import functools
import hashlib
import logging
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple, Protocol

from sqlalchemy import Engine, and_, func, select
from sqlalchemy.orm import Session

from core import settings
from core.store.models import Counter
from core.store.work import Reading
from kb import analyzer, entry_checks, warming
from kb.document import Document
from kb.index import Index, IndexBroken, IndexBusy
from kb.models import Entry, Revision
from kb.snapshot import Snapshot

FIRST_WAIT_SECONDS = 2.0
"""How long a search waits for a rebuild before the database answers instead."""

RETRY_SECONDS = 30.0
"""A rebuild that failed is not tried again sooner: the cause is rarely gone by then."""

PATIENCE_SECONDS = 0.02
"""How long a keystroke waits for what is new; with the next one it is there."""

_log = logging.getLogger(__name__)
_handles: dict[Path, IndexHandle] = {}
_handles_lock = threading.Lock()


class Changes(NamedTuple):
    """What became of the source since a revision: documents new or changed, ids that are gone."""

    documents: list[Document]
    gone_ids: set[str]


class Source(Protocol):
    """What an index is a copy of; each revision is committed together with what it counts."""

    name: str

    def revision(self, session: Session) -> int:
        """The newest committed change that is seen from here."""

    def everything(self, session: Session) -> Iterable[Document]:
        """All documents as they stand."""

    def changes(self, session: Session, since: int) -> Changes:
        """What was changed after revision `since`."""


class Entries:
    """The published entries of the knowledge base, under its own revision number."""

    name = ""

    def revision(self, session: Session) -> int:
        """The knowledge base's revision."""
        return _revision(session)

    def everything(self, session: Session) -> Iterable[Document]:
        """Every entry in force."""
        return [document_of(*found) for found in _in_force(session)]

    def changes(self, session: Session, since: int) -> Changes:
        """Entries changed since: those still in force, and those no longer so."""
        changed = set(session.scalars(select(Entry.id).where(Entry.changed_revision > since)))
        documents = [document_of(*found) for found in _in_force(session, changed)]
        return Changes(documents, {str(id_) for id_ in changed} - {one.id for one in documents})


def index_of(reading: Reading, source: Source | None = None) -> IndexHandle:
    """The one handle of this process for the reading's database: of its entries unless told otherwise."""
    engine = _engine(reading)
    source = source or Entries()
    # A directory a database: one that was moved or restored elsewhere never meets a foreign index.
    name = hashlib.sha256(str(engine.url).encode()).hexdigest()[:16]
    home = settings.load()
    directory = home.index_dir / (f"{name}-{source.name}" if source.name else name)
    with _handles_lock:
        if directory not in _handles:
            _prepare(home.cache_dir)
            _handles[directory] = IndexHandle(directory, source)
        return _handles[directory]


@functools.cache
def _prepare(cache_dir: Path) -> None:
    """Load the segmenter once a process, its cache in a directory of our own."""
    cache_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    analyzer.prepare(cache_dir)


class IndexHandle:
    """One directory's index within this process, safe for its threads."""

    def __init__(self, directory: Path, source: Source) -> None:
        self.directory = directory
        self._source = source
        self._following: threading.Thread | None = None
        self._warmed: Snapshot | None = None
        self._index: Index | None = None
        self._changing = threading.Lock()
        self._rebuilding: threading.Thread | None = None
        self._failed_at = float("-inf")

    def current(self, reading: Reading) -> Index:
        """The index with every committed change applied; costs one query when nothing changed.

        Raises IndexBroken where it is lost or damaged; then a rebuild is under way already, unless
        one failed just now.
        """
        try:
            return self._caught_up(reading)
        except IndexBroken as broken:
            self._index = None
            worker = self._start_rebuild(_engine(reading), broken.reason)
            if worker is not None:
                worker.join(FIRST_WAIT_SECONDS)
                if not worker.is_alive():
                    return self._caught_up(reading)
            raise

    def nearby(self, reading: Reading) -> Index:
        """The index as it stands; what is new is applied beside, and a keystroke hardly waits for it.

        For whom the database has the last word on each proposal anyway. Raises IndexBroken; then a
        rebuild is under way.
        """
        engine = _engine(reading)
        try:
            index = self._open()
            is_behind = index.revision != self._source.revision(reading.session)
        except IndexBroken as broken:
            self._index = None
            self._start_rebuild(engine, broken.reason)
            raise
        if is_behind:
            self._follow(engine).join(PATIENCE_SECONDS)
        return index

    def settle(self, reading: Reading) -> None:
        """Let the index follow now and wait for it, however long a rebuild takes.

        Raises IndexBusy while another process writes.
        """
        try:
            self._caught_up(reading)
        except IndexBroken:
            self.rebuild(_engine(reading))

    def rebuild(self, engine: Engine) -> int:
        """Make the index anew beside the old one, and tell how many documents it holds.

        Raises IndexBusy while another process writes.
        """
        with Session(engine) as session:
            revision = self._source.revision(session)
            index = Index.rebuild(self.directory, self._source.everything(session), revision)
        self._index = index
        return index.snapshot().alive_count

    def warm(self, reading: Reading, is_stopping: Callable[[], bool]) -> None:
        """Decode the long lists before somebody on the phone waits for them, once for each revision.

        A broken index is left alone.
        """
        try:
            snapshot = self.current(reading).snapshot()
            if snapshot is not self._warmed:
                warming.warm(snapshot, is_stopping)
                self._warmed = snapshot
        except IndexBroken:
            _log.info("nothing decoded ahead: the index is being rebuilt")

    def lag(self, reading: Reading) -> int:
        """索引落后: how many changes the index has not applied yet."""
        revision = self._source.revision(reading.session)
        try:
            return max(revision - self._open().revision, 0)
        except IndexBroken:
            return revision

    def _open(self) -> Index:
        if self._index is None:
            self._index = Index.open(self.directory)
        return self._index

    def _caught_up(self, reading: Reading) -> Index:
        index = self._open()
        if index.revision != self._source.revision(reading.session) and self._changing.acquire(
            timeout=2
        ):
            # Waiting longer could use up the pool: each who waits here holds a connection already.
            try:
                self._catch_up(index, _engine(reading))
            finally:
                self._changing.release()
        return index

    def _catch_up(self, index: Index, engine: Engine) -> None:
        """Apply what was committed since, seen by a look of its own.

        The asking transaction may hold changes of its own that are still to be undone, or be older
        than what another process has applied already.
        """
        with Session(engine) as session:
            revision = self._source.revision(session)
            if index.revision > revision:
                raise IndexBroken(f"at {index.revision}, ahead of the database at {revision}")
            changes = self._source.changes(session, index.revision)
        try:
            index.apply(changes.documents, sorted(changes.gone_ids), revision)
        except IndexBusy:
            _log.info("index busy, still at revision %s", index.revision)

    def _follow(self, engine: Engine) -> threading.Thread:
        """Catch up in a thread of its own; a second one started at once finds nothing to do."""
        worker = self._following
        if worker is None or not worker.is_alive():
            worker = self._following = threading.Thread(
                target=self._follow_quietly, args=(engine,), name="kb-follow", daemon=True
            )
            worker.start()
        return worker

    def _follow_quietly(self, engine: Engine) -> None:
        try:
            with self._changing:
                self._catch_up(self._open(), engine)
        except IndexBroken as broken:
            self._index = None
            self._start_rebuild(engine, broken.reason)
        except Exception:
            # Nobody waits for this thread: the next keystroke tries again.
            _log.exception("index could not follow")

    def _start_rebuild(self, engine: Engine, reason: str) -> threading.Thread | None:
        with self._changing:
            if self._rebuilding is not None and self._rebuilding.is_alive():
                return self._rebuilding
            if time.monotonic() - self._failed_at < RETRY_SECONDS:
                return None
            is_first = not self.directory.exists()
            _log.log(logging.INFO if is_first else logging.WARNING, "index is rebuilt: %s", reason)
            self._rebuilding = threading.Thread(
                target=self._rebuild_quietly, args=(engine,), name="kb-rebuild", daemon=True
            )
            self._rebuilding.start()
            return self._rebuilding

    def _rebuild_quietly(self, engine: Engine) -> None:
        try:
            count = self.rebuild(engine)
            _log.info("index rebuilt with %s documents", count)
        except Exception:
            # Nobody waits for this thread: the log is told, the database goes on answering.
            self._failed_at = time.monotonic()
            _log.exception("index could not be rebuilt")


def document_of(entry: Entry, revision: Revision) -> Document:
    """An entry in force as the index takes it."""
    category = revision.category
    path = (category.level1, category.level2) if category else ()
    unit = entry.unit.name if entry.unit else ""
    headings = (revision.law_title, revision.chapter, unit, *path)
    texts = (
        *(revision.spoken_answer, revision.text, revision.conditions, revision.materials),
        *(revision.steps, revision.time_limit, revision.fee, revision.place, revision.phone),
    )
    return Document(
        id=str(entry.id),
        title=revision.title,
        questions=tuple(
            filter(None, (revision.standard_question, *revision.variant_questions.splitlines()))
        ),
        keywords=tuple(revision.keywords.splitlines()),
        headings=tuple(filter(None, headings)),
        text="\n".join(filter(None, texts)),
        kind=entry.kind.value,
        unit_id=str(entry.unit_id or ""),
        area=str(revision.area_id or ""),
        category=path,
        audience=revision.audience.value,
        valid_from=revision.effective_from,
        valid_until=revision.effective_until,
    )


def documents_in_force(reading: Reading, entry_ids: Iterable[int]) -> list[Document]:
    """Some entries in force as the index knows them; those no longer in force are left out."""
    return [document_of(*found) for found in _in_force(reading.session, entry_ids)]


def _in_force(session: Session, ids: Iterable[int] | None = None) -> list[tuple[Entry, Revision]]:
    in_force = and_(Revision.entry_id == Entry.id, Revision.number == Entry.in_force_number)
    rows = select(Entry, Revision).join(Revision, in_force).order_by(Entry.id)
    if ids is None:
        return [(row.Entry, row.Revision) for row in session.execute(rows)]
    wanted, found = sorted(ids), []
    for start in range(0, len(wanted), 500):  # below the databases' limit of values a query
        part = rows.where(Entry.id.in_(wanted[start : start + 500]))
        found += [(row.Entry, row.Revision) for row in session.execute(part)]
    return found


def _revision(session: Session) -> int:
    """The knowledge base's own revision: the newest committed change that is seen from here."""
    counted = select(func.max(Counter.value)).where(Counter.name == entry_checks.COUNTER)
    return session.scalar(counted) or 0


def _engine(reading: Reading) -> Engine:
    return reading.session.get_bind().engine
