"""Who chose which option: how many, from which part of the field, and how well they did otherwise.

People stand by the rest of their paper (o = T - x), so that the option's own mark lifts nobody.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import fsum, sqrt

from .item_groups import ENDS, THIRDS, level, memberships
from .moments import mean, variance


@dataclass(frozen=True, kw_only=True)
class OptionFigures:
    """`option` is an id, None for an answer left out; n of `people` chose it.

    `thirds` (weakest first) and `top` (the best 27 per cent) count people, in parts where they tie.
    `mean_rest` in marks; `standing` is the same in standard deviations from everybody's mean.
    """

    option: int | None
    is_key: bool
    people: int
    n: int
    thirds: tuple[float, float, float]
    top: float
    mean_rest: float | None
    standing: float | None

    @property
    def share(self) -> float:
        return self.n / self.people

    @property
    def third_shares(self) -> tuple[float, ...]:
        """Which part of each third chose it."""
        return tuple(count / (self.people * size) for count, size in zip(self.thirds, THIRDS, strict=True))

    @property
    def top_share(self) -> float:
        return self.top / (self.people * ENDS[2])


def option_figures(
    options: Sequence[int],
    key: Collection[int],
    chosen: Sequence[Collection[int]],
    rests: Sequence[float],
) -> tuple[OptionFigures, ...]:
    """A line for each option, and one for answers left out; `chosen` and `rests` by person."""
    thirds, ends = memberships(rests, THIRDS), memberships(rests, ENDS)
    middle, spread = mean(rests), sqrt(variance(rests))
    found = []
    for option in (*options, None):
        theirs = [rest for rest, picked in zip(rests, chosen, strict=True) if _has(picked, option)]
        average = mean(theirs) if theirs else None
        parts = [thirds[level(rest)] for rest in theirs]
        found.append(
            OptionFigures(
                option=option,
                is_key=option in key,
                people=len(rests),
                n=len(theirs),
                thirds=(fsum(p[0] for p in parts), fsum(p[1] for p in parts), fsum(p[2] for p in parts)),
                top=fsum(ends[level(rest)][2] for rest in theirs),
                mean_rest=average,
                standing=(average - middle) / spread if average is not None and spread else None,
            )
        )
    return tuple(found)


def _has(picked: Collection[int], option: int | None) -> bool:
    return option in picked if option is not None else not picked
