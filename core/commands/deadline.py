"""办结时限: when so many working days end, and why (办法第十条（三）)."""

from __future__ import annotations

import argparse
import json

from core import commands
from core.commands import arguments
from core.rules import deadlines


def add_to(subparsers: arguments.Subparsers) -> None:
    """Register `deadline`."""
    parser = subparsers.add_parser("deadline", help="从派发时间和工作日数算出办结时限，并说明原因")
    parser.add_argument(
        "--from", dest="dispatched_at", type=arguments.instant, required=True, metavar="时间",
        help="派发时间，例如 2026-09-29T10:00（北京时间）",
    )  # fmt: skip
    parser.add_argument(
        "--working-days", type=arguments.working_days, required=True, metavar="天数",
        help="工作日数",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the deadline with the days counted and skipped."""
    calendar, policy = commands.calendar_in_force()
    deadline = deadlines.due(calendar, policy, options.dispatched_at, options.working_days)
    if not options.json:
        print("\n".join(deadlines.explain(deadline)))
        return 0
    answer = {
        "due": deadline.due_at.isoformat(),
        "provisional": deadline.is_provisional,
        "counted": [day.isoformat() for day in deadline.counted],
        "skipped": [
            {"day": reason.day.isoformat(), "why": reason.label} for reason in deadline.skipped
        ],
    }
    print(json.dumps(answer, ensure_ascii=False))
    return 0
