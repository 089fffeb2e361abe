"""Who wins what: tiers in their order over people and over boards of departments.

A tier's seats go to the best who are left: one prize per person (per department on a board),
the tiers in the order of the sheet. A tier that a tie has widened takes nothing from the next
one: each tier has all its seats. Lots are drawn elsewhere (`lottery`); here their winners take
their seats. Who gives a prize up makes room for the tier's reserves (`handed_on`).
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from accounts.domain.problems import RuleBroken
from quiz.domain.rulesheet import Tier, centipoints
from quiz.domain.sheet_types import plain

from .lots import NO_ORDER, Lot, lot_order
from .organisations import Unit, homes

EVERYBODY = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """Somebody who may win. `worth`: what thresholds look at, hundredths of points.

    Equal `key`s are tied; `later` decides a tie where the tier asks for it. `points` is what is
    printed: hundredths for people, millionths for departments. `department`: a person's own.
    """

    id: int
    group: str = ""
    department: int | None = None
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


@dataclass(frozen=True, kw_only=True)
class Note:
    """Something that the organizer should know: a code and its values."""

    code: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Field:
    """Who competes on one board: pools ranked apart, each in order; "" is the pool of all. `units`: the tree
    of departments, where seats go to departments apart."""

    pools: Mapping[str, Sequence[Candidate]]
    units: Sequence[Unit] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Pool:
    """Who competes for the same seats, in order. `department`: whose seats they are, None for everybody's."""

    group: str
    department: int | None = None
    people: tuple[Candidate, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Seating:
    """One tier in one pool (`Pool`): who won, and who comes after them, in order."""

    tier: Tier
    group: str
    department: int | None = None
    won: tuple[Candidate, ...]
    reserves: tuple[Candidate, ...] = ()

    @property
    def board(self) -> str:
        return self.tier.board or EVERYBODY


def allocate(
    tiers: Sequence[Tier], fields: Mapping[str, Field], lots: Sequence[Lot] = ()
) -> tuple[list[Seating], list[Note]]:
    """Seatings and notes, tier by tier. `fields` by board name, "" for people; `lots`: what was drawn.

    Raises RuleBroken("tier_incomplete") for a tier by place without seats or a threshold without points.
    """
    drawn = {(lot.tier, lot.group): lot for lot in lots}
    order = lot_order(lots, fields[EVERYBODY].pools.values())
    seatings: list[Seating] = []
    notes: list[Note] = []
    for tier in tiers:
        _require_complete(tier)
        board = tier.board or EVERYBODY
        taken = {one.id for before in seatings if before.board == board for one in before.won}
        for pool in pools_of(fields[board], tier):
            left, lot = without(pool, taken), drawn.get((tier.name, pool.group))
            by_lot = tier.by == "lottery"
            seating, said = _drawn_tier(tier, left, lot) if by_lot else run_tier(tier, left, lot, order)
            seatings.append(seating)
            notes += said
    return seatings, notes


def without(pool: Pool, taken: Container[int]) -> Pool:
    """The pool less those who have a prize already."""
    return replace(pool, people=tuple(one for one in pool.people if one.id not in taken))


def _require_complete(tier: Tier) -> None:
    if (tier.by != "threshold" and tier.quota is None) or (
        tier.by == "threshold" and tier.min_points is None
    ):
        raise RuleBroken("tier_incomplete", tier=tier.name)


def pools_of(found: Field, tier: Tier) -> list[Pool]:
    """The pools that a tier is run over: its group's, or each of those ranked apart; and of each of them
    every department's people where every department has seats of its own."""
    if tier.group is None or tier.board is not None:
        pools = [Pool(group=group, people=tuple(pool)) for group, pool in sorted(found.pools.items())]
    else:
        people = found.pools.get(tier.group, found.pools.get(EVERYBODY, ()))
        pools = [Pool(group=tier.group, people=tuple(one for one in people if one.group == tier.group))]
    if not tier.per_department:
        return pools
    home = homes(found.units, tier.kinds)
    return [part for pool in pools for part in _by_department(pool, home)]


def _by_department(pool: Pool, home: Mapping[int, int]) -> Iterator[Pool]:
    """Who is in none of the departments that have seats competes for none."""
    parts: dict[int, list[Candidate]] = {}
    for one in pool.people:
        if one.department is not None and one.department in home:
            parts.setdefault(home[one.department], []).append(one)
    for department, people in sorted(parts.items()):
        yield Pool(group=pool.group, department=department, people=tuple(people))


def run_tier(
    tier: Tier, pool: Pool, lot: Lot | None = None, order: Mapping[int, int] = NO_ORDER
) -> tuple[Seating, list[Note]]:
    """A tier by place or by threshold among those of a pool who have no prize yet. `order`: `lot_order`."""
    able, floor = qualified(tier, pool.people)
    cut = cut_at_the_last_seat(tier, able)
    won = [*cut.before, *_tied_seats(tier, cut, lot)]
    notes = [*_cascade_notes(tier, pool, floor), *_notes(tier, pool, won, cut, lot)]
    return _seating(tier, pool, won, _next_in_rank(tier, able, won, {} if tier.board else order)), notes


def _seating(tier: Tier, pool: Pool, won: Sequence[Candidate], reserves: Sequence[Candidate] = ()) -> Seating:
    return Seating(
        tier=tier,
        group=pool.group,
        department=pool.department,
        won=tuple(won),
        reserves=tuple(reserves),
    )


def _next_in_rank(
    tier: Tier, able: list[Candidate], won: list[Candidate], order: Mapping[int, int]
) -> list[Candidate]:
    """The best after the winners; equals as lots had them, else by every later key. They may win a lower
    prize meanwhile."""
    seated = {one.id for one in won}
    rest = [one for one in able if one.id not in seated]
    ordered = sorted(rest, key=lambda one: (one.key, order.get(one.id, 0), one.later, one.id))
    return ordered[: tier.reserves]


def _drawn_tier(tier: Tier, pool: Pool, lot: Lot | None) -> tuple[Seating, list[Note]]:
    if lot is None:
        note = Note(code="lottery_not_drawn", values={"tier": tier.name, "group": pool.group})
        return _seating(tier, pool, ()), [note]
    able = {one.id: one for one in pool.people}
    won = [able[person] for person in lot.winners if person in able]
    reserves = [able[person] for person in lot.reserves if person in able]
    floor = steps_of(tier)[lot.step] if lot.step else None
    notes = [*_cascade_notes(tier, pool, floor), *_notes(tier, pool, won, Cut(before=won), lot)]
    return _seating(tier, pool, won, reserves), notes


def steps_of(tier: Tier) -> list[int]:
    """From how many points (hundredths) one qualifies, and from how many after each step of the cascade."""
    return [] if tier.min_points is None else [centipoints(one) for one in (tier.min_points, *tier.cascade)]


def step_of(tier: Tier, worth: int) -> int | None:
    """How often the tier's condition must be eased for so many points; None where that does not help."""
    return next(
        (at for at, floor in enumerate(steps_of(tier)) if worth >= floor), None if steps_of(tier) else 0
    )


def qualified(tier: Tier, pool: Sequence[Candidate]) -> tuple[list[Candidate], int | None]:
    """Who may sit in the tier's seats, and from how many points (None: no bound).

    A pool that is smaller than the quota is widened by the steps of the cascade, one after the other.
    """
    if tier.min_points is None:
        return list(pool), None
    able: list[Candidate] = []
    floor = 0
    for floor in steps_of(tier):
        able = [one for one in pool if one.worth >= floor]
        if tier.quota is None or len(able) >= tier.quota:
            break
    return able, floor


def _cascade_notes(tier: Tier, pool: Pool, floor: int | None) -> list[Note]:
    if floor is None or tier.min_points is None or floor == centipoints(tier.min_points):
        return []
    values = {**_where(tier, pool), "points": plain(Decimal(floor) / 100)}
    return [Note(code="tier_cascaded", values=values)]


def _where(tier: Tier, pool: Pool) -> dict[str, Any]:
    found = {"tier": tier.name, "group": pool.group}
    return found if pool.department is None else {**found, "department": pool.department}


@dataclass(frozen=True, kw_only=True)
class Cut:
    """Who has a seat for certain, and who is tied for the `seats` that are left (nobody: no tie)."""

    before: list[Candidate]
    tied: list[Candidate] = field(default_factory=list)
    seats: int = 0


def cut_at_the_last_seat(tier: Tier, able: list[Candidate]) -> Cut:
    if tier.quota is None or len(able) <= tier.quota:
        return Cut(before=able)
    last = able[tier.quota - 1]
    if able[tier.quota].key != last.key:
        return Cut(before=able[: tier.quota])
    before = [one for one in able[: tier.quota] if one.key != last.key]
    tied = [one for one in able if one.key == last.key]
    return Cut(before=before, tied=tied, seats=tier.quota - len(before))


def _tied_seats(tier: Tier, cut: Cut, lot: Lot | None) -> list[Candidate]:
    """Widen: all of them. Later key: the best of them, and who is equal to the last one in everything.
    Draw: those whose lots were drawn."""
    if not cut.tied or tier.tie == "widen":
        return cut.tied
    if tier.tie == "draw":
        return [one for one in cut.tied if lot and one.id in lot.winners]
    ordered = sorted(cut.tied, key=lambda one: (one.later, one.id))
    bound = ordered[cut.seats - 1].later
    return [one for one in ordered if one.later <= bound]


def _notes(tier: Tier, pool: Pool, won: list[Candidate], cut: Cut, lot: Lot | None) -> list[Note]:
    values = {**_where(tier, pool), "quota": tier.quota or 0, "won": len(won)}
    tied = {**values, "tied": len(cut.tied)}
    if cut.tied and tier.tie == "draw":
        return [Note(code="tie_decided_by_lot" if lot else "tie_not_drawn", values=tied)]
    if not won:
        return [Note(code="tier_empty", values=values)]
    if tier.quota is None:
        return []
    if len(won) > tier.quota:
        return [Note(code="tier_widened", values=tied)]
    if cut.tied:
        return [Note(code="tie_decided_by_later_key", values=tied)]
    if len(won) < tier.quota and pool.department is None:
        return [Note(code="tier_not_full", values=values)]
    return []
