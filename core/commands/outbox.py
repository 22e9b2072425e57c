"""`python -m core outbox`: send the messages that are due, for installations that run it from a timer."""

from __future__ import annotations

import argparse

from core.commands import arguments
from core.exchange import outbox
from core.store import db


def add_to(subparsers: arguments.Subparsers) -> None:
    """Register `outbox`."""
    parser = subparsers.add_parser("outbox", help="发送到期的短信、微信消息")
    parser.set_defaults(run=run)


def run(_: argparse.Namespace) -> int:
    """Print what was sent; exit code 1 when something was not taken, so that a timer notices."""
    way = outbox.adapter()
    if way is None:
        print("没有设置 HOTLINE_OUTBOX，消息只在系统内提醒。")
        return 0
    database = db.open_database()
    done = outbox.send_due(database, way)
    left = outbox.state(database)
    print(
        f"发出{done.sent}条，未发出{done.failed}条，待发{left['waiting']}条，"
        f"多次未成已停发{left['given_up']}条。"
    )
    return 1 if done.failed else 0
