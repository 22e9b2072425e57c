"""市平台导入 (办法第四、八条): each city number becomes one ticket, whoever imports what how often."""

from __future__ import annotations

import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from core.errors import NotAllowed, NotFound
from core.exchange import city
from core.rules.terms import Channel, Role, State
from core.store import audit
from core.store.actor import Actor
from core.store.models import AuditRow, CityImport, Event, Ticket
from tests.exchange import city_file
from tests.exchange.city_file import BUS, DUST, LAMP, written
from tests.planted import County, at, count, nothing_written


def test_a_file_becomes_tickets_awaiting_dispatch(county: County) -> None:
    record = city_file.taken_in(county, written(LAMP, BUS))

    assert (record.rows, record.added, record.existing, record.refused) == (2, 2, 0, 0)
    tickets = city_file.tickets(county)
    assert set(tickets) == {"LF001", "LF002"}
    lamp = tickets["LF001"]
    assert (lamp.state, lamp.channel) == (State.AWAITING_DISPATCH, Channel.CITY)
    assert lamp.number == "XF20260928-0001"
    assert lamp.registered_at == at("2026-09-28T17:20")
    assert lamp.due_at is None  # the clocks start at dispatch
    assert [item.text for item in lamp.items] == ["路灯不亮"]
    assert lamp.requester is not None
    assert lamp.requester.phone == "13812341234"
    assert [line["ticket"] for line in record.report] == [t.number for t in tickets.values()]


def test_the_same_file_twice_adds_nothing_and_reports_each_as_existing(county: County) -> None:
    content = written(LAMP, BUS, DUST)
    city_file.taken_in(county, content)
    tickets = city_file.tickets(county)

    again = city_file.taken_in(county, content, by="lead")

    assert (again.rows, again.added, again.existing, again.refused) == (3, 0, 3, 0)
    assert [(line["outcome"], line["ticket"]) for line in again.report] == [
        ("existing", tickets[number].number) for number in ("LF001", "LF002", "LF003")
    ]
    assert count(county.database, Ticket) == 3
    assert count(county.database, Event) == 3


def test_the_same_rows_in_another_file_in_another_order_add_only_what_is_new(
    county: County,
) -> None:
    city_file.taken_in(county, written(LAMP, BUS))
    turned = written(DUST[::-1], BUS[::-1], LAMP[::-1], headers=city_file.HEADERS[::-1])

    record = city_file.taken_in(county, turned)

    assert city_file.fates(record) == [
        (2, "LF003", "added"),
        (3, "LF002", "existing"),
        (4, "LF001", "existing"),
    ]


def test_an_existing_ticket_is_not_changed_by_what_the_file_says_now(county: County) -> None:
    city_file.taken_in(county, written(LAMP))
    changed = (LAMP[0], "改了标题", "改了内容", *LAMP[3:])
    city_file.taken_in(county, written(changed))
    assert city_file.tickets(county)["LF001"].title == "路灯不亮"


def test_good_rows_go_in_and_bad_ones_are_told_and_can_follow(county: County) -> None:
    broken = (BUS[0], BUS[1], BUS[2], "昨天", *BUS[4:])
    record = city_file.taken_in(county, written(LAMP, broken, DUST, LAMP))

    assert city_file.fates(record) == [
        (2, "LF001", "added"),
        (3, "LF002", "refused"),
        (4, "LF003", "added"),
        (5, "LF001", "refused"),
    ]
    said = {line["row"]: line["said"] for line in record.report}
    assert said[3] == "受理时间：“昨天”不是时间，应写作2026-10-09 09:05。"
    assert said[5] == "工单编号：编号“LF001”与第2行相同。"

    repaired = city_file.taken_in(county, written(LAMP, BUS, DUST))
    assert (repaired.added, repaired.existing, repaired.refused) == (1, 2, 0)


def test_the_report_holds_no_personal_data(county: County) -> None:
    record = city_file.taken_in(county, written(LAMP, BUS))
    report = str(record.report)
    assert all(secret not in report for secret in ("张三丰", "13812341234", "丁陶大道"))


def test_the_import_leaves_one_audit_row_and_an_unbroken_chain(county: County) -> None:
    content = written(LAMP)
    record = city_file.taken_in(county, content)
    with county.read("office") as reading:
        row = reading.session.query(AuditRow).filter_by(verb="city_import").one()
        assert row.person_name == "赵热线"
        assert row.details["sha256"] == city.fingerprint(content)
        assert audit.first_broken(reading.session) is None
        assert [one.id for one in city.history(reading)] == [record.id]


# --- who may --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in {Role.OFFICE, Role.OFFICE_LEAD}]
)
def test_nobody_but_the_office_imports_or_reads_imports(county: County, role: Role) -> None:
    content = written(LAMP)
    found = city_file.checked(county, content)
    with nothing_written(county.database):
        with pytest.raises(NotAllowed), county.database.work(county.of(role)) as uow:
            city.take_in(uow, found, file_name="市平台.csv", sha256="0" * 64)
        with county.database.read(county.of(role)) as reading:
            with pytest.raises(NotAllowed):
                city.history(reading)
            with pytest.raises(NotAllowed):
                city.problems_sheet(reading, found)


