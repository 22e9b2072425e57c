"""`python -m core tick`: let time look at the tickets once, for installations that run it from a timer."""

from __future__ import annotations

import argparse

from core.casework import sweep
from core.casework.sweep import Swept
from core.commands import arguments
from core.store import db


def add_to(subparsers: arguments.Subparsers) -> None:
    """Register `tick`."""
    parser = subparsers.add_parser("tick", help="扫描到期工单：预警，拟催办、督办单和上报")
    parser.set_defaults(run=run)


def run(_: argparse.Namespace) -> int:
    """Print what was drafted; exit code 1 when a ticket failed, so that a timer notices."""
    swept = sweep.tick(db.open_database())
    print(said(swept))
    return 1 if swept.failed else 0


def said(swept: Swept) -> str:
    """The counts in one Chinese sentence."""
    if swept.is_elsewhere:
        return "另一个进程正在扫描到期工单，本次没有重复扫描。"
    counts = (
        ("预警", swept.warnings),
        ("拟催办", swept.reminders),
        ("拟督办单", swept.orders),
        ("拟上报", swept.reports),
        ("提醒批示", swept.instructions),
        ("申请失效", swept.lapsed),
        ("失败", swept.failed),
    )
    done = "，".join(f"{name}{count}件" for name, count in counts if count)
    return f"扫描完成：{done}。" if done else "扫描完成：没有到期的事项。"
