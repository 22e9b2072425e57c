"""登录: one sentence for every refusal, sessions that end, passwords nobody can read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from core.casework import sign_in
from core.errors import BadInput
from core.store import audit
from core.store.models import Person, SignInSession
from tests.planted import County, nothing_written

PASSWORD = "热线12345很重要"


@pytest.fixture
def staffed(county: County) -> Iterator[County]:
    """The county's people with a password each."""
    hashed = sign_in.hash_password(PASSWORD)
    with county.work("admin") as uow:
        for person in uow.session.scalars(select(Person)):
            person.password_hash = hashed
    return county


def test_the_right_password_opens_a_session_whose_token_is_stored_nowhere(staffed: County) -> None:
    signed = sign_in.sign_in(staffed.database, " Taker ", PASSWORD)
    assert signed.actor == staffed.actor("taker")
    assert sign_in.who(staffed.database, signed.token) == signed.actor
    with staffed.read("admin") as reading:
        session = reading.session.scalars(select(SignInSession)).one()
        person = reading.session.scalars(select(Person).where(Person.username == "taker")).one()
    assert signed.token not in session.token_hash
    assert person.password_hash.startswith("$argon2id$")


def test_every_refusal_says_the_same(staffed: County) -> None:
    with staffed.work("admin") as uow:
        closed = uow.session.scalars(select(Person).where(Person.username == "office")).one()
        closed.is_active = False
    said = set()
    for username, password in (
        ("taker", "错的密码123"),
        ("nobody", PASSWORD),
        ("office", PASSWORD),
        ("", ""),
    ):
        with pytest.raises(sign_in.SignInRefused) as refusal:
            sign_in.sign_in(staffed.database, username, password)
        said.add(refusal.value.full_zh)
    assert len(said) == 1


def test_five_wrong_tries_make_even_the_right_password_wait_a_minute(staffed: County) -> None:
    for _ in range(5):
        with pytest.raises(sign_in.SignInRefused):
            sign_in.sign_in(staffed.database, "taker", "错的密码123")
    with pytest.raises(sign_in.SignInRefused):
        sign_in.sign_in(staffed.database, "taker", PASSWORD)
    staffed.now += timedelta(minutes=3)
    assert sign_in.sign_in(staffed.database, "taker", PASSWORD).actor.name == "王话务"


def test_a_session_ends_when_idle_and_when_old(staffed: County) -> None:
    idle = sign_in.sign_in(staffed.database, "taker", PASSWORD).token
    staffed.now += timedelta(minutes=31)
    assert sign_in.who(staffed.database, idle) is None

    busy = sign_in.sign_in(staffed.database, "taker", PASSWORD).token
    for _ in range(24):
        staffed.now += timedelta(minutes=29)
        assert sign_in.who(staffed.database, busy) is not None
    staffed.now += timedelta(minutes=29)  # past twelve hours, though never idle
    assert sign_in.who(staffed.database, busy) is None


def test_signing_out_ends_the_session_everywhere(staffed: County) -> None:
    token = sign_in.sign_in(staffed.database, "taker", PASSWORD).token
    sign_in.sign_out(staffed.database, token)
    assert sign_in.who(staffed.database, token) is None


def test_a_closed_account_ends_its_sessions_at_once(staffed: County) -> None:
    token = sign_in.sign_in(staffed.database, "taker", PASSWORD).token
    with staffed.work("admin") as uow:
        uow.session.scalars(
            select(Person).where(Person.username == "taker")
        ).one().is_active = False
    assert sign_in.who(staffed.database, token) is None


def test_a_changed_password_ends_the_other_sessions(staffed: County) -> None:
    here = sign_in.sign_in(staffed.database, "taker", PASSWORD).token
    elsewhere = sign_in.sign_in(staffed.database, "taker", PASSWORD).token
    sign_in.change_password(staffed.database, here, PASSWORD, "新的密码更长一些")
    assert sign_in.who(staffed.database, here) is not None
    assert sign_in.who(staffed.database, elsewhere) is None
    assert sign_in.sign_in(staffed.database, "taker", "新的密码更长一些").token


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("不对的旧密码", "新的密码更长一些", "原密码不正确"),
        (PASSWORD, "短", "应有8到64个字符"),
        (PASSWORD, "88888888", "太常见"),
        (PASSWORD, PASSWORD, "不能和原密码相同"),
    ],
)
def test_a_bad_new_password_changes_nothing(
    staffed: County, old: str, new: str, sentence: str
) -> None:
    token = sign_in.sign_in(staffed.database, "taker", PASSWORD).token
    with nothing_written(staffed.database), pytest.raises(BadInput, match=sentence):
        sign_in.change_password(staffed.database, token, old, new)


def test_whatever_is_typed_as_account_or_password_reads_the_same(staffed: County) -> None:
    odd = [
        "",
        "\x00",
        "长" * 2_000,
        "a" * 41,
        "\ud800",
        "𠮷🙂\u202e\u200b",
        "x " * 30,
        "' OR 1=1 --",
    ]
    for typed in odd:
        for username, password in ((typed, PASSWORD), ("taker", typed)):
            with pytest.raises(sign_in.SignInRefused):
                sign_in.sign_in(staffed.database, username, password)
    with staffed.read("lead") as reading:
        assert audit.first_broken(reading.session) is None
