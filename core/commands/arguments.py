"""How the words typed after a command are read, and refused in Chinese."""

from __future__ import annotations

import argparse
import re
from datetime import datetime
from typing import NoReturn, Protocol

from core.rules.instants import SHANGHAI, local

MOST_WORKING_DAYS = 366
FIRST_YEAR, LAST_YEAR = 2001, 2099

# argparse 3.11 speaks English; these are the shapes of what it says.
_SAYINGS = (
    (re.compile(r"the following arguments are required: (?P<what>.+)"), "缺少参数：{what}。"),
    (re.compile(r"unrecognized arguments: (?P<what>.+)"), "不认识的参数：{what}。"),
    (re.compile(r"argument (?P<what>\S+): expected .*argument"), "参数 {what} 后面要写取值。"),
    (re.compile(r"argument \S+: invalid choice: (?P<what>'[^']*')"), "没有 {what} 这个命令。"),
    (re.compile(r"ambiguous option: (?P<what>\S+)"), "参数 {what} 写得不完整。"),
    # What the readers below say of a value is Chinese already.
    (re.compile(r"argument (?P<what>\S+): (?P<said>.*[\u4e00-\u9fff].*)"), "参数 {what}：{said}"),
)


class Subparsers(Protocol):
    """Where a command module hangs its own parser."""

    def add_parser(self, name: str, *, help: str) -> argparse.ArgumentParser:
        """A parser for one command."""
        ...


class ChineseParser(argparse.ArgumentParser):
    """Refuses bad input with one Chinese sentence on stderr and exit code 2."""

    def error(self, message: str) -> NoReturn:
        """Say what argparse found, in Chinese, and leave."""
        self.exit(2, f"{_translated(message)}\n")


def _translated(message: str) -> str:
    for pattern, sentence in _SAYINGS:
        match = pattern.fullmatch(message) or pattern.match(message)
        if match is not None:
            return sentence.format(**match.groupdict())
    return f"命令写得不对：{message}。"


def instant(text: str) -> datetime:
    """2026-09-29T10:00, in Asia/Shanghai unless it names its own zone."""
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"“{text}”不是时间，请写成 2026-09-29T10:00 的样子（北京时间）。"
        ) from None
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise argparse.ArgumentTypeError(f"年份应在{FIRST_YEAR}到{LAST_YEAR}之间。")
    return local(at if at.tzinfo else at.replace(tzinfo=SHANGHAI))


def working_days(text: str) -> int:
    """A number of working days from 1 to a year."""
    if not re.fullmatch(r"[0-9]{1,3}", text) or not 1 <= int(text) <= MOST_WORKING_DAYS:
        raise argparse.ArgumentTypeError(
            f"“{text}”不是工作日数，请填1到{MOST_WORKING_DAYS}之间的整数。"
        )
    return int(text)
