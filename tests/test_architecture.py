"""The tree keeps the house's rules, and each rule can say no."""

from __future__ import annotations

import importlib.metadata
import re
import sys
from collections import defaultdict

import pytest

from tests import architecture
from tests.architecture import PRODUCT, ROOT, Check, Source

TREE = architecture.texts()
CODE = [source for source in TREE if source.path.endswith(".py")]
PRODUCT_CODE = [source for source in CODE if source.is_in(*PRODUCT)]
# The checks and their samples spell out what they forbid.
_SAMPLES = ("tests/architecture.py", "tests/test_architecture.py")

PRODUCT_CHECKS = [
    architecture.only_the_clock_reads_the_time,
    architecture.only_the_store_commits,
    architecture.only_the_store_loads_tickets,
    architecture.rules_are_pure,
    architecture.pages_begin_with_the_guard,
    architecture.citizens_text_is_never_markup,
    architecture.names_say_something,
]
CODE_CHECKS = [architecture.files_stay_short, architecture.modules_say_what_they_are_for]
TEXT_CHECKS = [architecture.nothing_is_left_for_later, architecture.nothing_depends_on_one_machine]


def _offences(check: Check, sources: list[Source]) -> list[str]:
    return [offence for source in sources for offence in check(source)]


@pytest.mark.parametrize("check", PRODUCT_CHECKS, ids=lambda check: check.__name__)
def test_in_the_product(check: Check) -> None:
    assert not _offences(check, PRODUCT_CODE)


@pytest.mark.parametrize("check", CODE_CHECKS, ids=lambda check: check.__name__)
def test_in_all_code(check: Check) -> None:
    assert not _offences(check, CODE)


@pytest.mark.parametrize("check", TEXT_CHECKS, ids=lambda check: check.__name__)
def test_in_every_text(check: Check) -> None:
    assert not _offences(check, [source for source in TREE if source.path not in _SAMPLES])


def test_the_tree_is_really_read() -> None:
    """An empty list of files would keep every rule."""
    read = {source.path for source in TREE}

    assert {"Makefile", ".ci/run", ".streamlit/config.toml", "core/clock.py"} <= read


GUARD = '"""承办席."""\nfrom pages._ui import shell\n'
A_PAGE = "pages/handling.py"
A_USE_CASE = "core/casework/handling.py"


@pytest.mark.parametrize(
    ("check", "path", "bad"),
    [
        ("only_the_clock_reads_the_time", A_USE_CASE, "datetime.now(UTC)"),
        ("only_the_clock_reads_the_time", A_USE_CASE, "datetime.datetime.utcnow()"),
        ("only_the_clock_reads_the_time", A_USE_CASE, "date.today()"),
        ("only_the_clock_reads_the_time", A_USE_CASE, "pd.Timestamp.now()"),
        ("only_the_clock_reads_the_time", A_USE_CASE, "update(Ticket).values(at=func.now())"),
        ("only_the_clock_reads_the_time", A_USE_CASE, "time.time()"),
        ("only_the_clock_reads_the_time", A_USE_CASE, "from time import time\n"),
        ("only_the_store_commits", A_USE_CASE, "uow.session.commit()"),
        ("only_the_store_commits", "kb/entries.py", "session.commit()"),
        ("only_the_store_loads_tickets", A_USE_CASE, "session.scalars(select(Ticket))"),
        ("only_the_store_loads_tickets", A_PAGE, "select(Ticket.id, Unit).where(True)"),
        ("only_the_store_loads_tickets", A_USE_CASE, "select(func.count(models.Ticket.id))"),
        ("only_the_store_loads_tickets", A_USE_CASE, "uow.session.query(Ticket)"),
        ("only_the_store_loads_tickets", A_USE_CASE, "self.session.get(Ticket, 7)"),
        ("rules_are_pure", "core/rules/scoring.py", "import sqlalchemy"),
        ("rules_are_pure", "core/rules/scoring.py", "from core import clock"),
        ("rules_are_pure", "core/rules/scoring.py", "from core.store import models"),
        ("rules_are_pure", "core/rules/scoring.py", "import os.path"),
        ("pages_begin_with_the_guard", A_PAGE, GUARD),
        ("pages_begin_with_the_guard", A_PAGE, GUARD + "st.title('承办')\nshell.enter(HANDLER)"),
        ("pages_begin_with_the_guard", A_PAGE, GUARD + "if True:\n    shell.enter(HANDLER)"),
        ("citizens_text_is_never_markup", A_PAGE, "st.write(x, unsafe_allow_html=True)"),
        ("citizens_text_is_never_markup", "pages/_ui/cards.py", "f(unsafe_allow_html=is_safe)"),
        ("citizens_text_is_never_markup", A_PAGE, "st.markdown(f'**{ticket.title}**')"),
        ("citizens_text_is_never_markup", A_PAGE, "st.markdown('**' + ticket.title)"),
        ("citizens_text_is_never_markup", A_PAGE, "column.html('{}'.format(ticket.title))"),
        ("names_say_something", "core/utils.py", ""),
        ("names_say_something", "core/helpers/dates.py", ""),
        ("names_say_something", "core/casework/ticket_desk.py", "class TicketManager: ..."),
        ("names_say_something", A_USE_CASE, "def handle_reply(): ..."),
        ("files_stay_short", A_USE_CASE, "\n" * 401),
        ("files_stay_short", A_PAGE, "\n" * 151),
        ("modules_say_what_they_are_for", A_USE_CASE, "import re"),
        ("modules_say_what_they_are_for", "core/casework/__init__.py", ""),
        ("nothing_is_left_for_later", "README.md", "- TODO: say more"),
        ("nothing_is_left_for_later", A_USE_CASE, "# FIXME later"),
        ("nothing_depends_on_one_machine", "README.md", "see /home/zhang/hotline"),
        ("nothing_depends_on_one_machine", "README.md", "see (/work/main)"),
        ("nothing_depends_on_one_machine", "Makefile", "pip -i https://pypi.org/simple"),
    ],
)
def test_each_rule_says_no(check: str, path: str, bad: str) -> None:
    assert _offences(getattr(architecture, check), [Source(path, bad)])


