"""A table that somebody keeps in a spreadsheet, read cell by cell: every bad one is named."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from accounts.domain.csv_table import BadTable, CellFault, TableLine, table_lines, table_text

MOST_BYTES = 50_000_000
_YES, _NO = {"是", "1", "true", "yes", "y"}, {"", "否", "0", "false", "no", "n"}
_MOMENT = re.compile(
    r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[ T]*(?:(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?)?"
    r"(Z|[+-]\d{2}:\d{2})?$"
)


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows as (line, column → text); `header`: column → how the file writes it."""

    header: Mapping[str, str]
    rows: Sequence[tuple[int, Mapping[str, str]]]


def read_table(raw: bytes, known: Mapping[str, Sequence[str]], required: Sequence[str]) -> Table:
    """UTF-8 (with or without BOM), UTF-16 or GB 18030; comma, tab or semicolon. Raises BadTable."""
    text = table_text(raw, most_bytes=MOST_BYTES)
    by_name = {name.casefold(): column for column, names in known.items() for name in names}
    lines = max((table_lines(text, mark) for mark in ",\t;"), key=lambda rows: _known_columns(rows, by_name))
    if not lines:
        raise BadTable([CellFault(code="results_empty_file")])
    line, titles = lines[0]
    columns = [by_name.get(_plain(title).casefold()) for title in titles]
    header = {column: title.strip() for column, title in zip(columns, titles, strict=True) if column}
    faults = _header_faults(line, titles, columns, known, required)
    rows = []
    for number, cells in lines[1:]:
        if len(cells) > len(titles) and any(cell.strip() for cell in cells[len(titles) :]):
            faults.append(CellFault(code="results_too_many_cells", line=number))
        pairs = zip(columns, cells, strict=False)
        rows.append((number, {column: cell.strip() for column, cell in pairs if column}))
    if faults:
        raise BadTable(faults)
    return Table(header=header, rows=rows)


def _known_columns(rows: Sequence[TableLine], by_name: Mapping[str, str]) -> int:
    return sum(_plain(title).casefold() in by_name for title in rows[0][1]) if rows else 0


def _header_faults(
    line: int,
    titles: Sequence[str],
    columns: Sequence[str | None],
    known: Mapping[str, Sequence[str]],
    required: Sequence[str],
) -> list[CellFault]:
    faults = [
        CellFault(
            code="results_unknown_column", line=line, column=title.strip(), values={"known": _names(known)}
        )
        for title, column in zip(titles, columns, strict=True)
        if column is None and title.strip()
    ]
    faults += [
        CellFault(code="results_column_twice", line=line, column=titles[place].strip())
        for place, column in enumerate(columns)
        if column and column in columns[:place]
    ]
    faults += [
        CellFault(code="results_column_missing", line=line, column="/".join(known[column][:3]))
        for column in required
        if column not in columns
    ]
    return faults


def _names(known: Mapping[str, Sequence[str]]) -> str:
    return "、".join(f"{names[0]}（{names[-1]}）" for names in known.values())


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace("(", "（").replace(")", "）").strip()


@dataclass(frozen=True)
class Cells:
    """One row while it is read; what is wrong goes to `faults`."""

    header: Mapping[str, str]
    line: int
    cells: Mapping[str, str]
    faults: list[CellFault]

    def fault(self, column: str, code: str, **values: Any) -> None:
        given = self.cells.get(column, "")[:40]
        title = self.header.get(column, column)
        self.faults.append(
            CellFault(code=code, line=self.line, column=title, values={"given": given, **values})
        )

    def text(self, column: str) -> str:
        return self.cells.get(column, "")

    def needed(self, column: str) -> str:
        if not self.text(column):
            self.fault(column, "results_cell_empty")
        return self.text(column)

    def number(self, column: str, most_places: int) -> Decimal | None:
        text = unicodedata.normalize("NFKC", self.text(column))
        if not text:
            return None
        try:
            value = Decimal(text)
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite() or not 0 <= value < 10**12:
            self.fault(column, "results_not_a_number")
        elif value != round(value, most_places):
            self.fault(column, "results_too_many_decimals", most=most_places)
        else:
            return value
        return None

    def whole(self, column: str) -> int | None:
        value = self.number(column, 0)
        return None if value is None else int(value)

    def moment(self, column: str, zone: ZoneInfo) -> datetime | None:
        if not self.text(column):
            return None
        try:
            return _moment(unicodedata.normalize("NFKC", self.text(column)), zone)
        except (ValueError, OverflowError):
            self.fault(column, "results_bad_moment")
            return None

    def flag(self, column: str) -> bool:
        text = self.text(column).casefold()
        if text not in _YES | _NO:
            self.fault(column, "results_not_yes_or_no")
        return text in _YES


def _moment(text: str, zone: ZoneInfo) -> datetime:
    match = _MOMENT.match(text.strip())
    if match is None:
        raise ValueError(text)
    year, month, day, hour, minute, second, part, offset = match.groups()
    clock = time(int(hour or 0), int(minute or 0), int(second or 0), int((part or "0").ljust(6, "0")))
    local = datetime.combine(date(int(year), int(month), int(day)), clock)
    aware = local.replace(tzinfo=zone) if offset is None else _with_offset(local, offset)
    return aware.astimezone(UTC)


def _with_offset(local: datetime, offset: str) -> datetime:
    return datetime.fromisoformat(local.isoformat() + ("+00:00" if offset == "Z" else offset))
