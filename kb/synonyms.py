"""同义词: what people say and what the entries write, kept by the office and followed by the search at once."""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Engine, func, select

from core.errors import BadInput, NotAllowed, NotFound, RuleRefused, Stale
from core.rules.terms import OFFICE_ROLES, Role
from core.store.models import Counter
from core.store.work import Reading, UnitOfWork
from kb import analyzer, lifecycle
from kb.alternatives import Vocabulary, Wording
from kb.models import Synonym
from kb.terms import SynonymKind

KEEPERS = OFFICE_ROLES | {Role.KB_EDITOR}
"""Who keeps the words: the hotline office and the knowledge editor."""

WORD_LENGTH, NOTE_LENGTH = 20, 200
MOST_WORDS = 30
MOST_LINES = 1000
COUNTER = "kb_synonyms"
COMMON = Path(__file__).with_name("seed") / "synonyms.txt"

_SUBJECT = "同义词"
_SEPARATOR = re.compile(r"[、，,；;/／\n]+")
_ARROW = re.compile(r"→|=>|->")
_EQUALS = re.compile("[=＝]")


@dataclass(frozen=True, slots=True)
class Group:
    """One line of the list of words."""

    id: int
    kind: SynonymKind
    said: tuple[str, ...]
    written: tuple[str, ...]
    note: str
    is_active: bool
    changed_at: datetime
    changed_by: str
    version: int


class Words(NamedTuple):
    """A group as somebody writes it; of equal words all are `said`."""

    kind: SynonymKind
    said: tuple[str, ...]
    written: tuple[str, ...] = ()
    note: str = ""


class Problem(NamedTuple):
    """What is wrong in one line of a pasted list."""

    line: int
    message: str


class Pasted(NamedTuple):
    """A pasted list as it was understood; it is taken in only when there are no problems."""

    groups: list[Words]
    problems: list[Problem]


# --- looking ---------------------------------------------------------------------------------


def groups(reading: Reading, text: str = "") -> list[Group]:
    """同义词表, the last changed first; with a text the groups in which it stands."""
    rows = reading.session.scalars(
        select(Synonym).order_by(Synonym.changed_at.desc(), Synonym.id.desc())
    )
    wanted = analyzer.phrase(text)
    found = [_group(row) for row in rows]
    return [
        group
        for group in found
        if any(wanted in analyzer.phrase(one) for one in (*group.said, *group.written, group.note))
    ]


def known(reading: Reading) -> Vocabulary:
    """The active groups as the search follows them; learned again only after one was changed.

    The number of changes is read in the search's own transaction, so every process follows at once.
    """
    if isinstance(reading, UnitOfWork):  # what it has changed may yet be taken back
        return _vocabulary(reading)
    engine, revision = reading.session.get_bind().engine, _revision(reading)
    at_hand = _known.get(engine)
    if at_hand is None or at_hand[0] != revision:
        at_hand = revision, _vocabulary(reading)
        with _lock:
            _known[engine] = at_hand
    return at_hand[1]


def trial(reading: Reading, words: Words | None, *, without_id: int | None = None) -> Vocabulary:
    """试一试: the active groups with one that is not saved yet, or without one that is."""
    active = [g for g in groups(reading) if g.is_active and g.id != without_id]
    tried = [_wording(words.kind, words.said, words.written)] if words else []
    return Vocabulary([*(_wording(g.kind, g.said, g.written) for g in active), *tried])


def is_keeper(reading: Reading) -> bool:
    """Whether this person may change the words."""
    return reading.actor.role in KEEPERS


# --- changing --------------------------------------------------------------------------------


def add(uow: UnitOfWork, words: Words) -> Synonym:
    """新增同义词. Raises NotAllowed, BadInput by field."""
    _require(uow, "新增同义词")
    words = checked(words)
    _refuse_known(uow, words, own_id=None)

    row = _new(uow, words)

    _record(uow, "add_synonym", row)
    return row


def change(
    uow: UnitOfWork, synonym_id: int, words: Words, *, seen_version: int | None = None
) -> Synonym:
    """修改同义词. Raises NotAllowed, NotFound, Stale, BadInput by field."""
    row = _load(uow, synonym_id, "修改同义词", seen_version)
    words = checked(words)
    _refuse_known(uow, words, own_id=row.id)

    row.kind, row.note = words.kind, words.note
    row.said, row.written = "\n".join(words.said), "\n".join(words.written)

    _record(uow, "change_synonym", row)
    return row


def switch(
    uow: UnitOfWork, synonym_id: int, *, is_on: bool, seen_version: int | None = None
) -> Synonym:
    """启用或停用同义词: what is switched off stays on the list and is not followed."""
    row = _load(uow, synonym_id, "启用或停用同义词", seen_version)

    row.is_active = is_on

    _record(uow, "switch_synonym", row, is_on=is_on)
    return row


