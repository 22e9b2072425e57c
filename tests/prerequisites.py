"""What the suite needs from the machine, and what happens when it is not there: never silence."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest

SET_UP = "run `make test`, or scripts/test_setup.sh once"


def must_have_all() -> bool:
    """Whether this run may leave nothing out: under CI, and whenever make started it."""
    return os.environ.get("CI") == "true" or os.environ.get("HOTLINE_TEST_REQUIRE_ALL") == "1"


def absent(what: str) -> NoReturn:
    """Something outside Python is missing: fail where everything is demanded, else skip aloud."""
    reason = f"{what} is not installed: {SET_UP}"
    if must_have_all():
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)
