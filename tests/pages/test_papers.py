"""文件: the office drafts and writes, the lead issues, 督查室 reads; two editors see one another."""

from __future__ import annotations

import io
from datetime import date

import pytest
from docx import Document
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from core.casework import intake, months, papers
from core.insight import dossier
from core.rules.terms import DeclineKind
from core.store.models import AuditRow, IssuedPaper
from pages._ui.papers import of_ticket
from tests.casework import flow
from tests.pages import visiting
from tests.planted import County, at

AUGUST = date(2026, 8, 1)


def press(app: AppTest, label: str) -> AppTest:
    return next(one for one in app.button if one.label == label).click().run()


def frozen(county: County) -> None:
    county.now = at("2026-08-21T10:00")  # Friday
    flow.in_handling(county, body="<b>路灯</b>不亮，晚上看不见路。")
    county.now = at("2026-09-29T10:00")
    with county.work("lead") as uow:
        sha256 = months.prepare(uow, AUGUST, {}).sha256
        months.confirm(uow, AUGUST, seen_sha256=sha256)


def drafted(county: County) -> int:
    frozen(county)
    with county.work("office") as uow:
        return papers.draft_bulletin(uow, AUGUST).id


def stored(county: County) -> IssuedPaper:
    with county.read("lead") as reading:
        return reading.session.scalars(select(IssuedPaper).order_by(IssuedPaper.id.desc())).first()  # type: ignore[return-value]


def write_all(app: AppTest) -> AppTest:
    for box in list(app.text_area):
        if str(box.key).startswith("part_"):
            app.text_area(key=box.key).set_value("写好了。").run()
    return app


def test_without_figures_there_is_nothing_to_draft(county: County) -> None:
    app = visiting.visit(county, "office", "papers")
    assert not app.exception
    assert "这里还没有文件。" in visiting.texts(app)
    assert "还没有提取过月度考核数据。" in visiting.texts(app)


def test_a_bulletin_is_drafted_written_and_issued_on_the_page(county: County) -> None:
    frozen(county)
    app = press(visiting.visit(county, "lead", "papers"), "起草运行情况通报")
    assert not app.exception
    assert "待填写：五、典型案例、六、存在的突出问题、七、下步要求" in visiting.texts(app)
    assert "草稿（未编号）" in visiting.texts(app)
    app = press(write_all(app), "确认签发")
    assert not app.exception
    assert stored(county).number == "襄热通〔2026〕1号"
    assert "襄热通〔2026〕1号" in visiting.texts(app)


def test_what_is_typed_is_saved_when_the_typing_pauses(county: County) -> None:
    paper_id = drafted(county)
    app = visiting.visit(county, "office", "papers")
    app.text_area(key=f"part_{paper_id}_cases").set_value("新城镇路灯一案。").run()
    assert stored(county).parts["cases"] == "新城镇路灯一案。"
    assert "新城镇路灯一案。" in visiting.texts(app)  # the paper beside it


def test_a_candidate_is_taken_into_the_part(county: County) -> None:
    paper_id = drafted(county)
    app = visiting.visit(county, "office", "papers")
    app.button(key=f"pick_{paper_id}_demands_0").click().run()
    assert app.text_area(key=f"part_{paper_id}_demands").value == stored(county).parts["demands"]


def test_two_editors_keep_what_they_typed(county: County) -> None:
    paper_id = drafted(county)
    app = visiting.visit(county, "lead", "papers")
    with county.work("office") as uow:
        papers.save(uow, paper_id, {"cases": "赵热线写的。"}, seen_version=1)
    app.text_area(key=f"part_{paper_id}_cases").set_value("钱主任写的。").run()
    assert "赵热线于10:00改过这份文件" in visiting.texts(app)
    assert app.text_area(key=f"part_{paper_id}_cases").value == "钱主任写的。"
    assert stored(county).parts["cases"] == "赵热线写的。"
    press(app, "存")  # having seen the other's text beside it
    assert stored(county).parts["cases"] == "钱主任写的。"


