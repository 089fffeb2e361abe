"""Drawing a paper: from frozen pools and a seed to slots in the order shown."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from accounts.domain.problems import RuleBroken

from .dice import Dice

TYPE_ORDER = ("single", "multi", "judge", "blank")
# An option that speaks of the others only makes sense where it stands.
_SPEAKS_OF_OTHERS = re.compile(
    r"以上|上述|前面|前三|都对|都不|全对|[A-Ha-h]\s*[和与、及]\s*[A-Ha-h]|all of|none of", re.I
)


@dataclass(frozen=True, kw_only=True)
class PoolItem:
    """A question that may be drawn. `options` are ids in the author's order; points in hundredths."""

    revision_id: int
    type: str
    options: tuple[int, ...]
    options_may_move: bool = True


@dataclass(frozen=True, kw_only=True)
class PoolRow:
    """A blueprint row: draw `count` of `items`, each worth its type's entry in `points`."""

    count: int
    items: tuple[PoolItem, ...]
    points: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class PaperSlot:
    revision_id: int
    type: str
    option_order: tuple[int, ...]
    points: int


def options_may_move(texts: Sequence[str]) -> bool:
    """Whether options may be shuffled: not where one of them speaks of the others."""
    return not any(_SPEAKS_OF_OTHERS.search(text) for text in texts)


def draw_paper(
    rows: Sequence[PoolRow], *, order: str, shuffle_options: bool, draw_seed: str, arrange_seed: str
) -> tuple[PaperSlot, ...]:
    """A paper: `draw_seed` decides which questions, `arrange_seed` their order and their options'.

    Raises RuleBroken("pool_too_small") where the rows together ask for more than there is.
    """
    drawn = _draw_rows(rows, Dice(draw_seed))
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
