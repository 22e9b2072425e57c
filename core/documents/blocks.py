"""公文的内容: what a paper says, apart from how it is set; the Word file and the preview are made of the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Heading:
    """标题: level 1 一、, level 2 （一）; the number stands in the text."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Text:
    """正文; a line of it is a paragraph of its own."""

    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """表格: its name above, the header repeated on every page; `widths` in millimetres, 156 together.

    The first column stands at the left, `left` names further ones; the others are centred.
    """

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[int]
    left: frozenset[int] = frozenset({0})


@dataclass(frozen=True, slots=True)
class Chart:
    """图: a Vega-Lite specification and its name, which stands below."""

    title: str
    spec: Mapping[str, Any]


Block = Heading | Text | Table | Chart


@dataclass(frozen=True, slots=True)
class Annex:
    """附件, each from a new page."""

    title: str
    blocks: Sequence[Block]


@dataclass(frozen=True, slots=True)
class Composed:
    """一份公文: from 发文机关标志 to 版记. Without a number it is a draft, and says so."""

    title: str
    masthead: str
    number: str
    addressee: str
    blocks: Sequence[Block]
    office: str
    day: str
    """成文日期."""
    annexes: Sequence[Annex] = ()
    copies: str = ""
    """抄送."""

    signer: str = ""
    """签发人, named on what goes upward."""

    @property
    def is_draft(self) -> bool:
        """未签发."""
        return not self.number

    @property
    def marked_annexes(self) -> list[tuple[str, Annex]]:
        """附件1, 附件2 …; 附件 alone where there is one."""
        if len(self.annexes) == 1:
            return [("附件", self.annexes[0])]
        return [(f"附件{place}", one) for place, one in enumerate(self.annexes, start=1)]


@dataclass(frozen=True, slots=True)
class Part:
    """文字部分: what a person writes into a paper; empty, it keeps the paper from being issued."""

    name: str
    title: str
    asked: str
    """What belongs there."""
