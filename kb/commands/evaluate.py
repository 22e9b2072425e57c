"""`python -m kb evaluate DIR`: measure search on a judged set."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from kb import evaluate, meaning
from kb.evaluate import ByMeaning

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
    parser.add_argument(
        "--semantic", action="store_true", help="字词之外再按意思相近排序（须已安装模型）"
    )
    parser.add_argument(
        "--vectors", type=Path, metavar="DIR", help="条目向量保存在此目录，再次测量时不必重算"
    )
    parser.add_argument(
        "--candidates", type=int, metavar="K",
        help="只计算每个问题按字词排在前 K 的条目的向量，用于条目很多的查询集",
    )  # fmt: skip
    parser.add_argument("--sample", type=int, metavar="N", help="只问均匀抽取的 N 个问题")
    parser.add_argument("--json", action="store_true", dest="is_json", help="输出 JSON")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Measure and print; the index made for it is thrown away."""
    by_meaning = None
    if options.semantic:
        model = meaning.model()
        if model is None:
            print(f"无法测量：{meaning.standing()}。安装方法见 docs/operations.md。")
            return 1
        by_meaning = ByMeaning(model, options.vectors, options.candidates)
    try:
        found = evaluate.evaluate(
            options.directory, options.learn, by_meaning=by_meaning, sample=options.sample
        )
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
