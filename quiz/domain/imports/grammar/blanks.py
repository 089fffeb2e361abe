"""The keys of blanks: which texts belong to which blank, and which of them are variants of one.

Vendors disagree: here ";" parts the blanks and "|" the variants, there the other way round. The number
of blanks in the stem tells which; where it tells nothing, the habit of the rest of the file does.
"""

import re
from dataclasses import dataclass

Parts = tuple[tuple[str, ...], ...]

# Dialects by what parts the blanks and what parts the variants.
BLANKS_BY_SEMICOLON, BLANKS_BY_BAR = ";|", "|;"
_ANY_ORDER = re.compile(
    r"^\s*(?:乱序匹配|乱序|顺序可换|无序|不分先后|全对得分|[、,，]\s*)+\s*[:：]?\s*|[（(](?:顺序可换|不分先后|无序|可调换顺序)[)）]\s*$"
)
_NUMBERED = re.compile(
    r"(?:[（(]\s*(\d{1,2})\s*[)）]|(?:^|(?<=[\s,，;；。、|]))"
    r"(?:第\s*(\d{1,2}|[一二三四五六七八九十])\s*空|空\s*(\d{1,2})|(\d{1,2})\s*[.．、)）]|([①②③④⑤⑥⑦⑧⑨⑩])))"
    r"\s*[:：.、]?\s*"
)
_CIRCLES = re.compile(r"([①②③④⑤⑥⑦⑧⑨⑩])\s*")
_GROUP = re.compile(r"[（(【]([^（()）【】]*)[)）】]")
_SEPARATORS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (";", re.compile(r"\s*[;；]\s*")),
    ("|", re.compile(r"\s*(?:\|{1,2}|｜)\s*")),
    ("line", re.compile(r"\s*\n\s*")),
    ("#", re.compile(r"\s*(?:##+|\$;\$|@@)\s*")),
    ("gap", re.compile(r"\t+|[ \u3000]{2,}")),
    (",", re.compile(r"\s*[,，]\s*")),
    ("、", re.compile(r"\s*、\s*")),
    ("space", re.compile(r"\s+")),
    ("/", re.compile(r"\s*[/／]\s*")),
)
_BY_NAME = dict(_SEPARATORS)
_OR = re.compile(r"\s*(?:[/／]|(?<=[^\s或])或者?(?=[^\s或])| or )\s*")
_UNIT = re.compile(
    r"(?:平方|立方|千|毫|厘|微|公)?(?:米|秒|分钟?|小时|时|克|升|天|日|年|月|周|次|人|户|里|斤|吨|瓦|伏|度)"
)
_LONGEST_BY_OR = 12


@dataclass(frozen=True, kw_only=True)
class BlankKey:
    """`parts`: the accepted texts of each blank.  `dialect` where the file decided one; `doubt` a code.

    `other` is the second reading where two fit equally well.
    """

    parts: Parts = ()
    dialect: str = ""
    doubt: str = ""
    other: Parts = ()
    in_any_order: bool = False


def read_blank_key(text: str, count: int, *, habit: str = "") -> BlankKey:
    """The key of a stem with `count` blanks; `habit` is the dialect of the rest of the file."""
    bare, any_order = _ANY_ORDER.subn("", text.strip().strip("。").strip())
    found = _read(bare.strip(), count, habit)
    if not any_order:
        return found
    return BlankKey(
        parts=found.parts, dialect=found.dialect, doubt=found.doubt, other=found.other, in_any_order=True
    )


def _read(text: str, count: int, habit: str) -> BlankKey:
    if not text:
        return BlankKey(doubt="import_key_missing")
    grouped = _grouped(text)
    for listed in (_numbered(text), grouped):
        if len(listed) == count and (count > 1 or listed is grouped):
            return _checked(tuple(_variants(part, also=";") for part in listed))
    has_semicolon, has_bar = (bool(_BY_NAME[name].search(text)) for name in (";", "|"))
    if has_semicolon and has_bar:
        return _two_signs(text, count, habit)
    if count == 1:
        return _one_blank(text)
    for name, pattern in _SEPARATORS:
        pieces = [piece for piece in pattern.split(text) if piece]
        if len(pieces) == count:
            dialect = {";": BLANKS_BY_SEMICOLON, "|": BLANKS_BY_BAR}.get(name, "")
            read = _checked(tuple(_variants(piece) for piece in pieces), dialect)
            return _by_lines(text, count, read) if name == ";" else read
    return BlankKey(parts=(_variants(text),), doubt="import_blank_count")


def _by_lines(text: str, count: int, read: BlankKey) -> BlankKey:
    """Semicolons inside lines that are as many as the blanks may part variants instead."""
    lines = [line for line in _BY_NAME["line"].split(text) if line]
    if len(lines) != count:
        return read
    parts = tuple(_variants(line, also=";") for line in lines)
    return BlankKey(parts=parts, doubt="import_blank_dialect", other=read.parts)


