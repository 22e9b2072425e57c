"""The shell: nobody in without signing in, everybody at their own desk, and a calm word everywhere else."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.casework import sign_in
from core.rules.terms import Role
from core.store.actor import Actor
from core.store.models import Person, SignInSession
from pages._ui import registry
from tests.pages import visiting
from tests.planted import County, at, count

PAGES = Path(__file__).resolve().parents[2] / "pages"
REFUSED = "账号或密码不正确，或账号暂时不能登录。"
DENIED = "这个页面不在您的工作范围内。"

TAKER, OFFICE, LEAD = Role.CALL_TAKER, Role.OFFICE, Role.OFFICE_LEAD
HANDLER, LEADER = Role.HANDLER, Role.UNIT_LEADER
INSPECTOR, EDITOR, ADMIN = Role.INSPECTOR, Role.KB_EDITOR, Role.ADMIN

OPEN_TO = {
    "intake": {TAKER, OFFICE, LEAD},
    "dispatching": {OFFICE, LEAD},
    "supervision": {OFFICE, LEAD},
    "handling": {HANDLER, LEADER},
    "follow_up": {TAKER, OFFICE, LEAD},
    "inspection": {OFFICE, LEAD},
    "escalated": {INSPECTOR},
    "tickets": {TAKER, OFFICE, LEAD, HANDLER, LEADER, INSPECTOR},
    "ticket": {TAKER, OFFICE, LEAD, HANDLER, LEADER, INSPECTOR},
    "exchange": {OFFICE, LEAD},
    "accountability": {OFFICE, LEAD, INSPECTOR},
    "inbox": {TAKER, OFFICE, LEAD, HANDLER, LEADER, INSPECTOR},
    "unit": {HANDLER, LEADER},
    "units": {OFFICE, LEAD, ADMIN},
    "audit": {LEAD, INSPECTOR, ADMIN},
    "knowledge": {TAKER, OFFICE, LEAD, HANDLER, LEADER, INSPECTOR, EDITOR},
    "knowledge_edit": {OFFICE, LEAD, HANDLER, LEADER, EDITOR},
    "gaps": {OFFICE, LEAD, HANDLER, LEADER, EDITOR},
    "vocabulary": {OFFICE, LEAD, EDITOR},
    "learning": {LEAD, EDITOR},
    "topics": {OFFICE, LEAD, INSPECTOR},
    "papers": {OFFICE, LEAD, INSPECTOR},
    "overview": {OFFICE, LEAD, INSPECTOR},
    "scoreboard": {OFFICE, LEAD, INSPECTOR, HANDLER, LEADER},
    "assessment": {OFFICE, LEAD, INSPECTOR},
    "regulation": set(Role),
    "admin": {ADMIN},
}
"""Written by hand from the county's table of roles, not taken from the registry."""


def fill_in(app: AppTest, username: str, password: str) -> AppTest:
    app.text_input(key="sign_in_username").set_value(username)
    app.text_input(key="sign_in_password").set_value(password)
    return app.button[0].click().run()


# --- signing in ------------------------------------------------------------------------------


def test_a_stranger_sees_the_form_and_nothing_else(county: County) -> None:
    app = visiting.front_door()
    assert not app.exception
    assert [field.label for field in app.text_input] == ["账号", "密码"]
    assert "王话务" not in visiting.texts(app)


def test_the_right_password_opens_the_persons_own_desk(county: County) -> None:
    app = fill_in(visiting.front_door(), "admin", visiting.PASSWORD)
    assert "卫管理" in visiting.texts(app)
    assert not app.text_input


def test_a_wrong_password_says_one_clear_sentence_and_keeps_what_was_typed(county: County) -> None:
    app = fill_in(visiting.front_door(), "admin", "not-the-password")
    assert REFUSED in visiting.texts(app)
    assert app.text_input(key="sign_in_username").value == "admin"
    assert count(county.database, SignInSession) == 0


@pytest.mark.parametrize(("username", "password"), [("nobody", visiting.PASSWORD), ("admin", "x")])
def test_unknown_account_and_wrong_password_read_the_same(
    county: County, username: str, password: str
) -> None:
    assert REFUSED in visiting.texts(fill_in(visiting.front_door(), username, password))


def test_an_empty_form_asks_for_both_and_counts_as_no_failure(county: County) -> None:
    app = fill_in(visiting.front_door(), "", "")
    assert "请填写账号和密码。" in visiting.texts(app)


def test_thirty_idle_minutes_end_the_session_twenty_nine_do_not(county: County) -> None:
    app = visiting.visit(county, "admin", "admin")
    county.now = at("2026-09-29T10:29")
    assert "卫管理" in visiting.texts(app.run())
    county.now = at("2026-09-29T11:00")
    app.run()
    assert [field.label for field in app.text_input] == ["账号", "密码"]


