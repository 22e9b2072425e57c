"""What a matter is about and whose it is: dispatch rules first, then what the knowledge base says (办法第十条)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from sqlalchemy import select

from core.rules.terms import UnitKind
from core.store.models import Category, DispatchRule, Unit
from core.store.work import Reading
from kb import analyzer, finder
from kb.finder import Hit
from kb.models import Entry, Revision
from kb.terms import EntryKind

PRINCIPLE = "办法第十条 属地管理、谁主管谁负责"
_HITS = 12
_MOST = 3
_TELLING_SHARE = 0.4
"""Entries scoring less than this share of the best one say nothing about the matter."""

_NAMED_WEIGHT = 0.8
_DUTY_WEIGHT = 1.5
_NEAR_WEIGHT = 0.2
_CONTRADICTING_WEIGHT = 1.5
"""Entries of one unit weighing this much put it before a rule whose unit none of the entries names."""

# National laws answer much and belong to nobody in the county.
_SPEAKING = tuple(kind for kind in EntryKind if kind is not EntryKind.LAW)
# What a category's name has beside its subject: 物业管理 is about 物业.
_GENERAL = ("管理", "服务", "事务", "业务", "统筹", "工作", "其他")


class CategoryChoice(NamedTuple):
    """建议分类, with why."""

    category_id: int
    path: str
    reason: str


class UnitChoice(NamedTuple):
    """建议单位, with why."""

    unit_id: int
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """建议: best first, each with its reason; `rule` is the dispatch rule in words where one holds.

    The first of `units` is the lead; `town_id` is the town given, or named in the text.
    """

    categories: list[CategoryChoice]
    units: list[UnitChoice]
    support_unit_ids: list[int]
    rule: str | None
    town_id: int | None


class _Evidence(NamedTuple):
    weight: float
    reason: str


def for_matter(
    reading: Reading, text: str, town_id: int | None = None, category_id: int | None = None
) -> Suggestion:
    """建议分类和承办单位 for a matter as it is being typed (办法第十条).

    With a category already chosen only the units are in question. Nothing is decided here: the
    office dispatches.
    """
    if not text.strip() and category_id is None:
        return Suggestion([], [], [], None, town_id)
    towns = _towns(reading)
    town = next((town for town in towns if town.id == town_id), None) or _named_town(towns, text)
    found = finder.find(
        reading,
        _without_town(text, town),
        kinds=_SPEAKING,
        town_id=town.id if town else None,
        limit=_HITS,
    )
    telling = _telling(found.hits, is_near=found.is_near)
    categories = (
        _chosen(reading, category_id)
        if category_id is not None
        else _categories(reading, text, telling)
    )
    by_rule = _by_rule(reading, categories[0].category_id, town) if categories else None
    units = _units(reading, telling, by_rule.units if by_rule else [])
    given = town.id if town else town_id
    if by_rule is None:
        return Suggestion(categories, units, [], None, given)
    return replace(by_rule, categories=categories, units=units, town_id=given)


# --- where ------------------------------------------------------------------------------------------


def _towns(reading: Reading) -> Sequence[Unit]:
    towns = select(Unit).where(Unit.kind == UnitKind.TOWN, Unit.is_active.is_(True))
    return reading.session.scalars(towns.order_by(Unit.id)).all()


def _named_town(towns: Iterable[Unit], text: str) -> Unit | None:
    """A town the text names, with or without 镇 and 乡; the full name counts before the short."""
    everything = list(towns)
    full = next((town for town in everything if town.name in text), None)
    return full or next((town for town in everything if _short(town) in text), None)


def _without_town(text: str, town: Unit | None) -> str:
    """Where it happened is known apart: the town's name would only find what the town has written."""
    return text.replace(town.name, " ").replace(_short(town), " ") if town else text


def _short(town: Unit) -> str:
    return town.name.rstrip("镇乡")


# --- what about -------------------------------------------------------------------------------------


def _telling(hits: list[Hit], *, is_near: bool) -> list[tuple[Hit, float]]:
    """The hits that say something, each with its share of the best score."""
    if not hits or not (best := hits[0].score):
        return []
    scale = _NEAR_WEIGHT if is_near else 1.0
    shares = [(hit, hit.score / best) for hit in hits]
    # Squared: two entries that merely touch the matter do not outvote the one that is about it.
    return [(hit, share * share * scale) for hit, share in shares if share >= _TELLING_SHARE]


def _chosen(reading: Reading, category_id: int) -> list[CategoryChoice]:
    category = reading.session.get(Category, category_id)
    return [CategoryChoice(category.id, category.path, "已选分类")] if category else []


