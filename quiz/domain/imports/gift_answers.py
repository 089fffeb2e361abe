"""GIFT, second step: what stands in the braces, cut at its marks. Escapes are signs already."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from .answers import FULL
from .gift_blocks import shown
from .texts import accepted

_WEIGHT = re.compile(r"%(-?\d{1,3}(?:[.,]\d{0,9})?)%")
MARK = re.compile(r"[=~]")
_LOOSE_MARK = re.compile(r"(?:(?<=\s)|\A)[=~]")
_NOTES = ("C", "F", "J", "A")


@dataclass(frozen=True, kw_only=True)
class Marked:
    """One answer: "=" or "~", its weight in percent, its text, the feedback behind "#"."""

    mark: str
    weight: float
    text: str
    feedback: str = ""


@dataclass(frozen=True, kw_only=True)
class Number:
    """A numerical answer; `text` is the number, or the range as people write it."""

    marked: Marked
    text: str
    is_exact: bool


def marked_answers(text: str) -> tuple[list[Marked], str]:
    """The answers, and a mark that may belong to a text ("" where all is clear).

    A mark that follows a letter is doubtful where others follow spaces: `~pH=7 =pH=8`.
    """
    every, loose = list(MARK.finditer(text)), list(_LOOSE_MARK.finditer(text))
    if len(loose) == len(every):
        return _cut(text, every), ""
    apart = _cut(text, loose)
    makes_sense = len(apart) > 1 and (
        any(one.weight >= FULL for one in apart) or all(one.mark == "~" for one in apart)
    )
    if not makes_sense:
        return _cut(text, every), ""
    starts = {match.start() for match in loose}
    return apart, next(match[0] for match in every if match.start() not in starts)


def _cut(text: str, marks: list[re.Match[str]]) -> list[Marked]:
    ends = [match.start() for match in marks[1:]] + [len(text)]
    return [
        _marked(match[0], text[match.end() : end].strip()) for match, end in zip(marks, ends, strict=True)
    ]


def _marked(mark: str, text: str) -> Marked:
    weighted = _WEIGHT.match(text)
    weight = float(weighted[1].replace(",", ".")) if weighted else FULL if mark == "=" else 0.0
    body = text[weighted.end() :] if weighted else text
    answer, hash_mark, feedback = body.partition("#")
    if hash_mark and not feedback.strip() and answer.strip() in _NOTES:
        # C# is a language and a note; an empty feedback says nothing.
        answer += "\x04"
    return Marked(mark=mark, weight=weight, text=answer.strip(), feedback=feedback.strip())


def accepted_text(text: str) -> str:
    """A text that a blank accepts, where `\\*` is an asterisk."""
    return accepted(text).replace("\\*", "*")


def numbers(text: str) -> Iterator[Number]:
    """Numerical answers: `100`, `100:1`, `99..101`, `=%50%100:2#…`; behind "~" is only feedback."""
    own, _, _ = text.partition("~")
    marked, _ = marked_answers(own.strip() if own.strip().startswith("=") else f"={own.strip()}")
    for one in marked:
        if one.text:
            yield _number(one)


def _number(marked: Marked) -> Number:
    low, dots, high = shown(marked.text).partition("..")
    if dots:
        values = _decimal(low), _decimal(high)
        exact = None not in values and values[0] == values[1]
        text = low.strip() if exact else f"{low.strip()}–{high.strip()}"
        return Number(marked=marked, text=text, is_exact=exact)
    value, _, tolerance = low.partition(":")
    text, exact = numeric(value, tolerance)
    return Number(marked=marked, text=text, is_exact=exact)


def numeric(value: str, tolerance: str) -> tuple[str, bool]:
    """A number with its tolerance as people write it, and whether it is exact."""
    off = _decimal(tolerance) if tolerance.strip() else Decimal(0)
    if _decimal(value) is not None and off == 0:
        return value.strip(), True
    return f"{value.strip()}±{tolerance.strip()}" if tolerance.strip() else value.strip(), False


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text.strip().replace(",", ".")) if len(text) < 60 else None
    except InvalidOperation:
        return None