def remove(uow: UnitOfWork, synonym_id: int, *, seen_version: int | None = None) -> None:
    """删除同义词, only of a group that was switched off before. Raises RuleRefused."""
    row = _load(uow, synonym_id, "删除同义词", seen_version)
    if row.is_active:
        raise RuleRefused(
            "这组同义词正在使用，不能删除。", lifecycle.ARTICLE, next_step="请先停用，再删除。"
        )

    uow.session.delete(row)

    _record(uow, "remove_synonym", row)


def load_common(uow: UnitOfWork) -> int:
    """载入常用词表: the county's usual words, into an empty table only; how many groups came in."""
    _require(uow, "载入常用词表")
    if uow.session.scalar(select(func.count(Synonym.id))):
        raise RuleRefused(
            "同义词表里已有内容，没有再载入常用词表。",
            lifecycle.ARTICLE,
            next_step="可以逐组新增，或者粘贴导入。",
        )
    pasted = parse(COMMON.read_text(encoding="utf-8"))

    for words in pasted.groups:
        _new(uow, words)

    _count_up(uow)
    uow.audit("import_synonyms", _SUBJECT, groups=len(pasted.groups), is_common=True)
    return len(pasted.groups)


def take_in(uow: UnitOfWork, text: str) -> int:
    """粘贴导入: every line a group, all or nothing; how many came in. Raises BadInput naming the lines."""
    _require(uow, "导入同义词")
    pasted = check(uow, text)
    if pasted.problems:
        told = "".join(f"第{one.line}行：{one.message}" for one in pasted.problems[:5])
        raise BadInput(
            f"有{len(pasted.problems)}行不能导入，一组都没有导入。{told}", field="pasted"
        )
    if not pasted.groups:
        raise BadInput("没有可以导入的内容。", field="pasted", next_step="请一行写一组。")

    for words in pasted.groups:
        _new(uow, words)

    _count_up(uow)
    uow.audit("import_synonyms", _SUBJECT, groups=len(pasted.groups))
    return len(pasted.groups)


# --- understanding ---------------------------------------------------------------------------


def parse(text: str) -> Pasted:
    """A list as people write it: 低保=最低生活保障, or 娃、小子→孩子; # begins a note, on its own line or after.

    Errors are told by line, the first line being 1.
    """
    found: list[Words] = []
    problems: list[Problem] = []
    for number, line in enumerate(text.splitlines(), start=1):
        body, _, note = line.partition("#")
        if not body.strip():
            continue
        if number > MOST_LINES:
            problems.append(Problem(number, f"一次最多导入{MOST_LINES}行。"))
            break
        try:
            found.append(checked(_read_line(body, note)))
        except BadInput as problem:
            problems.append(Problem(number, problem.message_zh))
    return Pasted(found, problems)


def check(reading: Reading, text: str) -> Pasted:
    """核对 a pasted list against itself and against what is kept already."""
    kept = {_key(_words(row)): 0 for row in reading.session.scalars(select(Synonym))}
    pasted = parse(text)
    problems = list(pasted.problems)
    lines = [n for n, line in enumerate(text.splitlines(), 1) if line.partition("#")[0].strip()]
    bad = {problem.line for problem in problems}
    sound = [number for number in lines if number not in bad]
    for number, words in zip(sound, pasted.groups, strict=False):
        key = _key(words)
        if key in kept:
            before = f"与第{kept[key]}行重复。" if kept[key] else "表里已经有这一组。"
            problems.append(Problem(number, before))
        kept.setdefault(key, number)
    return Pasted(pasted.groups, sorted(problems))


def split(text: str) -> tuple[str, ...]:
    """Words out of one field: separated by 、，；or lines, without doubles."""
    words = (" ".join(word.split()) for word in _SEPARATOR.split(text))
    return tuple(dict.fromkeys(word for word in words if word))


def checked(words: Words) -> Words:
    """The group in order. Raises BadInput by field."""
    said = _distinct(words.said)
    written = _distinct(words.written) if words.kind is SynonymKind.SPOKEN else ()
    for field, some in (("said", said), ("written", written)):
        for word in some:
            _check_word(word, field)
    if len(said) + len(written) > MOST_WORDS:
        raise BadInput(f"一组最多{MOST_WORDS}个词。", field="said")
    if words.kind is SynonymKind.EQUAL and len(said) < 2:
        raise BadInput("同义词一组至少写两个词。", field="said")
    if words.kind is SynonymKind.SPOKEN and not (said and written):
        raise BadInput("请写明群众怎么说、知识里怎么写。", field="said" if not said else "written")
    if {*map(analyzer.phrase, said)} & {*map(analyzer.phrase, written)}:
        raise BadInput("“怎么说”和“怎么写”里有同一个词。", field="written")
    note = " ".join(words.note.split())
    if len(note) > NOTE_LENGTH:
        raise BadInput(f"备注不超过{NOTE_LENGTH}字。", field="note")
    return Words(words.kind, said, written, note)


