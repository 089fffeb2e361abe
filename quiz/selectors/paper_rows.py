"""A paper's rows with the questions that may be drawn, ready for the dice."""

from collections.abc import Mapping, Sequence

from quiz.domain.paper import PoolItem, PoolRow
from quiz.domain.rulesheet import RuleSheet, centipoints

from .content import Content, contents

_KINDS = ("single", "multi", "judge", "blank")


def paper_rows(
    sheet: RuleSheet, pool: Sequence[Sequence[int]], facilities: Mapping[int, int]
) -> tuple[PoolRow, ...]:
    """One row for each row of the sheet (a fixed paper is one row); one statement at most.

    `pool`: revision ids by row; `facilities` in ten-thousandths, 0 where one is not known.
    """
    known = contents({pk for row in pool for pk in row})
    items = {pk: _item(content, facilities.get(pk, 0)) for pk, content in known.items()}
    return tuple(
        PoolRow(count=count, points=points, groups=groups, items=tuple(items[pk] for pk in row))
        for row, (count, points, groups) in zip(pool, _plan(sheet), strict=True)
    )


def _item(content: Content, facility: int) -> PoolItem:
    return PoolItem(
        revision_id=content.revision_id,
        type=content.type,
        options=content.option_ids,
        options_may_move=content.options_may_move,
        facility=facility,
    )


def _plan(sheet: RuleSheet) -> list[tuple[int, dict[str, int], tuple[str, ...]]]:
    """For each row how many questions, what each type is worth in hundredths, and for which groups."""
    per_type = {kind: centipoints(sheet.points.per_type.of(kind)) for kind in _KINDS}
    if sheet.paper.mode == "fixed":
        return [(len(sheet.paper.questions), per_type, ())]
    return [
        (
            row.count,
            per_type if row.points is None else dict.fromkeys(_KINDS, centipoints(row.points)),
            row.groups,
        )
        for row in sheet.paper.rows
    ]


def band_of(sheet: RuleSheet) -> int | None:
    """How far papers may lie from the mean one, in ten-thousandths; None without a bound."""
    band = sheet.paper.difficulty_band
    return None if band is None or sheet.paper.mode == "fixed" else centipoints(band)
