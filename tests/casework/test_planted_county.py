"""The county the other tests act in is the one a new installation has."""

from __future__ import annotations

import pytest

from core.rules.terms import Role
from core.store.models import Category, Unit
from tests.planted import County, count, nothing_written


def test_every_role_has_a_person(county: County) -> None:
    assert [county.of(role).role for role in Role] == list(Role)
    assert county.of(Role.HANDLER).unit_name == "县住房和城乡建设管理局"


def test_units_and_categories_are_planted(county: County) -> None:
    assert count(county.database, Unit) > 13
    assert count(county.database, Category) > 80


def test_a_write_is_noticed(county: County) -> None:
    with (
        pytest.raises(AssertionError, match="facts"),
        nothing_written(county.database),
        county.work("taker") as uow,
    ):
        uow.set_fact("colour", "red")
