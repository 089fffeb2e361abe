"""Who stands before whom: the rank chain as one sortable text, and shared places."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Protocol, get_args

from quiz.domain.rulesheet import Rank, RankKey, centipoints

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Every key there is, in the order in which a later key is asked.
FULL_CHAIN: tuple[RankKey, ...] = get_args(RankKey)


class Rankable(Protocol):
    """What the keys look at: points in hundredths, times in ms, instants aware."""

    @property
    def points(self) -> int: ...
    @property
    def right(self) -> int: ...
    @property
    def elapsed_ms(self) -> int: ...
    @property
    def attempts(self) -> int: ...
    @property
    def started_at(self) -> datetime: ...
    @property
    def handed_in_at(self) -> datetime: ...


def _most(width: int) -> int:
    return int(16**width - 1)


def _micros(instant: datetime) -> int:
    return (instant - EPOCH) // timedelta(microseconds=1)


# Each rule once: hexadecimal digits, and the number that is smaller for the better.
_RULES: dict[RankKey, tuple[int, Callable[[Rankable], int]]] = {
    "points": (10, lambda one: _most(10) - one.points),
    "right": (6, lambda one: _most(6) - one.right),
    "elapsed": (12, lambda one: one.elapsed_ms),
    "handed_in": (14, lambda one: _micros(one.handed_in_at)),
    "started": (14, lambda one: _micros(one.started_at)),
    "attempts": (6, lambda one: one.attempts),
}


def order(one: Rankable, keys: Sequence[RankKey]) -> tuple[int, ...]:
    """The chain as numbers: more points and right answers, less time, earlier instants, fewer tries."""
    return tuple(_RULES[key][1](one) for key in keys)


def sort_key(one: Rankable, keys: Sequence[RankKey]) -> str:
    """The chain as fixed-width lower-case hexadecimal: smaller is better, equal is a shared place.

    Texts of one chain compare as `order` does. ValueError for a figure beyond its width.
    """
    return "".join(_hex(value, _RULES[key][0]) for key, value in zip(keys, order(one, keys), strict=True))


def _hex(value: int, width: int) -> str:
    if not 0 <= value <= _most(width):
        raise ValueError(f"{value} does not fit {width} hexadecimal digits")
    return f"{value:0{width}x}"


def whole_chain(keys: Sequence[RankKey]) -> tuple[RankKey, ...]:
    """The chain followed by every key that it leaves out."""
    return (*keys, *(key for key in FULL_CHAIN if key not in keys))


def later_key(one: Rankable, keys: Sequence[RankKey]) -> str:
    """The sort key of the whole chain."""
    return sort_key(one, whole_chain(keys))


def places(sorted_keys: Iterable[object]) -> list[int]:
    """Shared places of keys in order: 1, 2, 2, 4."""
    found: list[int] = []
    for _, equals in groupby(sorted_keys):
        found += [len(found) + 1] * len(list(equals))
    return found


def shared_places(keys: Sequence[object]) -> list[tuple[int, bool]]:
    """The same with whether somebody else has the place too."""
    found = places(keys)
    return [(place, found.count(place) > 1) for place in found]


def is_listed(one: Rankable, rank: Rank) -> bool:
    """Whether the standing reaches the minimum to be listed."""
    enough_points = rank.min_points is None or one.points >= centipoints(rank.min_points)
    return enough_points and one.attempts >= (rank.min_attempts or 0)
