"""Lists of keys: read into items by section and number."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from .blocks import KeyList
from .fields import begins_field
from .headings import heading_of, is_furniture, key_heading
from .key_lines import (
    Keys,
    begins_with_section,
    is_key_line,
    is_ruler,
    is_table_head,
    paired_rows,
    read_key_line,
    signs_of,
)
from .lines import Line
from .marked import Marked
from .numbers import han_number, number_of
from .vocabulary import FALSE_MARKS, TRUE_MARKS, type_in

_ORDINAL = re.compile(
    r"\s*(?:第\s*)?([一二三四五六七八九十]{1,3})\s*(?:部分|大题)?\s*[、.．:：\s]|\s*[（(]\s*([一二三四五六七八九十]{1,3})\s*[)）]"
)
_LONGEST = 4_000
_NUMBER_INSIDE = re.compile(r"(?<=[\s；;，,。])(\d{1,4})\s*(?:[、:：)）]|[.．](?!\d))")
_TALKS = re.compile("解析|解释|说明|出处|依据|来源")
_HEADING_INSIDE = re.compile(
    r"(?<=[\s；;。])(?=(?:[一二三四五六七八九十]{1,3}\s*[、.．]|[（(][一二三四五六七八九十]{1,3}[)）])?"
    r"\s*(?:单选|多选|判断|填空|单项选择|多项选择|不定项|选择)题?(?:答案)?[^。\d]{0,12}\d"
    r"|[一二三四五六七八九十]{1,3}\s*[、.．]\s*\d"
    rf"|(?:[一二三四五六七八九十]{{1,3}}\s*[、.．]\s*)?(?:单选|多选|判断|单项选择|多项选择)题?\s*[:：]\s*[A-N{TRUE_MARKS}{FALSE_MARKS}])"
)
_HEAD_THEN_KEYS = re.compile(
    r"(?=(?:第?\s*\d{1,4}\s*题?\s*(?:[-–—~～至到]|[.．、:：)）])|[（(]\s*\d{1,4}\s*[)）]))"
)


@dataclass(kw_only=True)
class KeyItem:
    """One question's key and what a list says of it further: lines as they would stand below a question."""

    number: int
    label: str
    lines: list[Line] = field(default_factory=list)


@dataclass(kw_only=True)
class Misfit:
    """A range whose keys are not as many as its numbers."""

    line: int
    first: int
    last: int
    found: int


@dataclass(kw_only=True)
class KeyGroup:
    """The items below one heading of a list; `type` and `ordinal` as it names them, "" and 0 for none."""

    section: int
    title: str = ""
    type: str = ""
    ordinal: int = 0
    line: int = 0
    items: list[KeyItem] = field(default_factory=list)
    misfits: list[Misfit] = field(default_factory=list)
    # Rows of numbers above their keys.
    number_rows: set[int] = field(default_factory=set)
    # A line of nothing but signs, "BCA": the keys of the section's questions in their order.
    signs: Line | None = None


def read_key_list(keys: KeyList) -> list[KeyGroup]:
    """The groups of a list; those without any item are left out where they hold nothing else."""
    groups = [KeyGroup(section=keys.section)]
    lines = [part for line in keys.lines if not line.is_empty for part in _by_heading(line)]
    at = 0
    while at < len(lines):
        at += _read_line(lines, at, groups)
    return [group for group in groups if group.items or group.misfits or group.signs]


def is_layout(line: Line) -> bool:
    """Whether a line only rules or names the columns of a list, or the list itself."""
    text = line.plain
    head = key_heading(text)
    is_head = head is not None and not head.string[head.end() :].strip() and not type_in(text)
    return is_head or is_ruler(text) or is_table_head(text)


def _by_heading(line: Line) -> list[Line]:
    """A line parted before every heading in it that keys follow: "一、单选 1-3 ABC  二、判断 1.√"."""
    line = _without_key_heading(line)
    cuts = [0, *(match.start() for match in _HEADING_INSIDE.finditer(line.plain[:_LONGEST])), len(line.plain)]
    return [line.cut(begin, end) for begin, end in pairwise(cuts) if line.plain[begin:end].strip()]


def _without_key_heading(line: Line) -> Line:
    """ "参考答案：1-5 ABCDA" without its first word."""
    head = key_heading(line.plain)
    rest = head.string[head.end() :].strip() if head else ""
    if (
        head is None
        or not rest
        or type_in(head["title"])
        or not (is_key_line(rest) or begins_with_section(rest))
    ):
        return line
    return line.cut(line.plain.rindex(rest))


def _read_line(lines: list[Line], at: int, groups: list[KeyGroup]) -> int:
    """Reads a line, or a row of numbers with the row of keys below it; how many lines it took."""
    line = lines[at]
    if _takes_signs(line, groups):
        return 1
    rest = _without_heading(line, groups)
    if rest is None or is_ruler(line.plain) or is_table_head(line.plain) or is_furniture(line.plain):
        return 1
    below = next(
        (place for place in range(at + 1, min(at + 3, len(lines))) if not is_ruler(lines[place].plain)), None
    )
    rows = paired_rows(rest.plain, lines[below].plain) if below is not None else []
    if rows and below is not None:
        _add(groups[-1], rows, lines[below])
        groups[-1].number_rows.add(line.number)
        return below - at + 1
    _read_items(rest, groups[-1])
    return 1


