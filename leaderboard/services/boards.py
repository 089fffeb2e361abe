"""Boards follow the scores: recomputed from rows, never nudged, then drawn into Redis."""

import logging
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from leaderboard.models import BoardLine, BoardState
from leaderboard.selectors import store
from leaderboard.selectors.facts import facts
from leaderboard.selectors.top import forget
from quiz.domain.rulesheet import RuleSheet
from quiz.models import Contest
from quiz.selectors.rules import sheet_of

from .lines import Drawn, drawn_lines, locked_state, write_lines
from .organisations import refresh_organisations
from .picture import chunks, push_lines, redraw

logger = logging.getLogger(__name__)
BATCH = 500


def recompute_lines(contest_id: int, attempt_ids: Sequence[int], *, now: datetime) -> int:
    """Recompute the lines of the people who made these attempts; returns how many were written.

    Repeating it changes nothing but versions. Rules that have changed meanwhile rebuild the board.
    """
    contest = Contest.objects.select_related("rules").filter(pk=contest_id).first()
    if contest is None or contest.rules is None:  # a rehearsal that was removed meanwhile, or a new draft
        return 0
    written = 0
    for ids in chunks(list(attempt_ids), BATCH):
        found = _recompute(contest, ids, now)
        if found is None:
            return rebuild_board(contest, now=now)
        _show(contest, found, now)
        written += max((len(lines) for lines in found.values()), default=0)
    refresh_organisations(contest, now=now)
    return written


@transaction.atomic
def _recompute(contest: Contest, ids: Sequence[int], now: datetime) -> dict[str, list[Drawn]] | None:
    """Edition → lines written; None where the board stands under other rules."""
    state = locked_state(contest)
    if state.rules_id != contest.rules_id:
        return None
    drawn = drawn_lines(contest, _sheet(contest), facts(contest, ids), version=state.sequence, now=now)
    for lines in drawn.values():
        write_lines(lines)
    _note(state, contest, now)
    return drawn


def _note(state: BoardState, contest: Contest, now: datetime) -> None:
    state.lines_at = now
    if _sheet(contest).organisations and state.organisations_stale_since is None:
        state.organisations_stale_since = now
    state.save(update_fields=["sequence", "lines_at", "organisations_stale_since"])


def _show(contest: Contest, drawn: dict[str, list[Drawn]], now: datetime) -> None:
    """After the commit: the picture, and this process's copy of the top."""

    def push() -> None:
        forget(contest.pk)
        for edition, lines in drawn.items():
            push_lines(contest, edition, [one.line for one in lines], now)

    transaction.on_commit(push)


def rebuild_board(contest: Contest, *, now: datetime) -> int:
    """Every line of a contest from its scores, organisations and picture too; returns how many lines."""
    with transaction.atomic():
        written = _rewrite(contest, now)
    refresh_organisations(contest, now=now, at_once=True)
    transaction.on_commit(lambda: _redraw(contest, now))
    return written


def _rewrite(contest: Contest, now: datetime) -> int:
    state = locked_state(contest)
    drawn = drawn_lines(contest, _sheet(contest), facts(contest), version=state.sequence, now=now)
    for lines in drawn.values():
        write_lines(lines)
    BoardLine.objects.filter(contest=contest).exclude(version=state.sequence).delete()
    state.rules_id = contest.rules_id
    state.save(update_fields=["rules"])
    _note(state, contest, now)
    return max((len(lines) for lines in drawn.values()), default=0)


def _redraw(contest: Contest, now: datetime) -> None:
    forget(contest.pk)
    if not store.is_configured():
        return
    try:
        redraw(contest, now)
    except store.RedisAway as error:
        logger.warning("contest %s: no picture in Redis, the database serves: %s", contest.pk, error)
        BoardState.objects.filter(pk=contest.pk).update(picture_is_stale=True)


def rebuild(contest_id: int, *, now: datetime) -> int:
    """`rebuild_board` by id."""
    contest = Contest.objects.select_related("rules").get(pk=contest_id)
    return rebuild_board(contest, now=now) if contest.rules is not None else 0


def _sheet(contest: Contest) -> RuleSheet:
    return sheet_of(contest.rules)
