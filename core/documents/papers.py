"""公文的版式 after GB/T 9704-2012: page, type and paragraphs, and a file that is the same whenever it is made."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph
from docx.text.run import Run

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TITLE_FONT, HEADING_FONT, BODY_FONT = "方正小标宋简体", "黑体", "仿宋_GB2312"
TITLE_SIZE, BODY_SIZE, LINE = Pt(22), Pt(16), Pt(28)
LETTERS = "Times New Roman"
_STILL = datetime(2022, 9, 18, tzinfo=UTC)
_STILL_IN_ZIP = (2022, 9, 18, 0, 0, 0)


class Paper:
    """一份公文, built from the top down."""

    def __init__(self, title: str, number: str = "") -> None:
        self._document: DocumentType = Document()
        _set_page(self._document)
        self._line(title, TITLE_FONT, TITLE_SIZE, WD_ALIGN_PARAGRAPH.CENTER)
        if number:
            self._line(number, BODY_FONT, BODY_SIZE, WD_ALIGN_PARAGRAPH.CENTER)
        self._line("", BODY_FONT, BODY_SIZE, WD_ALIGN_PARAGRAPH.LEFT)

    def addressee(self, name: str) -> None:
        """主送机关, at the margin."""
        self._line(f"{name}：", BODY_FONT, BODY_SIZE, WD_ALIGN_PARAGRAPH.LEFT)

    def paragraph(self, text: str) -> None:
        """正文, first line indented by two characters; a line of the text is a paragraph."""
        for line in text.splitlines() or [""]:
            paragraph = self._line(line, BODY_FONT, BODY_SIZE, WD_ALIGN_PARAGRAPH.JUSTIFY)
            paragraph.paragraph_format.first_line_indent = BODY_SIZE * 2

    def table(self, rows: Sequence[tuple[str, str]]) -> None:
        """两列表格: what is asked, what is answered; empty answers leave room for a pen."""
        table = self._document.add_table(rows=0, cols=2, style="Table Grid")
        for label, text in rows:
            cells = table.add_row().cells
            for cell, words, font in ((cells[0], label, HEADING_FONT), (cells[1], text, BODY_FONT)):
                paragraph = cell.paragraphs[0]
                _set_type(paragraph.add_run(words or "\n\n"), font, Pt(14))
            cells[0].width, cells[1].width = Mm(36), Mm(120)

    def signature(self, office: str, day: str) -> None:
        """署名和成文日期, to the right."""
        self._line("", BODY_FONT, BODY_SIZE, WD_ALIGN_PARAGRAPH.LEFT)
        for text in (office, day):
            self._line(text, BODY_FONT, BODY_SIZE, WD_ALIGN_PARAGRAPH.RIGHT)

    def written(self) -> bytes:
        """The file: the same texts give the same bytes, whenever and wherever it is made."""
        core = self._document.core_properties
        core.author = core.last_modified_by = ""
        core.created = core.modified = _STILL
        stream = io.BytesIO()
        self._document.save(stream)
        return _stilled(stream.getvalue())

    def _line(self, text: str, font: str, size: Pt, alignment: WD_ALIGN_PARAGRAPH) -> Paragraph:
        paragraph = self._document.add_paragraph()
        paragraph.alignment = alignment
        layout = paragraph.paragraph_format
        layout.line_spacing, layout.space_after, layout.space_before = LINE, Pt(0), Pt(0)
        _set_type(paragraph.add_run(text), font, size)
        return paragraph


def _set_page(document: DocumentType) -> None:
    """A4; 37 mm above, 35 below, 28 left, 26 right: 22 lines of 28 points."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)


def _set_type(run: Run, font: str, size: Pt) -> None:
    """Chinese type goes by eastAsia, which python-docx leaves to the theme."""
    run.font.name, run.font.size = LETTERS, size
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _stilled(content: bytes) -> bytes:
    """The same archive with one date on every part."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as made,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as still,
    ):
        for name in sorted(made.namelist(), key=lambda one: (one != "[Content_Types].xml", one)):
            part = zipfile.ZipInfo(name, _STILL_IN_ZIP)
            part.compress_type = zipfile.ZIP_DEFLATED
            still.writestr(part, made.read(name))
    return stream.getvalue()
