"""A sample paper, drawn from what the bank holds today, for the organizer's eyes."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.domain.problems import RuleBroken
from quiz.domain.dice import derive_seed
from quiz.domain.paper import PaperSlot, PoolItem, PoolRow, draw_paper
from quiz.domain.rulesheet import RuleSheet
from quiz.models import Contest

from .content import Content, Solution, contents, solutions
from .pool import pool_for
from .rules import counts_and_points


@dataclass(frozen=True, kw_only=True)
class SampleItem:
    """`response` is there because pages of a sitting want one: nobody has answered."""

    position: int
    worth: int
    content: Content
    option_order: tuple[int, ...]
    solution: Solution
    response: list[Any] | None = None
    points: int | None = None
    verdict: str | None = None


@dataclass(frozen=True, kw_only=True)
class Sample:
    """`holds`: (wanted, found) for each row of the blueprint; `items` is empty where too few are there."""

    items: list[SampleItem]
    holds: list[tuple[int, int]]

    @property
    def points(self) -> int:
        return sum(item.worth for item in self.items)


def sample_paper(contest: Contest, sheet: RuleSheet, *, seed: str, today: date) -> Sample:
    """A paper as somebody might get it. After publication it is drawn from the frozen pool.

    Its seed is of its own: no sample tells what a real seed draws.
    """
    frozen = contest.rules.pool if contest.rules and contest.state != Contest.State.DRAFT else None
    pool = frozen or pool_for(sheet.paper, today)
    rows = _rows(sheet, pool)
    holds = [(row.count, len(row.items)) for row in rows]
    try:
        slots = draw_paper(
            rows,
            order=sheet.paper.order,
            shuffle_options=sheet.paper.shuffle_options,
            draw_seed=derive_seed("sample", "draw", seed),
            arrange_seed=derive_seed("sample", "arrange", seed),
        )
    except RuleBroken:
        return Sample(items=[], holds=holds)
    return Sample(items=_items(slots), holds=holds)


def _rows(sheet: RuleSheet, pool: list[list[int]]) -> list[PoolRow]:
    known = contents({pk for row in pool for pk in row})
    return [
        PoolRow(count=count, points=points, items=tuple(_pool_item(known[pk]) for pk in row))
        for row, (count, points) in zip(pool, counts_and_points(sheet), strict=True)
    ]


def _pool_item(content: Content) -> PoolItem:
    return PoolItem(
        revision_id=content.revision_id,
        type=content.type,
        options=content.option_ids,
        options_may_move=content.options_may_move,
    )


def _items(slots: tuple[PaperSlot, ...]) -> list[SampleItem]:
    ids = {slot.revision_id for slot in slots}
    known, solved = contents(ids), solutions(ids)
    return [
        SampleItem(
            position=position,
            worth=slot.points,
            content=known[slot.revision_id],
            option_order=slot.option_order,
            solution=solved[slot.revision_id],
        )
        for position, slot in enumerate(slots, start=1)
    ]
