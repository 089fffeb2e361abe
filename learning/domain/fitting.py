"""Fitting the memory's weights to a site's own answers: what goes in, what is held out, what is better.

Every question of every learner has a history of the answers that counted for its memory. An answer says
something of forgetting where it came a day or more after the one before ("apart", counted in whole days of
24 hours, as the scheduler counts). The latest fifth of these is held out: weights are fitted without it
and judged by it alone, as they will be by the answers to come.
"""

import hashlib
import json
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby, pairwise
from operator import itemgetter

from fsrs import Card
from fsrs import Rating as FsrsRating
from fsrs.scheduler import LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS

from .memory import Weights, scheduler
from .rating import Rating

# Below these the library's own weights, made from hundreds of millions of answers, are the better guess.
LEAST_REVIEWS, LEAST_APART = 1_000, 512
HELD_OUT = 0.2
# A chance is never taken for certain.
_SURE = 1e-7

# Learner, question, how often its key had been corrected for the learner, time, rating; only what has one.
Row = tuple[int, int, int, datetime, int | None]
# Rating and whole days since the answer before, of each answer up to the one that is foretold.
Item = tuple[tuple[int, int], ...]
# Where an answer stands among all: time, learner, question.
Place = tuple[datetime, int, int]


@dataclass(frozen=True, kw_only=True)
class History:
    """The answers of a learner to a question that counted, in the order in which the memory took them in; of
    siblings together, under the first one's number. With a corrected key another history begins."""

    learner: int
    question: int
    answers: tuple[tuple[datetime, Rating], ...]

    def places(self) -> Iterator[tuple[int, int, Place]]:
        """Each answer that is apart: its number, whole days since the one before, its place among all."""
        for number, (before, here) in enumerate(pairwise(self.answers), start=1):
            if (days := _days(before[0], here[0])) > 0:
                yield number, days, (here[0], self.learner, self.question)


def _days(before: datetime, after: datetime) -> int:
    return max(0, (after - before).days)


def histories_of(rows: Iterable[Row]) -> list[History]:
    """Rows sorted by learner, question, corrections and time, as histories."""
    return [
        History(
            learner=learner,
            question=question,
            answers=tuple((at.astimezone(UTC), Rating(rating)) for *_of, at, rating in group if rating),
        )
        for (learner, question, _era), group in groupby(rows, key=itemgetter(0, 1, 2))
    ]


def count_reviews(histories: Iterable[History]) -> int:
    return sum(len(one.answers) for one in histories)


def count_apart(histories: Iterable[History]) -> int:
    return sum(1 for one in histories for _place in one.places())


def is_enough(reviews: int, apart: int) -> bool:
    return reviews >= LEAST_REVIEWS and apart >= LEAST_APART


def held_out_from(histories: Iterable[History]) -> Place:
    """The place of the first answer that is held out; there must be one that is apart."""
    places = sorted(place for one in histories for _number, _days, place in one.places())
    return places[int(len(places) * (1 - HELD_OUT))]


def items(histories: Iterable[History], until: Place) -> list[Item]:
    """What is fitted to: of every answer that is apart and not held out, the history up to it. The oldest
    first: the library gives the later ones of its list more weight."""
    found = [pair for one in histories for pair in _items(one) if pair[0] < until]
    return [item for _place, item in sorted(found, key=itemgetter(0))]


def _items(one: History) -> Iterator[tuple[Place, Item]]:
    times = [at for at, _rating in one.answers]
    gaps = [0, *(_days(before, after) for before, after in pairwise(times))]
    pairs = tuple((int(rating), gap) for (_at, rating), gap in zip(one.answers, gaps, strict=True))
    for number, _gap, place in one.places():
        yield place, pairs[: number + 1]


def log_loss(histories: Iterable[History], weights: Weights, since: Place) -> tuple[float, int]:
    """The mean log loss of what the scheduler foretells of the held-out answers, and how many they are.

    Lower is better; "hard" is remembered. Answers on the same day teach the memory and are not foretold.
    """
    losses = [loss for one in histories for loss in _losses(one, weights, since)]
    return math.fsum(losses) / len(losses), len(losses)


def _losses(history: History, weights: Weights, since: Place) -> Iterator[float]:
    foretold = {number for number, _days, place in history.places() if place >= since}
    if not foretold:
        return
    library = scheduler(weights)
    card = Card(card_id=1, due=history.answers[0][0])
    for number, (at, rating) in enumerate(history.answers[: max(foretold) + 1]):
        if number in foretold:
            yield _loss(library.get_card_retrievability(card, at), is_right=rating is not Rating.AGAIN)
        card, _said = library.review_card(card, FsrsRating(int(rating)), at)


def _loss(chance: float, *, is_right: bool) -> float:
    sure = min(max(chance, _SURE), 1 - _SURE)
    return -math.log(sure if is_right else 1 - sure)


def settled(found: Sequence[float]) -> Weights:
    """Fitted weights as they are kept: six decimals, within the bounds that the scheduler accepts, which the
    fit's single precision may miss by a hair."""
    bounds = zip(found, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS, strict=True)
    return tuple(min(max(round(one, 6), lowest), highest) for one, lowest, highest in bounds)


def digest_of(histories: Iterable[History], weights: Weights, library: str) -> str:
    """SHA-256 of what a fit is made from: every history, the weights in force, the library's version."""
    found = hashlib.sha256(json.dumps([library, weights]).encode())
    for one in histories:
        answers = [(at.isoformat(), int(rating)) for at, rating in one.answers]
        found.update(json.dumps([one.learner, one.question, answers]).encode())
    return found.hexdigest()
