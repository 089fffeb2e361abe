"""How many people of a hundred are expected to answer an item rightly.

What people really did counts from `ENOUGH` answers on; until then the author's level stands for the
middle of its band (levels 1–5: ≥ 90 %, 75–90 %, 55–75 %, 35–55 %, < 35 %).
"""

ENOUGH = 100
# Ten-thousandths.
OF_LEVEL = {1: 9500, 2: 8250, 3: 6500, 4: 4500, 5: 2500}
# The least share of right answers of levels 1 to 4.
_LEAST = (0.90, 0.75, 0.55, 0.35)


def facility(level: int, *, observed: float | None = None, answers: int = 0) -> int:
    """The expected facility in ten-thousandths. `observed`: the share of right ones among `answers`."""
    if observed is not None and answers >= ENOUGH:
        return min(10_000, max(0, round(observed * 10_000)))
    return OF_LEVEL[level]


def level_of(share: float) -> int:
    """The level whose band a share of right answers falls into."""
    return 1 + sum(share < least for least in _LEAST)
