"""How each action is done: the real use case, with what a person would have typed."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, select

from core.casework import (
    auditing,
    contests,
    dispatching,
    extensions,
    follow_up,
    handling,
    inspection,
    instructions,
    intake,
    meetings,
    merging,
    notes,
    promises,
    second_handling,
    supervision,
    transfers,
)
from core.casework.dispatching import Order
from core.casework.intake import Basis, Registration
from core.casework.meetings import Meeting
from core.rules.terms import (
    Action,
    BasisKind,
    Channel,
    ContactWay,
    ContestKind,
    DeclineKind,
    FinalKind,
    FindingKind,
    Grade,
    ReturnKind,
    ReworkKind,
    Satisfaction,
)
from core.store.actor import Actor
from core.store.models import Contest, Ticket
from core.store.work import UnitOfWork
from tests.planted import County
from tests.year.cast import Cast

A = Action
REASON = "经现场核实，该事项不在我单位职责范围之内，建议转由其他单位办理。"


@dataclass(frozen=True)
class Scene:
    """Who stands before which ticket."""

    county: County
    cast: Cast
    actor: Actor
    ticket_id: int
    rng: random.Random

    def do(self, use_case: Callable[..., Any], **typed: Any) -> Any:
        """One use case in one transaction."""
        with self.county.database.work(self.actor) as uow:
            return use_case(uow, self.ticket_id, **typed)

    def look(self) -> Ticket:
        """The ticket as it stands, with its items."""
        with self.county.database.read(Actor.system()) as reading:
            ticket = reading.seen_ticket(self.ticket_id)
            assert ticket.items is not None
            return ticket

    def first(self, wanted: Select[tuple[int]]) -> int | None:
        """The newest id of what is asked for."""
        with self.county.database.read(Actor.system()) as reading:
            return max(reading.session.scalars(wanted), default=None)

    def order(self) -> Order:
        """派发单 to one of the units, now and then with a co-unit."""
        lead, other = self.rng.sample(self.cast.unit_ids, 2)
        supports = (other,) if self.rng.random() < 0.3 else ()
        return Order(lead, self.rng.choice(list(Grade)), supports)

    def some_day(self) -> date:
        """A day to promise: next week as a rule, now and then absurdly far or over already."""
        days = self.rng.choice((-1, 3, 8, 12, 20, 40, 200))
        return (self.county.now + timedelta(days=days)).date()


Move = Callable[[Scene], Any]


def register(scene: Scene) -> int:
    """受理: one more matter, now and then of several items or by a leader's hand."""
    rng = scene.rng
    registration = Registration(
        form_key=f"year-{rng.getrandbits(64):x}",
        body="小区电梯坏了一周，物业没人管。",
        channel=rng.choice((Channel.PHONE, Channel.PHONE, Channel.WEB, Channel.LEADER)),
        items=rng.choice(((), (), ("修电梯", "退物业费"))),
        is_urgent=rng.random() < 0.1,
        requester_phone=f"1390000{rng.randint(0, 40):04d}",
    )
    with scene.county.database.work(scene.actor) as uow:
        return intake.register(uow, registration).id


def _dispatch(scene: Scene) -> Any:
    return scene.do(dispatching.dispatch, order=scene.order())


def _answer(scene: Scene) -> Any:
    basis = Basis(BasisKind.TYPED, "物业管理条例", "由物业负责维修。")
    return scene.do(intake.answer_directly, basis=basis)


def _change_grade(scene: Scene) -> Any:
    return scene.do(
        dispatching.change_grade, grade=scene.rng.choice(list(Grade)), reason="涉及几个部门。"
    )


def _send_back(use_case: Callable[..., Any]) -> Move:
    def move(scene: Scene) -> Any:
        return scene.do(use_case, kind=scene.rng.choice(list(ReturnKind)), reason=REASON)

    return move


def _contact(scene: Scene) -> Any:
    return scene.do(handling.contact, way=scene.rng.choice(list(ContactWay)), note="说明了情况。")


def _reply(scene: Scene) -> Any:
    def reply(uow: UnitOfWork, ticket_id: int) -> Ticket:
        items = uow.ticket(ticket_id, Action.REPLY).items
        answers = {item.id: "已经办妥。" for item in items}
        return handling.reply(
            uow, ticket_id, text="已经办妥。", item_answers=answers, statement="再次上门核实。"
        )

    return scene.do(reply)


