"""The board of 挑战答题: everybody's best run, of this month and of all."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from leaderboard.domain.ranking import shared_places
from learning.models import Learner
from learning.selectors.runs import best_runs, month_began, people_ahead, runs_of

from .study import shown_name

MOST = 50


@dataclass(frozen=True, kw_only=True)
class RunRow:
    """A person on the board. Equal runs share a place; `at`: when it was reached first."""

    place: int
    is_tied: bool
    is_me: bool
    name: str
    department: str
    length: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class RunBoard:
    """`place` is the viewer's own, None without a run; `has_left`: the viewer does not want to be on it."""

    rows: list[RunRow]
    length: int | None
    place: int | None
    has_left: bool


def run_board(viewer: User, *, monthly: bool, own_unit: bool = False, now: datetime) -> RunBoard:
    """Of this month or of all time; with `own_unit` the people of the viewer's department and of those below
    it alone. Five statements at most, for any number of people."""
    since = month_began(now) if monthly else None
    within = viewer.department.path if own_unit and viewer.department else ""
    runs = best_runs(since=since, most=MOST, within=within)
    rows = [
        RunRow(
            place=place,
            is_tied=is_tied,
            is_me=one.user_id == viewer.pk,
            name=shown_name(viewer, one.user_id, one.name, one.department),
            department=one.department,
            length=one.length,
            at=one.at,
        )
        for one, (place, is_tied) in zip(runs, shared_places([one.length for one in runs]), strict=True)
    ]
    learner = Learner.objects.filter(user=viewer).first()
    own = runs_of(learner, now) if learner else None
    length = (own.month if monthly else own.ever) if own else None
    has_left = learner is not None and learner.left_board_at is not None
    is_placed = bool(length) and not has_left
    return RunBoard(
        rows=rows,
        length=length,
        place=people_ahead(length or 0, since=since, within=within) + 1 if is_placed else None,
        has_left=has_left,
    )
