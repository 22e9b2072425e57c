"""docs/articles.md names every article, and what it names exists: pages, actions and tests."""

from __future__ import annotations

import re

import pytest

from core.rules.terms import Action
from tests.architecture import ROOT

TEXT = (ROOT / "docs" / "articles.md").read_text(encoding="utf-8")
ROWS = [line for line in TEXT.splitlines() if line.startswith("| 第")]

ARTICLES = (
    "第一条、第二十三条", "第二条、第四条、第八条", "第三条", "第五条", "第六条（三）、第十八条",
    "第六条（六）、第二十一条", "第七条（一）", "第七条（二）", "第七条（三）、第十七条", "第九条",
    "第九条（四）", "第九条（五）", "第十条", "第十条（一）", "第十条（二）（三）", "第十条（四）",
    "第十条（五）", "第十一条", "第十二条（一）", "第十二条（二）", "第十二条（三）",
    "第十三条（一）", "第十三条（二）、第十六条", "第十三条（三）", "第十三条（四）",
    "第十三条（五）", "第十三条（六）", "第十四条", "第十五条", "第十九条", "第二十条",
    "第二十二条",
)  # fmt: skip


def test_every_article_has_its_row_in_order() -> None:
    assert tuple(row.split("|")[1].strip() for row in ROWS) == ARTICLES


def test_the_rows_together_leave_no_article_out() -> None:
    numerals = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"]
    names = numerals + [f"十{one}" for one in numerals[:9]] + ["二十", "二十一", "二十二", "二十三"]
    named = "".join(ARTICLES)
    assert [name for name in names if f"第{name}条" not in named] == []


@pytest.mark.parametrize("row", ROWS, ids=ARTICLES[: len(ROWS)])
def test_a_row_names_a_page_and_a_test_that_exist(row: str) -> None:
    _, _, _, place, _, tests, _ = (cell.strip() for cell in row.split("|"))
    pages = re.findall(r"`(pages/\w+\.py)`", place)
    assert pages
    assert [page for page in pages if not (ROOT / page).is_file()] == []
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", tests)
    assert named
    missing = [f"{file}::{name}" for file, name in named if not _has_test(file, name)]
    assert missing == []


def test_every_action_has_its_place() -> None:
    named = set(re.findall(r"`Action\.([A-Z_]+)`", "\n".join(ROWS)))
    assert named == set(Action.__members__)


def _has_test(file: str, name: str) -> bool:
    path = ROOT / file
    return path.is_file() and f"\ndef {name}(" in path.read_text(encoding="utf-8")
