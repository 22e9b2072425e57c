"""右边的文件: the paper as it reads — headings, paragraphs, tables and charts, everything escaped."""

from __future__ import annotations

import base64

from markupsafe import Markup

from core.documents import charts
from core.documents.blocks import Annex, Block, Chart, Composed, Heading, Table, Text
from pages._ui import words


def draw(paper: Composed) -> None:
    """From 版头 to 附件; the Word file is set from the same content."""
    listed = [
        f"{mark.removeprefix('附件')}. {one.title}".removeprefix(". ")
        for mark, one in paper.marked_annexes
    ]
    words.show(
        Markup('<article class="hl-paper">{}</article>').format(
            words.join(
                [
                    _line("hl-paper-masthead", paper.masthead),
                    _line("hl-paper-number", _numbered(paper)),
                    Markup("<h1>{}</h1>").format(paper.title),
                    Markup("<p class='hl-flush'>{}：</p>").format(paper.addressee),
                    *map(_block, paper.blocks),
                    _line("", f"附件：{'　'.join(listed)}") if listed else Markup(""),
                    _line("hl-paper-signed", paper.office),
                    _line("hl-paper-signed", paper.day),
                    *(_annex(mark, one) for mark, one in paper.marked_annexes),
                ]
            )
        )
    )


def _line(name: str, text: str) -> Markup:
    return Markup('<p class="{}">{}</p>').format(name, text)


def _numbered(paper: Composed) -> str:
    signer = f"　　签发人：{paper.signer}" if paper.signer else ""
    return f"{paper.number or '草稿（未编号）'}{signer}"


def _annex(mark: str, one: Annex) -> Markup:
    head = Markup("<hr><p class='hl-flush'>{}</p><h1>{}</h1>").format(mark, one.title)
    return words.join([head, *map(_block, one.blocks)])


def _block(block: Block) -> Markup:
    match block:
        case Heading(text, level):
            name = f"h{level + 1}"
            return Markup("<{}>{}</{}>").format(name, text, name)
        case Text(text):
            return words.join(Markup("<p>{}</p>").format(line) for line in text.splitlines())
        case Chart(title, spec):
            drawn = base64.b64encode(charts.png(spec)).decode()
            return Markup(
                '<figure><img alt="{0}" src="data:image/png;base64,{1}">'
                "<figcaption>{0}</figcaption></figure>"
            ).format(title, drawn)
        case Table():
            return _table(block)


def _table(found: Table) -> Markup:
    head = words.join(Markup("<th>{}</th>").format(name) for name in found.header)
    rows = words.join(
        Markup("<tr>{}</tr>").format(words.join(Markup("<td>{}</td>").format(cell) for cell in row))
        for row in found.rows
    )
    return Markup(
        "<table><caption>{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table>"
    ).format(found.title, head, rows)
