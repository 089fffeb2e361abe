"""Which SQLite library the embedded profile runs on.

SQLite 3.7.0 to 3.51.2 can corrupt a WAL database when two processes write (the
WAL-reset bug, mended in 3.51.3, 3.50.7 and 3.44.6).  Where Python links an older
library, the `pysqlite3` wheel takes its place; where that is not to be had either,
the settings fall back to a rollback journal.
"""

import importlib
import sqlite3
import sys

Version = tuple[int, int, int]
MENDED: tuple[Version, ...] = ((3, 44, 6), (3, 50, 7), (3, 51, 3))


def wal_is_sound(version: Version) -> bool:
    """Whether two processes may write a WAL database with this SQLite version."""
    if version >= MENDED[-1]:
        return True
    return any(version[:2] == mended[:2] and version >= mended for mended in MENDED)


def use_sound_sqlite() -> None:
    """Put the `pysqlite3` wheel in the place of an unsound standard library module."""
    if wal_is_sound(sqlite3.sqlite_version_info):
        return
    try:
        wheel = importlib.import_module("pysqlite3")
    except ImportError:
        return
    if wal_is_sound(wheel.sqlite_version_info):
        sys.modules["sqlite3"] = wheel
        sys.modules["sqlite3.dbapi2"] = importlib.import_module("pysqlite3.dbapi2")


def linked_version() -> Version:
    """The version of the library that Django's SQLite backend will use."""
    major, minor, patch = importlib.import_module("sqlite3").sqlite_version_info
    return (major, minor, patch)
