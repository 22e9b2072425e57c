"""版面: page, type, lines and borders after GB/T 9704-2012, where python-docx leaves them to the template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from docx.document import Document as DocumentType
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Length, Mm, Pt, RGBColor
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

TITLE_FONT, HEADING_FONT, SECOND_FONT, BODY_FONT = (
    "方正小标宋简体",
    "黑体",
    "楷体_GB2312",
    "仿宋_GB2312",
)
FALLBACKS = {
    TITLE_FONT: "方正小标宋_GBK,小标宋,FZXiaoBiaoSong-B05S,Noto Serif CJK SC,Source Han Serif SC",
    HEADING_FONT: "SimHei,Noto Sans CJK SC,Source Han Sans SC",
    SECOND_FONT: "楷体,KaiTi,Noto Serif CJK SC,AR PL UKai CN",
    BODY_FONT: "仿宋,FangSong,Noto Serif CJK SC,AR PL UMing CN",
    "宋体": "SimSun,Noto Serif CJK SC,Source Han Serif SC",
}
"""What stands in for a type that a machine lacks; named in the file, so that Word and LibreOffice agree."""

FAMILIES = {name: "swiss" if name == HEADING_FONT else "roman" for name in FALLBACKS}
TITLE_SIZE, BODY_SIZE, NOTE_SIZE, TABLE_SIZE, SMALL_SIZE = Pt(22), Pt(16), Pt(14), Pt(10.5), Pt(9)
LINE, TABLE_LINE = Pt(28.95), Pt(16)
"""225 mm of text are 637.8 points: 22 lines of 28.95."""
_LEFT_MM = 28
TEXT_MM = 156
"""版心, 28 characters wide."""

LETTERS = "Times New Roman"
RED = "C00000"
_TWIPS = 20
_THICK, _THIN = 8, 6
"""Eighths of a point: 0.35 and 0.25 mm."""

_CELL_SIDE = 45
"""Twentieths of a point at either side of a cell."""

_MAY_BREAK = "\u200b"

_TITLE_WIDTH = 19
"""Characters of a title in one line."""

_NAMES = (
    "政务服务", "便民热线", "运行情况", "承办单位", "考核情况", "推诿扯皮", "热点诉求", "管理办公室",
    "得分表", "一览表", "统计表", "办理情况", "诉求量", "未办结", "工单",
)  # fmt: skip
"""What a title is made of and is not broken within."""

_NARROWER = -5
"""Twentieths of a point: 28 characters of 16 points need 448, and 156 mm are 442."""


def set_page(document: DocumentType) -> None:
    """A4; 37 mm above, 35 below, 28 left, 26 right: 22 lines of 28 characters; page numbers outside."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(_LEFT_MM), Mm(26)
    section.footer_distance = Mm(23)
    grid = _child(section._sectPr, "w:docGrid")
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(int(LINE.pt * _TWIPS)))
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")  # or a machine draws Japanese forms
    document.settings.odd_and_even_pages_header_footer = True
    _number(section.footer.paragraphs[0], WD_ALIGN_PARAGRAPH.RIGHT)
    _number(section.even_page_footer.paragraphs[0], WD_ALIGN_PARAGRAPH.LEFT)


def set_type(run: Run, font: str, size: Pt, *, colour: str = "") -> None:
    """Chinese type goes by eastAsia, which python-docx leaves to the theme."""
    run.font.name, run.font.size = LETTERS, size
    properties = run._element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), font)
    fonts.set(qn("w:hint"), "eastAsia")  # “” and — are Chinese signs here, of full width
    if size == BODY_SIZE:
        spacing = OxmlElement("w:spacing")
        spacing.set(qn("w:val"), str(_NARROWER))
        properties.find(qn("w:sz")).addprevious(spacing)  # the schema's order
    if colour:
        run.font.color.rgb = RGBColor.from_string(colour)


def set_line(paragraph: Paragraph, line: Length) -> None:
    """固定行距, nothing before and after; a paragraph's last line may stand alone on a page, as 22 lines ask."""
    shape = paragraph.paragraph_format
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, line
    shape.space_after, shape.space_before = Pt(0), Pt(0)
    shape.widow_control = False


def balanced(title: str) -> str:
    """标题 broken near its middle where one line can't hold it, never within a number or a name in quotes."""
    if _width(title) <= _TITLE_WIDTH:
        return title
    middle = _width(title) / 2
    places = [place for place in range(2, len(title) - 1) if _may_break(title, place)]
    if not places:
        return title
    best = min(places, key=lambda place: abs(_width(title[:place]) - middle))
    return f"{title[:best]}\n{title[best:]}"


def _width(text: str) -> float:
    return sum(0.5 if sign.isascii() else 1 for sign in text)


def _may_break(title: str, place: int) -> bool:
    before, after = title[place - 1], title[place]
    is_quoted = title[:place].count("“") > title[:place].count("”")
    return not (
        is_quoted
        or _is_within_a_name(title, place)
        or before.isascii()
        or after.isascii()
        or before in "“《（年"
        or after in "”》），。、的"
    )


def _is_within_a_name(title: str, place: int) -> bool:
    return any(
        0 <= begins < place
        for name in _NAMES
        for begins in [title.find(name, max(place - len(name) + 1, 0))]
    )


