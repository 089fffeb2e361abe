"""Drawing a paper: from frozen pools and a seed to slots in the order shown."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from accounts.domain.problems import RuleBroken

from .dice import Dice
from .evenness import distance, even_out

TYPE_ORDER = ("single", "multi", "judge", "blank")
_REDRAWS = 20
# An option that speaks of the others only makes sense where it stands.
_SPEAKS_OF_OTHERS = re.compile(
    r"以上|上述|前面|前三|都对|都不|全对|[A-Ha-h]\s*[和与、及]\s*[A-Ha-h]|all of|none of", re.I
)


@dataclass(frozen=True, kw_only=True)
class PoolItem:
    """A question that may be drawn. `options` are ids in the author's order.

    `facility`: the share of people expected to answer it rightly, in ten-thousandths.
    """

    revision_id: int
    type: str
    options: tuple[int, ...]
    options_may_move: bool = True
    facility: int = 0


@dataclass(frozen=True, kw_only=True)
class PoolRow:
    """A blueprint row: draw `count` of `items`, each worth its type's entry in `points` (hundredths).

    `groups`: only people of these groups get the row; empty means everybody.
    """

    count: int
    items: tuple[PoolItem, ...]
    points: Mapping[str, int]
    groups: tuple[str, ...] = ()

    @cached_property
    def sums(self) -> tuple[int, int]:
        """Over all its items: points times facility, and points."""
        worths = [self.points[item.type] for item in self.items]
        reached = sum(worth * item.facility for worth, item in zip(worths, self.items, strict=True))
        return reached, sum(worths)


@dataclass(frozen=True, kw_only=True)
class PaperSlot:
    revision_id: int
    type: str
    option_order: tuple[int, ...]
    points: int


def paper_mark(paper: Sequence[PaperSlot]) -> str:
    """Ten hex digits that tell a printed paper from any other: its questions and options in their order."""
    text = "\n".join(f"{slot.revision_id}:{','.join(map(str, slot.option_order))}" for slot in paper)
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def options_may_move(texts: Sequence[str]) -> bool:
    """Whether options may be shuffled: not where one of them speaks of the others."""
    return not any(_SPEAKS_OF_OTHERS.search(text) for text in texts)


def rows_for(rows: Sequence[PoolRow], group: str) -> tuple[PoolRow, ...]:
    """The rows of the paper that somebody of this group gets."""
    return tuple(row for row in rows if not row.groups or group in row.groups)


def draw_paper(
    rows: Sequence[PoolRow],
    *,
    order: str,
    shuffle_options: bool,
    draw_seed: str,
    arrange_seed: str,
    band: int | None = None,
) -> tuple[PaperSlot, ...]:
    """A paper: `draw_seed` decides which questions, `arrange_seed` their order and their options'.

    `band` (ten-thousandths) bounds how far its expected result may lie from the pool's mean.
    Raises RuleBroken("pool_too_small") where the rows together ask for more than there is.
    """
    drawn = draw_items(rows, draw_seed, band)
    picked = [(item, row.points[item.type]) for row, items in zip(rows, drawn, strict=True) for item in items]
    dice = Dice(arrange_seed)
    return tuple(
        PaperSlot(
            revision_id=item.revision_id,
            type=item.type,
            option_order=_arranged(item, shuffle_options, dice),
            points=points,
        )
        for item, points in _ordered(picked, order, dice)
    )


def _ordered(picked: list[tuple[PoolItem, int]], order: str, dice: Dice) -> list[tuple[PoolItem, int]]:
    if order == "shuffled":
        return dice.shuffled(picked)
    if order == "by_type":
        return sorted(picked, key=lambda pick: TYPE_ORDER.index(pick[0].type))
    return picked


def _arranged(item: PoolItem, shuffle: bool, dice: Dice) -> tuple[int, ...]:
    if shuffle and item.options_may_move:
        return tuple(dice.shuffled(item.options))
    return item.options


def draw_items(rows: Sequence[PoolRow], draw_seed: str, band: int | None = None) -> list[list[PoolItem]]:
    """The questions of a paper, row by row, before they are arranged.

    Without a band the seed alone decides. With one, seeded swaps within the rows bring the paper into
    it; where they cannot, the next draw of the same seed is tried, and of all the nearest is taken.
    """
    drawn = _draw_rows(rows, Dice(draw_seed))
    if band is None or even_out(rows, drawn, band, Dice(f"{draw_seed}/even")):
        return drawn
    tries = [drawn]
    for number in range(1, _REDRAWS + 1):
        tries.append(_draw_rows(rows, Dice(f"{draw_seed}/{number}")))
        if even_out(rows, tries[-1], band, Dice(f"{draw_seed}/{number}/even")):
            return tries[-1]
    return min(tries, key=lambda one: distance(rows, one, band))


def _draw_rows(rows: Sequence[PoolRow], dice: Dice) -> list[list[PoolItem]]:
    holder: dict[int, int] = {}
    seats: list[list[PoolItem]] = [[] for _ in rows]
    for index, row in enumerate(rows):
        free = [item for item in row.items if item.revision_id not in holder]
        # A row that takes all it has keeps the author's order: that is a fixed paper.
        chosen = free if row.count == len(row.items) else dice.sample(free, min(row.count, len(free)))
        for item in chosen:
            holder[item.revision_id] = index
            seats[index].append(item)
        while len(seats[index]) < row.count:
            if not _make_room(rows, seats, holder, index, set()):
                raise RuleBroken("pool_too_small", row=index + 1, wanted=row.count, found=len(row.items))
    return seats


def _make_room(
    rows: Sequence[PoolRow], seats: list[list[PoolItem]], holder: dict[int, int], index: int, seen: set[int]
) -> bool:
    """Seat one more item in a row, moving items of earlier rows on where they have others (Kuhn)."""
    for item in rows[index].items:
        if item.revision_id in seen or holder.get(item.revision_id) == index:
            continue
        seen.add(item.revision_id)
        owner = holder.get(item.revision_id)
        if owner is None or _make_room(rows, seats, holder, owner, seen):
            if owner is not None:
                seats[owner] = [kept for kept in seats[owner] if kept.revision_id != item.revision_id]
            holder[item.revision_id] = index
            seats[index].append(item)
            return True
    return False
