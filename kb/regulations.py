"""Whole regulations read into articles 第X条, each with what it stands under (办法第十七条)."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

import docx

from core import text as wording
from core.errors import BadInput
from core.exchange import archives, encodings
from kb import numerals

MAX_CHARACTERS = 2_000_000
LONGEST_HEADING = 40
_N = numerals.NUMERAL
_ARTICLE = re.compile(rf"(第\s*({_N}{{1,9}})\s*条(?:\s*之\s*({_N}{{1,3}}))?)(\s*)(.*)")
_HEADING = re.compile(rf"第\s*({_N}{{1,5}})\s*(分编|编|章|节)(?:\s+|(?=\S))(.*)")
_MARKS = re.compile(r"^(?:#{1,6}\s+|>\s*|[-*+]\s+)+|\*\*|__|<!--.*?-->")
# What follows 第X条 where a sentence refers to the article instead of the article beginning.
_REFERENCE = re.compile(r"[、，,的之所]|[和及至到或与]\s*第|规定|中(?!华)")
_PART = re.compile(rf"第\s*{_N}+\s*[款项]")
_CAPTION = re.compile(r"[\u4e00-\u9fff]{2,20}")
_ENDED = tuple("。；：！？”》）.;:!?)")
_LEVELS = {"编": 0, "分编": 1, "章": 2, "节": 3}
_NUMBER = re.compile(r"[\u4e00-\u9fff]{2,20}\s*[〔\[（(]\s*\d{4}\s*[〕\]）)]\s*第?\s*\d+\s*号")
_DECREE = re.compile(r"(?:中华人民共和国)?[\u4e00-\u9fff]{2,12}令\s*第\s*\d+\s*号")
_TITLE = re.compile(
    r"(?:法|法典|条例|办法|规定|规则|细则|决定|方案|意见|制度|准则|章程|标准|规范|规程|指南)"
    r"(?:[（(][^（）()]{1,12}[）)])?"
)
_DAY = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_IN_FORCE = re.compile(rf"自\s*{_DAY.pattern}\s*起\s*(?:施行|实施|生效|执行)")
_FROM_ISSUE = re.compile(
    rf"自(?:发布|公布|印发|颁布)之日起(?:({_N}+)[日天]后)?\s*(?:施行|实施|生效|执行)"
)
_VALID = re.compile(rf"有效期(?:为)?({_N}+)年")
_AFTER_THE_END = re.compile(
    r"(?:抄送|抄报|主送|校对|附件|附录|附表|附图)\s*[：:\d一二三四五六七八九十]?|附\s*[：:]|共印|（此件"
    r"|.*\d日印发$|[\u4e00-\u9fff]{2,30}(?:人民政府|办公室|办公厅|委员会|管理局)$"
)


@dataclass(frozen=True, slots=True)
class Article:
    """条文: its number as written, its text, and the headings it stands under, outermost first."""

    label: str
    text: str
    headings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Regulation:
    """法规: what is known of it as a whole, carried along with every article."""

    title: str
    document_number: str
    issuer: str
    issued_on: date | None
    in_force_on: date | None
    in_force_until: date | None
    articles: tuple[Article, ...]
    annex: str
    """附件、附录 after the last article, as one text."""

    @property
    def short_title(self) -> str:
        """社会保险法 for 中华人民共和国社会保险法, as it is cited."""
        return self.title.removeprefix("中华人民共和国") or self.title

    @property
    def chapters(self) -> list[str]:
        """The chapters that hold articles, in order, each once."""
        found = (h for article in self.articles for h in article.headings)
        return list(dict.fromkeys(h for h in found if re.match(rf"第{_N}+章", h)))


def read(file_name: str, content: bytes) -> Regulation:
    """读取整部法规 from txt, md or docx. Raises BadInput where it can't be split without loss.

    Of a docx the paragraphs count; article numbers that Word itself draws are no text, so such a
    document is refused as holding no article.
    """
    if content.startswith(b"PK"):
        archives.weigh(file_name, content)
        try:
            text = "\n\n".join(p.text for p in docx.Document(io.BytesIO(content)).paragraphs)
        except Exception:  # python-docx lets KeyError, ValueError and lxml's errors through
            raise archives.broken(file_name) from None
    else:
        text = encodings.decoded(content) or ""
    if not text.strip() or len(text) > MAX_CHARACTERS:
        raise BadInput(
            f"“{file_name}”是空的、过大或不是文本文件。",
            next_step="请使用 .txt、.md 或 .docx 文件，每个文件一部法规。",
        )
    return parse(file_name, text)


def parse(file_name: str, text: str) -> Regulation:
    """整部法规拆成条: `file_name` names it in refusals, and in the title when the text has none.

    An article begins a line and follows the one before it in number; 依照第十条 inside a sentence
    or at the start of a wrapped line stays text. Raises BadInput for none, or for a gap.
    """
    reader = _Reader(file_name)
    for line in wording.clean(text).split("\n"):
        reader.take(unicodedata.normalize("NFC", line))
    articles = tuple(reader.finish())
    if not articles:
        raise BadInput(
            f"“{file_name}”里没有找到以“第一条”开头的条文。",
            next_step="请检查条号是否写在每条的行首；Word 自动编号请先转成文字。",
        )
    front = [line for line in reader.front if line]
    title = _title(front) or _stem(file_name)
    issued_on = _issued_on(front, reader.back)
    in_force_on = _in_force_on(front, articles, issued_on)
    return Regulation(
        title=title,
        document_number=_document_number(front),
        issuer=_issuer(front),
        issued_on=issued_on,
        in_force_on=in_force_on,
        in_force_until=_in_force_until(articles, in_force_on),
        articles=articles,
        annex=_annex(reader.back),
    )


@dataclass
class _Reader:
    """Takes a regulation line by line; what it holds is the article under way and its headings."""

    file_name: str
    front: list[str] = field(default_factory=list)
    back: list[str] = field(default_factory=list)
    _articles: list[Article] = field(default_factory=list)
    _headings: dict[int, str] = field(default_factory=dict)
    _label: str = ""
    _headings_of_article: tuple[str, ...] = ()
    _lines: list[str] = field(default_factory=list)
    _number: int = 0
    _is_ended: bool = True
    """Whether the last line closed a sentence or was a heading: only then may a number jump."""

    def take(self, raw: str) -> None:
        line = _MARKS.sub("", raw.strip()).strip()
        if not line:
            if self._lines:
                self._lines.append("")
            return
        if self._take_heading(line, is_marked=raw.lstrip().startswith("#")):
            return
        started = _ARTICLE.match(line)
        if started and self._begins(started):
            self._start(started)
        elif self._label:
            self._lines.append(line)
        else:
            self.front.append(raw.strip())
        self._is_ended = line.endswith(_ENDED)

    def finish(self) -> Iterator[Article]:
        """The articles; what follows the last one's text is `back`."""
        for index, line in enumerate(self._lines):
            if index and self._lines[index - 1] == "" and _AFTER_THE_END.match(line):
                self.back = [line for line in self._lines[index:] if line]
                del self._lines[index:]
                break
        self._close()
        return iter(self._articles)

    def _take_heading(self, line: str, *, is_marked: bool) -> bool:
        found = _HEADING.fullmatch(line)
        if not found or len(line) > LONGEST_HEADING or line.endswith(_ENDED[:4]):
            return False
        is_at_rest = self._is_ended or is_marked or not self._label
        if not is_at_rest or _REFERENCE.match(found[3]):
            return False
        level = _LEVELS[found[2]]
        self._headings = {k: v for k, v in self._headings.items() if k < level}
        name = "".join(found[3].split())
        self._headings[level] = f"第{found[1]}{found[2]} {name}".strip()
        self._is_ended = True
        return True

    def _begins(self, found: re.Match[str]) -> bool:
        number, is_apart, text = numerals.value(found[2]), bool(found[4]), found[5]
        if number is None or _PART.match(text):
            return False
        if not (self._is_ended and is_apart) and _REFERENCE.match(text):
            return False
        if number == self._number + 1 or (found[3] and number == self._number):
            return self._is_ended or is_apart
        if number > self._number and self._is_ended and is_apart:
            missing = numerals.written(self._number + 1)
            after = f"{self._label}之后是{found[1]}" if self._label else f"最先出现的是{found[1]}"
            raise BadInput(
                f"“{self.file_name}”缺少第{missing}条：{after}。",
                next_step="请补上缺少的条文，或检查这一条的条号是否写在行首。",
            )
        return False

    def _start(self, found: re.Match[str]) -> None:
        self._close()
        self._number = numerals.value(found[2]) or 0
        self._label = "".join(found[1].split())
        self._headings_of_article = tuple(self._headings[k] for k in sorted(self._headings))
        self._lines = [found[5]]

    def _close(self) -> None:
        if self._label:
            text = _joined(self._lines)
            self._articles.append(Article(self._label, text, self._headings_of_article))


