"""`python -m core`: answers for people and for programs, refusals in one Chinese sentence."""

from __future__ import annotations

import json

import pytest

from core.__main__ import main


def answered(capsys: pytest.CaptureFixture[str], words: str) -> str:
    assert main(words.split()) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out


def test_art10_3_a_deadline_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    words = "deadline --from 2026-09-29T10:00 --working-days 3 --json"  # Tuesday
    answer = json.loads(answered(capsys, words))

    assert answer["due"] == "2026-10-09T18:00:00+08:00"  # Friday
    assert answer["provisional"] is False
    assert answer["counted"] == ["2026-09-30", "2026-10-08", "2026-10-09"]
    assert answer["skipped"] == [
        {"day": f"2026-10-{day:02}", "why": "国庆节"} for day in range(1, 8)
    ]


def test_art10_3_a_provisional_deadline_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    words = "deadline --from 2026-12-28T10:00 --working-days 5 --json"  # Monday
    answer = json.loads(answered(capsys, words))

    assert answer["due"] == "2027-01-05T18:00:00+08:00"  # Tuesday
    assert answer["provisional"] is True
    assert answer["skipped"][0] == {"day": "2027-01-01", "why": "元旦（暂定）"}


def test_art10_3_a_deadline_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    out = answered(capsys, "deadline --from 2026-09-29T10:00 --working-days 3")
    assert out.splitlines()[-1] == "10月9日（周五）18:00到期。"


@pytest.mark.parametrize(
    ("words", "closes"),
    [
        ("--from 2026-09-30T16:30", "2026-10-08T10:30:00+08:00"),  # Wednesday → Thursday
        ("--from 2026-09-30T08:30Z", "2026-10-08T10:30:00+08:00"),  # the same instant in UTC
        ("--from 2026-10-03T09:00", "2026-10-08T12:00:00+08:00"),  # Saturday → Thursday
        ("--from 2026-09-30T16:30 --urgent", "2026-09-30T20:30:00+08:00"),
    ],
)
def test_art7_2_a_return_window_for_programs(
    words: str, closes: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert json.loads(answered(capsys, f"return-window {words} --json")) == {"closes": closes}


def test_art7_2_a_return_window_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    out = answered(capsys, "return-window --from 2026-09-30T16:30")
    assert out == "10月8日（周四）10:30前可以退回。\n"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("", "缺少参数：命令。"),
        ("holiday", "没有 'holiday' 这个命令。"),
        ("deadline --working-days 3", "缺少参数：--from。"),
        ("deadline --from", "参数 --from 后面要写取值。"),
        ("deadline --from 昨天 --working-days 3",
         "参数 --from：“昨天”不是时间，请写成 2026-09-29T10:00 的样子（北京时间）。"),
        ("deadline --from 2026-02-30T10:00 --working-days 3",
         "参数 --from：“2026-02-30T10:00”不是时间，请写成 2026-09-29T10:00 的样子（北京时间）。"),
        ("deadline --from 9999-12-31T10:00 --working-days 3",
         "参数 --from：年份应在2001到2099之间。"),
        ("deadline --from 2026-09-29T10:00 --working-days 0",
         "参数 --working-days：“0”不是工作日数，请填1到366之间的整数。"),
        ("deadline --from 2026-09-29T10:00 --working-days three",
         "参数 --working-days：“three”不是工作日数，请填1到366之间的整数。"),
        ("return-window --from 2026-09-29T10:00 --loud", "不认识的参数：--loud。"),
    ],
)  # fmt: skip
def test_bad_input_is_one_chinese_sentence_and_exit_code_2(
    words: str, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as leaving:
        main(words.split())

    assert leaving.value.code == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == f"{sentence}\n"