def _read_line(body: str, note: str) -> Words:
    sides = _ARROW.split(body)
    if len(sides) == 2:
        return Words(SynonymKind.SPOKEN, split(sides[0]), split(sides[1]), note.strip())
    if len(sides) > 2:
        raise BadInput("一行只能有一个箭头。")
    words = tuple(word for side in _EQUALS.split(body) for word in split(side))
    return Words(SynonymKind.EQUAL, words, (), note.strip())


def _check_word(word: str, field: str) -> None:
    if not analyzer.phrase(word):
        raise BadInput(f"“{word}”里没有文字。", field=field)
    if len(word) > WORD_LENGTH:
        raise BadInput(f"“{word[:WORD_LENGTH]}…”太长，一个词不超过{WORD_LENGTH}字。", field=field)


def _distinct(words: Sequence[str]) -> tuple[str, ...]:
    """Each word once, however it is written."""
    by_form: dict[str, str] = {}
    for word in words:
        cleaned = " ".join(word.split())
        if cleaned:
            by_form.setdefault(analyzer.phrase(cleaned), cleaned)
    return tuple(by_form.values())


# --- rows ------------------------------------------------------------------------------------

_known: dict[Engine, tuple[int, Vocabulary]] = {}
_lock = threading.Lock()


def _vocabulary(reading: Reading) -> Vocabulary:
    rows = reading.session.scalars(
        select(Synonym).where(Synonym.is_active.is_(True)).order_by(Synonym.id)
    )
    return Vocabulary(_wording(*_words(row)[:3]) for row in rows)


def _wording(kind: SynonymKind, said: tuple[str, ...], written: tuple[str, ...]) -> Wording:
    return Wording(said, said if kind is SynonymKind.EQUAL else written)


def _revision(reading: Reading) -> int:
    counted = select(func.max(Counter.value)).where(Counter.name == COUNTER)
    return reading.session.scalar(counted) or 0


def _count_up(uow: UnitOfWork) -> None:
    uow.session.flush()
    uow.next_number(COUNTER)


def _new(uow: UnitOfWork, words: Words) -> Synonym:
    row = Synonym(
        kind=words.kind, said="\n".join(words.said), written="\n".join(words.written),
        note=words.note, changed_at=uow.now, changed_by=uow.actor.name,
    )  # fmt: skip
    uow.session.add(row)
    return row


def _record(uow: UnitOfWork, verb: str, row: Synonym, **details: object) -> None:
    row.changed_at, row.changed_by = uow.now, uow.actor.name
    if verb != "add_synonym":
        row.version += 1
    _count_up(uow)
    said, written = row.said.replace("\n", "、"), row.written.replace("\n", "、")
    uow.audit(verb, f"{_SUBJECT}“{said}”", kind=row.kind.value, written=written, **details)


def _require(uow: UnitOfWork, doing: str) -> None:
    if not is_keeper(uow):
        raise NotAllowed(
            f"{uow.actor.role.zh}不能{doing}。",
            article=lifecycle.ARTICLE,
            next_step="请由县热线办或知识库管理员操作。",
            subject=_SUBJECT,
        )


def _load(uow: UnitOfWork, synonym_id: int, doing: str, seen_version: int | None) -> Synonym:
    _require(uow, doing)
    row = uow.session.scalar(select(Synonym).where(Synonym.id == synonym_id).with_for_update())
    if row is None:
        raise NotFound("没有找到这组同义词。", next_step="请刷新列表。", subject=_SUBJECT)
    if seen_version is not None and row.version != seen_version:
        raise Stale(f"这组同义词刚刚由{row.changed_by}修改过，本次操作没有保存。")
    return row


def _refuse_known(uow: UnitOfWork, words: Words, own_id: int | None) -> None:
    for row in uow.session.scalars(select(Synonym).where(Synonym.id != (own_id or 0))):
        if _key(_words(row)) == _key(words):
            state = "" if row.is_active else "，现在停用"
            raise BadInput(f"表里已经有这一组{state}。", field="said")


def _words(row: Synonym) -> Words:
    return Words(row.kind, tuple(row.said.splitlines()), tuple(row.written.splitlines()), row.note)


def _key(words: Words) -> tuple[SynonymKind, frozenset[str], frozenset[str]]:
    said, written = (frozenset(map(analyzer.phrase, some)) for some in words[1:3])
    return words.kind, said, written


def _group(row: Synonym) -> Group:
    return Group(
        row.id, *_words(row), row.is_active, row.changed_at, row.changed_by, row.version
    )  # fmt: skip
