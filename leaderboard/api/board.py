"""The board endpoint: read by everybody at once, so a plain view with msgspec."""

from datetime import datetime

import msgspec
from django.http import Http404, HttpRequest

from accounts.api.fast import endpoint
from accounts.messages import sentence
from leaderboard.selectors.boards import organisation_boards, people_board
from leaderboard.selectors.pages import BoardRow, OrganisationPage, OrganisationRow
from leaderboard.selectors.sight import people_groups
from leaderboard.services.drawing import ask_for_picture
from quiz.access import visible_contest
from quiz.models import Contest
from quiz.selectors.rules import sheet_of

MILLION = 1_000_000


class RowOut(msgspec.Struct):
    """A person, or a department with its score in `points`; `place` is null while not listed.

    `best`: a person's best attempt, where the rules show it beside what counts.
    """

    place: int | None
    is_tied: bool
    name: str
    department: str
    points: float
    elapsed_ms: int | None
    attempts: int | None = None
    best: float | msgspec.UnsetType = msgspec.UNSET
    is_me: bool = False
    headcount: int | msgspec.UnsetType = msgspec.UNSET
    participants: int | msgspec.UnsetType = msgspec.UNSET
    metrics: dict[str, str] | msgspec.UnsetType = msgspec.UNSET


class BoardOut(msgspec.Struct):
    """`stale`: Redis was not compared with the database lately. `frozen`: the board stands still.
    `hidden`: nothing is shown before the winners are published; `message` says so."""

    results: list[RowOut]
    me: RowOut | None
    total: int
    board: str
    updated_at: datetime | None
    now: datetime
    stale: bool = False
    frozen: bool = False
    hidden: bool = False
    message: str = ""


@endpoint(
    "GET",
    "contests/{contest_id}/board",
    summary="The board: scope=people (default), departments (board=NAME) or group:NAME",
    gives=BoardOut,
    query=("scope", "board"),
)
def board(request: HttpRequest, contest_id: int) -> tuple[int, BoardOut]:
    contest = visible_contest(request.user, contest_id)  # type: ignore[arg-type]
    scope = request.GET.get("scope", "people")
    if scope == "people":
        return 200, _people(request, contest, None)
    if scope == "departments":
        return 200, _departments(request, contest, request.GET.get("board", ""))
    if scope.startswith("group:"):
        return 200, _people(request, contest, _group(contest, scope.removeprefix("group:")))
    raise Http404


def _group(contest: Contest, name: str) -> str:
    """A group that has a board of its own, else 404."""
    if name not in people_groups(sheet_of(contest.rules)):
        raise Http404
    return name


def _people(request: HttpRequest, contest: Contest, group: str | None) -> BoardOut:
    now = request.now  # type: ignore[attr-defined]
    page = people_board(contest, request.user, group, now=now)  # type: ignore[arg-type]
    if page.undrawn:
        ask_for_picture(contest.pk)
    return BoardOut(
        results=[_row(row) for row in page.rows],
        me=_row(page.me) if page.me else None,
        total=page.total,
        board=group or "",
        updated_at=page.updated_at,
        now=now,
        stale=page.stale,
        frozen=page.frozen,
        hidden=page.hidden,
        message=sentence("board_hidden") if page.hidden else "",
    )


def _row(row: BoardRow) -> RowOut:
    return RowOut(
        place=row.place,
        is_tied=row.is_tied,
        name=row.name,
        department=row.department,
        points=row.points / 100,
        elapsed_ms=row.elapsed_ms,
        attempts=row.attempts,
        best=msgspec.UNSET if row.best is None else row.best / 100,
        is_me=row.is_me,
    )


def _departments(request: HttpRequest, contest: Contest, name: str) -> BoardOut:
    now = request.now  # type: ignore[attr-defined]
    boards = organisation_boards(contest, request.user, now=now)  # type: ignore[arg-type]
    if boards is None:
        return _hidden(now)
    found = _named(boards, name)
    return BoardOut(
        results=[_organisation(row) for row in found.rows],
        me=None,
        total=len(found.rows),
        board=found.name,
        updated_at=found.updated_at,
        now=now,
        frozen=found.frozen,
    )


def _hidden(now: datetime) -> BoardOut:
    return BoardOut(
        results=[],
        me=None,
        total=0,
        board="",
        updated_at=None,
        now=now,
        hidden=True,
        message=sentence("board_hidden"),
    )


def _named(boards: list[OrganisationPage], name: str) -> OrganisationPage:
    """The board of that name, the first one without a name, else 404."""
    for one in boards:
        if not name or one.name == name:
            return one
    raise Http404


def _organisation(row: OrganisationRow) -> RowOut:
    return RowOut(
        place=row.place,
        is_tied=row.is_tied,
        name=row.name,
        department=row.name,
        points=row.score / MILLION,
        elapsed_ms=None,
        headcount=row.headcount,
        participants=row.participants,
        metrics=row.metrics,
    )
