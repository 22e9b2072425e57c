"""What leaves the server: every websocket frame, every HTTP body, the log — no personal data to whom it is not due.

Canaries stand in tickets of two units and in a confidential one; each role walks every page (第十九条).
"""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, Response, WebSocket, expect
from sqlalchemy import select

from core.casework import dispatching, handling, intake, privacy
from core.casework.intake import Registration
from core.rules.terms import ContactWay, Grade
from core.store.actor import Actor
from core.store.db import Database
from core.store.models import AuditRow, Person, Ticket, Unit
from pages._web import routes
from tests.browser import driving
from tests.browser.driving import settled, sign_in
from tests.browser.running import Server
from tests.planted import CIVIL_AFFAIRS, HOUSING

pytestmark = pytest.mark.browser

# One set for each ticket: name, mobile number, identity number.
HOUSINGS = ("欧阳金丝雀", "13999990001", "142625198801019991")
CIVILS = ("司马云雀儿", "13999990002", "142625198801019992")
SECRET = ("诸葛白头翁", "13999990003", "142625198801019993")
CANARIES = (*HOUSINGS, *CIVILS, *SECRET)
NUMBERS = tuple(one for one in CANARIES if one.isdecimal())

PAYLOADS = (
    '<img src=x onerror="document.title=1;alert(1)">',
    "<script>alert(2)</script>",
    "![看图](http://leak.invalid/pixel.png)",
    "[点这里](javascript:alert(3))",
    "[点这里](http://leak.invalid/)",
    ":red[涨价] :material/delete: :smile:",
    "$x^2$ $$y$$",
    "| 甲 | 乙 |\n|---|---|\n| 丙 | 丁 |",
    "# 标题\n- 列表\n> 引用\n**粗** `码`",
    "</div></textarea><iframe src=http://leak.invalid></iframe>",
    "&lt;b&gt; &#60;i&#62;",
)
SAID = "\n".join(PAYLOADS)


def seeded(database: Database) -> None:
    """Three tickets full of canaries, and one whose every text is an attack."""
    with database.read(Actor.system()) as reading:
        units = {unit.name: unit.id for unit in reading.session.scalars(select(Unit))}
        people = {one.username: one for one in reading.session.scalars(select(Person))}

    def by(username: str) -> Actor:
        one = people[username]
        unit = one.unit.name if one.unit else ""
        return Actor(one.id, one.name, one.role, one.unit_id, unit)

    def sent(who: tuple[str, str, str], lead: str, **fields: object) -> int:
        told = f"我是{who[0]}，电话{who[1]}，身份证{who[2]}"
        content = {
            "form_key": who[1], "body": f"电梯坏了，{told}", "title": f"{who[0]}反映电梯",
            "requester_name": who[0], "requester_phone": who[1], "address": f"锦绣花园，找{who[1]}",
        } | fields  # fmt: skip
        with database.work(by("taker2")) as uow:
            ticket_id = intake.register(uow, Registration(**content)).id  # type: ignore[arg-type]
        with database.work(by("office")) as uow:
            order = dispatching.Order(units[lead], Grade.SIMPLE, instructions=f"请联系{told}")
            dispatching.dispatch(uow, ticket_id, order)
        return ticket_id

    housings = sent(HOUSINGS, HOUSING)
    sent(CIVILS, CIVIL_AFFAIRS)
    sent(SECRET, HOUSING, is_confidential=True)
    attack = sent(
        ("攻击者", "", ""), HOUSING, form_key="attack", body=SAID, title=PAYLOADS[0],
        requester_name="<b>甲", address=PAYLOADS[2], items=PAYLOADS, requester_phone="",
    )  # fmt: skip
    for ticket_id, said in ((housings, f"致电{HOUSINGS[1]}，{HOUSINGS[0]}"), (attack, SAID)):
        with database.work(by("handler")) as uow:
            handling.acknowledge(uow, ticket_id)
        with database.work(by("handler")) as uow:
            handling.contact(uow, ticket_id, way=ContactWay.PHONE, note=said)


SEED = seeded


class Wire:
    """Everything a browser was sent: frames and bodies, to look for what should not be there."""

    def __init__(self, page: Page) -> None:
        self.frames: list[bytes] = []
        self.bodies: list[bytes] = []
        page.on("websocket", self._listen)
        page.on("response", self._read)

    def holds(self, words: tuple[str, ...], *, is_stream_alone: bool = False) -> list[str]:
        """Which of the words were sent, as they are or as JSON escapes them."""
        sent = b"\n".join([*self.frames, *([] if is_stream_alone else self.bodies)])
        return [
            word
            for word in words
            if word.encode() in sent or word.encode("unicode_escape").lower() in sent.lower()
        ]

    def _listen(self, websocket: WebSocket) -> None:
        websocket.on("framereceived", self._keep)

    def _keep(self, frame: bytes | str) -> None:
        self.frames.append(frame if isinstance(frame, bytes) else frame.encode())

    def _read(self, response: Response) -> None:
        is_code = "/static/" in response.url or "/assets/" in response.url
        if not is_code and response.status == 200:
            self.bodies.append(response.body())


