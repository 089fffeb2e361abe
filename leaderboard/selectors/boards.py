"""Boards as pages show them: from Redis, and from the database where Redis is away."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.domain.masking import mask_name
from accounts.models import User
from leaderboard.domain.ranking import places
from leaderboard.models import BoardState, OrganisationLine
from quiz.models import Contest
from quiz.selectors.rules import sheet_of

from . import rows, store
from .pages import BoardPage, BoardRow, OrganisationPage, OrganisationRow
from .picture import Keys, PictureLine, read
from .sight import sight_of
from .top import Top, Which, keep, kept

# A picture is compared with the rows every 30 s while a contest is live.
STALE_AFTER = timedelta(seconds=90)
Mine = tuple[PictureLine, int, int] | None


def people_board(
    contest: Contest,
    viewer: User,
    group: str | None = None,
    limit: int = 50,
    *,
    now: datetime | None = None,
) -> BoardPage:
    """The first `limit` people and the viewer's own row; the same work for any number of people.

    With Redis one round trip and no statement, without it one statement. A board that is frozen or
    hidden for participants costs up to three more for whether the viewer may see through that.
    """
    now = now or timezone.now()
    sight = sight_of(contest, viewer, now)
    if sight.hidden:
        return BoardPage(hidden=True, group=group)
    which = Which(contest.pk, contest.join_code, sight.edition, group, limit)
    top, mine, undrawn = _top_and_mine(contest, which, viewer, now)
    me = _me(mine)
    return BoardPage(
        rows=_with_me(top, viewer, me),
        me=me,
        total=top.total,
        group=group,
        updated_at=top.updated_at,
        stale=top.stale,
        frozen=sight.frozen,
        undrawn=undrawn,
    )


def _top_and_mine(contest: Contest, which: Which, viewer: User, now: datetime) -> tuple[Top, Mine, bool]:
    """The last one: whether Redis answers and has no picture."""
    undrawn = False
    try:
        found = _from_redis(contest, which, viewer, now)
        if found is not None:
            return *found, False
        undrawn = True
    except store.RedisAway:
        pass
    return *_from_rows(contest, which, viewer), undrawn


def _from_redis(contest: Contest, which: Which, viewer: User, now: datetime) -> tuple[Top, Mine] | None:
    top = kept(which)
    keys = Keys(contest_id=which.contest_id, edition=which.edition)
    wanted = 0 if top else which.limit + 1
    picture = read(keys, viewer.pk or 0, group=which.group, limit=wanted)
    if picture is None:
        return None
    if top is None:
        compared_at = datetime.fromisoformat(picture.compared_at)
        top = Top(
            rows=_rows(contest, picture.lines, which.limit),
            users=[line.payload.user for line in picture.lines[: which.limit]],
            total=picture.total,
            updated_at=datetime.fromisoformat(picture.updated_at),
            stale=contest.state == Contest.State.PUBLISHED and now - compared_at > STALE_AFTER,
        )
        keep(which, top)
    return top, (picture.mine, picture.place, picture.equals) if picture.mine else None


def _from_rows(contest: Contest, which: Which, viewer: User) -> tuple[Top, Mine]:
    """The rows are the truth itself: never stale."""
    top = kept(which)
    found = rows.read(which.contest_id, which.edition, viewer.pk, which.group, 0 if top else which.limit + 1)
    if top is None:
        top = Top(
            rows=_rows(contest, found.lines, which.limit),
            users=[line.payload.user for line in found.lines[: which.limit]],
            total=found.total,
            updated_at=found.updated_at,
            stale=False,
        )
        keep(which, top)
    return top, found.mine


def _rows(contest: Contest, lines: Sequence[PictureLine], limit: int) -> list[BoardRow]:
    """Lines in order, one more than `limit` where there is one, so that the last row's tie shows."""
    keys = [line.key for line in lines]
    shared = Counter(keys)
    masked = sheet_of(contest.rules).publication.names == "masked"
    return [
        _row(line, place, shared[line.key] > 1, masked=masked)
        for line, place in zip(lines[:limit], places(keys), strict=False)
    ]


def _with_me(top: Top, viewer: User, me: BoardRow | None) -> list[BoardRow]:
    """The rows that all share, the viewer's own in its place among them."""
    if me is None or viewer.pk not in top.users:
        return top.rows
    mine = replace(me, place=top.rows[top.users.index(viewer.pk)].place)
    return [mine if user == viewer.pk else row for user, row in zip(top.users, top.rows, strict=True)]


def _row(
    line: PictureLine, place: int | None, is_tied: bool, *, masked: bool, is_me: bool = False
) -> BoardRow:
    payload = line.payload
    return BoardRow(
        place=place,
        is_tied=is_tied,
        name=mask_name(payload.name) if masked else payload.name,
        department=payload.department,
        points=payload.points,
        elapsed_ms=payload.elapsed_ms,
        attempts=payload.attempts,
        best=payload.best,
        is_me=is_me,
    )


def _me(mine: Mine) -> BoardRow | None:
    if mine is None:
        return None
    line, place, equals = mine
    return _row(line, place or None, equals > 1, masked=False, is_me=True)


def organisation_boards(
    contest: Contest, viewer: User | None = None, *, now: datetime | None = None
) -> list[OrganisationPage] | None:
    """Every board of departments as the sheet lists them; None where they are hidden from the viewer."""
    sight = sight_of(contest, viewer, now or timezone.now())
    if sight.hidden:
        return None
    return organisation_pages(contest, sight.edition, frozen=sight.frozen)


def organisation_pages(contest: Contest, edition: str, *, frozen: bool = False) -> list[OrganisationPage]:
    """Every board of departments of one edition; two statements."""
    found = OrganisationLine.objects.filter(contest=contest, edition=edition)
    by_board: dict[str, list[OrganisationLine]] = {}
    for line in found.select_related("department").order_by("board", "place", "department__path"):
        by_board.setdefault(line.board, []).append(line)
    state = BoardState.objects.filter(pk=contest.pk).first()
    return [
        OrganisationPage(
            name=board.name,
            rows=_organisation_rows(by_board.get(board.name, [])),
            updated_at=state.organisations_at if state else None,
            frozen=frozen,
        )
        for board in sheet_of(contest.rules).organisations
    ]


def _organisation_rows(lines: Sequence[OrganisationLine]) -> list[OrganisationRow]:
    shared = Counter(line.place for line in lines)
    return [
        OrganisationRow(
            place=line.place,
            is_tied=shared[line.place] > 1,
            name=line.department.name,
            headcount=line.headcount,
            participants=line.participants,
            score=line.score,
            metrics={name: str(metric["value"]) for name, metric in line.metrics.items()},
        )
        for line in lines
    ]
