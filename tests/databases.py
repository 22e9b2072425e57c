"""Databases for tests: one migrated template per run and kind, and a fresh copy of it per test.

A copy costs milliseconds, so every test starts from the tables as the migrations leave them.
"""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg

from tests import prerequisites

Migrate = Callable[[str], object]

_START_SECONDS = 60
_TEMPLATE = "hotline_template"
_OPTIONS = {
    "fsync": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "120",
    "timezone": "UTC",
    "listen_addresses": "",
}


def sqlite_url(file: Path) -> str:
    """The SQLAlchemy address of a SQLite file."""
    return f"sqlite:///{file}"


class SQLiteTemplate:
    """A migrated SQLite file, copied for each test that asks."""

    def __init__(self, directory: Path, migrate: Migrate) -> None:
        self._file = directory / "template.db"
        migrate(sqlite_url(self._file))
        log = self._file.with_name(self._file.name + "-wal")
        if log.exists() and log.stat().st_size:
            raise RuntimeError("migrating left a connection open: the file lacks its last changes")

    def copy(self, directory: Path) -> str:
        """The address of a fresh copy in `directory`, which pytest clears away."""
        target = directory / "hotline.db"
        shutil.copyfile(self._file, target)
        return sqlite_url(target)


class PostgreSQLCluster:
    """A private PostgreSQL server of one test process, reached by a socket among its own files.

    So neither another worker nor a server that already runs on the machine is hit by mistake.
    """

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        # The server refuses to run as root; its files then belong to Debian's account for it.
        self._account = "postgres" if os.geteuid() == 0 else None
        self._directory = Path(tempfile.mkdtemp(prefix="hotline-pg-"))
        self._numbers = itertools.count(1)
        self._server: subprocess.Popen[bytes] | None = None

    @classmethod
    @contextmanager
    def running(cls) -> Iterator[PostgreSQLCluster]:
        """A started cluster, stopped and deleted at the end whatever happens in between."""
        programs = _find_programs()
        if programs is None:
            prerequisites.absent("PostgreSQL")
        cluster = cls(programs)
        try:
            cluster._make_files()
            cluster._start()
            yield cluster
        finally:
            cluster._stop(signal.SIGQUIT)
            shutil.rmtree(cluster._directory)

    def url(self, database: str) -> str:
        """The SQLAlchemy address of one database of this cluster."""
        return f"postgresql+psycopg://postgres@/{database}?host={quote(str(self._directory), '')}"

    def make_template(self, migrate: Migrate) -> None:
        """Make the database that `copy` copies, with the tables that `migrate` makes."""
        self._command(f"CREATE DATABASE {_TEMPLATE}")
        migrate(self.url(_TEMPLATE))

    @contextmanager
    def copy(self) -> Iterator[str]:
        """The address of a fresh copy of the template, dropped afterwards with all its sessions."""
        name = self.make_copy()
        try:
            yield self.url(name)
        finally:
            self.drop(name)

    def make_copy(self) -> str:
        """Copy the template and give the copy's name."""
        name = self._new_name()
        # Three times as quick as logging every page of the copy (PostgreSQL 15's default).
        self._command(f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE} STRATEGY FILE_COPY")
        return name

    def drop(self, name: str) -> None:
        """Delete a database, whoever is connected to it."""
        self._command(f"DROP DATABASE {name} WITH (FORCE)")

    def rename(self, name: str) -> str:
        """Give a database nobody is connected to a name that none has had, and say which."""
        new = self._new_name()
        self._command(f"ALTER DATABASE {name} RENAME TO {new}")
        return new

    def crash_and_recover(self) -> None:
        """What a power failure leaves: every connection cut, no checkpoint; then a fresh start."""
        self._stop(signal.SIGQUIT)
        self._start()

    def _new_name(self) -> str:
        return f"hotline_{next(self._numbers)}"

    def _make_files(self) -> None:
        if self._account:
            shutil.chown(self._directory, self._account, self._account)
        initdb = self._launch(
            "initdb",
            *("--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"),
            *("--no-sync", "--no-instructions"),
        )
        if initdb.wait() != 0:
            raise RuntimeError(f"initdb failed: {self._log()}")

    def _start(self) -> None:
        options = _OPTIONS | {"unix_socket_directories": str(self._directory)}
        self._server = self._launch("postgres", *(f"--{k}={v}" for k, v in options.items()))
        last_call = time.monotonic() + _START_SECONDS
        while True:
            try:
                self._command("SELECT 1")
                break
            except psycopg.OperationalError:
                if self._server.poll() is not None or time.monotonic() > last_call:
                    raise RuntimeError(f"PostgreSQL did not start: {self._log()}") from None
                time.sleep(0.02)

    def _stop(self, how: signal.Signals) -> None:
        if self._server is not None:
            self._server.send_signal(how)
            self._server.wait()
            self._server = None

    def _launch(self, program: str, *options: str) -> subprocess.Popen[bytes]:
        with (self._directory / "log").open("ab") as log:
            return subprocess.Popen(
                [self._programs / program, "-D", self._directory / "files", *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self._directory,
                user=self._account,
                group=self._account,
                extra_groups=[] if self._account else None,
                start_new_session=True,  # Ctrl-C is for pytest, which then stops the server
            )

    def _command(self, sql: str) -> None:
        with psycopg.connect(
            host=str(self._directory), user="postgres", dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(sql.encode())

    def _log(self) -> str:
        return (self._directory / "log").read_text(errors="replace")[-4000:]


def _find_programs() -> Path | None:
    """The folder of the server's programs: Debian keeps them off the PATH, by version."""
    on_path = shutil.which("initdb")
    versions = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda found: int(found.parts[-3])
    )
    found = versions[-1] if versions else Path(on_path) if on_path else None
    return found.resolve().parent if found else None
