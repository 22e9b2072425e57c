"""The vectors of the entries in force: a disposable copy beside the index, followed in the background."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import secrets
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np
from sqlalchemy import func, select

from core.store import lease
from core.store.actor import Actor
from core.store.db import Database
from core.store.models import Counter
from core.store.work import Reading
from kb import entry_checks, indexing, meaning
from kb.document import Document
from kb.meaning import Model, Sense, Vectors
from kb.models import Entry

LEASE = "kb_meaning"
LEASE_LENGTH = timedelta(minutes=5)

ASK_EVERY = 50
"""After so many new vectors it is asked whether to go on."""

WRITE_SHARE = 0.25
"""They are put on disk when they are this share of all: early ones serve soon, and the work stays bounded."""

GENTLE = 19
"""The niceness of the thread that computes: whatever a person waits for goes first."""

_POINTER = "current.json"
_log = logging.getLogger(__name__)
_stores: dict[Path, Store] = {}
_stores_lock = threading.Lock()


class Known(NamedTuple):
    """The vectors at one moment: ids, the fingerprint of each text, and a row each."""

    revision: int
    ids: tuple[str, ...]
    prints: Mapping[str, str]
    rows: Vectors

    @classmethod
    def nothing(cls, model: Model) -> Self:
        """Before anything was computed, or after it was lost."""
        return cls(0, (), {}, np.zeros((0, model.dimensions), np.float32))


class Store:
    """One directory's vectors of one model. What is damaged or another model's counts as absent."""

    def __init__(self, directory: Path, model: Model) -> None:
        self.directory = directory
        self.model = model
        self._seen: tuple[int, int] | None = None
        self._known = Known.nothing(model)
        self._loading = threading.Lock()

    def known(self) -> Known:
        """What is on disk; asking again costs one stat until a writer has replaced it."""
        with self._loading:
            stamp = self._stamp()
            if stamp != self._seen:
                self._known = self._load() if stamp else Known.nothing(self.model)
                self._seen = stamp
            return self._known

    def sense(self, question: Vectors) -> Sense:
        """How close each entry lies to a question's vector."""
        known = self.known()
        return Sense(known.ids, known.rows @ question)

    def write(self, known: Known) -> None:
        """Replace what is there; the rename of one small file is the commit."""
        self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        rows = self.directory / f"{secrets.token_hex(8)}.npy"
        with rows.open("wb") as file:
            np.save(file, known.rows.astype(np.float32, copy=False), allow_pickle=False)
            file.flush()
            os.fsync(file.fileno())
        said = {
            **self._signature(),
            "revision": known.revision,
            "file": rows.name,
            "sha256": _hash(rows),
            "entries": [[id_, known.prints[id_]] for id_ in known.ids],
        }
        pointer = self.directory / f"{_POINTER}.{secrets.token_hex(4)}"
        with pointer.open("w", encoding="utf-8") as file:
            json.dump(said, file)
            file.flush()
            os.fsync(file.fileno())
        pointer.replace(self.directory / _POINTER)
        for old in self.directory.iterdir():
            if old.name not in (rows.name, _POINTER):
                with suppress(OSError):
                    old.unlink()

    def _signature(self) -> dict[str, str | int]:
        return {
            "name": self.model.name,
            "version": self.model.version,
            "dimensions": self.model.dimensions,
            "longest": meaning.LONGEST_TEXT,
        }

    def _stamp(self) -> tuple[int, int] | None:
        try:
            status = (self.directory / _POINTER).stat()
        except OSError:
            return None
        return status.st_ino, status.st_mtime_ns

    def _load(self) -> Known:
        try:
            said = json.loads((self.directory / _POINTER).read_text(encoding="utf-8"))
            if any(said[name] != value for name, value in self._signature().items()):
                _log.info("vectors of another model are computed anew")
                return Known.nothing(self.model)
            path = self.directory / Path(said["file"]).name
            if _hash(path) != said["sha256"]:
                raise ValueError(f"{path.name} is damaged")
            rows = np.load(path, mmap_mode="r", allow_pickle=False)
            prints = {str(id_): str(print_) for id_, print_ in said["entries"]}
            if rows.shape != (len(prints), self.model.dimensions):
                raise ValueError(f"{rows.shape} for {len(prints)} entries")
            return Known(int(said["revision"]), tuple(prints), prints, rows)
        except (OSError, ValueError, KeyError, TypeError) as error:
            _log.warning("vectors are computed anew: %s", error)
            return Known.nothing(self.model)


