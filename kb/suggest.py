"""What a matter is about and whose it is: rules, entries and how the like were handled together (办法第十条)."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import or_, select

from core.rules.terms import Grade, UnitKind
from core.store.models import Category, DispatchRule, Unit
from core.store.work import Reading
from kb import analyzer, finder, precedents
from kb.finder import Hit
from kb.models import Entry, Revision
from kb.precedents import Precedents, Support
from kb.terms import EntryKind

PRINCIPLE = "办法第十条 属地管理、谁主管谁负责"
_HITS = 12
_MOST = 3
_TELLING_SHARE = 0.4
"""Entries scoring less than this share of the best one say nothing about the matter."""

_NAMED_WEIGHT = 0.8
_DUTY_WEIGHT = 1.5
_NEAR_WEIGHT = 0.2
_RULE_WEIGHT = 1.45
"""A rule outweighs one entry's owner; two entries, or one unit's duties, may put another before it."""

_LEAST_OF_BEST = 0.2
"""Units with less than this share of the best one's grounds are not named: something always touches a matter."""

_PRECEDENT_WEIGHT = 4.0
_FEW_PRECEDENTS = 5
"""Fewer similar tickets than this count in proportion: one alone is chance, and no rule falls over it."""

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
    grade: GradeChoice | None = None


class GradeChoice(NamedTuple):
    """建议办理时限, with why."""

    grade: Grade
    reason: str


class _Evidence(NamedTuple):
    weight: float
    reason: str


def for_matter(
    reading: Reading,
    text: str,
    town_id: int | None = None,
    category_id: int | None = None,
    *,
    is_typing: bool = False,
    handled: Precedents | None = None,
) -> Suggestion:
    """建议分类和承办单位 for a matter, as it is being typed or finished (办法第十条).

    With a category already chosen only the units are in question; `handled` are precedents where
    they are at hand. Nothing is decided here: the office dispatches.
    """
    if not text.strip() and category_id is None:
        return Suggestion([], [], [], None, town_id)
    towns = _towns(reading)
    town = next((town for town in towns if town.id == town_id), None) or _named_town(towns, text)
    matter = _without_town(text, town)
    found = finder.find(
        reading, matter, kinds=_SPEAKING, town_id=town.id if town else None, limit=_HITS
    )
    telling = _telling(found.hits, is_near=found.is_near)
    if handled is None:
        handled = precedents.of_matter(reading, matter, is_typing=is_typing)
    categories = (
        _chosen(reading, category_id)
        if category_id is not None
        else _categories(reading, text, telling, handled)
    )
    by_rule = _by_rule(reading, categories[0].category_id, town) if categories else _NO_RULE
    evidence = _owners(reading, telling)
    handled_by = _handled_by(handled, {one.id for one in towns}, town)
    units = _units(reading, evidence, handled_by, by_rule.units)
    return Suggestion(
        categories,
        units,
        _supports(reading, units, by_rule, handled, town),
        by_rule.rule,
        town.id if town else town_id,
        _grade(units, handled),
    )


# --- where ------------------------------------------------------------------------------------------


def town_in(reading: Reading, text: str) -> int | None:
    """The town a text names, as `for_matter` takes it; for whoever must know it before the rest."""
    town = _named_town(_towns(reading), text)
    return town.id if town else None


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
    reading: Reading, text: str, telling: list[tuple[Hit, float]], handled: Precedents
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
    for closed_under, said in handled.categories().items():
        evidence.setdefault(closed_under, []).append(_precedent(said, "分类一致"))
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
    sums = {id_: sum(one.weight for one in found) for id_, found in evidence.items()}
    least = _LEAST_OF_BEST * max(sums.values(), default=0.0)
    order = sorted((id_ for id_ in sums if sums[id_] >= least), key=lambda id_: (-sums[id_], id_))
    return [(id_, max(evidence[id_], key=lambda e: e.weight).reason) for id_ in order]


# --- whose ------------------------------------------------------------------------------------------


_NO_RULE = Suggestion([], [], [], None, None)


def _by_rule(reading: Reading, category_id: int, town: Unit | None) -> Suggestion:
    """派发规则 of the category: the town's own before the county's; empty where there is none."""
    rules = reading.session.scalars(
        select(DispatchRule).where(DispatchRule.category_id == category_id)
    ).all()
    own = next((rule for rule in rules if town and rule.town_id == town.id), None)
    rule = own or next((rule for rule in rules if rule.town_id is None), None)
    category = reading.session.get(Category, category_id)
    if rule is None or category is None:
        return _NO_RULE
    lead = reading.session.get(Unit, rule.lead_unit_id) if rule.lead_unit_id else town
    if lead is None:
        waiting = f"派发规则：{category.level2} → 由事发乡镇主办，请先选择乡镇（{PRINCIPLE}）"
        return Suggestion([], [], [], waiting, None)
    if not lead.is_active:
        return _NO_RULE
    support = town if rule.is_town_support and town and town.id != lead.id else None
    helped = f"，{support.name}协办" if support else ""
    sentence = f"派发规则：{category.level2} → {lead.name}主办{helped}（{PRINCIPLE}）"
    choice = UnitChoice(lead.id, lead.name, sentence)
    return Suggestion([], [choice], [support.id] if support else [], sentence, None)


