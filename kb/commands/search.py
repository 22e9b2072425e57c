"""`python -m kb search TEXT`: what a caller's question finds, for people and for programs."""

from __future__ import annotations

import argparse
import contextlib
import json
from typing import TYPE_CHECKING

from core.errors import HotlineError
from core.store.actor import Actor
from kb import finder, indexing, terminal
from kb.finder import Found
from kb.index import IndexBusy

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def add_to(subparsers: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = subparsers.add_parser("search", help="查找已发布的知识")
    parser.add_argument("text", metavar="TEXT", help="要问的话，例如“暖气不热”")
    parser.add_argument("--limit", type=int, default=10, help="最多列出几条")
    parser.add_argument("--json", action="store_true", dest="is_json", help="输出 JSON")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Search as the office would, print the best answers."""
    try:
        database = terminal.opened()
    except HotlineError as refusal:
        return terminal.refuse(refusal)
    with database.read(Actor.system()) as reading:
        with contextlib.suppress(
            IndexBusy
        ):  # then another process is at it; this one need not wait
            indexing.index_of(reading).settle(reading)
        found = finder.find(reading, options.text, limit=max(options.limit, 0))
    if options.is_json:
        print(json.dumps(_as_json(found), ensure_ascii=False))
        return 0
    for hit in found.hits:
        print(
            f"{hit.entry_id:>6}  {hit.score:7.2f}  [{hit.kind.zh}] {hit.title}（{hit.unit_name}）"
        )
        print(f"        {hit.snippet}")
    note = "（索引重建中，由数据库查找）" if found.is_fallback else ""
    print(f"共{found.total}条，用时{found.took_ms:.1f}毫秒{note}。")
    return 0


def _as_json(found: Found) -> dict[str, object]:
    return {
        "total": found.total,
        "ms": round(found.took_ms, 2),
        "is_near": found.is_near,
        "is_fallback": found.is_fallback,
        "hits": [
            {
                "id": hit.entry_id,
                "title": hit.title,
                "kind": hit.kind.zh,
                "unit": hit.unit_name,
                "score": round(hit.score, 4),
                "snippet": hit.snippet,
            }
            for hit in found.hits
        ],
    }
