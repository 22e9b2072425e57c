"""第十条 属地管理、谁主管谁负责: every suggestion says its rule or the entry it comes from."""

from __future__ import annotations

import pytest

from core.store.actor import Actor
from core.store.models import DispatchRule, Unit
from kb import suggest
from kb.suggest import Suggestion
from kb.terms import EntryKind
from tests.kb import written
from tests.planted import CIVIL_AFFAIRS, HOUSING, OTHER_TOWN, TOWN, County


def suggested(
    county: County, text: str, *, town: str | None = None, category: str | None = None
) -> Suggestion:
    with county.read("taker") as reading:
        return suggest.for_matter(
            reading,
            text,
            county.unit_id(town) if town else None,
            county.category_id(category) if category else None,
        )


def test_property_management_in_xincheng(county: County) -> None:
    """物业 in 新城镇 proposes 住建局 lead, 新城镇 co-unit, naming the rule."""
    found = suggested(county, "小区物业不打扫卫生", town=TOWN)
    rule = "派发规则：物业管理 → 县住房和城乡建设管理局主办，新城镇协办（办法第十条 属地管理、谁主管谁负责）"
    assert found.rule == rule
    assert found.categories[0].path == "城乡建设 / 物业管理"
    assert found.categories[0].reason == "内容提到“物业”"
    assert (found.units[0].name, found.units[0].reason) == (HOUSING, rule)
    assert found.support_unit_ids == [county.unit_id(TOWN)]


@pytest.mark.parametrize("text", ["新城镇某小区物业不管", "新城的物业不管"])
def test_a_town_named_in_the_text_counts_as_given(one_county: County, text: str) -> None:
    found = suggested(one_county, text)
    assert found.town_id == one_county.unit_id(TOWN)
    assert found.support_unit_ids == [one_county.unit_id(TOWN)]


def test_without_a_town_there_is_a_lead_and_no_co_unit(one_county: County) -> None:
    found = suggested(one_county, "物业不管事")
    assert (found.units[0].name, found.support_unit_ids) == (HOUSING, [])
    assert found.rule
    assert "协办" not in found.rule


def test_where_the_town_leads_it_must_be_chosen_first(one_county: County) -> None:
    assert suggested(one_county, "村里宅基地纠纷").units == []
    waiting = suggested(one_county, "村里宅基地纠纷").rule
    assert waiting
    assert "由事发乡镇主办，请先选择乡镇" in waiting
    found = suggested(one_county, "村里宅基地纠纷", town=OTHER_TOWN)
    assert found.units[0].name == OTHER_TOWN
    assert found.support_unit_ids == []


def test_a_towns_own_rule_comes_before_the_countys(one_county: County) -> None:
    with one_county.database.work(Actor.system()) as uow:
        uow.session.add(
            DispatchRule(
                category_id=one_county.category_id("0306"),
                town_id=one_county.unit_id(TOWN),
                lead_unit_id=one_county.unit_id(CIVIL_AFFAIRS),
            )
        )
    assert suggested(one_county, "物业不管", town=TOWN).units[0].name == CIVIL_AFFAIRS
    assert suggested(one_county, "物业不管", town=OTHER_TOWN).units[0].name == HOUSING


def test_entries_tell_the_category_and_so_the_rule(county: County) -> None:
    written.publish(county, unit="县供热公司", category_id=county.category_id("0906"))
    found = suggested(county, "屋里冰凉，暖气片是温的")
    assert found.categories[0].path == "民政社区 / 供暖"
    assert found.categories[0].reason == "与《暖气不热怎么办》同类"
    assert found.rule
    assert found.rule.startswith("派发规则：供暖 → ")


def test_duties_speak_for_their_unit(one_county: County) -> None:
    written.publish(
        one_county,
        title="县民政局职能职责",
        text="负责流浪乞讨人员救助。",
        spoken_answer="",
        standard_question="",
        variant_questions=(),
        keywords=(),
        kind=EntryKind.DUTY,
        unit=CIVIL_AFFAIRS,
    )
    found = suggested(one_county, "路边有流浪乞讨人员")
    assert found.units[0].name == CIVIL_AFFAIRS
    assert found.units[0].reason == "与《县民政局职能职责》相符"


def test_an_owner_is_named_after_the_rules_lead(one_county: County) -> None:
    written.publish(one_county, unit=CIVIL_AFFAIRS)
    found = suggested(one_county, "暖气不热", category="0306")
    assert [unit.name for unit in found.units] == [HOUSING, CIVIL_AFFAIRS]
    assert found.categories[0].reason == "已选分类"
    assert found.units[1].reason == "《暖气不热怎么办》由该单位负责"


def test_laws_belong_to_nobody_in_the_county(one_county: County) -> None:
    written.publish(
        one_county,
        title="《劳动法》第五十条",
        text="不得克扣或者无故拖欠劳动者的工资。",
        kind=EntryKind.LAW,
        category_id=one_county.category_id("0804"),
    )
    assert suggested(one_county, "拖欠工资").categories == []


def test_what_a_town_has_written_does_not_decide_what_a_matter_is_about(
    one_county: County,
) -> None:
    written.publish(
        one_county,
        title=f"{TOWN}便民服务中心",
        category_id=one_county.category_id("0902"),
        unit=TOWN,
    )
    written.publish(
        one_county,
        title="停水了找谁",
        text="找供水公司。",
        category_id=one_county.category_id("0903"),
    )
    found = suggested(one_county, f"{TOWN}邓村停水了")
    assert found.categories[0].path == "民政社区 / 供水"


def test_units_that_are_no_more_are_not_suggested(one_county: County) -> None:
    written.publish(one_county, unit=CIVIL_AFFAIRS)
    with one_county.database.work(Actor.system()) as uow:
        for name in (HOUSING, CIVIL_AFFAIRS):
            uow.session.get_one(Unit, one_county.unit_id(name)).is_active = False
    assert suggested(one_county, "暖气不热", category="0306").units == []


def test_nothing_is_made_up(one_county: County) -> None:
    assert suggested(one_county, "  ") == Suggestion([], [], [], None, None)
    assert suggested(one_county, "呜呜呜").units == []


def test_entries_of_one_unit_come_before_a_rule_too_broad_for_the_matter(county: County) -> None:
    """社保统筹 goes to 人社局, but whoever asks about 医保 asks for what 医保局 keeps."""
    for title in ("住院医保怎么报销", "异地住院医保报销"):
        written.publish(
            county,
            unit="县医疗保障局",
            category_id=county.category_id("0801"),
            title=title,
            standard_question=title,
            variant_questions=(),
            keywords=(),
        )
    found = suggested(county, "住院医保能报销吗")
    assert found.categories[0].path == "人力资源社会保障 / 社保统筹"
    assert [unit.name for unit in found.units[:2]] == [
        "县医疗保障局",
        "县人力资源和社会保障局",
    ]
