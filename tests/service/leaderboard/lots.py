"""Contests with lots to draw, as rows."""

import hashlib

from quiz.domain.draw_seed import commitment_of
from quiz.models import Contest, DrawSeed

from .rows import NOW, attempt, contest, person

LUCKY = [{"name": "幸运奖", "by": "lottery", "quota": 2, "min_points": 10, "reserves": 1}]
SECRET = hashlib.sha256(b"a contest's secret").digest()


def bound(of: Contest) -> Contest:
    """With its seed committed, as a publication does it."""
    DrawSeed.objects.create(
        contest=of, secret=SECRET.hex(), commitment=commitment_of(SECRET), created_at=of.created_at
    )
    return of


def drawable(*points: int, awards=LUCKY, **fields) -> Contest:
    """A closed contest whose people have so many hundredths of points, ready for its draw."""
    of = bound(contest(state=Contest.State.CLOSED, awards=awards, **fields))
    for number, one in enumerate(points):
        attempt(of, one, who=person(f"王{number}明"))
    return of


__all__ = ["LUCKY", "NOW", "SECRET", "bound", "drawable"]
