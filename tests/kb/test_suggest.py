"""第十条 属地管理、谁主管谁负责: every suggestion says its rule or the entry it comes from."""

from __future__ import annotations

from typing import Any

import pytest

from core.casework import dispatching, handling
from core.rules.terms import Grade, ReturnKind
from core.store.actor import Actor
from core.store.models import DispatchRule, Unit
from kb import suggest, ticket_index
from kb.suggest import Suggestion
from kb.terms import EntryKind
from tests.casework import flow
from tests.kb import test_alike, written
from tests.planted import CIVIL_AFFAIRS, HOUSING, OTHER_TOWN, TOWN, County, at


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


# --- how the like was handled ---------------------------------------------------------------------

LAMPS = "公园北门的景观灯不亮，晚上一片黑。"


def handled_like(county: County, times: int, *, lead: str = CIVIL_AFFAIRS, **fields: object) -> int:
    """The last of some tickets of one matter, all finally handled by one unit."""
    return [
        test_alike.handled(county, lead=lead, **{"body": LAMPS, **fields}) for _ in range(times)
    ][-1]


def number_of(county: County, ticket_id: int) -> str:
    with county.read("office") as reading:
        return reading.seen_ticket(ticket_id).number


def for_lamps(county: County, *, by: str = "taker", **how: Any) -> Suggestion:
    with county.read(by) as reading:
        ticket_index.handle(reading).settle(reading)
        return suggest.for_matter(reading, "公园北门景观灯不亮", **how)


def test_who_finally_handled_the_like_is_proposed_naming_one(county: County) -> None:
    last = handled_like(county, 3, category_id=county.category_id("0306"))
    found = for_lamps(county)
    assert found.units[0].name == CIVIL_AFFAIRS or found.units[1].name == CIVIL_AFFAIRS
    reason = next(one.reason for one in found.units if one.name == CIVIL_AFFAIRS)
    assert reason == f"与3张相似工单的最后承办单位一致，例如{number_of(county, last)}"
    assert found.categories[0].reason == f"与3张相似工单的分类一致，例如{number_of(county, last)}"


def test_a_rule_says_that_practice_agrees(one_county: County) -> None:
    handled_like(one_county, 3, lead=HOUSING)
    found = for_lamps(one_county, category_id=one_county.category_id("0306"))
    assert found.units[0].name == HOUSING
    assert found.units[0].reason.startswith("派发规则：物业管理 → ")
    assert "；与3张相似工单的最后承办单位一致" in found.units[0].reason


def test_one_ticket_alone_says_little(one_county: County) -> None:
    handled_like(one_county, 1)
    found = for_lamps(one_county, category_id=one_county.category_id("0306"))
    assert [unit.name for unit in found.units] == [HOUSING, CIVIL_AFFAIRS]


def test_a_unit_that_handed_the_like_back_speaks_against_itself(one_county: County) -> None:
    handled_like(one_county, 1, lead=HOUSING)
    for _ in range(2):
        ticket_id = flow.dispatched(one_county, body=LAMPS, lead=HOUSING)
        with one_county.work("handler") as uow:
            handling.send_back(uow, ticket_id, kind=ReturnKind.NOT_OUR_DUTY, reason=flow.REASON)
        with one_county.work("office") as uow:
            dispatching.accept_return(uow, ticket_id, ruling="属实。")
        flow.dispatch(one_county, ticket_id, lead=CIVIL_AFFAIRS)
        test_alike.close(one_county, ticket_id, lead=CIVIL_AFFAIRS)
    assert [unit.name for unit in for_lamps(one_county).units] == [CIVIL_AFFAIRS]


def test_old_tickets_fade(one_county: County) -> None:
    handled_like(one_county, 3)
    one_county.now = at("2029-09-28T10:00")
    handled_like(one_county, 2, lead=HOUSING)
    assert for_lamps(one_county).units[0].name == HOUSING


def test_a_unit_that_is_no_more_is_not_proposed_for_what_it_did(one_county: County) -> None:
    handled_like(one_county, 3)
    with one_county.database.work(Actor.system()) as uow:
        uow.session.get_one(Unit, one_county.unit_id(CIVIL_AFFAIRS)).is_active = False
    assert for_lamps(one_county).units == []


def test_what_one_town_handled_speaks_for_the_town_where_it_happened(one_county: County) -> None:
    handled_like(one_county, 3, lead=OTHER_TOWN)
    assert for_lamps(one_county).units == []
    found = for_lamps(one_county, town_id=one_county.unit_id(TOWN))
    assert found.units[0].name == TOWN
    assert "由事发乡镇承办" in found.units[0].reason


def test_units_learn_nothing_of_others_tickets_from_a_suggestion(one_county: County) -> None:
    """办法第十九条: neither who handled it nor how many there were."""
    handled_like(one_county, 3)
    assert for_lamps(one_county, by="handler").units == []
    assert for_lamps(one_county, by="handler").categories == []
    assert for_lamps(one_county, by="editor").units == []


def test_confidential_tickets_speak_to_the_office_alone(one_county: County) -> None:
    handled_like(one_county, 3, is_confidential=True)
    assert for_lamps(one_county, by="taker2").units == []
    assert for_lamps(one_county, by="office").units[0].name == CIVIL_AFFAIRS


def test_co_units_and_the_time_limit_of_the_like_are_proposed_again(one_county: County) -> None:
    handled_like(one_county, 5, supports=(HOUSING,), grade=Grade.COMPLEX)
    found = for_lamps(one_county)
    assert found.support_unit_ids == [one_county.unit_id(HOUSING)]
    assert found.grade == (Grade.COMPLEX, "与5张相似工单的办理时限一致")
