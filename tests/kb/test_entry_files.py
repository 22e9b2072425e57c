"""第十七条: what hangs on an entry is put there by its keepers and taken by whoever may read the entry."""

from __future__ import annotations

import pytest

from core.casework import attachments
from core.errors import AccessRefused, BadInput, NotFound
from core.exchange import sheets
from core.store import attached
from core.store.models import Attachment, AuditRow
from kb import entries, entry_files
from kb.terms import Audience
from tests.kb import written
from tests.planted import HOUSING, County, at, count, nothing_written

PDF = b"%PDF-1.7 "


def added(county: County, entry_id: int, by: str = "handler", content: bytes = PDF) -> int:
    with county.work(by) as uow:
        return entry_files.add_file(uow, entry_id, file_name="申请表.pdf", content=content).id


def listed(county: County, username: str, entry_id: int) -> list[str]:
    with county.read(username) as reading:
        return [one.file_name for one in entry_files.files(reading, entry_id)]


@pytest.mark.parametrize("username", ["handler", "leader", "office", "lead", "editor"])
def test_every_keeper_adds_and_removes(one_county: County, username: str) -> None:
    entry_id = written.publish(one_county, unit=HOUSING)
    file_id = added(one_county, entry_id, username)
    assert listed(one_county, "taker", entry_id) == ["申请表.pdf"]
    with one_county.work(username) as uow:
        entry_files.remove_file(uow, file_id)
    assert listed(one_county, "taker", entry_id) == []
    assert count(one_county.database, Attachment) == 1  # as evidence of what was handed out
    with one_county.read("taker") as reading, pytest.raises(NotFound):
        entry_files.open_file(reading, file_id)


@pytest.mark.parametrize("username", ["taker", "inspector", "admin", "handler2", "leader2", "town"])
def test_nobody_else_does(one_county: County, username: str) -> None:
    entry_id = written.publish(one_county, unit=HOUSING)
    file_id = added(one_county, entry_id)
    with nothing_written(one_county.database), pytest.raises(AccessRefused):
        added(one_county, entry_id, username, PDF + b"2")
    with (
        nothing_written(one_county.database),
        pytest.raises(AccessRefused),
        one_county.work(username) as uow,
    ):
        entry_files.remove_file(uow, file_id)


@pytest.mark.parametrize(
    ("name", "content"),
    [("表.pdf", b"MZ"), ("表.exe", PDF), ("表.pdf", b""), ("表.pdf", PDF + b"0" * attached.MOST_BYTES)],
    ids=range(4),
)  # fmt: skip
def test_what_it_is_not_is_refused(one_county: County, name: str, content: bytes) -> None:
    entry_id = written.publish(one_county)
    with (
        nothing_written(one_county.database),
        pytest.raises(BadInput),
        one_county.work("editor") as uow,
    ):
        entry_files.add_file(uow, entry_id, file_name=name, content=content)


def test_the_same_file_once_and_ten_at_most(one_county: County) -> None:
    entry_id = written.publish(one_county, unit=HOUSING)
    for number in range(entry_files.MOST_FILES):
        added(one_county, entry_id, content=PDF + str(number).encode())
    with nothing_written(one_county.database), pytest.raises(BadInput, match="已经上传过"):
        added(one_county, entry_id, content=PDF + b"0")
    with nothing_written(one_county.database), pytest.raises(BadInput, match="最多保留10份"):
        added(one_county, entry_id, content=PDF + b"11")
    other = written.publish(one_county, title="停暖时间", unit=HOUSING)
    added(one_county, other, content=PDF + b"0")  # another entry may carry the same file


def test_a_file_is_read_by_whoever_may_read_its_entry(county: County) -> None:
    entry_id = written.publish(county, unit=HOUSING, audience=Audience.INTERNAL)
    file_id = added(county, entry_id)
    for username in ("taker", "office", "inspector", "handler2", "handler", "editor"):
        with county.read(username) as reading:
            assert entry_files.open_file(reading, file_id).content == PDF
    assert listed(county, "admin", entry_id) == []
    with county.read("admin") as reading, pytest.raises(NotFound):
        entry_files.open_file(reading, file_id)


@pytest.mark.parametrize("how", ["draft", "withdrawn", "doubted", "expired"])
def test_of_what_does_not_answer_only_the_keepers_read_it(one_county: County, how: str) -> None:
    if how == "draft":
        entry_id = written.draft(one_county)
    else:
        until = at("2026-10-09T00:00").date() if how == "expired" else None
        entry_id = written.publish(one_county, unit=HOUSING, effective_until=until)
    file_id = added(one_county, entry_id)
    with one_county.work("editor") as uow:
        if how == "withdrawn":
            entries.withdraw(uow, entry_id, reason="旧口径")
        elif how == "doubted":
            entries.doubt(uow, entry_id, reason="数字待核")
    one_county.now = at("2026-10-10T09:00")
    for username in ("taker", "handler2", "inspector"):
        assert listed(one_county, username, entry_id) == []
        with one_county.read(username) as reading, pytest.raises(NotFound):
            entry_files.open_file(reading, file_id)
    for username in ("handler", "leader", "editor"):
        assert listed(one_county, username, entry_id) == ["申请表.pdf"]


def test_taking_one_leaves_its_row_in_the_audit_log(one_county: County) -> None:
    file_id = added(one_county, written.publish(one_county, unit=HOUSING))
    sheets.handed_out(
        one_county.database, one_county.actor("taker"),
        lambda reading: entry_files.open_file(reading, file_id),
    )  # fmt: skip
    with one_county.read("lead") as reading:
        row = reading.session.query(AuditRow).order_by(AuditRow.id.desc()).first()
        assert row is not None
        assert (row.verb, row.details["file"]) == ("take_file", file_id)


def test_a_units_rules_and_an_entrys_files_stay_apart(one_county: County) -> None:
    entry_file = added(one_county, written.publish(one_county, unit=HOUSING))
    with one_county.work("leader") as uow:
        housing = one_county.unit_id(HOUSING)
        rules = attachments.add_file(uow, housing, file_name="制度.pdf", content=PDF).id
    with one_county.read("lead") as reading:
        with pytest.raises(NotFound):
            attachments.open_file(reading, entry_file)
        with pytest.raises(NotFound):
            entry_files.open_file(reading, rules)
