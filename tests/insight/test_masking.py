"""第十九条: personal data is covered wherever it was written, and cannot be found out by asking either."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from core import text
from core.casework import handling
from core.insight import dossier, duplicates, listing
from core.insight.duplicates import Matter
from core.insight.listing import Filter
from core.rules.terms import ContactWay
from core.store.db import Database
from core.store.models import Contact
from tests.casework import flow
from tests.planted import CIVIL_AFFAIRS, HOUSING, County, count

NAME, PHONE, LOCAL, IDENTITY = "欧阳金丝雀", "13999990001", "3629977", "142625198801019997"


@pytest.fixture
def county(sqlite_url: str) -> Iterator[County]:
    """One database is enough: what is covered is covered in Python."""
    database = Database(sqlite_url)
    yield County(database)
    database.close()


def known_to(county: County, ticket_id: int, username: str) -> str:
    """Everything a person's look at the ticket holds."""
    with county.read(username) as reading:
        d = dossier.dossier(reading, ticket_id)
        rows = [*d.assignments, *d.contacts, *d.replies, *d.returns, *d.citations, *d.voices]
        return repr(d) + "".join(repr(vars(row)) for row in rows)


def talked_about(county: County, **fields: object) -> int:
    """The requester's data stands in every text that people fill in."""
    said = f"{NAME}，电话{PHONE}，身份证{IDENTITY}"
    ticket_id = flow.dispatched(
        county, lead=HOUSING, supports=(CIVIL_AFFAIRS,), requester_name=NAME, requester_phone=PHONE,
        body=f"我是{said}，电梯坏了", title=f"{NAME}反映电梯", address=f"锦绣花园，找{PHONE}",
        items=(f"修电梯，回电{PHONE}", "赔礼"), **fields,
    )  # fmt: skip
    with county.work("handler") as uow:
        handling.acknowledge(uow, ticket_id)
    with county.work("handler") as uow:
        handling.contact(uow, ticket_id, way=ContactWay.PHONE, note=f"致电{said}")
    with county.work("handler2") as uow:
        handling.support_reply(uow, ticket_id, opinion=f"已联系{said}")
    with county.work("handler") as uow:
        items = [item.id for item in uow.seen_ticket(ticket_id).items]
        answers = dict.fromkeys(items, f"已答复{said}")
        handling.reply(uow, ticket_id, text=f"已答复{said}", item_answers=answers)
    with county.work("leader") as uow:
        handling.recall_reply(uow, ticket_id, reason=f"请再联系{said}")
    return ticket_id


@pytest.mark.parametrize("username", ["handler", "leader", "handler2"])
@pytest.mark.parametrize("is_confidential", [False, True])
def test_units_read_neither_name_nor_number_whoever_wrote_it(
    county: County, username: str, is_confidential: bool
) -> None:
    shown = known_to(county, talked_about(county, is_confidential=is_confidential), username)
    assert [one for one in (NAME, PHONE, IDENTITY) if one in shown] == []
    assert "139****0001" in shown


@pytest.mark.parametrize("username", ["office", "lead", "taker"])
def test_the_hotlines_people_read_names_but_no_numbers(county: County, username: str) -> None:
    shown = known_to(county, talked_about(county), username)
    assert [one for one in (PHONE, IDENTITY) if one in shown] == []


def test_a_local_number_is_covered_where_it_is_the_requesters(county: County) -> None:
    """Seven digits alone could be anything; these were left with the ticket."""
    ticket_id = flow.dispatched(county, requester_phone=LOCAL, body=f"请回{LOCAL}，编号1234567")
    with county.read("handler") as reading:
        assert dossier.dossier(reading, ticket_id).body == "请回*****77，编号1234567"


def test_what_is_stored_stays_as_it_was_said(county: County) -> None:
    ticket_id = talked_about(county)
    known_to(county, ticket_id, "handler")
    with county.work("handler") as uow:
        dossier.dossier(uow, ticket_id)
    with county.read("lead") as reading:
        note = reading.session.query(Contact).one().note
    assert note == f"致电{NAME}，电话{PHONE}，身份证{IDENTITY}"
    assert count(county.database, Contact) == 1


# --- by asking ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "handler", "office"),
    [
        ("电梯", 1, 1),
        (PHONE, 0, 1),
        (PHONE[:8], 0, 1),
        (PHONE[3:6], 0, 1),
        (f"话{PHONE[:7]}", 0, 1),
        (IDENTITY[6:14], 0, 1),
        (NAME, 0, 1),
        (NAME[1:3], 0, 1),
        ("0001", 1, 1),
        ("XF20260929", 1, 1),
        ("3号楼", 1, 1),
        ("3号楼 电梯", 1, 1),
        ("\x00电梯\x00", 1, 1),
        ("\ud800电梯", 1, 1),
    ],
)
def test_a_search_outside_the_office_finds_only_what_it_would_show(
    county: County, asked: str, handler: int, office: int
) -> None:
    flow.dispatched(
        county, requester_name=NAME, requester_phone=PHONE,
        body=f"我是{NAME}，电话{PHONE}，身份证{IDENTITY}，3号楼电梯坏了",
    )  # fmt: skip
    for username, expected in (("handler", handler), ("office", office)):
        with county.read(username) as reading:
            assert listing.count(reading, Filter(words=asked)) == expected


def test_earlier_tickets_of_others_name_nobody(county: County) -> None:
    flow.registered(
        county, by="taker2", requester_name=NAME, requester_phone=PHONE, title=f"{NAME}反映路灯"
    )
    with county.read("taker") as reading:
        found = duplicates.earlier(reading, Matter("", phone=PHONE))
    assert [one.title for one in found] == [f"{text.mask_name(NAME)}反映路灯"]


# --- numbers as people write them -------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    [
        "13812341234", "138 1234 1234", "138-1234-1234", "138　1234　1234", "138.1234.1234",
        "１３８１２３４１２３４", "138–1234–1234", "+8613812341234", "+86 138 1234 1234",
        "0086-13812341234", "8613812341234",
    ],
)  # fmt: skip
def test_a_mobile_number_is_covered_however_it_is_written(written: str) -> None:
    covered = text.mask_within(f"请打{written}，谢谢")
    assert "138****1234，谢谢" in covered
    assert text.phone_digits(covered) != text.phone_digits(written)


@pytest.mark.parametrize(
    "written",
    ["工单XF20260929-0001", "市平台20260929001234567890", "3号楼1204室", "共1234567元", "第138条"],
)
def test_other_numbers_stay(written: str) -> None:
    assert text.mask_within(written) == written


@pytest.mark.parametrize(
    "written", ["142625198801019997", "14262519880101999X", "142625 19880101 9997"]
)
def test_an_identity_number_is_covered(written: str) -> None:
    assert text.mask_within(f"身份证{written}。") == "身份证142625************。"


@pytest.mark.parametrize(
    "phone",
    ["13803571234", "138 0357 1234", "+86 138-0357-1234", "１３８０３５７１２３４", "3622345", "0357-3622345",
     "(0357) 3622345", "010-12345678", "4001234567"],
)  # fmt: skip
def test_a_number_that_can_be_called_back_is_whole(phone: str) -> None:
    assert text.is_whole_phone(phone)


@pytest.mark.parametrize(
    "phone",
    ["", "abc", "138035712", "138035712345", "138035a1234", "12345", "1103622", "张三13803571234"],
)
def test_one_that_cannot_is_not(phone: str) -> None:
    assert not text.is_whole_phone(phone)
