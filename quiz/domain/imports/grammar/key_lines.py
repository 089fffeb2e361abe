"""Lines that give keys by number: "1-5 ABCDA", "1.A 2.B", "1.× 2.√", a row of numbers above a row of keys."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from .vocabulary import FALSE_MARKS, TRUE_MARKS, type_in

_SIGN = f"[{TRUE_MARKS}{FALSE_MARKS}]"
_WORD = "不正确|正确|错误|[对错]"
_LETTERS = r"[A-N]{1,10}(?![A-Za-z])|[a-n]{1,10}(?![A-Za-z])"
_ONE = rf"(?:{_WORD}|{_SIGN}|[TFXV](?![A-Za-z])|{_LETTERS})"
_RANGE = re.compile(
    r"[（(]?\s*第?\s*(\d{1,4})\s*题?\s*(?:[-－–—―~～至到]|--|——)\s*第?\s*(\d{1,4})\s*题?\s*[)）]?\s*[.．、:：]?\s*"
)
_SINGLE = re.compile(
    r"(?:第\s*(\d{1,4})\s*题|[（(]\s*(\d{1,4})\s*[)）]|(\d{1,4})|([①-⑳㉑-㉟㊱-㊿]))\s*[.．、:：)）]?\s*"
)
_RUN = re.compile(rf"{_ONE}(?:[\s,，、;；]{{0,4}}{_ONE})*")
# The key of one number: "A、C" is one key, "A C" are two.
_OWN = re.compile(rf"[（(]?\s*((?:{_LETTERS})(?:[ ]?[、,，][ ]?(?:{_LETTERS}))*|{_ONE})(?:\s*[)）])?")
_PARTS = re.compile(_ONE)
_SIGNS_AT_END = re.compile(
    rf"\s*(?P<title>[^\dA-Za-z。？?！!]{{0,16}}?)(?:(?<=\S)[:：\s]|(?<=[、.．])|(?<![^\s]))\s*(?P<signs>{_RUN.pattern})[。.；;]?\s*"
)
_BETWEEN = re.compile(r"[\s,，、;；。.|]*")
_NUMBER_LABEL = re.compile(r"[\s|]*(?:题\s*号|序\s*号|题\s*目|题\s*次|小题)(?=[\s|:：\d])[\s|:：]*|[\s|]*")
_KEY_LABEL = re.compile(r"[\s|]*(?:(?:参考|正确|标准)?答\s*案|选\s*项)[\s|:：]*|[\s|]*")
_NUMBERS = re.compile(r"\d{1,4}(?:[\s|、,，.]+\d{1,4})*[\s|、,，.]*")
_TABLE_HEAD = re.compile(
    r"[\s|]*(?:题\s*号|序\s*号|编号)[\s|]+(?:参考|正确|标准)?答\s*案(?:[\s|]+(?:题\s*号|序\s*号|编号)[\s|]+(?:参考|正确|标准)?答\s*案)*"
    r"(?:[\s|]+(?:答案)?(?:解\s*析|说\s*明))?[\s|]*"
)
_RULER = re.compile(r"[\s|:+=-]{3,}")
_NUMBERED_KEY = re.compile(rf"\d{{1,4}}\s*[.．、:：)）]\s*{_ONE}(?![\u3400-\u9fff])")
_SECTION = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}\s*[、.．]|[（(][一二三四五六七八九十]{1,3}[)）])?"
    r"\s*(?:(?:单项?|多项?|不定项|判断|填空)(?:选择)?题?|选择题)?\s*[:：]?\s*"
)
_LONGEST = 4_000


@dataclass(frozen=True, kw_only=True)
class Keys:
    """The keys of the numbers from `first` to `last` in order; fewer or more than them where they clash."""

    first: int
    last: int
    keys: tuple[str, ...]

    @property
    def fits(self) -> bool:
        return len(self.keys) == self.last - self.first + 1


def read_key_line(text: str) -> tuple[list[Keys], int]:
    """The keys that a line begins with, and where what it says else begins."""
    found: list[Keys] = []
    at = 0
    while at < min(len(text), _LONGEST):
        at = _skipped(text, at)
        taken = _range_at(text, at) or _single_at(text, at)
        if taken is None:
            break
        found.append(taken[0])
        at = taken[1]
    return found, _skipped(text, at)


def is_key_line(text: str, *, prefix: bool = False) -> bool:
    """Whether a line is nothing but keys of several numbers; `prefix`: whether it begins with any."""
    if len(text) > _LONGEST:
        return False
    found, end = read_key_line(text)
    if prefix:
        return bool(found) and (_is_apart(text, end) or not text[end - 1].isalnum())
    return end >= len(text) and (len(found) > 1 or any(keys.last > keys.first for keys in found))


def key_rows(texts: Sequence[str]) -> int:
    """How many of these lines begin a table of keys or a column of them; 0 where none does."""
    if not texts or len(texts[0]) > _LONGEST:
        return 0
    if is_table_head(texts[0]):
        return 1
    if len(texts) < 2 or len(texts[1]) > _LONGEST:
        return 0
    below = 2 if is_ruler(texts[1]) and len(texts) > 2 else 1
    if paired_rows(texts[0], texts[below]):
        return below + 1
    first, end = read_key_line(texts[0])
    second, second_end = read_key_line(texts[1])
    is_column = len(first) == len(second) == 1 and end >= len(texts[0]) and second_end >= len(texts[1])
    return int(is_column and second[0].first == first[0].last + 1)


def paired_rows(numbers: str, keys: str) -> list[Keys]:
    """A row of numbers and the row of keys below it; [] where they are none or do not pair."""
    label, key_label = _NUMBER_LABEL.match(numbers), _KEY_LABEL.match(keys)
    begin = label.end() if label else 0
    if not _NUMBERS.fullmatch(numbers, begin):
        return []
    figures = [int(figure) for figure in re.findall(r"\d+", numbers[begin:])]
    said = keys[key_label.end() if key_label else 0 :]
    run = _RUN.fullmatch(said.replace("|", " ").strip())
    is_labelled = bool(label and label[0].strip(" \t|") and key_label and key_label[0].strip(" \t|"))
    if run is None:
        cells = [cell.strip() for cell in re.split(r"[\t|]", said.strip(" |"))]
        return _pairs(figures, cells) if is_labelled and len(cells) == len(figures) else []
    parts = _split(run[0], len(figures))
    return _pairs(figures, parts) if len(parts) == len(figures) and (len(parts) > 1 or is_labelled) else []


def begins_with_section(text: str) -> bool:
    """Whether a line names a section and gives its keys: "一、1-5 ABCDA", "单选题：1.B"."""
    section = _SECTION.match(text)
    return bool(section and section[0].strip() and is_key_line(text[section.end() :], prefix=True))


def signs_of(text: str) -> tuple[str, str]:
    """A line that ends in keys without numbers, as what stands before them and the keys; else "", ""."""
    match = _SIGNS_AT_END.fullmatch(text[:_LONGEST])
    return (match["title"].strip(), match["signs"]) if match else ("", "")


def gives_keys(text: str) -> bool:
    """Whether a number with its key stands somewhere in a line, "单选：1.B", or signs, "单选：BCA"."""
    return _NUMBERED_KEY.search(text) is not None or bool(type_in(signs_of(text)[0]))


def is_table_head(text: str) -> bool:
    """ "题号　答案" over columns of both."""
    return _TABLE_HEAD.fullmatch(text) is not None


def is_ruler(text: str) -> bool:
    """The line below the head of a table in plain text."""
    return "-" in text and "|" in text and _RULER.fullmatch(text) is not None


def _pairs(figures: Sequence[int], keys: Sequence[str]) -> list[Keys]:
    return [Keys(first=figure, last=figure, keys=(key,)) for figure, key in zip(figures, keys, strict=True)]


def _skipped(text: str, at: int) -> int:
    match = _BETWEEN.match(text, at)
    return match.end() if match else at


def split_signs(run: str, wanted: int) -> tuple[str, ...]:
    """Keys without numbers for so many questions; () where they are not as many."""
    signs = _split(run, wanted)
    return signs if len(signs) == wanted else ()


def _range_at(text: str, at: int) -> tuple[Keys, int] | None:
    head = _RANGE.match(text, at)
    run = _RUN.match(text, head.end()) if head else None
    if head is None or run is None:
        return None
    first, last = int(head[1]), int(head[2])
    if last <= first or last - first > 500:
        return None
    return Keys(first=first, last=last, keys=_split(run[0], last - first + 1)), run.end()


def _split(run: str, wanted: int) -> tuple[str, ...]:
    """One key for each number: by the gaps where they are as many, else sign by sign."""
    for pieces in (re.split(r"[\s,，、;；]+", run.strip()), _PARTS.findall(run)):
        if len(pieces) == wanted:
            return tuple(pieces)
    signs = [
        sign
        for piece in _PARTS.findall(run)
        for sign in ([piece] if len(piece) > 1 and not piece.isascii() else piece)
    ]
    return tuple(
        signs if len(signs) == wanted or not re.search(r"[\s,，、;；]", run) else _PARTS.findall(run)
    )


def _single_at(text: str, at: int) -> tuple[Keys, int] | None:
    head = _SINGLE.match(text, at)
    own = _OWN.match(text, head.end()) if head else None
    if head is None or own is None or not _is_apart(text, own.end()):
        return None
    figure = next(filter(None, head.groups()))
    number = int(figure) if figure.isascii() else int(unicodedata.numeric(figure))
    return Keys(first=number, last=number, keys=(own[1],)), own.end()


def _is_apart(text: str, end: int) -> bool:
    """Whether a key ends here: "B细胞" is no key, "B2." and "B 解析" are."""
    after = text[end : end + 1]
    return (
        not after or after.isdigit() or not after.isalnum() or text[end:].startswith(("解析", "答案", "第"))
    )
