"""Boards: what the rows say equals a recomputation from the scores, and Redis shows the rows."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from leaderboard.domain.outcome import organisation_boards, outcome
from leaderboard.models import BoardLine, BoardState, Edition, OrganisationLine
from leaderboard.selectors import store
from leaderboard.selectors.facts import facts, headcounts, inputs_of, shares, units
from leaderboard.selectors.sight import editions_of
from leaderboard.services.lines import COMPUTED, drawn_lines
from leaderboard.services.picture import differs, is_missing
from leaderboard.services.sweep import is_watched
from quiz.domain.rulesheet import RuleSheet
from quiz.models import Contest
from quiz.selectors.rules import sheet_of

from .finding import Broken


def boards_follow(contest: Contest, now: datetime) -> Iterator[Broken]:
    """Every line of people and departments equals its recomputation; none is missing, none is left over."""
    sheet = sheet_of(contest.rules)
    drawn = drawn_lines(contest, sheet, facts(contest), version=0, now=now)
    for edition, lines in drawn.items():
        yield from _people(contest, edition, [one.row for one in lines])
    if not BoardState.objects.filter(pk=contest.pk).exists():
        return  # nobody has been scored yet, so no board was ever drawn
    for edition in editions_of(sheet):
        yield from _departments(contest, sheet, edition)


def _people(contest: Contest, edition: str, expected: Iterable[BoardLine]) -> Iterator[Broken]:
    stored = {line.user_id: line for line in BoardLine.objects.filter(contest=contest, edition=edition)}
    for line in expected:
        found, row = stored.pop(line.user_id, None), f"board:{edition}/user:{line.user_id}"
        if found is None:
            yield Broken(invariant="board", row=row, detail="no line for a scored attempt")
            continue
        for name in COMPUTED:
            is_, should = getattr(found, name), getattr(line, name)
            if is_ != should:
                yield Broken(invariant="board", row=row, detail=f"{name} {is_} stored, {should} recomputed")
    for user in stored:
        yield Broken(invariant="board", row=f"board:{edition}/user:{user}", detail="a line without a score")


def _departments(contest: Contest, sheet: RuleSheet, edition: str) -> Iterator[Broken]:
    """The live boards from the raw results; a frozen one from its lines, which have been checked."""
    if edition == Edition.LIVE:
        boards = outcome(sheet, inputs_of(contest), with_awards=False).organisations
    else:
        boards = organisation_boards(sheet, units(), headcounts(contest), shares(contest, edition))
    rows = OrganisationLine.objects.filter(contest=contest, edition=edition)
    stored = {(line.board, line.department_id): line for line in rows}
    for name, board in boards.items():
        for one in board:
            found = stored.pop((name, one.department), None)
            should = (one.place, one.score, one.headcount, one.participants)
            is_ = (found.place, found.score, found.headcount, found.participants) if found else None
            if is_ != should:
                row = f"board:{edition}/{name}/department:{one.department}"
                detail = f"(place, score, headcount, participants) {is_} stored, {should} recomputed"
                yield Broken(invariant="board", row=row, detail=detail)
    for name, department in stored:
        row = f"board:{edition}/{name}/department:{department}"
        yield Broken(invariant="board", row=row, detail="a department that is not on this board")


def picture_shows_the_rows(contest: Contest, now: datetime) -> Iterator[Broken]:
    """Redis has the same members in the same order as the rows, where there is a Redis at all.

    A contest that ended long ago may be without a picture: the rows serve it.
    """
    if not store.is_configured():
        return
    row = f"contest:{contest.pk}"
    try:
        if is_missing(contest):
            if is_watched(contest, now) and BoardLine.objects.filter(contest=contest).exists():
                yield Broken(invariant="picture", row=row, detail="Redis has no picture of the boards")
            return
        different = differs(contest)
    except store.RedisAway as error:
        yield Broken(invariant="picture", row=row, detail=f"Redis does not answer: {error}")
        return
    if different:
        yield Broken(
            invariant="picture", row=row, detail=f"the picture of {different} is not what the rows say"
        )
