"""The index on disk: what is applied is found, and its revision number never lies."""

import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import filelock
import pytest

from kb import index, search
from kb.document import Document
from kb.index import Index, IndexBroken, IndexBusy

HEATING = Document(
    id="1", title="暖气不热怎么办", text="请先打开入户阀门，仍不热的由供热公司上门。"
)
LOW_INCOME = Document(id="2", title="低保怎么申请", text="向户籍所在地乡镇人民政府提出申请。")
DOGS = Document(id="3", title="城区养犬管理", text="饲养犬只应当办理养犬登记证。")


def found(opened: Index, text: str) -> list[str]:
    answer = search.search(opened, text, audiences=None, on_day=None)
    assert answer.total >= len(answer.hits)
    return [hit.id for hit in answer.hits]


@pytest.fixture
def opened(tmp_path: Path) -> Index:
    return Index.rebuild(tmp_path / "index", [HEATING, LOW_INCOME], revision=7)


def generations(directory: Path) -> list[str]:
    return [path.name for path in directory.iterdir() if path.is_dir()]


def test_rebuild_holds_all_documents_and_the_revision(opened: Index) -> None:
    assert opened.revision == 7
    assert found(opened, "暖气") == ["1"]
    assert found(opened, "低保") == ["2"]


def test_apply_adds_replaces_and_deletes_in_one_step(opened: Index) -> None:
    changed = Document(id="1", title="供热投诉", text="拨打12345。")

    opened.apply([DOGS, changed], ["2"], revision=9)

    assert opened.revision == 9
    assert found(opened, "养犬") == ["3"]
    assert found(opened, "供热") == ["1"]
    assert found(opened, "暖气阀门") == []
    assert found(opened, "低保") == []


def test_the_last_of_two_documents_with_one_id_counts(opened: Index) -> None:
    opened.apply([DOGS, Document(id="3", title="城区养猫")], [], revision=8)

    assert found(opened, "养猫") == ["3"]
    assert opened.snapshot().alive_count == 3


def test_an_older_revision_changes_nothing(opened: Index) -> None:
    opened.apply([DOGS], [], revision=7)

    assert opened.revision == 7
    assert found(opened, "养犬") == []


def test_a_revision_may_bring_no_document(opened: Index) -> None:
    opened.apply([], [], revision=8)
    opened.apply([], ["unheard of"], revision=9)

    assert opened.revision == 9
    assert found(opened, "暖气") == ["1"]


def test_all_documents_may_go_and_others_come(opened: Index) -> None:
    opened.apply([], ["1", "2"], revision=8)
    assert found(opened, "暖气低保") == []

    opened.apply([DOGS], [], revision=9)
    assert found(opened, "养犬") == ["3"]


def test_an_empty_index_answers(tmp_path: Path) -> None:
    empty = Index.rebuild(tmp_path / "index", [], revision=0)

    assert empty.revision == 0
    assert found(empty, "暖气") == []


def test_what_is_applied_is_there_for_the_next_process(opened: Index, tmp_path: Path) -> None:
    opened.apply([DOGS], ["1"], revision=8)

    again = Index.open(tmp_path / "index")

    assert again.revision == 8
    assert found(again, "养犬") == ["3"]
    assert found(again, "暖气") == []


def test_an_open_index_follows_changes_and_rebuilds_of_others(
    opened: Index, tmp_path: Path
) -> None:
    other = Index.open(tmp_path / "index")

    opened.apply([DOGS], [], revision=8)
    assert other.revision == 8
    assert found(other, "养犬") == ["3"]

    Index.rebuild(tmp_path / "index", [DOGS], revision=20)
    assert other.revision == 20
    assert found(opened, "暖气") == []


def test_many_small_changes_leave_few_segments_and_one_directory(
    opened: Index, tmp_path: Path
) -> None:
    for revision in range(8, 68):
        opened.apply([Document(id=str(revision), title=f"事项{revision}")], [], revision)

    assert opened.snapshot().alive_count == 62
    assert len(opened.snapshot().parts) <= 12
    assert len(generations(tmp_path / "index")) == 1


def test_deleted_documents_are_cleared_out_before_they_are_a_third(opened: Index) -> None:
    for revision in range(8, 30):
        opened.apply([HEATING], [], revision)

    snapshot = opened.snapshot()
    assert snapshot.alive_count == 2
    assert snapshot.count <= 4


