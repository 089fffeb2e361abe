"""PostgreSQL: pg_dump of one snapshot, read back line by line; restored in one transaction."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.db import connection, transaction

from accounts.domain.backup import BackupRefused, Contents
from accounts.domain.chain import Link, follow

_COPY = b"COPY "
_END = b"\\."
_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_TRAIL, _MIGRATIONS = "accounts_auditentry", "django_migrations"
# libpq's names for what DATABASE_URL may ask of a connection.
_OPTIONS = {
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
}


def snapshot(target: Path) -> Contents:
    """Dump the database as it is at one moment; what that moment held."""
    program = _program("pg_dump")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        moment = cursor.fetchone()[0]
        rows = {table: _count(cursor, table) for table in _tables(cursor)}
        command = [program, "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={moment}"]
        _run([*command, f"--file={target}"])
        cursor.execute(f"SELECT app || '.' || name FROM {_MIGRATIONS} ORDER BY app, name")  # noqa: S608
        migrations = [row[0] for row in cursor.fetchall()]
        trail = follow(_own_links(cursor))
    return Contents(rows=rows, migrations=migrations, trail=trail)


def inspect(file: Path) -> Contents:
    """Read every row of a dump, without a database to put it in."""
    process = subprocess.Popen(  # noqa: S603 - our own command
        [_program("pg_restore"), "--file=-", str(file)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    with process:
        assert process.stdout is not None and process.stderr is not None
        reading = _Reading()
        reading.take(process.stdout)
        said = process.stderr.read().decode(errors="replace")
    if process.returncode:
        raise BackupRefused(f"the dump in it cannot be read: {_last_line(said)}")
    links = sorted(reading.links, key=lambda link: link.number)
    return Contents(rows=reading.rows, migrations=sorted(reading.migrations), trail=follow(links))


class _Reading:
    """Counts rows of a dump as SQL; keeps those of the audit trail and the migrations."""

    def __init__(self) -> None:
        self.rows: dict[str, int] = {}
        self.links: list[Link] = []
        self.migrations: list[str] = []

    def take(self, lines: IO[bytes]) -> None:
        table, columns = "", list[str]()
        for line in lines:
            if not table:
                if line.startswith(_COPY) and line.endswith(b" FROM stdin;\n"):
                    table, columns = _head(line.decode())
                    self.rows[table] = 0
            elif line.rstrip(b"\n") == _END:
                table = ""
            else:
                self.rows[table] += 1
                self._keep(table, columns, line)

    def _keep(self, table: str, columns: Sequence[str], line: bytes) -> None:
        if table == _TRAIL:
            self.links.append(_link(dict(zip(columns, _values(line), strict=True))))
        elif table == _MIGRATIONS:
            values = dict(zip(columns, _values(line), strict=True))
            self.migrations.append(f"{values['app']}.{values['name']}")


def _head(line: str) -> tuple[str, list[str]]:
    """COPY public.accounts_user (id, "name") FROM stdin; → accounts_user, [id, name]."""
    name, _bracket, rest = line.removeprefix("COPY ").partition(" (")
    columns = rest.rpartition(")")[0].split(", ")
    return name.rpartition(".")[2].strip('"'), [column.strip('"') for column in columns]


def _values(line: bytes) -> list[str | None]:
    return [None if text == "\\N" else _plain(text) for text in line.decode().rstrip("\n").split("\t")]


def _plain(text: str) -> str:
    """COPY's escapes taken back."""
    first, *rest = text.split("\\\\")
    parts = [first, *rest]
    for name, sign in _ESCAPES.items():
        parts = [part.replace(f"\\{name}", sign) for part in parts]
    return "\\".join(parts)


def _link(values: dict[str, Any]) -> Link:
    kept = ("action", "subject", "previous_digest", "digest")
    actor = values["actor_id"]
    return Link(
        number=int(values["number"]),
        at=datetime.fromisoformat(values["at"]),
        actor_id=int(actor) if actor else None,
        details=json.loads(values["details"]),
        **{name: values[name] for name in kept},
    )


