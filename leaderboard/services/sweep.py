"""What was missed is found again: lines behind scores, boards behind lines, pictures behind both."""

import logging
from datetime import datetime, timedelta

from django.db import DatabaseError
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Sum

from leaderboard.models import BoardLine, BoardState, Edition
from leaderboard.selectors import store
from leaderboard.selectors.facts import counted_scores, excluded_people
from leaderboard.services.boards import rebuild_board, recompute_lines
from leaderboard.services.organisations import mark_stale, refresh_organisations
from leaderboard.services.picture import differs, is_missing, note_comparison, redraw
from quiz.domain.rulesheet import centipoints
from quiz.models import Attempt, AttemptScore, Contest
from quiz.selectors.rules import sheet_of

logger = logging.getLogger(__name__)
COMPARE_EVERY = timedelta(seconds=30)
COMPARE_CLOSED_EVERY = timedelta(minutes=5)
COMPARE_OLD_EVERY = timedelta(days=1)
OLD_AT_ONCE = 3
WATCHED_AFTER_CLOSING = timedelta(days=7)
# A score's transaction is over by then (a task is stopped after two minutes).
SETTLED_AFTER = timedelta(minutes=3)
_MOST = 5000


def sweep(now: datetime) -> int:
    """Repair the boards that may be behind; returns how many contests it had to mend."""
    found = {contest.pk: contest for contest in (*watched_contests(now), *older_contests(now))}
    return sum(_swept(contest, now) for contest in found.values())


def _swept(contest: Contest, now: datetime) -> int:
    """One contest that cannot be mended keeps no other from it; a database that is away ends the round."""
    try:
        return sweep_contest(contest, now=now)
    except DatabaseError:
        raise
    except Exception:
        logger.exception("contest %s: its boards could not be mended", contest.pk)
        return 0


def watched_contests(now: datetime) -> QuerySet[Contest]:
    """Contests whose boards change all the time, or did lately."""
    lately = Q(state=Contest.State.CLOSED, closed_at__gte=now - WATCHED_AFTER_CLOSING)
    running = Q(state=Contest.State.PUBLISHED, opens_at__lte=now)
    return _contests().filter(lately | running)


def is_watched(contest: Contest, now: datetime) -> bool:
    """`watched_contests` for one."""
    if contest.state == Contest.State.CLOSED:
        return contest.closed_at is not None and contest.closed_at >= now - WATCHED_AFTER_CLOSING
    return contest.state == Contest.State.PUBLISHED and contest.opens_at <= now


def older_contests(now: datetime) -> list[Contest]:
    """Those of the others whose rows say that they are behind, and each once a day, a few at a time."""
    older = _contests().filter(
        state=Contest.State.CLOSED, closed_at__lt=now - WATCHED_AFTER_CLOSING, is_rehearsal=False
    )
    drawn, compared = Q(board_state__isnull=False), "board_state__compared_at"
    scores = AttemptScore.objects.filter(rules=OuterRef("rules"), attempt__kind=Attempt.Kind.COUNTED)
    behind = Q(board_state__organisations_stale_since__isnull=False)
    behind |= drawn & ~Q(board_state__rules=F("rules"))
    behind |= Q(Exists(scores), board_state__isnull=True)
    if store.is_configured():
        behind |= Q(board_state__picture_is_stale=True)
    unseen = Q(**{f"{compared}__isnull": True}) | Q(**{f"{compared}__lte": now - COMPARE_OLD_EVERY})
    in_turn = older.filter(drawn, unseen).order_by(F(compared).asc(nulls_first=True), "pk")
    return [*older.filter(behind), *in_turn[:OLD_AT_ONCE]]


def _contests() -> QuerySet[Contest]:
    return Contest.objects.select_related("rules").filter(rules__isnull=False).order_by("pk")


def sweep_contest(contest: Contest, *, now: datetime) -> int:
    """Mend one contest's boards; 1 where something had been missed."""
    state = BoardState.objects.filter(pk=contest.pk).first()
    if state is not None and state.rules_id != contest.rules_id:
        rebuild_board(contest, now=now)
        return 1
    mended = _catch_up(contest, state, now)
    if state is None:
        return mended
    if state.compared_at is None or now - state.compared_at >= _compare_every(contest, now):
        mended = max(mended, _compare(contest, now))
    refresh_organisations(contest, now=now)
    return max(mended, _mend_picture(contest, state, now))


