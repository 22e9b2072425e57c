"""第五条: the one table of states; nothing skips 审核 on the way to 归档, and nobody acts beyond his role."""

from __future__ import annotations

import csv
from collections import deque
from itertools import product
from pathlib import Path

import pytest

from core.rules import lifecycle
from core.rules.terms import Action, Role, State

# Written by hand from the regulation, one line a state: action→state it leads to (· = stays).
TABLE = """
待补充      直接答复→已办结 不予受理→不予受理 补充要素→待派发 并件→已并件 拆分事项· 呈报批示→待批示
           提请移送· 确认移送→已移送 不予移送· 备注· 查看联系方式· 查看·
待派发      直接答复→已办结 不予受理→不予受理 转待补充→待补充 并件→已并件 拆分事项· 呈报批示→待批示
           派发→待签收 列为疑难→疑难待会商
            联席会议定责→待签收 提请移送· 确认移送→已移送 不予移送· 督查签收· 登记督查结果·
           备注· 查看联系方式· 查看·
待批示      登记批示→待派发 提请移送· 确认移送→已移送 不予移送· 备注· 查看联系方式· 查看·
待签收      并件→已并件 调整等级· 签收→办理中 退回→退单待审 逾期退单申请→退单待审 配合签收· 提交配合意见·
             催办· 拟督办单· 发督办单· 拟上报· 上报督查室· 督查签收· 登记督查结果·
           提请移送· 确认移送→已移送 不予移送· 备注· 查看联系方式· 查看·
办理中      并件→已并件 调整等级· 退回→退单待审 逾期退单申请→退单待审 首次联系· 申请延期· 同意申请延期·
           批准延期· 不予延期· 撤回延期申请·
            申请承诺· 同意承诺· 批准承诺· 不予承诺· 撤回承诺申请· 配合签收· 提交配合意见· 提交答复→待审签
             催办· 拟督办单· 发督办单· 拟上报· 上报督查室· 督查签收· 登记督查结果·
           提请移送· 确认移送→已移送 不予移送· 备注· 查看联系方式· 查看·
退单待审    同意退单→待派发 驳回退单→办理中 配合签收· 提交配合意见·
             催办· 拟督办单· 发督办单· 拟上报· 上报督查室· 督查签收· 登记督查结果·
           提请移送· 确认移送→已移送 不予移送· 备注· 查看联系方式· 查看·
疑难待会商  联席会议定责→待签收 书面指定承办→待派发 提请移送· 确认移送→已移送 不予移送·
           督查签收· 登记督查结果· 备注· 查看联系方式· 查看·
待审签      领导退改→办理中 分管领导同意· 审签→待审核 配合签收· 提交配合意见·
           同意申请延期· 批准延期· 不予延期· 撤回延期申请·
           同意承诺· 批准承诺→办理中 不予承诺· 撤回承诺申请·
             催办· 拟督办单· 发督办单· 拟上报· 上报督查室· 督查签收· 登记督查结果·
           提请移送· 确认移送→已移送 不予移送· 备注· 查看联系方式· 查看·
待审核      审核通过→已办结 退回重办→办理中 终结认定→已办结 督查签收· 登记督查结果·
           提请移送· 确认移送→已移送 不予移送· 备注· 查看联系方式· 查看·
已办结      回访· 转二次办理→办理中 终结认定· 抽查· 归档→已归档 督查签收· 登记督查结果· 提请移送·
           确认移送→已移送 不予移送· 申诉· 申诉认定·
            备注· 查看联系方式· 查看·
已归档      回访· 转二次办理→办理中 抽查· 督查签收· 登记督查结果· 申诉· 申诉认定· 查看联系方式· 查看·
不予受理    归档→已归档 备注· 查看联系方式· 查看·
已并件      撤销并件→待派发 备注· 查看联系方式· 查看·
已移送      备注· 查看联系方式· 查看·
"""

ROLES_TABLE = Path(__file__).with_name("roles.csv")
ROLES = tuple(Role)  # the columns of the county's table, in its order