def _rework(scene: Scene) -> Any:
    return scene.do(auditing.rework, kind=scene.rng.choice(list(ReworkKind)), note="答复不完整。")


def _request_extension(scene: Scene) -> Any:
    return scene.do(
        extensions.request_extension,
        days=scene.rng.randint(1, 11),
        cause="配件须从外地调运。",
        told_at=scene.county.now - timedelta(minutes=scene.rng.randint(0, 90)),
        told_way=scene.rng.choice(list(ContactWay)),
    )


def _promise(scene: Scene) -> Any:
    return scene.do(
        promises.promise,
        promised_on=scene.some_day(),
        cause="须列入计划施工。",
        first_reply="已现场勘查，列入计划。",
        told_at=scene.county.now - timedelta(minutes=scene.rng.randint(0, 90)),
        told_way=scene.rng.choice(list(ContactWay)),
    )


def _follow_up(scene: Scene) -> Any:
    rng = scene.rng
    if rng.random() < 0.2:
        return scene.do(follow_up.follow_up, is_reached=False)
    return scene.do(
        follow_up.follow_up,
        is_reached=True,
        was_contacted=rng.random() < 0.9,
        is_solved=rng.random() < 0.7,
        result_rating=rng.choice(list(Satisfaction)),
        attitude_rating=rng.choice(list(Satisfaction)),
    )


def _decide_finally(scene: Scene) -> Any:
    return scene.do(
        second_handling.decide_finally,
        kind=scene.rng.choice(list(FinalKind)),
        ground="现场核实，已按规定办理到位。",
    )


def _contest(scene: Scene) -> Any:
    return scene.do(
        contests.contest,
        kind=scene.rng.choice(list(ContestKind)),
        ground="诉求与我单位职责无关。",
        evidence="现场照片三张。",
    )


def _decide_contest(scene: Scene) -> Any:
    filed = scene.first(select(Contest.id).where(Contest.ticket_id == scene.ticket_id))
    return scene.do(
        contests.decide_contest,
        contest_id=filed or 0,
        is_granted=scene.rng.random() < 0.5,
        ruling="证据充分。",
    )


def _inspect(scene: Scene) -> Any:
    """抽查 of the last month, drawn first where that was not done yet."""
    today = scene.county.now.date()
    with scene.county.database.work(scene.actor) as uow:
        drawn = inspection.draw(
            uow, from_on=today - timedelta(days=30), until_on=today, seed="2026", percent=60
        )
    return scene.do(
        inspection.inspect_closed,
        round_id=drawn.id,
        finding=scene.rng.choice(list(FindingKind)),
        note="与现场比对。",
    )


def _convene(scene: Scene) -> Any:
    order = scene.order()
    decision = f"由主办单位牵头办理，{order.grade.zh}。"
    meeting = Meeting(scene.county.now.date(), "各有关单位", decision)
    return scene.do(meetings.convene, meeting=meeting, order=order)


def _override(scene: Scene) -> Any:
    unit_id = scene.rng.choice(scene.cast.unit_ids)
    return scene.do(meetings.override_contested, decision="按职责办理。", lead_unit_id=unit_id)


def _instruct(scene: Scene) -> Any:
    return scene.do(
        instructions.instruct,
        leader="县长",
        text="请立即处置。",
        instructed_at=scene.county.now,
    )


def _merge(scene: Scene) -> Any:
    """Into one of the few tickets before it, open or not."""
    into_id = max(scene.ticket_id - scene.rng.randint(0, 6), 1)
    return scene.do(merging.merge, into_id=into_id, reason="同一事项。")


def _split(scene: Scene) -> Any:
    def split(uow: UnitOfWork, ticket_id: int) -> Ticket:
        items = uow.ticket(ticket_id, Action.SPLIT).items
        return merging.split(uow, ticket_id, item_ids=[items[-1].id], reason="分属两家单位。")

    return scene.do(split)


def _propose_transfer(scene: Scene) -> Any:
    return scene.do(
        transfers.propose_transfer,
        ground="多次恶意投诉，涉嫌诬告。",
        evidence="通话录音三段。",
        receiving_body="县公安局",
    )


def _plain(use_case: Callable[..., Any], **typed: Any) -> Move:
    return lambda scene: scene.do(use_case, **typed)


