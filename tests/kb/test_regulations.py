"""第X条 and what it stands under: a regulation is split whole, or refused with its gap named."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import docx
import pytest

from core.errors import BadInput
from kb import numerals, regulations

SEED = Path(regulations.__file__).parent / "seed" / "regulation.txt"
LAWS = Path(__file__).resolve().parents[3] / "shared" / "data" / "laws"

MARKDOWN = """# 中华人民共和国测试法

2010年10月28日 第十一届全国人民代表大会常务委员会第十七次会议通过

2018年12月29日 第十三届全国人民代表大会常务委员会第七次会议《关于修改的决定》修正

<!-- INFO END -->

## 目录

第一章 总则
第二章 权利
第三章 附则

## 第一章　总　　则

**第一条** 为了测试，依照宪法第十条制定本法。

第二条 中华人民共和国境内的测试，适用本法。
有下列情形之一的，依照本法
第三条、第四条的规定办理：
（一）第一种情形；
（二）第二种情形。

## 第二章 权利

### 第一节 一般规定

第三条 的确存在以“的”字开头的条文。

第四条

单位违反本法第二条规定的，由县级以上人民政府责令改正；拒不改正的，处一万元以下罚款，依照
第五条第二款
的规定执行。

### 第二节 特别规定

第五条　根据第四条
第十二条 的规定可以例外。

第五条之一 修正案加进来的一条。

## 第三章 附则

第六条 本法自2011年7月1日起施行。
"""


def test_a_law_in_markdown_is_split_with_its_headings() -> None:
    law = regulations.parse("测试法.md", MARKDOWN)
    assert [(a.label, a.headings) for a in law.articles] == [
        ("第一条", ("第一章 总则",)),
        ("第二条", ("第一章 总则",)),
        ("第三条", ("第二章 权利", "第一节 一般规定")),
        ("第四条", ("第二章 权利", "第一节 一般规定")),
        ("第五条", ("第二章 权利", "第二节 特别规定")),
        ("第五条之一", ("第二章 权利", "第二节 特别规定")),
        ("第六条", ("第三章 附则",)),
    ]
    assert law.chapters == ["第一章 总则", "第二章 权利", "第三章 附则"]


def test_references_and_wrapped_lines_stay_inside_their_article() -> None:
    texts = {a.label: a.text for a in regulations.parse("测试法.md", MARKDOWN).articles}
    assert texts["第一条"] == "为了测试，依照宪法第十条制定本法。"
    assert texts["第二条"] == (
        "中华人民共和国境内的测试，适用本法。\n有下列情形之一的，依照本法第三条、第四条的规定办理：\n"
        "（一）第一种情形；\n（二）第二种情形。"
    )
    assert texts["第四条"].endswith("依照第五条第二款的规定执行。")
    assert texts["第五条"] == "根据第四条第十二条 的规定可以例外。"


def test_what_is_known_of_the_whole_is_carried_along() -> None:
    law = regulations.parse("测试法.md", MARKDOWN)
    assert (law.title, law.short_title) == ("中华人民共和国测试法", "测试法")
    assert law.issuer == "全国人民代表大会常务委员会"
    assert law.issued_on == date(2010, 10, 28)
    assert law.in_force_on == date(2011, 7, 1)
    assert law.in_force_until is None


PLAIN = """某某县人民政府文件
某政发〔2024〕 3 号
某某县 养犬 管理办法（试行）
第1条 本办法适用于县城建成区。
第2条 养犬人应当
遵守社会公德。
第3条 本办法自2024年3月1日起施行，有效期两年。
附件：1. 禁养犬名录
藏獒等烈性犬
某某县人民政府
2024年2月1日印发
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_plain_text_in_any_encoding(encoding: str) -> None:
    rules = regulations.read("办法.txt", PLAIN.replace("附件", "\n附件").encode(encoding))
    assert rules.title == "某某县养犬管理办法（试行）"
    assert rules.document_number == "某政发〔2024〕3号"
    assert rules.issuer == "某某县人民政府"
    assert [a.label for a in rules.articles] == ["第1条", "第2条", "第3条"]
    assert rules.articles[1].text == "养犬人应当遵守社会公德。"
    assert (rules.in_force_on, rules.in_force_until) == (date(2024, 3, 1), date(2026, 3, 1))
    assert rules.annex.startswith("附件：1. 禁养犬名录")
    assert "附件" not in rules.articles[-1].text


