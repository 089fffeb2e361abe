"""Who wins what: tiers in their order over people and over boards of departments.

A tier's seats go to the best who are left: one prize per person (per department on a board),
the tiers in the order of the sheet. A tier that a tie has widened takes nothing from the next
one: each tier has all its seats. Lots are drawn elsewhere (`lottery`); here their winners take
their seats.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from accounts.domain.problems import Problem, RuleBroken
from quiz.domain.rulesheet import RuleSheet, Tier, centipoints
from quiz.domain.sheet_types import plain

EVERYBODY = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """Somebody who may win. `worth`: what thresholds look at, hundredths of points.

    Equal `key`s are tied; `later` decides a tie where the tier asks for it. `points` is what is
    printed: hundredths for people, millionths for departments.
    """

    id: int
    group: str = ""
    key: Any
    later: Any
    place: int
    is_tied: bool = False
    worth: int
    points: int
    elapsed_ms: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Winner:
    """One prize. `board` "" and a person's id, or a board's name and a department's."""

    tier: str
    board: str
    id: int
    group: str
    place: int
    is_tied: bool
    points: int
    elapsed_ms: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Lot:
    """What was drawn for one tier in one group: people's ids in the order drawn. `step`: how often the
    tier's condition was eased."""

    tier: str
    group: str
    step: int
    winners: tuple[int, ...]
    reserves: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Note:
    """Something that the organizer should know: a code and its values."""

    code: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Field:
    """Who competes on one board: pools ranked apart, each in order; "" is the pool of all."""

    pools: Mapping[str, Sequence[Candidate]]


def not_yet(sheet: RuleSheet) -> list[Problem]:
    """Every part of the sheet that the prize engine cannot run."""
    return [problem for at, tier in enumerate(sheet.awards) for problem in _tier_not_yet(at, tier)]


def _tier_not_yet(at: int, tier: Tier) -> Iterable[Problem]:
    missing = {
        "tie": tier.tie == "draw",
        "reserves": tier.reserves > 0 and tier.by != "lottery",
    }
    return [
        Problem(code="not_yet", path=f"awards.{at}.{name}") for name, is_used in missing.items() if is_used
    ]


def require_runnable(sheet: RuleSheet) -> None:
    """Raises RuleBroken("not_yet") with the fields that are not built yet."""
    problems = not_yet(sheet)
    if problems:
        raise RuleBroken("not_yet", fields={problem.path: problem.code for problem in problems})


def allocate(
    tiers: Sequence[Tier], fields: Mapping[str, Field], lots: Sequence[Lot] = ()
) -> tuple[list[Winner], list[Note]]:
    """Winners and notes, tier by tier. `fields` by board name, "" for people; `lots`: what was drawn.

    Raises RuleBroken("tier_incomplete") for a tier by place without seats or a threshold without points.
    """
    drawn = {(lot.tier, lot.group): lot for lot in lots}
    winners: list[Winner] = []
    notes: list[Note] = []
    for tier in tiers:
        _require_complete(tier)
        board = tier.board or EVERYBODY
        taken = {winner.id for winner in winners if winner.board == board}
        for group, pool in pools_of(fields[board], tier):
            able = [one for one in pool if one.id not in taken]
            if tier.by == "lottery":
                won, said = _drawn_tier(tier, group, able, drawn.get((tier.name, group)))
            else:
                won, said = _run_tier(tier, group, able)
            winners += won
            notes += said
    return winners, notes


def _require_complete(tier: Tier) -> None:
    if (tier.by != "threshold" and tier.quota is None) or (
        tier.by == "threshold" and tier.min_points is None
    ):
        raise RuleBroken("tier_incomplete", tier=tier.name)


def pools_of(found: Field, tier: Tier) -> list[tuple[str, list[Candidate]]]:
    """The pools that a tier is run over: its group's, or each of those ranked apart."""
    if tier.group is None or tier.board is not None:
        return [(group, list(pool)) for group, pool in sorted(found.pools.items())]
    pool = found.pools.get(tier.group, found.pools.get(EVERYBODY, ()))
    return [(tier.group, [one for one in pool if one.group == tier.group])]


