"""`python -m kb synonyms [FILE]`: the county's usual words, or a list of its own, put into the table of synonyms."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import HotlineError
from core.store.actor import Actor
from kb import synonyms, terminal

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def add_to(subparsers: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = subparsers.add_parser("synonyms", help="载入同义词：不给文件时载入常用词表")
    parser.add_argument("file", metavar="FILE", nargs="?", type=Path, help="一行一组的文本文件")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Take the words in, all or nothing; print how many groups came in."""
    try:
        with terminal.opened().work(Actor.system()) as uow:
            if options.file is None:
                count = synonyms.load_common(uow)
            else:
                count = synonyms.take_in(uow, options.file.read_text(encoding="utf-8-sig"))
    except HotlineError as refusal:
        return terminal.refuse(refusal)
    except (OSError, UnicodeDecodeError) as error:
        return terminal.refuse(HotlineError(f"{options.file}：读不出文字（{error}）。"))
    print(f"同义词：新增{count}组，检索立即生效。")
    return 0
