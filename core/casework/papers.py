"""文件: drafted of figures that stand still, written, issued or given up (办法第六、十六、十八、二十条)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from typing import Any

from sqlalchemy import select

from core import text
from core.documents import kinds
from core.documents import papers as word
from core.errors import BadInput, NotFound, RuleRefused, Stale
from core.insight import paper_facts
from core.insight import papers as shown
from core.rules import periods, wording
from core.rules.instants import local
from core.rules.terms import OFFICE_ROLES, PaperKind, Role, TopicState
from core.store.models import HotTopic, IssuedPaper
from core.store.work import UnitOfWork

LONGEST_PART = 6_000
LONGEST_REASON = 500
OF_A_MONTH = frozenset({PaperKind.BULLETIN, PaperKind.MONTHLY_ASSESSMENT})
"""Kinds told from a frozen month alone, and issued once for it."""

_ASSESSMENTS = OF_A_MONTH | {PaperKind.YEARLY_ASSESSMENT}


def draft_bulletin(uow: UnitOfWork, month: date) -> IssuedPaper:
    """起草运行情况通报 of a prepared or frozen month. Raises NotAllowed, NotFound."""
    return _draft(uow, PaperKind.BULLETIN, month=month.replace(day=1))


def draft_assessment(uow: UnitOfWork, month: date) -> IssuedPaper:
    """起草月度考核通报 of a prepared or frozen month. Raises NotAllowed, NotFound."""
    return _draft(uow, PaperKind.MONTHLY_ASSESSMENT, month=month.replace(day=1))


def draft_yearly_assessment(uow: UnitOfWork, year: int) -> IssuedPaper:
    """起草年度考核通报 of a year's frozen months. Raises NotAllowed, NotFound where none is frozen."""
    return _draft(uow, PaperKind.YEARLY_ASSESSMENT, month=date(year, 1, 1))


def draft_topic_report(uow: UnitOfWork, topic_id: int) -> IssuedPaper:
    """起草热点专报: its tickets as they stand now, covered. Raises NotAllowed, NotFound."""
    return _draft(uow, PaperKind.TOPIC_REPORT, topic_id=topic_id)


def draft_shirking_report(uow: UnitOfWork, month: date) -> IssuedPaper:
    """起草推诿扯皮专报 of a month, as it stands now. Raises NotAllowed."""
    return _draft(uow, PaperKind.SHIRKING_REPORT, month=month.replace(day=1))


def save(
    uow: UnitOfWork, paper_id: int, parts: Mapping[str, str], *, seen_version: int
) -> IssuedPaper:
    """存: the text parts as typed; others of the paper stay. Nothing typed, nothing written.

    Raises NotAllowed, NotFound, RuleRefused once it is issued or discarded, Stale, BadInput by part.
    """
    paper = _open_draft(uow, paper_id, seen_version)
    known = {part.name: part for part in kinds.KINDS[paper.kind].parts}
    written = {name: text.clean(said).strip() for name, said in parts.items()}
    for name, said in written.items():
        if name not in known:
            raise BadInput("这种文件没有这个部分。", field=name)
        if len(said) > LONGEST_PART:
            raise BadInput(f"{known[name].title}不能超过{LONGEST_PART}字。", field=name)
    after = dict(paper.parts) | written
    if after == paper.parts:
        return paper

    paper.parts = after
    paper.version += 1
    paper.saved_at, paper.saved_by = uow.now, uow.actor.name
    uow.session.flush()
    return paper


def retake(uow: UnitOfWork, paper_id: int, *, seen_version: int) -> IssuedPaper:
    """重新提取: the figures anew, what was written stays. Raises as `save`."""
    paper = _open_draft(uow, paper_id, seen_version)

    paper.facts = _facts(uow, paper.kind, paper.month, paper.topic_id)
    paper.title = kinds.KINDS[paper.kind].title(paper.facts)
    paper.version += 1
    paper.saved_at, paper.saved_by = uow.now, uow.actor.name

    uow.audit("retake_paper", paper.title)
    return paper


def issue(uow: UnitOfWork, paper_id: int, *, seen_version: int) -> IssuedPaper:
    """签发: number, bytes and day are given once and stay as they are.

    Raises NotAllowed for others than the office's lead, NotFound, Stale, RuleRefused for an empty part,
    a month that is not frozen or says otherwise since, a month that was told already.
    """
    uow.require(Role.OFFICE_LEAD, doing="签发文件")
    paper = _open_draft(uow, paper_id, seen_version)
    form = kinds.KINDS[paper.kind]
    empty = kinds.unwritten(paper.kind, paper.parts)
    if empty:
        raise RuleRefused(
            f"{'、'.join(part.title for part in empty)}还没有填写。", form.article,
            next_step="填写后再签发。",
        )  # fmt: skip
    _refuse_unfrozen(uow, paper)
    _refuse_told(uow, paper)

    year = local(uow.now).year
    paper.number = f"{form.series}〔{year}〕{uow.next_number(f'paper:{form.series}:{year}')}号"
    paper.issued_at, paper.issued_by = uow.now, uow.actor.name
    paper.version += 1
    paper.content = word.written(shown.composed(paper, uow.now))
    paper.sha256 = sha256(paper.content).hexdigest()
    _tell_topic(uow, paper)

    uow.audit("issue_paper", f"{paper.number} {paper.title}", sha256=paper.sha256)
    return paper


