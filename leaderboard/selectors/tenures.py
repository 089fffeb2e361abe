"""Since when somebody has had a prize, through all the lists that were published."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db.models import QuerySet

from leaderboard.models import Award, AwardRun, ClaimStep, Reserve

# Prize, board, group, the department whose seats they are ("" for everybody's).
LineName = tuple[str, str, str, str]
Prize = tuple[str, str, int]
# Contest and prize.
Key = tuple[int, Prize]
PRIZE = ("tier", "board", "user_id", "department_id")

_Row = TypeVar("_Row", Award, ClaimStep)


@dataclass(frozen=True, kw_only=True, slots=True)
class Tenure:
    """`held`: the publication of the first list of those that gave the prize one after the other; `term`:
    from when on it could be claimed without a break, later where no list stood for a while."""

    held: datetime
    term: datetime


def prize_of(one: Award | ClaimStep | Reserve) -> Prize:
    """(tier, board, winner's id): the same through every run."""
    winner = one.user_id or one.department_id
    assert winner is not None
    return one.tier, one.board, winner


def key_of(award: Award) -> Key:
    return award.run.contest_id, prize_of(award)


def tenures_of(awards: Sequence[Award]) -> dict[Key, Tenure]:
    """By prize of published runs; two statements however many."""
    runs: dict[int, list[AwardRun]] = {}
    published = AwardRun.objects.filter(contest__in={award.run.contest_id for award in awards})
    for run in published.exclude(published_at=None).order_by("-number"):
        runs.setdefault(run.contest_id, []).append(run)
    gave = _prizes_of([one for found in runs.values() for one in found[1:]], awards)
    wanted: dict[int, set[Prize]] = {}
    for award in awards:
        wanted.setdefault(award.run.contest_id, set()).add(prize_of(award))
    return {
        (contest, prize): tenure
        for contest, prizes in wanted.items()
        for prize, tenure in _tenures(prizes, runs[contest], gave).items()
    }


def _tenures(
    prizes: set[Prize], runs: Iterable[AwardRun], gave: dict[int, set[Prize]]
) -> dict[Prize, Tenure]:
    """`runs`: a contest's, the standing one first."""
    found: dict[Prize, Tenure] = {}
    kept, is_unbroken = prizes, True
    for run in runs:
        assert run.published_at is not None
        if found:
            kept = kept & gave.get(run.pk, set())
        for prize in kept:
            term = run.published_at if is_unbroken else found[prize].term
            found[prize] = Tenure(held=run.published_at, term=term)
        is_unbroken = is_unbroken and run.took_over
    return found


def _prizes_of(runs: Sequence[AwardRun], awards: Sequence[Award]) -> dict[int, set[Prize]]:
    rows = of_these_winners(Award.objects.filter(run__in=runs), awards)
    found: dict[int, set[Prize]] = {}
    for pk, tier, board, user, department in rows.values_list("run_id", *PRIZE) if runs else ():
        found.setdefault(pk, set()).add((tier, board, user or department))
    return found


def of_these_winners(rows: QuerySet[_Row], awards: Sequence[Award]) -> QuerySet[_Row]:
    """Where the prizes are all of one person, or of one department, only what is about them."""
    if len(winners := {(award.user_id, award.user_id or award.department_id) for award in awards}) != 1:
        return rows
    ((person, unit),) = winners
    return rows.filter(user=person) if person else rows.filter(user=None, department=unit)
