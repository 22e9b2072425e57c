"""A whole regulation becomes entries, one an article, all of them or none (办法第十七条)."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from sqlalchemy import select

from core.errors import BadInput
from core.store.work import Reading, UnitOfWork
from kb import entries, entry_text, imports, lifecycle
from kb.entry_text import EntryText
from kb.models import Entry, Revision
from kb.regulations import Article, Regulation
from kb.terms import Audience, EntryKind, EntryState

ANNEX = "附件"
_SAID_BY_THE_REGULATION = (
    *("title", "text", "law_title", "document_number", "issuer", "chapter", "article"),
    *("effective_from", "effective_until", "source"),
)


class RegulationCounts(NamedTuple):
    """What an import did; `withdrawn` counts articles that the new text no longer has."""

    added: int
    revised: int
    unchanged: int
    withdrawn: int


def title_of(regulation: Regulation, label: str) -> str:
    """《社会保险法》第五十八条, as it is cited."""
    return f"《{regulation.short_title}》{label}"


def import_regulation(
    uow: UnitOfWork,
    regulation: Regulation,
    *,
    unit_id: int | None = None,
    category_id: int | None = None,
    audience: Audience = Audience.PUBLIC,
    is_published: bool = False,
) -> RegulationCounts:
    """整部法规导入: the same text again changes nothing, an amended one makes new versions.

    Published at once (by who may publish), articles the new text no longer has are withdrawn.
    Raises NotAllowed; BadInput where a title belongs to something else, and then nothing is stored.
    """
    uow.require(*sorted(lifecycle.WRITERS), doing="导入法规")
    if uow.actor.is_unit and unit_id is None:
        unit_id = uow.actor.unit_id

    texts = [
        replace(text, category_id=category_id, audience=audience) for text in _texts(regulation)
    ]
    known = _known(uow, [text.title for text in texts])
    added = revised = unchanged = 0
    for text in texts:
        existing = known.get(text.title)
        news = _news(uow, existing, text, unit_id) if existing else text
        if news is None:
            unchanged += 1
            continue
        added, revised = added + (existing is None), revised + (existing is not None)
        entry_id = imports.store(
            uow, existing.id if existing else None, news, EntryKind.LAW, unit_id, "法规导入"
        )
        imports.settle(uow, entry_id, is_published=is_published)
    titles = {text.title for text in texts}
    withdrawn = _withdraw_others(uow, regulation, titles) if is_published else 0
    counts = RegulationCounts(added, revised, unchanged, withdrawn)
    uow.audit("kb.import", "法规导入", title=regulation.title, **counts._asdict())
    return counts


def _texts(regulation: Regulation) -> list[EntryText]:
    texts = [_text(regulation, article) for article in regulation.articles]
    if regulation.annex:
        texts.append(_text(regulation, Article(ANNEX, regulation.annex, ())))
    for text in texts:
        if len(text.title) > entry_text.TITLE_COLUMN or len(text.text) > entry_text.LONGEST_TEXT:
            raise BadInput(
                f"{text.title[:60]}的标题或正文过长，没有导入任何一条。",
                next_step="请检查文件是否完整、条号是否写在行首。",
            )
    return texts


def _text(regulation: Regulation, article: Article) -> EntryText:
    """An article's entry: where it stands is said in front of what it says."""
    chapter = " ".join(article.headings)
    own = f"{article.label} {article.text}"
    return EntryText(
        title=title_of(regulation, article.label),
        text=f"{chapter}\n{own}" if chapter else own,
        law_title=regulation.title,
        document_number=regulation.document_number,
        issuer=regulation.issuer,
        chapter=chapter,
        article=article.label,
        effective_from=regulation.in_force_on,
        effective_until=regulation.in_force_until,
        source=regulation.title,
    )


def _known(reading: Reading, titles: list[str]) -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for start in range(0, len(titles), 500):  # below the databases' limit of values a query
        part = select(Entry).where(Entry.title.in_(titles[start : start + 500]))
        found |= {entry.title: entry for entry in reading.session.scalars(part)}
    return found


def _news(
    reading: Reading, existing: Entry, text: EntryText, unit_id: int | None
) -> EntryText | None:
    """The entry's next text, None where the regulation says nothing new.

    Questions, spoken answers and keywords that people have added to the article stay.
    Raises BadInput for an entry of another kind or keeper.
    """
    is_same_keeper = existing.unit_id == unit_id or not reading.actor.is_unit
    if existing.kind is not EntryKind.LAW or not is_same_keeper:
        raise BadInput(
            f"已有标题为“{text.title}”的其他知识，没有导入任何一条。",
            next_step="请先修改那条知识的标题，或由责任单位导入。",
        )
    before = entry_text.of(entries.latest(reading, existing))
    said = {name: getattr(text, name) for name in _SAID_BY_THE_REGULATION}
    after = entry_text.tidy(replace(before, **said))
    is_back = existing.state is EntryState.WITHDRAWN
    return after if after != before or is_back else None


def _withdraw_others(uow: UnitOfWork, regulation: Regulation, titles: set[str]) -> int:
    gone = uow.session.scalars(
        select(Entry.id)
        .join(Revision, Revision.entry_id == Entry.id)
        .where(
            Entry.kind == EntryKind.LAW,
            Revision.number == Entry.in_force_number,
            Revision.law_title == regulation.title,
            Entry.title.not_in(titles),
        )
        .order_by(Entry.id)
    ).all()
    for entry_id in gone:
        entries.withdraw(uow, entry_id, reason=f"《{regulation.short_title}》新文本中已没有这一条")
    return len(gone)
