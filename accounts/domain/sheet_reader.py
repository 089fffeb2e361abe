"""Reads a spreadsheet in a process of its own, whose memory and time are bounded.

Run as a script: the file on standard input, JSON on standard output: `{"sheets": [{"name", "rows"}]}`
or `{"fault": CODE}`. A workbook's sheets also say which cells are `merged` (first and last, [row, column]
from 0) and whether they are `hidden`. A cell is its text, or `[kind, text]` where the spreadsheet kept
something else than what somebody typed: "date", "time", "bool", "long" (a number that lost digits).
A cell far away from the others makes the parser fill the space between; only a limit on memory helps.
"""

import csv
import datetime
import io
import json
import sys
from collections.abc import Iterator

MOST_ROWS = 60_000
MOST_COLUMNS = 60
MOST_SHEETS = 20
LONGEST_CELL = 2_000
_MEMORY = 1_500 * 1024 * 1024
_CPU_SECONDS = 30
_EXACT = 10**15
_LONGEST_FIELD = 1_000_000
# By so many lines a CSV file's separator is told.
_TOP = 20


def bound_this_process() -> None:
    import resource

    for kind, limit in ((resource.RLIMIT_AS, _MEMORY), (resource.RLIMIT_CPU, _CPU_SECONDS)):
        try:
            resource.setrlimit(kind, (limit, limit))
        except (ValueError, OSError):  # a platform without this limit
            continue


def read_workbook(content: bytes, *, longest: int = LONGEST_CELL) -> dict:
    """Texts longer than `longest` characters are cut."""
    import python_calamine as calamine

    try:
        book = calamine.load_workbook(io.BytesIO(content))
        hidden = {
            one.name for one in book.sheets_metadata if one.visible != calamine.SheetVisibleEnum.Visible
        }
        sheets = [(name, book.get_sheet_by_name(name)) for name in book.sheet_names[:MOST_SHEETS]]
        return {
            "sheets": [
                {
                    "name": name,
                    "rows": _rows(sheet, longest),
                    "merged": sheet.merged_cell_ranges or [],
                    "hidden": name in hidden,
                }
                for name, sheet in sheets
            ]
        }
    except calamine.PasswordError:
        return {"fault": "file_has_password"}
    except calamine.CalamineError:
        return {"fault": "file_not_a_table"}
    except _TooMany:
        return {"fault": "file_too_many_rows"}


def read_csv(content: bytes, *, longest: int = LONGEST_CELL) -> dict:
    """Texts longer than `longest` characters are cut."""
    text = decoded(content)
    if text is None or "\0" in text:
        return {"fault": "file_not_a_table"}
    top = "\n".join(text.split("\n", _TOP)[:_TOP])
    delimiter = max(",\t;", key=top.count)
    try:
        rows = [_cut(row, longest) for row in _at_most(row for _line, row in csv_lines(text, delimiter))]
    except BadCsv:
        return {"fault": "file_not_a_table"}
    except _TooMany:
        return {"fault": "file_too_many_rows"}
    return {"sheets": [{"name": "", "rows": rows}]}


class BadCsv(Exception):
    """`line`: where the row begins that is no CSV, the first line being 1."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line}")
        self.line = line


def csv_lines(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the file's line on which it begins. Raises BadCsv at a field longer than a million."""
    csv.field_size_limit(_LONGEST_FIELD)  # of the whole process: said here alone
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise BadCsv(line) from error


def decoded(content: bytes) -> str | None:
    """UTF-8, UTF-16 with its mark, or GB 18030, as Excel and WPS write them."""
    encodings = ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


class _TooMany(Exception):
    pass


def _at_most(rows):
    for number, row in enumerate(rows, 1):
        if number > MOST_ROWS + 20:  # titles and the header are not counted
            raise _TooMany
        yield row


def _rows(sheet, longest: int) -> list:
    return [_cut(row, longest) for row in _at_most(sheet.to_python(skip_empty_area=False))]


def _cut(row, longest: int) -> list:
    return [_cell(value, longest) for value in row[:MOST_COLUMNS]]


def _cell(value, longest: int):
    if isinstance(value, str):
        return value[:longest]
    if value is None:
        return ""
    if isinstance(value, bool):
        return ["bool", str(value)]
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, datetime.datetime | datetime.date):
        return ["date", value.isoformat()]
    return ["time", str(value)]


def _number(value: int | float):
    if abs(value) >= _EXACT:
        return ["long", f"{value:.0f}"]
    return str(int(value)) if value == int(value) else repr(value)


def main() -> None:
    bound_this_process()
    content = sys.stdin.buffer.read()
    is_book = content[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
    result = read_workbook(content) if is_book else read_csv(content)
    json.dump(result, sys.stdout, ensure_ascii=True, separators=(",", ":"))


if __name__ == "__main__":
    main()
