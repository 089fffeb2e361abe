"""Whether an item is harder for one group than for equally able others: Mantel–Haenszel, as ETS does it.

P. W. Holland, D. T. Thayer: Differential item performance and the Mantel–Haenszel procedure (1988);
variance of the log odds ratio by Robins, Breslow and Greenland (1986); classes A, B, C by M. Zieky (1993).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import fsum, log, sqrt

from .item_groups import level

# ETS delta of a log odds ratio.
_DELTA = -2.35
_ONE_SIDED, _TWO_SIDED = 1.645, 1.96


@dataclass(frozen=True, kw_only=True)
class Bias:
    """`delta` below 0: harder for the group than for others. `group` names the group that was looked at."""

    group: str
    others: int
    people: int
    delta: float
    error: float

    @property
    def ets_class(self) -> str:
        """A negligible, B moderate, C large: at least 1.5 and significantly more than 1."""
        size = abs(self.delta)
        if size < 1 or size < _TWO_SIDED * self.error:
            return "A"
        return "C" if size >= 1.5 and size - 1 > _ONE_SIDED * self.error else "B"


def bias(
    group: str, rights: Sequence[bool], totals: Sequence[float], members: Sequence[bool | None]
) -> Bias | None:
    """People by person: right or not, total, in the group or not (None: not known, left out).

    None where no total is shared by right and wrong answers of both sides.
    """
    strata = _strata(rights, totals, members)
    for_others = fsum(a * d / (a + b + c + d) for a, b, c, d in strata)
    for_group = fsum(b * c / (a + b + c + d) for a, b, c, d in strata)
    if not for_others or not for_group:
        return None
    return Bias(
        group=group,
        others=sum(member is False for member in members),
        people=sum(member is True for member in members),
        delta=_DELTA * log(for_others / for_group),
        error=-_DELTA * sqrt(_log_variance(strata, for_others, for_group)),
    )


Table = tuple[int, int, int, int]  # others right, others wrong, group right, group wrong


def _strata(rights: Sequence[bool], totals: Sequence[float], members: Sequence[bool | None]) -> list[Table]:
    tables: dict[float, list[int]] = {}
    for right, total, member in zip(rights, totals, members, strict=True):
        if member is not None:
            tables.setdefault(level(total), [0, 0, 0, 0])[2 * member + (not right)] += 1
    return [(a, b, c, d) for a, b, c, d in (tables[total] for total in sorted(tables))]


def _log_variance(strata: Iterable[Table], for_others: float, for_group: float) -> float:
    both, mixed, other = [], [], []
    for a, b, c, d in strata:
        n = a + b + c + d
        p, q, r, s = (a + d) / n, (b + c) / n, a * d / n, b * c / n
        both.append(p * r)
        mixed.append(p * s + q * r)
        other.append(q * s)
    return (
        fsum(both) / (2 * for_others**2)
        + fsum(mixed) / (2 * for_others * for_group)
        + fsum(other) / (2 * for_group**2)
    )
