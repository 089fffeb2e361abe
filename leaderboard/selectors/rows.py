"""The boards as the database holds them: one statement for the top and the viewer's own line.

Written out as SQL: a union whose first part is limited has no way to be said otherwise on both
databases, and composing it anew for each request cost more than running it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from .picture import Payload, PictureLine

_COLUMNS = """
  l.user_id, u.name, d.name, l.points, l.elapsed_ms, l.attempts, l.version, l.is_listed,
  l.sort_key, l."group", l.best
"""
_PEOPLE = """
  JOIN accounts_user u ON u.id = l.user_id LEFT JOIN accounts_department d ON d.id = l.department_id
"""
_HERE = "contest_id = %(contest)s AND edition = %(edition)s"
_GROUP = 'AND "group" = %(group)s'
_LISTED = f"FROM leaderboard_boardline WHERE {_HERE} AND is_listed /*group*/"
_MINE = f"""
SELECT {_COLUMNS}, 1 AS is_mine, 0 AS total,
  (SELECT COUNT(*) {_LISTED} AND sort_key < l.sort_key) AS better,
  (SELECT COUNT(*) {_LISTED} AND sort_key = l.sort_key) AS equals,
  l.updated_at AS lines_at
FROM (SELECT * FROM leaderboard_boardline WHERE {_HERE} AND user_id = %(user)s /*group*/) l {_PEOPLE}
"""  # noqa: S608
_TOP_AND_MINE = f"""
SELECT {_COLUMNS}, 0 AS is_mine,
  (SELECT COUNT(*) {_LISTED}) AS total, 0 AS better, 0 AS equals,
  (SELECT lines_at FROM leaderboard_boardstate WHERE contest_id = %(contest)s) AS lines_at
FROM (SELECT * {_LISTED} ORDER BY sort_key, user_id LIMIT %(limit)s) l {_PEOPLE}
UNION ALL {_MINE}
"""  # noqa: S608


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """`mine`: the viewer's line, its place (0: not listed) and how many share its key."""

    lines: list[PictureLine]
    total: int
    updated_at: datetime | None
    mine: tuple[PictureLine, int, int] | None


def read(contest_id: int, edition: str, viewer_id: int | None, group: str | None, limit: int) -> Found:
    """The first `limit` listed lines (0: none of them) and the viewer's, by the board's index.

    The top is `limit` steps along the index, the own place one count along it.
    """
    values: dict[str, Any] = {
        "contest": contest_id,
        "edition": edition,
        "user": viewer_id or 0,
        "group": group,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement(grouped=group is not None, with_top=limit > 0), values)
        found = cursor.fetchall()
    top = sorted((row for row in found if not row[11]), key=lambda row: (row[8], row[0]))
    return Found(
        lines=[_line(row) for row in top],
        total=top[0][12] if top else 0,
        updated_at=_instant(top[0][15]) if top else None,
        mine=next((_own(row) for row in found if row[11]), None),
    )


def statement(*, grouped: bool, with_top: bool) -> str:
    return (_TOP_AND_MINE if with_top else _MINE).replace("/*group*/", _GROUP if grouped else "")


def _instant(value: datetime | str | None) -> datetime | None:
    """SQLite keeps instants as text in UTC and gives them back with or without their type."""
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    return found.replace(tzinfo=UTC) if found and found.tzinfo is None else found


def _line(row: tuple[Any, ...]) -> PictureLine:
    user, name, department, points, elapsed_ms, tries, version, is_listed, key, group, best = row[:11]
    payload = Payload(user, name, department or "", points, elapsed_ms, tries, best)
    return PictureLine(version=version, key=key if is_listed else "", group=group, payload=payload)


def _own(row: tuple[Any, ...]) -> tuple[PictureLine, int, int]:
    line = _line(row)
    return (line, row[13] + 1, row[14]) if line.key else (line, 0, 0)
