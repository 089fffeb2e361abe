"""Rulings on a contest that is over: a question's key, or a person's place, decided anew for a reason.

A ruling is a fact beside the frozen paper: papers, answers and earlier scores stay as they are.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from .marking import Item


class Kind(StrEnum):
    """What may be ruled. The first four are about a question, the others about a person."""

    REKEY = "rekey"
    EITHER = "either"
    VOID = "void"
    RESTORE = "restore"
    DISQUALIFY = "out"
    REINSTATE = "back"


ABOUT_QUESTIONS = ("rekey", "either", "void", "restore")
ABOUT_PEOPLE = ("out", "back")


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """The keys by any of which a question is marked; `is_void`: everybody who had it gets its points."""

    keys: tuple[Sequence[Any], ...]
    is_void: bool = False


def accepted(printed: Sequence[Any], kind: str, key: Sequence[Any] | None) -> Accepted:
    """What a ruling makes of a question whose paper carries the key `printed`."""
    if kind == Kind.REKEY and key is not None:
        return Accepted(keys=(key,))
    if kind == Kind.EITHER and key is not None:
        return Accepted(keys=(printed, key))
    return Accepted(keys=(printed,), is_void=kind == Kind.VOID)


def ruled(item: Item, kind: str, key: Sequence[Any] | None) -> Item:
    """The item as it is marked under a ruling."""
    found = accepted(item.key, kind, key)
    return replace(item, key=found.keys[0], also=found.keys[1:], is_void=found.is_void)


def shown_key(type: str, keys: Sequence[Sequence[Any]]) -> Sequence[Any]:
    """One key that shows all that is right: of two options both, of a blank every accepted text.

    With several right answers two sets can't be shown as one: there it is the first.
    """
    if len(keys) == 1 or type == "multi":
        return keys[0]
    if type == "blank":
        blanks = zip(*keys, strict=False)
        return [list(dict.fromkeys(text for texts in blank for text in texts)) for blank in blanks]
    return list(dict.fromkeys(option for key in keys for option in key))


def key_fault(type: str, options: Sequence[int], printed: Sequence[Any], key: Sequence[Any]) -> str | None:
    """The code of what is wrong with a key that is to be accepted; None where it can be."""
    if not key or (type == "blank" and not all(key)):
        return "ruling_key_missing"
    if type == "blank":
        return "ruling_key_shape" if len(key) != len(printed) else _same(key, printed)
    if not set(key) <= set(options) or (type in ("single", "judge") and len(key) != 1):
        return "ruling_key_shape"
    return _same(sorted(key), sorted(printed))


def _same(key: Sequence[Any], printed: Sequence[Any]) -> str | None:
    return "ruling_key_same" if list(key) == list(printed) else None


@dataclass(frozen=True, kw_only=True)
class PrizeChange:
    """Somebody whose prize a ruling changes: `before` and `after` are tiers, "" for none.

    `person` None: a department on the board `board`.
    """

    name: str
    number: str
    before: str
    after: str
    board: str = ""


@dataclass(frozen=True, kw_only=True)
class Consequences:
    """What follows for prizes and certificates. `draws_again`: lots must be drawn anew."""

    changes: tuple[PrizeChange, ...] = ()
    revoked: int = 0
    draws_again: bool = False

    @property
    def entering(self) -> list[PrizeChange]:
        return [one for one in self.changes if not one.before]

    @property
    def leaving(self) -> list[PrizeChange]:
        return [one for one in self.changes if not one.after]

    @property
    def moving(self) -> list[PrizeChange]:
        return [one for one in self.changes if one.before and one.after]


@dataclass(frozen=True, kw_only=True)
class Scores:
    """Attempt → points in hundredths before and after, of people who are ranked.

    `had`: how many papers carry the question, or how many the person has.
    """

    before: Mapping[int, int]
    after: Mapping[int, int]
    had: int

    @property
    def more(self) -> int:
        return sum(self.after.get(one, points) > points for one, points in self.before.items())

    @property
    def fewer(self) -> int:
        return sum(self.after.get(one, points) < points for one, points in self.before.items())


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """All that a ruling changes; `digest` (SHA-256) binds a confirmation to the trial that was looked at."""

    scores: Scores
    consequences: Consequences
    digest: str


def outlook_digest(decision: Mapping[str, Any], rules: int, scores: Scores, found: Consequences) -> str:
    """SHA-256 of the canonical JSON of what was decided, on which rules, and of everything that follows."""
    document = {
        "decision": dict(decision),
        "rules": rules,
        "before": _rows(scores.before),
        "after": _rows(scores.after),
        "had": scores.had,
        "consequences": asdict(found),
    }
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _rows(points: Mapping[int, int]) -> list[list[int]]:
    return [[attempt, points[attempt]] for attempt in sorted(points)]