def test_merged_segments_keep_every_field(tmp_path: Path) -> None:
    document = Document(
        id="9",
        title="养犬登记",
        questions=("狗证在哪办",),
        keywords=("宠物",),
        headings=("公安",),
        text="到派出所办理。",
        kind="服务事项",
        unit_id="12",
        area="新城镇",
        category=("公共安全", "养犬"),
        audience="公开",
        valid_from=date(2026, 1, 1),
        valid_until=date(2026, 12, 31),
    )
    opened = Index.rebuild(tmp_path / "index", [document, HEATING, LOW_INCOME], revision=1)
    before = opened.snapshot()
    opened.apply([], ["1", "2"], revision=2)
    opened.apply([], [], revision=3)

    after = opened.snapshot()
    assert after.count == 1 < before.count
    for asked in ("养犬登记", "狗证在哪办", "宠物", "公安", "派出所"):
        answer = search.search(
            opened,
            asked,
            kinds=["服务事项"],
            unit_ids=["12"],
            areas=["新城镇"],
            categories=["公共安全"],
            audiences=["公开"],
            on_day=date(2026, 12, 31),
        )
        assert [hit.id for hit in answer.hits] == ["9"]


def test_several_segments_of_a_large_rebuild_number_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "SEGMENT_POSTINGS", 40)

    opened = Index.rebuild(tmp_path / "index", [HEATING, LOW_INCOME, DOGS], revision=1)

    assert len(opened.snapshot().parts) > 1
    assert [found(opened, text) for text in ("暖气", "低保", "养犬")] == [["1"], ["2"], ["3"]]


# --- broken, busy ------------------------------------------------------------------------------


def test_a_missing_index_is_broken_and_rebuild_makes_it(tmp_path: Path) -> None:
    with pytest.raises(IndexBroken):
        Index.open(tmp_path / "index")

    assert Index.rebuild(tmp_path / "index", [DOGS], revision=3).revision == 3


def test_an_index_of_another_analyzer_is_broken(
    opened: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index.analyzer, "VERSION", index.analyzer.VERSION + 1)

    with pytest.raises(IndexBroken) as refusal:
        Index.open(tmp_path / "index")

    assert "made by" in refusal.value.reason


def test_a_second_writer_is_told_to_come_later(
    opened: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "LOCK_SECONDS", 0.05)

    with filelock.FileLock(tmp_path / "index" / "write.lock"):
        with pytest.raises(IndexBusy):
            opened.apply([DOGS], [], revision=8)
        with pytest.raises(IndexBusy):
            Index.rebuild(tmp_path / "index", [DOGS], revision=9)

    assert opened.revision == 7
    assert found(opened, "养犬") == []


def test_the_directory_is_private(opened: Index, tmp_path: Path) -> None:
    assert (tmp_path / "index").stat().st_mode & 0o077 == 0


def test_a_failed_change_leaves_everything_as_it_was(opened: Index, tmp_path: Path) -> None:
    def half_read() -> Iterator[Document]:
        yield DOGS
        raise ConnectionError

    with pytest.raises(ConnectionError):
        opened.apply(half_read(), ["1"], revision=8)
    with pytest.raises(ConnectionError):
        Index.rebuild(tmp_path / "index", half_read(), revision=8)

    assert opened.revision == 7
    assert found(opened, "暖气") == ["1"]
    assert found(opened, "养犬") == []


# --- threads -----------------------------------------------------------------------------------


def test_readers_never_notice_a_writer(opened: Index) -> None:
    wrong: list[object] = []
    is_done = threading.Event()

    def read() -> None:
        try:
            while not is_done.is_set():
                if found(opened, "低保") != ["2"]:
                    wrong.append("低保 not found")
        except Exception as error:
            wrong.append(error)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for revision in range(8, 40):
        opened.apply([Document(id="x", title=f"通知{revision}", text="供水" * 50)], [], revision)
    is_done.set()
    for reader in readers:
        reader.join()

    assert not wrong
    assert opened.revision == 39


def test_two_writers_take_turns(opened: Index, tmp_path: Path) -> None:
    def write(first: int) -> None:
        own = Index.open(tmp_path / "index")
        for step in range(10):
            document = Document(id=f"{first}-{step}", title="通知")
            own.apply([document], [], revision=first + 2 * step)

    writers = [threading.Thread(target=write, args=(first,)) for first in (100, 101)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert opened.revision in (118, 119)
    assert Index.open(tmp_path / "index").revision == opened.revision