def _joined(lines: list[str]) -> str:
    """Paragraphs as they were meant: a line that stops in mid-sentence goes on in the next."""
    paragraphs: list[str] = []
    for line in _caption_first(lines):
        if paragraphs and not paragraphs[-1].endswith((*_ENDED, "\n")):
            glue = " " if paragraphs[-1][-1:].isascii() and line[:1].isascii() else ""
            paragraphs[-1] += glue + line
        else:
            paragraphs.append(line)
    return "\n".join(paragraph.strip() for paragraph in paragraphs)


def _caption_first(lines: list[str]) -> list[str]:
    """The lines that say something; a caption in a paragraph of its own is marked as ended."""
    has_caption = lines[1:2] == [""] and _CAPTION.fullmatch(lines[0]) is not None
    marked = [lines[0] + "\n", *lines[1:]] if has_caption else lines
    return [line for line in marked if line]


def _annex(back: list[str]) -> str:
    """What belongs to the regulation; to whom the paper was copied does not."""
    is_annex = bool(back) and back[0].startswith("附")
    return _joined(back) if is_annex else ""


# --- what is said of the whole --------------------------------------------------------------------


def _squeezed(line: str) -> str:
    """襄汾县 12345 政务服务便民热线 规范管理办法 without the blanks of its typesetting."""
    return re.sub(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])", "", line).strip()


