"""Takes the pictures of the handbooks: drives the demo county in Chromium and writes docs/pictures/*.png.

    python -m scripts.pictures                                    # starts the hotline over $HOTLINE_HOME or ./var
    python -m scripts.pictures --home DIR                         # starts it over another demo county
    python -m scripts.pictures --base-url http://127.0.0.1:8501   # asks the one that is running there
    python -m scripts.pictures intake audit                       # only these pictures

Needs a demo county (`make demo`), the tools of requirements-dev.txt and Chromium. It signs in as the accounts
of the demo county, types and looks, and can be run again and again: nothing is saved, but for one reply that is
handed in when none waits for the unit's leader. A picture is 1366 by 768, the smallest screen of the office,
or as high as the charts of the page are, in at most 256 colours.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import shutil
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from scripts.demo_hotline import ROOT, running

PICTURES = ROOT / "docs" / "pictures"
SCREEN: ViewportSize = {"width": 1366, "height": 768}
COLOURS = 256
STEP_MILLISECONDS = 30_000
ANSWERS = ".st-key-tight_intake_answers button"

CITY_FILE = """\
市平台编号,标题,诉求内容,受理时间,办结时限,诉求人,联系电话,地址,乡镇,诉求类型
LF20261120001,供暖温度不够,锦绣花园小区2号楼三单元室内温度只有14度，希望尽快处理。,2026-11-20 09:12,\
2026-11-27 18:00,王某,13800000001,锦绣花园小区2号楼,新城镇,投诉
LF20261120002,路灯不亮,汽车站东门人行道有三盏路灯不亮，晚上出行不方便。,2026-11-20 10:05,2026-11-27 18:00,\
李某,13800000002,汽车站东门,襄陵镇,求助
LF20261120003,医保缴费,城乡居民医保在手机上缴费后查不到记录，想问怎么办。,2026-11-20 11:40,2026-11-25 18:00,\
张某,13800000003,,,咨询
LF20261120004,垃圾未清运,村口垃圾池一周没有清运。,二〇二六年冬,2026-11-27 18:00,赵某,13800000004,村口,古城镇,投诉
"""
"""What a city platform's export looks like, made up; the last row has a day nobody can read."""


REPLY = "已派人到现场核实并督促责任方整改，办理情况已电话告知诉求人，诉求人表示知悉。"
ITEM_REPLY = "已现场核实，责任方承诺本周内办理完毕。"


# --- how a person works ---------------------------------------------------------------------------


def settled(page: Page) -> Page:
    """Wait until the page has been drawn to its end and nothing moves any more."""
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
    page.wait_for_function("() => !document.querySelector('[data-stale=\"true\"]')")
    page.wait_for_timeout(600)  # the list's own drawing and the caret's first blink
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
    return page


def enter(page: Page, account: str, path: str = "/") -> Page:
    """Sign in by the list of demo accounts, under the address that is wanted."""
    page.goto(path)
    page.locator(f".st-key-demo_{account} button").click()
    page.wait_for_selector(".st-key-shell_foot")
    return settled(page)


def choose(page: Page, name: str) -> None:
    """One of a row of choices, by its name, whatever number stands behind it."""
    page.get_by_role("radio", name=re.compile(rf"^{name}( \d+)?$")).click()
    settled(page)


def open_row(page: Page, *words: str) -> None:
    """The first line of the list that has these words, or else the first line there is."""
    lines = page.locator(".hl-table tbody tr")
    for one in words:
        if lines.filter(has_text=one).count():
            lines = lines.filter(has_text=one)
    lines.first.click()
    settled(page)


def leave_field(page: Page) -> None:
    """What was typed is taken over, and no button has the caret, which would open its hint."""
    page.locator(".hl-heading, .hl-ticket-head").first.click()
    settled(page)


def type_matter(page: Page, matter: str) -> None:
    """The caller's words, into an empty form, whatever was left in it."""
    field = page.get_by_label("诉求内容")
    if field.input_value():
        clear_matter(page)
    field.click()
    page.keyboard.type(matter, delay=30)
    expect(page.locator(ANSWERS).first).to_be_visible()
    settled(page)


def clear_matter(page: Page) -> None:
    """Leave nothing behind: what is typed here is kept as a draft otherwise."""
    page.keyboard.press("Alt+n")
    page.wait_for_function(
        """() => {
          const fields = document.querySelectorAll("textarea[aria-label='诉求内容']")
          return fields.length === 1 && fields[0].value === ""
        }"""
    )
    settled(page)


