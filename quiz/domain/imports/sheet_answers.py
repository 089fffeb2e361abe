"""What an answer cell means: letters, numbers of options, an option's own text, true or false, blanks.

Every way of reading is tried; where two sensible ones disagree, nobody guesses.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from quiz.domain.bank_item import level

from .grammar.blanks import says_or

_TRUE_WORDS = "√ ✓ ✔ ☑ 对 正确 是 对的 正确的 真 t true y yes right correct v 1"
_FALSE_WORDS = "× ✕ ✗ ✘ ☒ x 错 错误 否 不对 不正确 错的 错误的 非 假 不是 f false n no wrong incorrect 0"
TRUE, FALSE = frozenset(_TRUE_WORDS.split()), frozenset(_FALSE_WORDS.split())
_SEPARATORS = r"[\s,，、;；/|.。&+和及]"
_LETTERS = re.compile(rf"[A-Z](?:{_SEPARATORS}*[A-Z])*")
_NUMBERS = re.compile(r"([1-9])(?:[\s,，、;；/|]+([1-9]))*")
_WHOLE = re.compile(r"([0-9]{1,2})(?:\.0+)?")
_DECIMAL = re.compile(r"[1-9](?:\.[1-9]){1,7}")
_RUN = re.compile(r"[1-9]{2,8}")
_LABELLED = re.compile(r"^\s*[（(]?([A-Za-z])[)）.．、:：\s]\s*(\S.*)$", re.S)
_PREFIX = re.compile(r"^(?:正确|参考|标准)?答案\s*:?\s*(?=\S)")
# "选项B", "第2项".
_NAMED = re.compile(r"(?:选项\s*([A-Za-z1-9])|第\s*([1-9])\s*(?:个?选项|项|个))")
_PARTS = re.compile(r"\s*[\n;；|┋]\s*|\s*[,，、]\s*")


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """What is to be said about a reading; see `draft.Issue`."""

    code: str
    values: dict[str, Any] = field(default_factory=dict)
    blocking: bool = False


@dataclass(frozen=True, kw_only=True)
class Answer:
    """`letters` as the columns are called, ascending."""

    letters: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()


def truth_of(text: str) -> str:
    """ "T", "F", or "" for what is neither."""
    word = unicodedata.normalize("NFKC", text).strip().strip("。.()（）").strip().lower()
    word = word.removesuffix(".0")
    return "T" if word in TRUE else "F" if word in FALSE else ""


def read_choice(text: str, options: dict[str, str], *, by_number: bool = False) -> Answer:
    """The right options of a choice, whose texts are by their letters.

    `by_number`: the format says that a figure is an option's number, not its text.
    """
    if not text:
        return _refused("import_answer_missing")
    written = _PREFIX.sub("", unicodedata.normalize("NFKC", text).strip())
    named = _NAMED.fullmatch(written)
    written = (named[1] or named[2]) if named else written
    sure = _agreed(_sure(written, options, by_number))
    if len(sure) > 1:
        one, other = sorted("".join(letters) for letters in sure[:2])
        return _refused("import_answer_two_ways", value=text, one=one, other=other)
    if sure:
        return _within(sure[0], options, text)
    weak = _weak(written, options)
    return weak if weak is not None else _refused("import_answer_unread", value=text)


def _sure(text: str, options: dict[str, str], by_number: bool) -> Iterator[tuple[str, ...]]:
    upper = text.upper()
    numbers = _numbers(upper, options)
    if by_number and numbers:
        yield numbers
        return
    if _LETTERS.fullmatch(upper.strip(" .。()")):
        yield tuple(re.findall("[A-Z]", upper))
    if numbers:
        yield numbers
    yield from _texts(text, options)
    yield from _labelled(text, options)


def _numbers(text: str, options: dict[str, str]) -> tuple[str, ...]:
    whole = _WHOLE.fullmatch(text)
    if whole:
        figures = [int(whole[1])]
    elif _NUMBERS.fullmatch(text):
        figures = [int(figure) for figure in re.findall("[1-9]", text)]
    else:
        return ()
    letters = tuple(chr(64 + figure) for figure in figures if figure)
    return letters if letters and all(letter in options for letter in letters) else ()


def _texts(text: str, options: dict[str, str]) -> Iterator[tuple[str, ...]]:
    """Options named by their own text, one or several."""
    whole = _by_text(text, options)
    if whole:
        yield (whole,)
        return
    parts = [part for part in _PARTS.split(text) if part]
    named = [_by_text(part, options) for part in parts]
    if len(parts) > 1 and all(named):
        yield tuple(named)


def _by_text(text: str, options: dict[str, str]) -> str:
    """The letter of the one option that says this, "" where none or several do."""
    exact = [letter for letter, said in options.items() if _same(said) == _same(text)]
    levelled = [letter for letter, said in options.items() if level(said) == level(text) != ""]
    found = exact or levelled
    return found[0] if len(found) == 1 else ""


def _same(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()


def _labelled(text: str, options: dict[str, str]) -> Iterator[tuple[str, ...]]:
    """B、关闭阀门: a letter and the text of its option, one a line."""
    letters = []
    for line in text.splitlines():
        match = _LABELLED.match(line)
        letter = match[1].upper() if match else ""
        if match is None or level(options.get(letter, "")) != level(match[2]):
            return
        letters.append(letter)
    yield tuple(letters)


def _agreed(readings: Iterator[tuple[str, ...]]) -> list[tuple[str, ...]]:
    return list(dict.fromkeys(tuple(sorted(set(letters))) for letters in readings))


def _within(letters: tuple[str, ...], options: dict[str, str], text: str) -> Answer:
    beyond = [letter for letter in letters if letter not in options]
    if beyond:
        known = "".join(options)
        return _refused("import_answer_beyond", value=text, letter="".join(beyond), known=known)
    return Answer(letters=letters)


def _weak(text: str, options: dict[str, str]) -> Answer | None:
    """Readings that a person has to confirm: 1.3 may have been 1,3; 13 may be 1 and 3."""
    for pattern, code in ((_DECIMAL, "import_answer_decimal"), (_RUN, "import_answer_run")):
        if pattern.fullmatch(text):
            letters = tuple(sorted({chr(64 + int(figure)) for figure in re.findall("[1-9]", text)}))
            if all(letter in options for letter in letters):
                doubt = Doubt(code=code, values={"value": text, "letters": "".join(letters)})
                return Answer(letters=letters, doubts=(doubt,))
    if text.isdigit() or _DECIMAL.fullmatch(text):
        return _refused("import_answer_no_such_number", value=text, most=len(options))
    return None


def _refused(code: str, **values: Any) -> Answer:
    return Answer(doubts=(Doubt(code=code, values=values, blocking=True),))


# ── Blanks ────────────────────────────────────────────────────────────────────

Blanks = tuple[tuple[str, ...], ...]
# What stands between blanks in the files of different tools; those of one rank may contradict each other.
_BETWEEN = ((r"\n",), (r"[;；]", r"[|｜]"), (r"[,，、]",), (r"\s+",))
# What stands between the accepted texts of one blank; 1/2 is a fraction.
_INSIDE = (r"[|｜]", r"(?<!\d)/|/(?!\d)", r"[;；]")
_BRACKETED = re.compile(r"[（(【\[]([^（）()【】\[\]]+)[)）】\]]")
_NUMBERED = re.compile(r"^\s*[(（]?\d{1,2}[)）.．、:：]\s*(?=\S)")


def read_blanks(text: str, gaps: int, *, ours: bool = False) -> tuple[Blanks, tuple[Doubt, ...]]:
    """The accepted texts of each of so many blanks, whatever the separators mean in this file.

    `ours`: as our template has it, "；" stands between blanks and "|" between the texts of one.
    """
    if not text:
        return (), (Doubt(code="import_answer_missing", blocking=True),)
    if gaps == 1:
        return _one_blank(text)
    bracketed = _in_brackets(text)
    if len(bracketed) == gaps:
        return bracketed, ()
    for rank in _BETWEEN:
        readings = list(dict.fromkeys(filter(None, (_split(text, between, gaps) for between in rank))))
        if readings:
            doubts = (Doubt(code="import_answer_dialects", values={"value": text}),)
            return readings[0], doubts if len(readings) > 1 and not ours else ()
    values = {"value": text, "gaps": gaps}
    return (), (Doubt(code="import_answer_blanks", values=values, blocking=True),)


def _in_brackets(text: str) -> Blanks:
    """（答案1）（答案2）"""
    if _BRACKETED.sub("", text).strip(" ;；,，、\n"):
        return ()
    return tuple(_variants(part, r"[|｜;；]") for part in _BRACKETED.findall(text))


def _split(text: str, between: str, gaps: int) -> Blanks:
    parts = [part.strip() for part in re.split(between, text) if part.strip()]
    if len(parts) != gaps:
        return ()
    inside = next(
        (one for one in _INSIDE if one != between and any(re.search(one, part) for part in parts)), None
    )
    bare = [_NUMBERED.sub("", part) for part in parts]
    return tuple(_variants(part, inside) if inside else (part,) for part in bare)


def _variants(text: str, between: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in re.split(between, text) if part.strip()))


def _one_blank(text: str) -> tuple[Blanks, tuple[Doubt, ...]]:
    for between in (r"[|｜]", r"\n", r"[;；]"):
        variants = _variants(text, between)
        if len(variants) > 1:
            sure = between != r"[;；]"
            doubt = Doubt(code="import_answer_variants", values={"value": text, "count": len(variants)})
            return (variants,), () if sure else (doubt,)
    if says_or(text):
        variants = _variants(text, r"[/／]|或者?")
        shown = " = ".join(variants)
        return (variants,), (Doubt(code="import_blank_or", values={"read_as": shown}),)
    return ((text.strip(),),), ()
