"""登录: accounts, their passwords and the sessions behind the cookie; permission itself lives with the tickets."""

from __future__ import annotations

import hashlib
import secrets
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select, update

from core import text
from core.errors import BadInput, HotlineError
from core.store.actor import Actor
from core.store.db import Database
from core.store.models import Person, SignInSession
from core.store.work import UnitOfWork

LONGEST_USERNAME = 40
SHORTEST_PASSWORD, LONGEST_PASSWORD = 8, 64
TRIES_BEFORE_WAIT = 5
LONGEST_WAIT_MINUTES = 15
SEEN_EVERY = timedelta(minutes=1)
TOO_COMMON = frozenset(
    {"12345678", "123456789", "1234567890", "password", "88888888", "11111111", "qwertyui"}
)

# RFC 9106's low-memory choice; at most two at once, so that a morning's sign-ins do not starve the calls.
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_hashing = threading.Semaphore(2)
_DUMMY = _hasher.hash(secrets.token_hex(16))


class SignInRefused(HotlineError):
    """Unknown account, wrong password, locked or closed account: one sentence for all of them."""

    def __init__(self) -> None:
        super().__init__(
            "账号或密码不正确，或账号暂时不能登录。",
            next_step="请核对后再试；连续输错会暂停登录几分钟，忘记密码请找系统管理员重置。",
        )


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A fresh session: the token goes to the browser and is kept nowhere else."""

    token: str
    actor: Actor
    must_change_password: bool


def actor_of(person: Person) -> Actor:
    """The permission side of an account."""
    return Actor(
        person_id=person.id,
        name=person.name,
        role=person.role,
        unit_id=person.unit_id,
        unit_name=person.unit.name if person.unit else "",
        may_publish=person.may_publish,
    )


def hash_password(password: str) -> str:
    """The argon2id hash to store."""
    with _hashing:
        return _hasher.hash(password)


def sign_in(database: Database, username: str, password: str, *, address: str = "") -> SignedIn:
    """登录. Raises SignInRefused; the time taken does not tell an unknown account from a wrong password."""
    account = text.clean(username).lower()[:LONGEST_USERNAME]
    with database.read(Actor.system()) as reading:
        person = reading.session.scalar(select(Person).where(Person.username == account))
        is_barred = person is None or not person.is_active or _is_waiting(person, reading.now)
    is_right = _matches(person.password_hash if person else _DUMMY, password[:LONGEST_PASSWORD])
    with database.work(Actor.system()) as uow:
        kept = uow.session.get(Person, person.id) if person else None
        signed = _open_session(uow, kept, address) if kept and is_right and not is_barred else None
        if signed is None:
            _count_failure(uow, kept, account)
    if signed is None:
        raise SignInRefused
    return signed


def who(database: Database, token: str, *, prolongs: bool = True) -> Actor | None:
    """Whose session the token is, None when it has ended: idle too long, too old, signed out, closed account.

    With `prolongs` off the look does not count as the person's doing: screens that only ask stay idle.
    """
    hashed = _hash_token(token)
    with database.read(Actor.system()) as reading:
        found = reading.session.scalar(
            select(SignInSession).where(
                SignInSession.token_hash == hashed, SignInSession.ended_at.is_(None)
            )
        )
        if found is None or not found.person.is_active:
            return None
        policy, now = reading.policy, reading.now
        idle = timedelta(minutes=policy.minutes("session_idle_minutes"))
        absolute = timedelta(hours=policy.hours("session_absolute_hours"))
        is_over = now - found.last_seen_at > idle or now - found.started_at > absolute
        actor, session_id, last_seen_at = actor_of(found.person), found.id, found.last_seen_at
    if is_over:
        _end(database, SignInSession.id == session_id)
        return None
    if prolongs and now - last_seen_at > SEEN_EVERY:
        with database.work(actor) as uow:
            uow.session.execute(
                update(SignInSession).where(SignInSession.id == session_id).values(last_seen_at=now)
            )
    return actor


def session_id(database: Database, token: str) -> int:
    """The sign-in a token stands for, 0 for none: to say in a log which one it was."""
    with database.read(Actor.system()) as reading:
        found = reading.session.scalar(
            select(SignInSession.id).where(SignInSession.token_hash == _hash_token(token))
        )
    return found or 0


def sign_out(database: Database, token: str) -> None:
    """退出登录: the session ends on every tab at once."""
    _end(database, SignInSession.token_hash == _hash_token(token))


def must_change_password(database: Database, actor: Actor) -> bool:
    """Whether the person must choose a password of their own before working."""
    with database.read(actor) as reading:
        person = reading.session.get(Person, actor.person_id)
        return bool(person and person.must_change_password)


def change_password(database: Database, token: str, old: str, new: str) -> None:
    """修改密码; every other session of the person ends.

    Raises BadInput naming the field, SignInRefused when the token is no session.
    """
    check_password(new)
    actor = who(database, token)
    if actor is None:
        raise SignInRefused
    with database.read(actor) as reading:
        person = reading.session.get_one(Person, actor.person_id)
        stored = person.password_hash
    if not _matches(stored, old):
        raise BadInput("原密码不正确，密码没有修改。", field="old")
    if old == new:
        raise BadInput("新密码不能和原密码相同。", field="new")
    hashed = hash_password(new)
    with database.work(actor) as uow:
        person = uow.session.get_one(Person, actor.person_id)
        person.password_hash, person.must_change_password = hashed, False
        uow.session.execute(
            update(SignInSession)
            .where(
                SignInSession.person_id == person.id,
                SignInSession.ended_at.is_(None),
                SignInSession.token_hash != _hash_token(token),
            )
            .values(ended_at=uow.now)
        )
        uow.audit("change_password", f"账号 {person.username}")


def check_password(new: str) -> None:
    """Length and the worst of the common ones; no rules of composition. Raises BadInput."""
    if not SHORTEST_PASSWORD <= len(new) <= LONGEST_PASSWORD:
        raise BadInput(f"新密码应有{SHORTEST_PASSWORD}到{LONGEST_PASSWORD}个字符。", field="new")
    if new.lower() in TOO_COMMON or len(set(new)) < 3:
        raise BadInput("这个密码太常见，容易被猜到，请换一个。", field="new")


def _open_session(uow: UnitOfWork, person: Person, address: str) -> SignedIn:
    token = secrets.token_urlsafe(32)
    person.failed_sign_ins, person.locked_until_at = 0, None
    uow.session.add(
        SignInSession(
            token_hash=_hash_token(token),
            person_id=person.id,
            started_at=uow.now,
            last_seen_at=uow.now,
            address=address[:64],
        )
    )
    uow.actor = actor_of(person)
    uow.audit("sign_in", f"账号 {person.username}", address=address)
    return SignedIn(token, uow.actor, person.must_change_password)


def _count_failure(uow: UnitOfWork, person: Person | None, username: str) -> None:
    if person is not None:
        person.failed_sign_ins += 1
        excess = person.failed_sign_ins - TRIES_BEFORE_WAIT
        if excess >= 0:
            minutes = min(2**excess, LONGEST_WAIT_MINUTES)
            person.locked_until_at = uow.now + timedelta(minutes=minutes)
    uow.audit("sign_in_failed", f"账号 {username}")


def _is_waiting(person: Person, now: datetime) -> bool:
    return person.locked_until_at is not None and person.locked_until_at > now


def _matches(stored: str, password: str) -> bool:
    with _hashing:
        try:
            return _hasher.verify(stored, password)
        except (VerificationError, InvalidHashError, UnicodeEncodeError):  # half a character
            return False


def _hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _end(database: Database, which: object) -> None:
    with database.work(Actor.system()) as uow:
        uow.session.execute(
            update(SignInSession)
            .where(which, SignInSession.ended_at.is_(None))  # type: ignore[arg-type]
            .values(ended_at=uow.now)
        )
