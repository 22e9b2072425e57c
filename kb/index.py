"""The index on disk: a disposable copy of the published entries, with the revision it stands at.

Each revision is a directory of its own whose unchanged files are hard links; one file, `current`,
names it together with its revision, its fingerprint and the hash of every file. Replacing that
file in one rename is the commit, so text and revision number can never differ after a crash.
"""

import hashlib
import json
import os
import secrets
import shutil
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple, Self

import filelock
import whoosh
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.reading import SegmentReader
from whoosh.writing import MERGE_SMALL, NO_MERGE, OPTIMIZE

from core.errors import HotlineError
from kb import analyzer, document
from kb.document import Document
from kb.postings import ArrayWriter
from kb.segment import Segment
from kb.snapshot import Snapshot
from kb.term_cache import Memory, TermCache

LOCK_SECONDS = 10.0
"""How long a writer waits for another before it gives way; the database keeps the queue."""

SEGMENT_POSTINGS = 24_000_000
"""Postings gathered in memory before a rebuild writes a segment (12 bytes each)."""

WORN_SHARE = 0.3
"""From this share of deleted documents on, a change also rewrites all segments."""

_POINTER = "current"
_SEGMENT = ".seg"


class IndexBroken(HotlineError):
    """The index is missing, damaged or made by another version; search falls back and rebuilds."""

    def __init__(self, reason: str) -> None:
        super().__init__("知识库索引暂不可用，正在重建；查找暂由数据库完成，结果可能较少。")
        self.reason = reason


class IndexBusy(HotlineError):
    """Another writer holds the index; what is queued in the database is applied later."""

    def __init__(self) -> None:
        super().__init__("知识库索引正在由另一进程更新，稍后会自动补上。")


class Manifest(NamedTuple):
    """What `current` says: the directory that counts, its revision and the hash of each file."""

    generation: str
    revision: int
    fingerprint: dict[str, str | int]
    files: dict[str, str]


def fingerprint() -> dict[str, str | int]:
    """Whatever makes an old index unusable when it changes; the dictionary comes with jieba."""
    segmenter = analyzer.segmenter()
    return {
        "format": document.FORMAT,
        "analyzer": analyzer.VERSION,
        "segmenter": f"{segmenter.name} {segmenter.version}",
        "whoosh": whoosh.versionstring(),
    }


