"""写作提示: said while somebody writes, and never in the way of saving."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kb import entry_hints
from kb.entry_text import EntryText
from kb.terms import EntryKind
from tests.kb import written
from tests.planted import County


@pytest.mark.parametrize(
    ("changes", "kind", "said"),
    [
        ({}, EntryKind.FAQ, ""),
        ({"spoken_answer": ""}, EntryKind.FAQ, "还没有口语答复"),
        ({}, EntryKind.SERVICE, "没有写联系电话"),
        ({"phone": "0357-12345"}, EntryKind.SERVICE, ""),
        ({"spoken_answer": "好" * 60 + "。"}, EntryKind.FAQ, ""),
        ({"spoken_answer": "好" * 61 + "。"}, EntryKind.FAQ, "有一句长达61字"),
        ({"keywords": ("暖气不热怎么办",)}, EntryKind.FAQ, "关键词与标题相同"),
        ({"text": "今年11月15日开始供暖，近期试暖。"}, EntryKind.FAQ, "“今年、近期”"),
    ],
)
def test_what_is_said_of_a_text(changes: dict[str, object], kind: EntryKind, said: str) -> None:
    text = replace(written.HEATING, **changes)  # type: ignore[arg-type]
    found = [hint.message for hint in entry_hints.of_text(text, kind)]
    assert bool(found) == bool(said)
    assert said in "".join(found)


def test_nothing_is_said_of_an_empty_form() -> None:
    assert entry_hints.of_text(EntryText(title=""), EntryKind.FAQ) == []


@pytest.mark.parametrize(
    ("spoken", "seconds"), [("", 0), ("您好", 1), ("好" * 45, 10), ("好" * 46, 11)]
)
def test_reading_aloud_takes_its_time(spoken: str, seconds: int) -> None:
    assert entry_hints.seconds(spoken) == seconds


def test_an_entry_with_nearly_the_same_question_is_named(one_county: County) -> None:
    entry_id = written.publish(one_county)
    with one_county.read("handler") as reading:
        same = entry_hints.duplicates(reading, EntryText(title="暖气不热该怎么办"), None)
        other = entry_hints.duplicates(reading, EntryText(title="暖气费怎么交"), None)
        itself = entry_hints.duplicates(reading, written.HEATING, entry_id)
    assert [hint.entry_id for hint in same] == [entry_id]
    assert other == itself == []
