"""A sample paper, drawn from what the bank holds today, for the organizer's eyes."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.domain.problems import RuleBroken
from quiz.domain.dice import derive_seed
from quiz.domain.paper import PaperSlot, PoolRow, draw_paper, rows_for
from quiz.domain.rulesheet import RuleSheet
from quiz.models import Contest

from .content import Content, Solution, contents, solutions
from .facilities import expected_facility
from .gain import held_codes
from .paper_rows import band_of, paper_rows
from .pool import pool_for
from .rules import sheet_of


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


def sample_paper(contest: Contest, sheet: RuleSheet, *, seed: str, today: date, group: str = "") -> Sample:
    """A paper as somebody of this group might get it.

    Its seed is of its own: no sample tells what a real seed draws.
    """
    rows = rows_for(rows_today(contest, sheet, today), group)
    holds = [(row.count, len(row.items)) for row in rows]
    try:
        slots = draw_paper(
            rows,
            order=sheet.paper.order,
            shuffle_options=sheet.paper.shuffle_options,
            draw_seed=derive_seed("sample", "draw", seed),
            arrange_seed=derive_seed("sample", "arrange", seed),
            band=band_of(sheet),
        )
    except RuleBroken:
        return Sample(items=[], holds=holds)
    return Sample(items=sample_items(slots), holds=holds)


def rows_today(contest: Contest, sheet: RuleSheet, today: date) -> tuple[PoolRow, ...]:
    """What a paper of this sheet is drawn from: the frozen pool of an announced contest, else the bank."""
    rules = contest.rules
    if contest.state != Contest.State.DRAFT and rules is not None and sheet.paper == sheet_of(rules).paper:
        facilities = {int(pk): value for pk, value in rules.facilities.items()}
        return paper_rows(sheet, rules.pool, facilities)
    pool = pool_for(sheet.paper, today, held_codes(contest))
    return paper_rows(sheet, pool, expected_facility({pk for row in pool for pk in row}))


def sample_items(slots: tuple[PaperSlot, ...]) -> list[SampleItem]:
    """A drawn paper with everything that pages show of it."""
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
