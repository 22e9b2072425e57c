"""`python -m core install` makes an empty home a working installation, once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from core import __main__ as terminal
from core.casework import sign_in
from core.rules.terms import Role
from core.store import db
from core.store.actor import Actor
from core.store.models import Person, Unit


@pytest.fixture
def empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("HOTLINE_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("HOTLINE_DATABASE_URL", raising=False)
    db.open_database.cache_clear()
    yield tmp_path / "home"
    db.open_database().close()
    db.open_database.cache_clear()


def test_a_new_installation_has_its_units_and_one_administrator(
    empty_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert terminal.main(["install"]) == 0
    said = capsys.readouterr().out
    password = said.partition("初始密码：")[2].partition("（")[0]
    signed = sign_in.sign_in(db.open_database(), "admin", password)
    assert signed.actor.role is Role.ADMIN
    assert signed.must_change_password
    with db.open_database().read(Actor.system()) as reading:
        assert reading.session.scalar(select(func.count(Unit.id))) == 48
    assert empty_home.stat().st_mode & 0o077 == 0  # nobody else on the machine reads it


def test_installing_again_adds_nobody(empty_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    terminal.main(["install"])
    capsys.readouterr()
    assert terminal.main(["install"]) == 0
    assert "初始密码" not in capsys.readouterr().out
    with db.open_database().read(Actor.system()) as reading:
        assert reading.session.scalar(select(func.count(Person.id))) == 1


def test_terminal_and_screen_judge_by_the_same_calendar(
    empty_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    question = ["deadline", "--from", "2026-09-29T10:00", "--working-days", "3", "--json"]
    terminal.main(question)
    before = capsys.readouterr().out
    assert not empty_home.exists()  # asking installs nothing
    terminal.main(["install"])
    capsys.readouterr()
    terminal.main(question)
    assert capsys.readouterr().out == before