def discard(uow: UnitOfWork, paper_id: int, *, reason: str) -> IssuedPaper:
    """废弃草稿, with the reason; what was issued stays. Raises NotAllowed, NotFound, RuleRefused, BadInput."""
    paper = _open_draft(uow, paper_id, None)
    why = text.clean(reason).strip()
    if not why:
        raise BadInput("请写明废弃的原因。", field="reason")
    if len(why) > LONGEST_REASON:
        raise BadInput(f"不能超过{LONGEST_REASON}字。", field="reason")

    paper.discarded_at, paper.discard_reason = uow.now, why
    paper.saved_by = uow.actor.name
    paper.version += 1

    uow.audit("discard_paper", paper.title, reason=why)
    return paper


def _draft(
    uow: UnitOfWork, kind: PaperKind, *, month: date | None = None, topic_id: int | None = None
) -> IssuedPaper:
    uow.require(*sorted(OFFICE_ROLES), doing="起草文件")
    facts = _facts(uow, kind, month, topic_id)

    paper = IssuedPaper(
        kind=kind, title=kinds.KINDS[kind].title(facts), month=month, topic_id=topic_id,
        facts=facts, parts={}, drafted_at=uow.now, drafted_by=uow.actor.name, saved_at=uow.now,
        saved_by=uow.actor.name,
    )  # fmt: skip
    uow.session.add(paper)
    uow.session.flush()

    uow.audit("draft_paper", paper.title)
    return paper


def _facts(
    uow: UnitOfWork, kind: PaperKind, month: date | None, topic_id: int | None
) -> dict[str, Any]:
    if topic_id is not None:
        return paper_facts.of_topic(uow, topic_id)
    if month is None:
        raise AssertionError(f"a {kind} tells of a month or of a topic")
    if kind is PaperKind.YEARLY_ASSESSMENT:
        return paper_facts.of_year(uow, month.year)
    if kind is PaperKind.SHIRKING_REPORT:
        return paper_facts.of_shirking(uow, periods.month_of(month))
    return paper_facts.of_month(uow, month)


def _open_draft(uow: UnitOfWork, paper_id: int, seen_version: int | None) -> IssuedPaper:
    uow.require(*sorted(OFFICE_ROLES), doing="起草文件")
    paper = uow.session.scalar(
        select(IssuedPaper).where(IssuedPaper.id == paper_id).with_for_update()
    )
    if paper is None:
        raise NotFound("没有找到这份文件。", subject=f"文件 id {paper_id}")
    article = kinds.KINDS[paper.kind].article
    if paper.issued_at is not None:
        raise RuleRefused(
            f"《{paper.title}》已由{paper.issued_by}签发（{paper.number}），不能再改。", article,
            next_step="需要更正的，请另行起草。",
        )  # fmt: skip
    if paper.discarded_at is not None:
        raise RuleRefused("这份草稿已经废弃。", article, next_step="请重新起草。")
    if seen_version is not None and paper.version != seen_version:
        raise Stale(
            f"{paper.saved_by}于{wording.clock(paper.saved_at)}改过这份文件，您刚才的修改没有保存，仍留在页面上。",
            next_step="请对照右侧的最新内容，确认后再存一次。",
        )
    return paper


def _refuse_unfrozen(uow: UnitOfWork, paper: IssuedPaper) -> None:
    """Figures that may still change are not for issuing."""
    if paper.kind not in _ASSESSMENTS or paper.month is None:
        return
    article = kinds.KINDS[paper.kind].article
    if paper.kind in OF_A_MONTH:
        frozen = paper_facts.frozen_month(uow, paper.month)
        if frozen.confirmed_at is None:
            raise RuleRefused(
                f"{periods.month_of(paper.month).zh}还没有冻结，只能起草，不能签发。", article,
                next_step="请先冻结月度考核。",
            )  # fmt: skip
    if paper.facts != _facts(uow, paper.kind, paper.month, None):
        raise RuleRefused(
            "草稿里的数据与冻结的数据不一致。", article,
            next_step="请点“重新提取数据”，核对后再签发；已写的文字不会丢。",
        )  # fmt: skip


def _refuse_told(uow: UnitOfWork, paper: IssuedPaper) -> None:
    """A month or year is told once by each kind of paper."""
    if paper.kind not in _ASSESSMENTS:
        return
    earlier = uow.session.scalar(
        select(IssuedPaper).where(
            IssuedPaper.kind == paper.kind,
            IssuedPaper.month == paper.month,
            IssuedPaper.issued_at.is_not(None),
        )
    )
    if earlier is not None:
        raise RuleRefused(
            f"同一时期的{paper.kind.zh}已经签发（{earlier.number}）。",
            kinds.KINDS[paper.kind].article, next_step="请下载已签发的文件。",
        )  # fmt: skip


def _tell_topic(uow: UnitOfWork, paper: IssuedPaper) -> None:
    """A topic that was watched is reported with its paper."""
    topic = uow.session.get(HotTopic, paper.topic_id) if paper.topic_id is not None else None
    if topic is not None and topic.state is TopicState.WATCHED:
        topic.state = TopicState.REPORTED
        topic.version += 1
