"""Options that are numbers or ranges of numbers: their order, their units, their overlaps."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

_SCALE = {"": 1, "十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
_NUMBER = r"[-−－]?\d+(?:,\d{3})*(?:\.\d+)?"
_OPTION = re.compile(
    rf"^[约近超过不少低于满小大]{{0,3}}\s*({_NUMBER})\s*([十百千万亿]?)([^\d～~—–至到-]*)"
    rf"(?:[～~—–至到-]+\s*({_NUMBER})\s*([十百千万亿]?)(\D*))?$"
)


@dataclass(frozen=True, kw_only=True)
class Numbers:
    ascending: bool
    overlapping: bool
    mixed_units: bool


@dataclass(frozen=True)
class _Range:
    low: float
    high: float
    unit: str
    is_range: bool


def numbers_of(texts: Sequence[str]) -> Numbers | None:
    """What can be said of options that are all numbers; None where one of them is not."""
    ranges = [_range(text.strip()) for text in texts]
    known = [one for one in ranges if one is not None]
    if len(known) < 2 or len(known) != len(ranges):
        return None
    neighbours = list(pairwise(known))
    return Numbers(
        ascending=all((one.low, one.high) <= (two.low, two.high) for one, two in neighbours),
        overlapping=any(two.low <= one.high for one, two in neighbours if one.is_range or two.is_range),
        mixed_units=len({one.unit for one in known}) > 1,
    )


def _range(text: str) -> _Range | None:
    match = _OPTION.match(text)
    if match is None:
        return None
    low, low_scale, low_unit, high, high_scale, high_unit = match.groups()
    scale = low_scale or high_scale or ""
    first = _value(low, scale)
    last = _value(high, high_scale or scale) if high else first
    return _Range(first, last, (high_unit or low_unit).strip(), high is not None)


def _value(digits: str, scale: str) -> float:
    return float(digits.replace(",", "").replace("−", "-").replace("－", "-")) * _SCALE[scale]
