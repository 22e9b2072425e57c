"""内部制度文件: put there by the leader, known by their content, seen by no other unit (第七条（五）)."""

from __future__ import annotations

import io
import zipfile

import pytest

from core.casework import attachments
from core.errors import BadInput, NotAllowed, NotFound
from core.store.models import Attachment
from tests.casework.access.accountability import uploaded
from tests.planted import HOUSING, County, count, nothing_written

PDF = b"%PDF-1.7 rules"


def office_file(*members: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in members:
            archive.writestr(name, "<x/>")
    return stream.getvalue()


DOCX = office_file("[Content_Types].xml", "word/document.xml")
XLSX = office_file("[Content_Types].xml", "xl/workbook.xml")
MACROS = office_file("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")


def add(county: County, name: str, content: bytes, by: str = "leader") -> str:
    with county.work(by) as uow:
        unit_id = county.unit_id(HOUSING)
        return attachments.add_file(uow, unit_id, file_name=name, content=content).file_name


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("制度.pdf", PDF), ("制度.docx", DOCX), ("台账.XLSX", XLSX),
        ("照片.jpeg", b"\xff\xd8\xff\xe0"), ("照片.png", b"\x89PNG\r\n\x1a\n0"),
    ],
)  # fmt: skip
def test_what_it_says_it_is_is_taken(county: County, name: str, content: bytes) -> None:
    assert add(county, name, content) == name


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("制度.pdf", b"MZ program"), ("制度.docx", XLSX), ("制度.docx", b"PK broken"),
        ("制度.docx", MACROS), ("制度.exe", PDF), ("制度", PDF), ("制度.html", b"<script>"),
        ("制度.pdf", b""), ("制度.pdf", PDF + b"0" * attachments.MOST_BYTES),
        ("字" * 200 + ".pdf", PDF), ("", PDF),
    ],
    ids=range(11),
)  # fmt: skip
def test_what_it_is_not_is_refused(county: County, name: str, content: bytes) -> None:
    with nothing_written(county.database), pytest.raises(BadInput):
        add(county, name, content)


def test_a_name_brings_no_folder_along(county: County) -> None:
    assert add(county, "..\\..\\secret/制度.pdf", PDF) == "制度.pdf"


def test_the_same_file_is_kept_once(county: County) -> None:
    add(county, "制度.pdf", PDF)
    with nothing_written(county.database), pytest.raises(BadInput, match="已经上传过"):
        add(county, "另一个名字.pdf", PDF)


def test_the_unit_and_the_office_open_it_and_nobody_else(county: County) -> None:
    file_id = uploaded(county)
    for username in ("handler", "leader", "office", "lead", "admin"):
        with county.read(username) as reading:
            assert len(attachments.files(reading, county.unit_id(HOUSING))) == 1
            written = attachments.open_file(reading, file_id)
            assert (written.content, written.media_type) == (b"%PDF-1.7 1", "application/pdf")
    for username in ("handler2", "leader2", "town", "taker", "inspector", "editor"):
        with county.read(username) as reading:
            with pytest.raises(NotAllowed):
                attachments.files(reading, county.unit_id(HOUSING))
            with pytest.raises(NotFound):
                attachments.open_file(reading, file_id)


@pytest.mark.parametrize("username", ["handler", "leader2", "office", "admin"])
def test_nobody_but_the_units_leader_changes_it(county: County, username: str) -> None:
    file_id = uploaded(county)
    with nothing_written(county.database), pytest.raises(NotAllowed):
        add(county, "制度.pdf", PDF, by=username)
    with (
        nothing_written(county.database),
        pytest.raises((NotAllowed, NotFound)),
        county.work(username) as uow,
    ):
        attachments.remove_file(uow, file_id)


def test_what_was_removed_is_listed_no_more_and_stays_as_evidence(county: County) -> None:
    file_id = uploaded(county)
    with county.work("leader") as uow:
        attachments.remove_file(uow, file_id)
    with county.read("leader") as reading:
        assert attachments.files(reading, county.unit_id(HOUSING)) == []
        with pytest.raises(NotFound):
            attachments.open_file(reading, file_id)
    assert count(county.database, Attachment) == 1
