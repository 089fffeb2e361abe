"""Tables as an Excel file in which a text is a text: a name that begins with "=" is no formula."""

from collections.abc import Iterable, Sequence
from io import BytesIO

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

Cell = str | int | float | None
# Name, headings, rows.
Sheet = tuple[str, Sequence[str], Sequence[Sequence[Cell]]]
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
_MAX_NAME = 31


def workbook(sheets: Iterable[Sheet]) -> bytes:
    """The sheets as .xlsx, their first row bold and frozen."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, _OPTIONS) as book:
        bold = book.add_format({"bold": True})
        taken: set[str] = set()
        for name, head, rows in sheets:
            page = book.add_worksheet(_sheet_name(name, taken))
            for column, title in enumerate(head):
                page.write_string(0, column, title, bold)
            for at, row in enumerate(rows, start=1):
                _write_row(page, at, row)
            page.freeze_panes(1, 0)
            page.autofit()
    return buffer.getvalue()


def _write_row(page: Worksheet, at: int, row: Sequence[Cell]) -> None:
    for column, value in enumerate(row):
        if isinstance(value, str):
            page.write_string(at, column, value)
        elif value is not None:
            page.write_number(at, column, value)


def _sheet_name(name: str, taken: set[str]) -> str:
    """What Excel accepts as a sheet's name, and only once."""
    clean = "".join("_" if char in "[]:*?/\\" else char for char in name).strip("'")[:_MAX_NAME] or "_"
    number, found = 2, clean
    while found.casefold() in taken:
        found = f"{clean[: _MAX_NAME - 4]} ({number})"
        number += 1
    taken.add(found.casefold())
    return found


def csv_text(value: str) -> str:
    """A text for a CSV cell: what a spreadsheet would take for a formula gets an apostrophe before it."""
    return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
