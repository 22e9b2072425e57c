"""保存的清单: the choices of a list under a name, one's own or shared with the whole office."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import or_, select

from core import text
from core.errors import BadInput, NotAllowed, NotFound
from core.rules.terms import OFFICE_ROLES, Role
from core.store.models import SavedView
from core.store.work import Reading, UnitOfWork

LONGEST_NAME, LONGEST_QUERY = 40, 2_000


def of_desk(reading: Reading, desk: str) -> Sequence[SavedView]:
    """One's own lists of a desk and those shared, by name. Raises NotAllowed outside 县热线办."""
    _require_office(reading)
    mine_or_shared = or_(
        SavedView.person_id == reading.actor.person_id, SavedView.is_shared.is_(True)
    )
    found = select(SavedView).where(SavedView.desk == desk, mine_or_shared)
    return list(reading.session.scalars(found.order_by(SavedView.name, SavedView.id)))


def save(
    uow: UnitOfWork, desk: str, name: str, query: Mapping[str, Any], *, is_shared: bool = False
) -> SavedView:
    """保存清单, over one's own of the same name. Raises BadInput, NotAllowed outside 县热线办."""
    _require_office(uow)
    name = text.clean(name).strip()
    if not name or len(name) > LONGEST_NAME:
        raise BadInput(f"请填写清单的名称，不超过{LONGEST_NAME}字。", field="name")
    if len(json.dumps(dict(query), ensure_ascii=False)) > LONGEST_QUERY:
        raise BadInput("筛选条件太多，没有保存。", next_step="请减少筛选条件。")
    mine = select(SavedView).where(
        SavedView.person_id == uow.actor.person_id, SavedView.desk == desk, SavedView.name == name
    )
    view = uow.session.scalar(mine)
    if view is None:
        view = SavedView(person_id=uow.actor.person_id, desk=desk, name=name)
        uow.session.add(view)
    view.query, view.is_shared, view.saved_at = dict(query), is_shared, uow.now
    uow.session.flush()
    return view


def share(uow: UnitOfWork, view_id: int, *, is_shared: bool = True) -> SavedView:
    """共享 or 取消共享 of one's own list. Raises NotFound, NotAllowed."""
    view = _changeable(uow, view_id)
    view.is_shared = is_shared
    return view


def remove(uow: UnitOfWork, view_id: int) -> None:
    """删除清单: one's own, or for 热线办负责人 any shared one. Raises NotFound, NotAllowed."""
    uow.session.delete(_changeable(uow, view_id))


def _changeable(uow: UnitOfWork, view_id: int) -> SavedView:
    _require_office(uow)
    view = uow.session.get(SavedView, view_id)
    is_own = view is not None and view.person_id == uow.actor.person_id
    if view is None or not (is_own or view.is_shared):
        raise NotFound("没有找到这个清单。", subject=f"清单 {view_id}")
    if not is_own and uow.actor.role is not Role.OFFICE_LEAD:
        raise NotAllowed(
            "这是别人共享的清单，不能更改。", next_step="可以另存一个自己的清单。", subject="清单"
        )
    return view


def _require_office(reading: Reading) -> None:
    reading.require(*sorted(OFFICE_ROLES), doing="使用保存的清单")
