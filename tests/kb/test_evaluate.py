"""The measure itself: known rankings give known figures, and the command runs on any judged set."""

import json
import math
from pathlib import Path

import pytest

from kb import evaluate
from kb.__main__ import main


@pytest.mark.parametrize(
    ("ranking", "wanted", "ndcg", "reciprocal_rank", "recall_at_1"),
    [
        (["a", "b"], {"a"}, 1.0, 1.0, 1.0),
        (["b", "a"], {"a"}, 1 / math.log2(3), 0.5, 0.0),
        (["a", "x", "b"], {"a", "b"}, 1.5 / (1 + 1 / math.log2(3)), 1.0, 0.5),
        (["x"] * 10 + ["a"], {"a"}, 0.0, 0.0, 0.0),
        ([], {"a"}, 0.0, 0.0, 0.0),
    ],
)
def test_measures(
    ranking: list[str], wanted: set[str], ndcg: float, reciprocal_rank: float, recall_at_1: float
) -> None:
    assert evaluate.ndcg(ranking, wanted) == pytest.approx(ndcg)
    assert evaluate.reciprocal_rank(ranking, wanted) == reciprocal_rank
    assert evaluate.recall(ranking, wanted, 1) == recall_at_1


def test_more_relevant_documents_than_places_can_still_be_perfect() -> None:
    wanted = {str(number) for number in range(20)}

    assert evaluate.ndcg(sorted(wanted)[:10], wanted) == pytest.approx(1.0)


@pytest.fixture
def judged_set(tmp_path: Path) -> Path:
    docs = [
        {"id": "d1", "title": "供热", "chapter": "城建", "body": "暖气不热先看阀门。", "more": 1},
        {"id": "d2", "title": "", "chapter": "", "body": "低保向乡镇申请。"},
        {"id": "d3", "title": "养犬", "chapter": "", "body": "到派出所登记。"},
    ]
    queries = [
        {"id": "q1", "text": "暖气不热"},
        {"id": "q2", "text": "低保怎么申请"},
        {"id": "unjudged", "text": "养犬"},
    ]
    for name, lines in (("docs", docs), ("queries", queries)):
        text = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
        (tmp_path / f"{name}.jsonl").write_text(text, encoding="utf-8")
    (tmp_path / "qrels.tsv").write_text("q1\td1\nq2\td3\n", encoding="utf-8")
    return tmp_path


def test_the_command_prints_one_json_object(
    judged_set: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evaluate", str(judged_set), "--json"]) == 0

    figures = json.loads(capsys.readouterr().out)
    assert figures["docs"] == 3
    assert figures["queries"] == 2
    assert figures["ndcg_at_10"] == 0.5
    assert figures["mrr_at_10"] == figures["recall_at_1"] == figures["recall_at_10"] == 0.5
    assert figures["p95_ms"] >= figures["p50_ms"] > 0
    assert figures["index_bytes"] > 0
    assert figures["index_seconds"] > 0


def test_without_json_each_figure_has_its_line(
    judged_set: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evaluate", str(judged_set)]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(evaluate.Evaluation._fields)


def test_a_missing_or_unjudged_set_is_refused_in_a_sentence(
    judged_set: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (judged_set / "qrels.tsv").write_text("", encoding="utf-8")
    assert main(["evaluate", str(judged_set), "--json"]) == 1
    assert "无法测量" in capsys.readouterr().out

    assert main(["evaluate", str(judged_set / "nowhere")]) == 1
    assert "无法测量" in capsys.readouterr().out
