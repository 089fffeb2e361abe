"""Text that knows how each of its characters was set: bold, coloured, raised."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby

BOLD, UNDERLINE, COLOUR, HIGHLIGHT, SUB, SUP, DOTTED = (1 << place for place in range(7))
# What people mark a right answer with.
MARKS = BOLD | UNDERLINE | COLOUR | HIGHLIGHT
# Where a picture stood in the text.
PICTURE = "\ufffc"
# Outer tags first; bold may hold only sub and sup.
_TAGS = ((UNDERLINE, "<u>", "</u>"), (DOTTED, "<em>", "</em>"), (BOLD, "**", "**"))
_SMALL = ((SUB, "<sub>", "</sub>"), (SUP, "<sup>", "</sup>"))


@dataclass(frozen=True)
class Marked:
    """`flags` has one character for each of `text`, its code the sum of the flags; "" for plain text."""

    text: str
    flags: str = ""

    def __getitem__(self, part: slice) -> "Marked":
        return Marked(self.text[part], self.flags[part])

    def __len__(self) -> int:
        return len(self.text)

    def __bool__(self) -> bool:
        return bool(self.text)

    def __add__(self, other: "Marked") -> "Marked":
        if not self.flags and not other.flags:
            return Marked(self.text + other.text)
        return Marked(self.text + other.text, self._full_flags() + other._full_flags())

    def strip(self, chars: str | None = None) -> "Marked":
        left = len(self.text) - len(self.text.lstrip(chars))
        return self[left : max(left, len(self.text.rstrip(chars)))]

    def sub(self, pattern: re.Pattern[str], new: str | Callable[[re.Match[str]], str]) -> "Marked":
        """Every match replaced by unmarked text."""
        pieces, at = [], 0
        for match in pattern.finditer(self.text):
            pieces += [self[at : match.start()], Marked(new if isinstance(new, str) else new(match))]
            at = match.end()
        return join([*pieces, self[at:]]) if pieces else self

    def flagged(self, flag: int) -> float:
        """The share of its visible characters that carry a flag."""
        seen = [
            bool(ord(mark) & flag) for char, mark in zip(self.text, self.flags, strict=False) if _shows(char)
        ]
        return sum(seen) / len(seen) if seen else 0.0

    def markup(self) -> str:
        """The text as somebody would write it; what marks all of it is its dress and left out."""
        if not self.flags:
            return self.text
        kept = sum(flag for flag, _, _ in _TAGS if self.flagged(flag) < 1) | SUB | SUP
        return _tagged(self.text, [ord(mark) & kept for mark in self.flags], (*_TAGS, *_SMALL))

    def _full_flags(self) -> str:
        return self.flags or "\0" * len(self.text)


def join(pieces: Iterable[Marked], between: str = "") -> Marked:
    """Pieces in a row, unmarked text between them."""
    parts = list(pieces)
    text = between.join(part.text for part in parts)
    if not any(part.flags for part in parts):
        return Marked(text)
    return Marked(text, ("\0" * len(between)).join(part._full_flags() for part in parts))


def _shows(char: str) -> bool:
    return char.isalnum()


def _tagged(text: str, flags: list[int], tags: tuple[tuple[int, str, str], ...]) -> str:
    if not tags or not any(flags):
        return text
    flag, opening, closing = tags[0]
    done, at = [], 0
    for is_set, run in groupby(flags, key=lambda mark: bool(mark & flag)):
        end = at + len(list(run))
        inner = _tagged(text[at:end], flags[at:end], tags[1:])
        done.append(_wrapped(inner, opening, closing) if is_set else inner)
        at = end
    return "".join(done)


def _wrapped(text: str, opening: str, closing: str) -> str:
    """Tags close around what is seen; spaces stay outside, and line breaks end them."""
    lines = []
    for line in text.split("\n"):
        bare = line.strip()
        if not bare or (opening == "**" and ("*" in bare or not any(map(_shows, bare)))):
            lines.append(line)
            continue
        begin = line.index(bare)
        lines.append(f"{line[:begin]}{opening}{bare}{closing}{line[begin + len(bare) :]}")
    return "\n".join(lines)
