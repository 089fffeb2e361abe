"""The question of a day: the same for everybody, by the date and the bank alone.

Questions lie on a ring, each where the digest of its code puts it; each day takes the next step of the
golden ratio around the ring and the first question from there on. A question that comes or goes changes
only the days of its own arc, and those steps return to the same place as late as any can.
"""

import hashlib
from collections.abc import Sequence
from datetime import date

_RING = 2**64
# (√5 - 1) / 2 of the ring.
_STEP = 0x9E3779B97F4A7C15


def question_of(day: date, codes: Sequence[str]) -> str | None:
    """The code whose day it is; None without any."""
    if not codes:
        return None
    point = day.toordinal() * _STEP
    return min(codes, key=lambda code: ((_place(code) - point) % _RING, code))


def _place(code: str) -> int:
    return int.from_bytes(hashlib.sha256(f"day/{code}".encode()).digest()[:8])
