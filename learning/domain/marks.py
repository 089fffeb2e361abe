"""Marking in self-study: one point a question; a part for a 多选 whose chosen options are all right."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from quiz.domain.marking import Item, mark
from quiz.domain.rulesheet import Scoring

# All that counts is right, part or wrong; parts of a 多选 are proportional.
SCORING = Scoring(multi="proportional")
_FULL = 100


@dataclass(frozen=True, kw_only=True)
class Marked:
    """`verdict` right, part, wrong or empty; `share` of the points; `wrong_chosen` as in `rating`."""

    verdict: str
    share: float
    wrong_chosen: bool


def marked(type: str, options: Sequence[int], key: Sequence[Any], response: Sequence[Any]) -> Marked:
    item = Item(type=type, options=tuple(options), key=key, points=_FULL)
    result = mark(item, list(response) or None, SCORING)
    return Marked(
        verdict=str(result.verdict),
        share=max(0, result.points) / _FULL,
        wrong_chosen=is_astray(type, key, response),
    )


def is_astray(type: str, key: Sequence[Any], response: Sequence[Any]) -> bool:
    """Whether an option was chosen that is no part of the key."""
    return type in ("single", "multi", "judge") and any(one not in key for one in response)


def is_other_key(type: str, before: Sequence[Any], after: Sequence[Any]) -> bool:
    """Whether knowing the one key is not knowing the other. A blank that takes more texts asks the same."""
    if type == "blank":
        blanks = zip(before, after, strict=False)
        return len(before) != len(after) or any(not set(one) & set(two) for one, two in blanks)
    return set(before) != set(after)
