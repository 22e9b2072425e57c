"""制度: the 办法 article by article, with the numbers in force today beside the article they come from."""

from __future__ import annotations

import re
from pathlib import Path

from core.rules import deadlines, wording
from core.rules.policy import Policy
from core.rules.policy_table import DEFAULTS, PolicyDefault
from pages._ui import shell, words

desk = shell.enter()

TEXT = Path(__file__).resolve().parent.parent / "kb" / "seed" / "regulation.txt"
CHAPTER = re.compile(r"^第[一二三四五六七八九十]+章\s")
ARTICLE = re.compile(r"^(第[一二三四五六七八九十]+条)\s*(.*)$")


def chapters(text: str) -> list[tuple[str, list[tuple[str, list[str]]]]]:
    """Chapters, each with its articles and their paragraphs; the cover letter and the imprint left out."""
    found: list[tuple[str, list[tuple[str, list[str]]]]] = []
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


def numbers(policy: Policy, article: str) -> words.Markup:
    """The live values that rest on one article."""
    return words.join(
        words.Markup('<li title="{}"><span>{}</span><b>{}</b></li>').format(
            row.reading_zh, row.name_zh, policy.spoken(row.key)
        )
        for row in DEFAULTS
        if _rests_on(row, article)
    )


def _rests_on(row: PolicyDefault, article: str) -> bool:
    return row.article.removeprefix("办法").startswith(article)


def article_block(policy: Policy, name: str, paragraphs: list[str]) -> words.Markup:
    """One article: its text, and beside it its numbers."""
    body = words.join(words.Markup("<p>{}</p>").format(line) for line in paragraphs)
    return words.Markup(
        '<section class="hl-article-text" id="{}"><h3>{}</h3><div>{}</div><ul>{}</ul></section>'
    ).format(name, name, body, numbers(policy, name))


with desk.database.read(desk.actor) as reading:
    life = deadlines.regulation_life(reading.policy, reading.now.date())
    words.heading(
        "制度",
        f"襄汾县12345政务服务便民热线规范管理办法（襄政办发〔2022〕16号）　"
        f"{wording.full_day(life.in_force_on)}起施行，有效期至{wording.full_day(life.expires_on)}",
    )
    for title, articles in chapters(TEXT.read_text(encoding="utf-8")):
        words.show(words.Markup('<h2 class="hl-chapter">{}</h2>').format(title))
        words.show(words.join(article_block(reading.policy, *article) for article in articles))
