"""Confirmed awards equal a recomputation from the rows."""

from collections.abc import Iterator
from datetime import datetime

from leaderboard.domain.outcome import input_digest, outcome
from leaderboard.models import Award, AwardRun
from leaderboard.selectors.awards import standing_run
from leaderboard.selectors.facts import inputs_of
from leaderboard.services.awards import award_rows
from quiz.models import Contest
from quiz.selectors.rules import sheet_of

from .finding import Broken

_FIGURES = (
    "tier",
    "board",
    "user_id",
    "department_id",
    "group",
    "place",
    "points",
    "elapsed_ms",
    "is_tied",
)


def awards_follow(contest: Contest, now: datetime) -> Iterator[Broken]:
    """The confirmed run's digest and every one of its awards."""
    run = standing_run(contest.pk)
    if run is None:
        return
    if run.confirmed_by_id is None or run.confirmed_at is None:
        yield Broken(invariant="awards", row=f"awards:{run.pk}", detail="confirmed by nobody")
    sheet, inputs = sheet_of(run.rules), inputs_of(contest)
    digest = input_digest(sheet, inputs)
    if digest != run.input_digest:
        detail = f"drawn from input {run.input_digest[:12]}…, the rows give {digest[:12]}…"
        yield Broken(invariant="awards", row=f"awards:{run.pk}", detail=detail)
    expected = {award.position: award for award in award_rows(run, outcome(sheet, inputs))}
    stored = {award.position: award for award in run.awards.all()}
    for position in sorted(expected.keys() | stored.keys()):
        yield from _compared(run, position, stored.get(position), expected.get(position))


def _compared(run: AwardRun, position: int, stored: Award | None, expected: Award | None) -> Iterator[Broken]:
    is_, should = _figures(stored), _figures(expected)
    if is_ != should:
        row = f"awards:{run.pk}/position:{position}"
        yield Broken(invariant="awards", row=row, detail=f"{is_} stored, {should} recomputed")


def _figures(award: Award | None) -> tuple[object, ...] | None:
    return tuple(getattr(award, name) for name in _FIGURES) if award else None
