"""账号与单位: who may sign in and for which unit; the administrator's desk, which touches no ticket."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update

from core.casework import sign_in
from core.errors import BadInput, NotFound, RuleRefused
from core.rules.terms import Role, UnitKind
from core.store.actor import Actor
from core.store.db import Database
from core.store.models import Person, SignInSession, Unit
from core.store.work import Reading, UnitOfWork

AUDIT_VERBS = {
    "sign_in": "登录",
    "sign_in_failed": "登录未成功",
    "change_password": "修改密码",
    "reset_password": "重置密码",
    "deactivate_account": "停用账号",
    "activate_account": "启用账号",
    "open_account": "新建账号",
    "set_unit": "修改单位资料",
    "set_principal": "设定主要负责人",
    "reveal_contact": "查看联系方式",
    "view": "查阅保密或归档工单",
    "raise_case": "提出问责线索",
    "confirm_case": "认定问责线索",
    "dismiss_case": "不予认定问责线索",
    "refer_case": "报送问责线索",
    "add_file": "上传文件",
    "remove_file": "移除文件",
    "take_file": "下载文件",
    "refused": "越权操作",
    "propose_policy": "提出政策调整",
    "confirm_policy": "确认政策调整",
    "reject_policy": "不予政策调整",
    "publish_year": "公布放假安排",
    "recount_deadline": "重新计算时限",
    "set_hours": "设定作息时间",
    "withdraw_hours": "撤销作息时间",
    "city_import": "市平台导入",
    "city_export": "市平台回传导出",
    "city_problems": "市平台导入问题清单",
    "ticket_export": "工单台账导出",
    "export_table": "导出表格",
    "kb_coverage_export": "知识覆盖导出",
    "print_paper": "下载文书",
    "draft_paper": "起草文件",
    "retake_paper": "重新提取文件数据",
    "issue_paper": "签发文件",
    "discard_paper": "废弃文件草稿",
    "take_paper": "下载文件",
    "draw_inspection": "抽取样本",
    "import_dissatisfied": "导入不满意件",
    "switch_learning": "检索学习开关",
    "exclude_lesson": "不学这条",
    "include_lesson": "恢复学习",
    "judge_entry": "评价知识",
    "unjudge_entry": "收回知识评价",
    "add_synonym": "新增同义词",
    "change_synonym": "修改同义词",
    "switch_synonym": "启用或停用同义词",
    "remove_synonym": "删除同义词",
    "import_synonyms": "导入同义词",
    "export_board": "导出考核榜",
    "export_scorecard": "导出本单位考核",
    "export_differences": "导出冻结与实时对照",
    "export_adjustments": "导出得分调整",
    "export_marks": "导出工作机制评分",
    "export_year": "导出年度考核",
    "prepare_month": "提取月度考核",
    "confirm_month": "冻结月度考核",
    "mark_mechanism": "评定工作机制",
    "adjust_score": "提出得分调整",
    "confirm_adjustment": "确认得分调整",
    "reject_adjustment": "作废得分调整",
    "take_up_topic": "关注热点",
    "rename_topic": "修改热点",
    "merge_topics": "合并热点",
    "split_topic": "拆分热点",
    "add_topic_tickets": "加入热点工单",
    "remove_topic_tickets": "移出热点工单",
    "turn_away_tickets": "不归入热点",
    "settle_topic": "热点平息",
    "dismiss_topic": "不作热点",
    "resume_topic": "恢复关注热点",
    "topics_export": "导出热点",
    "export_overview": "导出运行总览",
    "install": "建立正式库",
    "raise_correction": "知识纠错",
    "answer_correction": "答复知识纠错",
    "see_correction": "看过纠错答复",
    "export_knowledge": "导出知识",
    "ask_request": "提出求知单",
    "join_request": "并入求知单",
    "answer_request": "答复求知单",
    "pass_request_on": "求知单转出",
    "set_request_unit": "求知单改问单位",
    "close_request": "关闭求知单",
    "take_up_request": "求知单写成知识",
    "see_request": "看过求知单答复",
    "dismiss_gap": "知识缺口不作缺口",
    "restore_gap": "恢复知识缺口",
    "export_gaps": "导出知识缺口",
    "settle_ticket": "工单沉淀为知识",
}
"""审计日志 in the office's words; a verb that is not here is shown by its code."""

_EASY_TO_READ = "abcdefghjkmnpqrstuvwxyz23456789"
_RESET_LENGTH = 10


