"""`python -m kb`: import, search and rebuild from the terminal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from core import __main__ as core_terminal
from core.store import db
from core.store.actor import Actor
from kb import __main__ as terminal
from kb import shelves
from kb.terms import EntryState
from tests.kb.test_imports import HEATING, as_csv
from tests.kb.test_regulation_import import SEED


@pytest.fixture
def installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Path]:
    monkeypatch.setenv("HOTLINE_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("HOTLINE_DATABASE_URL", raising=False)
    db.open_database.cache_clear()
    core_terminal.main(["install"])
    capsys.readouterr()
    yield tmp_path
    db.open_database().close()
    db.open_database.cache_clear()


def table(folder: Path, *rows: dict[str, str], name: str = "供暖.csv") -> str:
    file = folder / name
    file.write_bytes(as_csv(*rows))
    return str(file)


def states() -> list[EntryState]:
    with db.open_database().read(Actor.system()) as reading:
        return [line.state for line in shelves.kept(reading)]


def test_a_table_and_a_regulation_come_in_and_are_found(
    installed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    heating = table(installed, HEATING | {"生效日期": "", "失效日期": ""})
    assert terminal.main(["import", heating, str(SEED)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "供暖.csv：新增1条，新版本0条，无变化0条。",
        "regulation.txt：《襄汾县12345政务服务便民热线规范管理办法》共23条，"
        "新增23条，新版本0条，无变化0条，下线0条。",
    ]
    assert terminal.main(["search", "暖气不热", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    first = found["hits"][0]
    assert (first["title"], first["kind"]) == ("暖气不热怎么办", "常见问题")
    assert first["unit"] == "县住房和城乡建设管理局"
    assert first.keys() == {"id", "title", "kind", "unit", "score", "snippet"}
    assert found["ms"] > 0
    assert terminal.main(["search", "延期办理累计不得超过"]) == 0
    assert "第十三条" in capsys.readouterr().out


def test_a_second_import_changes_nothing(
    installed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    heating = table(installed, HEATING)
    terminal.main(["import", heating, str(SEED)])
    capsys.readouterr()
    assert terminal.main(["import", heating, str(SEED)]) == 0
    out = capsys.readouterr().out
    assert "新增0条，新版本0条，无变化1条" in out
    assert "新增0条，新版本0条，无变化23条" in out


def test_a_refused_file_is_told_row_by_row_and_the_others_come_in(
    installed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = table(installed, HEATING, HEATING | {"标题": "甲", "知识类型": "问题"}, name="坏.csv")
    other = installed / "图.png"
    other.write_bytes(b"\x89PNG")
    code = terminal.main(["import", bad, str(other), str(installed / "没有.csv"), str(SEED)])
    assert code == 1
    captured = capsys.readouterr()
    assert "第3行“知识类型”：应为职能职责" in captured.err
    assert "不认识的文件类型“.png”" in captured.err
    assert "没有.csv：没有导入。文件不存在" in captured.err
    assert captured.out.count("regulation.txt") == 1
    assert len(states()) == 23


def test_an_import_may_wait_for_review(installed: Path) -> None:
    assert terminal.main(["import", "--for-review", table(installed, HEATING)]) == 0
    assert states() == [EntryState.AWAITING_REVIEW]


def test_the_index_is_made_anew(installed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    terminal.main(["import", str(SEED)])
    capsys.readouterr()
    assert terminal.main(["rebuild"]) == 0
    assert "索引已重建：23条知识" in capsys.readouterr().out


def test_before_installing_there_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOTLINE_HOME", str(tmp_path / "empty"))
    db.open_database.cache_clear()
    for words in (["search", "暖气"], ["import", str(SEED)], ["rebuild"]):
        assert terminal.main(words) == 1
        assert "请先运行 python -m core install" in capsys.readouterr().err
    db.open_database().close()
    db.open_database.cache_clear()


def test_the_usual_words_come_in_once_and_a_list_of_ones_own_after(
    installed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert terminal.main(["synonyms"]) == 0
    assert "检索立即生效" in capsys.readouterr().out
    assert terminal.main(["synonyms"]) == 1
    assert "已有内容" in capsys.readouterr().err
    own = installed / "词.txt"
    own.write_text("胡麻=亚麻\n独个儿\n", encoding="utf-8")
    assert terminal.main(["synonyms", str(own)]) == 1
    assert "第2行" in capsys.readouterr().err
    own.write_text("胡麻=亚麻\n", encoding="utf-8")
    assert terminal.main(["synonyms", str(own)]) == 0
    assert terminal.main(["synonyms", str(installed / "没有.txt")]) == 1