def _own_links(cursor: Any) -> Iterator[Link]:
    names = ("number", "at", "actor_id", "action", "subject", "details", "previous_digest", "digest")
    cursor.execute(f"SELECT {', '.join(names)} FROM {_TRAIL} ORDER BY number")  # noqa: S608 - our columns
    for row in cursor:
        values = dict(zip(names, row, strict=True))
        details = values["details"]
        yield Link(**{**values, "details": json.loads(details) if isinstance(details, str) else details})


# ── Putting it back ───────────────────────────────────────────────────────────


def others_at_work() -> str:
    """Who else is connected, where somebody is: a restore must have the database to itself."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        count = cursor.fetchone()[0]
    return f"{count} other connections to the database" if count else ""


def put_back(file: Path) -> None:
    """Put a dump in the place of everything that is there, in one transaction: all or nothing."""
    with connection.cursor() as cursor:
        clearing = _clearing(cursor)
    connection.close()
    psql = [_program("psql"), "--no-psqlrc", "--quiet", "--single-transaction", "--file=-"]
    psql += ["--set=ON_ERROR_STOP=1", "--output=/dev/null"]
    writing = subprocess.Popen(psql, stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=_environment())  # noqa: S603
    with writing:
        assert writing.stdin is not None and writing.stderr is not None
        writing.stdin.write(clearing.encode())
        writing.stdin.flush()
        command = [_program("pg_restore"), "--no-owner", "--no-privileges", "--file=-", str(file)]
        reading = subprocess.run(command, stdout=writing.stdin, stderr=subprocess.PIPE, check=False)  # noqa: S603
        if reading.returncode and writing.poll() is None:
            writing.kill()  # before it sees an end and commits
        writing.stdin.close()
        said = writing.stderr.read().decode(errors="replace")
    if writing.returncode:
        why = _last_line(said) or _last_line(reading.stderr.decode(errors="replace"))
        raise BackupRefused(f"nothing was changed, the dump could not be put back: {why}")


def _clearing(cursor: Any) -> str:
    """Statements that drop our tables and functions, whatever version made them."""
    tables = "".join(f'DROP TABLE "{table}" CASCADE;\n' for table in _tables(cursor))
    cursor.execute(
        "SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace "
        "WHERE n.nspname = current_schema() AND NOT EXISTS "
        "(SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"
    )
    return tables + "".join(f"DROP FUNCTION {row[0]} CASCADE;\n" for row in cursor.fetchall())


def _tables(cursor: Any) -> list[str]:
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename")
    return [row[0] for row in cursor.fetchall()]


def _count(cursor: Any, table: str) -> int:
    cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608 - the database's own tables
    return cursor.fetchone()[0]


# ── PostgreSQL's own programs ─────────────────────────────────────────────────


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise BackupRefused(f"{name} is not on PATH; on Debian: apt install postgresql-client")
    return found


def _run(command: Sequence[str]) -> None:
    done = subprocess.run(command, env=_environment(), capture_output=True, check=False)  # noqa: S603 - ours
    if done.returncode:
        said = _last_line(done.stderr.decode(errors="replace"))
        raise BackupRefused(f"{Path(command[0]).name} failed: {said}")


def _environment() -> dict[str, str]:
    """Where the database is; a password on a command line would stand in the list of processes."""
    facts = connection.settings_dict
    places = {
        "NAME": "PGDATABASE",
        "HOST": "PGHOST",
        "PORT": "PGPORT",
        "USER": "PGUSER",
        "PASSWORD": "PGPASSWORD",
    }
    given = {variable: str(facts[name]) for name, variable in places.items() if facts.get(name)}
    options = facts.get("OPTIONS", {})
    given |= {variable: str(options[name]) for name, variable in _OPTIONS.items() if options.get(name)}
    return {**os.environ, **given}


def _last_line(said: str) -> str:
    lines = [line for line in said.splitlines() if line.strip()]
    return next(
        (line for line in lines if "error" in line.lower()), lines[-1] if lines else "no reason given"
    )