MOVES: dict[Action, Move] = {
    A.ANSWER_DIRECTLY: _answer,
    A.DECLINE: _plain(intake.decline, kind=DeclineKind.UNCLEAR, told="已告知补充后再来电。"),
    A.AWAIT_DETAILS: _plain(intake.await_details, missing="缺少楼栋号。"),
    A.ADD_DETAILS: _plain(intake.add_details, details="三号楼。"),
    A.DISPATCH: _dispatch,
    A.CHANGE_GRADE: _change_grade,
    A.ACKNOWLEDGE: _plain(handling.acknowledge),
    A.SEND_BACK: _send_back(handling.send_back),
    A.SEND_BACK_LATE: _send_back(handling.send_back_late),
    A.ACCEPT_RETURN: _plain(dispatching.accept_return, ruling="属实。"),
    A.REJECT_RETURN: _plain(dispatching.reject_return, ruling="属贵单位职责。"),
    A.CONTACT: _contact,
    A.REQUEST_EXTENSION: _request_extension,
    A.ENDORSE_EXTENSION: _plain(extensions.endorse_extension),
    A.GRANT_EXTENSION: _plain(extensions.grant_extension, ruling="理由充分。"),
    A.REFUSE_EXTENSION: _plain(extensions.refuse_extension, ruling="理由不充分。"),
    A.WITHDRAW_EXTENSION: _plain(extensions.withdraw_extension, reason="不再需要。"),
    A.PROMISE: _promise,
    A.ENDORSE_PROMISE: _plain(promises.endorse_promise),
    A.APPROVE_PROMISE: _plain(promises.approve_promise),
    A.REFUSE_PROMISE: _plain(promises.refuse_promise, ruling="应在时限内办结。"),
    A.WITHDRAW_PROMISE: _plain(promises.withdraw_promise, reason="不再需要。"),
    A.SUPPORT_ACKNOWLEDGE: _plain(handling.support_acknowledge),
    A.SUPPORT_REPLY: _plain(handling.support_reply, opinion="已配合现场处置。"),
    A.REPLY: _reply,
    A.RECALL_REPLY: _plain(handling.recall_reply, reason="请写明完成时间。"),
    A.SIGN_OFF: _plain(handling.sign_off),
    A.AUDIT_REPLY: _plain(auditing.audit_reply),
    A.REWORK: _rework,
    A.ARCHIVE: _plain(auditing.archive),
    A.FOLLOW_UP: _follow_up,
    A.OPEN_SECOND_HANDLING: _plain(second_handling.open_second_handling, reason="仍未解决。"),
    A.DECIDE_FINALLY: _decide_finally,
    A.INSPECT_CLOSED: _inspect,
    A.CONTEST: _contest,
    A.DECIDE_CONTEST: _decide_contest,
    A.REMIND: _plain(supervision.remind),
    A.DRAFT_SUPERVISION: _plain(supervision.draft_supervision, text="请两日内办结。"),
    A.SUPERVISE: _plain(supervision.supervise, text="请两日内办结。"),
    A.DRAFT_ESCALATION: _plain(supervision.draft_escalation, text="督办后仍未办结。"),
    A.ESCALATE: _plain(supervision.escalate, text="督办后仍未办结。"),
    A.RECEIVE_ESCALATION: _plain(supervision.receive_escalation),
    A.RECORD_INSPECTION: _plain(supervision.record_inspection, result="已约谈单位负责人。"),
    A.MERGE: _merge,
    A.UNMERGE: _plain(merging.unmerge, reason="经核实不是同一事项。"),
    A.SPLIT: _split,
    A.REPORT_URGENT: _plain(instructions.report_urgent, ground="涉及群众安全。"),
    A.INSTRUCT: _instruct,
    A.MARK_CONTESTED: _plain(meetings.mark_contested, reason="责任主体不清。"),
    A.CONVENE: _convene,
    A.OVERRIDE_CONTESTED: _override,
    A.PROPOSE_TRANSFER: _propose_transfer,
    A.CONFIRM_TRANSFER: _plain(transfers.confirm_transfer, ruling="情况属实。"),
    A.REJECT_TRANSFER: _plain(transfers.reject_transfer, ruling="证据不足。"),
    A.ENDORSE_REPLY: _plain(handling.endorse_reply),
    A.NOTE: _plain(notes.add_note, said="诉求人来电询问进度。"),
}