# --- the pictures ---------------------------------------------------------------------------------

Take = Callable[[Page, str], None]


def keep(page: Page, name: str) -> None:
    """Write the picture, without the caret and with few colours."""
    page.mouse.move(SCREEN["width"] - 2, SCREEN["height"] - 2)  # no hint opens under the pointer
    settled(page)
    shot = page.screenshot(animations="disabled", caret="hide")
    picture = Image.open(io.BytesIO(shot)).convert("RGB")
    few = picture.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    path = PICTURES / f"{name}.png"
    few.save(path, optimize=True)
    print(f"{path.relative_to(ROOT)}  {path.stat().st_size // 1024} KB")


def sign_in(page: Page, name: str) -> None:
    """登录."""
    page.goto("/")
    page.wait_for_selector(".st-key-sign_in_page")
    settled(page)
    keep(page, name)


def intake(page: Page, name: str) -> None:
    """受理席: the answer beside the question."""
    enter(page, "huawu01", "/intake")
    type_matter(page, "低保怎么申请")
    expect(page.locator(".hl-aloud")).to_be_visible()
    keep(page, name)
    clear_matter(page)


def intake_dispatch(page: Page, name: str) -> None:
    """受理席: the unit with its reason, the day with its reason."""
    enter(page, "huawu01", "/intake")
    type_matter(page, "新城镇锦绣花园小区3号楼电梯坏了一周，物业没人管，希望尽快修好")
    page.keyboard.press("Alt+d")
    expect(page.get_by_text("为什么是这一天").first).to_be_visible()
    settled(page)
    keep(page, name)
    page.keyboard.press("Alt+q")
    settled(page)
    clear_matter(page)


def dispatching(page: Page, name: str) -> None:
    """派发审核席: 待派发."""
    enter(page, "reban01", "/dispatching?queue=dispatch")
    keep(page, name)


def audit(page: Page, name: str) -> None:
    """派发审核席: 待审核."""
    enter(page, "reban01", "/dispatching?queue=audit")
    keep(page, name)


def handling(page: Page, name: str) -> None:
    """承办席: the form of the reply, every item with its own."""
    write_reply(page)
    keep(page, name)


def write_reply(page: Page) -> None:
    """The handler's reply to a ticket that is not late yet, if there is one."""
    enter(page, "zhujian01", "/handling?queue=todo")
    open_row(page, "办理中", "剩")
    choose(page, "答复")
    for field in page.locator(".st-key-desk_step textarea").all():
        label = field.get_attribute("aria-label") or ""
        field.fill(REPLY if label == "答复内容" else ITEM_REPLY)
    leave_field(page)


def sign_off(page: Page, name: str) -> None:
    """承办席: the leader reads, signs or sends back."""
    enter(page, "zhujian_ld", "/handling?queue=sign_off")
    if not page.locator(".hl-table tbody tr").count():
        sign_out(page)
        write_reply(page)
        page.keyboard.press("Alt+1")
        expect(page.get_by_text("已提交，待领导审签。").first).to_be_visible()
        sign_out(page)
        enter(page, "zhujian_ld", "/handling?queue=sign_off")
    keep(page, name)


def sign_out(page: Page) -> None:
    """退出."""
    with page.expect_navigation():  # the browser is sent to the front door once its cookie is gone
        page.get_by_role("button", name="退出").click()
    page.wait_for_selector(".st-key-sign_in_page")


def ticket(page: Page, name: str) -> None:
    """工单详情: what happened, step by step."""
    enter(page, "reban01", "/dispatching?queue=archive")
    open_row(page, "逾期办结")
    page.get_by_role("button", name="打开工单详情和办理过程").click()
    page.wait_for_selector(".hl-timeline")
    keep(page, name)


def tickets(page: Page, name: str) -> None:
    """工单台账."""
    enter(page, "reban01", "/tickets")
    keep(page, name)


def exchange(page: Page, name: str) -> None:
    """市平台导入: looked through row by row, nothing taken in."""
    enter(page, "reban01", "/exchange")
    page.locator("input[type=file]").set_input_files(
        {
            "name": "市平台导出示例.csv",
            "mimeType": "text/csv",
            "buffer": CITY_FILE.encode("utf-8-sig"),
        }
    )
    expect(page.get_by_text("新增工单预览")).to_be_visible()
    keep(page, name)


