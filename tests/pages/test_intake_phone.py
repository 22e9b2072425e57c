"""受理席: a number nobody can be called back on is told beside the call, and never in the way of it."""

from __future__ import annotations

import pytest

from tests.pages import visiting
from tests.planted import County


@pytest.mark.parametrize(
    ("phone", "is_told"), [("138035712", True), ("abc", True), ("13803571234", False), ("", False)]
)
def test_it_is_told_once_the_matter_is_being_written(
    county: County, phone: str, is_told: bool
) -> None:
    app = visiting.visit(county, "taker", "intake")
    next(one for one in app.text_input if one.label == "联系电话").set_value(phone).run()
    assert "联系电话不像完整的号码" not in visiting.texts(app)
    next(one for one in app.text_area if one.label == "诉求内容").set_value("自来水发黄").run()
    assert ("联系电话不像完整的号码" in visiting.texts(app)) is is_told
