"""列对应: which column of the city platform's export is which field of a ticket, guessed once and then kept."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select

from core.errors import BadInput
from core.exchange import tables
from core.exchange.tables import Table
from core.store.models import ColumnMapping
from core.store.work import Reading, UnitOfWork


class Field(NamedTuple):
    """A field of a ticket and the names exports give its column, the likeliest first."""

    code: str
    zh: str
    names: tuple[str, ...]


NUMBER, TITLE, BODY = "number", "title", "body"
REGISTERED, DUE = "registered", "due"
NAME, PHONE, ADDRESS, TOWN = "name", "phone", "address", "town"
TYPE, CATEGORY, URGENT, CONFIDENTIAL = "type", "category", "urgent", "confidential"
REMARK = "remark"

FIELDS: Sequence[Field] = (
    Field(NUMBER, "市平台编号", (
        "市平台编号", "工单编号", "工单号", "受理编号", "留言编号", "诉求编号", "来件编号", "事件编号",
        "任务编号", "案件编号", "流水号", "业务编号", "编号",
    )),
    Field(TITLE, "标题", (
        "标题", "工单标题", "诉求标题", "留言主题", "留言标题", "事件标题", "主题", "诉求主题", "问题标题",
    )),
    Field(BODY, "诉求内容", (
        "诉求内容", "内容", "工单内容", "留言详情", "留言内容", "诉求详情", "问题描述", "事件描述",
        "诉求描述", "反映内容", "详细内容", "来电内容", "正文",
    )),
    Field(REGISTERED, "市平台受理时间", (
        "受理时间", "登记时间", "留言时间", "来电时间", "诉求时间", "创建时间", "提交时间", "转办时间",
        "交办时间", "派单时间", "时间",
    )),
    Field(DUE, "市平台办结时限", (
        "办结时限", "截止时间", "办理时限", "办结截止时间", "要求办结时间", "处理时限", "到期时间",
        "反馈时限", "截止日期", "市平台时限",
    )),
    Field(NAME, "诉求人", (
        "诉求人", "姓名", "诉求人姓名", "留言用户", "来电人", "来电人姓名", "联系人", "市民姓名", "反映人",
        "客户姓名",
    )),
    Field(PHONE, "联系电话", (
        "联系电话", "电话", "联系方式", "手机号", "手机号码", "手机", "来电号码", "诉求人电话", "电话号码",
        "来电电话", "联系人电话",
    )),
    Field(ADDRESS, "地址", (
        "地址", "事发地址", "诉求地址", "详细地址", "发生地址", "事发地点", "地点", "问题地点", "事件地址",
    )),
    Field(TOWN, "乡镇", ("乡镇", "所属乡镇", "乡镇街道", "街道乡镇", "所属街道", "镇街", "属地", "所在乡镇")),
    Field(TYPE, "诉求类型", ("诉求类型", "类型", "工单类型", "业务类型", "诉求性质", "留言类型", "问题类型")),
    Field(CATEGORY, "诉求分类", (
        "诉求分类", "分类", "问题分类", "事项分类", "归口分类", "一级分类", "内容分类", "类别", "诉求类别",
    )),
    Field(URGENT, "紧急", ("紧急程度", "是否紧急", "紧急", "是否加急", "加急", "紧急级别", "缓急程度")),
    Field(CONFIDENTIAL, "保密", ("是否保密", "保密", "是否保密诉求", "诉求人保密", "隐私保护")),
    Field(REMARK, "转办意见", ("转办意见", "交办意见", "批转意见", "备注", "处理意见", "市平台备注")),
)  # fmt: skip
"""A city's own 答复意见 and 答复时间 are left out: they answer for somebody else's handling, and would
look like a reply of the county's."""

ZH: Mapping[str, str] = {field.code: field.zh for field in FIELDS}
KNOWN_NAMES = frozenset(name for field in FIELDS for name in field.names)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A mapping to start from, and whether somebody confirmed it for these columns before."""

    mapping: dict[str, str]
    is_kept: bool


def propose_mapping(headers: Sequence[str]) -> dict[str, str]:
    """The field of each column whose name is known, as field code → header; no column serves twice."""
    present = {tables.header_name(header): header for header in headers}
    mapping: dict[str, str] = {}
    for field in FIELDS:
        name = next((name for name in field.names if name in present), None)
        if name is not None:
            mapping[field.code] = present.pop(name)
    return mapping


def mapping_for(reading: Reading, headers: Sequence[str]) -> Proposal:
    """The mapping kept from the last file with the same columns, in any order; else a proposal."""
    kept = _kept(reading, headers)
    if kept is None:
        return Proposal(propose_mapping(headers), is_kept=False)
    return Proposal({k: h for k, h in kept.mapping.items() if k in ZH}, is_kept=True)


def keep_mapping(uow: UnitOfWork, headers: Sequence[str], mapping: Mapping[str, str]) -> None:
    """Remember how these columns were read, for the next file with the same ones."""
    kept = _kept(uow, headers)
    if kept is None:
        kept = ColumnMapping(headers_hash=_hash(headers))
        uow.session.add(kept)
    kept.mapping = dict(mapping)
    kept.saved_at, kept.saved_by = uow.now, uow.actor.name


def check_mapping(table: Table, mapping: Mapping[str, str]) -> None:
    """Refuse a mapping that cannot make tickets. Raises BadInput."""
    unknown = [header for header in mapping.values() if header not in table.headers]
    if unknown:
        raise BadInput(f"表格里没有“{'、'.join(unknown)}”列。", next_step="请重新选择列。")
    chosen = list(mapping.values())
    twice = sorted({header for header in chosen if chosen.count(header) > 1})
    if twice:
        raise BadInput(
            f"“{'、'.join(twice)}”列被选了两次。", next_step="请让每一列只对应一个项目。"
        )
    if NUMBER not in mapping:
        raise BadInput(
            "还没有选择哪一列是市平台编号。",
            field=NUMBER,
            article="办法第八条",
            next_step="同一编号只导入一次，必须有这一列。",
        )
    if BODY not in mapping and TITLE not in mapping:
        raise BadInput(
            "还没有选择哪一列是诉求内容。", field=BODY, next_step="请选择诉求内容或标题所在的列。"
        )


def _kept(reading: Reading, headers: Sequence[str]) -> ColumnMapping | None:
    return reading.session.scalar(
        select(ColumnMapping).where(ColumnMapping.headers_hash == _hash(headers))
    )


def _hash(headers: Sequence[str]) -> str:
    names = sorted(tables.header_name(header) for header in headers)
    return hashlib.sha256("\n".join(names).encode()).hexdigest()
