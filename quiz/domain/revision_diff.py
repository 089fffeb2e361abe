"""What one revision of a question says otherwise than another, part by part and sign by sign."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from .bank_item import LETTERS, BankItem

SAME, OUT, IN = "same", "out", "in"
# Less in common than this, and a text is shown as a whole, not as a mosaic of single signs.
_ALIKE = 0.3


@dataclass(frozen=True, kw_only=True)
class Piece:
    """`kind`: same, out (only before) or in (only after)."""

    kind: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Change:
    """One part of a question before and after; `part` as in findings: "stem", "options.2"."""

    part: str
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]

    @property
    def is_changed(self) -> bool:
        return any(piece.kind != SAME for piece in (*self.before, *self.after))


def changes(before: BankItem, after: BankItem) -> list[Change]:
    """Every part that either revision has, in the order of reading; unchanged ones too."""
    old, new = dict(_parts(before)), dict(_parts(after))
    names = [*old, *(name for name in new if name not in old)]
    order = {name: place for place, name in enumerate(_ORDER)}
    names.sort(key=lambda name: (order[name.partition(".")[0]], name))
    return [_change(name, old.get(name, ""), new.get(name, "")) for name in names]


_ORDER = (
    "topic", "type", "stem", "options", "key", "explanation", "source", "review_by", "difficulty",
    "audience", "bloom",
)  # fmt: skip


def _parts(item: BankItem) -> Iterator[tuple[str, str]]:
    yield "topic", item.topic
    yield "type", item.type
    yield "stem", item.stem_text
    for place, text in enumerate(item.option_texts, start=1):
        yield f"options.{place}", text
    yield "key", _key(item)
    yield "explanation", item.explanation_text
    if item.source is not None:
        yield "source", _source(item)
    if item.review_by is not None:
        yield "review_by", item.review_by.isoformat()
    yield "difficulty", str(item.difficulty)
    yield "audience", " ".join(item.audience)
    yield "bloom", item.bloom


def _key(item: BankItem) -> str:
    if item.type == "judge":
        return "√" if item.key == (1,) else "×" if item.key == (0,) else ""
    if item.type == "blank":
        return "；".join("｜".join(part) for part in item.key if isinstance(part, tuple))
    return "".join(LETTERS[place] for place in item.key_positions)


def _source(item: BankItem) -> str:
    source = item.source
    assert source is not None
    days = (source.published_on, source.effective_from, source.effective_to)
    dates = [day.isoformat() for day in days if day is not None]
    said = (source.issuer, source.title, source.doc_no, source.article, *dates, source.url, source.certainty)
    return " ".join(part for part in said if part)


def _change(part: str, before: str, after: str) -> Change:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if before != after and matcher.ratio() < _ALIKE:
        return Change(part=part, before=_whole(OUT, before), after=_whole(IN, after))
    old: list[Piece] = []
    new: list[Piece] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        same = tag == "equal"
        old += _whole(SAME if same else OUT, before[a:b])
        new += _whole(SAME if same else IN, after[c:d])
    return Change(part=part, before=tuple(old), after=tuple(new))


def _whole(kind: str, text: str) -> tuple[Piece, ...]:
    return (Piece(kind=kind, text=text),) if text else ()
