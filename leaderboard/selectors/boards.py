"""Boards as pages show them: from Redis, and from the database where Redis is away."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.domain.masking import mask_name
from accounts.models import User
from leaderboard.domain.ranking import places
from leaderboard.models import BoardState, OrganisationLine
from quiz.domain.rulesheet import RuleSheet
from quiz.models import Contest
from quiz.selectors.rules import sheet_of

from . import rows, store
from .pages import BoardPage, BoardRow, OrganisationPage, OrganisationRow
from .picture import Keys, PictureLine, read
from .sight import Sight, sight_of
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
    sheet = sheet_of(contest.rules)  # type: ignore[arg-type]
    sight = sight_of(contest, viewer, now)
    if sight.hidden:
        return BoardPage(hidden=True, group=group)
    which = Which(contest.pk, contest.join_code, sight.edition, group, limit)
    top, mine = _top_and_mine(contest, which, viewer, now)
    return _page(sheet, sight, which, top, mine, viewer)


def _top_and_mine(contest: Contest, which: Which, viewer: User, now: datetime) -> tuple[Top, Mine]:
    try:
        return _from_redis(contest, which, viewer, now)
    except store.RedisAway:
        return _from_rows(which, viewer)


def _from_redis(contest: Contest, which: Which, viewer: User, now: datetime) -> tuple[Top, Mine]:
    top = kept(which)
    keys = Keys(contest_id=which.contest_id, edition=which.edition)
    wanted = 0 if top else which.limit + 1
    picture = read(keys, viewer.pk or 0, group=which.group, limit=wanted)
    if picture is None:
        raise store.RedisAway("no picture")
    if top is None:
        compared_at = datetime.fromisoformat(picture.compared_at)
        top = Top(
            lines=picture.lines,
            total=picture.total,
            updated_at=datetime.fromisoformat(picture.updated_at),
            stale=contest.state == Contest.State.PUBLISHED and now - compared_at > STALE_AFTER,
        )
        keep(which, top)
    return top, (picture.mine, picture.place, picture.equals) if picture.mine else None


def _from_rows(which: Which, viewer: User) -> tuple[Top, Mine]:
    """The rows are the truth itself: never stale."""
    top = kept(which)
    found = rows.read(which.contest_id, which.edition, viewer.pk, which.group, 0 if top else which.limit + 1)
    if top is None:
        top = Top(lines=found.lines, total=found.total, updated_at=found.updated_at, stale=False)
        keep(which, top)
    return top, found.mine


def _page(sheet: RuleSheet, sight: Sight, which: Which, top: Top, mine: Mine, viewer: User) -> BoardPage:
    return BoardPage(
        rows=_rows(sheet, top.lines, which.limit, viewer),
        me=_me(mine, viewer),
        total=top.total,
        group=which.group,
        updated_at=top.updated_at,
        stale=top.stale,
        frozen=sight.frozen,
    )


def _rows(sheet: RuleSheet, lines: Sequence[PictureLine], limit: int, viewer: User) -> list[BoardRow]:
    keys = [line.key for line in lines]
    shared = Counter(keys)
    masked = sheet.publication.names == "masked"
    return [
        _row(line, place, shared[line.key] > 1, masked=masked, is_me=line.payload.user == viewer.pk)
        for line, place in zip(lines[:limit], places(keys), strict=False)
    ]


def _row(line: PictureLine, place: int | None, is_tied: bool, *, masked: bool, is_me: bool) -> BoardRow:
    payload = line.payload
    return BoardRow(
        place=place,
        is_tied=is_tied,
        name=mask_name(payload.name) if masked and not is_me else payload.name,
        department=payload.department,
        points=payload.points,
        elapsed_ms=payload.elapsed_ms,
        attempts=payload.attempts,
        is_me=is_me,
    )


def _me(mine: Mine, viewer: User) -> BoardRow | None:
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
        for board in sheet_of(contest.rules).organisations  # type: ignore[arg-type]
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
