"""A question's lines parted into what it asks and its named fields."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..draft import BRACKET
from .fields import Piece, pieces_of, take_held, without_label
from .keys import letters_of, read_verdict
from .lines import Line
from .marked import Marked, join
from .options import begins_options
from .vocabulary import CHOICES, JUDGE

# A line this long was probably broken by the margin, not by its writer.
_MARGIN = 28
_ENDS = "。！？!?；;：:…”）)】"
# Items of a list begin a line of their own.
_ITEM = re.compile(r"[①-⑳•·●■□◆—\-（(《]|\d{1,2}[.．、)）]|[A-H][.．、:：]|[一二三四五六七八九十]、")
_ONE_LINE = frozenset({"difficulty", "points", "type", "audience", "ext_id", "tags", "topic", "note"})


@dataclass(kw_only=True)
class Parts:
    """`head`: stem and options by line. `fields` by name, in order. `stray`: what belongs to neither."""

    head: list[Marked] = field(default_factory=list)
    fields: dict[str, list[Piece]] = field(default_factory=dict)
    stray: list[Piece] = field(default_factory=list)
    options_come_late: bool = False

    def add(self, piece: Piece) -> None:
        self.fields.setdefault(piece.field, []).append(piece)

    def text(self, name: str) -> str:
        """The first value of a field, as plain text."""
        return next((piece.text.text.strip() for piece in self.fields.get(name, []) if piece.text), "")


def part(lines: Sequence[Line], kind: str, *, has_options: bool = True) -> Parts:
    """The parts of a block; `kind` is the type that its section names.

    Without `has_options`, as in a list of keys, "A、……" is never an option.
    """
    parter = _Parter(kind, has_options=has_options)
    for place, line in enumerate(lines):
        parter.take(line, is_first=place == 0)
    parter.close()
    return parter.parts


class _Parter:
    """`inside` is the field that goes on, "" for the head; `_more` its lines since it began."""

    def __init__(self, kind: str, *, has_options: bool) -> None:
        self.parts = Parts()
        self.kind = kind
        self.inside = ""
        self._awaits_options = has_options
        self._more: list[Marked] = []

    def take(self, line: Line, *, is_first: bool) -> None:
        text, held = take_held(line.text, line.number)
        for piece in held:
            self.parts.add(piece)
        if held and not is_first and not text.text.replace(BRACKET, "").strip():
            return
        weak = not is_first and bool(self.parts.head)
        has_key = "key" in self.parts.fields
        for piece in pieces_of(text, line.number, inside=self.inside, weak=weak, has_key=has_key):
            if piece.field:
                self.close()
                self.parts.add(piece)
                self.inside = piece.field
            elif piece.text.text.strip():
                self._continue(piece)

    def close(self) -> None:
        """Puts the lines of the field that went on together."""
        if self._more:
            last = self.parts.fields[self.inside][-1]
            whole = flow([last.text, *self._more])
            self.parts.fields[self.inside][-1] = Piece(field=self.inside, text=whole, line=last.line)
            self._more = []

    def _continue(self, piece: Piece) -> None:
        """Takes a text without a name of its own."""
        if not self.inside or self._returns_to_head(piece.text.text):
            self.close()
            self.inside = ""
            self.parts.head.append(without_label(piece.text))
            self._awaits_options = self._awaits_options and not begins_options(piece.text.text)
        elif self._goes_on(piece.text.text):
            self._more.append(piece.text)
        else:
            self.parts.stray.append(piece)

    def _returns_to_head(self, text: str) -> bool:
        """Fields before the stem, or between stem and options."""
        if self.inside in _ONE_LINE and not self.parts.head:
            return True
        if not self._awaits_options or not begins_options(text):
            return False
        self.parts.options_come_late = self.inside == "explanation"
        return self.inside in ("key", "explanation", *_ONE_LINE)

    def _goes_on(self, text: str) -> bool:
        """Whether a line continues the field above it."""
        said = [self.parts.fields[self.inside][-1].text, *self._more[-1:]]
        if self.inside == "explanation" or not any(one.text.strip() for one in said):
            return True
        if self.inside == "key":
            return self.kind not in CHOICES and self.kind != JUDGE and not _is_plain_key(said[0].text)
        if self.inside == "source":
            return len(said[-1]) >= _MARGIN or text.lstrip().startswith(("《", "第", "("))
        return False


def _is_plain_key(text: str) -> bool:
    return bool(letters_of(text) or read_verdict(text).value)


def flow(lines: Sequence[Marked]) -> Marked:
    """Lines as paragraphs: what the margin broke is put together again."""
    flowing: list[Marked] = []
    last_length = 0
    for line in lines:
        bare = line.strip()
        if not bare:
            continue
        if flowing and _is_broken(flowing[-1].text, last_length, bare.text):
            gap = " " if flowing[-1].text[-1:].isascii() and bare.text[:1].isascii() else ""
            flowing[-1] = join([flowing[-1], bare], gap)
        else:
            flowing.append(bare)
        last_length = len(bare.text.rpartition("\n")[2])
    return join(flowing, "\n")


def _is_broken(before: str, last_length: int, after: str) -> bool:
    return last_length >= _MARGIN and before[-1:] not in _ENDS and not _ITEM.match(after)
