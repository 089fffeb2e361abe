"""Responses that somebody keeps in a file: a person a row, an item a column; every bad cell is named."""

import math
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from accounts.domain.csv_table import BadTable, CellFault, TableLine, table_lines, table_text

MOST_BYTES = 200_000_000
_OMITTED = frozenset({"", "na", "n/a", "nan", "null", "-"})
# A first column under one of these names tells people apart, also where they are numbers.
_PEOPLE = {"", "id", "no", "no.", "name", "person", "people", "user", "username", "student", "respondent",
           "subject", "编号", "序号", "工号", "学号", "姓名", "考号", "准考证号", "人员", "用户"}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Responses:
    """`rows`: marks in the order of `items`, None where a cell is empty; `most`: each item's full mark.

    `people` is the name of the column that was taken to tell people apart, None where there is none.
    """

    people: str | None
    items: tuple[str, ...]
    rows: list[list[float | None]]
    most: tuple[float, ...]
    omitted: int


def read_responses(raw: bytes, given: Mapping[str, float] | None = None) -> Responses:
    """UTF-8 (with or without BOM), UTF-16 or GB 18030; comma, tab or semicolon. Raises BadTable.

    `given`: full marks by item; an item that is not named has the highest mark seen, 1 at least.
    """
    (line, titles), *body = _lines(raw)
    titles = [_plain(title) for title in titles]
    first = 1 if _names_people(titles, body) else 0
    items = tuple(titles[first:])
    faults = _header_faults(line, items, given or {})
    if not body:
        faults.append(CellFault(code="responses_no_rows"))
    rows = [_row(number, cells, titles, first, given or {}, faults) for number, cells in body]
    if faults:
        raise BadTable(faults)
    highest = [max([1, *(mark for mark in column if mark)]) for column in zip(*rows, strict=True)]
    return Responses(
        people=titles[0] if first else None,
        items=items,
        rows=rows,
        most=tuple((given or {}).get(item, seen) for item, seen in zip(items, highest, strict=True)),
        omitted=sum(mark is None for row in rows for mark in row),
    )


def _lines(raw: bytes) -> list[TableLine]:
    """Never empty."""
    text = table_text(raw, most_bytes=MOST_BYTES)
    first = text.lstrip().partition("\n")[0]
    found = table_lines(text, max(",\t;", key=first.count))
    if not found:
        raise BadTable([CellFault(code="responses_empty_file")])
    return found


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _names_people(titles: Sequence[str], body: Sequence[TableLine]) -> bool:
    """Whether the first column tells people apart: by its name, by a cell that is no mark, or by counting."""
    if titles[0].casefold() in _PEOPLE:
        return True
    cells = [_plain(cells[0]) for _line, cells in body]
    marks = [None if cell.casefold() in _OMITTED else _number(cell) for cell in cells]
    if any(mark is None and cell.casefold() not in _OMITTED for mark, cell in zip(marks, cells, strict=True)):
        # One slip among marks is a fault to name, not a column of names.
        return sum(mark is None for mark in marks) * 2 > len(marks) or len(set(cells)) == len(cells) > 2
    start = marks[0] if marks else None
    return start is not None and len(marks) > 2 and all(n == start + at for at, n in enumerate(marks))


def _number(cell: str) -> float | None:
    try:
        value = float(cell)
    except ValueError:
        return None
    if not math.isfinite(value):
        return None
    return int(value) if value.is_integer() else value


def _header_faults(line: int, items: Sequence[str], given: Mapping[str, float]) -> list[CellFault]:
    faults = [
        CellFault(code="responses_item_without_name", line=line, values={"place": place})
        for place, item in enumerate(items, start=1)
        if not item
    ]
    faults += [
        CellFault(code="responses_item_twice", line=line, column=item)
        for place, item in enumerate(items)
        if item and item in items[:place]
    ]
    faults += [CellFault(code="responses_unknown_item", column=name) for name in given if name not in items]
    return faults if items else [CellFault(code="responses_no_items", line=line)]


def _row(
    line: int,
    cells: Sequence[str],
    titles: Sequence[str],
    first: int,
    given: Mapping[str, float],
    faults: list[CellFault],
) -> list[float | None]:
    more = any(cell.strip() for cell in cells[len(titles) :])
    if more or len(cells) < len(titles):
        values = {"found": len(cells), "wanted": len(titles)}
        faults.append(CellFault(code="responses_row_length", line=line, values=values))
        return []
    pairs = zip(titles[first:], cells[first:], strict=False)
    return [_mark(line, item, cell, given.get(item), faults) for item, cell in pairs]


def _mark(line: int, item: str, cell: str, most: float | None, faults: list[CellFault]) -> float | None:
    text = _plain(cell)
    if text.casefold() in _OMITTED:
        return None
    value = _number(text)
    code = ""
    if value is None:
        code = "responses_not_a_mark"
    elif value < 0:
        code = "responses_below_zero"
    elif most is not None and value > most:
        code = "responses_above_most"
    if code:
        values = {"given": text[:40], "most": most}
        faults.append(CellFault(code=code, line=line, column=item, values=values))
    return value
