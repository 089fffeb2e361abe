"""This process's copy of the top of each board, kept for a second."""

import time
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from .pages import BoardRow

SECONDS = 1.0
_MOST = 500


class Which(NamedTuple):
    """A board as this process knows it; the join code tells contests apart that had the same id."""

    contest_id: int
    join_code: str
    edition: str
    group: str | None
    limit: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Top:
    """The first rows as everybody may see them, and whose they are."""

    rows: list[BoardRow]
    users: list[int]
    total: int
    updated_at: datetime | None
    stale: bool


_kept: dict[Which, tuple[float, Top]] = {}


def kept(which: Which) -> Top | None:
    until, top = _kept.get(which, (0.0, None))
    return top if time.monotonic() < until else None


def keep(which: Which, top: Top) -> None:
    if len(_kept) >= _MOST:
        _kept.clear()
    _kept[which] = (time.monotonic() + SECONDS, top)


def forget(contest_id: int | None = None) -> None:
    """Drop a contest's copies, or all; a writer's own process never shows what it has replaced."""
    for which in [one for one in _kept if contest_id in (None, one.contest_id)]:
        _kept.pop(which, None)