def _two_signs(text: str, count: int, habit: str) -> BlankKey:
    by_semicolon, by_bar = _split(text, ";", "|"), _split(text, "|", ";")
    fitting = {
        dialect: parts
        for dialect, parts in ((BLANKS_BY_SEMICOLON, by_semicolon), (BLANKS_BY_BAR, by_bar))
        if len(parts) == count
    }
    if len(fitting) == 2 and by_semicolon != by_bar:
        chosen = habit or BLANKS_BY_SEMICOLON
        other = BLANKS_BY_BAR if chosen == BLANKS_BY_SEMICOLON else BLANKS_BY_SEMICOLON
        doubt = "" if habit else "import_blank_dialect"
        return BlankKey(parts=fitting[chosen], dialect=habit, doubt=doubt, other=fitting[other])
    if not fitting:
        return BlankKey(parts=by_semicolon, doubt="import_blank_count")
    dialect, parts = next(iter(fitting.items()))
    return _checked(parts, dialect)


def _one_blank(text: str) -> BlankKey:
    """One blank: every sign that usually parts is between variants."""
    for name in (";", "|", "line"):
        pieces = [piece for piece in _BY_NAME[name].split(text) if piece]
        if len(pieces) > 1:
            dialect = {";": BLANKS_BY_BAR, "|": BLANKS_BY_SEMICOLON}.get(name, "")
            return _checked((tuple(dict.fromkeys(pieces)),), dialect)
    grouped = _grouped(text)
    return _checked((_variants(grouped[0] if len(grouped) == 1 else text),))


def _split(text: str, outer: str, inner: str) -> Parts:
    pieces = [piece for piece in _BY_NAME[outer].split(text) if piece]
    return tuple(
        tuple(dict.fromkeys(part for part in _BY_NAME[inner].split(piece) if part)) for piece in pieces
    )


def _variants(text: str, also: str = "") -> tuple[str, ...]:
    """ "60|六十", "60/六十", "60或六十": the texts that one blank accepts."""
    pattern = _BY_NAME["|"]
    if also and _BY_NAME[also].search(text) and not pattern.search(text):
        pattern = _BY_NAME[also]
    elif not pattern.search(text) and says_or(text):
        pattern = _OR
    pieces = (_bare(piece) for piece in pattern.split(text))
    return tuple(dict.fromkeys(piece for piece in pieces if piece))


def says_or(text: str) -> bool:
    """Whether "或" or "/" parts whole answers: not "km/h", "千米/小时" or "1/2"."""
    pieces = _OR.split(text)
    if len(pieces) < 2 or not all(pieces) or max(map(len, pieces)) > _LONGEST_BY_OR:
        return False
    if "/" not in text and "／" not in text:
        return True
    figures = all(re.fullmatch(r"[\d.]+", piece) for piece in pieces)
    latin = all(piece.isascii() for piece in pieces)
    return not figures and not latin and not _UNIT.fullmatch(pieces[-1])


def _bare(piece: str) -> str:
    return piece.strip().strip("。；;，,").strip()


def _numbered(text: str) -> list[str]:
    """The parts of "1.x, 2.y", "①甲②乙", "（1）甲（2）乙" where they count from 1."""
    return max(_counted(text, _NUMBERED), _counted(text, _CIRCLES), key=len)


def _counted(text: str, pattern: re.Pattern[str]) -> list[str]:
    marks = list(pattern.finditer(text))
    numbers = [_figure(next(filter(None, mark.groups()))) for mark in marks]
    if not marks or marks[0].start() > 0 or numbers != list(range(1, len(marks) + 1)):
        return []
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    return [
        _bare(text[mark.end() : end].rstrip(" ,，;；、|\n")) for mark, end in zip(marks, ends, strict=True)
    ]


def _figure(written: str) -> int:
    if written.isdigit() and written.isascii():
        return int(written)
    return ("①②③④⑤⑥⑦⑧⑨⑩".find(written) if "①" <= written <= "⑩" else "一二三四五六七八九十".find(written)) + 1


def _grouped(text: str) -> list[str]:
    """The parts of "（答案1）（答案2）" where there is nothing else."""
    groups = _GROUP.findall(text)
    rest = _GROUP.sub("", text).strip(" \t\u3000、，,；;")
    return [group.strip() for group in groups] if groups and not rest else []


def _checked(parts: Parts, dialect: str = "") -> BlankKey:
    doubt = "" if all(parts) else "import_blank_empty"
    return BlankKey(parts=parts, dialect=dialect, doubt=doubt)


def commonest(dialects: list[str]) -> str:
    """The dialect that all the decided keys of a file share; "" where they differ or say nothing."""
    decided = {dialect for dialect in dialects if dialect}
    return decided.pop() if len(decided) == 1 else ""
