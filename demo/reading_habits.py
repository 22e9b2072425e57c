"""What use left behind in the last months: searches that led to an entry, and what readers said of entries."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.rules.terms import BasisKind
from core.store.models import Citation
from demo.county import County
from kb.models import Entry, Judgement, Revision, SearchRecord
from kb.terms import Audience, SearchPlace

DAYS = 150
CITED = 0.7
"""How many of the opened results were then cited in the ticket."""

STRAY = 0.08
"""How many were opened by mistake."""

JUDGED, MOST_JUDGES = 0.3, 4
"""How many of the used entries anybody judges, and by how many people at most."""

USEFUL, USEFUL_IN_DOUBT, IN_DOUBT = 0.92, 0.2, 0.12
_OWN_WORDS = 0.7
"""How many callers say it in words of their own, where the matter has such words."""

_SAID = (
    ("暖", ("屋里冻得慌", "炕头冰凉", "家里跟冰窖一样")),
    ("低保", ("家里揭不开锅", "日子过不下去", "穷得没法过")),
    ("医保", ("看病的钱咋往回要", "住院花的钱能退不", "看病本本")),
    ("养老", ("老了的钱到哪领", "六十岁以后领钱", "老汉的钱没到账")),
    ("水", ("龙头拧开没反应", "锅里没法做饭", "洗脸都没得用")),
    ("电", ("灯全黑了", "冰箱停了", "村里一片黑")),
    ("户", ("娃刚生下往哪报", "本本上加个人", "把人挪到一块")),
    ("结婚", ("领红本本", "俩人扯证", "小两口办事")),
    ("公交", ("车几点来", "等半天不来", "坐几路")),
    ("垃圾", ("楼下臭得不行", "苍蝇满天飞", "桶满了没人管")),
    ("噪", ("半夜吵得睡不着", "大喇叭响个不停", "楼上咚咚响")),
    ("物业", ("小区没人管事", "交了钱不干活", "门禁坏了没人理")),
    ("工资", ("老板不给钱", "干了活要不上钱", "工头跑了")),
    ("残疾", ("腿脚不好有啥照顾", "坐轮椅的能领啥", "眼睛看不见的补助")),
    ("学", ("娃到哪念书", "孩子该报名了", "外地娃能不能念")),
    ("房", ("住的地方没着落", "租不起", "老屋快塌了")),
    ("路", ("坑坑洼洼没法走", "车轱辘陷进去", "出门一脚泥")),
    ("狗", ("遛弯不牵绳", "把人撵得乱跑", "楼道里乱拉")),
)
"""A word of a title, and how people speak of it without that word."""

_PLACES = (1, 1, 1, 1, 2, 2, 3, 4)
_SHORTEST, _LONGEST = 3, 14


def play(session: Session, county: County, until: datetime) -> None:
    """Each citation of the last months came after a search; some of the entries were judged."""
    rng = random.Random(f"{county.seed} reading habits")
    since = until - timedelta(days=DAYS)
    used = session.execute(
        select(Citation.cited_at, Revision)
        .join(Entry, Entry.id == Citation.entry_id)
        .join(Revision, Revision.id == Citation.revision_id)
        .where(Citation.kind == BasisKind.ENTRY, Citation.cited_at >= since)
        .order_by(Citation.id)
    ).all()
    revisions = [revision for _, revision in used]
    own_words = _own_words(revisions)
    for at, revision in used:
        opened = rng.choice(revisions) if rng.random() < STRAY else revision
        session.add(
            _searched(county, at, revision, opened, own_words.get(revision.entry_id, ()), rng)
        )
    _judge(session, county, until, revisions, rng)
    session.flush()


def _own_words(revisions: Sequence[Revision]) -> Mapping[int, Sequence[str]]:
    """What people say instead, for the entry on each matter that is asked for the most."""
    asked = Counter(revision.entry_id for revision in revisions)
    said: dict[int, list[str]] = defaultdict(list)
    for word, ways in _SAID:
        about = {one.entry_id for one in revisions if word in one.title}
        if about:
            said[max(about, key=lambda entry_id: (asked[entry_id], -entry_id))] += ways
    return said


def _searched(
    county: County,
    at: datetime,
    asked: Revision,
    opened: Revision,
    own_words: Sequence[str],
    rng: random.Random,
) -> SearchRecord:
    questions = [asked.standard_question, *asked.variant_questions.splitlines(), asked.title]
    question = rng.choice([one for one in questions if one])[: rng.randint(_SHORTEST, _LONGEST)]
    if own_words and rng.random() < _OWN_WORDS:
        question = f"{rng.choice(own_words)}{rng.choice(('', '咋办', '找谁', '咋弄', '管不管'))}"
    is_right = asked.entry_id == opened.entry_id
    return SearchRecord(
        asked_at=at - timedelta(seconds=rng.randint(20, 90)),
        place=rng.choice((SearchPlace.INTAKE, SearchPlace.INTAKE, SearchPlace.KNOWLEDGE)),
        person_id=county.staff.taker_on(at, rng).person_id,
        question=question,
        total=rng.randint(2, 40),
        opened_entry_id=opened.entry_id,
        opened_place=rng.choice(_PLACES),
        is_cited=is_right and rng.random() < CITED,
    )


def _judge(
    session: Session,
    county: County,
    until: datetime,
    revisions: Sequence[Revision],
    rng: random.Random,
) -> None:
    """A few people each on some entries in force: most find them useful, a few entries nobody does."""
    numbers = dict(list(session.execute(select(Entry.id, Entry.in_force_number))))
    by_id = {
        one.id: one
        for one in revisions
        if numbers[one.entry_id] == one.number and one.audience is Audience.PUBLIC
    }
    readers = [*county.staff.takers, *county.staff.office]
    for revision in by_id.values():
        if (revision.effective_until or until.date()) < until.date() or rng.random() > JUDGED:
            continue
        useful = USEFUL_IN_DOUBT if rng.random() < IN_DOUBT else USEFUL
        for reader in rng.sample(readers, min(rng.randint(1, MOST_JUDGES), len(readers))):
            at = county.in_office(until - timedelta(days=rng.randint(1, 20)), rng)
            session.add(
                Judgement(
                    entry_id=revision.entry_id, revision_id=revision.id,
                    person_id=reader.person_id, is_useful=rng.random() < useful,
                    judged_at=min(at, until),
                )
            )  # fmt: skip