def _run_tier(tier: Tier, group: str, pool: list[Candidate]) -> tuple[list[Winner], list[Note]]:
    able, floor = qualified(tier, pool)
    won, tied = _seated(tier, able)
    winners = [_winner(tier, one) for one in won]
    return winners, [*_cascade_notes(tier, group, floor), *_notes(tier, group, won, tied)]


def _drawn_tier(
    tier: Tier, group: str, pool: list[Candidate], lot: Lot | None
) -> tuple[list[Winner], list[Note]]:
    if lot is None:
        return [], [Note(code="lottery_not_drawn", values={"tier": tier.name, "group": group})]
    able = {one.id: one for one in pool}
    won = [able[person] for person in lot.winners if person in able]
    floor = steps_of(tier)[lot.step] if lot.step else None
    notes = [*_cascade_notes(tier, group, floor), *_notes(tier, group, won, 0)]
    return [_winner(tier, one) for one in won], notes


def steps_of(tier: Tier) -> list[int]:
    """From how many points (hundredths) one qualifies, and from how many after each step of the cascade."""
    return [] if tier.min_points is None else [centipoints(one) for one in (tier.min_points, *tier.cascade)]


def step_of(tier: Tier, worth: int) -> int | None:
    """How often the tier's condition must be eased for so many points; None where that does not help."""
    return next(
        (at for at, floor in enumerate(steps_of(tier)) if worth >= floor), None if steps_of(tier) else 0
    )


def qualified(tier: Tier, pool: list[Candidate]) -> tuple[list[Candidate], int | None]:
    """Who may sit in the tier's seats, and from how many points (None: no bound).

    A pool that is smaller than the quota is widened by the steps of the cascade, one after the other.
    """
    if tier.min_points is None:
        return pool, None
    able: list[Candidate] = []
    floor = 0
    for floor in steps_of(tier):
        able = [one for one in pool if one.worth >= floor]
        if tier.quota is None or len(able) >= tier.quota:
            break
    return able, floor


def _cascade_notes(tier: Tier, group: str, floor: int | None) -> list[Note]:
    if floor is None or tier.min_points is None or floor == centipoints(tier.min_points):
        return []
    values = {"tier": tier.name, "group": group, "points": plain(Decimal(floor) / 100)}
    return [Note(code="tier_cascaded", values=values)]


def _seated(tier: Tier, able: list[Candidate]) -> tuple[list[Candidate], int]:
    """Who sits in the tier's seats, and how many were tied across the last one (0: none)."""
    if tier.quota is None or len(able) <= tier.quota:
        return able, 0
    last = able[tier.quota - 1]
    if able[tier.quota].key != last.key:
        return able[: tier.quota], 0
    before = [one for one in able[: tier.quota] if one.key != last.key]
    tied = [one for one in able if one.key == last.key]
    return before + _tied_seats(tier, tied, tier.quota - len(before)), len(tied)


def _tied_seats(tier: Tier, tied: list[Candidate], seats: int) -> list[Candidate]:
    """Widen: all of them. Later key: the best of them, and who is equal to the last one in everything."""
    if tier.tie != "later_key":
        return tied
    ordered = sorted(tied, key=lambda one: (one.later, one.id))
    bound = ordered[seats - 1].later
    return [one for one in ordered if one.later <= bound]


def _winner(tier: Tier, one: Candidate) -> Winner:
    return Winner(
        tier=tier.name,
        board=tier.board or EVERYBODY,
        id=one.id,
        group=one.group,
        place=one.place,
        is_tied=one.is_tied,
        points=one.points,
        elapsed_ms=one.elapsed_ms,
    )


def _notes(tier: Tier, group: str, won: list[Candidate], tied: int) -> list[Note]:
    values = {"tier": tier.name, "group": group, "quota": tier.quota or 0, "won": len(won)}
    if not won:
        return [Note(code="tier_empty", values=values)]
    if tier.quota is None:
        return []
    if len(won) > tier.quota:
        return [Note(code="tier_widened", values={**values, "tied": tied})]
    if tied:
        return [Note(code="tie_decided_by_later_key", values={**values, "tied": tied})]
    if len(won) < tier.quota:
        return [Note(code="tier_not_full", values=values)]
    return []
