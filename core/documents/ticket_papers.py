"""The papers of one ticket, from 交办单 to 移送函 (办法第九、十、十三、二十二条)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.documents.papers import Paper

OFFICE = "襄汾县政务服务热线管理办公室"


@dataclass(frozen=True, slots=True)
class About:
    """What every paper says of the ticket; personal data is covered before it comes here."""

    number: str
    title: str
    body: str
    place: str
    received: str
    """When it was registered, in words."""
    day: str
    """成文日期, for example 2026年10月9日."""


def instruction_sheet(
    about: About, *, number: str, ground: str, suggestion: str, leader: str, text: str, at: str
) -> bytes:
    """呈批单: with the 批示, or with room for it (办法第十条（五）)."""
    paper = Paper("紧急（重大）事项呈批单", number)
    paper.table(
        [
            ("工单编号", about.number),
            ("受理时间", about.received),
            ("诉求事项", about.title),
            ("发生地点", about.place or "未详"),
            ("诉求内容", about.body),
            ("呈报事由", ground),
            ("拟办意见", suggestion),
            ("领导批示", f"{text}\n{leader}　{at}" if text else ""),
            ("依据", "《襄汾县12345政务服务便民热线规范管理办法》第十条（五）"),
        ]
    )
    paper.signature(OFFICE, about.day)
    return paper.written()


def meeting_minutes(
    about: About,
    *,
    day: str,
    place: str,
    host: str,
    attendees: str,
    decision: str,
    lead: str,
    supports: Sequence[str],
) -> bytes:
    """联席会议纪要 (办法第十三条（二）、第十六条)."""
    paper = Paper("疑难诉求联席会议纪要")
    paper.paragraph(
        f"{day}，就工单{about.number}“{about.title}”召开联席会议。"
        f"主持人：{host or '未记'}；地点：{place or '未记'}。"
    )
    paper.paragraph(f"参加单位和人员：{attendees}")
    paper.paragraph(f"诉求内容：{about.body}")
    paper.paragraph(f"议定事项：{decision}")
    helped = f"，{'、'.join(supports)}协办" if supports else ""
    paper.paragraph(f"经会议研究，由{lead}主办{helped}。请各有关单位按照职责抓好落实。")
    paper.signature(OFFICE, about.day)
    return paper.written()


def supervision_order(about: About, *, number: str, unit: str, text: str) -> bytes:
    """督办单: as it was sent (办法第十三条（一）)."""
    return _letter("督办单", about, unit, text, number=number)


def transfer_letter(about: About, *, body: str, ground: str, evidence: str, persons: str) -> bytes:
    """移送函: proposed by one person and confirmed by another (办法第二十二条)."""
    paper = Paper("关于移送涉嫌违法犯罪线索的函")
    paper.addressee(body)
    paper.paragraph(f"我办在办理工单{about.number}“{about.title}”中发现以下情况，现依法移送。")
    for heading, text in (
        ("一、事实和理由", ground),
        ("二、查证情况和证据", evidence),
        ("三、经办", persons),
    ):
        paper.heading(heading)
        paper.paragraph(text)
    paper.paragraph("请予核查处理，并将结果告知我办。")
    paper.signature(OFFICE, about.day)
    return paper.written()


def dispatch_order(
    about: About, *, lead: str, supports: Sequence[str], limit: str, due: str, instructions: str,
    items: Sequence[str], basis: str,
) -> bytes:  # fmt: skip
    """交办单: what a unit is asked to do and by when (办法第十条（二）（三）)."""
    paper = Paper("12345政务服务便民热线交办单")
    numbered = [f"{place}. {text}" for place, text in enumerate(items, start=1)]
    paper.table(
        [
            ("工单编号", about.number),
            ("受理时间", about.received),
            ("诉求标题", about.title),
            ("发生地点", about.place or "未详"),
            ("诉求内容", about.body),
            ("办理事项", "\n".join(numbered) or "见诉求内容"),
            ("主办单位", lead),
            ("协办单位", "、".join(supports) or "无"),
            ("办理时限", f"{limit}，{due}前办结"),
            ("交办意见", instructions or "请按职责办理，先联系诉求人，答复经单位领导审签后反馈。"),
            ("签收人", ""),
            ("依据", f"《襄汾县12345政务服务便民热线规范管理办法》{basis}"),
        ]
    )
    paper.signature(OFFICE, about.day)
    return paper.written()


def reminder(about: About, *, unit: str, text: str) -> bytes:
    """催办通知: as it was sent (办法第十三条（一）)."""
    return _letter("催办通知", about, unit, text)


def inspection_report(about: About, *, text: str) -> bytes:
    """上报督查室报告: as it was sent (办法第十三条（一）)."""
    return _letter("关于逾期未办结工单的报告", about, "县政府督查室", text)


def extension_sheet(
    about: About, *, unit: str, days: int, cause: str, told: str, due_before: str, endorsed: str,
    ruling: str, due_after: str,
) -> bytes:  # fmt: skip
    """延期审批单: asked, endorsed and decided, or with room for it (办法第十三条（三）)."""
    paper = Paper("延期办理审批单")
    paper.table(
        [
            ("工单编号", about.number),
            ("诉求标题", about.title),
            ("申请单位", unit),
            ("原办理时限", due_before),
            ("申请延期", f"{days}个工作日"),
            ("延期理由", cause),
            ("告知诉求人", told),
            ("单位领导意见", endorsed),
            ("审批意见", ruling),
            ("批准后时限", due_after or "—"),
            ("依据", "《襄汾县12345政务服务便民热线规范管理办法》第十三条（三）"),
        ]
    )
    paper.signature(OFFICE, about.day)
    return paper.written()


def statement(about: About, *, unit: str, text: str, reply: str, signed: str) -> bytes:
    """情况说明 of a second handling, by the unit to the hotline (办法第十三条（四）)."""
    paper = Paper("关于群众不满意工单办理情况的说明")
    paper.addressee(OFFICE)
    paper.paragraph(
        f"工单{about.number}“{about.title}”经回访群众不满意，我单位进行了二次办理，现说明如下。"
    )
    paper.heading("一、情况说明")
    paper.paragraph(text)
    paper.heading("二、再次答复")
    paper.paragraph(reply)
    paper.paragraph(signed)
    paper.signature(unit, about.day)
    return paper.written()


def declined_notice(about: About, *, kind: str, told: str) -> bytes:
    """不予受理告知: the kind of the six, and what the caller was told (办法第九条)."""
    paper = Paper("不予受理告知书")
    paper.addressee("诉求人")
    paper.paragraph(f"您于{about.received}反映的“{about.title}”（编号{about.number}）收悉。")
    paper.paragraph(
        f"经审核，该事项属于{kind}的情形，依照《襄汾县12345政务服务便民热线规范管理办法》第九条，热线不予受理。"
    )
    if told:
        paper.paragraph(f"告知事项：{told}")
    paper.signature(OFFICE, about.day)
    return paper.written()


def _letter(title: str, about: About, unit: str, text: str, *, number: str = "") -> bytes:
    """A letter whose text names its receiver in the first line already, or does not."""
    paper = Paper(title, number)
    head, _, rest = text.partition("\n")
    named = head.rstrip("：") == unit
    paper.addressee(unit)
    paper.paragraph(rest if named else text)
    paper.signature(OFFICE, about.day)
    return paper.written()
