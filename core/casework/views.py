"""保存的清单: the choices of a list under a name, one's own or shared with the whole office; and its columns."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, or_, select

from core import text
from core.errors import BadInput, NotAllowed, NotFound
from core.rules.terms import OFFICE_ROLES, UNIT_ROLES, Role
from core.store.models import SavedView
from core.store.work import Reading, UnitOfWork

LONGEST_NAME, LONGEST_QUERY = 40, 2_000
MOST_COLUMNS = 40
KEEPERS = OFFICE_ROLES | UNIT_ROLES | {Role.CALL_TAKER, Role.INSPECTOR}
_COLUMNS = "列"


def of_desk(reading: Reading, desk: str) -> Sequence[SavedView]:
    """One's own lists of a desk and, within 县热线办, those shared, by name. Raises NotAllowed."""
    _require_keeper(reading)
    mine = SavedView.person_id == reading.actor.person_id
    mine_or_shared = or_(mine, SavedView.is_shared.is_(True)) if reading.actor.is_office else mine
    found = select(SavedView).where(SavedView.desk == desk, mine_or_shared)
    return list(reading.session.scalars(found.order_by(SavedView.name, SavedView.id)))


def save(
    uow: UnitOfWork, desk: str, name: str, query: Mapping[str, Any], *, is_shared: bool = False
) -> SavedView:
    """保存清单, over one's own of the same name; only 县热线办 shares. Raises BadInput, NotAllowed."""
    _require_keeper(uow)
    if is_shared:
        _require_office(uow)
    name = text.clean(name).strip()
    if not name or len(name) > LONGEST_NAME:
        raise BadInput(f"请填写清单的名称，不超过{LONGEST_NAME}字。", field="name")
    if len(json.dumps(dict(query), ensure_ascii=False)) > LONGEST_QUERY:
        raise BadInput("筛选条件太多，没有保存。", next_step="请减少筛选条件。")
    return _put(uow, desk, name, query, is_shared=is_shared)


def share(uow: UnitOfWork, view_id: int, *, is_shared: bool = True) -> SavedView:
    """共享 or 取消共享 of one's own list, within 县热线办. Raises NotFound, NotAllowed."""
    _require_office(uow)
    view = _changeable(uow, view_id)
    view.is_shared = is_shared
    return view


def remove(uow: UnitOfWork, view_id: int) -> None:
    """删除清单: one's own, or for 热线办负责人 any shared one. Raises NotFound, NotAllowed."""
    uow.session.delete(_changeable(uow, view_id))


def columns(reading: Reading, desk: str) -> list[str]:
    """列: which columns the person has chosen for a desk, in their order; empty where none were."""
    view = reading.session.scalar(_mine(reading, f"{desk}:{_COLUMNS}", _COLUMNS))
    return [str(one) for one in view.query.get(_COLUMNS, [])] if view else []


def keep_columns(uow: UnitOfWork, desk: str, chosen: Sequence[str]) -> None:
    """记住列, for the person alone. Raises BadInput, NotAllowed."""
    _require_keeper(uow)
    if not chosen or len(chosen) > MOST_COLUMNS:
        raise BadInput("请至少保留一列。", field="columns")
    _put(uow, f"{desk}:{_COLUMNS}", _COLUMNS, {_COLUMNS: list(chosen)}, is_shared=False)


def _put(
    uow: UnitOfWork, desk: str, name: str, query: Mapping[str, Any], *, is_shared: bool
) -> SavedView:
    view = uow.session.scalar(_mine(uow, desk, name))
    if view is None:
        view = SavedView(person_id=uow.actor.person_id, desk=desk, name=name)
        uow.session.add(view)
    view.query, view.is_shared, view.saved_at = dict(query), is_shared, uow.now
    uow.session.flush()
    return view


def _mine(reading: Reading, desk: str, name: str) -> Select[SavedView]:
    return select(SavedView).where(
        SavedView.person_id == reading.actor.person_id,
        SavedView.desk == desk,
        SavedView.name == name,
    )


def _changeable(uow: UnitOfWork, view_id: int) -> SavedView:
    _require_keeper(uow)
    view = uow.session.get(SavedView, view_id)
    is_own = view is not None and view.person_id == uow.actor.person_id
    is_seen = view is not None and (is_own or (view.is_shared and uow.actor.is_office))
    if view is None or not is_seen:
        raise NotFound("没有找到这个清单。", subject=f"清单 {view_id}")
    if not is_own and uow.actor.role is not Role.OFFICE_LEAD:
        raise NotAllowed(
            "这是别人共享的清单，不能更改。", next_step="可以另存一个自己的清单。", subject="清单"
        )
    return view


def _require_keeper(reading: Reading) -> None:
    reading.require(*sorted(KEEPERS), doing="使用保存的清单")


def _require_office(reading: Reading) -> None:
    reading.require(*sorted(OFFICE_ROLES), doing="共享清单")
