"""A text as numbered lines, levelled: line ends, widths of letters and figures, unseen characters."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from ..draft import DraftPicture
from .marked import Marked

# Longer lines hold no questions that a person wrote as lines; they are listed, not searched.
LONGEST_LINE = 20_000
# Wider gaps say no more than this one; kept short so that no search runs over miles of spaces.
_WIDEST_GAP = 60

_ENDS = re.compile("\r\n|\r|\n")
_SOFT_ENDS = re.compile("[\v\f\x1c-\x1e\x85\u2028\u2029]")
_UNSEEN = re.compile(
    "[\x00-\x06\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_JOINER = re.compile(
    "(?<![\U0001f000-\U0001faff\u2600-\u27bf\ufe0f])\u200d|\u200d(?![\U0001f000-\U0001faff\u2600-\u27bf])"
)
# The space that word processors glue words with; between two Chinese characters it is an accident.
_GLUE = re.compile("(?<=[\u3400-\u9fff])\u00a0(?=[\u3400-\u9fff])")
_GAPS = re.compile(rf"([ \t\u3000_＿])\1{{{_WIDEST_GAP},}}")
# The selector that makes a coloured picture of a tick.
_DRESS = re.compile("(?<=[√×☐☑☒✓-✘])[\ufe0e\ufe0f]")
_RADICALS = re.compile("[\u2e80-\u2fdf]")

_WIDE = {
    code: code - 0xFEE0
    for first, last in ((0xFF10, 0xFF19), (0xFF21, 0xFF3A), (0xFF41, 0xFF5A))
    for code in range(first, last + 1)
}
_SPACES = dict.fromkeys((160, *range(8192, 8203), 8239, 8287), " ")
# Ticks and crosses of Wingdings that keep its private codes when pasted; the cell mark of Word; dots.
_ODD = {
    0xF0FC: "√", 0xF0FB: "×", 0xF0FE: "☑", 0xF0FD: "☒", 0xF0A8: "□", 0x07: "\t", 0xFF65: "·",
    0xFF3F: "_",
}  # fmt: skip
_LEVEL: dict[int, int | str] = {**_WIDE, **_SPACES, **_ODD}


@dataclass(frozen=True, kw_only=True)
class Line:
    """`number` as the file counts; `raw` the line as it stands there; its pictures in their order.

    `doubts`: codes of what could not be read whole in it.
    """

    number: int
    text: Marked
    raw: str = ""
    pictures: tuple[DraftPicture, ...] = ()
    doubts: tuple[str, ...] = ()

    @property
    def plain(self) -> str:
        return self.text.text

    @property
    def is_empty(self) -> bool:
        return not self.plain.strip() and not self.pictures

    def cut(self, begin: int, end: int | None = None) -> "Line":
        """A part of the line that still knows its place; pictures stay with the first part."""
        return Line(
            number=self.number,
            text=self.text[slice(begin, end)],
            raw=self.raw,
            pictures=() if begin and end is not None else self.pictures,
            doubts=self.doubts,
        )


def numbered_lines(text: str) -> tuple[Line, ...]:
    """The lines of a text, counted as editors count them; soft breaks part a line but not the count."""
    return tuple(
        Line(number=number, text=Marked(level(piece)), raw=raw)
        for number, raw in enumerate(_ENDS.split(text), start=1)
        for piece in _SOFT_ENDS.split(raw)
    )


def level(text: str) -> str:
    """Unseen characters out, full-width letters and figures to ASCII; punctuation stays as it is."""
    seen = _JOINER.sub("", _UNSEEN.sub("", text))
    levelled = _DRESS.sub("", _GLUE.sub("", seen).translate(_LEVEL))
    composed = _RADICALS.sub(lambda char: unicodedata.normalize("NFKC", char[0]), levelled)
    return _GAPS.sub(lambda gap: gap[1] * _WIDEST_GAP, composed)


def source_of(lines: Iterable[Line]) -> str:
    """The lines as the file has them, each once."""
    seen: dict[int, list[str]] = {}
    for line in lines:
        texts = seen.setdefault(line.number, [])
        if line.raw not in texts:
            texts.append(line.raw)
    return "\n".join(text for texts in seen.values() for text in texts)
