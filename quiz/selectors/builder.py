"""What the bank holds for each row of a sheet, a paper as it might be drawn, and what is doubtful in both."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from accounts.domain.problems import RuleBroken
from quiz.domain.bank_item import BankItem
from quiz.domain.dice import derive_seed
from quiz.domain.evenness import expected_result, target
from quiz.domain.findings import Finding
from quiz.domain.paper import PoolItem, PoolRow, draw_items, rows_for
from quiz.domain.paper_doubts import paper_doubts, pool_doubts
from quiz.domain.rulesheet import RuleSheet
from quiz.models import Contest, QuestionRevision

from .bank import item_of
from .paper_rows import band_of
from .preview import rows_today

_MOST_KEPT = 64
_doubts: dict[tuple[frozenset[int], bool], list[Finding]] = {}


@dataclass(frozen=True, kw_only=True)
class RowHold:
    """A row of the sheet (from 0): how many it wants, how many questions fit it, and their mean
    expected facility in per cent (None where none fits)."""

    place: int
    wanted: int
    found: int
    facility: float | None


@dataclass(frozen=True, kw_only=True)
class Holdings:
    """`expected`: group ("" for all) → the mean paper's expected result in per cent."""

    rows: list[RowHold]
    expected: dict[str, float]
    doubts: list[Finding]


@dataclass(frozen=True, kw_only=True)
class SampleLine:
    position: int
    code: str
    topic: str
    type: str
    stem: str
    worth: int
    facility: float


@dataclass(frozen=True, kw_only=True)
class SampleList:
    """A sample paper as a list, in the order of its rows. `expected` in per cent."""

    lines: list[SampleLine]
    expected: float
    doubts: list[Finding]

    @property
    def points(self) -> int:
        return sum(line.worth for line in self.lines)


def holdings(contest: Contest, sheet: RuleSheet, today: date) -> Holdings:
    """What today's pool (or the frozen one) holds for the sheet; three statements, fewer the second time."""
    rows = rows_today(contest, sheet, today)
    groups = sheet.who.groups.all_names if any(row.groups for row in rows) else ("",)
    own = {group: rows_for(rows, group) for group in groups}
    return Holdings(
        rows=[_hold(place, row) for place, row in enumerate(rows)],
        expected={group: target(some) / 100 for group, some in own.items() if any(row.items for row in some)},
        doubts=_pool_doubts({item.revision_id for row in rows for item in row.items}, sheet),
    )


def _hold(place: int, row: PoolRow) -> RowHold:
    mean = sum(item.facility for item in row.items) / len(row.items) / 100 if row.items else None
    return RowHold(place=place, wanted=row.count, found=len(row.items), facility=mean)


def _pool_doubts(revisions: Collection[int], sheet: RuleSheet) -> list[Finding]:
    """Kept in the process: revisions never change."""
    key = (frozenset(revisions), sheet.paper.shuffle_options)
    if key not in _doubts:
        if len(_doubts) >= _MOST_KEPT:
            _doubts.clear()
        items = list(_items(revisions).values())
        _doubts[key] = pool_doubts(items, shuffled=sheet.paper.shuffle_options)
    return _doubts[key]


def forget_doubts() -> None:
    """Empty the cache; for tests, where primary keys come again."""
    _doubts.clear()


def _items(revisions: Collection[int]) -> dict[int, BankItem]:
    found = QuestionRevision.objects.filter(pk__in=revisions).select_related("question__topic")
    return {revision.pk: item_of(revision) for revision in found}


def sample_list(
    contest: Contest, sheet: RuleSheet, *, seed: str, today: date, group: str = ""
) -> SampleList | None:
    """A paper that somebody of this group might get; None where the pool is too small for one.

    Its seed is of its own: no sample tells what a real seed draws.
    """
    rows = rows_for(rows_today(contest, sheet, today), group)
    try:
        drawn = draw_items(rows, derive_seed("sample", "draw", seed), band_of(sheet))
    except RuleBroken:
        return None
    items = _items({item.revision_id for one in drawn for item in one})
    return SampleList(
        lines=_lines(rows, drawn, items),
        expected=float(expected_result(rows, drawn)) / 100,
        doubts=paper_doubts(
            [items[item.revision_id] for one in drawn for item in one], shuffled=sheet.paper.shuffle_options
        ),
    )


def _lines(
    rows: Sequence[PoolRow], drawn: Sequence[Sequence[PoolItem]], items: dict[int, BankItem]
) -> list[SampleLine]:
    picked = [(row, item) for row, one in zip(rows, drawn, strict=True) for item in one]
    return [
        SampleLine(
            position=position,
            code=items[item.revision_id].code,
            topic=items[item.revision_id].topic,
            type=item.type,
            stem=items[item.revision_id].stem_text,
            worth=row.points[item.type],
            facility=item.facility / 100,
        )
        for position, (row, item) in enumerate(picked, start=1)
    ]
