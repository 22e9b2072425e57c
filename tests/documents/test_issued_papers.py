"""通报 and its kin as Word files: 22 lines a page, charts with Chinese in them, tables with headers, the same bytes."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import Any

import pytest
from docx import Document
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from PIL import Image

from core.documents import (
    assessments,
    briefings,
    bulletin,
    candidates,
    charts,
    kinds,
    layout,
    papers,
)
from core.documents.blocks import Annex, Chart, Composed, Heading, Table, Text
from core.insight import topics
from core.rules.terms import PaperKind

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
    assert document.count("<w:tblHeader/>") == 2  # table 1 and the annex; 版记 has none
    assert document.count("<w:cantSplit/>") == (1 + 60) + (1 + 1) + 2


def test_pages_are_numbered_outside(made: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        footers = [parts.read(name).decode() for name in parts.namelist() if "footer" in name]
    assert len(footers) == 2
    assert all("PAGE" in footer and "— " in footer for footer in footers)
    assert "evenAndOddHeaders" in part(made, "word/settings.xml")


def test_the_paper_has_its_head_annexes_and_imprint(made: bytes) -> None:
    said = [paragraph.text for paragraph in Document(io.BytesIO(made)).paragraphs]
    for line in ("襄热通〔2026〕1号", "各乡镇人民政府：", "附件：各地诉求量", "附件"):
        assert line in said


def test_the_imprint_is_a_table_at_the_foot_of_the_last_page(made: bytes) -> None:
    table = Document(io.BytesIO(made)).tables[-1]
    assert [row.cells[0].text for row in table.rows] == [
        "抄送：县政府办公室。",
        "襄汾县政务服务热线管理办公室\t2026年11月3日印发",
    ]
    assert table.rows[0].cells[0].width == pytest.approx(Mm(156), abs=Pt(1))
    place = found(table._tbl, "w:tblpPr")
    assert (place["vertAnchor"], place["tblpYSpec"]) == ("margin", "bottom")
    # LibreOffice leaves a table as wide as the text where it falls, unless it is counted from the page
    assert (place["horzAnchor"], place["tblpX"]) == ("page", "1587")
    rules = {side: found(table._tbl, f"w:{side}")["sz"] for side in ("top", "insideH", "bottom")}
    assert rules == {"top": "8", "insideH": "6", "bottom": "8"}
    assert {found(table._tbl, f"w:{side}")["val"] for side in ("left", "right")} == {"nil"}


def test_a_tables_properties_stand_in_the_order_word_asks_for(made: bytes) -> None:
    """ECMA-376, CT_TblPr: out of order, Word may call the file damaged."""
    order = ("tblStyle", "tblpPr", "tblW", "jc", "tblBorders", "tblLayout", "tblCellMar", "tblLook")
    for table in Document(io.BytesIO(made)).tables:
        names = [child.tag.rpartition("}")[2] for child in table._tbl.tblPr]
        assert names == [name for name in order if name in names]


def found(table: Any, name: str) -> dict[str, str]:
    """What the first element of this name says, names without their space."""
    element = next(one for one in table.tblPr.iter(qn(name)) if one.get(qn("w:type")) != "dxa")
    return {str(key).rpartition("}")[2]: str(value) for key, value in element.items()}


def test_without_copies_the_imprint_has_one_line() -> None:
    table = Document(io.BytesIO(papers.written(replace(PAPER, copies="")))).tables[-1]
    assert len(table.rows) == 1


def test_what_goes_upward_names_who_signed_it_beside_its_number() -> None:
    upward = papers.written(replace(PAPER, signer="张建国"))
    head = next(
        paragraph
        for paragraph in Document(io.BytesIO(upward)).paragraphs
        if paragraph.text == "　襄热通〔2026〕1号\t签发人：张建国"
    )
    fonts = [run._element.rPr.rFonts.get(qn("w:eastAsia")) for run in head.runs]
    assert fonts == [layout.BODY_FONT, layout.SECOND_FONT]
    stop = head.paragraph_format.tab_stops[0]
    assert head.paragraph_format.left_indent is None  # the red line is as wide as the text
    assert stop.alignment == WD_TAB_ALIGNMENT.RIGHT
    assert stop.position == pytest.approx(Mm(156) - layout.BODY_SIZE, abs=Pt(1))


@pytest.mark.parametrize(
    ("kind", "is_upward"),
    [(kind, kind in (PaperKind.TOPIC_REPORT, PaperKind.SHIRKING_REPORT)) for kind in PaperKind],
)
def test_only_special_reports_go_upward(kind: PaperKind, is_upward: bool) -> None:
    assert kinds.KINDS[kind].is_upward is is_upward


def test_several_annexes_are_numbered_and_a_single_one_is_not() -> None:
    """附件 alone; 附件1, 附件2 where there are two."""
    assert [mark for mark, _ in PAPER.marked_annexes] == ["附件"]
    several = replace(PAPER, annexes=[*PAPER.annexes, Annex("2026年逾期统计表", [])])
    assert [mark for mark, _ in several.marked_annexes] == ["附件1", "附件2"]
    document = Document(io.BytesIO(papers.written(several)))
    said = [paragraph.text for paragraph in document.paragraphs]
    for line in ("附件：1. 各地诉求量", "　　　2. 2026年逾期统计表", "附件1", "附件2"):
        assert line in said
    listed = document.paragraphs[said.index("附件：1. 各地诉求量")].paragraph_format
    assert listed.left_indent + listed.first_line_indent == layout.BODY_SIZE * 2  # type: ignore[operator]
    assert listed.first_line_indent == -4 * layout.BODY_SIZE  # 附件：1. and a half space


@pytest.mark.parametrize(
    ("town", "overdue", "units_in", "late_in"),
    [
        ([], [], "附件", ""),
        ([1], [], "附件1", ""),
        ([], [1], "附件1", "附件2"),
        ([1], [1], "附件1", "附件3"),
    ],
)
def test_a_bulletin_refers_to_its_annexes_by_the_numbers_they_have(
    town: list[int], overdue: list[int], units_in: str, late_in: str
) -> None:
    """各单位一览表 is the first, 逾期未办结 the last."""
    figures = {"splits": {"town": town}, "overdue": overdue}
    assert bulletin._mark(figures, 1) == units_in
    if late_in:
        assert bulletin._mark(figures, bulletin._annex_count(figures)) == late_in


def test_further_returned_tickets_are_an_annex() -> None:
    """Forty in the text of a 专报, the rest behind it; nothing is left out."""

    def lists(count: int) -> tuple[Table, str, list[Annex]]:
        rows = [[f"XF{n}", "路灯不亮", "县住建局", "2", "1", "0"] for n in range(count)]
        names = ("dispatched", "returned", "returned_late", "returned_in_vain")
        county = {key: [0, 0] for key in names}
        facts = {"period": "2026年10月", "county": county, "units": [], "contested": rows,
                 "meetings": [], "as_of": "2026年11月3日"}  # fmt: skip
        blocks = briefings.shirking_blocks(facts, {})
        table = next(one for one in blocks if isinstance(one, Table) and "表2" in one.title)
        text = "".join(one.text for one in blocks if isinstance(one, Text))
        return table, text, briefings.shirking_annexes(facts)

    table, text, annexes = lists(40)
    assert (len(table.rows), annexes) == (40, [])
    assert "见附件" not in text
    table, text, annexes = lists(43)
    assert len(table.rows) == 40
    assert "其余3件见附件。" in text
    rest = annexes[0].blocks[0]
    assert isinstance(rest, Table)
    assert [row[0] for row in rest.rows] == ["XF40", "XF41", "XF42"]


def test_a_line_may_end_between_a_percentage_and_its_numbers() -> None:
    text = layout.breakable("办结率69.5%（223/321）；延期率6.2%。")
    assert text == "办结率69.5%\u200b（223/321）；延期率6.2%。"
    paper = papers.Paper("标题")
    paper.paragraph("办结率69.5%（223/321）。")
    assert "69.5%\u200b（" in part(paper.written(), "word/document.xml")


@pytest.mark.parametrize(
    "title",
    [
        "关于2026年11月承办单位推诿扯皮情况的专报",
        "关于2026年11月襄汾县12345政务服务便民热线运行情况的通报",
        "关于2026年11月12345热线承办单位考核情况的通报",
        "2026年11月各承办单位逾期未办结工单情况统计表",
    ],
)
def test_a_title_is_not_broken_within_a_name(title: str) -> None:
    lines = layout.balanced(title).split("\n")
    assert len(lines) == 2
    assert "".join(lines) == title
    for name in ("承办单位", "推诿扯皮", "政务服务", "便民热线", "运行情况", "考核情况", "工单"):
        assert sum(name in line for line in lines) == title.count(name)


def test_a_header_too_long_for_its_column_is_halved() -> None:
    """Never 工作机 above and 制 alone below."""
    assert layout.halved("工作机制", 12, layout.SMALL_SIZE) == "工作\n机制"
    assert layout.halved("办理量", 12, layout.SMALL_SIZE) == "办理量"


def test_chinese_quotes_and_dashes_take_the_chinese_type(made: bytes) -> None:
    document = part(made, "word/document.xml")
    assert document.count('w:hint="eastAsia"') == document.count("w:eastAsia=")


def test_a_topics_advice_asks_units_only() -> None:
    """热线直接答复 and 未派发 stand in its table, and can't be asked to do anything."""
    assert frozenset({topics.ANSWERED, topics.WAITING}) == candidates._NO_UNITS
    facts = {"title": "供暖不热", "count": 9, "callers": 9, "done": 2, "towns": [["新城镇", 5]],
             "first": "2026年11月1日", "last": "2026年11月3日",
             "units": [["热线直接答复", 4, 0], ["县供热公司", 3, 2], ["未派发", 2, 0]]}  # fmt: skip
    said = str(candidates.of_topic(facts))
    assert "县供热公司" in said
    assert "热线直接答复" not in said
    assert "未派发" not in said


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


def test_art20_an_item_not_counted_has_no_points_in_the_table_of_scores() -> None:
    def row(total: str | None, share: str | None) -> list[str]:
        lines = [
            {"item": "on_time", "share": "1.0", "points": "46.15"},
            {"item": "satisfaction", "share": share, "points": "0"},
        ]
        score = {
            "unit_id": 2, "name": "赵康镇", "group": "town", "total": total, "rank": None,
            "band": None, "deducted": "0", "lines": lines,
        }  # fmt: skip
        facts = {"adjustments": [], "figures": {"period": "2026年10月", "scores": [score]}}
        (annex,) = assessments.monthly_annexes(facts)
        (table,) = annex.blocks
        assert isinstance(table, Table)
        header = list(table.header)
        return [table.rows[0][header.index(name)] for name in ("按时办结", "满意度", "得分")]

    assert row("88.00", "0.0") == ["46.15", "0.00", "88.00"]
    assert row("88.00", None) == ["46.15", "—", "88.00"]
    assert row(None, "0.0") == ["—", "—", "—"]