def breakable(text: str) -> str:
    """A line may also end between a percentage and what it is made of, or the words before it stand far apart."""
    return text.replace("%（", f"%{_MAY_BREAK}（")


def halved(header: str, width_mm: int, size: Length) -> str:
    """表头 too long for its column in two even lines, so that no sign stands alone in the second."""
    room = Mm(width_mm) - 2 * _CELL_SIDE * Pt(1) // _TWIPS
    if _width(header) * size <= room:
        return header
    middle = -(-len(header) // 2)
    return f"{header[:middle]}\n{header[middle:]}"


def set_hanging(paragraph: Paragraph, *, indent: Length, mark: Length) -> None:
    """回行 begins under the first sign after the mark."""
    shape = paragraph.paragraph_format
    shape.left_indent, shape.first_line_indent = Length(indent + mark), Length(-mark)


def set_cell_margins(table: Any) -> None:
    """Narrow sides, so that figures of six signs stay on one line."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(_CELL_SIDE))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    if look is None:
        table._tbl.tblPr.append(margins)
    else:
        look.addprevious(margins)


def leave_grid(paragraph: Paragraph) -> None:
    """Small type keeps its own pitch, which the page's grid of lines would stretch."""
    apart = OxmlElement("w:snapToGrid")
    apart.set(qn("w:val"), "0")
    paragraph._p.get_or_add_pPr().insert_element_before(
        apart, "w:spacing", "w:ind", "w:contextualSpacing", "w:mirrorIndents",
        "w:suppressOverlap", "w:jc", "w:rPr",
    )  # fmt: skip


def set_end_tab(paragraph: Paragraph, sign: Length) -> None:
    """What follows a tab stands one character of this size in from the right side."""
    place = Mm(TEXT_MM) - sign
    paragraph.paragraph_format.tab_stops.add_tab_stop(Length(place), WD_TAB_ALIGNMENT.RIGHT)


def set_at_foot(table: Any) -> None:
    """版记 stands at the foot of the last page: lines of 0.35 mm first and last, of 0.25 mm between, none beside.

    Counted from the page, not from the text: LibreOffice leaves a table as wide as the text where it falls.
    """
    properties = table._tbl.tblPr
    place = OxmlElement("w:tblpPr")
    for name, value in (
        ("vertAnchor", "margin"), ("tblpYSpec", "bottom"),
        ("horzAnchor", "page"), ("tblpX", str(Mm(_LEFT_MM).twips)),
    ):  # fmt: skip
        place.set(qn(f"w:{name}"), value)
    properties.find(qn("w:tblStyle")).addnext(place)
    borders = OxmlElement("w:tblBorders")
    for side, eighths in (
        ("top", _THICK), ("left", 0), ("bottom", _THICK), ("right", 0), ("insideH", _THIN),
    ):  # fmt: skip
        rule = OxmlElement(f"w:{side}")
        rule.set(qn("w:val"), "single" if eighths else "nil")
        rule.set(qn("w:sz"), str(eighths))
        rule.set(qn("w:space"), "0")
        rule.set(qn("w:color"), "000000")
        borders.append(rule)
    properties.find(qn("w:tblLayout")).addprevious(borders)  # the schema's order


def set_rules(paragraph: Paragraph, rules: Mapping[str, int], colour: str) -> None:
    """Lines above or below a paragraph, by their side, in eighths of a point."""
    properties = paragraph._p.get_or_add_pPr()
    borders = OxmlElement("w:pBdr")
    for side, eighths in rules.items():
        rule = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", str(eighths)), ("space", "1"), ("color", colour)):  # fmt: skip
            rule.set(qn(f"w:{name}"), value)
        borders.append(rule)
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:kinsoku", "w:wordWrap",
        "w:overflowPunct", "w:topLinePunct", "w:autoSpaceDE", "w:autoSpaceDN", "w:bidi",
        "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing",
        "w:mirrorIndents", "w:suppressOverlap", "w:jc", "w:rPr",
    )  # fmt: skip


def set_row(row: _Row, *, is_header: bool) -> None:
    """A row is never broken over two pages; the header comes again on each."""
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if is_header:
        properties.append(OxmlElement("w:tblHeader"))


def set_widths(cells: Sequence[_Cell], widths: Sequence[int]) -> None:
    """Millimetres, cell by cell: Word goes by the cells, LibreOffice by the columns."""
    for cell, width in zip(cells, widths, strict=True):
        cell.width = Mm(width)
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER


def _number(paragraph: Paragraph, alignment: WD_ALIGN_PARAGRAPH) -> None:
    """页码 — 1 —, one character in from the side."""
    paragraph.alignment = alignment
    paragraph.paragraph_format.right_indent = paragraph.paragraph_format.left_indent = NOTE_SIZE
    set_type(paragraph.add_run("— "), "宋体", NOTE_SIZE)
    field = paragraph.add_run()
    set_type(field, "宋体", NOTE_SIZE)
    for kind in ("begin", "PAGE", "end"):
        if kind == "PAGE":
            part = OxmlElement("w:instrText")
            part.text = kind
        else:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        field._r.append(part)
    set_type(paragraph.add_run(" —"), "宋体", NOTE_SIZE)


def _child(parent: BaseOxmlElement, name: str) -> BaseOxmlElement:
    found: BaseOxmlElement | None = parent.find(qn(name))
    if found is None:
        found = OxmlElement(name)
        parent.append(found)
    return found
