"""The blanks of a question and their key: named, or standing in the stem itself."""

import re
from dataclasses import dataclass

from .blanks import BlankKey, Parts, read_blank_key
from .brackets import blank_places, filled_blanks
from .key_finding import key_texts
from .marked import Marked
from .questions import Question

# "老人____岁（60）": the key behind a stem that has its blanks.
_BEHIND = re.compile(r"\s*[（(【\[]\s*([^（()）【】\[\]\n]{1,60}?)\s*[)）】\]][。.]?\s*$")


@dataclass(frozen=True, kw_only=True)
class FoundBlanks:
    """`key`: the accepted texts of each of `count` blanks."""

    stem: Marked
    count: int
    key: Parts = ()


def find_blank_key(question: Question, *, habit: str = "") -> FoundBlanks:
    """The stem with its blanks levelled, and their key; `habit`: how the rest of the file writes keys."""
    text = next((text for text, _ in key_texts(question)), "")
    in_stem = _standing_in_stem(question, text)
    if in_stem:
        return in_stem
    stem, count = blank_places(question.stem)
    behind = _BEHIND.search(question.stem.text) if not text and "_" in question.stem.text else None
    if behind and behind[1].strip("_ \u3000"):
        text = behind[1]
        question.doubt("import_blank_filled", "key", given=text)
        stem, count = blank_places(question.stem[: behind.start()])
    if not count:
        question.doubt("import_blank_missing", "stem", blocking=True)
    if not text:
        return FoundBlanks(stem=stem, count=count)
    read = read_blank_key(text, max(count, 1), habit=habit)
    _tell(question, read, count, text)
    _tell_others(question, read, max(count, 1), habit)
    return FoundBlanks(stem=stem, count=count, key=read.parts)


def dialect_of(question: Question) -> str:
    """The dialect in which a key of blanks is certainly written; "" where it does not show."""
    text = next((text for text, _ in key_texts(question)), "")
    return read_blank_key(text, max(blank_places(question.stem)[1], 1)).dialect if text else ""


def _standing_in_stem(question: Question, text: str) -> FoundBlanks | None:
    """Blanks that hold their answers; with a key besides only where both say the same."""
    _, count = blank_places(question.stem)
    if count and (text or "_" not in question.stem.text):
        return None
    stem, answers = filled_blanks(question.stem)
    if not answers:
        return None
    if text:
        read = read_blank_key(text, len(answers))
        if list(answers) != [part[0] for part in read.parts if part]:
            return None
        return FoundBlanks(stem=stem, count=len(answers), key=read.parts)
    question.doubt("import_blank_filled", "key", given="；".join(answers))
    return FoundBlanks(stem=stem, count=len(answers), key=tuple((answer,) for answer in answers))


def _tell(question: Question, read: BlankKey, count: int, text: str) -> None:
    if read.doubt == "import_blank_dialect":
        question.doubt(read.doubt, "key", one=_shown(read.parts), other=_shown(read.other))
    elif read.doubt:
        question.doubt(read.doubt, "key", blocking=True, gaps=count, given=text[:60])
    if read.in_any_order:
        question.doubt("import_blank_any_order", "key")
    if not read.doubt and _by_or(text, read):
        question.doubt("import_blank_or", "key", read_as=_shown(read.parts))


def _tell_others(question: Question, read: BlankKey, count: int, habit: str) -> None:
    """A second key that says something else."""
    for text, line in list(key_texts(question))[1:]:
        other = read_blank_key(text, count, habit=habit)
        if other.parts != read.parts:
            one, two = _shown(read.parts), _shown(other.parts)
            question.doubt("import_key_conflict", "key", blocking=True, line=line, one=one, other=two)


def _by_or(text: str, read: BlankKey) -> bool:
    """Whether variants were told by "或" or "/" and by no sign that is meant to part them."""
    has_variants = any(len(part) > 1 for part in read.parts)
    return has_variants and "|" not in text and any(word in text for word in ("或", "/", "／"))


def _shown(parts: Parts) -> str:
    return "；".join(" = ".join(part) for part in parts)
