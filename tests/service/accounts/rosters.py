"""Roster files for tests."""

import io
from collections.abc import Sequence

import xlsxwriter

HEAD = ("工号", "姓名", "部门", "手机", "年龄段", "人群")


def roster_file(*rows: Sequence[str], head: Sequence[str] = HEAD) -> bytes:
    """An xlsx as an organizer would fill it in, everything as text."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"strings_to_formulas": False})
    sheet = book.add_worksheet("名册")
    for number, cells in enumerate((head, *rows)):
        for column, text in enumerate(cells):
            sheet.write_string(number, column, text)
    book.close()
    return file.getvalue()
