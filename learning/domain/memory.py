"""A memory of one question: when it is due, by FSRS-6 (the `fsrs` library), and what the notebook says.

Questions of one fact are siblings: the notebook's part is each one's own, the schedule and the level are the
fact's. They stand with the sibling that was answered last, which alone is due.
Learning steps are empty: a page has no timers of a minute; a miss comes again at the end of its set.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import IntEnum
from functools import cache

from fsrs import Card, Scheduler, State
from fsrs import Rating as FsrsRating
from fsrs.scheduler import DEFAULT_PARAMETERS

from .days import day_of
from .rating import Rating

# FSRS-6's 21 numbers; empty: the library's own.
Weights = tuple[float, ...]
DEFAULTS: Weights = ()

RETENTION = 0.9
LONGEST_DAYS = 180
# After so many lapses a question teaches nothing by coming again: it waits in the notebook until it is out.
LEECH = 8
# The notebook is left by two right answers on two days, the second so long after the miss.
LEAVES_AFTER = timedelta(days=3)
OFTEN_WRONG = 3
# Right on two days so far apart is mastered; expected to last so long, and known among other topics, firm.
APART_DAYS, FIRM_DAYS = 3, 21


class Level(IntEnum):
    """How well a question is known."""

    UNSEEN = 0
    TRIED = 1
    FAMILIAR = 2
    MASTERED = 3
    FIRM = 4


@dataclass(frozen=True, kw_only=True)
class Memory:
    """`stability` in days, `difficulty` 1 to 10. `wrong_at`: since when the question stands in the notebook;
    `rights`: learning days in a row with a right answer since then; `misses`: how often it was entered."""

    stability: float = 0.0
    difficulty: float = 0.0
    due: datetime | None = None
    last_review: datetime | None = None
    reps: int = 0
    lapses: int = 0
    wrong_at: datetime | None = None
    rights: int = 0
    last_right: date | None = None
    misses: int = 0
    level: Level = Level.UNSEEN

    @property
    def is_often_wrong(self) -> bool:
        return self.misses >= OFTEN_WRONG


@dataclass(frozen=True, kw_only=True)
class Review:
    """A logged answer that counts for the memory; `weights`: those that were in force when it was given;
    `is_anew`: the key is another than it was, so that what was remembered before is void; `is_mixed`: it was
    asked among other topics, so that nothing told beforehand what it is about."""

    at: datetime
    rating: Rating
    is_right: bool
    weights: Weights = DEFAULTS
    is_anew: bool = False
    is_mixed: bool = True


@cache
def scheduler(weights: Weights = DEFAULTS) -> Scheduler:
    return Scheduler(
        parameters=weights or DEFAULT_PARAMETERS,
        desired_retention=RETENTION,
        learning_steps=(),
        relearning_steps=(),
        maximum_interval=LONGEST_DAYS,
        enable_fuzzing=False,
    )


def reviewed(memory: Memory, review: Review, before: Memory | None = None) -> Memory:
    """The memory after one more answer; `before`: that of the sibling answered last, whose schedule it takes
    over.

    Where the key is another one, what was remembered by the old one is void, and not what a sibling has shown
    since.
    """
    if review.is_anew:
        memory, before = Memory(), None if before == memory else before
    at, before = review.at.astimezone(UTC), before or memory
    card, _log = scheduler(review.weights).review_card(_card(before), FsrsRating(int(review.rating)), at)
    assert card.stability is not None and card.difficulty is not None
    lapsed = before.reps > 0 and review.rating is Rating.AGAIN
    scheduled = replace(
        memory,
        stability=card.stability,
        difficulty=card.difficulty,
        due=card.due,
        last_review=at,
        reps=before.reps + 1,
        lapses=before.lapses + lapsed,
        level=_level(before, card.stability, review),
    )
    return _noted(scheduled, at, is_right=review.is_right)


def replayed(reviews: Iterable[Review]) -> Memory:
    """The memory that a log makes, from nothing."""
    memory = Memory()
    for review in reviews:
        memory = reviewed(memory, review)
    return memory


def replayed_siblings(reviews: Iterable[tuple[int, Review]]) -> dict[int, Memory]:
    """The memories that the log of a fact makes, by question: (question, answer) in order."""
    found: dict[int, Memory] = {}
    last = Memory()
    for question, review in reviews:
        last = reviewed(found.get(question, Memory()), review, last)
        found = {one: replace(memory, due=None) for one, memory in found.items()}
        found[question] = last
    return found


def last_of(memories: Iterable[Memory]) -> Memory:
    """Of siblings' memories the one that has the schedule. Of a paper that asked two at once the later one
    is due."""
    asked = [one for one in memories if one.last_review is not None]
    return max(asked, key=lambda one: (one.last_review, one.due is not None), default=Memory())


def recall(memory: Memory, now: datetime, weights: Weights) -> float:
    """The estimated chance that it is remembered now, 0 to 1, by the weights in force; 0 for what was
    never asked."""
    return chance(memory.stability, memory.last_review, now, weights)


def chance(stability: float, last_review: datetime | None, now: datetime, weights: Weights) -> float:
    """The same of what alone decides it; `stability` in days."""
    if last_review is None:
        return 0.0
    seen = last_review.astimezone(UTC)
    card = Card(card_id=1, state=State.Review, stability=stability, last_review=seen, due=seen)
    return scheduler(weights).get_card_retrievability(card, now.astimezone(UTC))


def _card(memory: Memory) -> Card:
    if memory.last_review is None:
        return Card(card_id=1, due=datetime.min.replace(tzinfo=UTC))
    return Card(
        card_id=1,
        state=State.Review,
        step=None,
        stability=memory.stability,
        difficulty=memory.difficulty,
        due=(memory.due or memory.last_review).astimezone(UTC),
        last_review=memory.last_review.astimezone(UTC),
    )


def _level(memory: Memory, stability: float, review: Review) -> Level:
    """A right answer lifts it to what it has earned, a miss drops it by one. Only what was known among other
    topics is firm."""
    if not review.is_right:
        return Level(max(Level.TRIED, memory.level - 1))
    apart = memory.last_right is not None and (day_of(review.at) - memory.last_right).days >= APART_DAYS
    is_firm = stability >= FIRM_DAYS and review.is_mixed
    earned = (Level.FIRM if is_firm else Level.MASTERED) if apart else Level.FAMILIAR
    return max(memory.level, earned)


def _noted(memory: Memory, at: datetime, *, is_right: bool) -> Memory:
    """Into the notebook by a miss, out of it by two right answers far enough apart."""
    if not is_right:
        entered = memory.misses + (memory.wrong_at is None)
        return replace(memory, wrong_at=at, rights=0, last_right=None, misses=entered)
    if memory.wrong_at is None:
        return replace(memory, last_right=day_of(at))
    rights = memory.rights + (memory.last_right != day_of(at))
    if rights >= 2 and at - memory.wrong_at >= LEAVES_AFTER:
        return replace(memory, wrong_at=None, rights=0, last_right=day_of(at))
    return replace(memory, rights=rights, last_right=day_of(at))
