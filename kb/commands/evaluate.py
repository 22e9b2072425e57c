"""`python -m kb evaluate DIR`: measure search on a judged set."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from kb import evaluate

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]


def add_to(subparsers: "Subparsers") -> None:
    """Register the command."""
    parser = subparsers.add_parser("evaluate", help="用带标准答案的查询集测量检索质量与速度")
    parser.add_argument(
        "directory", type=Path, metavar="DIR", help="含 docs.jsonl、queries.jsonl、qrels.tsv 的目录"
    )
    parser.add_argument(
        "--learn", type=Path, metavar="PAIRS_DIR",
        help="先学习此目录 queries.jsonl、qrels.tsv 中的问答，再测量",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", dest="is_json", help="输出 JSON")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Measure and print; the index made for it is thrown away."""
    try:
        found = evaluate.evaluate(options.directory, options.learn)
    except (OSError, ValueError, KeyError) as error:
        print(f"无法测量：{error}。请检查目录中的三个文件。")
        return 1
    figures = {
        name: round(value, 4) if isinstance(value, float) else value
        for name, value in found._asdict().items()
    }
    if options.is_json:
        print(json.dumps(figures))
    else:
        for name, value in figures.items():
            print(f"{name:16}{value:>14}")
    return 0
