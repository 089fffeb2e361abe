"""备赛计划: what a contest's topics hold, spread over the days that are left.

Only what is still to be learned and what is remembered how well decide a day's share: a day without
learning leaves more days' worth to fewer days, up to a calm most, and is mentioned nowhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from .days import day_of, end_of
from .memory import DEFAULTS, Memory, Review, Weights, chance, reviewed
from .rating import Rating

# The chance with which a question should be remembered: at the end, before it, before it for elders.
SHARP, USUAL, EASY = 0.95, 0.90, 0.85
SHARP_DAYS = 14
# A day asks for no more than so many questions.
MOST, ELDER_MOST = 30, 10
# Reviews leave so much of a day to new questions where there are any; a fifth at least.
NEW_SHARE = 0.2
# On the day before the contest nothing new, and half as much.
REST_DAYS, REST_SHARE = 1, 0.5
# So many days are forecast.
FORECAST = 14


@dataclass(frozen=True, kw_only=True)
class Known:
    """A question that was asked before; `stability` in days, `difficulty` 1 to 10."""

    question: int
    stability: float
    difficulty: float
    last_review: datetime


@dataclass(frozen=True, kw_only=True)
class Share:
    """A day's part: how many questions come again, how many are new."""

    day: date
    reviews: int
    new: int
    is_rest: bool = False

    @property
    def all(self) -> int:
        return self.reviews + self.new


@dataclass(frozen=True, kw_only=True)
class Plan:
    """`days_left`: learning days up to the contest's, today among them; `unseen`: questions never asked,
    `fits`: about how many of them the days hold; `due`: questions to repeat today, the most forgotten first;
    `forecast`: today's share and those of the next days, if every answer is right."""

    days_left: int
    unseen: int
    fits: int
    due: tuple[int, ...]
    forecast: tuple[Share, ...]

    @property
    def today(self) -> Share:
        return self.forecast[0]


def retention(days_left: int, *, is_elder: bool) -> float:
    """The chance of remembering that a day aims at, so many days before the contest."""
    if days_left <= SHARP_DAYS:
        return SHARP
    return EASY if is_elder else USUAL


def due_on(known: Sequence[Known], day: date, aim: float, weights: Weights = DEFAULTS) -> list[Known]:
    """What would be below the aim by the end of a day, the most forgotten first; what was asked on the
    day itself comes no second time."""
    at = end_of(day)
    chances = [
        (chance(one.stability, one.last_review, at, weights), one)
        for one in known
        if day_of(one.last_review) < day
    ]
    return [one for is_left, one in sorted(chances, key=_most_forgotten) if is_left < aim]


def _most_forgotten(one: tuple[float, Known]) -> tuple[float, int]:
    return one[0], one[1].question


def plan_for(
    known: Sequence[Known],
    unseen: int,
    *,
    today: date,
    contest_day: date,
    is_elder: bool = False,
    weights: Weights = DEFAULTS,
) -> Plan:
    """The plan as of today. `contest_day`: the learning day on which the contest opens, today or later;
    `weights`: those in force.

    What the forecast asks is taken as answered right on its day, and comes again as it would then.
    Beyond the forecast, days are taken to hold as much that is new as its last one.
    """
    left = max(1, (contest_day - today).days)
    most = ELDER_MOST if is_elder else MOST
    waiting, rest, shares = list(known), unseen, list[Share]()
    due = due_on(waiting, today, retention(left, is_elder=is_elder), weights)
    for ahead in range(min(left, FORECAST)):
        day = today + timedelta(days=ahead)
        found = due_on(waiting, day, retention(left - ahead, is_elder=is_elder), weights)
        share = _share(day, len(found), rest, left=left - ahead, most=most)
        asked = {one.question for one in found[: share.reviews]}
        waiting = [_answered(one, day, weights) if one.question in asked else one for one in waiting]
        waiting += [_after(-rest + number, Memory(), day, weights) for number in range(share.new)]
        shares.append(share)
        rest -= share.new
    return Plan(
        days_left=left,
        unseen=unseen,
        fits=unseen - rest + min(rest, max(0, left - REST_DAYS - FORECAST) * shares[-1].new),
        due=tuple(one.question for one in due),
        forecast=tuple(shares),
    )


def _answered(one: Known, day: date, weights: Weights) -> Known:
    """The question after a right answer in the middle of a day."""
    before = Memory(
        stability=one.stability, difficulty=one.difficulty, due=one.last_review, last_review=one.last_review
    )
    return _after(one.question, before, day, weights)


def _after(question: int, before: Memory, day: date, weights: Weights) -> Known:
    at = end_of(day) - timedelta(hours=12)
    after = reviewed(before, Review(at=at, rating=Rating.GOOD, is_right=True, weights=weights))
    return Known(question=question, stability=after.stability, difficulty=after.difficulty, last_review=at)


def _share(day: date, due: int, unseen: int, *, left: int, most: int) -> Share:
    """One day's part, `left` days before the contest, this one among them."""
    if left <= REST_DAYS:
        return Share(day=day, reviews=min(due, int(most * REST_SHARE)), new=0, is_rest=True)
    wanted = min(-(-unseen // (left - REST_DAYS)), most)
    kept = min(wanted, int(most * NEW_SHARE))
    reviews = min(due, most - kept)
    return Share(day=day, reviews=reviews, new=min(wanted, most - reviews))
