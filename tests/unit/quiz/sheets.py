"""Spreadsheets for tests, as people and tools make them."""

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from quiz.domain.imports.draft import Draft, Reading, Upload
from quiz.domain.imports.sheet import read_sheet

OPTIONS = tuple(f"选项{letter}" for letter in "ABCDEFGH")
TEMPLATE = (
    "题型",
    "题干",
    *OPTIONS,
    "答案",
    "分值",
    "解析",
    "出处",
    "难度",
    "一级主题",
    "二级主题",
    "人群",
    "标签",
)
KAHOOT = (
    "",
    "Question - max 120 characters",
    *(f"Answer {number} - max 75 characters" for number in range(1, 5)),
    "Time limit (sec) – 5, 10, 20, 30, 60, 90, 120, or 240 secs",
    "Correct answer(s) - choose at least one",
)
QUIZIZZ = (
    "Question Text",
    "Question Type",
    *(f"Option {number}" for number in range(1, 6)),
    "Correct Answer",
    "Time in seconds",
    "Image Link",
    "Answer explanation",
)
PERCENT, DAY = "0%", "m月d日"


def workbook(**sheets: Sequence[Sequence[Any]]) -> Upload:
    """An xlsx; a cell may be a text, a number, a date, or (number, format)."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False})
    formats = {pattern: book.add_format({"num_format": pattern}) for pattern in (PERCENT, DAY)}
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for row, cells in enumerate(rows):
            for column, value in enumerate(cells):
                _write(sheet, row, column, value, formats)
    book.close()
    return Upload(content=file.getvalue(), name="题库.xlsx")


def _write(sheet: Any, row: int, column: int, value: Any, formats: dict[str, Any]) -> None:
    if isinstance(value, str):
        sheet.write_string(row, column, value)
    elif isinstance(value, tuple):
        number, pattern = value
        sheet.write(row, column, number, formats[pattern])
    elif value is not None:
        sheet.write(row, column, value)


def row(type: str, stem: str, options: Sequence[Any] = (), key: Any = "", *rest: Any) -> list[Any]:
    """A row of our template."""
    return [type, stem, *options, *[""] * (8 - len(options)), key, *rest]


def read(*rows: Sequence[Any], head: Sequence[str] = TEMPLATE) -> Reading:
    return read_sheet(workbook(题库=[head, *rows]))


def one(*cells: Any, head: Sequence[str] = TEMPLATE) -> Draft:
    """The only draft of a sheet with one row."""
    (draft,) = read(row(*cells) if head is TEMPLATE else cells, head=head).drafts
    return draft
