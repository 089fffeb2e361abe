"""One question as plain values: what files, forms and rows have in common."""

import hashlib
import json
import re
import unicodedata
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from .rich_text import plain_text

TYPES = ("single", "multi", "judge", "blank")
SOURCE_TYPES = ("law", "standard", "guideline", "ministry", "textbook", "encyclopedia")
# What a State organ, a national standard or a national textbook vouches for.
OFFICIAL = frozenset({"law", "standard", "guideline", "ministry", "textbook"})
CERTAINTIES = ("A", "B", "C")
AUDIENCES = ("teen", "farmer", "worker", "elder", "cadre", "jobless", "family", "public")
BLOOM = ("remember", "understand", "apply")
LETTERS = "ABCDEFGH"
BLANK = "____"
# The code of a fact, by which the questions that ask it are siblings.
MOST_FACT = 20
FACT = rf"^[\w.\-]{{1,{MOST_FACT}}}$"

Key = tuple[int, ...] | tuple[tuple[str, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Option:
    id: int
    text: str


@dataclass(frozen=True, kw_only=True)
class Source:
    type: str
    title: str
    issuer: str = ""
    doc_no: str = ""
    article: str = ""
    published_on: date | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    url: str = ""
    certainty: str = "B"


@dataclass(frozen=True, kw_only=True)
class BankItem:
    """A question's content. Stem, option texts and explanation are stored HTML; `key` is as
    `QuestionRevision.key`: option ids, (1,) or (0,) for a statement, accepted texts per blank. Code, topic
    and `fact` are the question's, all else is its revision's."""

    code: str
    topic: str
    type: str
    stem: str
    options: tuple[Option, ...] = ()
    key: Key = ()
    explanation: str = ""
    source: Source | None = None
    review_by: date | None = None
    difficulty: int = 3
    audience: tuple[str, ...] = ()
    bloom: str = ""
    fact: str = ""

    @property
    def stem_text(self) -> str:
        return plain_text(self.stem)

    @property
    def option_texts(self) -> tuple[str, ...]:
        return tuple(plain_text(option.text) for option in self.options)

    @property
    def explanation_text(self) -> str:
        return plain_text(self.explanation)

    @property
    def key_positions(self) -> tuple[int, ...]:
        """0-based places of the right options in the author's order."""
        return tuple(place for place, option in enumerate(self.options) if option.id in self.key)

    @property
    def key_letters(self) -> str:
        return "".join(LETTERS[place] for place in self.key_positions)

    @property
    def key_texts(self) -> tuple[str, ...]:
        """The right options' texts; for blanks the first accepted text of each."""
        if self.type == "blank":
            return tuple(
                str(variants[0]) for variants in self.key if isinstance(variants, tuple) and variants
            )
        return tuple(self.option_texts[place] for place in self.key_positions)

    @property
    def is_elder(self) -> bool:
        return "elder" in self.audience

    @property
    def is_official(self) -> bool:
        return self.source is not None and self.source.type in OFFICIAL


def fact_of(text: str) -> str:
    """The code of a fact that a text is, "" where it is none."""
    return text.strip() if re.match(FACT, text.strip()) else ""


def content_fields(item: BankItem) -> dict[str, Any]:
    """The item's content as JSON types and dates, named as the columns of a revision."""
    return {
        "type": item.type,
        "stem": item.stem,
        "options": [{"id": option.id, "text": option.text} for option in item.options],
        "key": [list(part) if isinstance(part, tuple) else part for part in item.key],
        "explanation": item.explanation,
        "source": _source_fields(item.source),
        "review_by": item.review_by,
        "difficulty": item.difficulty,
        "audience": list(item.audience),
        "bloom": item.bloom,
    }


def content_digest(item: BankItem, *, image_digest: str = "", image_alt: str = "") -> str:
    """SHA-256 (hex) over everything a revision says; equal content, equal digest."""
    said = {**content_fields(item), "image": image_digest, "image_alt": image_alt}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, default=str, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def level(text: str) -> str:
    """Text for comparison: compatibility forms, case, spaces and punctuation levelled."""
    return unicodedata.normalize("NFKC", text).casefold().translate(_LEVELLED)


class _Levelled(dict[int, int | None]):
    """What becomes of each character, looked up once."""

    def __missing__(self, code: int) -> int | None:
        self[code] = None if unicodedata.category(chr(code))[0] in "PZC" else code
        return self[code]


_LEVELLED = _Levelled()


def same_question_digest(item: BankItem) -> str:
    """SHA-256 (hex) of the levelled stem and the sorted options: finds exact duplicates."""
    parts = [level(item.stem_text), *sorted(level(text) for text in item.option_texts)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def source_text(source: Source | None) -> str:
    """Issuer, title, number and article in one line, without what is missing."""
    if source is None:
        return ""
    title = source.title if "《" in source.title else f"《{source.title}》"
    return " ".join(part for part in (source.issuer, title, source.doc_no, source.article) if part)


def source_of(fields: dict[str, Any]) -> Source | None:
    """The source that a revision's JSON names; None where it names none. Unknown fields are left out."""
    if not fields.get("title"):
        return None
    known = {name: fields[name] for name in Source.__dataclass_fields__ if fields.get(name)}
    for name in ("published_on", "effective_from", "effective_to"):
        if isinstance(known.get(name), str):
            known[name] = date.fromisoformat(known[name])
    return Source(**{"type": "", **known})


def _source_fields(source: Source | None) -> dict[str, Any]:
    if source is None:
        return {}
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in asdict(source).items()
    }
