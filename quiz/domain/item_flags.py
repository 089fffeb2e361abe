"""What about an item deserves a second look, and from how many first attempts on one may say so."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import sqrt
from typing import Any

from .item_bias import Bias
from .item_options import OptionFigures

KEY_SUSPECT, LOW_DISC, TOO_HARD, TOO_EASY = "KEY_SUSPECT", "LOW_DISC", "TOO_HARD", "TOO_EASY"
DEAD_DISTRACTOR, AMBIGUOUS, SLOW, DIF, DRIFT = "DEAD_DISTRACTOR", "AMBIGUOUS", "SLOW", "DIF", "DRIFT"
# First attempts that a flag needs; of DIF in each group, of DRIFT in each window.
LEAST = {
    KEY_SUSPECT: 50,
    LOW_DISC: 100,
    TOO_HARD: 50,
    TOO_EASY: 100,
    DEAD_DISTRACTOR: 100,
    AMBIGUOUS: 100,
    SLOW: 50,
    DIF: 200,
    DRIFT: 200,
}
# These wait for a reviewer; the first takes the question out of new papers until then.
REVIEWED = (KEY_SUSPECT, AMBIGUOUS, DIF, DRIFT)
PULLS = (KEY_SUSPECT,)
# So many people who say that a question is wrong take it out of new papers as well.
REPORTS_THAT_PULL = 3
# A few strong people who chose a rare option say nothing about the key.
_LEAST_CHOSE, _LEAST_SHARE = 5, 0.05


@dataclass(frozen=True, kw_only=True)
class Window:
    """An item in one stretch of time: people, facility and the variance of the mark as part of the full."""

    n: int
    facility: float
    variance: float


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """`guess` None: chance earns nothing to speak of. `windows`: earlier and later. Times in milliseconds."""

    type: str
    n: int
    facility: float
    guess: float | None
    item_rest_r: float | None
    options: Sequence[OptionFigures] = ()
    median_ms: float | None = None
    form_median_ms: float | None = None
    biases: Sequence[Bias] = ()
    windows: tuple[Window, Window] | None = None

    @property
    def distractors(self) -> list[OptionFigures]:
        return [one for one in self.options if one.option is not None and not one.is_key]

    @property
    def key(self) -> OptionFigures | None:
        """The one right option, where there is one."""
        keys = [one for one in self.options if one.is_key]
        return keys[0] if len(keys) == 1 and self.type in ("single", "judge") else None


@dataclass(frozen=True, kw_only=True)
class Flag:
    code: str
    values: dict[str, Any] = field(default_factory=dict)


def flags(seen: Evidence) -> tuple[Flag, ...]:
    """Every flag that the evidence carries, in the order of the table."""
    found = ((code, rule(seen)) for code, rule in _RULES.items() if seen.n >= LEAST[code])
    return tuple(Flag(code=code, values=values) for code, values in found if values is not None)


Values = dict[str, Any] | None


def _key_suspect(seen: Evidence) -> Values:
    if seen.item_rest_r is not None and seen.item_rest_r < 0:
        return {"why": "negative_r", "r": round(seen.item_rest_r, 3)}
    key = seen.key
    if key is None:
        return None
    for one in seen.distractors:
        if one.top > key.top:
            return {"why": "top_prefers", "option": one.option}
        if _is_chosen(one) and _is_above(one, key):
            return {"why": "better_people", "option": one.option}
    return None


def _is_chosen(one: OptionFigures) -> bool:
    return one.n >= max(_LEAST_CHOSE, _LEAST_SHARE * one.people)


def _is_above(one: OptionFigures, key: OptionFigures) -> bool:
    """By more than the difference of two such means is off by chance (its standard error)."""
    if one.standing is None:
        return False
    if key.standing is None or not key.n:
        return True
    return one.standing - key.standing > sqrt(1 / one.n + 1 / key.n)


def _low_disc(seen: Evidence) -> Values:
    r = seen.item_rest_r
    return {"r": round(r, 3)} if r is not None and r < 0.10 else None


def _too_hard(seen: Evidence) -> Values:
    guess = seen.guess or 0.0
    return {"facility": seen.facility, "guess": guess} if seen.facility < guess + 0.05 else None


def _too_easy(seen: Evidence) -> Values:
    return {"facility": seen.facility} if seen.facility > 0.95 else None


def _dead_distractor(seen: Evidence) -> Values:
    """Not for true or false: its one distractor is dead wherever the item is easy."""
    least = 0.02 if seen.facility > 0.9 else 0.05
    dead = [one.option for one in seen.distractors if one.share < least]
    return {"options": dead} if dead and seen.type != "judge" else None


def _ambiguous(seen: Evidence) -> Values:
    """Where one option is to be chosen and the best are of two minds."""
    split = [one.option for one in seen.options if one.option is not None and one.top_share > 0.35]
    return {"options": split} if len(split) > 1 and seen.type in ("single", "judge") else None


def _slow(seen: Evidence) -> Values:
    mine, usual = seen.median_ms, seen.form_median_ms
    if not mine or not usual or mine <= 2.5 * usual:
        return None
    return {"median_ms": round(mine), "form_median_ms": round(usual)}


def _dif(seen: Evidence) -> Values:
    for one in seen.biases:
        if min(one.people, one.others) >= LEAST[DIF] and one.ets_class == "C":
            return {"group": one.group, "delta": round(one.delta, 2)}
    return None


def _drift(seen: Evidence) -> Values:
    if seen.windows is None or min(one.n for one in seen.windows) < LEAST[DRIFT]:
        return None
    before, after = seen.windows
    change = round(after.facility - before.facility, 9)
    error = sqrt(before.variance / before.n + after.variance / after.n)
    if abs(change) <= 0.15 or abs(change) <= 3 * error:
        return None
    return {"before": before.facility, "after": after.facility}


_RULES: dict[str, Callable[[Evidence], Values]] = {
    KEY_SUSPECT: _key_suspect,
    LOW_DISC: _low_disc,
    TOO_HARD: _too_hard,
    TOO_EASY: _too_easy,
    DEAD_DISTRACTOR: _dead_distractor,
    AMBIGUOUS: _ambiguous,
    SLOW: _slow,
    DIF: _dif,
    DRIFT: _drift,
}
