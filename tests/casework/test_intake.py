"""受理席: register, answer directly, decline, ask for more, one more voice (第八、九、十条)."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from core.casework import intake
from core.casework.intake import Basis, Registration
from core.errors import BadInput, HotlineError, NotAllowed, NotFound, RuleRefused, Stale
from core.rules.terms import (
    Action,
    BasisKind,
    DeclineKind,
    RequestType,
    State,
    Track,
)
from core.store.models import Citation, Event, Item, Requester, Ticket, Voice
from tests.casework import flow
from tests.planted import TOWN, County, at, count, nothing_written

BASIS = Basis(BasisKind.ENTRY, "低保申请", "向户籍所在地乡镇人民政府申请。", 7, 12)
TAKERS = ["taker", "office", "lead"]
OTHERS = ["handler", "leader", "inspector", "editor", "admin"]


def _ticket(county: County, ticket_id: int) -> Ticket:
    with county.read("lead") as reading:
        ticket = reading.seen_ticket(ticket_id)
        _ = ticket.items, ticket.requester
        return ticket


def _events(county: County, ticket_id: int) -> list[Event]:
    with county.read("lead") as reading:
        steps = select(Event).where(Event.ticket_id == ticket_id).order_by(Event.id)
        return list(reading.session.scalars(steps))


# --- 登记受理 · 第八条 --------------------------------------------------------------------------


@pytest.mark.parametrize("who", TAKERS)
def test_whoever_takes_calls_registers(county: County, who: str) -> None:
    ticket = _ticket(county, flow.registered(county, by=who))

    assert ticket.state is State.AWAITING_DISPATCH
    assert ticket.registered_by == county.actor(who).name
    assert ticket.registered_at == at("2026-09-29T10:00")
    assert ticket.number == "XF20260929-0001"


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_else_registers_and_nothing_is_written(county: County, who: str) -> None:
    with nothing_written(county.database), pytest.raises(NotAllowed) as refused:
        flow.registered(county, by=who)
    assert refused.value.article == "办法第八条"


def test_everything_typed_is_kept(county: County) -> None:
    ticket_id = flow.registered(
        county,
        body="小区停水两天了。\n物业不接电话。",
        title="停水",
        request_type=RequestType.COMPLAINT,
        requester_name="张三",
        requester_phone="138 0000 1234",
        town_id=county.unit_id(TOWN),
        address="怡馨花园3号楼",
        category_id=county.category_id("0903"),
        items=("恢复供水", "物业道歉"),
        is_confidential=True,
    )

    ticket = _ticket(county, ticket_id)
    assert (ticket.title, ticket.body) == ("停水", "小区停水两天了。\n物业不接电话。")
    assert [item.text for item in ticket.items] == ["恢复供水", "物业道歉"]
    assert ticket.is_confidential
    assert ticket.requester is not None
    assert ticket.requester.phone == "138 0000 1234"
    assert [e.action for e in _events(county, ticket_id)] == [Action.REGISTER]


def test_a_caller_may_stay_anonymous(county: County) -> None:
    requester = _ticket(county, flow.registered(county)).requester

    assert requester is not None
    assert (requester.name, requester.phone, requester.phone_hash) == ("", "", None)


def test_the_beginning_of_the_matter_is_the_title_where_none_is_given(county: County) -> None:
    ticket = _ticket(county, flow.registered(county, body="路灯\n不亮 " + "很久了" * 20))

    assert ticket.title == ("路灯 不亮 " + "很久了" * 20)[:30]


def test_numbers_follow_one_another_and_begin_anew_each_day(county: County) -> None:
    numbers = [_ticket(county, flow.registered(county)).number for _ in range(2)]
    county.now = at("2026-09-30T00:01")
    numbers.append(_ticket(county, flow.registered(county)).number)

    assert numbers == ["XF20260929-0001", "XF20260929-0002", "XF20260930-0001"]


def test_a_double_click_registers_once(county: County) -> None:
    form = Registration(form_key="one-form", body="路灯不亮", items=("修灯",))
    ids = []
    for _ in range(2):
        with county.work("taker") as uow:
            ids.append(intake.register(uow, form).id)

    assert ids[0] == ids[1]
    assert [count(county.database, t) for t in (Ticket, Item, Requester)] == [1, 1, 1]


def test_two_thousand_characters_rare_ones_and_markup_stay_as_they_were_said(
    county: County,
) -> None:
    body = "𠮷野家😀<b>$x$</b>:red[停水]" + "很" * 2000

    assert _ticket(county, flow.registered(county, body=body)).body == body


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("body", "  \n", "请填写诉求内容"),
        ("body", "长" * 5001, "诉求内容不能超过5000个字，现在有5001个字"),
        ("title", "长" * 129, "标题不能超过128个字"),
        ("requester_name", "长" * 41, "姓名不能超过40个字"),
        ("requester_phone", "1" * 41, "联系电话不能超过40个字"),
        ("address", "长" * 201, "地址不能超过200个字"),
        ("items", ("一",) * 21, "最多20个事项"),
        ("town_id", 9999, "没有这个乡镇"),
        ("category_id", 9999, "没有这个诉求分类"),
    ],
)
def test_a_field_filled_in_wrongly_is_named_and_nothing_is_written(
    county: County, field: str, value: object, says: str
) -> None:
    with nothing_written(county.database), pytest.raises(BadInput, match=says) as refused:
        flow.registered(county, **{field: value})
    assert refused.value.field == field


# --- 直接答复 · 第十条（一） ----------------------------------------------------------------------


@pytest.mark.parametrize("who", TAKERS)
def test_a_clear_question_is_answered_and_closed_at_once(county: County, who: str) -> None:
    ticket_id = flow.registered(county, by=who, body="低保怎么申请")

    with county.work(who) as uow:
        intake.answer_directly(uow, ticket_id, basis=BASIS)

    ticket = _ticket(county, ticket_id)
    assert (ticket.state, ticket.track) == (State.CLOSED, Track.DIRECT)
    assert ticket.closed_at == county.now
    last = _events(county, ticket_id)[-1]
    assert (last.action, last.article) == (Action.ANSWER_DIRECTLY, "办法第十条（一）")
    assert (last.details["entry_id"], last.details["revision_id"]) == (7, 12)


def test_the_citation_pins_entry_and_version_and_copies_the_words(county: County) -> None:
    ticket_id = flow.registered(county)
    with county.work("taker") as uow:
        intake.answer_directly(uow, ticket_id, basis=BASIS)

    with county.read("taker") as reading:
        cited = reading.session.scalars(select(Citation)).one()
    assert (cited.ticket_id, cited.entry_id, cited.revision_id) == (ticket_id, 7, 12)
    assert (cited.title, cited.answer) == (BASIS.title, BASIS.answer)


@pytest.mark.parametrize(
    ("basis", "refusal", "says"),
    [
        (Basis(BasisKind.TYPED, " ", "答复"), RuleRefused, "须注明答复依据"),
        (Basis(BasisKind.TYPED, "某文件", " "), BadInput, "请填写答复内容"),
    ],
)
def test_no_direct_answer_without_basis_and_words(
    county: County, basis: Basis, refusal: type[HotlineError], says: str
) -> None:
    ticket_id = flow.registered(county)

    with (
        nothing_written(county.database),
        pytest.raises(refusal, match=says) as refused,
        county.work("taker") as uow,
    ):
        intake.answer_directly(uow, ticket_id, basis=basis)
    assert refused.value.article == "办法第十条（一）"


def test_a_ticket_changed_meanwhile_is_not_answered_unseen(county: County) -> None:
    ticket_id = flow.registered(county)
    with county.work("office") as uow:
        intake.await_details(uow, ticket_id, missing="缺地点")

    with (
        nothing_written(county.database),
        pytest.raises(Stale, match="赵热线于10:00转待补充"),
        county.work("taker") as uow,
    ):
        intake.answer_directly(uow, ticket_id, basis=BASIS, seen_version=1)


def test_what_is_closed_is_not_answered_again(county: County) -> None:
    ticket_id = flow.registered(county)
    with county.work("taker") as uow:
        intake.answer_directly(uow, ticket_id, basis=BASIS)

    with (
        nothing_written(county.database),
        pytest.raises(RuleRefused, match="已办结"),
        county.work("taker") as uow,
    ):
        intake.answer_directly(uow, ticket_id, basis=BASIS)


def test_another_takers_ticket_does_not_exist_for_this_one(county: County) -> None:
    ticket_id = flow.registered(county, by="taker2")

    with nothing_written(county.database), pytest.raises(NotFound), county.work("taker") as uow:
        intake.answer_directly(uow, ticket_id, basis=BASIS)


# --- 不予受理 · 第九条 ----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", DeclineKind)
def test_each_of_the_six_kinds_is_kept_with_what_was_told(
    county: County, kind: DeclineKind
) -> None:
    ticket_id = flow.registered(county)

    with county.work("taker") as uow:
        intake.decline(uow, ticket_id, kind=kind, told="请拨打110。")

    ticket = _ticket(county, ticket_id)
    assert (ticket.state, ticket.decline_kind) == (State.DECLINED, kind)
    assert ticket.closed_at == county.now
    assert _events(county, ticket_id)[-1].summary == f"{kind.zh}；已告知：请拨打110。"


def test_nothing_is_declined_without_telling_the_caller(county: County) -> None:
    ticket_id = flow.registered(county)

    with (
        nothing_written(county.database),
        pytest.raises(BadInput) as refused,
        county.work("taker") as uow,
    ):
        intake.decline(uow, ticket_id, kind=DeclineKind.EMERGENCY, told=" ")
    assert (refused.value.field, refused.value.article) == ("told", "办法第九条")


# --- 待补充 · 第九条（五） -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("registered", "due"),
    [
        ("2026-09-29T10:00", "2026-09-30T18:00"),  # Tuesday → Wednesday
        ("2026-09-30T17:00", "2026-10-08T18:00"),  # Wednesday before the holidays → Thursday
        ("2026-10-09T10:00", "2026-10-10T18:00"),  # Friday → the make-up Saturday
    ],
)
def test_what_is_missing_is_asked_back_within_one_working_day(
    county: County, registered: str, due: str
) -> None:
    county.now = at(registered)
    ticket_id = flow.registered(county)

    with county.work("taker") as uow:
        intake.await_details(uow, ticket_id, missing="缺地点：哪个小区？")

    ticket = _ticket(county, ticket_id)
    assert ticket.state is State.AWAITING_DETAILS
    assert ticket.missing_details == "缺地点：哪个小区？"
    assert ticket.callback_due_at == at(due)


def test_what_the_call_back_brings_is_added_and_the_ticket_goes_on(county: County) -> None:
    ticket_id = flow.registered(county, body="楼上漏水")
    with county.work("taker") as uow:
        intake.await_details(uow, ticket_id, missing="缺地点")
    with county.work("taker") as uow:
        intake.add_details(uow, ticket_id, details="怡馨花园3号楼")

    ticket = _ticket(county, ticket_id)
    assert ticket.state is State.AWAITING_DISPATCH
    assert ticket.body == "楼上漏水\n【补充】怡馨花园3号楼"
    assert (ticket.missing_details, ticket.callback_due_at) == ("", None)


@pytest.mark.parametrize("details", [" ", "长" * 5000])
def test_no_empty_and_no_endless_details(county: County, details: str) -> None:
    ticket_id = flow.registered(county)
    with county.work("taker") as uow:
        intake.await_details(uow, ticket_id, missing="缺地点")

    with (
        nothing_written(county.database),
        pytest.raises(BadInput) as refused,
        county.work("taker") as uow,
    ):
        intake.add_details(uow, ticket_id, details=details)
    assert refused.value.field == "details"


def test_nothing_waits_for_details_without_saying_which(county: County) -> None:
    ticket_id = flow.registered(county)

    with (
        nothing_written(county.database),
        pytest.raises(BadInput) as refused,
        county.work("taker") as uow,
    ):
        intake.await_details(uow, ticket_id, missing="")
    assert (refused.value.field, refused.value.article) == ("missing", "办法第九条（五）")


# --- 重复诉求 · 第九条（四） -----------------------------------------------------------------------


def test_one_more_voice_is_heard_on_the_old_ticket_also_by_another_taker(county: County) -> None:
    ticket_id = flow.registered(county)

    with county.work("taker2") as uow:
        intake.add_voice(uow, ticket_id, phone="13800001234", note="问什么时候修好")

    assert count(county.database, Ticket) == 1
    assert count(county.database, Voice) == 1
    last = _events(county, ticket_id)[-1]
    assert last.person_name == "李话务"
    assert last.summary == "诉求人再次来电，无新情况：问什么时候修好"
    assert _ticket(county, ticket_id).version == 1  # a voice moves nothing


def test_a_unit_adds_no_voice(county: County) -> None:
    ticket_id = flow.dispatched(county)

    with nothing_written(county.database), pytest.raises(NotAllowed), county.work("handler") as uow:
        intake.add_voice(uow, ticket_id, phone="", note="")


def test_no_voice_on_a_confidential_ticket_of_another_taker(county: County) -> None:
    ticket_id = flow.registered(county, by="taker2", is_confidential=True)

    with nothing_written(county.database), pytest.raises(NotFound), county.work("taker") as uow:
        intake.add_voice(uow, ticket_id, phone="", note="")


def test_new_facts_make_a_new_ticket_linked_to_the_old_one(county: County) -> None:
    old = flow.registered(county)
    new = flow.registered(county, body="路灯又坏了两盏", previous_id=old)

    assert _ticket(county, new).previous_id == old
