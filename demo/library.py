"""The knowledge base over the year: entries published one after another, kept fresh or not, cited by answers."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import select

from core.clock import SHANGHAI
from core.exchange.tables import Table, TableRow
from core.store.work import UnitOfWork
from demo import matters, year
from demo.county import County
from demo.stage import Act, Course
from kb import entries, entry_text, imports, regulation_import, regulations, shelves
from kb.entry_text import EntryText
from kb.models import Entry, Revision
from kb.terms import Audience, EntryKind

HERE = Path(__file__).parent / "knowledge"
REGULATION = Path(regulations.__file__).parent / "seed" / "regulation.txt"
SELDOM = 12
"""A question of more characters than this is seldom asked."""
CONFIRMED = 0.975
"""How likely an entry due for review is confirmed in time; the others stand overdue."""

NEW_TITLE = "电动自行车在小区里充电有什么规定"
NEW_ANSWER = "您好，电动自行车不得在楼道、门厅等公共区域停放充电，请使用小区的集中充电设施。"
NEW_PARAGRAPH = "办理前请先电话确认所需材料。"
WITHDRAWN_BECAUSE = "政策已经调整，旧口径停止使用。"
DOUBTED = "群众反映窗口要求的材料与条目不一致，请核实。"

_SEASON_OF = {
    "0906": "供暖", "0408": "供暖", "0407": "秋", "0102": "开学", "0908": "清明",
    "0805": "年前", "0801": "医保",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """An entry callers ask about: its questions, and the days it may answer."""

    entry_id: int
    category: str
    questions: tuple[str, ...]
    weight: float
    since: date
    until: date
    review_due_on: date


@dataclass
class Library:
    """What is in force at each moment of the year, and the courses that make it so."""

    county: County
    rows: list[TableRow]
    _shelf: dict[int, Known] = field(default_factory=dict)
    _under_change: set[int] = field(default_factory=set)

    def pick(self, day: date, rng: random.Random) -> Known | None:
        """An entry as callers would happen to need it that day; None while there is none."""
        found = [known for known in self._shelf.values() if self.is_in_force(known, day)]
        if not found:
            return None
        return rng.choices(found, [_wanted(known, day) for known in found])[0]

    def is_in_force(self, known: Known, day: date) -> bool:
        """Whether it answers calls that day."""
        return known.since <= day <= known.until and known.entry_id not in self._under_change

    def courses(self) -> Iterator[Course]:
        """Everything that happens to the knowledge base, as courses to be played."""
        yield self._regulation()
        rng = random.Random(f"library {self.county.seed}")
        first, last = self._start().date(), self.county.stage.until.date() - timedelta(days=6)
        dated = [(_published_on(row, first, last, rng), row) for row in self.rows]
        dated.sort(key=lambda one: one[0])
        for day, same_day in itertools.groupby(dated, key=lambda one: one[0]):
            yield self._published(day, [row for _, row in same_day])
        yield self._under_way()

    def _start(self) -> datetime:
        return self.county.stage.until - timedelta(days=year.DAYS + 15)

    def _regulation(self) -> Course:
        """The county's own regulation, article by article, before anything else."""
        regulation = regulations.read(REGULATION.name, REGULATION.read_bytes())
        take_in = partial(
            regulation_import.import_regulation, regulation=regulation, is_published=True
        )
        yield Act(self._start(), self.county.staff.editors[0], take_in)

    def _published(self, day: date, rows: list[TableRow]) -> Course:
        """One day's rows imported and published; then each entry goes its own way."""
        county, rng = self.county, random.Random(f"{self.county.seed} {day}")
        at = datetime.combine(day, time(rng.randint(9, 16), rng.randint(0, 59)), SHANGHAI)
        at = max(county.in_office(at, rng), self._start() + timedelta(minutes=5))
        table = Table(list(imports.COLUMNS), rows)
        titles = [" ".join(row.cells[imports.TITLE].split()) for row in rows]

        def take_in(uow: UnitOfWork) -> list[Known]:
            imports.import_rows(uow, imports.Checked(table, [], []), is_published=True)
            return [self._known(*found) for found in _published_under(uow, titles)]

        known: list[Known] = yield Act(at, rng.choice(county.staff.editors), take_in)
        for one in known:
            if one.category and one.questions:
                self._shelf[one.entry_id] = one
            county.stage.enter(self._kept(one))

    def _known(self, entry: Entry, revision: Revision) -> Known:
        asked = (revision.standard_question, *revision.variant_questions.splitlines())
        is_asked = (
            revision.audience is Audience.PUBLIC
            and entry.kind is not EntryKind.DUTY
            and bool(revision.spoken_answer)
        )
        return Known(
            entry_id=entry.id,
            category=revision.category.code if revision.category else "",
            questions=tuple(filter(None, asked)) if is_asked else (),
            weight=random.Random(f"weight {entry.title}").paretovariate(1.6),
            since=revision.effective_from or date.min,
            until=revision.effective_until or date.max,
            review_due_on=entry.review_due_on or date.max,
        )

    def _kept(self, known: Known) -> Course:
        """分责维护: reviewed again and again before it falls due, until somebody forgets to."""
        county, rng = self.county, random.Random(f"{self.county.seed} kept {known.entry_id}")
        due_on = known.review_due_on
        while rng.random() < CONFIRMED:
            day = due_on - timedelta(days=rng.randint(0, 6))
            if known.until < day:
                return
            at = datetime.combine(day, time(rng.randint(8, 17), rng.randint(0, 59)), SHANGHAI)

            def confirm(uow: UnitOfWork) -> Entry | None:
                if known.entry_id in self._under_change or known.until < uow.now.date():
                    return None
                return entries.confirm_review(uow, known.entry_id)

            editor = rng.choice(county.staff.editors)
            entry: Entry | None = yield Act(county.in_office(at, rng), editor, confirm)
            if entry is None or entry.review_due_on is None:
                return
            due_on = entry.review_due_on

    def _under_way(self) -> Course:
        """The last days' desk: a new draft, texts under revision and review, one in doubt, two taken down.

        What callers ask every day stays in force: their questions are the short ones.
        """
        county, rng = self.county, random.Random(f"{self.county.seed} under way")
        editor, lead = county.staff.editors[0], county.staff.leads[0]
        at = county.in_office(county.stage.until - timedelta(days=5), rng)
        text = EntryText(title=NEW_TITLE, spoken_answer=NEW_ANSWER, standard_question=NEW_TITLE)
        yield Act(at, editor, partial(entries.draft, text=text, kind=EntryKind.FAQ))
        seldom = sorted(i for i, known in self._shelf.items() if len(known.questions[0]) > SELDOM)
        chosen = rng.sample(seldom, min(9, len(seldom)))
        self._under_change.update(chosen)
        for place, entry_id in enumerate(chosen):
            at = county.hours_later(county.stage.now, rng.uniform(0.2, 1.5), rng)
            if place < 2:
                withdraw = partial(entries.withdraw, entry_id=entry_id, reason=WITHDRAWN_BECAUSE)
                yield Act(at, lead, withdraw)
            elif place == 2:
                yield Act(at, editor, partial(entries.doubt, entry_id=entry_id, reason=DOUBTED))
            else:
                yield Act(at, editor, partial(_revise, entry_id=entry_id))
                if place > 5:
                    submit = partial(entries.submit, entry_id=entry_id)
                    yield Act(at + timedelta(minutes=6), editor, submit)


