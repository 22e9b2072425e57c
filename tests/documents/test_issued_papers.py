"""通报 and its kin as Word files: 22 lines a page, charts with Chinese in them, tables with headers, the same bytes."""

from __future__ import annotations

import io
import zipfile

import pytest
from docx import Document
from docx.shared import Mm, Pt
from PIL import Image

from core.documents import charts, layout, papers
from core.documents.blocks import Annex, Chart, Composed, Heading, Table, Text

CHART = charts.bars([("城乡建设", 12), ("供热供水", 7)], measure="受理量（件）")
PAPER = Composed(
    title="关于2026年10月运行情况的通报", masthead="襄汾县政务服务热线管理办公室文件",
    number="襄热通〔2026〕1号", addressee="各乡镇人民政府",
    blocks=[
        Heading("一、总体运行"), Heading("（一）受理情况", 2), Text("共受理8件。\n环比持平。"),
        Chart("图1　诉求内容分布", CHART),
        Table("表1　分组", ("组别", "件数"), [(f"第{n}组", str(n)) for n in range(60)], (96, 60)),
    ],
    office="襄汾县政务服务热线管理办公室", day="2026年11月3日",
    annexes=[Annex("各地诉求量", [Table("", ("地", "件"), [("新城镇", "8")], (96, 60))])],
    copies="县政府办公室",
)  # fmt: skip


@pytest.fixture(scope="module")
def made() -> bytes:
    return papers.written(PAPER)


def part(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return parts.read(name).decode()


def test_the_same_content_gives_the_same_bytes(made: bytes) -> None:
    charts._drawn.cache_clear()
    assert papers.written(PAPER) == made


def test_22_exact_lines_fill_a_page(made: bytes) -> None:
    section = Document(io.BytesIO(made)).sections[0]
    height = Mm(297) - section.top_margin - section.bottom_margin  # type: ignore[operator]
    assert Pt(28) <= layout.LINE <= Pt(29)
    assert height // layout.LINE == 22
    assert 'w:linePitch="579"' in part(made, "word/document.xml")


def test_28_characters_fill_a_line() -> None:
    width = (Mm(210) - Mm(28) - Mm(26)) / Pt(1)
    assert int(width / (layout.BODY_SIZE.pt + layout._NARROWER / layout._TWIPS)) == 28


def test_every_run_names_its_chinese_type_and_each_type_has_a_stand_in(made: bytes) -> None:
    document = part(made, "word/document.xml")
    pictures = document.count("<w:drawing>")
    assert document.count("<w:r>") - pictures == document.count("w:eastAsia=")
    named = part(made, "word/fontTable.xml")
    for font in (layout.TITLE_FONT, layout.HEADING_FONT, layout.SECOND_FONT, layout.BODY_FONT):
        assert f'w:name="{font}"><w:altName' in named


def test_headers_come_again_on_every_page_and_rows_are_not_broken(made: bytes) -> None:
    document = part(made, "word/document.xml")
    assert document.count("<w:tblHeader/>") == 2
    assert document.count("<w:cantSplit/>") == 63


def test_pages_are_numbered_outside(made: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        footers = [parts.read(name).decode() for name in parts.namelist() if "footer" in name]
    assert len(footers) == 2
    assert all("PAGE" in footer and "— " in footer for footer in footers)
    assert "evenAndOddHeaders" in part(made, "word/settings.xml")


def test_the_paper_has_its_head_annexes_and_imprint(made: bytes) -> None:
    said = [paragraph.text for paragraph in Document(io.BytesIO(made)).paragraphs]
    for line in (
        "襄热通〔2026〕1号",
        "各乡镇人民政府：",
        "附件：1.各地诉求量",
        "附件1",
        "抄送：县政府办公室。",
    ):
        assert line in said


def test_a_chart_shows_chinese_and_is_drawn_alike(made: bytes) -> None:
    """Without Chinese type every character is the same empty box, or nothing."""
    charts._drawn.cache_clear()
    png = charts.png(CHART)
    charts._drawn.cache_clear()
    assert charts.png(CHART) == png
    dark = [
        _dark(charts.png(charts.bars([(name, 1)], measure=""))) for name in ("一一", "鑫鑫", "")
    ]
    assert dark[2] < dark[0] < dark[1]


def _dark(png: bytes) -> int:
    grey = Image.open(io.BytesIO(png)).convert("L")
    return sum(grey.histogram()[:80])


def test_a_chart_names_no_type_a_machine_may_lack() -> None:
    assert CHART["config"]["font"] == "sans-serif"