@pytest.fixture
def fresh(chromium: Browser, server: Server) -> Iterator[BrowserContext]:
    """A browser that notes dialogs and requests to anywhere else."""
    context = driving.visitor(chromium, server)
    strays: list[str] = []

    def note(request: Request) -> None:
        if not request.url.startswith((server.base_url, "data:", "blob:")):
            strays.append(request.url)

    context.on("request", note)
    context.on("dialog", lambda dialog: (strays.append(dialog.message), dialog.dismiss()))
    yield context
    context.close()
    assert not strays


def ids(server: Server) -> list[int]:
    with server.database.read(Actor.system()) as reading:
        return list(reading.session.scalars(reading.visible_tickets().with_only_columns(Ticket.id)))


def walk(page: Page, server: Server) -> None:
    """Every page of the person, every ticket by its link, and the lists searched."""
    links = page.get_by_test_id("stSidebarNavLink")
    mine = [urlsplit(link.get_attribute("href") or "").path.strip("/") for link in links.all()]
    for slug in mine:
        links.and_(page.locator(f'[href$="/{slug}"]')).click()
        page.wait_for_url(f"**/{slug}*")
        settled(page)
    if "tickets" in mine:
        for words in ("?words=139-9999-0003", "?words=诸葛"):  # as nobody is shown it
            page.goto(f"/tickets{words}")
            settled(page)
    for ticket_id in ids(server):
        page.goto(f"/ticket?id={ticket_id}")
        settled(page)


@pytest.mark.parametrize(
    ("username", "due"),
    [
        ("handler", ()),
        ("handler2", ()),
        ("taker", ()),
        ("inspector", ()),
        ("editor", ()),
        ("admin", ()),
        # who registered it and the office read the names, never a number
        ("taker2", (HOUSINGS[0], CIVILS[0], SECRET[0])),
        ("office", (HOUSINGS[0], CIVILS[0], SECRET[0])),
    ],
)
def test_no_frame_and_no_body_holds_what_is_not_due(
    fresh: BrowserContext, server: Server, username: str, due: tuple[str, ...]
) -> None:
    page = fresh.new_page()
    wire = Wire(page)
    sign_in(page, username)
    walk(page, server)
    assert len(wire.frames) > 20
    assert wire.holds(("制度",), is_stream_alone=True), "the frames are not read"
    assert set(wire.holds(CANARIES)) <= set(due)
    assert not [one for one in NUMBERS if one in server.log]


def test_a_stranger_is_sent_a_form_and_nothing_else(fresh: BrowserContext, server: Server) -> None:
    page = fresh.new_page()
    wire = Wire(page)
    for slug in ("", "tickets", "ticket", "intake", "knowledge", "supervision", "admin"):
        page.goto(f"/{slug}?id=1&words=13999990001")
        settled(page)
    names = tuple(one.name for one in _people(server))
    assert wire.holds((*CANARIES, *names, "电梯", HOUSING, "XF20")) == []
    assert wire.holds(("登录",))


def _people(server: Server) -> list[Person]:
    with server.database.read(Actor.system()) as reading:
        return list(reading.session.scalars(select(Person)))


def test_a_number_is_revealed_to_whom_it_is_due_and_to_the_audit_log_goes_only_the_reason(
    fresh: BrowserContext, server: Server
) -> None:
    page = fresh.new_page()
    wire = Wire(page)
    sign_in(page, "handler")
    secret = next(iter(sorted(ids(server))[2:]))
    page.goto(f"/ticket?id={secret}")
    settled(page)
    expect(page.get_by_role("button", name="查看联系方式")).to_have_count(0)  # 保密
    page.goto(f"/ticket?id={min(ids(server))}")
    settled(page)
    assert wire.holds(CANARIES) == []
    page.get_by_role("button", name="查看联系方式").click()
    page.get_by_label("查看原因").fill("上门前电话联系")
    page.get_by_label("查看原因").press("Tab")
    page.get_by_role("button", name="查看并记录").click()
    expect(page.get_by_text(HOUSINGS[1])).to_be_visible()
    assert set(wire.holds(CANARIES)) == set(HOUSINGS[:2])
    with server.database.read(Actor.system()) as reading:
        rows = reading.session.scalars(select(AuditRow).where(AuditRow.verb == "reveal_contact"))
        row = rows.all()[-1]
    assert row.person_name == "孙住建"
    assert row.details == {"reason": "上门前电话联系"}

    wire.frames.clear()
    page.goto("/handling")
    settled(page)
    page.goto(f"/ticket?id={min(ids(server))}")
    settled(page)
    assert wire.holds(CANARIES) == []


