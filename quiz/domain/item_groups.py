"""People in the order of a score, cut into shares: whoever ties at a cut belongs to both sides in part.

So nothing depends on the order in which equal people happen to stand.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import accumulate, pairwise

# The lowest and the highest 27 per cent (Kelley 1939), and three groups of equal size.
ENDS = (0.27, 0.46, 0.27)
THIRDS = (1 / 3, 1 / 3, 1 / 3)


def level(score: float) -> float:
    """A score without the last digits of a float, where 0.1 + 0.2 and 0.3 part."""
    return score if isinstance(score, int) else float(f"{score:.12g}")


def memberships(
    scores: Sequence[float], shares: Sequence[float] = THIRDS
) -> Mapping[float, tuple[float, ...]]:
    """For each level, the part of everybody on it that belongs to each group, the lowest group first."""
    counts = Counter(map(level, scores))
    cuts = [len(scores) * share for share in accumulate(shares, initial=0.0)]
    cuts[-1] = float(len(scores))
    found, below = {}, 0
    for score in sorted(counts):
        size = counts[score]
        found[score] = tuple(_overlap(below, below + size, low, high) / size for low, high in pairwise(cuts))
        below += size
    return found


def _overlap(start: float, end: float, low: float, high: float) -> float:
    return max(0.0, min(end, high) - max(start, low))
