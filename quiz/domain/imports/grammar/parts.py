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
    parts, inside = Parts(), ""
    for place, line in enumerate(lines):
        text, held = take_held(line.text, line.number)
        for piece in held:
            parts.add(piece)
        if held and place and not text.text.replace(BRACKET, "").strip():
            continue
        weak = place > 0 and bool(parts.head)
        for piece in pieces_of(text, line.number, inside=inside, weak=weak, has_key="key" in parts.fields):
            if piece.field:
                parts.add(piece)
                inside = piece.field
            else:
                inside = _continue(parts, piece, inside, kind, has_options=has_options)
    return parts


def _continue(parts: Parts, piece: Piece, inside: str, kind: str, *, has_options: bool) -> str:
    """Takes a text without a name of its own; the field that goes on after it."""
    if not piece.text.text.strip():
        return inside
    if not inside:
        parts.head.append(without_label(piece.text))
        return ""
    if has_options and _returns_to_head(parts, piece, inside):
        parts.head.append(without_label(piece.text))
        return ""
    last = parts.fields[inside][-1]
    if _goes_on(last, piece, inside, kind):
        parts.fields[inside][-1] = Piece(field=inside, text=_flow([last.text, piece.text]), line=last.line)
    else:
        parts.stray.append(piece)
    return inside


def _returns_to_head(parts: Parts, piece: Piece, inside: str) -> bool:
    """Fields before the stem, or between stem and options."""
    if inside in _ONE_LINE and not parts.head:
        return True
    if not begins_options(piece.text.text) or any(begins_options(text.text) for text in parts.head):
        return False
    parts.options_come_late = inside == "explanation"
    return inside in ("key", "explanation", *_ONE_LINE)


def _goes_on(last: Piece, piece: Piece, inside: str, kind: str) -> bool:
    """Whether a line continues the field above it."""
    if not last.text.text.strip() or inside == "explanation":
        return True
    if inside == "key":
        return kind not in CHOICES and kind != JUDGE and not _is_plain_key(last.text.text)
    if inside == "source":
        return len(last.text) >= _MARGIN or piece.text.text.lstrip().startswith(("《", "第", "("))
    return False


def _is_plain_key(text: str) -> bool:
    return bool(letters_of(text) or read_verdict(text).value)


def flow(lines: Sequence[Marked]) -> Marked:
    """Lines as paragraphs: what the margin broke is put together again."""
    return _flow([line for line in lines if line.text.strip()])


def _flow(lines: Sequence[Marked]) -> Marked:
    flowing: list[Marked] = []
    last_length = 0
    for line in lines:
        bare = line.strip()
        if flowing and _is_broken(flowing[-1].text, last_length, bare.text):
            gap = " " if flowing[-1].text[-1:].isascii() and bare.text[:1].isascii() else ""
            flowing[-1] = join([flowing[-1], bare], gap)
        elif bare:
            flowing.append(bare)
        last_length = len(bare.text.rpartition("\n")[2])
    return join(flowing, "\n")


def _is_broken(before: str, last_length: int, after: str) -> bool:
    return last_length >= _MARGIN and before[-1:] not in _ENDS and not _ITEM.match(after)
