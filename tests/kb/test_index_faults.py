"""The index under kill -9 and on bad disks: the old revision, or a clear word — never wrong hits."""

import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kb import search
from kb.document import Document
from kb.index import Index, IndexBroken

ROOT = Path(__file__).parents[2]
KILLS = 12

# Each revision rewrites the same three entries, so that a mixture of two would show.
WRITER = """
import sys
from pathlib import Path
from kb.document import Document
from kb.index import Index

index = Index.open(Path(sys.argv[1]))
print("ready", flush=True)
while True:
    revision = index.revision + 1
    documents = [
        Document(id=str(id_), title=f"第r{revision}号", text="供暖低保养犬" * 200) for id_ in range(3)
    ]
    if revision % 5:
        index.apply(documents, [f"gone{revision - 1}"], revision)
    else:
        index = Index.rebuild(Path(sys.argv[1]), documents, revision)
    print(revision, flush=True)
"""


def three_entries(revision: int) -> list[Document]:
    return [Document(id=str(id_), title=f"第r{revision}号") for id_ in range(3)]


def written_by_killed_process(directory: Path, alive_seconds: float) -> int:
    """The last revision a writer acknowledged before SIGKILL met it in the middle of its work."""
    with subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", WRITER, str(directory)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        time.sleep(alive_seconds)
        writer.kill()
        acknowledged = writer.stdout.read().split("\n")[:-1]
    assert writer.returncode == -9
    return int(acknowledged[-1]) if acknowledged else 0


@pytest.mark.slow
def test_kill_9_leaves_the_last_acknowledged_revision_or_the_next(tmp_path: Path) -> None:
    directory = tmp_path / "index"
    Index.rebuild(directory, three_entries(1), revision=1)
    instants = random.Random(12345)

    for _ in range(KILLS):
        before = Index.open(directory).revision
        acknowledged = max(before, written_by_killed_process(directory, instants.uniform(0, 0.2)))

        opened = Index.open(directory)

        assert opened.revision in (acknowledged, acknowledged + 1)
        answer = search.search(opened, f"r{opened.revision}", audiences=None, on_day=None)
        assert sorted(hit.id for hit in answer.hits) == ["0", "1", "2"]
        assert opened.snapshot().alive_count == 3

    assert opened.revision > 1
    opened.apply([], [], opened.revision + 1)
    assert len([path for path in directory.iterdir() if path.is_dir()]) == 1


# --- bad disks ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("sound") / "index"
    documents = [
        Document(id=str(number), title=f"事项{number}", text=f"办理第{number}项需要身份证" * 8)
        for number in range(60)
    ]
    Index.rebuild(directory, documents[:40], revision=1).apply(documents[40:], ["3"], revision=2)
    return directory


@pytest.fixture
def damaged(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sound, tmp_path / "index"))


def files_of(directory: Path) -> list[Path]:
    return sorted(
        path
        for path in directory.rglob("*")
        if path.suffix in (".toc", ".seg") or path.name == "current"
    )


def assert_each_is_noticed(
    directory: Path, path: Path, damages: list[Callable[[bytearray], None]]
) -> None:
    original = path.read_bytes()
    for damage in damages:
        spoilt = bytearray(original)
        damage(spoilt)
        if spoilt == original:
            continue
        path.write_bytes(spoilt)
        with pytest.raises(IndexBroken):
            Index.open(directory)
    path.write_bytes(original)
    assert Index.open(directory).revision == 2


def truncation(length: int) -> Callable[[bytearray], None]:
    def damage(content: bytearray) -> None:
        del content[length:]

    return damage


def zeroed_page(start: int) -> Callable[[bytearray], None]:
    def damage(content: bytearray) -> None:
        page = content[start : start + 4096]
        content[start : start + 4096] = bytes(len(page))

    return damage


def flipped_bit(place: int, bit: int) -> Callable[[bytearray], None]:
    def damage(content: bytearray) -> None:
        content[place] ^= 1 << bit

    return damage


def test_every_truncation_is_noticed(damaged: Path) -> None:
    for path in files_of(damaged):
        size = path.stat().st_size
        lengths = sorted({size * step // 20 for step in range(20)} | {size - 1})
        assert_each_is_noticed(damaged, path, [truncation(length) for length in lengths])


def test_every_zeroed_page_is_noticed(damaged: Path) -> None:
    for path in files_of(damaged):
        starts = range(0, path.stat().st_size, 4096)
        assert_each_is_noticed(damaged, path, [zeroed_page(start) for start in starts])


def test_a_thousand_flipped_bits_are_noticed(damaged: Path) -> None:
    places = random.Random(17)
    paths = files_of(damaged)
    for path in paths:
        size = path.stat().st_size
        damages = [
            flipped_bit(places.randrange(size), places.randrange(8))
            for _ in range(1000 // len(paths) + 1)
        ]
        assert_each_is_noticed(damaged, path, damages)


@pytest.mark.parametrize("number", range(4))
def test_every_missing_file_is_noticed_and_a_rebuild_needs_none_of_them(
    damaged: Path, number: int
) -> None:
    files_of(damaged)[number].unlink()

    with pytest.raises(IndexBroken):
        Index.open(damaged)

    assert Index.rebuild(damaged, three_entries(3), revision=3).revision == 3
    assert Index.open(damaged).snapshot().alive_count == 3


def test_an_index_already_open_says_so_when_its_directory_is_removed(damaged: Path) -> None:
    opened = Index.open(damaged)
    shutil.rmtree(damaged)

    with pytest.raises(IndexBroken):
        search.search(opened, "身份证", audiences=None, on_day=None)

    Index.rebuild(damaged, three_entries(3), revision=3)
    assert opened.revision == 3


LIMITED_WRITER = """
import resource, sys
from pathlib import Path
from kb.document import Document
from kb.index import Index

index = Index.open(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
try:
    index.apply([Document(id="x", text="".join(map(chr, range(0x4E00, 0x5E00))))], [], 3)
except OSError as error:
    print(index.revision, type(error).__name__)
"""


def test_a_disk_without_room_is_not_taken_for_a_broken_index(damaged: Path) -> None:
    """A limit on the size of files stands for the full disk."""
    said = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", LIMITED_WRITER, str(damaged)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    ).stdout

    assert said == "2 OSError\n"
    opened = Index.open(damaged)
    assert opened.revision == 2
    opened.apply(three_entries(3), [], revision=3)
    assert opened.revision == 3
