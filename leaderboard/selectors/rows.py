"""The boards as the database holds them: one statement for the top and the viewer's own line."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from leaderboard.models import BoardLine, BoardState

from .picture import Payload, PictureLine

_COLUMNS = (
    "user_id",
    "user__name",
    "department__name",
    "points",
    "elapsed_ms",
    "attempts",
    "version",
    "is_listed",
    "sort_key",
    "group",
)
_COUNTS = ("is_mine", "total", "better", "equals", "lines_at")


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """`mine`: the viewer's line, its place (0: not listed) and how many share its key."""

    lines: list[PictureLine]
    total: int
    updated_at: datetime | None
    mine: tuple[PictureLine, int, int] | None


def read(contest_id: int, edition: str, viewer_id: int | None, group: str | None, limit: int) -> Found:
    """The first `limit` listed lines and the viewer's, by the board's index; one statement.

    The top is found by 50 steps along the index, the own place by one count along it.
    """
    lines = BoardLine.objects.filter(contest=contest_id, edition=edition)
    if group is not None:
        lines = lines.filter(group=group)
    mine = _mine(lines, viewer_id)
    found = list((_top(lines, contest_id, limit).union(mine, all=True)) if limit else mine)
    top = sorted((row for row in found if not row[10]), key=lambda row: (row[8], row[0]))
    return Found(
        lines=[_line(row) for row in top],
        total=top[0][11] if top else 0,
        updated_at=top[0][14] if top else None,
        mine=next((_own(row) for row in found if row[10]), None),
    )


def _top(lines: QuerySet[BoardLine], contest_id: int, limit: int) -> QuerySet[BoardLine, Any]:
    listed = lines.filter(is_listed=True)
    first = listed.order_by("sort_key", "user_id").values("pk")[:limit]
    state = BoardState.objects.filter(pk=contest_id).values("lines_at")
    counts = {
        "is_mine": Value(0),
        "total": Subquery(_count(listed)),
        "better": Value(0),
        "equals": Value(0),
        "lines_at": Subquery(state),
    }
    return BoardLine.objects.filter(pk__in=first).annotate(**counts).values_list(*_COLUMNS, *_COUNTS)


def _mine(lines: QuerySet[BoardLine], viewer_id: int | None) -> QuerySet[BoardLine, Any]:
    listed = lines.filter(is_listed=True)
    better, equals = Q(sort_key__lt=OuterRef("sort_key")), Q(sort_key=OuterRef("sort_key"))
    counts = {
        "is_mine": Value(1),
        "total": Value(0),
        "better": Coalesce(Subquery(_count(listed.filter(better))), Value(0)),
        "equals": Coalesce(Subquery(_count(listed.filter(equals))), Value(0)),
        "lines_at": F("updated_at"),
    }
    return lines.filter(user=viewer_id).annotate(**counts).values_list(*_COLUMNS, *_COUNTS)


def _count(lines: QuerySet[BoardLine]) -> QuerySet[BoardLine, Any]:
    """The number of lines as a subquery of one value; nothing where there are none."""
    one_group = lines.order_by().annotate(_all=Value(1, output_field=IntegerField())).values("_all")
    return one_group.annotate(number=Count("pk")).values("number")


def _line(row: tuple[Any, ...]) -> PictureLine:
    user, name, department, points, elapsed_ms, tries, version, is_listed, key, group = row[:10]
    payload = Payload(user, name, department or "", points, elapsed_ms, tries)
    return PictureLine(version=version, key=key if is_listed else "", group=group, payload=payload)


def _own(row: tuple[Any, ...]) -> tuple[PictureLine, int, int]:
    line = _line(row)
    return (line, row[12] + 1, row[13]) if line.key else (line, 0, 0)
