"""`python -m demo`: build the demo county anew where this installation keeps its data."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from datetime import date, datetime
from datetime import time as clock_time

from core import clock, settings
from core.casework import accounts
from core.errors import HotlineError
from core.rules.terms import State
from core.store.db import Database
from demo import build, ground, people
from demo.build import Summary


def main(arguments: Sequence[str] | None = None) -> int:
    """Build, then say what was built and how to sign in; 1 where the place is taken."""
    options = _options(arguments)
    began = time.perf_counter()
    try:
        until = _end_of(options.until)
        url = settings.load().database_url
        with ground.cleared(url, clock=clock.fixed(until)) as database:
            build.fill(database, until, tickets=options.tickets, seed_number=options.seed)
        database = Database(url, clock=clock.fixed(until))
        build.index(database)
        _tell(build.summary(database), accounts.demo_accounts(database)[0], until, began)
        database.close()
    except HotlineError as refusal:
        print(refusal.full_zh, file=sys.stderr)
        return 1
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m demo", description="生成演示县")
    parser.add_argument(
        "--tickets", type=_count, default=build.TICKETS, help="工单数，默认%(default)s"
    )
    parser.add_argument(
        "--seed", type=int, default=build.SEED, help="随机种子，相同种子生成相同的县"
    )
    parser.add_argument("--until", type=date.fromisoformat, help="这一年的最后一天，默认今天")
    return parser.parse_args(arguments)


def _count(text: str) -> int:
    number = int(text)
    if not build.FEWEST <= number <= build.MOST:
        raise argparse.ArgumentTypeError(f"应在{build.FEWEST}到{build.MOST}之间")
    return number


def _end_of(day: date | None) -> datetime:
    """Now, or the close of business of an earlier day. Raises HotlineError for a day to come."""
    now = clock.now()
    if day is None or day == now.date():
        return now
    if day > now.date():
        raise HotlineError("这一年的最后一天不能晚于今天。", next_step="请改用今天或更早的日期。")
    return datetime.combine(day, clock_time(17, 30), tzinfo=clock.SHANGHAI)


def _tell(
    summary: Summary, shown: Sequence[accounts.Account], until: datetime, began: float
) -> None:
    took = time.perf_counter() - began
    print(f"演示县已生成，截至{until:%Y年%m月%d日%H:%M}，用时{took:.0f}秒。")
    print(
        f"工单{summary.tickets}件，办理过程{summary.events}步，知识{summary.entries}条，"
        f"账号{summary.people}个。"
    )
    standing = [f"{state.zh}{summary.states.get(state, 0)}" for state in State]
    print(f"现在：{'、'.join(standing)}；其中超期未办结{summary.overdue}件。")
    print(f"登录密码都是 {people.PASSWORD}，各角色的账号：")
    for account in shown:
        print(f"  {account.username:<12}{account.role.zh}  {account.name}  {account.unit}")


if __name__ == "__main__":
    sys.exit(main())
