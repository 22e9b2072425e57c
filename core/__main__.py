"""The terminal's door to the hotline: `python -m core 命令 …`."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Sequence

from core import commands
from core.commands.arguments import ChineseParser
from core.errors import HotlineError


def parser() -> ChineseParser:
    """Every module of `core.commands` that has an `add_to` is a command."""
    top = ChineseParser(prog="python -m core", description="12345热线的命令")
    subparsers = top.add_subparsers(
        dest="command", required=True, metavar="命令", parser_class=ChineseParser
    )
    for module in pkgutil.iter_modules(commands.__path__):
        add_to = getattr(importlib.import_module(f"core.commands.{module.name}"), "add_to", None)
        if add_to is not None:
            add_to(subparsers)
    return top


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; a refusal is one Chinese sentence on stderr and exit code 2."""
    options = parser().parse_args(words)
    try:
        return int(options.run(options))
    except HotlineError as refusal:
        print(refusal.full_zh, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