class Index:
    """The searchable copy in one directory. One object serves all threads of a process."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._cache = TermCache()
        self._refreshing = threading.Lock()
        self._seen: tuple[int, int, int] | None = None
        self._manifest: Manifest | None = None
        self._snapshot: Snapshot | None = None

    @classmethod
    def open(cls, directory: Path) -> Self:
        """Open and verify what is there. Raises IndexBroken when it can't be trusted."""
        opened = cls(directory)
        opened.snapshot()
        return opened

    @classmethod
    def rebuild(cls, directory: Path, documents: Iterable[Document], revision: int) -> Self:
        """Make the index anew beside the old one, which is never read, then switch to it.

        Indexes already open on this directory follow at their next search. Raises IndexBusy.
        """
        _make_private(directory)
        with _writing(directory):
            _remove_generations(directory, keep=_current_generation(directory))
            generation = _new_generation(directory, revision)
            _write_all(directory / generation, documents)
            _switch(directory, generation, revision, known={})
        return cls.open(directory)

    @property
    def revision(self) -> int:
        """The last applied revision: what the database counts beyond it is still to be applied."""
        return self.snapshot().revision

    def apply(
        self, documents: Iterable[Document], deleted_ids: Iterable[str], revision: int
    ) -> None:
        """Replace or add `documents`, remove `deleted_ids`; all of it or nothing.

        Does nothing when the index stands at `revision` or beyond, so that two processes may catch
        up at once. Raises IndexBusy while somebody else writes, IndexBroken.
        """
        if self.revision >= revision:
            return
        changed = {entry.id: document.to_fields(entry) for entry in documents}
        gone = changed.keys() | set(deleted_ids)
        with _writing(self._directory):
            snapshot = self.snapshot()
            manifest = self._manifest
            if manifest is None or snapshot.revision >= revision:
                return
            _remove_generations(self._directory, keep=manifest.generation)
            generation = _new_generation(self._directory, revision)
            with _broken_unless_full():
                _link_files(self._directory, manifest, generation)
                numbers = [number for id_ in gone for number in snapshot.numbers_of(id_)]
                is_worn = snapshot.count - snapshot.alive_count > WORN_SHARE * snapshot.count
                changes = list(changed.values())
                _write_changes(self._directory / generation, changes, numbers, is_worn)
            _switch(self._directory, generation, revision, known=manifest.files)
        self.snapshot()

    def memory(self) -> Memory:
        """What the decoded postings take; the files are the operating system's to keep."""
        return self._cache.memory()

    def snapshot(self) -> Snapshot:
        """The newest revision on disk, opened if it is not the one already at hand.

        Asking costs one stat. Raises IndexBroken.
        """
        if self._snapshot is not None and self._stamp() == self._seen:
            return self._snapshot
        with self._refreshing:
            stamp = self._stamp()
            if self._snapshot is None or stamp != self._seen:
                self._load()
                self._seen = stamp
            if self._snapshot is None:
                raise IndexBroken("nothing was loaded")
            return self._snapshot

    def _stamp(self) -> tuple[int, int, int]:
        try:
            status = (self._directory / _POINTER).stat()
        except OSError as error:
            raise IndexBroken(f"no index: {error}") from error
        return status.st_ino, status.st_mtime_ns, status.st_size

    def _load(self) -> None:
        """Open the directory that counts; once more if a writer has just removed it."""
        while True:
            manifest = _read_manifest(self._directory)
            try:
                snapshot = self._open_generation(manifest)
            except Exception as error:
                if _read_manifest(self._directory) != manifest:
                    continue
                if isinstance(error, IndexBroken):
                    raise
                raise IndexBroken(f"{manifest.generation}: {error!r}") from error
            break
        dropped = self._segments().keys() - {part.segment.id for part in snapshot.parts}
        self._cache.forget(dropped)
        self._cache.make_room(snapshot.count)
        self._manifest, self._snapshot = manifest, snapshot

    def _open_generation(self, manifest: Manifest) -> Snapshot:
        if manifest.fingerprint != fingerprint():
            raise IndexBroken(f"made by {manifest.fingerprint}")
        directory = self._directory / manifest.generation
        verified = self._manifest.files if self._manifest and self._snapshot else {}
        for name, digest in manifest.files.items():
            is_verified = name.endswith(_SEGMENT) and verified.get(name) == digest
            if not is_verified and _hash(directory / name) != digest:
                raise IndexBroken(f"{name} is damaged")
        storage = FileStorage(str(directory))
        toc = FileIndex(storage, document.SCHEMA)._read_toc()
        known = self._segments()
        segments = []
        for stored in toc.segments:
            segment = known.get(stored.segment_id())
            if segment is None:
                reader = SegmentReader(storage, document.SCHEMA, stored)
                segment = Segment(reader, self._cache)
            segments.append((segment, list(stored.deleted_docs())))
        return Snapshot(manifest.revision, segments)

    def _segments(self) -> dict[str, Segment]:
        parts = self._snapshot.parts if self._snapshot else ()
        return {part.segment.id: part.segment for part in parts}


# --- writing ---------------------------------------------------------------------------------


@contextmanager
def _writing(directory: Path) -> Iterator[None]:
    """One writer at a time, over all threads and processes. Raises IndexBusy."""
    try:
        with filelock.FileLock(directory / "write.lock", timeout=LOCK_SECONDS):
            yield
    except filelock.Timeout as error:
        raise IndexBusy from error


