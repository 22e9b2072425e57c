"""The State Council's notice as an administrator pastes it."""

from __future__ import annotations

from datetime import date

import pytest

from core.errors import BadInput
from core.rules import notice
from core.rules.published import NOTICE_2025, NOTICE_2026
from core.rules.workdays import PublishedYear

TEXT_2026 = """国务院办公厅关于2026年
部分节假日安排的通知

各省、自治区、直辖市人民政府，国务院各部委、各直属机构：
经国务院批准，现将2026年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫等工作。

国务院办公厅
2025年11月4日
（此件公开发布）
"""

TEXT_2025 = """一、元旦：1月1日（周三）放假1天，不调休。
二、春节：1月28日（农历除夕、周二）至2月4日（农历正月初七、周二）放假调休，共8天。1月26日（周日）、2月8日（周六）上班。
三、清明节：4月4日（周五）至6日（周日）放假，共3天。
四、劳动节：5月1日（周四）至5日（周一）放假调休，共5天。4月27日（周日）上班。
五、端午节：5月31日（周六）至6月2日（周一）放假，共3天。
六、国庆节、中秋节：10月1日（周三）至8日（周三）放假调休，共8天。9月28日（周日）、10月11日（周六）上班。"""

# The wording of older years: long weekdays, another year's days, advice, 与周末连休.
TEXT_2023 = """一、元旦：2022年12月31日至2023年1月2日放假调休，共3天。
二、春节：1月21日至27日放假调休，共7天。1月28日（星期六）、1月29日（星期日）上班。
三、清明节：4月5日放假，共1天。
四、劳动节：4月29日至5月3日放假调休，共5天。4月23日（星期日）、5月6日（星期六）上班。
五、端午节：6月22日至24日放假调休，共3天。6月25日（星期日）上班。
六、中秋节、国庆节：9月29日至10月6日放假调休，共8天。10月7日（星期六）、10月8日（星期日）上班。"""


@pytest.mark.parametrize(
    ("text", "year", "published"),
    [(TEXT_2025, 2025, NOTICE_2025), (TEXT_2026, 2026, NOTICE_2026)],
)
def test_a_notice_is_read_whole(text: str, year: int, published: PublishedYear) -> None:
    preview = notice.parse_notice(text, year)

    assert preview.problems == ()
    assert preview.published() == published
    assert preview.working_days == 248


def test_a_notice_may_lose_its_lines_or_gain_blanks_on_the_way() -> None:
    whole = notice.parse_notice(TEXT_2026, 2026)
    for pasted in (
        TEXT_2026.replace("\n", ""),
        TEXT_2026.replace("\n", "\r\n  "),
        TEXT_2026.replace("月", " 月 ").replace("日", " 日"),
        TEXT_2026.replace("（", "(").replace("）", ")").replace("：", ":"),
        TEXT_2026.replace("天。", "天，"),  # 放假 and 上班 in one sentence
        TEXT_2026.replace("2月28日", "28日"),  # the month carried along
        TEXT_2026.replace("日）至", "日）—").replace("）至", "）-"),
    ):
        assert notice.parse_notice(pasted, 2026) == whole, pasted


def test_the_wording_of_older_notices_is_read_too() -> None:
    preview = notice.parse_notice(TEXT_2023, 2023)
    days = {row.day: row for row in preview.days}

    assert preview.problems == ()
    assert days[date(2022, 12, 31)].label == "元旦"  # Saturday of the year before
    assert days[date(2023, 1, 28)].label == "春节调休上班"  # Saturday
    assert days[date(2023, 10, 6)].label == "中秋节、国庆节"  # Friday


def test_advice_to_employers_makes_no_holiday() -> None:
    advised = TEXT_2026.replace("三、", "鼓励各单位安排职工在除夕（2月16日）休息。\n三、")
    plain = notice.parse_notice(TEXT_2026, 2026)
    assert notice.parse_notice(advised, 2026) == plain


@pytest.mark.parametrize(
    ("right", "wrong", "problem"),
    [
        ("共9天", "共8天", "“春节”写的是8天，读出来是9天（2月15日（周日）至23日（周一））。"),
        ("5月9日（周六）", "5月9日（周五）",
         "“劳动节”写的是5月9日（周五），而2026年这一天是周六。"),
        ("5月9日（周六）", "5月8日（周五）",
         "“劳动节”的上班日5月8日（周五）本来就是工作日，请核对。"),
        ("4月4日", "4月34日", "“清明节”写的4月34日不是一个日期。"),
        ("1月1日（周四）至", "1日（周四）至", "“元旦”的1日没有写月份。"),
        ("10月1日（周四）至7日（周三）", "10月7日（周三）至1日（周四）",
         "“国庆节”的起止日期不对：2026年10月7日至2026年10月1日。"),
        ("9月20日（周日）、10月10日（周六）上班", "10月3日（周六）上班",
         "10月3日（周六）既写作“国庆节”，又写作“国庆节调休上班”。"),
        ("1月4日（周日）上班", "1月4日（周日）照常到岗",
         "“元旦”有一句没有读懂：1月4日(周日)照常到岗。"),
        ("1月4日（周日）上班", "另行通知上班", "“元旦”的上班日期没有读懂：另行通知上班。"),
        ("三、清明节：", "三、寒食：", "没有读到清明节的安排。"),
        ("4月4日（周六）至6日（周一）放假，共3天。", "放假。", "“清明节”没有读到放假的日期。"),
        ("1月1日（周四）至3日（周六）", "2019年1月1日",
         "2019年1月1日不在2026年前后，请核对。"),
    ],
)  # fmt: skip
def test_every_doubt_is_a_sentence_and_nothing_can_be_saved(
    right: str, wrong: str, problem: str
) -> None:
    assert right in TEXT_2026
    preview = notice.parse_notice(TEXT_2026.replace(right, wrong), 2026)

    assert problem in preview.problems
    with pytest.raises(BadInput, match="没有读懂"):
        preview.published()


def test_a_notice_of_another_year_is_told_at_once() -> None:
    preview = notice.parse_notice(TEXT_2026, 2027)
    assert preview.problems == ("通知写的是2026年的安排，而要录入的是2027年。",)
    assert preview.days == ()


@pytest.mark.parametrize("text", ["", "明天放假", "一、", "5月1日放假"])
def test_a_text_that_is_no_notice_is_told_so(text: str) -> None:
    preview = notice.parse_notice(text, 2027)
    assert preview.problems[0].startswith("没有读到任何节日")