def _compare_every(contest: Contest, now: datetime) -> timedelta:
    if contest.state == Contest.State.PUBLISHED:
        return COMPARE_EVERY
    return COMPARE_CLOSED_EVERY if is_watched(contest, now) else COMPARE_OLD_EVERY


def _catch_up(contest: Contest, state: BoardState | None, now: datetime) -> int:
    attempts = [attempt for _score, attempt in scores_without_a_line(contest, _known(state))][:_MOST]
    if attempts:
        logger.info("contest %s: %s scores were not on the board", contest.pk, len(attempts))
        recompute_lines(contest.pk, attempts, now=now)
    return int(bool(attempts))


def _known(state: BoardState | None) -> int:
    return state.counted_score if state else 0


def scores_without_a_line(contest: Contest, after: int = 0) -> list[tuple[int, int]]:
    """(score id, attempt id) of scores newer than `after` that their person's line has not seen.

    Two statements and a comparison here: a join of fresh rows may be planned as every one with every one.
    """
    recent = counted_scores(contest).filter(pk__gt=after).order_by("pk")
    found = list(recent.values_list("pk", "attempt_id", "attempt__user_id"))
    lines = BoardLine.objects.filter(contest=contest, edition=Edition.LIVE, newest_score__gt=after)
    seen = dict(lines.values_list("user_id", "newest_score")) if found else {}
    return [(score, attempt) for score, attempt, user in found if seen.get(user, 0) < score]


def _compare(contest: Contest, now: datetime) -> int:
    """The slow look, every half minute: every score is on a line, and Redis shows the lines."""
    mended = 0
    if not lines_hold_every_score(contest) or excluded_are_listed(contest) or included_are_missing(contest):
        logger.warning("contest %s: lines and scores differ, rebuilding", contest.pk)
        rebuild_board(contest, now=now)
        mended = 1
    settled = counted_scores(contest).filter(created_at__lt=now - SETTLED_AFTER).aggregate(newest=Max("pk"))
    BoardState.objects.filter(pk=contest.pk).update(compared_at=now, counted_score=settled["newest"] or 0)
    if sheet_of(contest.rules).organisations:
        mark_stale(contest.pk, now=now)
    return max(mended, _compare_picture(contest, now))


def lines_hold_every_score(contest: Contest) -> bool:
    lines = BoardLine.objects.filter(contest=contest, edition=Edition.LIVE).aggregate(tries=Sum("attempts"))
    return counted_scores(contest).count() == (lines["tries"] or 0)


def excluded_are_listed(contest: Contest) -> bool:
    """Whether somebody was excluded after the line was written."""
    lines = BoardLine.objects.filter(contest=contest, is_listed=True, user__in=excluded_people(contest))
    return lines.exists()


def included_are_missing(contest: Contest) -> bool:
    """Whether somebody whose exclusion was undone is still off the board."""
    rank = sheet_of(contest.rules).rank
    enough = Q(attempts__gte=rank.min_attempts or 0)
    if rank.min_points is not None:
        enough &= Q(points__gte=centipoints(rank.min_points))
    lines = BoardLine.objects.filter(enough, contest=contest, edition=Edition.LIVE, is_listed=False)
    return lines.exclude(user__in=excluded_people(contest)).exists()


def _compare_picture(contest: Contest, now: datetime) -> int:
    if not store.is_configured():
        return 0
    try:
        different = None if is_missing(contest) else differs(contest)
        if different:
            logger.warning("contest %s: the picture of %s differs, redrawing", contest.pk, different)
            redraw(contest, now)
        note_comparison_where_there_is_one(contest, now)
    except store.RedisAway:
        return 0
    return int(different is not None)


def note_comparison_where_there_is_one(contest: Contest, now: datetime) -> None:
    """`meta` alone would be an empty board: only a picture that exists is stamped."""
    if not is_missing(contest):
        note_comparison(contest, now)


def _mend_picture(contest: Contest, state: BoardState, now: datetime) -> int:
    """Draw what Redis lost, or what could not be written while it was away.

    An old contest's picture goes away by itself: the rows serve until somebody looks.
    """
    if not store.is_configured():
        return 0
    try:
        if not state.picture_is_stale and not (is_watched(contest, now) and is_missing(contest)):
            return 0
        redraw(contest, now)
    except store.RedisAway:
        return 0
    return 1
