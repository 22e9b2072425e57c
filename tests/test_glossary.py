"""docs/glossary.md and the code's closed sets say the same words."""

from __future__ import annotations

import importlib
import re

import pytest

from core.rules.terms import Term
from tests import architecture
from tests.architecture import ROOT

GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
WORDS, _, CLOSED_SETS = GLOSSARY.partition("## Closed sets")

ROOMS = [
    importlib.import_module(source.path.removesuffix(".py").replace("/", "."))
    for source in architecture.texts()
    if source.is_in("core", "kb") and re.search(r"^class \w+\(Term\):", source.text, re.MULTILINE)
]
SETS: dict[str, type[Term]] = {
    name: word
    for room in ROOMS
    for name, word in vars(room).items()
    if isinstance(word, type) and issubclass(word, Term) and word.__module__ == room.__name__
}
SETS.pop("Term")


def test_there_are_sets_to_compare() -> None:
    assert {"State", "Action", "Role", "RequestType", "Track", "Audience"} <= SETS.keys()


@pytest.mark.parametrize("name", SETS)
def test_every_member_has_its_line(name: str) -> None:
    """A member without a line, or a line whose Chinese has changed, is named as it should stand."""
    missing = [
        line
        for member in SETS[name]
        if (line := f"| `{name}.{member.name}` | {member.zh} |") not in CLOSED_SETS
    ]

    assert not missing


def test_no_line_outlives_its_member() -> None:
    stale = [
        f"{name}.{member}"
        for name, member in re.findall(r"`([A-Z]\w+)\.([A-Z_]+)(?=[`\s])", GLOSSARY)
        if name not in SETS or member not in SETS[name].__members__
    ]

    assert not stale


@pytest.mark.parametrize("name", SETS)
def test_no_chinese_name_means_two_things_in_one_set(name: str) -> None:
    names = [member.zh for member in SETS[name]]

    assert len(names) == len(set(names))


def test_every_word_has_chinese_and_code() -> None:
    rows = re.findall(r"^\| (.*?) \| (.*?) \|", WORDS, flags=re.MULTILINE)[1:]

    assert len(rows) > 40
    assert all(chinese.strip() and code.strip() for chinese, code in rows)