def test_a_closed_account_is_out_with_the_next_click(county: County) -> None:
    app = visiting.visit(county, "taker", "regulation")
    assert "王话务" in visiting.texts(app)
    with county.database.work(Actor.system()) as uow:
        uow.session.get_one(Person, county.actor("taker").person_id).is_active = False
    assert app.run().text_input


def test_what_one_person_left_in_the_tab_is_gone_for_the_next(county: County) -> None:
    app = fill_in(visiting.front_door(), "taker", visiting.PASSWORD)
    app.session_state["somebodys_draft"] = "张三，13812341234"
    sign_in.sign_out(county.database, app.session_state["shell_token"])
    app.run()
    fill_in(app, "office", visiting.PASSWORD)
    assert "赵热线" in visiting.texts(app)
    assert "somebodys_draft" not in app.session_state


def test_a_first_password_must_be_changed_before_anything_opens(county: County) -> None:
    with county.database.work(Actor.system()) as uow:
        uow.session.get_one(Person, county.actor("admin").person_id).must_change_password = True
    app = visiting.visit(county, "admin", "admin")
    assert [field.label for field in app.text_input] == ["原密码", "新密码", "再输一次"]
    assert "系统管理" not in visiting.texts(app)

    app.text_input(key="password_old").set_value(visiting.PASSWORD)
    app.text_input(key="password_new").set_value("tao-si-yi-zhi")
    app.text_input(key="password_again").set_value("tao-si-yi-zhi-2")
    app.button[0].click().run()
    assert "两次输入的新密码不一样，密码没有修改。" in visiting.texts(app)

    app.text_input(key="password_again").set_value("tao-si-yi-zhi")
    app.button[0].click().run()
    assert "系统管理" in visiting.texts(app)


# --- who may open what -----------------------------------------------------------------------


def test_the_registry_opens_each_page_to_the_roles_of_the_countys_table() -> None:
    assert {desk.slug: set(desk.roles) for desk in registry.DESKS} == {
        desk.slug: OPEN_TO[desk.slug] for desk in registry.DESKS
    }


@pytest.mark.parametrize("role", Role, ids=lambda role: role.value)
@pytest.mark.parametrize("desk", registry.DESKS, ids=lambda desk: desk.slug)
def test_every_role_at_every_address(county: County, role: Role, desk: registry.Desk) -> None:
    app = visiting.visit(county, username_of(county, role), desk.slug)
    assert not app.exception
    assert (DENIED in visiting.texts(app)) == (role not in OPEN_TO[desk.slug])


@pytest.mark.parametrize("role", Role, ids=lambda role: role.value)
def test_the_day_begins_at_a_page_of_ones_own(county: County, role: Role) -> None:
    app = visiting.visit(county, username_of(county, role))
    assert not app.exception
    assert DENIED not in visiting.texts(app)
    assert role in registry.home_of(role).roles


def username_of(county: County, role: Role) -> str:
    with county.database.read(Actor.system()) as reading:
        return reading.session.get_one(Person, county.of(role).person_id).username


# --- the guard -------------------------------------------------------------------------------


@pytest.mark.parametrize("desk", registry.DESKS, ids=lambda desk: desk.slug)
def test_a_page_run_without_the_shell_shows_nothing(county: County, desk: registry.Desk) -> None:
    app = AppTest.from_file(str(desk.file), default_timeout=visiting.SECONDS).run()
    assert not app.exception
    assert "请从首页进入。" in visiting.texts(app)
    assert len(app.get("html")) == 1


@pytest.mark.parametrize("file", sorted(PAGES.glob("*.py")), ids=lambda file: file.stem)
def test_every_page_is_registered_and_begins_with_the_guard(file: Path) -> None:
    if file.stem == "__init__":
        return
    assert registry.find(file.stem) is not None, f"{file.name} has no line in the registry"
    body = ast.parse(file.read_text(encoding="utf-8")).body
    first = next(
        node
        for node in body[1:]  # behind the docstring
        if not isinstance(node, ast.Import | ast.ImportFrom)
    )
    assert ast.unparse(first).startswith("desk = shell.enter(")


# --- the banner ------------------------------------------------------------------------------


def test_the_demo_county_says_so_and_offers_its_accounts(county: County) -> None:
    assert "演示" not in visiting.texts(visiting.front_door())
    with county.database.work(Actor.system()) as uow:
        uow.set_fact("demo", "1")
        uow.set_fact("demo_password", visiting.PASSWORD)
    app = visiting.front_door()
    assert "演示账号" in visiting.texts(app)
    app.button(key="demo_admin").click().run()
    assert "卫管理" in visiting.texts(app)
    assert "演示数据（内容以本县公布为准）" in visiting.texts(app)


def test_ninety_days_before_its_end_the_office_alone_reads_that_the_regulation_ends(
    county: County,
) -> None:
    county.now = at("2027-06-20T10:00")  # the 办法 ends on 2027-09-18
    assert "办法将于90天内到期" in visiting.texts(visiting.visit(county, "office", "regulation"))
    assert "办法将于" not in visiting.texts(visiting.visit(county, "handler", "regulation"))
