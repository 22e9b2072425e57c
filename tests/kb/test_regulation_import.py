"""A regulation comes in whole: the same text adds nothing, an amended one makes new versions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from core.errors import BadInput, NotAllowed
from kb import entries, entry_text, regulation_import, regulations, shelves
from kb.entry_text import EntryText
from kb.models import Entry, Revision
from kb.regulation_import import RegulationCounts
from kb.regulations import Regulation
from kb.terms import Audience, EntryKind, EntryState
from tests.planted import HOUSING, County, count, nothing_written

SEED = Path(regulations.__file__).parent / "seed" / "regulation.txt"
COUNTY = regulations.read("regulation.txt", SEED.read_bytes())
LAW = """# 中华人民共和国养犬法

## 第一章 总则

第一条 为了规范养犬，制定本法。

第二条 养犬应当登记。

## 第二章 附则

第三条 本法自2024年1月1日起施行。
"""


def take_in(county: County, regulation: Regulation, username: str = "editor") -> RegulationCounts:
    with county.work(username) as uow:
        return regulation_import.import_regulation(
            uow, regulation, is_published=username == "editor"
        )


def law(text: str = LAW) -> Regulation:
    return regulations.parse("养犬法.md", text)


def revision_of(county: County, title: str) -> Revision:
    with county.read("editor") as reading:
        (line,) = (line for line in shelves.kept(reading) if line.title == title)
        return shelves.opened(reading, line.entry_id)[1]


def test_the_countys_regulation_becomes_23_citable_entries(county: County) -> None:
    assert take_in(county, COUNTY) == RegulationCounts(23, 0, 0, 0)
    title = "《襄汾县12345政务服务便民热线规范管理办法》第十七条"
    revision = revision_of(county, title)
    assert revision.text.startswith("第五章 工作制度\n第十七条 知识库管理制度\n按照“统一建设")
    assert (revision.chapter, revision.article) == ("第五章 工作制度", "第十七条")
    assert revision.document_number == "襄政办发〔2022〕16号"
    assert revision.issuer == "襄汾县人民政府办公室"
    assert revision.law_title == "襄汾县12345政务服务便民热线规范管理办法"
    assert revision.effective_from == date(2022, 9, 18)
    assert revision.effective_until == date(2027, 9, 18)
    assert revision.audience is Audience.PUBLIC
    with county.read("taker") as reading:
        entry, _ = entries.in_force(reading, revision.entry_id)
    assert entry.kind is EntryKind.LAW


def test_the_same_regulation_again_adds_nothing(county: County) -> None:
    take_in(county, COUNTY)
    assert take_in(county, COUNTY) == RegulationCounts(0, 0, 23, 0)
    assert (count(county.database, Entry), count(county.database, Revision)) == (23, 23)


def test_an_amended_regulation_makes_new_versions_and_keeps_what_people_added(
    one_county: County,
) -> None:
    take_in(one_county, law())
    first = revision_of(one_county, "《养犬法》第二条")
    with one_county.work("editor") as uow:
        asked = replace(entry_text.of(first), variant_questions=("养狗要办证吗",))
        entries.revise(uow, first.entry_id, asked)
        entries.submit(uow, first.entry_id)
        entries.publish(uow, first.entry_id)
    assert take_in(one_county, law()) == RegulationCounts(0, 0, 3, 0)

    amended = LAW.replace("养犬应当登记。", "养犬应当登记并免疫。")
    assert take_in(one_county, law(amended)) == RegulationCounts(0, 1, 2, 0)
    revision = revision_of(one_county, "《养犬法》第二条")
    assert revision.text == "第一章 总则\n第二条 养犬应当登记并免疫。"
    assert revision.variant_questions == "养狗要办证吗"
    assert revision.number == 3


def test_an_article_that_is_gone_answers_no_call_any_more(one_county: County) -> None:
    take_in(one_county, law())
    shorter = LAW.replace("第二条 养犬应当登记。\n", "").replace("第三条", "第二条")
    assert take_in(one_county, law(shorter)) == RegulationCounts(0, 1, 1, 1)
    with one_county.read("editor") as reading:
        states = {line.title: line.state for line in shelves.kept(reading)}
    assert states["《养犬法》第三条"] is EntryState.WITHDRAWN
    assert take_in(one_county, law()) == RegulationCounts(0, 2, 1, 0)


def test_a_unit_imports_its_regulation_for_review(one_county: County) -> None:
    assert take_in(one_county, law(), "handler").added == 3
    with one_county.read("leader") as reading:
        lines = shelves.kept(reading, states=[EntryState.AWAITING_REVIEW])
    assert {line.unit_name for line in lines} == {HOUSING}


def test_a_title_that_belongs_to_something_else_stops_the_whole_import(county: County) -> None:
    text = EntryText(title="《养犬法》第三条", text="一条常见问题")
    with county.work("editor") as uow:
        entries.draft(uow, text, kind=EntryKind.FAQ)
    with nothing_written(county.database), pytest.raises(BadInput, match="没有导入任何一条"):
        take_in(county, law())


@pytest.mark.parametrize("username", ["taker", "inspector", "admin"])
def test_who_may_not_write_may_not_import(one_county: County, username: str) -> None:
    with nothing_written(one_county.database), pytest.raises(NotAllowed):
        take_in(one_county, law(), username)


def test_an_annex_becomes_an_entry_of_its_own(one_county: County) -> None:
    take_in(one_county, law(LAW + "\n附件：禁养犬名录\n\n藏獒\n"))
    assert "藏獒" in revision_of(one_county, "《养犬法》附件").text