def _owners(reading: Reading, telling: list[tuple[Hit, float]]) -> dict[int, list[_Evidence]]:
    """The units that keep the entries about the matter."""
    kept = select(Entry.id, Entry.unit_id).where(Entry.id.in_([hit.entry_id for hit, _ in telling]))
    owners = {row.id: row.unit_id for row in reading.session.execute(kept)}
    evidence: dict[int, list[_Evidence]] = {}
    for hit, share in telling:
        if (unit_id := owners.get(hit.entry_id)) is None:
            continue
        is_duty = hit.kind is EntryKind.DUTY
        reason = f"与《{hit.title}》相符" if is_duty else f"《{hit.title}》由该单位负责"
        weight = share * (_DUTY_WEIGHT if is_duty else 1.0)
        evidence.setdefault(unit_id, []).append(_Evidence(weight, reason))
    return evidence


def _handled_by(
    handled: Precedents, town_ids: Container[int], town: Unit | None
) -> dict[int, _Evidence]:
    """Who finally handled the like; what a town handled speaks for the town where it happened now."""
    said = handled.units()
    evidence = {
        unit_id: _precedent(one, "最后承办单位一致")
        for unit_id, one in said.items()
        if unit_id not in town_ids
    }
    of_towns = [one for unit_id, one in said.items() if unit_id in town_ids]
    if town is not None and of_towns:
        share, tickets = sum(one.share for one in of_towns), sum(one.tickets for one in of_towns)
        nearest = said.get(town.id) or max(of_towns, key=lambda one: one.share)
        together = Support(share, tickets, nearest.example)
        evidence[town.id] = _precedent(together, "办法一致，由事发乡镇承办")
    return evidence


def _precedent(said: Support, alike: str) -> _Evidence:
    weight = _PRECEDENT_WEIGHT * said.share * min(said.tickets / _FEW_PRECEDENTS, 1.0)
    if said.tickets == 1:
        return _Evidence(weight, f"与相似工单{said.example}的{alike}")
    return _Evidence(weight, f"与{said.tickets}张相似工单的{alike}，例如{said.example}")


def _units(
    reading: Reading,
    owners: dict[int, list[_Evidence]],
    handled_by: dict[int, _Evidence],
    by_rule: list[UnitChoice],
) -> list[UnitChoice]:
    """All grounds together, best first; no unit that is no more.

    A rule is said first, and then that practice agrees with it.
    """
    grounds = {unit_id: list(found) for unit_id, found in owners.items()}
    for unit_id, practice in handled_by.items():
        grounds.setdefault(unit_id, []).append(practice)
    for one in by_rule:
        grounds.setdefault(one.unit_id, []).append(_Evidence(_RULE_WEIGHT, one.reason))
    active = select(Unit).where(Unit.id.in_(grounds), Unit.is_active.is_(True))
    names = {unit.id: unit.name for unit in reading.session.scalars(active)}
    reasons = {
        one.unit_id: f"{one.reason}；{handled_by[one.unit_id].reason}"
        if one.unit_id in handled_by
        else one.reason
        for one in by_rule
    }
    return [
        UnitChoice(unit_id, names[unit_id], reasons.get(unit_id, reason))
        for unit_id, reason in _ranked(grounds)
        if unit_id in names
    ][: _MOST + 1]


def _supports(
    reading: Reading,
    units: list[UnitChoice],
    by_rule: Suggestion,
    handled: Precedents,
    town: Unit | None,
) -> list[int]:
    """协办单位: the rule's, and those that helped the lead with the like; of the towns only the own."""
    if not units:
        return by_rule.support_unit_ids
    lead_id = units[0].unit_id
    helped = select(Unit.id).where(
        Unit.id.in_(handled.support_units(lead_id)),
        Unit.is_active.is_(True),
        or_(Unit.kind != UnitKind.TOWN, Unit.id == (town.id if town else None)),
    )
    proposed = [*by_rule.support_unit_ids, *reading.session.scalars(helped.order_by(Unit.id))]
    return [one for one in dict.fromkeys(proposed) if one != lead_id]


def _grade(units: list[UnitChoice], handled: Precedents) -> GradeChoice | None:
    agreed = handled.grade(units[0].unit_id) if units else None
    if agreed is None:
        return None
    grade, tickets = agreed
    return GradeChoice(grade, f"与{tickets}张相似工单的办理时限一致")
