"""What was drawn, as people: who won which lots, and how equals stand by them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Protocol

NO_ORDER: Mapping[int, int] = MappingProxyType({})


class Ranked(Protocol):
    """Somebody in a ranking: equal keys are tied."""

    @property
    def id(self) -> int: ...

    @property
    def key(self) -> Any: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Lot:
    """What was drawn for one tier in one group: people's ids in the order drawn. `step`: how often the
    tier's condition was eased; `with_line`: of a tie, whether the line behind it was drawn too."""

    tier: str
    group: str
    step: int
    winners: tuple[int, ...]
    reserves: tuple[int, ...]
    with_line: bool = False


def lot_order(lots: Sequence[Lot], pools: Iterable[Sequence[Ranked]]) -> dict[int, int]:
    """Where each of those stands whose tie lots decided, the line behind it too: in the order drawn, for
    prizes first and then in reserve, whichever prize it was for."""
    drawn = [one for lot in lots for one in lot.winners] + [one for lot in lots for one in lot.reserves]
    at = {person: place for place, person in enumerate(drawn)}
    equals = {one for lot in lots if lot.with_line for one in (*lot.winners, *lot.reserves)}
    found: dict[int, int] = {}
    for pool in pools:
        keys = {one.key for one in pool if one.id in equals}
        found.update((one.id, at.get(one.id, len(drawn))) for one in pool if one.key in keys)
    return found
