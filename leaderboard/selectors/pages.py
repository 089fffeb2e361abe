"""What a board page shows: plain rows, points in hundredths."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class BoardRow:
    """A person on the board; `place` None for the viewer's own row while it is not listed.

    `best`: the best attempt's points, None where the rules do not show them.
    """

    place: int | None
    is_tied: bool
    name: str
    department: str
    points: int
    elapsed_ms: int
    attempts: int
    best: int | None = None
    is_me: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class BoardPage:
    """`stale`: the picture has not been compared with the rows lately. `frozen`: the board stands
    still. `hidden`: there is nothing to see for this viewer before the winners are published.
    `undrawn`: Redis answers and has no picture, so that each look costs the database a statement."""

    rows: list[BoardRow] = field(default_factory=list)
    me: BoardRow | None = None
    total: int = 0
    group: str | None = None
    updated_at: datetime | None = None
    stale: bool = False
    frozen: bool = False
    hidden: bool = False
    undrawn: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class OrganisationRow:
    """A department on a board. `score` in millionths; `metrics` name → the value as printed."""

    place: int
    is_tied: bool
    name: str
    headcount: int
    participants: int
    score: int
    metrics: dict[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class OrganisationPage:
    name: str
    rows: list[OrganisationRow]
    updated_at: datetime | None
    frozen: bool = False
