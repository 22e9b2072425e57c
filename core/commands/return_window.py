"""退回时限: until when a unit may send a ticket back (办法第七条（二）)."""

from __future__ import annotations

import argparse
import json

from core import commands
from core.commands import arguments
from core.rules import deadlines, wording


def add_to(subparsers: arguments.Subparsers) -> None:
    """Register `return-window`."""
    parser = subparsers.add_parser("return-window", help="从派发时间算出退回时限")
    parser.add_argument(
        "--from", dest="dispatched_at", type=arguments.instant, required=True, metavar="时间",
        help="派发时间，例如 2026-09-30T16:30（北京时间）",
    )  # fmt: skip
    parser.add_argument("--urgent", action="store_true", help="紧急件，按自然小时计")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the closing instant."""
    calendar, policy = commands.calendar_in_force()
    window = deadlines.return_window(calendar, policy, options.dispatched_at, options.urgent)
    if options.json:
        print(json.dumps({"closes": window.closes_at.isoformat()}, ensure_ascii=False))
        return 0
    print(f"{wording.instant(window.closes_at, window.opens_at.year)}前可以退回。")
    return 0
