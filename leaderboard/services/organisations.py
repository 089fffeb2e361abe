"""Boards of departments: recomputed by a few GROUP BYs, at most every two seconds."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from leaderboard.domain.organisations import OrganisationPlace
from leaderboard.domain.outcome import organisation_boards
from leaderboard.models import BoardState, OrganisationLine
from leaderboard.selectors.facts import headcounts, shares, units
from leaderboard.selectors.sight import editions_of
from quiz.domain.rulesheet import RuleSheet
from quiz.models import Contest
from quiz.selectors.rules import sheet_of

EVERY = timedelta(seconds=2)
_WRITTEN = ("headcount", "participants", "metrics", "score", "place", "updated_at")


@transaction.atomic
def refresh_organisations(contest: Contest, *, now: datetime, at_once: bool = False) -> bool:
    """Recompute the boards of departments if they are stale and their turn has come.

    The claim and the work are one transaction: a worker that dies leaves the row stale.
    """
    sheet = sheet_of(contest.rules)
    if not sheet.organisations or not _claim(contest, now, at_once):
        return False
    for edition in editions_of(sheet):
        _recompute(contest, sheet, edition, now)
    return True


def refresh_now(contest_id: int, *, now: datetime) -> bool:
    """Recompute them whatever the state of the rows: after closing, the last word."""
    contest = Contest.objects.select_related("rules").get(pk=contest_id)
    return contest.rules is not None and refresh_organisations(contest, now=now, at_once=True)


def mark_stale(contest_id: int, *, now: datetime) -> None:
    """Ask for another computation."""
    state = BoardState.objects.filter(pk=contest_id, organisations_stale_since__isnull=True)
    state.update(organisations_stale_since=now)


def _claim(contest: Contest, now: datetime, at_once: bool) -> int:
    waiting = BoardState.objects.filter(pk=contest.pk)
    if not at_once:
        due = Q(organisations_at__isnull=True) | Q(organisations_at__lte=now - EVERY)
        waiting = waiting.filter(due, organisations_stale_since__isnull=False)
    return waiting.update(organisations_at=now, organisations_stale_since=None)


def _recompute(contest: Contest, sheet: RuleSheet, edition: str, now: datetime) -> None:
    boards = organisation_boards(sheet, units(), headcounts(contest), shares(contest, edition))
    lines = [_line(contest, edition, name, one, now) for name, board in boards.items() for one in board]
    OrganisationLine.objects.bulk_create(
        lines,
        update_conflicts=True,
        unique_fields=["contest", "edition", "board", "department"],
        update_fields=_WRITTEN,
    )
    kept = Q(pk__in=[])
    for name, board in boards.items():
        kept |= Q(board=name, department__in=[one.department for one in board])
    OrganisationLine.objects.filter(contest=contest, edition=edition).exclude(kept).delete()


def _line(
    contest: Contest, edition: str, board: str, one: OrganisationPlace, now: datetime
) -> OrganisationLine:
    return OrganisationLine(
        contest_id=contest.pk,
        edition=edition,
        board=board,
        department_id=one.department,
        headcount=one.headcount,
        participants=one.participants,
        metrics=one.metrics,
        score=one.score,
        place=one.place,
        updated_at=now,
    )
