"""市平台导入 at the desk: choose, check, take in, read the report, give the results back."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import anyio
import pytest
from starlette.requests import Request
from streamlit.testing.v1 import AppTest

from core.casework import intake
from core.casework.intake import Basis
from core.casework.sign_in import sign_out
from core.rules.terms import BasisKind
from core.store.models import AuditRow, CityImport, Ticket
from pages._web import claims, downloads
from tests.exchange import city_file
from tests.exchange.city_file import BUS, LAMP, written
from tests.pages import visiting
from tests.planted import County, count

BROKEN = (BUS[0], BUS[1], BUS[2], "昨天", *BUS[4:])


def desk(county: County, username: str = "lead") -> AppTest:
    app = visiting.visit(county, username, "exchange")
    assert not app.exception
    return app


def with_file(app: AppTest, content: bytes, name: str = "市平台.csv") -> AppTest:
    app.file_uploader[0].set_value((name, content, "text/csv"))
    app.run()
    assert not app.exception
    return app


def taken_in(app: AppTest) -> AppTest:
    """Press 导入 and wait, as the page does, for the work beside it."""
    app.button(key="city_take_in").click().run()
    last_call = time.monotonic() + visiting.SECONDS
    while not any(button.key == "city_again" for button in app.button):
        assert time.monotonic() < last_call
        time.sleep(0.05)
        app.run()
    assert not app.exception
    return app


def test_without_a_file_the_desk_says_what_it_wants(county: County) -> None:
    assert "选择市平台导出的工单文件。" in visiting.texts(desk(county))


def test_a_file_is_checked_before_anything_is_written(county: County) -> None:
    app = with_file(desk(county), written(LAMP, BROKEN, LAMP))
    said = visiting.texts(app)
    assert "新增 1" in said
    assert "有问题 2" in said
    assert "“昨天”不是时间，应写作2026-10-09 09:05。" in said
    assert "编号“LF001”与第2行相同。" in said
    assert "13812341234" not in said
    assert count(county.database, Ticket) == count(county.database, CityImport) == 0


def test_the_good_rows_go_in_and_the_report_stands_on_the_desk(county: County) -> None:
    app = taken_in(with_file(desk(county), written(LAMP, BROKEN)))
    said = visiting.texts(app)
    assert "“市平台.csv”导入完成：新增1件，已存在0件，未导入1件。" in said
    assert "受理时间：“昨天”不是时间" in said
    assert list(city_file.tickets(county)) == ["LF001"]

    app.button(key="city_again").click().run()
    app = taken_in(with_file(app, written(LAMP, BUS)))
    assert "新增1件，已存在1件，未导入0件" in visiting.texts(app)


def test_columns_can_be_matched_by_hand_and_are_remembered(county: County) -> None:
    content = written(("A1", "路灯不亮"), headers=("代码", "说了什么"))
    app = with_file(desk(county), content)
    assert "还没有选择哪一列是市平台编号。" in visiting.texts(app)
    assert not any(button.key == "city_take_in" for button in app.button)

    by_label = {select.label: select for select in app.selectbox}
    by_label["市平台编号（必选）"].select("代码")
    by_label["诉求内容（必选）"].select("说了什么")
    taken_in(app.run())
    assert list(city_file.tickets(county)) == ["A1"]

    again = with_file(desk(county, "office"), written(("A2", "停水"), headers=("代码", "说了什么")))
    assert "新增 1" in visiting.texts(again)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"PK\x03\x04 half a workbook", "“市平台.xlsx”已损坏，或不是有效的文件。"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧版 .xls 文件或加了密码的文件"),
    ],
)
def test_a_broken_file_is_refused_in_words(county: County, content: bytes, sentence: str) -> None:
    app = with_file(desk(county), content, "市平台.xlsx")
    assert sentence in visiting.texts(app)
    assert not any(button.key == "city_take_in" for button in app.button)


def test_an_import_after_signing_out_says_so_and_writes_nothing(county: County) -> None:
    app = with_file(desk(county), written(LAMP))
    sign_out(county.database, app.session_state["shell_token"])
    app.button(key="city_take_in").click().run()
    assert [field.label for field in app.text_input] == ["账号", "密码"]
    time.sleep(0.2)
    assert count(county.database, Ticket) == 0


# --- taking files away -------------------------------------------------------------------------------


def fetched(address: str, token: str | None) -> tuple[int, bytes, str]:
    """What the browser with this session gets at the address."""
    cookie = [(b"cookie", f"{claims.COOKIE}={token}".encode())] if token else []
    key = address.rpartition("/")[2]
    scope = {"type": "http", "headers": cookie, "path_params": {"key": key}}
    with ThreadPoolExecutor(1) as beside:  # in this thread a browser test may have left its loop
        answer = beside.submit(anyio.run, downloads.fetch, Request(scope)).result()
    return answer.status_code, bytes(answer.body), answer.headers.get("content-disposition", "")


def offered(app: AppTest) -> str:
    address: str = app.session_state["download_offered"]
    return address


def test_results_go_to_the_session_that_asked_once(county: County) -> None:
    with county.work("office") as uow:
        made = intake.register(
            uow, intake.Registration(form_key="k", body="路灯不亮", city_number="LF001")
        )
        intake.answer_directly(uow, made.id, basis=Basis(BasisKind.TYPED, "指南", "已修好。"))
    app = desk(county)
    app.session_state["exchange_tab"] = "回传导出"
    app.run()
    assert "已修好。" in visiting.texts(app)
    app.button(key="city_give_back").click().run()
    assert not app.exception

    token, stranger = (
        app.session_state["shell_token"],
        desk(county, "office").session_state["shell_token"],
    )
    assert fetched(offered(app), None)[0] == 404
    assert fetched(offered(app), stranger)[0] == 404
    status, content, disposition = fetched(offered(app), token)
    assert (status, content[:2]) == (200, b"PK")
    assert "filename*=UTF-8''%E5%B8%82%E5%B9%B3%E5%8F%B0" in disposition
    assert fetched(offered(app), token)[0] == 404
    with county.read("lead") as reading:
        assert reading.session.query(AuditRow).filter_by(verb="city_export").count() == 1


def test_a_session_that_has_ended_fetches_nothing(county: County) -> None:
    app = with_file(desk(county), written(BROKEN))
    app.button(key="city_problems").click().run()
    token = app.session_state["shell_token"]
    sign_out(county.database, token)
    assert fetched(offered(app), token)[0] == 404