@contextmanager
def _broken_unless_full() -> Iterator[None]:
    """Whatever Whoosh trips over means a broken index, but for a disk that has no room."""
    try:
        yield
    except FileNotFoundError as error:
        raise IndexBroken(repr(error)) from error
    except (OSError, MemoryError):
        raise
    except Exception as error:
        raise IndexBroken(repr(error)) from error


@contextmanager
def _segment_writer(directory: Path, mergetype: Any) -> Iterator[ArrayWriter]:
    """A writer that commits at the end, and closes its files whatever goes wrong before."""
    writer = ArrayWriter(FileIndex(FileStorage(str(directory)), document.SCHEMA), document.LISTS)
    try:
        yield writer
        writer.commit(mergetype)
    except BaseException:
        with suppress(Exception):
            writer.cancel()
        raise


def _write_all(directory: Path, documents: Iterable[Document]) -> None:
    """Write all documents as fresh segments into an empty directory."""
    FileIndex.create(FileStorage(str(directory)), document.SCHEMA)
    remaining = iter(documents)
    is_done = False
    while not is_done:
        with _segment_writer(directory, NO_MERGE) as writer:
            is_done = True
            for entry in remaining:
                writer.add_document(**document.to_fields(entry))
                if len(writer.pool) > SEGMENT_POSTINGS:
                    is_done = False
                    break


def _write_changes(
    directory: Path, changes: Sequence[dict[str, Any]], deleted: Sequence[int], is_worn: bool
) -> None:
    """Delete by number and add documents to the segments linked into `directory`."""
    with _segment_writer(directory, OPTIMIZE if is_worn else MERGE_SMALL) as writer:
        for number in deleted:
            writer.delete_document(number)
        for values in changes:
            writer.add_document(**values)


def _link_files(directory: Path, manifest: Manifest, generation: str) -> None:
    for name in manifest.files:
        source, target = directory / manifest.generation / name, directory / generation / name
        try:
            target.hardlink_to(source)
        except FileNotFoundError:
            raise
        except OSError:
            shutil.copy2(source, target)


def _switch(directory: Path, generation: str, revision: int, known: dict[str, str]) -> None:
    """Make a finished directory the one that counts: sync it, then replace `current`."""
    files = {}
    for path in sorted((directory / generation).iterdir()):
        if path.suffix in (".toc", _SEGMENT):
            is_link = path.suffix == _SEGMENT and path.name in known
            files[path.name] = known[path.name] if is_link else _hash(path)
            if not is_link:
                _sync(path)
    _sync(directory / generation)
    manifest = Manifest(generation, revision, fingerprint(), files)
    body = json.dumps(manifest._asdict(), sort_keys=True).encode()
    fresh = directory / f"{_POINTER}.new"
    fresh.write_bytes(hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
    _sync(fresh)
    fresh.replace(directory / _POINTER)
    _sync(directory)
    _remove_generations(directory, keep=generation)


def _new_generation(directory: Path, revision: int) -> str:
    generation = f"r{revision}-{secrets.token_hex(4)}"
    (directory / generation).mkdir(mode=0o700)
    return generation


def _remove_generations(directory: Path, keep: str | None) -> None:
    """Clear away what crashed writers and former revisions left; open files stay readable."""
    for path in directory.glob("r*-*"):
        if path.is_dir() and path.name != keep:
            shutil.rmtree(path, ignore_errors=True)


def _current_generation(directory: Path) -> str | None:
    with suppress(IndexBroken):
        return _read_manifest(directory).generation
    return None


def _make_private(directory: Path) -> None:
    """Only the owner may write here: Whoosh keeps its table of contents as a pickle."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    directory.chmod(0o700)


def _read_manifest(directory: Path) -> Manifest:
    try:
        digest, _, body = (directory / _POINTER).read_bytes().partition(b"\n")
    except OSError as error:
        raise IndexBroken(f"no index: {error}") from error
    if hashlib.sha256(body).hexdigest().encode() != digest:
        raise IndexBroken("current is damaged")
    return Manifest(**json.loads(body))


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    """Force a file or a directory to disk; Windows can't do directories and needn't."""
    if path.is_dir() and os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
