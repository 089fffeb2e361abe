"""Repeatable randomness that anyone can recompute: SHA-256 in counter mode.

Block k of the stream is SHA-256(seed + ":" + k) with seed and k as ASCII text; numbers are
taken from it eight bytes at a time, big-endian, and rejected where a remainder would favour
small results. No Python version and no other library changes what a seed gives.
"""

import hashlib
import hmac
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")
_WORD = 1 << 64


def derive_seed(secret: str, *parts: object) -> str:
    """A seed of its own for each use: hex HMAC-SHA-256 of the parts, joined by "/", under the secret."""
    text = "/".join(str(part) for part in parts)
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


def seed_digest(seed: str) -> str:
    """SHA-256 (hex) of a seed as text: published beforehand, it binds the seed without telling it."""
    return hashlib.sha256(seed.encode()).hexdigest()


class Dice:
    """A stream of fair choices from a seed."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._block = 0
        self._words: list[int] = []

    def below(self, bound: int) -> int:
        """A number from 0 to bound - 1, each as likely as the others."""
        limit = _WORD - _WORD % bound
        while True:
            word = self._next_word()
            if word < limit:
                return word % bound

    def sample(self, population: Sequence[T], count: int) -> list[T]:
        """`count` different members, in drawn order (a Fisher–Yates shuffle stopped early)."""
        rest = list(population)
        for index in range(count):
            other = index + self.below(len(rest) - index)
            rest[index], rest[other] = rest[other], rest[index]
        return rest[:count]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        return self.sample(items, len(items))

    def _next_word(self) -> int:
        if not self._words:
            digest = hashlib.sha256(f"{self._seed}:{self._block}".encode()).digest()
            self._block += 1
            self._words = [int.from_bytes(digest[i : i + 8], "big") for i in (24, 16, 8, 0)]
        return self._words.pop()
