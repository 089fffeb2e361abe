"""SQLite: copied page by page with its own backup API, never with cp, which misses the write-ahead log."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import connection

from accounts.domain.backup import BackupRefused, Contents
from accounts.domain.chain import Link, follow

_PATIENCE = 20.0


def snapshot(target: Path) -> Contents:
    """Copy the database as it is at one moment; what that moment held."""
    with closing(_opened(_own_path())) as source, closing(sqlite3.connect(target)) as copy:
        source.execute("BEGIN")
        contents = _contents(source)
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
    return contents


def inspect(file: Path) -> Contents:
    """Read a copy through and through."""
    try:
        with closing(_opened(file)) as copy:
            faults = [row[0] for row in copy.execute("PRAGMA integrity_check") if row[0] != "ok"]
            faults += [f"row {row[1]} of {row[0]} names a row that is not there" for row in _dangling(copy)]
            return _contents(copy, faults)
    except sqlite3.DatabaseError as error:
        raise BackupRefused(f"the database in it is broken: {error}") from error


def put_back(file: Path) -> None:
    """Write a copy over the site's database; all or nothing."""
    connection.close()
    path = _own_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with closing(sqlite3.connect(path, timeout=_PATIENCE)) as target, closing(_opened(file)) as copy:
            target.execute("BEGIN EXCLUSIVE")
            target.rollback()
            copy.backup(target)
    except sqlite3.OperationalError as error:
        raise BackupRefused(f"{path} is in use: stop whatever works on it ({error})") from error


def others_at_work() -> str:
    """Whoever else writes is met by the lock of `put_back`."""
    return ""


def _own_path() -> Path:
    return Path(connection.settings_dict["NAME"])


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=_PATIENCE)


def _dangling(copy: sqlite3.Connection) -> list[Any]:
    return copy.execute("PRAGMA foreign_key_check").fetchmany(10)


def _contents(database: sqlite3.Connection, faults: list[str] | None = None) -> Contents:
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    tables = [row[0] for row in database.execute(query).fetchall()]
    return Contents(
        rows={table: _count(database, table) for table in tables},
        migrations=_migrations(database),
        trail=follow(_links(database)),
        faults=faults or [],
    )


def _count(database: sqlite3.Connection, table: str) -> int:
    return database.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]  # noqa: S608 - its own tables


def _migrations(database: sqlite3.Connection) -> list[str]:
    rows = database.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
    return [f"{app}.{name}" for app, name in rows]


def _links(database: sqlite3.Connection) -> Iterator[Link]:
    names = ("number", "at", "actor_id", "action", "subject", "details", "previous_digest", "digest")
    query = f"SELECT {', '.join(names)} FROM accounts_auditentry ORDER BY number"  # noqa: S608 - our columns
    for row in database.execute(query):
        values = dict(zip(names, row, strict=True))
        at = datetime.fromisoformat(values["at"]).replace(tzinfo=UTC)
        yield Link(**{**values, "at": at, "details": json.loads(values["details"])})
