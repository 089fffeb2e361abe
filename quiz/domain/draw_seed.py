"""The secret seeds of a contest's draws: a chain of SHA-256 that one digest binds before the close.

The seed of each draw is the SHA-256 of the next one's. So the digest that is published with the
contest binds the seed of every draw that may ever follow, and a seed that is told gives away none
of the later ones.
"""

import hashlib

MOST_DRAWS = 32


def seed_of(secret: bytes, number: int) -> bytes:
    """The seed (32 bytes) of the draw with this number, from 1 to `MOST_DRAWS`.

    Raises ValueError beyond that.
    """
    if not 1 <= number <= MOST_DRAWS:
        raise ValueError(f"a contest has {MOST_DRAWS} draws at most")
    seed = secret
    for _link in range(MOST_DRAWS - number):
        seed = hashlib.sha256(seed).digest()
    return seed


def commitment_of(secret: bytes) -> str:
    """What is published beforehand: the SHA-256 (hex) of the first draw's seed."""
    return hashlib.sha256(seed_of(secret, 1)).hexdigest()