def _stem(file_name: str) -> str:
    return re.sub(r"\s*[（(][\d-]+[）)]$", "", file_name.rsplit("/", 1)[-1].rsplit(".", 1)[0])


def _title(front: list[str]) -> str:
    for line in front:
        if line.startswith("# "):
            return _squeezed(line[2:])
    plain = [_squeezed(_MARKS.sub("", line)).strip("《》") for line in front]
    named = [
        line
        for line in plain
        if len(line) <= 100 and re.search(_TITLE.pattern + "$", line) and "关于" not in line
    ]
    return named[-1] if named else ""


def _document_number(front: list[str]) -> str:
    for pattern in (_NUMBER, _DECREE):
        for line in front:
            if found := pattern.search(line):
                return _squeezed(found[0])
    return ""


def _issuer(front: list[str]) -> str:
    for line in map(_squeezed, front):
        if (found := re.fullmatch(r"([\u4e00-\u9fff]{3,40})文件", line)) is not None:
            return found[1]
    for line in map(_squeezed, front):
        if "令第" in line or "国务院" in line.split("《")[0]:
            return "国务院" if "国务院" in line else line.split("令第")[0]
        if found := re.search(r"(全国人民代表大会(?:常务委员会)?)第?.{0,12}(?:次会议|通过)", line):
            return found[1]
    return ""


def _days(lines: list[str]) -> list[date]:
    found = []
    for line in lines:
        for year, month, day in _DAY.findall(line):
            try:
                found.append(date(int(year), int(month), int(day)))
            except ValueError:
                continue
    return found


def _issued_on(front: list[str], back: list[str]) -> date | None:
    """The day of issue: the paper's own last line, else the first day of issue before the text."""
    signed = _days([line for line in back if "印发" in line])
    published = _days([line for line in front if re.search("公布|发布|印发", line)])
    found = signed or published or _days(front) or _days(back)
    return found[0] if found else None


def _in_force_on(
    front: list[str], articles: tuple[Article, ...], issued_on: date | None
) -> date | None:
    for article in reversed(articles[-5:]):
        if found := _IN_FORCE.search(article.text):
            days = _days([found[0]])
            return days[0] if days else None
        if (relative := _FROM_ISSUE.search(article.text)) and issued_on:
            after = numerals.value(relative[1]) if relative[1] else 0
            return issued_on + timedelta(days=after or 0)
    stated = _days([line for line in front if "施行" in line])
    return stated[0] if stated else None


def _in_force_until(articles: tuple[Article, ...], in_force_on: date | None) -> date | None:
    """有效期五年 from its first day; None where the text sets no end."""
    found = next(filter(None, (_VALID.search(a.text) for a in reversed(articles[-5:]))), None)
    years = numerals.value(found[1]) if found else None
    if not years or in_force_on is None:
        return None
    day = 28 if (in_force_on.month, in_force_on.day) == (2, 29) else in_force_on.day
    return in_force_on.replace(year=in_force_on.year + years, day=day)
