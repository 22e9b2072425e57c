"""呈批单, 联席会议纪要, 督办单, 移送函: real Word files, in official type, the same whenever they are made."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from docx import Document

from core.documents import ticket_papers
from core.documents.ticket_papers import About

ABOUT = About(
    number="XF20261003-0001", title="燃气泄漏", body="小区里有很浓的煤气味。", place="新城镇锦绣花园",
    received="2026年10月3日（周六）21:00", day="2026年10月3日",
)  # fmt: skip

PAPERS: dict[str, Callable[[], bytes]] = {
    "呈批单": lambda: ticket_papers.instruction_sheet(
        ABOUT, number="襄热呈〔2026〕1号", ground="波及多户。", suggestion="先疏散。", leader="李县长",
        text="请住建局立即处置。", at="2026年10月3日（周六）21:12",
    ),
    "待批示的呈批单": lambda: ticket_papers.instruction_sheet(
        ABOUT, number="襄热呈〔2026〕1号", ground="波及多户。", suggestion="", leader="", text="", at=""
    ),
    "联席会议纪要": lambda: ticket_papers.meeting_minutes(
        ABOUT, day="2026年10月9日", place="二楼会议室", host="钱主任", attendees="住建局、民政局",
        decision="由住建局主办。", lead="县住房和城乡建设管理局", supports=["新城镇"],
    ),
    "督办单": lambda: ticket_papers.supervision_order(
        ABOUT, number="襄热督〔2026〕1号", unit="县民政局", text="限两个工作日内办结。\n并书面说明原因。"
    ),
    "移送函": lambda: ticket_papers.transfer_letter(
        ABOUT, body="县公安局", ground="捏造事实。", evidence="录音三段。", persons="赵热线提请，钱主任确认"
    ),
}  # fmt: skip

SAID = {
    "呈批单": ("襄热呈〔2026〕1号", "波及多户。", "请住建局立即处置。", "李县长", "第十条（五）"),
    "待批示的呈批单": ("领导批示", "XF20261003-0001"),
    "联席会议纪要": ("二楼会议室", "由县住房和城乡建设管理局主办，新城镇协办"),
    "督办单": ("襄热督〔2026〕1号", "县民政局：", "并书面说明原因。"),
    "移送函": ("县公安局：", "录音三段。", "赵热线提请，钱主任确认"),
}


def texts(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


@pytest.mark.parametrize("name", PAPERS)
def test_the_paper_says_what_was_decided(name: str) -> None:
    said = texts(PAPERS[name]())
    for words in SAID[name]:
        assert words in said
    assert "襄汾县政务服务热线管理办公室" in said


@pytest.mark.parametrize("name", PAPERS)
def test_made_again_it_is_the_same_to_the_byte(name: str) -> None:
    assert PAPERS[name]() == PAPERS[name]()


@pytest.mark.parametrize("name", PAPERS)
def test_every_chinese_run_names_its_type(name: str) -> None:
    with zipfile.ZipFile(io.BytesIO(PAPERS[name]())) as parts:
        document = parts.read("word/document.xml").decode()
        dates = {part.date_time for part in parts.infolist()}
    assert document.count("<w:r>") == document.count("w:eastAsia=")
    assert len(dates) == 1


def test_the_page_is_a4_with_the_official_margins() -> None:
    section = Document(io.BytesIO(PAPERS["督办单"]())).sections[0]
    sides = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(side.mm) for side in sides if side is not None] == [37, 35, 28, 26]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)  # type: ignore[union-attr]
