"""The sheets that go with an import: the empty template, and the same table with what is wrong in it."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import xlsxwriter

from core.rules.policy import Policy
from kb import imports
from kb.imports import Checked
from kb.terms import Audience, EntryKind

REASON = "错误原因"
_GUIDE_HEADERS = ("列名", "是否必填", "怎样填", "例子")


def template_xlsx(policy: Policy) -> bytes:
    """导入模板: every column as text, choices to pick from, a second sheet that explains each."""
    return rows_xlsx(policy, ())


def rows_xlsx(policy: Policy, rows: Sequence[Mapping[str, str]]) -> bytes:
    """The template filled in: what it says can be edited and imported again."""
    with _workbook() as (book, stream):
        sheet = book.add_worksheet("知识导入")
        _write_headers(book, sheet, imports.COLUMNS)
        for line, row in enumerate(rows, start=1):
            for place, column in enumerate(imports.COLUMNS):
                if row[column] and sheet.write_string(line, place, row[column]) != 0:
                    raise ValueError(f"XlsxWriter refused a cell of {column}")
        last = max(policy.number("import_rows_max"), len(rows))
        for column, choices in (
            (imports.KIND, [kind.zh for kind in EntryKind]),
            (imports.AUDIENCE, [audience.zh for audience in Audience]),
        ):
            number = imports.COLUMNS.index(column)
            choice = {"validate": "list", "source": choices, "error_message": "请从列表中选择。"}
            if sheet.data_validation(1, number, last, number, choice) != 0:
                raise ValueError(f"no list of choices for {column}")
        _write_guide(book, policy)
    return stream.getvalue()


def problems_xlsx(checked: Checked) -> bytes:
    """错误清单: the table as it came in, with the reasons beside the rows that have problems."""
    reasons: dict[int, list[str]] = defaultdict(list)
    for problem in checked.problems:
        reasons[problem.row].append(f"{problem.column}：{problem.message}")
    with _workbook() as (book, stream):
        sheet = book.add_worksheet("知识导入")
        _write_headers(book, sheet, (*checked.table.headers, REASON))
        for number, row in enumerate(checked.table.rows, start=1):
            cells = [*row.cells.values(), "".join(reasons[row.number])]
            for column, cell in enumerate(cells):
                sheet.write_string(number, column, cell)
    return stream.getvalue()


@contextmanager
def _workbook() -> Iterator[tuple[Any, io.BytesIO]]:
    """A workbook in which nothing a cell says becomes a formula, a link or a number."""
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        yield book, stream


def _write_headers(book: Any, sheet: Any, headers: tuple[str, ...]) -> None:
    text, bold = book.add_format({"num_format": "@"}), book.add_format({"bold": True})
    for number, header in enumerate(headers):
        sheet.set_column(number, number, 18, text)
        sheet.write_string(0, number, header, bold)
    sheet.freeze_panes(1, 0)


def _write_guide(book: Any, policy: Policy) -> None:
    guide = book.add_worksheet("填写说明")
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for number, (header, width) in enumerate(zip(_GUIDE_HEADERS, (12, 10, 60, 40), strict=True)):
        guide.set_column(number, number, width, wrapped)
        guide.write_string(0, number, header, book.add_format({"bold": True}))
    explained = _guide(policy)
    for number, column in enumerate(imports.COLUMNS, start=1):
        how, example = explained[column]
        need = "必填" if column in imports.REQUIRED else "选填"
        for place, cell in enumerate((column, need, how, example)):
            guide.write_string(number, place, cell)
    guide.freeze_panes(1, 0)


def _guide(policy: Policy) -> dict[str, tuple[str, str]]:
    spoken = policy.number("spoken_answer_max_chars")
    title = policy.number("entry_title_max_chars")
    keyword = policy.number("keyword_max_chars")
    kinds = "、".join(kind.zh for kind in EntryKind)
    return {
        imports.KIND: (f"{kinds}之一。", "常见问题"),
        imports.TITLE: (
            f"不超过{title}字，全库不重复；与已有标题相同的，作为新版本。",
            "暖气不热怎么办",
        ),
        "标准问题": ("群众最常用的问法。", "暖气不热怎么办"),
        "相似问题": ("其他问法，用分号隔开。", "屋里冰凉；暖气片是温的"),
        "口语答复": (f"电话里念得出来的答复，不超过{spoken}字。", "您好，请先看看阀门是否打开……"),
        "正文": ("完整的说明；与口语答复至少填一项。", "供暖期内居室温度应不低于18℃……"),
        "办理条件": ("服务事项填写。", "房屋具备分户控制条件"),
        "申请材料": ("服务事项填写，用分号隔开。", "身份证；房屋权属证明"),
        "办理流程": ("服务事项填写。", "提交申请→核对欠费→签订协议"),
        "办理时限": ("服务事项填写。", "受理后7个工作日内"),
        "收费标准": ("服务事项填写。", "不收费"),
        "办理地点": ("服务事项填写。", "县政务服务中心"),
        "联系电话": ("可填多个，用分号隔开。", "0357-0000000"),
        "办事链接": ("以 http:// 或 https:// 开头。", "https://www.example.gov.cn"),
        imports.UNIT: ("单位全称；留空为本单位，县热线办填写时留空为县热线办。", "县供热公司"),
        imports.CATEGORY: ("诉求分类的四位代码。", "0906"),
        imports.AREA: (f"“{imports.WHOLE_COUNTY}”或乡镇名称，留空为全县。", "新城镇"),
        "关键词": (f"每个不超过{keyword}字，不与标题相同，用分号隔开。", "供热；报修"),
        imports.AUDIENCE: ("内部、可对外之一，留空为内部。", "可对外"),
        imports.FROM: ("从哪一天起可以答复，留空为立即。", "2026-10-15"),
        imports.UNTIL: ("最后一天，留空为长期。", "2027-03-15"),
    }
