"""Visits to the hotline in AppTest: everything runs through app.py, so every page test passes the guard.

AppTest forgets before each run that app.py has switched off Streamlit's own way of running a file of pages/ by its
URL alone. So it runs a copy of app.py, beside which there is no such folder.
"""

from __future__ import annotations

import functools
import json
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from core.casework import sign_in
from core.store.actor import Actor
from core.store.models import Person
from tests.planted import County

APP = Path(__file__).resolve().parents[2] / "app.py"
PASSWORD = "lin-fen-he-2026"
SECONDS = 30


def give_passwords(county: County) -> None:
    """Everybody's password is PASSWORD."""
    hashed = _hashed()
    with county.database.work(Actor.system()) as uow:
        for person in uow.session.query(Person):
            person.password_hash = hashed


@functools.cache
def _hashed() -> str:
    """Once for all tests, because that is slow on purpose."""
    return sign_in.hash_password(PASSWORD)


@functools.cache
def _door() -> str:
    return shutil.copy(APP, tempfile.mkdtemp(prefix="hotline-door-"))


def front_door() -> AppTest:
    """A visitor nobody knows, at the address /."""
    return AppTest.from_file(_door(), default_timeout=SECONDS).run()


def visit(
    county: County, username: str, slug: str = "", *, query: Mapping[str, str] | None = None
) -> AppTest:
    """A person's visit to a page, signed in; without a slug, wherever their day begins."""
    app = AppTest.from_file(_door(), default_timeout=SECONDS)
    app.session_state["shell_token"] = sign_in.sign_in(county.database, username, PASSWORD).token
    app.run()
    for name, value in (query or {}).items():
        app.query_params[name] = value
    return go(app, slug) if slug else app


def go(app: AppTest, slug: str) -> AppTest:
    """Open an address. AppTest's own switch_page refuses those whose page is one of the shell's functions."""
    app._page_hash = calc_hash(slug)
    return app.run()


def texts(app: AppTest) -> str:
    """Everything a page says, as one text: its own blocks, labels, messages and lists."""
    said = [_markup(block) for block in app.get("html")]
    said += [element.value for element in app.markdown]
    said += [button.label for button in app.button]
    said += [cell["t"] for rows in lists(app).values() for row in rows for cell in row["cells"]]
    return "\n".join(said)


def _markup(block: Any) -> str:
    return str(block.proto.body)


def lists(app: AppTest) -> dict[str, list[dict[str, Any]]]:
    """The rows of every list on the page, by the sentence it shows when empty."""
    found = {}
    for component in app.get("bidi_component"):
        content = json.loads(component.proto.json or "{}")
        if isinstance(content, dict) and "columns" in content:
            found[content["label"]] = content["rows"]
    return found


def pick(app: AppTest, key: str, ids: list[Any]) -> AppTest:
    """Click these rows of the list with this key. AppTest knows no component of ours, so the state is said for it."""
    listed = next(c for c in app.get("bidi_component") if f"-{key}_list_" in c.proto.id)
    states = app._tree.get_widget_states()
    state = states.widgets.add()
    state.id = listed.proto.id
    state.json_value = json.dumps({"selected": ids})
    return app._run(states)
