"""Writes drafts as our own Excel file. Every text is written as text: nothing in it is ever a formula."""

import io
from collections.abc import Sequence

import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from .draft import Draft
from .sheet_own import own_rows

# No guessing of formulas, links or numbers in what somebody wrote.
PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
HEAD = {"bold": True, "bg_color": "#e3f0ee", "font_color": "#0f6b6b", "border": 1, "valign": "top"}
# Excel keeps what is edited in such a cell as text, a leading "=" too.
AS_TEXT = {"num_format": "@", "quote_prefix": True, "text_wrap": True, "valign": "top"}
WIDTHS = {"题干": 48, "解析": 40, "出处": 30, "题型": 10, "答案": 14, "一级主题": 14, "二级主题": 16,
          "人群": 16, "标签": 16, "题号": 14}  # fmt: skip
OPTION_WIDTH, OTHER_WIDTH = 18, 8
WHOLE_SHEET = "A1:XFD1048576"


def write_sheet(drafts: Sequence[Draft]) -> bytes:
    """An xlsx that `read_sheet` turns into the same drafts again (`sheet_own`)."""
    rows = list(own_rows(drafts))
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, PLAIN)
    sheet = book.add_worksheet("题库")
    columns(book, sheet, rows[0], WIDTHS)
    as_text = book.add_format(AS_TEXT)
    for number, row in enumerate(rows[1:], 1):
        for column, text in enumerate(row):
            if text:
                sheet.write_string(number, column, text, as_text)
    book.close()
    return file.getvalue()


def columns(book: Workbook, sheet: Worksheet, headings: Sequence[str], widths: dict[str, int]) -> None:
    """A frozen row of headings; text columns as wide as what usually stands in them."""
    head, as_text = book.add_format(HEAD), book.add_format(AS_TEXT)
    for index, heading in enumerate(headings):
        width = widths.get(heading, OPTION_WIDTH if heading.startswith("选项") else OTHER_WIDTH)
        sheet.set_column(index, index, width, as_text)
        sheet.write_string(0, index, heading, head)
    sheet.freeze_panes(1, 2)
    sheet.ignore_errors({"number_stored_as_text": WHOLE_SHEET})