def test_a_word_document_is_read_by_its_paragraphs() -> None:
    document = docx.Document()
    for line in MARKDOWN.replace("#", "").split("\n"):
        document.add_paragraph(line)
    stream = io.BytesIO()
    document.save(stream)
    assert len(regulations.read("测试法.docx", stream.getvalue()).articles) == 7


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "是空的"),
        ("关于放假的通知\n各单位：\n现通知如下。", "没有找到以“第一条”开头的条文"),
        ("第一条 甲。\n第三条 丙。", "缺少第二条：第一条之后是第三条"),
        ("第二条 乙。", "缺少第一条：最先出现的是第二条"),
    ],
)
def test_a_text_that_would_lose_articles_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence) as refused:
        regulations.read("办法.txt", text.encode())
    assert refused.value.next_step


def test_broken_files_are_refused_in_one_sentence() -> None:
    for content in (b"PK\x03\x04 broken", b"\x89PNG\r\n\x1a\n\0\0\0\0", b"\0" * 90):
        with pytest.raises(BadInput):
            regulations.read("坏.docx", content)


def test_the_countys_own_regulation_has_23_articles_in_7_chapters() -> None:
    county = regulations.read("regulation.txt", SEED.read_bytes())
    assert [a.label for a in county.articles] == [
        f"第{numerals.written(number)}条" for number in range(1, 24)
    ]
    assert county.chapters == [
        "第一章 总则",
        "第二章 工作职责",
        "第三章 受理范围",
        "第四章 工作程序",
        "第五章 工作制度",
        "第六章 责任追究",
        "第七章 附则",
    ]
    assert county.title == "襄汾县12345政务服务便民热线规范管理办法"
    assert county.document_number == "襄政办发〔2022〕16号"
    assert county.issuer == "襄汾县人民政府办公室"
    assert county.issued_on == date(2022, 8, 19)
    assert county.in_force_on == date(2022, 9, 18)
    assert county.in_force_until == date(2027, 9, 18)
    assert county.annex == ""
    assert county.articles[15].text.startswith("联席会议制度\n遇到群众反映的")
    assert county.articles[-1].text.endswith("同时废止。")


@pytest.mark.skipif(not LAWS.is_dir(), reason="the national laws lie beside the project, not in it")
def test_fifty_national_laws_are_split_without_a_gap() -> None:
    files = sorted(LAWS.glob("*.md"))
    assert len(files) == 50
    count = 0
    for file in files:
        law = regulations.read(file.name, file.read_bytes())
        numbers = [numerals.value(article.label[1:-1]) for article in law.articles]
        assert numbers == list(range(1, len(numbers) + 1)), file.name
        assert all(article.text for article in law.articles), file.name
        assert law.in_force_on is not None, file.name
        count += len(numbers)
    assert count == 3321


@pytest.mark.parametrize(
    ("written", "number"),
    [
        *[("一", 1), ("十", 10), ("十五", 15), ("二十", 20), ("一百零五", 105), ("一百一十", 110)],
        *[("一百二十三", 123), ("一千二百六十", 1260), ("58", 58), ("１２", 12), ("两", 2)],
    ],
)
def test_numerals(written: str, number: int) -> None:
    assert numerals.value(written) == number


def test_numerals_are_written_as_they_are_read() -> None:
    assert all(numerals.value(numerals.written(n)) == n for n in range(1, 1300))
    assert numerals.written(110) == "一百一十"
    assert numerals.value("条") is None
