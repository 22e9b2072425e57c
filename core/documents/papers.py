"""公文的版式 after GB/T 9704-2012: page, type and paragraphs, and a file that is the same whenever it is made."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Length, Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from core.documents import charts, layout, packing
from core.documents.blocks import Block, Chart, Composed, Heading, Table, Text
from core.documents.layout import (
    BODY_FONT,
    BODY_SIZE,
    HEADING_FONT,
    LINE,
    NOTE_SIZE,
    SECOND_FONT,
    SMALL_SIZE,
    TABLE_LINE,
    TABLE_SIZE,
    TITLE_FONT,
    TITLE_SIZE,
)

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LEFT, CENTER, RIGHT, JUSTIFY = (
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)
_FORM_WIDTHS = (36, 120)
_FORM_LINE = Pt(22)
_PICTURE_WIDTH = Mm(150)
_MANY_COLUMNS = 9


class Paper:
    """一份公文, built from the top down."""

    def __init__(
        self, title: str, number: str = "", *, masthead: str = "", signer: str = ""
    ) -> None:
        self._document: DocumentType = Document()
        layout.set_page(self._document)
        if masthead:
            self._masthead(masthead, number, signer)
        self._line(layout.balanced(title), TITLE_FONT, TITLE_SIZE, CENTER, line=Pt(36))
        if number and not masthead:
            self._line(number, BODY_FONT, BODY_SIZE, CENTER)
        self._blank()

    def addressee(self, name: str) -> None:
        """主送机关, at the margin."""
        self._line(f"{name}：", BODY_FONT, BODY_SIZE, LEFT)

    def heading(self, text: str, level: int = 1) -> None:
        """一、 in 黑体, （一） in 楷体; kept with what follows."""
        font = HEADING_FONT if level == 1 else SECOND_FONT
        paragraph = self._line(text, font, BODY_SIZE, JUSTIFY)
        paragraph.paragraph_format.first_line_indent = BODY_SIZE * 2
        paragraph.paragraph_format.keep_with_next = True

    def paragraph(self, text: str) -> None:
        """正文, first line indented by two characters; a line of the text is a paragraph."""
        for line in text.splitlines() or [""]:
            paragraph = self._line(layout.breakable(line), BODY_FONT, BODY_SIZE, JUSTIFY)
            paragraph.paragraph_format.first_line_indent = BODY_SIZE * 2

    def table(self, rows: Sequence[tuple[str, str]]) -> None:
        """两列表格: what is asked, what is answered; empty answers leave room for a pen."""
        table = self._grid(_FORM_WIDTHS)
        for label, text in rows:
            cells = table.add_row().cells
            layout.set_widths(cells, _FORM_WIDTHS)
            for cell, words, font in ((cells[0], label, HEADING_FONT), (cells[1], text, BODY_FONT)):
                layout.set_line(cell.paragraphs[0], _FORM_LINE)
                layout.leave_grid(cell.paragraphs[0])
                layout.set_type(cell.paragraphs[0].add_run(words or "\n\n"), font, NOTE_SIZE)

    def grid(self, found: Table) -> None:
        """表格 in small type: its name above, thin lines, the header on every page."""
        if found.title:
            name = self._line(found.title, HEADING_FONT, NOTE_SIZE, CENTER)
            name.paragraph_format.keep_with_next = True
        table = self._grid(found.widths)
        self._row(table, found, found.header, is_header=True)
        for row in found.rows:
            self._row(table, found, row, is_header=False)
        layout.leave_grid(self._line("", BODY_FONT, TABLE_SIZE, LEFT, line=Pt(12)))

    def picture(self, png: bytes, title: str) -> None:
        """图, its name below; kept together."""
        paragraph = self._document.add_paragraph()
        paragraph.alignment = CENTER
        shape = paragraph.paragraph_format
        shape.line_spacing, shape.space_after, shape.space_before = 1.0, Pt(0), Pt(6)
        shape.keep_with_next = True
        paragraph.add_run().add_picture(io.BytesIO(png), width=_PICTURE_WIDTH)
        self._line(title, HEADING_FONT, NOTE_SIZE, CENTER)

    def annex_list(self, titles: Sequence[str]) -> None:
        """附件说明: below the text, before who signs; a single one has no number."""
        self._hold_end()
        self._blank().paragraph_format.keep_with_next = True
        for place, title in enumerate(titles, start=1):
            number = f"{place}. " if len(titles) > 1 else ""
            mark = f"附件：{number}" if place == 1 else f"　　　{number}"
            paragraph = self._line(f"{mark}{title}", BODY_FONT, BODY_SIZE, LEFT)
            signs = 4 if number else 3
            layout.set_hanging(
                paragraph, indent=Length(BODY_SIZE * 2), mark=Length(BODY_SIZE * signs)
            )
            paragraph.paragraph_format.keep_with_next = True

    def annex(self, name: str, title: str) -> None:
        """附件 from a new page: 附件1 at the margin, its title in the middle."""
        mark = self._line(name, HEADING_FONT, BODY_SIZE, LEFT)
        mark.paragraph_format.page_break_before = True
        self._line(layout.balanced(title), TITLE_FONT, TITLE_SIZE, CENTER, line=Pt(36))

    def signature(self, office: str, day: str) -> None:
        """署名和成文日期, to the right, the day four characters in, the office above its middle."""
        self._hold_end()
        self._blank().paragraph_format.keep_with_next = True
        for text in (office, day):
            paragraph = self._line(text, BODY_FONT, BODY_SIZE, RIGHT)
            paragraph.paragraph_format.right_indent = BODY_SIZE * (2 if text == office else 4)
            paragraph.paragraph_format.keep_with_next = text == office

    def imprint(self, copies: str, office: str, day: str) -> None:
        """版记 at the foot of the last page: 抄送, 印发机关 and 印发日期 in smaller type."""
        table = self._grid((layout.TEXT_MM,))
        layout.set_at_foot(table)
        for text in ([f"抄送：{copies}。"] if copies else []) + [f"{office}\t{day}印发"]:
            row = table.add_row()
            layout.set_row(row, is_header=False)
            layout.set_widths(row.cells, (layout.TEXT_MM,))
            paragraph = row.cells[0].paragraphs[0]
            mark = NOTE_SIZE * 3 if text.startswith("抄送：") else 0
            layout.set_hanging(paragraph, indent=NOTE_SIZE, mark=Length(mark))
            paragraph.paragraph_format.right_indent = NOTE_SIZE
            layout.set_line(paragraph, LINE)
            layout.set_end_tab(paragraph, NOTE_SIZE)
            layout.set_type(paragraph.add_run(text), BODY_FONT, NOTE_SIZE)
        layout.leave_grid(self._line("", BODY_FONT, SMALL_SIZE, LEFT, line=Pt(1)))

    def written(self) -> bytes:
        """The file: the same texts give the same bytes, whenever and wherever it is made."""
        return packing.packed(self._document)

    def _masthead(self, masthead: str, number: str, signer: str) -> None:
        """版头: 发文机关标志 in red, 发文字号, the red line; upward 签发人 stands beside the number."""
        self._line(masthead, TITLE_FONT, Pt(27), CENTER, line=Pt(58), colour=layout.RED)
        self._blank()
        shown = number or "草稿（未编号）"
        if signer:
            # A sign of space, no indent: the red line would begin where the paragraph does.
            below = self._line(f"　{shown}\t签发人：", BODY_FONT, BODY_SIZE, LEFT)
            layout.set_type(below.add_run(signer), SECOND_FONT, BODY_SIZE)
            layout.set_end_tab(below, BODY_SIZE)
        else:
            below = self._line(shown, BODY_FONT, BODY_SIZE, CENTER)
        layout.set_rules(below, {"bottom": 12}, layout.RED)
        self._blank()

    def _hold_end(self) -> None:
        """What stands last goes along with who signs: a page never holds a signature alone."""
        self._document.paragraphs[-1].paragraph_format.keep_with_next = True

    def _blank(self) -> Paragraph:
        return self._line("", BODY_FONT, BODY_SIZE, LEFT)

    def _grid(self, widths: Sequence[int]) -> Any:
        table = self._document.add_table(rows=0, cols=len(widths), style="Table Grid")
        table.autofit = False
        layout.set_cell_margins(table)
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        return table

    def _row(self, table: Any, found: Table, texts: Sequence[str], *, is_header: bool) -> None:
        row = table.add_row()
        layout.set_row(row, is_header=is_header)
        layout.set_widths(row.cells, found.widths)
        size = SMALL_SIZE if len(texts) > _MANY_COLUMNS else TABLE_SIZE
        for place, (cell, words) in enumerate(zip(row.cells, texts, strict=True)):
            said = layout.halved(words, found.widths[place], size) if is_header else words
            self._cell(cell, said, is_header=is_header, is_left=place in found.left, size=size)

    def _cell(self, cell: _Cell, words: str, *, is_header: bool, is_left: bool, size: Pt) -> None:
        paragraph = cell.paragraphs[0]
        paragraph.alignment = CENTER if is_header or not is_left else LEFT
        layout.set_line(paragraph, TABLE_LINE)
        layout.leave_grid(paragraph)
        font = HEADING_FONT if is_header else BODY_FONT
        layout.set_type(paragraph.add_run(words), font, size)

    def _line(
        self,
        text: str,
        font: str,
        size: Pt,
        alignment: WD_ALIGN_PARAGRAPH,
        *,
        line: Pt = LINE,
        colour: str = "",
    ) -> Paragraph:
        paragraph = self._document.add_paragraph()
        paragraph.alignment = alignment
        layout.set_line(paragraph, line)
        layout.set_type(paragraph.add_run(text), font, size, colour=colour)
        return paragraph


def written(composed: Composed) -> bytes:
    """A composed paper as a Word file, charts drawn; the same content gives the same bytes."""
    paper = Paper(
        composed.title, composed.number, masthead=composed.masthead, signer=composed.signer
    )
    if composed.addressee:
        paper.addressee(composed.addressee)
    _set(paper, composed.blocks)
    if composed.annexes:
        paper.annex_list([one.title for one in composed.annexes])
    paper.signature(composed.office, composed.day)
    for mark, one in composed.marked_annexes:
        paper.annex(mark, one.title)
        _set(paper, one.blocks)
    paper.imprint(composed.copies, composed.office, composed.day)
    return paper.written()


def _set(paper: Paper, blocks: Sequence[Block]) -> None:
    for block in blocks:
        match block:
            case Heading(text, level):
                paper.heading(text, level)
            case Text(text):
                paper.paragraph(text)
            case Table():
                paper.grid(block)
            case Chart(title, spec):
                paper.picture(charts.png(spec), title)
