"""Prizes that somebody gives up: the reserves of the tier move up, in their order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from .awards import Candidate, Seating, Winner


@dataclass(frozen=True, kw_only=True, slots=True)
class Forfeit:
    """A prize given up, or not claimed in time. `board` "" and a person's id, or a board's name and a
    department's."""

    tier: str
    board: str
    id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Reserve:
    """Who moves up next into a tier (`winner`: as whom), and in which pool (`awards.Pool`)."""

    group: str
    department: int | None = None
    winner: Winner


def handed_on(seatings: Sequence[Seating], forfeits: frozenset[Forfeit]) -> list[Seating]:
    """The same tiers after the forfeits.

    Whoever gave up a prize has none of the lower ones either and moves up nowhere. A reserve who
    moves up leaves the lower prize, which is handed on in turn. A tier that a tie had widened takes
    nobody up until fewer than its seats are held.
    """
    quitters = {(one.board, one.id) for one in forfeits}
    out: set[tuple[str, int]] = set()
    placed: set[tuple[str, int]] = set()
    after: list[Seating] = []
    for seating in seatings:
        board, tier = seating.board, seating.tier.name
        out.update((board, one.id) for one in forfeits if (one.tier, one.board) == (tier, board))
        stay = [one for one in seating.won if (board, one.id) not in out | placed]
        line = [one for one in seating.reserves if (board, one.id) not in quitters | placed]
        free = min(len(seating.won), seating.tier.quota or 0) - len(stay)
        up, rest = line[: max(free, 0)], line[max(free, 0) :]
        placed.update((board, one.id) for one in (*stay, *up))
        after.append(replace(seating, won=(*stay, *up), reserves=tuple(rest)))
    return after


def winners_of(seatings: Sequence[Seating]) -> list[Winner]:
    return [_winner(seating, one) for seating in seatings for one in seating.won]


def reserves_of(seatings: Sequence[Seating]) -> Iterator[Reserve]:
    """Who is still in line, tier by tier; who holds a higher prize is not."""
    held: set[tuple[str, int]] = set()
    for seating in seatings:
        held.update((seating.board, one.id) for one in seating.won)
        for one in seating.reserves:
            if (seating.board, one.id) not in held:
                winner = _winner(seating, one)
                yield Reserve(group=seating.group, department=seating.department, winner=winner)


def _winner(seating: Seating, one: Candidate) -> Winner:
    return Winner(
        tier=seating.tier.name,
        board=seating.board,
        id=one.id,
        group=one.group,
        place=one.place,
        is_tied=one.is_tied,
        points=one.points,
        elapsed_ms=one.elapsed_ms,
    )
