"""`python -m kb rebuild`: make the search index anew from the database."""

from __future__ import annotations

import argparse
import time
from typing import TYPE_CHECKING

from core.errors import HotlineError
from core.store.actor import Actor
from kb import indexing, terminal, ticket_index

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def add_to(subparsers: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = subparsers.add_parser("rebuild", help="由数据库重建检索索引，旧索引用到新的就绪为止")
    parser.set_defaults(run=run)


def run(_: argparse.Namespace) -> int:
    """Rebuild beside the old index and switch; searches go on meanwhile."""
    began = time.perf_counter()
    try:
        database = terminal.opened()
        with database.read(Actor.system()) as reading:
            count = indexing.index_of(reading).rebuild(database.engine)
            tickets = ticket_index.handle(reading).rebuild(database.engine)
    except HotlineError as refusal:
        return terminal.refuse(refusal)
    took = f"用时{time.perf_counter() - began:.1f}秒"
    print(f"索引已重建：{count}条知识，{tickets}张工单，{took}。")
    return 0
