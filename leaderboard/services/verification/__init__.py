"""Does a contest keep its promises? Each check reads rows and names every one that breaks its invariant."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from accounts.models import User
from quiz.models import Contest

from .awards import awards_follow
from .boards import boards_follow, picture_shows_the_rows
from .draws import draws_follow
from .finding import Broken
from .papers import papers_follow
from .receipts import receipts_hold, receipts_of_person_hold
from .scores import scores_follow, scores_of_person_follow
from .sitting import (
    answers_are_in_time,
    keys_are_single,
    nothing_waits,
    states_go_forward,
    tries_are_within_the_limit,
)
from .texts import texts_are_as_written
from .trail import trail_is_whole

Check = Callable[[Contest, datetime], Iterable[Broken]]
CHECKS: dict[str, Check] = {
    "key_once": keys_are_single,
    "paper": papers_follow,
    "receipt": receipts_hold,
    "points": scores_follow,
    "states": states_go_forward,
    "in_time": answers_are_in_time,
    "tries": tries_are_within_the_limit,
    "board": boards_follow,
    "picture": picture_shows_the_rows,
    "draw": draws_follow,
    "awards": awards_follow,
    "texts": texts_are_as_written,
    "waiting": nothing_waits,
    "audit": trail_is_whole,
}


def verify(contest: Contest, *, now: datetime) -> Iterator[Broken]:
    """Every broken invariant of a contest, row by row."""
    for check in CHECKS.values():
        yield from check(contest, now)


def verify_person(contest: Contest, person: User) -> list[Broken]:
    """One person's papers again: scores from answers, answers against the receipts of the hand-in."""
    return [*scores_of_person_follow(contest, person), *receipts_of_person_hold(contest, person)]


__all__ = ["CHECKS", "Broken", "verify", "verify_person"]