# Which line of the county's table of roles each action stands under.
LINES = {
    "register / direct answer / not accept": (
        Action.REGISTER, Action.ANSWER_DIRECTLY, Action.DECLINE, Action.AWAIT_DETAILS,
        Action.ADD_DETAILS, Action.REPORT_URGENT,
    ),
    "dispatch / decide a return": (
        Action.DISPATCH, Action.CHANGE_GRADE, Action.ACCEPT_RETURN, Action.REJECT_RETURN,
        Action.MERGE, Action.UNMERGE, Action.SPLIT, Action.INSTRUCT, Action.MARK_CONTESTED, Action.CONVENE,
        Action.OPEN_SECOND_HANDLING, Action.PROPOSE_TRANSFER,
    ),
    "approve extension up to 5 wd": (Action.GRANT_EXTENSION, Action.REFUSE_EXTENSION),
    "endorse extension or promise": (Action.ENDORSE_EXTENSION, Action.ENDORSE_PROMISE),
    "approve promise": (
        Action.APPROVE_PROMISE, Action.REFUSE_PROMISE, Action.OVERRIDE_CONTESTED,
        Action.DECIDE_FINALLY, Action.CONFIRM_TRANSFER, Action.REJECT_TRANSFER,
        Action.DECIDE_CONTEST,
    ),
    "sign in / return / reply": (
        Action.ACKNOWLEDGE, Action.SEND_BACK, Action.SEND_BACK_LATE, Action.CONTACT, Action.REPLY,
        Action.SUPPORT_ACKNOWLEDGE, Action.SUPPORT_REPLY, Action.REQUEST_EXTENSION, Action.PROMISE,
    ),
    "sign off a reply": (
        Action.SIGN_OFF, Action.ENDORSE_REPLY, Action.RECALL_REPLY, Action.CONTEST,
    ),
    "audit / rework / archive": (
        Action.AUDIT_REPLY, Action.REWORK, Action.ARCHIVE, Action.INSPECT_CLOSED,
    ),
    "draft 催办 / 督办单 / 上报": (
        Action.REMIND, Action.DRAFT_SUPERVISION, Action.DRAFT_ESCALATION,
    ),
    "send 督办单 / 上报": (Action.SUPERVISE, Action.ESCALATE),
    "receive 上报 and record result": (
        Action.RECEIVE_ESCALATION, Action.RECORD_INSPECTION,
    ),
    "record call-back": (Action.FOLLOW_UP,),
    "reveal phone or export unmasked": (Action.REVEAL_CONTACT,),
    "see tickets": (Action.VIEW, Action.NOTE),
}  # fmt: skip


BY_BOTH = {
    action: frozenset({Role.HANDLER, Role.UNIT_LEADER})
    for action in (Action.WITHDRAW_EXTENSION, Action.WITHDRAW_PROMISE)
}
"""The one who asked takes it back, or the leader who does not endorse it."""


def hand_written() -> dict[tuple[State, Action], State]:
    states = {state.zh: state for state in State}
    actions = {action.zh: action for action in Action}
    moves: dict[tuple[State, Action], State] = {}
    source = State.AWAITING_DETAILS
    for line in TABLE.strip().splitlines():
        words = line.split()
        if not line.startswith(" "):
            source = states[words.pop(0)]
        for word in words:
            name, _, target = word.rstrip("·").partition("→")
            moves[source, actions[name]] = states[target] if target else source
    return moves


def county_grants() -> dict[Action, frozenset[Role]]:
    with ROLES_TABLE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))
    assert [role.zh for role in ROLES] == rows[0][1:]
    says = {row[0]: row[1:] for row in rows[1:]}
    return {
        action: frozenset(
            role for role, cell in zip(ROLES, says[line], strict=True) if cell != "no"
        )
        for line, actions in LINES.items()
        for action in actions
    } | BY_BOTH


@pytest.mark.parametrize("state", State, ids=lambda state: state.zh)
def test_art05_every_state_moves_only_as_the_regulation_says(state: State) -> None:
    expected = hand_written()
    for action in Action:
        assert lifecycle.next_state(state, action) == expected.get((state, action)), action.zh


@pytest.mark.parametrize("role", Role, ids=lambda role: role.zh)
def test_art05_every_role_does_only_what_the_countys_table_grants(role: Role) -> None:
    granted = county_grants()
    assert granted.keys() == set(Action)
    for action in Action:
        assert lifecycle.is_granted(role, action) == (role in granted[action]), action.zh


def test_art05_every_state_action_and_role_together() -> None:
    moves, granted = hand_written(), county_grants()
    tried = 0
    for state, action, role in product(State, Action, Role):
        is_open = action in lifecycle.possible(state, role)
        assert is_open == ((state, action) in moves and role in granted[action])
        tried += 1
    assert tried == len(State) * len(Action) * len(Role)


def test_art05_nothing_skips_the_audit_on_the_way_to_the_archive() -> None:
    reached, waiting = {State.DISPATCHED}, deque([State.DISPATCHED])
    while waiting:
        state = waiting.popleft()
        for (source, action), target in lifecycle.MOVES.items():
            # Back in the office's hands a ticket may be answered directly or declined: other roads.
            leaves_the_unit = action in {Action.ACCEPT_RETURN, Action.MERGE}
            is_audit = action in {Action.AUDIT_REPLY, Action.DECIDE_FINALLY}
            if source is state and not is_audit and not leaves_the_unit and target not in reached:
                reached.add(target)
                waiting.append(target)
    assert not reached & {State.CLOSED, State.ARCHIVED}


def test_art05_every_open_state_has_somebody_who_must_act() -> None:
    watching = {Action.VIEW, Action.NOTE, Action.REVEAL_CONTACT}
    for state in lifecycle.OPEN_STATES:
        leaving = [
            action
            for action in set(Action) - watching
            if (target := lifecycle.next_state(state, action)) is not None and target is not state
        ]
        assert leaving, state.zh


def test_art05_every_action_names_its_article() -> None:
    for action in Action:
        assert lifecycle.article_of(action).startswith("办法第"), action.zh
