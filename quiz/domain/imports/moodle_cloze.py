"""Moodle's embedded answers: `{1:SHORTANSWER:=60~=六十#对}` inside the text."""

import re
from dataclasses import dataclass

from ..bank_item import BLANK
from .answers import FULL, Answer
from .draft import BRACKET
from .gift_answers import accepted_text, numeric
from .html_text import unescaped

_GAP = re.compile(r"\{\d{0,3}:([A-Za-z_]{2,20}):((?:\\.|[^{}\\])*)\}", re.S)
_KINDS = {
    "short": {"SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC"},
    "number": {"NUMERICAL", "NM"},
    "choice": {
        *("MULTICHOICE", "MC", "MULTICHOICE_V", "MCV", "MULTICHOICE_H", "MCH"),
        *("MULTICHOICE_S", "MCS", "MULTICHOICE_VS", "MCVS", "MULTICHOICE_HS", "MCHS"),
    },
}
_BETWEEN = re.compile(r"(?<!\\)~")
_FEEDBACK = re.compile(r"(?<![\\&])#")
_WEIGHT = re.compile(r"%(-?\d{1,3}(?:\.\d{0,9})?)%")
_ESCAPED = re.compile(r"""\\([}~#/"])""")
_MARK = "\x00"


@dataclass(frozen=True, kw_only=True)
class Gap:
    """`kind`: short, number, choice, or "other"; `written` are the accepted texts as the file has them."""

    kind: str
    answers: tuple[Answer, ...]
    written: tuple[str, ...]


def gaps_of(text: str) -> tuple[str, list[Gap]]:
    """The text with a sign where each gap stood, and the gaps."""
    gaps: list[Gap] = []

    def taken(match: re.Match[str]) -> str:
        gaps.append(_gap(match[1].upper(), match[2]))
        return _MARK

    return _GAP.sub(taken, text.replace(_MARK, "")), gaps


def with_marks(marked: str, gaps: list[Gap]) -> str:
    return marked.replace(_MARK, BRACKET if gaps[0].kind == "choice" else BLANK)


def is_exact(gap: Gap) -> bool:
    """Whether a number is one number, not a range."""
    return gap.kind != "number" or all(
        numeric(*_apart(text))[1]
        for text, one in zip(gap.written, gap.answers, strict=True)
        if one.weight > 0
    )


def _gap(name: str, content: str) -> Gap:
    kind = next((kind for kind, names in _KINDS.items() if name in names), "other")
    answers, written = [], []
    for part in _BETWEEN.split(content):
        answer, text = _answer(part.strip(), kind)
        if text:
            answers.append(answer)
            written.append(text)
    return Gap(kind=kind, answers=tuple(answers), written=tuple(written))


def _answer(part: str, kind: str) -> tuple[Answer, str]:
    weighted = _WEIGHT.match(part)
    weight = float(weighted[1]) if weighted else FULL if part.startswith("=") else 0.0
    body = part[weighted.end() :] if weighted else part.removeprefix("=")
    text, *feedback = _FEEDBACK.split(body, maxsplit=1)
    plain = _plain(text)
    accepted = accepted_text(plain) if kind != "number" else _apart(plain)[0].strip()
    return Answer(text=accepted, weight=weight, feedback=_plain("".join(feedback))), plain


def _plain(text: str) -> str:
    return unescaped(_ESCAPED.sub(r"\1", text)).strip()


def _apart(text: str) -> tuple[str, str]:
    """A number and its tolerance, "" where none is said."""
    value, _, tolerance = text.partition(":")
    return value, tolerance
