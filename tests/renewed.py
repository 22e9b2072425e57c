"""One PostgreSQL database for test after test: what the last one wrote is taken out again, row by row.

A copy of the template is some 1,500 files. Making and deleting so many for every test took half of the
suite's time, most of it inside the file system; taking a few hundred rows out takes milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from tests.databases import PostgreSQLCluster

LARGEST_MB = 64
"""Grown beyond this by rows that were deleted, a database is thrown away."""

_REMEMBER = """
DO $$
DECLARE named regclass; found boolean;
BEGIN
  CREATE SCHEMA planted;
  FOR named IN SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM %s)', named) INTO found;
    IF found THEN
      EXECUTE format('CREATE TABLE planted.%I AS TABLE %s', (SELECT relname FROM pg_class WHERE oid = named), named);
    END IF;
  END LOOP;
  CREATE TABLE planted."the sequences" AS
    SELECT quote_ident(schemaname) || '.' || quote_ident(sequencename) AS named, last_value
    FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL;
END $$
"""
"""What the migrations leave in the tables, beside them."""

_TAKE_OUT = """
SET LOCAL session_replication_role = replica;
DO $$
DECLARE named regclass; short text; found boolean; started record;
BEGIN
  FOR named, short IN
    SELECT oid, relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
  LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM %s)', named) INTO found;
    IF found THEN EXECUTE format('DELETE FROM %s', named); END IF;
    IF to_regclass(format('planted.%I', short)) IS NOT NULL THEN
      EXECUTE format('INSERT INTO %s OVERRIDING SYSTEM VALUE SELECT * FROM planted.%I', named, short);
    END IF;
  END LOOP;
  FOR started IN
    SELECT quote_ident(schemaname) || '.' || quote_ident(sequencename) AS named, start_value
    FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL
  LOOP
    PERFORM setval(started.named::regclass, started.start_value, false);
  END LOOP;
  PERFORM setval(used.named::regclass, used.last_value) FROM planted."the sequences" AS used;
END $$
"""
"""Triggers and foreign keys are for people; a test's rows go in any order."""

_SHAPE = """
SELECT md5(string_agg(part, ',' ORDER BY part)) FROM (
  SELECT concat_ws(':', c.relname, c.relkind, a.attname, a.atttypid, a.attnotnull, a.attisdropped) AS part
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
  WHERE c.relnamespace = 'public'::regnamespace
  UNION ALL SELECT concat_ws(':', tgrelid, tgname, tgenabled) FROM pg_trigger
  UNION ALL SELECT concat_ws(':', conrelid, conname) FROM pg_constraint
  UNION ALL SELECT concat_ws(':', pronamespace, proname, md5(prosrc)) FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace
) AS parts
"""
"""Tables, columns, triggers and functions: a test that changes them leaves a database nobody else can use."""

_SEND_AWAY = """
SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


class Renewed:
    """Hands out a database as the migrations leave it, the same one again wherever that can be had."""

    def __init__(self, cluster: PostgreSQLCluster) -> None:
        self._cluster = cluster
        self._name: str | None = None
        self._shape = ""

    @contextmanager
    def database(self) -> Iterator[str]:
        """Its address, which no test has had before; afterwards what was written there is taken out.

        Whoever is connected still is sent away. What is kept elsewhere by the address, like a search
        index, is nobody else's for that reason.
        """
        if self._name is None:
            self._name = self._cluster.make_copy()
            self._shape = self._remember(self._cluster.url(self._name))
        yield self._cluster.url(self._name)
        if self._take_out(self._cluster.url(self._name)):
            self._name = self._cluster.rename(self._name)
        else:
            self.close()

    def close(self) -> None:
        """Drop the database; the next one is a new copy."""
        if self._name is not None:
            self._cluster.drop(self._name)
            self._name = None

    def _remember(self, url: str) -> str:
        with _connected(url) as connection:
            connection.execute(_REMEMBER)
            return _shape_of(connection)

    def _take_out(self, url: str) -> bool:
        """Whether the database is as it was."""
        with _connected(url) as connection:
            connection.execute(_SEND_AWAY)
            if _shape_of(connection) != self._shape or _megabytes(connection) > LARGEST_MB:
                return False
            connection.execute(_TAKE_OUT)
            return True


def _connected(url: str) -> psycopg.Connection[tuple[str]]:
    return psycopg.connect(url.replace("postgresql+psycopg", "postgresql", 1))


def _shape_of(connection: psycopg.Connection[tuple[str]]) -> str:
    row = connection.execute(_SHAPE).fetchone()
    return row[0] if row else ""


def _megabytes(connection: psycopg.Connection[tuple[str]]) -> float:
    row = connection.execute("SELECT pg_database_size(current_database())").fetchone()
    return int(row[0]) / 1e6 if row else 0.0