def knowledge(page: Page, name: str) -> None:
    """知识库检索."""
    enter(page, "huawu01", "/knowledge")
    page.keyboard.type("暖气不热", delay=30)
    expect(page.locator(".kb-hits mark").first).to_be_visible()
    keep(page, name)


def knowledge_edit(page: Page, name: str) -> None:
    """知识维护."""
    enter(page, "zhishi", "/knowledge_edit")
    page.get_by_role("tab", name="清单", exact=True).click()
    choose(page, "复核逾期")
    keep(page, name)


def regulation(page: Page, name: str) -> None:
    """制度: an article beside the numbers in force."""
    enter(page, "reban01", "/regulation")
    page.evaluate("() => document.getElementById('第七条').scrollIntoView({ block: 'start' })")
    keep(page, name)


def admin(page: Page, name: str) -> None:
    """系统管理."""
    enter(page, "admin", "/admin")
    open_row(page, "reban02")
    keep(page, name)


def overview(page: Page, name: str) -> None:
    """运行总览 with all its charts."""
    page.set_viewport_size({**SCREEN, "height": 2150})
    enter(page, "zhuren", "/overview")
    keep(page, name)


def scoreboard(page: Page, name: str) -> None:
    """单位考核榜 of the last frozen month, the group's bars and its months below."""
    page.set_viewport_size({**SCREEN, "height": 1740})
    enter(page, "zhuren", f"/scoreboard?month={last_month()}")
    keep(page, name)


def scorecard(page: Page, name: str) -> None:
    """本单位考核 as the unit's leader sees it."""
    page.set_viewport_size({**SCREEN, "height": 1050})
    enter(page, "zhujian_ld", f"/scoreboard?month={last_month()}")
    keep(page, name)


def yearly(page: Page, name: str) -> None:
    """年度汇总: table, means and months."""
    page.set_viewport_size({**SCREEN, "height": 1560})
    enter(page, "zhuren", "/assessment")
    page.get_by_role("tab", name="年度汇总").click()
    settled(page)
    keep(page, name)


def papers(page: Page, name: str) -> None:
    """文件: the bulletin that was issued."""
    enter(page, "zhuren", "/papers")
    open_row(page, "已签发")
    keep(page, name)


def last_month() -> str:
    """2026年10月, as links to it say."""
    last = datetime.now(ZoneInfo("Asia/Shanghai")).date().replace(day=1) - timedelta(days=1)
    return f"{last.year}年{last.month}月"


TAKES: tuple[Take, ...] = (
    sign_in, intake, intake_dispatch, dispatching, audit, handling, sign_off, ticket, tickets, exchange,
    knowledge, knowledge_edit, regulation, admin, overview, scoreboard, scorecard, yearly, papers,
)  # fmt: skip
"""A picture bears the name of its function."""


def take_all(browser: Browser, base_url: str, wanted: list[str]) -> None:
    """Each picture in a browser of its own, so that none depends on another."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for take in TAKES:
        if wanted and take.__name__ not in wanted:
            continue
        context = browser.new_context(
            base_url=base_url, viewport=SCREEN, locale="zh-CN", timezone_id="Asia/Shanghai"
        )
        context.set_default_timeout(STEP_MILLISECONDS)
        take(context.new_page(), take.__name__)
        context.close()


def main() -> None:
    """Read the arguments, find the hotline, take the pictures."""
    parser = argparse.ArgumentParser(description="Take the pictures of the handbooks.")
    parser.add_argument("--home", type=Path, default=os.environ.get("HOTLINE_HOME", ROOT / "var"))
    parser.add_argument("--base-url", help="a hotline that is running over a demo county")
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these pictures")
    wanted = parser.parse_args()
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        sys.exit("Chromium is needed. On Debian: sudo apt-get install chromium")
    if not wanted.base_url and not (wanted.home / "hotline.db").is_file():
        sys.exit(f"There is no demo county in {wanted.home}; make one first: make demo")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu", "--lang=zh-CN"]
        )
        if wanted.base_url:
            take_all(browser, wanted.base_url, wanted.names)
        else:
            with running(wanted.home) as address:
                take_all(browser, address, wanted.names)
        browser.close()


if __name__ == "__main__":
    main()
