"""A table that somebody keeps in a CSV file: its lines, and every bad place by its name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .sheet_reader import BadCsv, csv_lines, decoded

# The file's line and its cells.
TableLine = tuple[int, list[str]]


@dataclass(frozen=True, kw_only=True)
class CellFault:
    """A bad place: the file's line (the header is line 1), the column as written, code and values."""

    code: str
    line: int = 0
    column: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


class BadTable(Exception):
    """Raised with everything that is wrong with a table."""

    def __init__(self, faults: Sequence[CellFault]):
        super().__init__(f"{len(faults)} faults")
        self.faults = list(faults)


def table_text(raw: bytes, *, most_bytes: int) -> str:
    """UTF-8 (with or without BOM), UTF-16 or GB 18030. Raises BadTable."""
    if len(raw) > most_bytes:
        raise BadTable([CellFault(code="table_too_big", values={"most": most_bytes // 1_000_000})])
    text = decoded(raw)
    if text is None or "\0" in text:
        raise BadTable([CellFault(code="table_bad_encoding")])
    return text


def table_lines(text: str, delimiter: str) -> list[TableLine]:
    """Empty lines are left out. Raises BadTable."""
    try:
        lines = list(csv_lines(text, delimiter))
    except BadCsv as error:
        raise BadTable([CellFault(code="table_unreadable", line=error.line)]) from error
    return [(line, cells) for line, cells in lines if any(cell.strip() for cell in cells)]
