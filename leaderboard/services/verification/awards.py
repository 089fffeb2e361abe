"""Confirmed awards equal a recomputation from the rows."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from leaderboard.domain.outcome import input_digest, outcome
from leaderboard.models import Award, AwardRun, Reserve
from leaderboard.selectors.awards import standing_run
from leaderboard.selectors.facts import inputs_of
from leaderboard.services.awards import award_rows, reserve_rows
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
_LINE = ("tier", "board", "user_id", "department_id", "seats_of_id", "group", "place")
_Rows = Mapping[int, Award | Reserve]


def awards_follow(contest: Contest, now: datetime) -> Iterator[Broken]:
    """The confirmed run's digest, every one of its awards, and who is in line."""
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
    found = outcome(sheet, inputs)
    expected = {award.position: award for award in award_rows(run, found)}
    stored = {award.position: award for award in run.awards.all()}
    yield from _compared(run, "position", stored, expected, _FIGURES)
    in_line = {one.position: one for one in reserve_rows(run, found)}
    yield from _compared(run, "reserve", {one.position: one for one in run.reserves.all()}, in_line, _LINE)


def _compared(
    run: AwardRun, what: str, stored: _Rows, expected: _Rows, names: Sequence[str]
) -> Iterator[Broken]:
    for position in sorted(expected.keys() | stored.keys()):
        is_, should = _figures(stored.get(position), names), _figures(expected.get(position), names)
        if is_ != should:
            row = f"awards:{run.pk}/{what}:{position}"
            yield Broken(invariant="awards", row=row, detail=f"{is_} stored, {should} recomputed")


def _figures(row: Award | Reserve | None, names: Sequence[str]) -> tuple[object, ...] | None:
    return tuple(getattr(row, name) for name in names) if row else None
