"""The house's own rules as small checks: each takes one file and names what breaks the rule.

test_architecture.py runs them over the tree, and shows of each that it can say no.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PRODUCT = ("app.py", "core", "kb", "pages", "demo")
LONGEST_FILE = 400
LONGEST_PAGE = 150

_NOT_OURS = {"var", "__pycache__", "node_modules", "htmlcov", "test-results"}
_TEXTS = {".py", ".md", ".toml", ".txt", ".sh", ".cfg", ".ini", ".csv", ".json", ".js", ".css"}
_NO_SUFFIX = {"Makefile", "run", ".gitignore"}


@dataclass(frozen=True)
class Source:
    """One file of the tree: its path from the root and its text."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    @cached_property
    def calls(self) -> list[ast.Call]:
        return [node for node in ast.walk(self.tree) if isinstance(node, ast.Call)]

    def is_in(self, *places: str) -> bool:
        """Whether the file is one of `places` or lies in one of them."""
        return any(self.path == place or self.path.startswith(f"{place}/") for place in places)

    def at(self, node: ast.AST, what: str) -> str:
        """An offence with the place an editor jumps to."""
        return f"{self.path}:{getattr(node, 'lineno', 1)}: {what}"


Check = Callable[[Source], Iterator[str]]


def texts() -> list[Source]:
    """Every text file of the project, hidden caches and installations left out."""
    return [
        Source(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))
        for path in sorted(ROOT.rglob("*"))
        if path.is_file()
        and (path.suffix in _TEXTS or path.name in _NO_SUFFIX)
        and _is_ours(path.relative_to(ROOT).parts)
    ]


def _is_ours(parts: tuple[str, ...]) -> bool:
    is_hidden = parts[0].startswith(".") and parts[0] not in {".ci", ".streamlit", ".gitignore"}
    return not is_hidden and not _NOT_OURS.intersection(parts[:-1])


def _name(node: ast.expr) -> str:
    """The last name of an expression: `self.clock` and `clock` are both clock."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _receiver(call: ast.Call) -> str:
    return _name(call.func.value) if isinstance(call.func, ast.Attribute) else ""


# -- time, transactions and tickets: each in one room ---------------------------------------------

_DAY_READERS = {"now", "today", "utcnow"}
_EPOCH_READERS = {"time", "time_ns", "localtime", "gmtime", "ctime", "strftime"}


def only_the_clock_reads_the_time(source: Source) -> Iterator[str]:
    """Everything else takes `now`; a stop-watch (time.perf_counter) is not the time of day."""
    if source.is_in("core/clock.py"):
        return
    for call in source.calls:
        receiver, called = _receiver(call), _name(call.func)
        is_our_clock = receiver in {"clock", "_clock"}
        is_day = isinstance(call.func, ast.Attribute) and called in _DAY_READERS
        if (is_day and not is_our_clock) or (receiver == "time" and called in _EPOCH_READERS):
            yield source.at(
                call, f"{receiver}.{called}() reads the time of day: take `now` instead"
            )
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            for name in _EPOCH_READERS.intersection(alias.name for alias in node.names):
                yield source.at(node, f"time.{name} reads the time of day: take `now` instead")


def only_the_store_commits(source: Source) -> Iterator[str]:
    """One use case is one transaction, ended by core/store; a search index has its own writer."""
    for call in source.calls:
        if _name(call.func) != "commit" or source.is_in("core/store"):
            continue
        if source.is_in("kb") and _receiver(call) == "writer":
            continue
        yield source.at(call, "only core/store commits: work inside `with database.work(actor)`")


def only_the_store_loads_tickets(source: Source) -> Iterator[str]:
    """Loading is authorising: a query that starts from the bare table sees everybody's tickets."""
    if source.is_in("core/store", "core/insight"):
        return
    for call in source.calls:
        called = _name(call.func)
        loads = called in {"select", "query"} or (
            called in {"get", "get_one"} and "session" in _receiver(call)
        )
        if loads and any(_starts_from_ticket(argument) for argument in call.args):
            yield source.at(call, f"{called}(Ticket) goes round access: use uow.visible_tickets()")


def _starts_from_ticket(argument: ast.expr) -> bool:
    return any(_name(node) == "Ticket" for node in ast.walk(argument) if isinstance(node, ast.expr))


def rules_are_pure(source: Source) -> Iterator[str]:
    """core/rules: tables and pure functions on the standard library, without I/O and clocks."""
    if not source.is_in("core/rules"):
        return
    for node, module in imports(source):
        top = module.split(".")[0]
        is_own = module.startswith("core.rules") or module == "core.errors"
        if not is_own and (top not in sys.stdlib_module_names or top in _WORLDLY):
            yield source.at(node, f"core/rules must not import {module}")


_WORLDLY = {"io", "os", "pathlib", "random", "secrets", "shutil", "socket", "sqlite3", "subprocess"}
_WORLDLY |= {"tempfile", "threading", "time", "urllib", "http", "logging", "asyncio", "uuid"}


