"""What an answer says about a memory: FSRS's four ratings, by a policy with a number.

Of FSRS's ratings "hard" still means "remembered": a wrong or peeked answer is always "again".
Policy 1 took a quick 不知道 for a tap.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from statistics import median

POLICY = 2
# A median of fewer answers of a kind says nothing about a person's pace.
LEAST_PACE = 8
SLOW, FAST = 2.5, 0.5
# Quicker than anybody reads: a tap on whatever lay under the finger.
LEAST_MS, CHARACTERS_A_SECOND = 1_000, 25


class Rating(IntEnum):
    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


@dataclass(frozen=True, kw_only=True)
class Answered:
    """One answer: `verdict` of marking; `share` of the points, 0 to 1; `wrong_chosen`: an option that is
    no part of the key was chosen; `millis`: how long it took, None where nobody measured; `characters` of
    stem and options; `pace`: the learner's own milliseconds a character for this type, None where speed
    does not count; `successes`: right in a row before this one, on other days."""

    type: str
    verdict: str
    share: float
    wrong_chosen: bool
    millis: int | None
    characters: int = 0
    pace: float | None = None
    successes: int = 0


def rate(answer: Answered) -> Rating | None:
    """The rating under policy 2; None for a choice that nobody can have read before. 不知道 chooses nothing:
    whoever sees at once that they do not know is believed."""
    is_choice = answer.verdict != "empty"
    if is_choice and answer.millis is not None and answer.millis < _reading_millis(answer.characters):
        return None
    if answer.verdict != "right":
        omitted = answer.verdict == "part" and not answer.wrong_chosen and answer.share >= 0.5
        return Rating.HARD if answer.type == "multi" and omitted else Rating.AGAIN
    if answer.pace is None or answer.millis is None or not answer.characters:
        return Rating.GOOD
    relative = answer.millis / answer.characters / answer.pace
    if relative > SLOW:
        return Rating.HARD
    if relative < FAST and answer.successes >= 1 and answer.type != "judge":
        return Rating.EASY
    return Rating.GOOD


def _reading_millis(characters: int) -> float:
    return max(LEAST_MS, characters / CHARACTERS_A_SECOND * 1000)


def pace_of(millis_a_character: Sequence[float]) -> float | None:
    """A person's usual pace, None where too little is known."""
    return median(millis_a_character) if len(millis_a_character) >= LEAST_PACE else None