@pytest.mark.parametrize(
    ("check", "path", "good"),
    [
        ("only_the_clock_reads_the_time", "core/clock.py", "datetime.now(UTC)"),
        ("only_the_clock_reads_the_time", "core/store/db.py", "clock.now()\nself.clock()"),
        ("only_the_clock_reads_the_time", "kb/index.py", "time.perf_counter()\ntime.sleep(1)"),
        ("only_the_store_commits", "core/store/db.py", "connection.commit()"),
        ("only_the_store_commits", "kb/index.py", "writer.commit(merge=False)"),
        ("only_the_store_loads_tickets", "core/store/work.py", "select(Ticket)"),
        ("only_the_store_loads_tickets", A_USE_CASE, "select(Reply).where(Reply.ticket_id == 7)"),
        (
            "rules_are_pure",
            "core/rules/scoring.py",
            "from datetime import date\nimport core.errors",
        ),
        ("pages_begin_with_the_guard", A_PAGE, GUARD + "actor = shell.enter(Role.HANDLER)"),
        ("pages_begin_with_the_guard", A_PAGE, "from pages._ui import shell\nshell.enter()"),
        ("pages_begin_with_the_guard", "pages/_ui/shell.py", "def enter(): ..."),
        ("citizens_text_is_never_markup", A_PAGE, "st.markdown('### 待办')"),
        ("citizens_text_is_never_markup", "pages/_ui/cards.py", "st.html(f'<b>{escape(x)}</b>')"),
        ("names_say_something", "core/store/models/base.py", "class Base: ..."),
        ("names_say_something", A_USE_CASE, "def unhandled_tickets(): ..."),
        ("files_stay_short", A_USE_CASE, "\n" * 400),
        (
            "nothing_depends_on_one_machine",
            "README.md",
            "https://example.org/work/page ./var/opt/x",
        ),
    ],
)
def test_each_rule_lets_good_code_pass(check: str, path: str, good: str) -> None:
    assert not _offences(getattr(architecture, check), [Source(path, good)])


# -- what is imported is pinned ---------------------------------------------------------------------


def _pinned(file: str) -> set[str]:
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    names = (re.match(r"[\w.-]+(?=(\[\w+\])?==)", line) for line in lines)
    return {name.group().lower().replace("_", "-") for name in names if name}


def _imported_distributions(sources: list[Source]) -> dict[str, list[str]]:
    """The packages that must be installed for these files, each with the files that ask."""
    homes = importlib.metadata.packages_distributions()
    ours = {place.removesuffix(".py") for place in PRODUCT} | {"tests", "bench", "scripts"}
    asked = defaultdict(list)
    for source in sources:
        for module in {name.split(".")[0] for _, name in architecture.imports(source)}:
            if module not in sys.stdlib_module_names and module not in ours:
                # What is optional need not be installed here; it goes by its own name then.
                asked[homes.get(module, [module])[0].lower().replace("_", "-")].append(source.path)
    return asked


def test_the_product_imports_only_what_requirements_pin() -> None:
    asked = _imported_distributions(PRODUCT_CODE)

    pinned = _pinned("requirements.txt") | _pinned("requirements-semantic.txt")
    unpinned = {name: asked[name] for name in asked.keys() - pinned}
    assert not unpinned


def test_the_tests_import_only_what_requirements_pin() -> None:
    asked = _imported_distributions(CODE)

    pinned = _pinned("requirements.txt") | _pinned("requirements-dev.txt")
    pinned |= _pinned("requirements-semantic.txt") | _pinned("requirements-bench.txt")
    unpinned = {name: asked[name] for name in asked.keys() - pinned}
    assert not unpinned


def test_every_requirement_is_pinned_to_the_constraint() -> None:
    required = _pinned("requirements.txt") | _pinned("requirements-dev.txt")

    assert required <= _pinned("constraints.txt")
