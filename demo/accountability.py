"""问责线索 in the demo: once a week the lead looks at what came up and refers what is found so （办法第二十一条）."""

from __future__ import annotations

import random
from datetime import datetime, time, timedelta
from functools import partial

from sqlalchemy import select

from core.casework import accountability
from core.rules.terms import AccountabilityState
from core.store.models import AccountabilityCase
from core.store.work import UnitOfWork
from demo.county import County
from demo.stage import Act, Course

FRIDAY, HOUR = 4, time(16, 10)
RIPE = timedelta(days=3)
"""What came up since then still waits for its papers."""

_SHARE_CONFIRMED = 0.15
_CONFIRMED = (
    "经调阅工单全程记录，情况属实，予以认定。",
    "单位书面说明理由不成立，予以认定。",
    "此前已提醒过一次，再次发生，予以认定。",
)
_DISMISSED = (
    "逾期后已办结并说明原因，诉求人认可，不予认定，已提醒单位。",
    "首次发生，当日已整改，不予认定。",
    "核查为跨部门协调用时较长，单位无过错，不予认定。",
    "回访满意，已约谈经办人，不予认定。",
)


def course(county: County, began: datetime) -> Course:
    """Friday after Friday, where it is a working day."""
    day = began.date() + timedelta(days=(FRIDAY - began.weekday()) % 7)
    lead = county.staff.leads[0]
    while True:
        if county.calendar.is_working_day(day):
            at = datetime.combine(day, HOUR, county.stage.until.tzinfo)
            yield Act(at, lead, partial(_judge, county))
        day += timedelta(days=7)


def _judge(county: County, uow: UnitOfWork) -> None:
    ripe = select(AccountabilityCase.id).where(
        AccountabilityCase.state == AccountabilityState.DRAFT,
        AccountabilityCase.raised_at < uow.now - RIPE,
    )
    for case_id in list(uow.session.scalars(ripe.order_by(AccountabilityCase.id))):
        rng = random.Random(f"accountability {county.seed} {case_id}")
        if rng.random() < _SHARE_CONFIRMED:
            accountability.confirm_case(uow, case_id, ruling=rng.choice(_CONFIRMED))
            accountability.refer_case(uow, case_id)
        else:
            accountability.dismiss_case(uow, case_id, ruling=rng.choice(_DISMISSED))
