"""Tables whose rows the database itself refuses to change or to delete: an operation for migrations."""

from collections.abc import Sequence
from typing import Any

from django.db import migrations

_WORDS = "{table} is append-only"


def append_only(table: str, *, unique: Sequence[str] = ("id",)) -> migrations.RunPython:
    """UPDATE and DELETE fail; on SQLite also INSERT OR REPLACE of a row that has one of `unique`.

    On SQLite a later migration that alters the table rebuilds it and loses its triggers: such a
    migration must end with this operation again.
    """

    def make(apps: Any, schema_editor: Any) -> None:
        is_postgresql = schema_editor.connection.vendor == "postgresql"
        for statement in _postgresql(table) if is_postgresql else _sqlite(table, unique):
            schema_editor.execute(statement)

    def drop(apps: Any, schema_editor: Any) -> None:
        is_postgresql = schema_editor.connection.vendor == "postgresql"
        for statement in _postgresql_back(table) if is_postgresql else _sqlite_back(table):
            schema_editor.execute(statement)

    return migrations.RunPython(make, drop)


def _postgresql(table: str) -> list[str]:
    words = _WORDS.format(table=table)
    return [
        f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{words}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_refuse()",
    ]


def _postgresql_back(table: str) -> list[str]:
    return [f"DROP TRIGGER {table}_stays ON {table}", f"DROP FUNCTION {table}_refuse()"]


def _sqlite(table: str, unique: Sequence[str]) -> list[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{_WORDS.format(table=table)}'); END"
    same = " OR ".join(f'"{column}" = NEW."{column}"' for column in unique)
    has_one = f"EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608 - names of our own tables
    return [
        f"CREATE TRIGGER {table}_refuses_update BEFORE UPDATE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_refuses_delete BEFORE DELETE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_refuses_replace BEFORE INSERT ON {table} WHEN {has_one} {refuse}",
    ]


def _sqlite_back(table: str) -> list[str]:
    return [f"DROP TRIGGER {table}_refuses_{what}" for what in ("update", "delete", "replace")]