@dataclass(frozen=True, slots=True)
class Account:
    """One line of the list of accounts."""

    id: int
    username: str
    name: str
    role: Role
    unit: str
    is_active: bool
    must_change_password: bool
    is_principal: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One line of the list of units, with how many active handlers it has (办法第七条（一）)."""

    id: int
    name: str
    kind: UnitKind
    is_active: bool
    principal: str
    deputy: str
    office: str
    phone: str
    handlers: int


def list_accounts(reading: Reading) -> list[Account]:
    """All accounts, by role and username."""
    order = {role: place for place, role in enumerate(Role)}
    people = reading.session.scalars(select(Person).order_by(Person.username)).unique()
    return sorted((_account(person) for person in people), key=lambda a: order[a.role])


def list_units(reading: Reading) -> list[UnitLine]:
    """All units, by kind and name."""
    handlers = {
        row.unit_id: row.handlers
        for row in reading.session.execute(
            select(Person.unit_id, func.count().label("handlers"))
            .where(Person.role == Role.HANDLER, Person.is_active.is_(True))
            .group_by(Person.unit_id)
        )
    }
    order = {kind: place for place, kind in enumerate(UnitKind)}
    units = reading.session.scalars(select(Unit).order_by(Unit.id))
    return sorted(
        (
            UnitLine(
                id=u.id,
                name=u.name,
                kind=u.kind,
                is_active=u.is_active,
                principal=u.principal,
                deputy=u.deputy,
                office=u.office,
                phone=u.phone,
                handlers=handlers.get(u.id, 0),
            )
            for u in units
        ),
        key=lambda line: order[line.kind],
    )


def demo_accounts(database: Database) -> tuple[list[Account], str]:
    """演示账号: the first account of each role with the password all share; none outside the demo county."""
    with database.read(Actor.system()) as reading:
        password = reading.fact("demo_password")
        if not reading.fact("demo") or not password:
            return [], ""
        first: dict[Role, Account] = {}
        for account in sorted(list_accounts(reading), key=lambda one: one.id):
            if account.is_active:
                first.setdefault(account.role, account)
    return list(first.values()), password


def reset_password(uow: UnitOfWork, person_id: int) -> str:
    """重置密码: a new one to hand over, good until the person chooses their own; all sessions end.

    Raises NotAllowed, NotFound.
    """
    person = _person(uow, person_id, doing="重置密码")

    password = first_password()
    person.password_hash = sign_in.hash_password(password)
    person.must_change_password = True
    person.failed_sign_ins, person.locked_until_at = 0, None
    _end_sessions(uow, person)

    uow.audit("reset_password", f"账号 {person.username}")
    return password


def first_password() -> str:
    """A password easy to read out and copy, to be changed at the first sign-in."""
    return "".join(secrets.choice(_EASY_TO_READ) for _ in range(_RESET_LENGTH))


def deactivate(uow: UnitOfWork, person_id: int) -> None:
    """停用账号: every session of the person ends in this moment.

    Raises NotAllowed, NotFound, BadInput for one's own account.
    """
    person = _person(uow, person_id, doing="停用账号")

    if person.id == uow.actor.person_id:
        raise BadInput("不能停用自己的账号。", next_step="请由另一位系统管理员操作。")

    person.is_active = False
    _end_sessions(uow, person)

    uow.audit("deactivate_account", f"账号 {person.username}")


def activate(uow: UnitOfWork, person_id: int) -> None:
    """启用账号.

    Raises NotAllowed, NotFound, RuleRefused for one handler too many in a unit (办法第七条（一）).
    """
    person = _person(uow, person_id, doing="启用账号")

    most = uow.policy.number("handlers_max")
    if person.role is Role.HANDLER and not person.is_active and _handlers(uow, person) >= most:
        raise RuleRefused(
            f"该单位已有{most}名在用的承办人，账号没有启用。",
            "办法第七条（一）",
            next_step="请先停用一名承办人。",
        )

    person.is_active = True

    uow.audit("activate_account", f"账号 {person.username}")


def _person(uow: UnitOfWork, person_id: int, *, doing: str) -> Person:
    uow.require(Role.ADMIN, doing=doing)
    person = uow.session.get(Person, person_id)
    if person is None:
        raise NotFound("没有找到这个账号。", subject=f"账号 id {person_id}")
    return person


def _handlers(uow: UnitOfWork, person: Person) -> int:
    found = uow.session.scalar(
        select(func.count()).where(
            Person.unit_id == person.unit_id,
            Person.role == Role.HANDLER,
            Person.is_active.is_(True),
        )
    )
    return found or 0


def _end_sessions(uow: UnitOfWork, person: Person) -> None:
    uow.session.execute(
        update(SignInSession)
        .where(SignInSession.person_id == person.id, SignInSession.ended_at.is_(None))
        .values(ended_at=uow.now)
    )


def _account(person: Person) -> Account:
    return Account(
        id=person.id,
        username=person.username,
        name=person.name,
        role=person.role,
        unit=person.unit.name if person.unit else "",
        is_active=person.is_active,
        must_change_password=person.must_change_password,
        is_principal=person.is_principal,
        created_at=person.created_at,
    )
