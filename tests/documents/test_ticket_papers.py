"""呈批单, 督办单, 延期审批单 …: real Word files, in official type, the same whenever they are made."""

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
    "交办单": lambda: ticket_papers.dispatch_order(
        ABOUT, lead="县住房和城乡建设管理局", supports=["新城镇"], limit="简单（3个工作日）",
        due="2026年10月9日18:00", instructions="", items=["查明漏点", "恢复供气"], basis="第十条（二）",
    ),
    "催办通知": lambda: ticket_papers.reminder(
        ABOUT, unit="县民政局", text="县民政局：\n工单已逾期。请立即办理。"
    ),
    "上报督查室报告": lambda: ticket_papers.inspection_report(
        ABOUT, text="县政府督查室：\n该单位仍未办结。现书面报告。"
    ),
    "延期审批单": lambda: ticket_papers.extension_sheet(
        ABOUT, unit="县民政局", days=5, cause="材料未到。", told="10月13日（周二）15:00电话告知",
        due_before="2026年10月13日18:00", endorsed="同意。", ruling="", due_after="",
    ),
    "情况说明": lambda: ticket_papers.statement(
        ABOUT, unit="县民政局", text="首次答复不完整。", reply="已补发。", signed="审签：郑局长"
    ),
    "不予受理告知": lambda: ticket_papers.declined_notice(
        ABOUT, kind="“紧急求助（110、119、120、122）”", told="请拨打119。"
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
    "交办单": ("1. 查明漏点\n2. 恢复供气", "简单（3个工作日），2026年10月9日18:00前办结", "新城镇"),
    "催办通知": ("县民政局：", "工单已逾期。"),
    "上报督查室报告": ("县政府督查室：", "现书面报告。"),
    "延期审批单": ("5个工作日", "材料未到。", "电话告知", "第十三条（三）"),
    "情况说明": ("首次答复不完整。", "已补发。", "审签：郑局长"),
    "不予受理告知": ("第九条", "请拨打119。", "诉求人："),
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


def test_a_letter_names_its_receiver_once() -> None:
    assert texts(PAPERS["催办通知"]()).count("县民政局：") == 1