def test_an_unknown_import_is_not_found(county: County) -> None:
    with county.read("office") as reading, pytest.raises(NotFound):
        city.seen_import(reading, 1)


# --- faults ---------------------------------------------------------------------------------------


class _Broken(RuntimeError):
    pass


@pytest.mark.parametrize("row", range(5))
def test_a_crash_at_any_row_leaves_nothing_and_the_next_import_brings_all(
    county: County, row: int
) -> None:
    content = written(*[(f"LF{n}", *LAMP[1:]) for n in range(5)])

    def crash(_mapper: object, _connection: object, ticket: Ticket) -> None:
        if ticket.city_number == f"LF{row}":
            raise _Broken

    event.listen(Ticket, "before_insert", crash)
    try:
        with nothing_written(county.database), pytest.raises(_Broken):
            city_file.taken_in(county, content)
    finally:
        event.remove(Ticket, "before_insert", crash)

    assert city_file.taken_in(county, content).added == 5


def test_a_long_file_goes_in_part_by_part_into_one_record(county: County) -> None:
    found = city_file.checked(county, written(LAMP, BUS, ("", *DUST[1:]), DUST))
    heard: list[tuple[int, int]] = []
    parts = list(found.parts(2))
    assert [len(part.rows) for part in parts] == [2, 1]

    import_id = city.take_in_parts(
        county.database, lambda: county.actor("lead"), found, file_name="长.csv", sha256="0" * 64,
        told=lambda done, total: heard.append((done, total)),
    )  # fmt: skip

    assert heard[-1] == (3, 3)
    with county.read("office") as reading:
        record = city.seen_import(reading, import_id)
    assert (record.rows, record.added, record.refused) == (4, 3, 1)
    assert [line["row"] for line in record.report] == [2, 3, 4, 5]


def test_parts_broken_off_stay_and_the_same_file_brings_the_rest(
    county: County,
) -> None:
    content = written(*[(f"LF{n}", *LAMP[1:]) for n in range(5)])
    found = city_file.checked(county, content)
    people = iter([county.actor("lead")])

    with pytest.raises(StopIteration):  # whoever began it is signed out before the second part
        city.take_in_parts(
            county.database, lambda: next(people), found, file_name="长.csv", sha256="0" * 64,
            told=lambda *_: None, part_rows=2,
        )  # fmt: skip

    with county.read("office") as reading:
        begun = city.history(reading)[0]
    assert (begun.rows, begun.added) == (5, 2)
    assert count(county.database, Ticket) == 2
    rest = city_file.taken_in(county, content)
    assert (rest.added, rest.existing) == (3, 2)


def test_rows_that_got_their_ticket_meanwhile_are_existing(county: County) -> None:
    """Two people check the same file, one after the other takes it in."""
    content = written(LAMP, BUS)
    mine, theirs = city_file.checked(county, content), city_file.checked(county, content)
    records = []
    for found, who in ((mine, "office"), (theirs, "lead")):
        with county.work(who) as uow:
            record = city.take_in(uow, found, file_name="市平台.csv", sha256="0" * 64)
            records.append((record.added, record.existing, record.refused))
    assert records == [(2, 0, 0), (0, 2, 0)]


def test_twenty_importers_at_once_make_each_ticket_once(county: County) -> None:
    content = written(*[(f"LF{n}", *LAMP[1:]) for n in range(12)])
    found = city_file.checked(county, content)
    results: list[tuple[int, int]] = []
    errors: list[BaseException] = []
    ready = threading.Barrier(20)

    def run(actor: Actor) -> None:
        try:
            ready.wait(30)
            with county.database.work(actor) as uow:
                record = city.take_in(uow, found, file_name="市平台.csv", sha256="0" * 64)
            results.append((record.added, record.existing))
        except BaseException as error:
            errors.append(error)

    threads = [
        threading.Thread(target=run, args=(county.actor("office" if n % 2 else "lead"),))
        for n in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert not errors
    assert sorted(results) == [(0, 12)] * 19 + [(12, 0)]
    assert count(county.database, Ticket) == 12
    assert count(county.database, CityImport) == 20


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.text(max_size=12), st.text(max_size=30)), min_size=1, max_size=6))
def test_every_row_of_any_file_has_exactly_one_fate(
    sqlite_county: County, rows: list[tuple[str, str]]
) -> None:
    table = city_file.table_of(rows)
    with sqlite_county.work("office") as uow:
        found = city.check(uow, table, {"number": "工单编号", "body": "诉求内容"})
        record = city.take_in(uow, found, file_name="任意.csv", sha256="0" * 64)
    assert record.added + record.existing + record.refused == record.rows == len(rows)
    assert [line["row"] for line in record.report] == [row.number for row in table.rows]
