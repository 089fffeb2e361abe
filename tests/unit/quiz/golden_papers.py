"""Papers whose seeds are fixed for ever: drawn once, kept in tests/data/papers/golden.json."""

from typing import Any

from quiz.domain.paper import PoolItem, PoolRow, draw_paper

POINTS = {"single": 500, "multi": 1000, "judge": 200, "blank": 300}
KINDS = ("single", "multi", "judge", "blank")


def _item(pk: int) -> PoolItem:
    return PoolItem(
        revision_id=pk, type=KINDS[pk % 4], options=tuple(range(1, 5)), options_may_move=pk % 5 != 0
    )


def golden_rows() -> dict[str, list[PoolRow]]:
    """Disjoint rows, overlapping rows that must make room for each other, and a row that takes all."""

    def row(count: int, *pks: int) -> PoolRow:
        return PoolRow(count=count, items=tuple(map(_item, pks)), points=POINTS)

    return {
        "disjoint": [row(5, *range(1, 41)), row(4, *range(50, 70)), row(3, *range(80, 90))],
        "overlapping": [row(3, *range(1, 7)), row(3, *range(1, 7)), row(4, *range(4, 12))],
        "fixed": [row(6, 9, 3, 7, 1, 12, 4)],
    }


def drawn() -> dict[str, Any]:
    """Name of the rows and seed → the paper as [revision, options in order, points]."""
    return {
        f"{name}/{order}/{seed}": [
            [slot.revision_id, list(slot.option_order), slot.points]
            for slot in draw_paper(
                rows, order=order, shuffle_options=True, draw_seed=f"d{seed}", arrange_seed=f"a{seed}"
            )
        ]
        for name, rows in golden_rows().items()
        for order in ("as_listed", "by_type", "shuffled")
        for seed in range(4)
    }
