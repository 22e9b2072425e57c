"""`python -m kb import FILE…`: take in tables (csv, xlsx) and whole regulations (txt, md, docx)."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import BadInput, HotlineError
from core.store.actor import Actor
from core.store.db import Database
from kb import imports, indexing, regulation_import, regulations, terminal
from kb.index import IndexBusy

if TYPE_CHECKING:
    from argparse import _SubParsersAction

TABLES = {".csv", ".xlsx"}
REGULATIONS = {".txt", ".md", ".docx"}


def add_to(subparsers: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = subparsers.add_parser(
        "import",
        help="导入知识表格（csv、xlsx）和整部法规（txt、md、docx），每个文件全部成功或全不导入",
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--for-review", action="store_true", help="只送审，不直接发布")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Import file by file, each whole or not at all; exit code 1 when any was refused."""
    try:
        database = terminal.opened()
    except HotlineError as refusal:
        return terminal.refuse(refusal)
    is_published = not options.for_review
    refused = 0
    for file in options.files:
        try:
            print(f"{file.name}：{_import_file(database, file, is_published=is_published)}")
        except HotlineError as refusal:
            refused += 1
            print(f"{file.name}：没有导入。{refusal.full_zh}", file=sys.stderr)
    _catch_up(database)
    return 1 if refused else 0


def _import_file(database: Database, file: Path, *, is_published: bool) -> str:
    """What was done with one file, in words. Raises BadInput."""
    try:
        content = file.read_bytes()
    except OSError:
        raise BadInput("文件不存在或不能读取。", next_step="请检查路径。") from None
    suffix = file.suffix.lower()
    if suffix in TABLES:
        return _import_table(database, file.name, content, is_published=is_published)
    if suffix in REGULATIONS:
        regulation = regulations.read(file.name, content)
        with database.work(Actor.system()) as uow:
            counts = regulation_import.import_regulation(uow, regulation, is_published=is_published)
        return (
            f"《{regulation.title}》共{len(regulation.articles)}条，新增{counts.added}条，"
            f"新版本{counts.revised}条，无变化{counts.unchanged}条，下线{counts.withdrawn}条。"
        )
    known = "、".join(sorted(TABLES | REGULATIONS))
    raise BadInput(f"不认识的文件类型“{file.suffix}”。", next_step=f"可以导入：{known}。")


def _import_table(database: Database, file_name: str, content: bytes, *, is_published: bool) -> str:
    table = imports.read_table(file_name, content)
    with database.read(Actor.system()) as reading:
        checked = imports.check(reading, table)
    if checked.problems:
        lines = "\n".join(f"  {problem}" for problem in checked.problems)
        raise BadInput(f"共有{len(checked.problems)}处问题：\n{lines}\n")
    with database.work(Actor.system()) as uow:
        counts = imports.import_rows(uow, checked, is_published=is_published)
    return f"新增{counts.added}条，新版本{counts.revised}条，无变化{counts.unchanged}条。"


def _catch_up(database: Database) -> None:
    """Let the index follow now, so that no caller waits for it."""
    with database.read(Actor.system()) as reading:
        try:
            indexing.index_of(reading).settle(reading)
        except IndexBusy as busy:
            print(busy.full_zh, file=sys.stderr)