def _takes_signs(line: Line, groups: list[KeyGroup]) -> bool:
    """Reads "单选：BCA", or "BCA" below a heading: keys without numbers."""
    title, signs = signs_of(line.plain)
    if (
        not signs
        or begins_field(line.plain)
        or (title and not _ORDINAL.fullmatch(f"{title} ") and not _is_title(title))
    ):
        return False
    if title:
        groups.append(_group(groups[-1].section, title, line.number))
    if groups[-1].items or groups[-1].signs or (not title and len(signs) < 2):
        return False
    groups[-1].signs = line.cut(line.plain.rindex(signs))
    return True


def _without_heading(line: Line, groups: list[KeyGroup]) -> Line | None:
    """What follows a heading on its line; None where the line is nothing but one."""
    text = line.plain
    first = _HEAD_THEN_KEYS.search(text)
    title, rest = (text[: first.start()], line.cut(first.start())) if first else (text, None)
    if rest is not None and not (is_key_line(rest.plain, prefix=True) or _opens_items(title, rest)):
        title, rest = text, None
    if not _is_title(title):
        return line
    groups.append(_group(groups[-1].section, title, line.number))
    return rest


def _opens_items(title: str, rest: Line) -> bool:
    """Whether "1. 六十" follows a heading on its line."""
    number = number_of(rest.text)
    return bool(_is_title(title) and number and not number.is_shy and number.value == 1)


def _group(section: int, title: str, line: int) -> KeyGroup:
    ordinal = _ORDINAL.match(title + " ")
    return KeyGroup(
        section=section,
        title=title.strip(),
        type=type_in(title),
        ordinal=han_number(ordinal[1] or ordinal[2]) if ordinal else 0,
        line=line,
    )


def _is_title(title: str) -> bool:
    bare = title.strip()
    if not bare or len(bare) > 60 or begins_field(bare) or _is_item(bare):
        return False
    ordinal = _ORDINAL.match(bare + " ")
    if ordinal and len(bare) <= max(24, ordinal.end()):
        return True
    head = key_heading(bare)
    is_key_title = bool(head and not head.string[head.end() :].strip())
    names_type = type_in(bare) and len(bare) <= 16 and not re.search(r"[:：]\s*\S", bare)
    return bool(heading_of(bare) or is_key_title or names_type)


def _is_item(text: str) -> bool:
    """Whether it begins with a question's number and is no heading for all that."""
    number = number_of(Marked(text))
    return number is not None and number.style != "han" and not heading_of(text)


def _read_items(line: Line, group: KeyGroup) -> None:
    text = line.plain
    keys, end = read_key_line(text)
    is_whole = end >= len(text)
    if keys and is_whole:
        _add(group, keys, line)
        return
    for piece in _by_number(line):
        number = number_of(piece.text)
        if (number and not begins_field(piece.plain) and not number.is_shy) or (
            number and _is_next(number.value, group)
        ):
            cut = piece.cut(number.end)
            group.items.append(KeyItem(number=number.value, label=number.label, lines=[cut]))
        elif group.items:
            group.items[-1].lines.append(piece)


def _by_number(line: Line) -> list[Line]:
    """ "1. 六十 2. 重阳节" parted before every number that counts on; explanations stay whole."""
    text = line.plain[:_LONGEST]
    first = number_of(line.text)
    inner = number_of(Marked(text[first.end :])) if first else None
    if first is None or _TALKS.search(text) or (inner and not inner.is_shy):
        return [line]
    cuts, expected = [0], first.value + 1
    for match in _NUMBER_INSIDE.finditer(text, first.end):
        if int(match[1]) == expected:
            cuts.append(match.start(1))
            expected += 1
    ends = [*cuts[1:], len(line.plain)]
    pieces = [line.cut(begin, end) for begin, end in zip(cuts, ends, strict=True)]
    return [replace(piece, text=piece.text.strip("；;，,、 \t\u3000")) for piece in pieces]


def _is_next(value: int, group: KeyGroup) -> bool:
    return value == (group.items[-1].number + 1 if group.items else 1)


def _add(group: KeyGroup, found: Sequence[Keys], line: Line) -> None:
    for keys in found:
        if not keys.fits:
            group.misfits.append(
                Misfit(line=line.number, first=keys.first, last=keys.last, found=len(keys.keys))
            )
            continue
        for number, key in zip(range(keys.first, keys.last + 1), keys.keys, strict=True):
            text = Line(number=line.number, text=Marked(key), raw=line.raw)
            group.items.append(KeyItem(number=number, label=str(number), lines=[text]))


def runs_of(group: KeyGroup) -> Iterator[KeyGroup]:
    """A group parted where its numbers begin anew."""
    run: list[KeyItem] = []
    for item in group.items:
        if run and item.number == 1:
            yield _like(group, run)
            run = []
        run.append(item)
    if run:
        yield _like(group, run)


def _like(group: KeyGroup, items: list[KeyItem]) -> KeyGroup:
    return KeyGroup(
        section=group.section,
        title=group.title,
        type=group.type,
        ordinal=group.ordinal,
        line=group.line,
        items=items,
    )
