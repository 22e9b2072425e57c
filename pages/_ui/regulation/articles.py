"""The 办法 article by article, with the live numbers beside the article they come from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from core.insight.regulation import ValueLine
from core.rules import wording
from core.rules.policy import Policy
from core.rules.policy_table import DEFAULTS, PolicyDefault
from pages._ui import words

TEXT = Path(__file__).resolve().parents[3] / "kb" / "seed" / "regulation.txt"
CHAPTER = re.compile(r"^第[一二三四五六七八九十]+章\s")
ARTICLE = re.compile(r"^(第[一二三四五六七八九十]+条)\s*(.*)$")

Chapter = tuple[str, list[tuple[str, list[str]]]]


def show(policy: Policy, coming: Mapping[str, ValueLine]) -> None:
    """Every article, and beside it its numbers: today's, and what is decided for a later day."""
    for title, articles in chapters(TEXT.read_text(encoding="utf-8")):
        words.show(words.Markup('<h2 class="hl-chapter">{}</h2>').format(title))
        words.show(words.join(_block(policy, coming, *article) for article in articles))


def chapters(text: str) -> list[Chapter]:
    """Chapters, each with its articles and their paragraphs; the cover letter and the imprint left out."""
    found: list[Chapter] = []
    for line in (line.strip().removeprefix("- ") for line in text.splitlines()):
        if CHAPTER.match(line):
            found.append((line, []))
        elif line.startswith("抄送："):
            break
        elif (article := ARTICLE.match(line)) and found:
            found[-1][1].append((article[1], [article[2]] if article[2] else []))
        elif line and found and found[-1][1]:
            _continue(found[-1][1][-1][1], line)
    return found


def _continue(paragraphs: list[str], line: str) -> None:
    """A paragraph goes on where the source's line was broken in the middle of a sentence."""
    if (
        paragraphs
        and not paragraphs[-1].endswith(("。", "；", "：", "？"))
        and len(paragraphs[-1]) > 20
    ):
        paragraphs[-1] += line
    else:
        paragraphs.append(line)


def _block(
    policy: Policy, coming: Mapping[str, ValueLine], name: str, paragraphs: list[str]
) -> words.Markup:
    body = words.join(words.Markup("<p>{}</p>").format(line) for line in paragraphs)
    numbers = words.join(_number(policy, coming, row) for row in DEFAULTS if _rests_on(row, name))
    return words.Markup(
        '<section class="hl-article-text" id="{}"><h3>{}</h3><div>{}</div><ul>{}</ul></section>'
    ).format(name, name, body, numbers)


def _number(policy: Policy, coming: Mapping[str, ValueLine], row: PolicyDefault) -> words.Markup:
    line = words.Markup('<li title="{}"><span>{}</span><b>{}</b></li>').format(
        row.reading_zh, row.name_zh, policy.spoken(row.key)
    )
    later = coming.get(row.key)
    if later is None:
        return line
    return line + words.Markup("<li><span>{}起</span><b>{}</b></li>").format(
        wording.full_day(later.effective_on), later.value_zh
    )


def _rests_on(row: PolicyDefault, article: str) -> bool:
    return row.article.removeprefix("办法").startswith(article)
