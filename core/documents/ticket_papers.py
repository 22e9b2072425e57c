"""The papers of one ticket: 呈批单, 联席会议纪要, 督办单, 移送函 (办法第十、十三、二十二条)."""

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
    paper = Paper("督办单", number)
    paper.addressee(unit)
    paper.paragraph(text)
    paper.signature(OFFICE, about.day)
    return paper.written()


def transfer_letter(about: About, *, body: str, ground: str, evidence: str, persons: str) -> bytes:
    """移送函: proposed by one person and confirmed by another (办法第二十二条)."""
    paper = Paper("关于移送涉嫌违法犯罪线索的函")
    paper.addressee(body)
    paper.paragraph(f"我办在办理工单{about.number}“{about.title}”中发现以下情况，现依法移送。")
    paper.paragraph(f"一、事实和理由\n{ground}")
    paper.paragraph(f"二、查证情况和证据\n{evidence}")
    paper.paragraph(f"三、经办\n{persons}")
    paper.signature(OFFICE, about.day)
    return paper.written()
