"""The spreadsheet that an organizer fills in: headings, drop-downs, an example that is not imported."""

import io
from collections.abc import Sequence

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from accounts.domain.roster import EXAMPLE
from accounts.models import User

ROWS = 5_000
_CHOICES = "choices"
_WIDTHS = (14, 14, 36, 16, 20, 24)
_NAMES = ("username", "name", "department", "phone", "age_band", "population_group")


def roster_template(departments: Sequence[str]) -> bytes:
    """An xlsx with the departments ("局机关/办公室"), age bands and groups to choose from.

    Every text is written as text: nothing in it is ever a formula.
    """
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False})
    head = book.add_format({"bold": True, "bg_color": "#e3f0ee", "font_color": "#0f6b6b", "border": 1})
    as_text = book.add_format({"num_format": "@"})
    grey = book.add_format({"font_color": "#7a8593", "num_format": "@"})
    sheet, choices = book.add_worksheet(_("名册")), book.add_worksheet(_CHOICES)
    _headings(sheet, head, as_text)
    _example(sheet, departments, grey)
    lists = {
        "department": list(departments),
        "age_band": [str(band.label) for band in User.AgeBand],
        "population_group": [str(group.label) for group in User.PopulationGroup],
    }
    for index, (field, values) in enumerate(lists.items()):
        _choices(sheet, choices, index, field, values, head)
    _guide(book.add_worksheet(_("说明")), head)
    book.close()
    return file.getvalue()


def _heading(name: str) -> str:
    """What the column is called in the reader's language; accounts.domain.roster understands each of them."""
    return {
        "username": _("工号"),
        "name": _("姓名"),
        "department": _("部门"),
        "phone": _("手机"),
        "age_band": _("年龄段"),
        "population_group": _("人群"),
    }[name]


def _headings(sheet: Worksheet, head: Format, as_text: Format) -> None:
    for index, width in enumerate(_WIDTHS):
        sheet.set_column(index, index, width, as_text)
        sheet.write_string(0, index, _heading(_NAMES[index]), head)
    sheet.freeze_panes(1, 0)


def _example(sheet: Worksheet, departments: Sequence[str], grey: Format) -> None:
    where = departments[0] if departments else _("局机关/办公室")
    row = (f"{EXAMPLE}1001", _("张小三"), where, "13800138000", str(User.AgeBand.ADULT.label), "")
    for index, text in enumerate(row):
        sheet.write_string(1, index, text, grey)


def _choices(
    sheet: Worksheet, choices: Worksheet, column: int, field: str, values: Sequence[str], head: Format
) -> None:
    choices.write_string(0, column, _heading(field), head)
    choices.set_column(column, column, 30)
    for row, value in enumerate(values, 1):
        choices.write_string(row, column, value)
    if not values:
        return
    letter, at = "ABC"[column], _NAMES.index(field)
    rule = {
        "validate": "list",
        "source": f"={_CHOICES}!${letter}$2:${letter}${len(values) + 1}",
        # A department that is not on the list is made on the way.
        "error_type": "information" if field == "department" else "stop",
        "error_title": _("科普擂台"),
        "error_message": _("不在下拉列表中。"),
    }
    sheet.data_validation(1, at, ROWS, at, rule)


def _guide(sheet: Worksheet, head: Format) -> None:
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, 1, 80)
    lines = (
        (
            _heading("username"),
            _("登录用。没有工号可以空着，这时必须填手机。这一列是文本，前面的 0 不会丢。"),
        ),
        (_heading("name"), _("必填。少数民族姓名中间用“·”。")),
        (
            _heading("department"),
            _("用“/”分级，如 局机关/办公室；没有的部门会新建。空着：新人归到所选单位，老人不变。"),
        ),
        (_heading("phone"), _("选填，11位。加密保存，只显示前3位和后4位。")),
        (_heading("age_band"), _("选填，从下拉列表选。")),
        (_heading("population_group"), _("选填，从下拉列表选。")),
        (_("示例行"), _("工号以“示例”开头的行不导入，可以留着。")),
        (_("空单元格"), _("表示不改，不会清空原来的内容。")),
    )
    for row, (heading, text) in enumerate(lines):
        sheet.write_string(row, 0, heading, head)
        sheet.write_string(row, 1, text)