def store_of(reading: Reading) -> Store | None:
    """The one store of this process for the reading's database; None without a model."""
    model = meaning.model()
    if model is None:
        return None
    index = indexing.index_of(reading).directory
    directory = index.with_name(f"{index.name}-meaning")
    with _stores_lock:
        if directory not in _stores:
            _stores[directory] = Store(directory, model)
        return _stores[directory]


def forget() -> None:
    """Let go of every store of this process; each is opened again when asked for."""
    with _stores_lock:
        _stores.clear()


def is_ready(reading: Reading) -> bool:
    """Whether a finished question may be looked at by meaning."""
    store = store_of(reading)
    return store is not None and bool(store.known().ids)


# --- following the database ------------------------------------------------------------------------


def follow(database: Database, is_stopping: Callable[[], bool] = lambda: False) -> int:
    """Compute what is missing, in one process at a time; the number of texts read. One query when idle.

    A text that did not change keeps its vector, whatever became of the entry's other fields.
    """
    with database.read(Actor.system()) as reading:
        store = store_of(reading)
        revision = _revision(reading)
        if store is None or store.known().revision == revision:
            return 0
    holder = lease.new_holder()
    if not lease.take(database, LEASE, holder, LEASE_LENGTH):
        return 0
    try:
        with database.read(Actor.system()) as reading:
            revision = _revision(reading)
            in_force = select(Entry.id).where(Entry.in_force_number.is_not(None))
            ids = list(reading.session.scalars(in_force.order_by(Entry.id)))
            documents = indexing.documents_in_force(reading, ids)

        def may_go_on() -> bool:
            return not is_stopping() and lease.take(database, LEASE, holder, LEASE_LENGTH)

        return update(store, documents, revision, may_go_on=may_go_on)
    finally:
        lease.give_back(database, LEASE, holder)


def update(
    store: Store,
    documents: Iterable[Document],
    revision: int,
    *,
    may_go_on: Callable[[], bool] = lambda: True,
) -> int:
    """Bring the store to these documents and no others; the number of texts that had to be read."""
    texts = {one.id: meaning.text_of(one) for one in documents}
    prints = {id_: hashlib.sha256(text.encode()).hexdigest() for id_, text in texts.items()}
    before = store.known()
    rows: dict[str, Vectors] = {
        id_: before.rows[place]
        for place, id_ in enumerate(before.ids)
        if prints.get(id_) == before.prints[id_]
    }
    missing = [id_ for id_ in texts if id_ not in rows]
    read = written = 0
    for read, id_ in enumerate(missing, start=1):
        rows[id_] = store.model.of_texts([texts[id_]])[0]
        if read % ASK_EVERY or read == len(missing):
            continue
        is_stopped = not may_go_on()
        if is_stopped or read - written >= WRITE_SHARE * len(rows):
            store.write(_gathered(store, rows, prints, 0))
            written = read
        if is_stopped:
            return read
    store.write(_gathered(store, rows, prints, revision))
    return read


def gently(database: Database, is_stopping: Callable[[], bool]) -> threading.Thread:
    """`follow` in a thread of its own that gives way to everybody."""

    def run() -> None:
        # On Linux niceness belongs to the thread, elsewhere to the process: there it stays as it is.
        with suppress(OSError, AttributeError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), GENTLE)
        try:
            follow(database, is_stopping)
        except Exception:
            # Nobody waits for this thread: the words answer, and it is tried again.
            _log.exception("vectors could not be computed")

    worker = threading.Thread(target=run, name="kb-meaning", daemon=True)
    worker.start()
    return worker


def _gathered(
    store: Store, rows: Mapping[str, Vectors], prints: Mapping[str, str], revision: int
) -> Known:
    kept = tuple(rows)
    table = np.array([*rows.values()], np.float32).reshape(len(kept), store.model.dimensions)
    return Known(revision, kept, {id_: prints[id_] for id_ in kept}, table)


def _revision(reading: Reading) -> int:
    counted = select(func.max(Counter.value)).where(Counter.name == entry_checks.COUNTER)
    return reading.session.scalar(counted) or 0


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
