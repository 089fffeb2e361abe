"""GIFT, first step: text → blocks of one question each, with their comments and category.

Escapes become private signs first, so that what is left of `{ } = ~ # :` means something.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..rich_text import without_unseen
from .texts import text_lines

# Controls cannot stand in a text after `without_unseen`, so they can stand for what was escaped.
_ESCAPED = {"\\": "\x01", "~": "\x02", "=": "\x03", "#": "\x04", "{": "\x05", "}": "\x06", ":": "\x07"}
_ESCAPED |= {"|": "\x08", "n": "\x0e"}
_MEANT = {sign: "\n" if char == "n" else char for char, sign in _ESCAPED.items()}
_WRITTEN = {sign: f"\\{char}" for char, sign in _ESCAPED.items()}
_ESCAPE = re.compile(r"\\([\\~=#{}:|n])")
_SIGN = re.compile("[\x01-\x08\x0e]")
# Braces and marks of a Chinese keyboard.
_BRACED = re.compile(r"[{｛]([^{}｛｝]*)[}｝]")
_GROUP = re.compile(r"\{[^{}]*\}")
_WIDE_MARK = re.compile(r"[＝～＃]")
_LOOSE_WIDE_MARK = re.compile(r"(?:(?<=\s)|\A)[＝～＃]")
# What follows an opening brace where answers follow.
ANSWERS_BEGIN = re.compile(r"\{\s*(?:[=~#}]|$|(?:T|TRUE|F|FALSE|对|错|正确|错误|√|×)\s*[#}])", re.I)
_NARROW = str.maketrans("＝～＃％", "=~#%")


@dataclass(frozen=True, kw_only=True)
class Block:
    """One question's text, escapes as signs, without comment lines. `written` is as in the file."""

    text: str
    line: int
    last_line: int
    category: str
    comments: tuple[str, ...]
    is_wide: bool

    @property
    def written(self) -> str:
        return _SIGN.sub(lambda sign: _WRITTEN[sign[0]], self.text)


def shown(text: str) -> str:
    """What was escaped, as it was meant."""
    return _SIGN.sub(lambda sign: _MEANT[sign[0]], text)


def blocks(text: str) -> Iterator[Block]:
    """Every question of the file, in order."""
    lines = [without_unseen(line).strip() for line in text_lines(text)]
    said = "\n".join("//" if line.startswith("//") else line for line in lines)
    narrow, wide_lines = _narrowed(_ESCAPE.sub(lambda match: _ESCAPED[match[1]], said))
    gathering = _Gathering(wide_lines)
    for number, line in enumerate(narrow.split("\n"), 1):
        if line == "//":
            yield from gathering.comment(lines[number - 1])
        else:
            yield from gathering.line(number, line)
    yield from gathering.rest()


def _narrowed(text: str) -> tuple[str, set[int]]:
    """The text with full-width braces and marks as GIFT's own, and the lines where there were any.

    Where a paragraph has braces of GIFT's own, the others in it are text.
    """
    pieces, wide, line = [], set(), 1
    for paragraph in re.split(r"(\n[ \t]*\n)", text):
        narrow = paragraph
        if not any(ANSWERS_BEGIN.match(group[0]) for group in _GROUP.finditer(paragraph)):
            narrow = _BRACED.sub(_with_narrow_marks, paragraph)
        if narrow != paragraph:
            pairs = zip(paragraph.split("\n"), narrow.split("\n"), strict=True)
            wide |= {line + offset for offset, (old, new) in enumerate(pairs) if old != new}
        pieces.append(narrow)
        line += paragraph.count("\n")
    return "".join(pieces), wide


def _with_narrow_marks(braced: re.Match[str]) -> str:
    """One pair of braces and what stands between, if that is answers."""
    marks = _LOOSE_WIDE_MARK if len(_LOOSE_WIDE_MARK.findall(braced[1])) > 1 else _WIDE_MARK
    narrow = "{" + marks.sub(lambda mark: mark[0].translate(_NARROW), braced[1]) + "}"
    return narrow if ANSWERS_BEGIN.match(narrow) else braced[0]


class _Gathering:
    """Lines of the question that is being read. A blank line ends it, unless its braces are open."""

    def __init__(self, wide_lines: set[int]) -> None:
        self._wide_lines = wide_lines
        self._category = ""
        self._comments: list[str] = []
        self._lines: list[tuple[int, str]] = []
        self._is_open = False
        # Whether the braces that were met last hold answers; sets have braces too.
        self._answers = False
        # Where to cut when another question turns out to have begun: after a blank line in open
        # braces, or after the line that closed them.
        self._cut = 0

    def comment(self, line: str) -> Iterator[Block]:
        if self._cut and not self._is_open:
            yield from self._end()
        self._comments.append(line)

    def line(self, number: int, line: str) -> Iterator[Block]:
        if line.upper().startswith("$CATEGORY:"):
            yield from self._end()
            self._category, self._comments = shown(line[10:]).strip(), []
        elif not line and not self._is_open:
            yield from self._end()
        else:
            yield from self._text(number, line)

    def rest(self) -> Iterator[Block]:
        yield from self._end()

    def _text(self, number: int, line: str) -> Iterator[Block]:
        if line.startswith("::"):
            yield from self._end()
        elif "{" in line and self._cut:
            tail = self._lines[self._cut :]
            self._lines = self._lines[: self._cut]
            yield from self._end()
            self._lines = tail
        self._lines.append((number, line))
        if "{" in line or "}" in line:
            self._is_open = line.rfind("{") > line.rfind("}")
            self._answers = bool(ANSWERS_BEGIN.search(line)) or (self._answers and "{" not in line)
            self._cut = len(self._lines) if self._answers and not self._is_open else 0
        elif not line:
            self._cut = len(self._lines)

    def _end(self) -> Iterator[Block]:
        lines, self._lines = [pair for pair in self._lines if pair[1]], []
        self._is_open, self._answers, self._cut = False, False, 0
        if not lines:
            return
        first, last = lines[0][0], lines[-1][0]
        yield Block(
            text="\n".join(line for _, line in lines),
            line=first,
            last_line=last,
            category=self._category,
            comments=tuple(self._comments),
            is_wide=any(line in self._wide_lines for line in range(first, last + 1)),
        )
        self._comments = []