def test_only_the_lead_issues_and_the_inspector_reads(county: County) -> None:
    paper_id = drafted(county)
    labels = [button.label for button in visiting.visit(county, "office", "papers").button]
    assert "确认签发" not in labels
    app = visiting.visit(county, "inspector", "papers")
    assert "这里还没有文件。" in visiting.texts(app)
    with county.work("lead") as uow:
        parts = {"cases": "甲。", "problems": "乙。", "demands": "丙。"}
        version = papers.save(uow, paper_id, parts, seen_version=1).version
        papers.issue(uow, paper_id, seen_version=version)
    app = visiting.visit(county, "inspector", "papers")
    assert not app.exception
    assert "襄热通〔2026〕1号" in visiting.texts(app)
    labels = [button.label for button in app.button]
    assert "下载" in labels
    assert "存" not in labels
    press(app, "下载")
    assert not app.exception


def test_a_draft_is_given_up_with_its_reason(county: County) -> None:
    paper_id = drafted(county)
    app = visiting.visit(county, "office", "papers")
    app.text_area(key=f"paper_reason_{paper_id}").set_value("起草重复。").run()
    press(app, "确认废弃")
    assert stored(county).discard_reason == "起草重复。"


def test_what_callers_said_is_text_in_the_paper(county: County) -> None:
    paper_id = drafted(county)
    app = visiting.visit(county, "office", "papers")
    app.text_area(key=f"part_{paper_id}_cases").set_value("<img src=x onerror=1>路灯").run()
    assert "&lt;img src=x onerror=1&gt;路灯" in visiting.texts(app)


def test_a_tickets_page_offers_the_papers_its_record_gives(county: County) -> None:
    ticket_id = flow.in_handling(county)
    for username in ("office", "handler"):
        app = visiting.visit(county, username, "ticket", query={"id": str(ticket_id)})
        assert not app.exception
        press(app, "交办单")
        assert not app.exception
    with county.read("lead") as reading:
        verbs = reading.session.scalars(select(AuditRow.verb)).all()
    assert verbs.count("print_paper") == 2


def test_a_declined_ticket_gives_the_notice(county: County) -> None:
    ticket_id = flow.registered(county)
    with county.work("office") as uow:
        intake.decline(uow, ticket_id, kind=DeclineKind.EMERGENCY, told="请拨打119。")
    app = visiting.visit(county, "office", "ticket", query={"id": str(ticket_id)})
    press(app, "不予受理告知书")
    assert not app.exception


@pytest.mark.parametrize("address", ["新城镇康宁街", "康宁街"])
def test_a_tickets_paper_names_its_place_once_and_no_seconds(county: County, address: str) -> None:
    """Taken at 09:00:31 on Tuesday; who typed the town into the address needs it no second time."""
    county.now = at("2026-09-29T09:00:31")
    town_id = county.unit_id("新城镇")
    ticket_id = flow.in_handling(county, town_id=town_id, address=address)
    with county.read("office") as reading:
        found = dict(of_ticket.papers(dossier.dossier(reading, ticket_id), reading))
    (table,) = Document(io.BytesIO(found["交办单"]())).tables
    said = {row.cells[0].text: row.cells[1].text for row in table.rows}
    assert said["发生地点"] == "新城镇康宁街"
    assert said["受理时间"] == "2026年9月29日09:00"


def test_a_special_report_names_the_lead_who_issued_it(county: County) -> None:
    """上行文: 签发人 beside the number, in the file and on the page; a draft has none yet."""
    frozen(county)
    with county.work("office") as uow:
        drafted = papers.draft_shirking_report(uow, AUGUST)
        parts = {"findings": "甲。", "advice": "乙。"}
        saved = papers.save(uow, drafted.id, parts, seen_version=drafted.version)
        paper_id, version = saved.id, saved.version
    assert "签发人" not in visiting.texts(visiting.visit(county, "office", "papers"))
    with county.work("lead") as uow:
        by = uow.actor.name
        content = papers.issue(uow, paper_id, seen_version=version).content
    assert content is not None
    head = [paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs]
    assert f"　襄热专〔2026〕1号\t签发人：{by}" in head
    assert f"签发人：{by}" in visiting.texts(visiting.visit(county, "inspector", "papers"))