def imports(source: Source) -> Iterator[tuple[ast.stmt, str]]:
    """Each imported module by its full name; `from core import text` counts as core.text."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            if node.module in {"core", "kb", "pages", "demo"}:
                yield from ((node, f"{node.module}.{alias.name}") for alias in node.names)
            else:
                yield node, node.module


# -- pages -----------------------------------------------------------------------------------------


def pages_begin_with_the_guard(source: Source) -> Iterator[str]:
    """A server first visited at /some_page runs that page without app.py (Streamlit 1.67)."""
    if not _is_page(source):
        return
    statements = source.tree.body[1 if ast.get_docstring(source.tree) is not None else 0 :]
    first = next((s for s in statements if not isinstance(s, ast.Import | ast.ImportFrom)), None)
    call = first.value if isinstance(first, ast.Expr | ast.Assign | ast.AnnAssign) else None
    if not (isinstance(call, ast.Call) and ast.unparse(call.func) == "shell.enter"):
        yield source.at(first or source.tree, "a page's first statement is shell.enter(...)")


def citizens_text_is_never_markup(source: Source) -> Iterator[str]:
    """A caller's words in Markdown or HTML fetch pictures and draw headings: outside pages/_ui,
    which escapes, markup is fixed text."""
    for call in source.calls:
        if any(
            keyword.arg == "unsafe_allow_html"
            and not (isinstance(keyword.value, ast.Constant) and keyword.value.value is False)
            for keyword in call.keywords
        ):
            yield source.at(call, "unsafe_allow_html opens the page to whatever a caller says")
        if _name(call.func) in {"markdown", "html"} and not source.is_in("pages/_ui"):
            markup = call.args[0] if call.args else None
            if isinstance(markup, ast.JoinedStr | ast.BinOp | ast.Call):
                yield source.at(call, f"{_name(call.func)}() takes fixed text; show values as text")


def _is_page(source: Source) -> bool:
    folder, _, name = source.path.rpartition("/")
    return folder == "pages" and name.endswith(".py") and name != "__init__.py"


# -- size, names, words ----------------------------------------------------------------------------


def files_stay_short(source: Source) -> Iterator[str]:
    """A file that outgrows this becomes a package of the same name; a migration is one listing."""
    if source.is_in("core/store/migrations/versions"):
        return
    lines = source.text.count("\n")
    limit = LONGEST_PAGE if _is_page(source) else LONGEST_FILE
    if lines > limit:
        yield f"{source.path}: {lines} lines, at most {limit}"


_EMPTY_NAMES = {"utils", "util", "helpers", "helper", "manager", "managers", "service", "services"}
_EMPTY_NAMES |= {"common", "misc", "data", "info", "base"}
_EMPTY_ENDINGS = ("Manager", "Service", "Helper", "Utils", "Util")


def names_say_something(source: Source) -> Iterator[str]:
    """A module is a room of the office; a class or function says what it is or does."""
    parts = source.path.removesuffix(".py").split("/")
    is_declarative_base = source.is_in("core/store/models/base.py")
    if not is_declarative_base and (empty := _EMPTY_NAMES.intersection(parts)):
        yield f"{source.path}: {'/'.join(empty)} names no room of the office"
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ClassDef) and node.name.endswith(_EMPTY_ENDINGS):
            yield source.at(node, f"class {node.name}: name the thing itself")
        if isinstance(node, ast.FunctionDef) and node.name.lstrip("_").startswith("handle_"):
            yield source.at(node, f"{node.name}: say what is done")


def modules_say_what_they_are_for(source: Source) -> Iterator[str]:
    """Every module opens with a docstring; an empty __init__.py of a test folder has nothing to say."""
    is_empty_test_folder = source.is_in("tests") and not source.text.strip()
    if not is_empty_test_folder and not ast.get_docstring(source.tree):
        yield f"{source.path}:1: the module has no docstring"


_UNFINISHED = re.compile(r"\b(TODO|FIXME)\b")


def nothing_is_left_for_later(source: Source) -> Iterator[str]:
    """What is not done is an issue, not a comment."""
    for number, line in enumerate(source.text.splitlines(), 1):
        if _UNFINISHED.search(line):
            yield f"{source.path}:{number}: unfinished: {line.strip()}"


_ELSEWHERE = re.compile(
    r"(?<![\w.~])/(?:work|root|home|Users|mnt|opt)/\w"
    r"|(?<![\w.])/tmp/(?:venv|brief)"
    r"|\b(?:pypi|npmjs|pythonhosted|debian|ubuntu|aliyun|tsinghua|ustc)\.(?:org|com|net|edu)\b"
    r"|\b[A-Za-z]:\\\\?Users"
)


def nothing_depends_on_one_machine(source: Source) -> Iterator[str]:
    """No path of a person's machine and no registry's host: a clone works anywhere."""
    for number, line in enumerate(source.text.splitlines(), 1):
        if found := _ELSEWHERE.search(line):
            yield f"{source.path}:{number}: belongs to one machine: {found.group()}"
