"""Anki's text files, first step: headers, then rows of fields."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from .bounds import bounded
from .texts import text_lines

_SEPARATORS = {
    **{"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "space": " ", "colon": ":"},
    **{"\\t": "\t", ",": ",", ";": ";", "|": "|", ":": ":"},
}
_HEADER = re.compile(
    r"#(separator|html|notetype|deck|tags|columns|(?:notetype|deck|tags|guid) column):(.*)", re.I
)
# How many rows tell the separator, where no header does.
_SAMPLE = 40
# One field may hold embedded pictures; a row has few fields.
_MOST_FIELDS = 200


@dataclass(kw_only=True)
class Header:
    """`special` maps tags, guid, deck and notetype to their columns, from 0. `html` is None where the file
    does not say."""

    separator: str = ""
    says_separator: bool = False
    html: bool | None = None
    deck: str = ""
    tags: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    special: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Row:
    line: int
    last_line: int
    fields: tuple[str, ...]
    is_comment: bool = False


def parse(text: str) -> tuple[Header, list[Row]]:
    """The headers, and every row; comments too, which might be questions that begin with "#"."""
    joined = "\n".join(text_lines(text))
    header, begin, first = _header(joined)
    if not header.separator:
        header.separator = _likely_separator(joined[begin:])
    return header, list(bounded(_rows(joined, begin, first, header.separator)))


def tags_of(text: str) -> tuple[str, ...]:
    """Tags are apart by spaces; Chinese writers use commas."""
    return tuple(filter(None, re.split(r"[\s,，、;；]+", text)))


def _header(text: str) -> tuple[Header, int, int]:
    """The headers, and where the rows begin: place and line."""
    header, at, line, columns = Header(), 0, 1, ""
    while match := _HEADER.match(text, at):
        name, value = match[1].lower(), match[2].strip(" ")
        if name == "separator":
            header.separator = _SEPARATORS.get(value.strip().lower() or value, value[:1])
            header.says_separator = bool(header.separator)
        elif name == "columns":
            columns = value
        else:
            _take(header, name, value.strip())
        at, line = min(match.end() + 1, len(text)), line + 1
    header.columns = tuple(one.strip().lower() for one in columns.split(header.separator or "\t") if columns)
    return header, at, line


def _take(header: Header, name: str, value: str) -> None:
    if name == "html":
        header.html = value.lower() == "true"
    elif name == "deck":
        header.deck = value
    elif name == "tags":
        header.tags = tags_of(value)
    elif name.endswith(" column") and re.fullmatch(r"[1-9]\d?", value):
        header.special[name.removesuffix(" column")] = int(value) - 1


def _likely_separator(text: str) -> str:
    """Tabs where there are any; else what most lines have, equally often."""
    sample = [line for line in text.split("\n", _SAMPLE)[:_SAMPLE] if line and not line.startswith("#")]
    if any("\t" in line for line in sample):
        return "\t"
    best, agreeing = "\t", 0
    for separator in (";", "|", ","):
        counts = Counter(line.count(separator) for line in sample)
        count, lines = next(((c, n) for c, n in counts.most_common() if c), (0, 0))
        if count and lines > agreeing:
            best, agreeing = separator, lines
    return best


def _rows(text: str, at: int, line: int, separator: str) -> Iterator[Row]:
    reading = _Reading(text, separator)
    while at < len(text):
        begin, is_comment = at, text[at] == "#"
        fields, at = reading.comment(at) if is_comment else reading.fields(at)
        last = line + text.count("\n", begin, at - 1)
        if any(value.strip() for value in fields):
            yield Row(line=line, last_line=last, fields=fields, is_comment=is_comment)
        line = last + 1


class _Reading:
    """Cuts fields; where the row ends is looked for once a row, and a quote that closes nowhere once."""

    def __init__(self, text: str, separator: str) -> None:
        self._text = text
        self._separator = separator
        self._quotes = True

    def comment(self, at: int) -> tuple[tuple[str, ...], int]:
        end = self._row_end(at)
        return (self._text[at:end],), end + 1

    def fields(self, at: int) -> tuple[tuple[str, ...], int]:
        """The fields of the row that begins here, and where the next one begins."""
        text, found, row_end = self._text, list[str](), self._row_end(at)
        while True:
            closing = self._closing(at)
            quoted = text[at + 1 : closing].replace('""', '"') if closing >= 0 else ""
            begin = closing + 1 if closing >= 0 else at
            row_end = row_end if begin <= row_end else self._row_end(begin)
            end = text.find(self._separator, begin, row_end)
            last = end < 0 or len(found) >= _MOST_FIELDS
            found.append(quoted + text[begin : row_end if last else end])
            if last:
                return tuple(found), row_end + 1
            at = end + len(self._separator)

    def _row_end(self, at: int) -> int:
        end = self._text.find("\n", at)
        return len(self._text) if end < 0 else end

    def _closing(self, at: int) -> int:
        """Where the quote that opens here closes, -1 where none does; a doubled one is a quote inside."""
        if not self._quotes or not self._text.startswith('"', at):
            return -1
        found = self._text.find('"', at + 1)
        while found >= 0 and self._text.startswith('"', found + 1):
            found = self._text.find('"', found + 2)
        self._quotes = found >= 0
        return found