def _categories(
    reading: Reading, text: str, telling: list[tuple[Hit, float]]
) -> list[CategoryChoice]:
    by_id = {category.id: category for category in reading.session.scalars(select(Category))}
    evidence: dict[int, list[_Evidence]] = {}
    for category_id, word in _named_categories(by_id.values(), text):
        evidence.setdefault(category_id, []).append(_Evidence(_NAMED_WEIGHT, f"内容提到“{word}”"))
    filed = _categories_of(reading, [hit.revision_id for hit, _ in telling])
    for hit, share in telling:
        filed_under = filed.get(hit.revision_id)
        # A unit's duties are filed under one category and speak of many.
        if filed_under is not None and hit.kind is not EntryKind.DUTY:
            evidence.setdefault(filed_under, []).append(_Evidence(share, f"与《{hit.title}》同类"))
    return [
        CategoryChoice(category_id, by_id[category_id].path, reason)
        for category_id, reason in _ranked(evidence)[:_MOST]
    ]


def _named_categories(categories: Iterable[Category], text: str) -> list[tuple[int, str]]:
    normal = analyzer.normalise(text)
    found = []
    for category in categories:
        subject = category.level2
        for general in _GENERAL:
            subject = subject.removesuffix(general)
        if len(subject) > 1 and subject in normal:
            found.append((category.id, subject))
    return found


def _categories_of(reading: Reading, revision_ids: list[int]) -> dict[int, int]:
    rows = reading.session.execute(
        select(Revision.id, Revision.category_id).where(
            Revision.id.in_(revision_ids), Revision.category_id.is_not(None)
        )
    )
    return {revision_id: category_id for revision_id, category_id in rows if category_id}


def _ranked(evidence: dict[int, list[_Evidence]]) -> list[tuple[int, str]]:
    """By the sum of what speaks for each, with the strongest reason in words."""
    order = sorted(evidence, key=lambda id_: (-sum(e.weight for e in evidence[id_]), id_))
    return [(id_, max(evidence[id_], key=lambda e: e.weight).reason) for id_ in order]


# --- whose ------------------------------------------------------------------------------------------


def _by_rule(reading: Reading, category_id: int, town: Unit | None) -> Suggestion | None:
    """派发规则 of the category: the town's own before the county's; None where there is none."""
    rules = reading.session.scalars(
        select(DispatchRule).where(DispatchRule.category_id == category_id)
    ).all()
    own = next((rule for rule in rules if town and rule.town_id == town.id), None)
    rule = own or next((rule for rule in rules if rule.town_id is None), None)
    category = reading.session.get(Category, category_id)
    if rule is None or category is None:
        return None
    lead = reading.session.get(Unit, rule.lead_unit_id) if rule.lead_unit_id else town
    if lead is None:
        waiting = f"派发规则：{category.level2} → 由事发乡镇主办，请先选择乡镇（{PRINCIPLE}）"
        return Suggestion([], [], [], waiting, None)
    if not lead.is_active:
        return None
    support = town if rule.is_town_support and town and town.id != lead.id else None
    helped = f"，{support.name}协办" if support else ""
    sentence = f"派发规则：{category.level2} → {lead.name}主办{helped}（{PRINCIPLE}）"
    choice = UnitChoice(lead.id, lead.name, sentence)
    return Suggestion([], [choice], [support.id] if support else [], sentence, None)


def _units(
    reading: Reading, telling: list[tuple[Hit, float]], by_rule: list[UnitChoice]
) -> list[UnitChoice]:
    owners = {
        row.id: row.unit_id
        for row in reading.session.execute(
            select(Entry.id, Entry.unit_id).where(
                Entry.id.in_([hit.entry_id for hit, _ in telling])
            )
        )
    }
    evidence: dict[int, list[_Evidence]] = {}
    for hit, share in telling:
        if (unit_id := owners.get(hit.entry_id)) is None:
            continue
        is_duty = hit.kind is EntryKind.DUTY
        reason = f"与《{hit.title}》相符" if is_duty else f"《{hit.title}》由该单位负责"
        weight = share * (_DUTY_WEIGHT if is_duty else 1.0)
        evidence.setdefault(unit_id, []).append(_Evidence(weight, reason))
    ranked = _ranked(evidence)
    active = select(Unit).where(Unit.id.in_(evidence), Unit.is_active.is_(True))
    names = {unit.id: unit.name for unit in reading.session.scalars(active)}
    taken = {choice.unit_id for choice in by_rule}
    others = [
        UnitChoice(unit_id, names[unit_id], reason)
        for unit_id, reason in ranked
        if unit_id in names and unit_id not in taken
    ]
    named = {unit_id: sum(e.weight for e in found) for unit_id, found in evidence.items()}
    if others and taken.isdisjoint(named) and named[others[0].unit_id] >= _CONTRADICTING_WEIGHT:
        return [others[0], *by_rule, *others[1:]][: _MOST + 1]  # a category may be too broad a word
    return [*by_rule, *others][: _MOST + 1]
