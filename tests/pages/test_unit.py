"""本单位、单位健康 on screen (第七条)."""

from __future__ import annotations

from tests.casework.access.accountability import uploaded
from tests.pages import visiting
from tests.planted import HOUSING, County


def test_a_leader_sees_the_unit_its_day_and_its_rules(county: County) -> None:
    uploaded(county)
    app = visiting.visit(county, "leader", "unit")
    assert not app.exception
    said = visiting.texts(app)
    for one in (HOUSING, "今日到期0件", "孙住建", "热线工作制度.pdf", "未填第一责任人"):
        assert one in said
    next(b for b in app.button if b.label == "下载所选文件").click().run()
    assert app.session_state["download_offered"].startswith("/download/")
    next(b for b in app.button if b.label == "移除所选文件").click().run()
    assert "还没有上传制度文件。" in visiting.texts(app)


def test_a_handler_removes_nothing(county: County) -> None:
    uploaded(county)
    app = visiting.visit(county, "handler", "unit")
    assert not [b for b in app.button if b.label in {"移除所选文件", "上传"}]


def test_the_office_sees_what_units_lack(county: County) -> None:
    app = visiting.visit(county, "office", "units")
    assert not app.exception
    assert "没有单位领导账号" in visiting.texts(app)
    app = visiting.visit(county, "handler", "units")
    assert "这个页面不在您的工作范围内。" in visiting.texts(app)
