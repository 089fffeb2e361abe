"""Marking: one response against one key, and a paper's total. Points are integers, in hundredths."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from .rulesheet import Scoring, centipoints

Response = Sequence[Any] | None


class Verdict(StrEnum):
    RIGHT = "right"
    PART = "part"
    WRONG = "wrong"
    EMPTY = "empty"


@dataclass(frozen=True, kw_only=True)
class Item:
    """What marking needs of a slot. `options`: ids shown; `key` as QuestionRevision holds it.

    By a ruling: `also`, other keys that are as good; `is_void`, full marks whatever was answered.
    """

    type: str
    options: tuple[int, ...]
    key: Sequence[Any]
    points: int
    also: tuple[Sequence[Any], ...] = ()
    is_void: bool = False


@dataclass(frozen=True, kw_only=True)
class Mark:
    points: int
    verdict: Verdict


@dataclass(frozen=True, kw_only=True)
class Total:
    points: int
    max_points: int
    right: int
    marks: tuple[Mark, ...]


def mark(item: Item, response: Response, scoring: Scoring) -> Mark:
    """The mark of one response: option ids, or one text per blank; None or nothing chosen is empty."""
    if item.is_void:
        return Mark(points=item.points, verdict=Verdict.RIGHT)
    if not response or not any(response if item.type == "blank" else [True]):
        return Mark(points=0, verdict=Verdict.EMPTY)
    earned = _EARNED[item.type](item, response, scoring)
    if item.also:
        others = (replace(item, key=key, also=()) for key in item.also)
        earned = max(earned, *(_EARNED[item.type](other, response, scoring) for other in others))
    if earned >= item.points:
        return Mark(points=item.points, verdict=Verdict.RIGHT)
    if earned > 0:
        return Mark(points=earned, verdict=Verdict.PART)
    return Mark(points=-centipoints(scoring.penalty), verdict=Verdict.WRONG)


def total(
    items: Sequence[Item],
    responses: Sequence[Sequence[Any] | None],
    scoring: Scoring,
    *,
    seconds_left: int = 0,
) -> Total:
    """A paper's total, never below 0; the speed bonus counts only where every item is right."""
    marks = tuple(mark(item, response, scoring) for item, response in zip(items, responses, strict=True))
    right = sum(one.verdict is Verdict.RIGHT for one in marks)
    bonus = _bonus(scoring, seconds_left) if right == len(items) else 0
    return Total(
        points=max(0, sum(one.points for one in marks)) + bonus,
        max_points=sum(item.points for item in items) + most_bonus(scoring),
        right=right,
        marks=marks,
    )


def most_bonus(scoring: Scoring) -> int:
    return centipoints(scoring.speed_bonus.most) if scoring.speed_bonus else 0


def normal_text(text: str) -> str:
    """A blank's text for comparison: compatibility forms, case, spaces and punctuation levelled."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in folded if unicodedata.category(char)[0] not in "PZC")


def told_texts(key: Sequence[Sequence[str]]) -> str:
    """The accepted texts of a 填空 as people read them: 2 / 两；水. Of what compares alike, the first."""
    return "；".join(" / ".join(_unlike(texts)) for texts in key)


def _unlike(texts: Sequence[str]) -> Iterable[str]:
    first: dict[str, str] = {}
    for text in texts:
        first.setdefault(normal_text(text), text)
    return first.values()


def _bonus(scoring: Scoring, seconds_left: int) -> int:
    rule = scoring.speed_bonus
    return min(most_bonus(scoring), centipoints(rule.per_second) * max(0, seconds_left)) if rule else 0


def _whole(item: Item, response: Sequence[Any], scoring: Scoring) -> int:
    return item.points if set(response) == set(item.key) else 0


def _multi(item: Item, response: Sequence[Any], scoring: Scoring) -> int:
    chosen, key = set(response), set(item.key)
    if scoring.multi == "by_option":
        judged_right = sum((option in chosen) == (option in key) for option in item.options)
        return item.points * judged_right // len(item.options)
    if chosen == key:
        return item.points
    if scoring.multi == "exact" or not chosen < key:
        return 0
    return item.points // 2 if scoring.multi == "half" else item.points * len(chosen) // len(key)


def _blank(item: Item, response: Sequence[Any], scoring: Scoring) -> int:
    filled = list(response) + [""] * (len(item.key) - len(response))
    right = sum(
        normal_text(str(text)) in {normal_text(accepted) for accepted in variants}
        for text, variants in zip(filled, item.key, strict=False)
    )
    return item.points * right // len(item.key)


_EARNED = {"single": _whole, "judge": _whole, "multi": _multi, "blank": _blank}
