"""Who there is: units, people with their accounts and sessions (办法第三、七条)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, false, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.rules.terms import Role, UnitKind
from core.store.models.base import Base
from core.store.types import Instant, Line, TermCode


class Unit(Base):
    """承办单位: a town, county department or public utility that handles tickets (办法第三、七条)."""

    __tablename__ = "units"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Line(60), unique=True)
    kind: Mapped[UnitKind] = mapped_column(TermCode(UnitKind))
    is_active: Mapped[bool] = mapped_column(default=True, server_default=true())
    principal: Mapped[str] = mapped_column(Line(40), default="", server_default="")
    """主要负责人，第一责任人（办法第七条（一））."""
    deputy: Mapped[str] = mapped_column(Line(40), default="", server_default="")
    """分管领导，具体责任人."""
    office: Mapped[str] = mapped_column(Line(60), default="", server_default="")
    """具体处办机构."""
    phone: Mapped[str] = mapped_column(Line(40), default="", server_default="")


class Person(Base):
    """人员与账号: who signs in, with one role, in a unit where the role is a unit's."""

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(Line(40), unique=True)
    name: Mapped[str] = mapped_column(Line(40))
    role: Mapped[Role] = mapped_column(TermCode(Role))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    unit: Mapped[Unit | None] = relationship(lazy="joined")
    password_hash: Mapped[str] = mapped_column(String(200))
    is_active: Mapped[bool] = mapped_column(default=True, server_default=true())
    may_publish: Mapped[bool] = mapped_column(default=False, server_default=false())
    """发布知识条目的授权: 热线办工作人员 publish only by grant."""
    is_principal: Mapped[bool] = mapped_column(default=False, server_default=false())
    """主要负责人: signs the 重件 that a 分管领导 has endorsed (办法第十二条（二）)."""
    must_change_password: Mapped[bool] = mapped_column(default=False, server_default=false())
    failed_sign_ins: Mapped[int] = mapped_column(default=0, server_default="0")
    locked_until_at: Mapped[datetime | None] = mapped_column(Instant)
    created_at: Mapped[datetime] = mapped_column(Instant)


class SignInSession(Base):
    """登录会话: only the hash of the cookie's token is kept, so a leaked table opens nothing."""

    __tablename__ = "sign_in_sessions"
    __table_args__ = (Index(None, "person_id", "ended_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    person: Mapped[Person] = relationship(lazy="joined")
    started_at: Mapped[datetime] = mapped_column(Instant)
    last_seen_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    address: Mapped[str] = mapped_column(Line(64), default="", server_default="")


class SavedView(Base):
    """保存的清单: the filters of a list under a name, one's own or shared with the whole office."""

    __tablename__ = "saved_views"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    desk: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(Line(40))
    query: Mapped[dict[str, Any]] = mapped_column(JSON)
    is_shared: Mapped[bool] = mapped_column(default=False, server_default=false())
    saved_at: Mapped[datetime] = mapped_column(Instant)
