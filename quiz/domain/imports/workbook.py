"""The tables of an uploaded spreadsheet: what stands in each cell, and what became of it on the way."""

import re
from dataclasses import dataclass
from typing import Any

from accounts.domain import sheet_reader
from accounts.domain.problems import RuleBroken
from accounts.domain.uploads import is_zip

from .draft import Upload
from .xlsx_looks import Looks, looks_of

# More than Excel lets stand in a cell: what a CSV file has beyond it is a fault of the cell, not of the file.
LONGEST_CELL = 100_000
EXCEL_LONGEST = 32_767
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
# Marks without width, which make equal texts unequal; a narrow or fixed space is a space.
_WIDTHLESS = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u00ad\ufeff]")
_SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """`kind` is "" for what was typed, else what the spreadsheet keeps in its place: "date", "time",
    "bool", "long" (a number that lost digits), "percent" (`text` is as shown: "50%"), "error", "formula"
    (one without a result)."""

    text: str = ""
    kind: str = ""


EMPTY = Cell()


@dataclass(frozen=True, kw_only=True)
class Table:
    """One worksheet. `merged` are (first row, first column, last row, last column), `hidden_rows` rows,
    all from 0."""

    name: str
    rows: list[list[Cell]]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    is_hidden: bool = False


@dataclass(frozen=True, kw_only=True)
class Workbook:
    tables: tuple[Table, ...]
    pictures: int = 0


def workbook_of(upload: Upload) -> Workbook:
    """An xlsx, xls, ods or csv file; RuleBroken("file_…", 400) where it is none, locked or too big."""
    content = upload.content
    is_book = is_zip(content) or content.startswith(_OLD_EXCEL)
    read = sheet_reader.read_workbook if is_book else sheet_reader.read_csv
    answer = read(content, longest=LONGEST_CELL)
    if "fault" in answer:
        raise RuleBroken(answer["fault"], status=400, most=sheet_reader.MOST_ROWS)
    looks = looks_of(content) if is_zip(content) else Looks()
    return Workbook(tables=tuple(_table(one, looks) for one in answer["sheets"]), pictures=looks.pictures)


def clean(text: str) -> str:
    """A cell's text without invisible marks, its line ends and spaces levelled, its edges trimmed."""
    levelled = text.replace("\r\n", "\n").replace("\r", "\n")
    return _SPACES.sub(" ", _WIDTHLESS.sub("", levelled)).strip()


def column_letter(index: int) -> str:
    """0 → A, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _table(sheet: dict[str, Any], looks: Looks) -> Table:
    seen = looks.sheets.get(sheet["name"])
    rows = [[_cell(value) for value in row] for row in sheet["rows"]]
    if seen:
        _correct(rows, seen.percents, _as_percent)
        _correct(rows, seen.errors, _as_error)
        _correct(rows, seen.uncomputed, lambda _cell: Cell(kind="formula"))
    return Table(
        name=sheet["name"],
        rows=rows,
        merged=tuple((*first, *last) for first, last in sheet.get("merged", ())),
        hidden_rows=seen.hidden_rows if seen else frozenset(),
        is_hidden=sheet.get("hidden", False),
    )


def _cell(value: Any) -> Cell:
    if value == "":
        return EMPTY
    if not isinstance(value, str):
        kind, text = value
        return Cell(text=text.removesuffix("T00:00:00"), kind=kind)
    text = clean(value)
    return Cell(text=text) if text else EMPTY


def _correct(rows: list[list[Cell]], places: frozenset[tuple[int, int]], change: Any) -> None:
    for row, column in places:
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = change(rows[row][column])


def _as_percent(cell: Cell) -> Cell:
    try:
        number = round(float(cell.text) * 100, 10)
    except ValueError:
        return cell
    return Cell(text=f"{number:.10f}".rstrip("0").rstrip(".") + "%", kind="percent")


def _as_error(cell: Cell) -> Cell:
    return Cell(text=cell.text, kind="error")
