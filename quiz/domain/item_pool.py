"""One item over several contests: what each contest found, put together without its people.

Contests differ in their points, so people are compared within their own: correlations pool as
Σ(n-1)·r·s / √(Σ(n-1)·s² · Σ(n-1)), s the item's standard deviation as a part of its full mark.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, sqrt

from .item_flags import Window
from .item_options import OptionFigures


@dataclass(frozen=True, kw_only=True)
class Part:
    """One contest's figures of an item, oldest first wherever several stand together."""

    n: int
    facility: float
    sd: float | None
    item_rest_r: float | None
    d27: float | None
    options: Sequence[OptionFigures]


@dataclass(frozen=True, kw_only=True)
class Pooled:
    n: int
    facility: float
    item_rest_r: float | None
    d27: float | None
    options: tuple[OptionFigures, ...]
    windows: tuple[Window, Window] | None


def pooled(parts: Sequence[Part]) -> Pooled:
    """All parts as one; `windows` sets the newest against all before it."""
    return Pooled(
        n=sum(part.n for part in parts),
        facility=_average([(part.n, part.facility) for part in parts]) or 0.0,
        item_rest_r=_correlation(parts),
        d27=_average([(part.n, part.d27) for part in parts]),
        options=_options(parts),
        windows=(_window(parts[:-1]), _window(parts[-1:])) if len(parts) > 1 else None,
    )


def _average(pairs: Sequence[tuple[float, float | None]]) -> float | None:
    known = [(weight, value) for weight, value in pairs if value is not None]
    size = fsum(weight for weight, _value in known)
    return fsum(weight * value for weight, value in known) / size if size else None


def _correlation(parts: Sequence[Part]) -> float | None:
    known = [(part.n - 1, part.sd, part.item_rest_r) for part in parts if part.sd is not None]
    telling = [(n, sd, r) for n, sd, r in known if r is not None]
    spread = fsum(n * sd**2 for n, sd, _r in telling)
    if not spread:
        return None
    return fsum(n * r * sd for n, sd, r in telling) / sqrt(spread * fsum(n for n, _sd, _r in telling))


def _options(parts: Sequence[Part]) -> tuple[OptionFigures, ...]:
    lines: dict[int | None, list[OptionFigures]] = {}
    for part in parts:
        for one in part.options:
            lines.setdefault(one.option, []).append(one)
    return tuple(map(_option, lines.values()))


def _option(lines: Sequence[OptionFigures]) -> OptionFigures:
    low, middle, high = zip(*(one.thirds for one in lines), strict=True)
    return OptionFigures(
        option=lines[0].option,
        is_key=lines[-1].is_key,
        people=sum(one.people for one in lines),
        n=sum(one.n for one in lines),
        thirds=(fsum(low), fsum(middle), fsum(high)),
        top=fsum(one.top for one in lines),
        mean_rest=lines[0].mean_rest if len(lines) == 1 else None,
        standing=_average([(one.n, one.standing) for one in lines]),
    )


def _window(parts: Sequence[Part]) -> Window:
    return Window(
        n=sum(part.n for part in parts),
        facility=_average([(part.n, part.facility) for part in parts]) or 0.0,
        variance=_average([(part.n, (part.sd or 0.0) ** 2) for part in parts]) or 0.0,
    )
