"""分责维护 (第十七条): what another unit is writing is neither read nor changed, whatever id somebody puts in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from core.errors import NotAllowed, NotFound, RuleRefused
from core.store.models import AuditRow
from core.store.work import Reading, UnitOfWork
from kb import (
    corrections,
    entries,
    entry_files,
    finder,
    gaps,
    imports,
    judgements,
    replacing,
    request_lists,
    requests,
    shelves,
    usage,
)
from kb.entry_text import EntryText
from kb.shelves import Wanted
from kb.terms import CorrectionOutcome, Step
from tests.kb import written
from tests.kb.test_imports import HEATING as HEATING_ROW
from tests.kb.test_imports import table
from tests.kb.written import HEATING
from tests.planted import CIVIL_AFFAIRS, HOUSING, County, count, nothing_written

OTHERS = ["handler2", "leader2", "town"]
"""People of other units, asking for what 县住房和城乡建设管理局 keeps."""
SECRET = "还没有定下来的补贴标准"


@dataclass(frozen=True, slots=True)
class Kept:
    """What 县住房和城乡建设管理局 has: a draft with a file, a correction of it, and a request put to it."""

    draft: int
    revision: int
    file: int
    correction: int
    request: int


@pytest.fixture
def kept(one_county: County) -> Kept:
    draft = written.draft(one_county, text=SECRET)
    with one_county.work("handler") as uow:
        revision = written.versions(uow, draft)[0].id
        file = entry_files.add_file(uow, draft, file_name="补贴.pdf", content=b"%PDF-1.4\n%%EOF\n")
        correction = corrections.raise_correction(uow, draft, revision, SECRET).id
        file_id = file.id
    with one_county.work("taker") as uow:
        housing = one_county.unit_id(HOUSING)
        request = requests.ask(uow, question="加装电梯有补贴吗", unit_id=housing)
    return Kept(draft, revision, file_id, correction, request)


SHOWN: dict[str, Callable[[Reading, Kept], object]] = {
    "清单": lambda reading, _: shelves.page(reading, Wanted()).lines,
    "数目": lambda reading, _: any(shelves.counts(reading, Wanted()).values()),
    "复核": lambda reading, _: shelves.reviews(reading).lines,
    "导出": lambda reading, _: shelves.texts(reading, Wanted()),
    "检索": lambda reading, _: finder.find(reading, HEATING.title).hits,
    "附件": lambda reading, kept: entry_files.files(reading, kept.draft),
    "使用": lambda reading, kept: usage.of(reading, [kept.draft], usage.since(reading, 90)),
    "替换": lambda reading, kept: replacing.replacement(reading, kept.draft),
    "纠错": lambda reading, _: corrections.waiting(reading),
    "待核实": lambda reading, kept: corrections.open_of(reading, [kept.draft]),
    "求知单": lambda reading, _: request_lists.waiting(reading),
    "我的求知单": lambda reading, _: request_lists.mine(reading),
}


@pytest.mark.parametrize("username", OTHERS)
def test_no_list_and_no_search_shows_it(one_county: County, kept: Kept, username: str) -> None:
    with one_county.read(username) as reading:
        shown = {name: bool(ask(reading, kept)) for name, ask in SHOWN.items()}
    assert not any(shown.values()), shown


ASKED: dict[str, Callable[[Reading, Kept], object]] = {
    "打开": lambda reading, kept: shelves.opened(reading, kept.draft),
    "一行": lambda reading, kept: shelves.line(reading, kept.draft),
    "历史版本": lambda reading, kept: shelves.history(reading, kept.draft),
    "引用提醒": lambda reading, kept: shelves.outdated_citations(reading, kept.draft),
    "下载附件": lambda reading, kept: entry_files.open_file(reading, kept.file),
    "引用": lambda reading, kept: entries.in_force(reading, kept.draft),
}


@pytest.mark.parametrize("username", OTHERS)
def test_asked_for_by_its_number_it_is_unknown(
    one_county: County, kept: Kept, username: str
) -> None:
    for ask in ASKED.values():
        with (
            pytest.raises((NotFound, RuleRefused)) as refused,
            one_county.read(username) as reading,
        ):
            ask(reading, kept)
        assert HEATING.title not in refused.value.full_zh


TRIED: dict[str, Callable[[UnitOfWork, Kept], object]] = {
    "修改": lambda uow, kept: entries.revise(uow, kept.draft, EntryText(title="改过", text="改过")),
    "起草新版本": lambda uow, kept: entries.begin_version(uow, kept.draft, note=""),
    "恢复版本": lambda uow, kept: entries.restore(uow, kept.draft, 1),
    "送审": lambda uow, kept: entries.submit(uow, kept.draft),
    "转待核实": lambda uow, kept: entries.doubt(uow, kept.draft, reason="不对"),
    "复核": lambda uow, kept: entries.confirm_review(uow, kept.draft),
    "移交": lambda uow, kept: entries.hand_over(uow, kept.draft, unit_id=uow.actor.unit_id),
    "发布": lambda uow, kept: entries.publish_at_once(uow, kept.draft),
    "上传": lambda uow, kept: entry_files.add_file(
        uow, kept.draft, file_name="a.pdf", content=b"%PDF-1.4\n%%EOF\n"
    ),
    "移除附件": lambda uow, kept: entry_files.remove_file(uow, kept.file),
    "纠错": lambda uow, kept: corrections.raise_correction(uow, kept.draft, kept.revision, "错"),
    "采纳": lambda uow, kept: corrections.accept(uow, kept.correction, remedy=Step.REVISE),
    "不采纳": lambda uow, kept: corrections.refuse(uow, kept.correction, reason="不用改"),
    "知道了": lambda uow, kept: corrections.mark_seen(uow, kept.correction),
    "评价": lambda uow, kept: judgements.judge(uow, kept.draft, kept.revision, is_useful=True),
    "答复求知单": lambda uow, kept: requests.answer(uow, kept.request, answer="有补贴。"),
    "转出求知单": lambda uow, kept: requests.pass_on(uow, kept.request, reason="不归我们"),
    "改问单位": lambda uow, kept: requests.set_unit(uow, kept.request, unit_id=uow.actor.unit_id),
    "关闭求知单": lambda uow, kept: requests.close(uow, kept.request, reason="重复"),
    "并入求知单": lambda uow, kept: requests.join(uow, kept.request),
    "写成知识": lambda uow, kept: requests.take_up(uow, kept.request, kept.draft),
    "看过求知单": lambda uow, kept: requests.mark_seen(uow, kept.request),
    "归入求知单": lambda uow, kept: gaps.link(uow, [1], kept.request),
}


@pytest.mark.parametrize("username", OTHERS)
def test_whatever_is_tried_is_refused_and_remembered(
    one_county: County, kept: Kept, username: str
) -> None:
    rows = count(one_county.database, AuditRow)
    for tried, attempt in enumerate(TRIED.values(), start=1):
        with (
            nothing_written(one_county.database),
            pytest.raises((NotFound, NotAllowed)) as refused,
            one_county.work(username) as uow,
        ):
            attempt(uow, kept)
        assert SECRET not in refused.value.full_zh
        assert count(one_county.database, AuditRow) == rows + tried


def test_of_several_reviews_each_one_of_another_unit_leaves_its_row(one_county: County) -> None:
    own = written.publish(one_county, title="低保怎么申请", unit=CIVIL_AFFAIRS)
    other = written.publish(one_county, unit=HOUSING)
    before = written.entry(one_county, other).version
    with one_county.work("handler2") as uow:
        assert entries.confirm_reviews(uow, [own, other]).done == 1
    assert written.entry(one_county, other).version == before
    with one_county.read("editor") as reading:
        refused = reading.session.query(AuditRow).filter_by(is_allowed=False).one()
    assert refused.subject == f"复核 知识 id {other}"


def test_a_table_says_of_another_units_entry_only_that_its_title_is_taken(
    one_county: County, kept: Kept
) -> None:
    row = {**HEATING_ROW, "责任单位": CIVIL_AFFAIRS}
    with nothing_written(one_county.database), one_county.read("handler2") as reading:
        checked = imports.check(reading, table(row))
    assert [problem.message for problem in checked.problems] == ["已有同名的知识，由其他单位维护。"]
    assert checked.rows == []


def test_an_answer_to_a_correction_reaches_only_who_said_it(one_county: County) -> None:
    entry_id = written.publish(one_county, unit=HOUSING)
    with one_county.work("taker") as uow:
        version = written.versions(uow, entry_id)[0]
        raised = corrections.raise_correction(uow, entry_id, version.id, "电话换了").id
    with one_county.work("handler") as uow:
        done = corrections.refuse(uow, raised, reason="没有换")
        assert done.outcome is CorrectionOutcome.REFUSED
    for username, told in {"taker": 1, "taker2": 0, "handler2": 0, "inspector": 0}.items():
        with one_county.read(username) as reading:
            assert len(corrections.unseen_answers(reading)) == told
            assert corrections.count_unseen(reading) == told