def rows() -> list[TableRow]:
    """The rows of all the demo's knowledge tables, in the order of the files' names."""
    files = sorted(HERE.glob("*.csv"))
    return [row for f in files for row in imports.read_table(f.name, f.read_bytes()).rows]


def _published_on(row: TableRow, first: date, last: date, rng: random.Random) -> date:
    """When the entry is published: on the Monday before it takes effect, within the demo's year."""
    written = row.cells.get(imports.FROM, "").strip()
    day = date.fromisoformat(written) if written else first + timedelta(days=rng.randint(0, 30))
    return min(max(day - timedelta(days=day.weekday()), first), last)


def _published_under(uow: UnitOfWork, titles: list[str]) -> list[tuple[Entry, Revision]]:
    found = uow.session.execute(
        select(Entry, Revision)
        .join(Revision, Revision.entry_id == Entry.id)
        .where(Entry.title.in_(titles), Revision.number == Entry.in_force_number)
        .order_by(Entry.id)
    )
    return [(row.Entry, row.Revision) for row in found]


def _revise(uow: UnitOfWork, entry_id: int) -> Entry:
    entry, revision = shelves.opened(uow, entry_id)
    before = entry_text.of(revision)
    text = replace(before, text=f"{before.text}\n（根据近期来电补充：{NEW_PARAGRAPH}）")
    return entries.revise(uow, entry.id, text, note="根据群众来电补充")


def _wanted(known: Known, day: date) -> float:
    season = _SEASON_OF.get(known.category, "全年")
    return known.weight * matters.season_factor(season, day)