def test_the_office_alone_relays_for_a_confidential_caller(server: Server) -> None:
    secret = sorted(ids(server))[2]
    with server.database.read(Actor.system()) as reading:
        people = {one.username: one for one in reading.session.scalars(select(Person))}
    one = people["office"]
    with server.database.work(Actor(one.id, one.name, one.role)) as uow:
        assert privacy.reveal_contact(uow, secret, reason="代为转达").phone == SECRET[1]


# --- nobody signed in -----------------------------------------------------------------------------


def shake_hands(server: Server, *, origin: str | None, cookie: str = "") -> int:
    """The status a raw websocket handshake is answered with."""
    lines = [
        "GET /_stcore/stream HTTP/1.1", f"Host: 127.0.0.1:{server.port}", "Upgrade: websocket",
        "Connection: Upgrade", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version: 13", "Sec-WebSocket-Protocol: streamlit",
    ]  # fmt: skip
    lines += [f"Origin: {origin}"] if origin else []
    lines += [f"Cookie: {cookie}"] if cookie else []
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as wire:
        wire.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        answer = wire.recv(200).decode("latin-1")
    return int(answer.split()[1])


@pytest.mark.parametrize(
    "origin", ["http://leak.invalid", "https://127.0.0.1.leak.invalid", "null"]
)
def test_another_sites_page_opens_no_stream(server: Server, origin: str) -> None:
    assert shake_hands(server, origin=origin) == 403


OPEN = {"/healthz", "/assets/{name}", "/auth/session", "/auth/logout", "/auth/alive"}
"""What answers somebody nobody knows: whether the server lives, style sheets, and the way in."""


def test_every_route_of_ours_is_listed_and_the_others_give_nothing(server: Server) -> None:
    ours = {route.path for route in routes.ROUTES} | {"/download/{key}"}  # type: ignore[attr-defined]
    assert ours == OPEN | {"/download/{key}"}
    assert server.status("/download/made-up") == 404
    assert server.status("/auth/alive") == 401
    for path in ("/media/x", "/_stcore/upload_file/a/b", "/_stcore/script-health-check"):
        assert server.status(path) == 401, path
    for path in ("/_stcore/metrics", "/_stcore/agent", "/component/x"):
        assert server.status(path) == 404, path
    for path in ("/docs", "/openapi.json", "/hotline.db", "/../hotline.db", "/static/../app.py"):
        status, headers, body = server.ask(path)
        assert b"SQLite format" not in body
        assert b"import streamlit" not in body
        assert status != 200 or headers["content-type"].startswith("text/html"), path


# --- attacks in citizens' words -------------------------------------------------------------------


@pytest.mark.parametrize("username", ["handler", "office"])
def test_what_a_citizen_says_is_shown_as_it_was_said(
    fresh: BrowserContext, server: Server, username: str
) -> None:
    """No script, no dialog, no request to anywhere; every sign stands on the screen."""
    page = fresh.new_page()
    attack = max(ids(server))
    sign_in(page, username)
    for path in (f"/ticket?id={attack}", "/tickets", "/handling", "/dispatching", "/intake"):
        page.goto(path)
        settled(page)
        main = page.get_by_test_id("stMain")
        assert (
            main.locator("img, iframe, script, a[href*='leak'], a[href^='javascript']").count() == 0
        )
        assert main.locator(".katex, table:not([class])").count() == 0
        if path.startswith("/ticket?"):
            shown = re.sub(r"\s+", " ", main.inner_text())
            for payload in PAYLOADS:
                assert re.sub(r"\s+", " ", payload) in shown, payload
        if path.startswith("/ticket?") and username == "handler":
            expect(
                main.get_by_test_id("stWidgetLabel").filter(has_text="第1项：").first
            ).to_be_visible()
            labels = [
                re.sub(r"\s+", " ", label.replace("\u2060", ""))
                for label in main.get_by_test_id("stWidgetLabel").all_inner_texts()
            ]
            for number, payload in enumerate(PAYLOADS, start=1):
                assert re.sub(r"\s+", " ", f"第{number}项：{payload[:40]}") in labels, labels
