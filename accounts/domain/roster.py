"""The grammar of a roster: which column is which, and what a row says about a person."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from .headed_table import HEADER_WITHIN, Cell, Fault, columns_of, text_of
from .people import clean_name, clean_username
from .phones import is_mobile, normal_phone
from .problems import RuleBroken

# The first heading of each column is the one that the template prints.
HEADINGS: dict[str, tuple[str, ...]] = {
    "username": ("工号", "员工号", "员工编号", "职工号", "职工编号", "人员编号", "登录名", "username",
                 "staffnumber", "staffno", "staffid", "employeenumber", "employeeno", "employeeid"),
    "name": ("姓名", "名字", "员工姓名", "name", "fullname"),
    "department": ("部门", "单位", "部门路径", "所在部门", "所在单位", "所属部门", "所属单位",
                   "department", "dept", "unit"),
    "phone": ("手机", "手机号", "手机号码", "联系电话", "电话", "移动电话",
              "phone", "phonenumber", "mobile", "mobilephone", "mobilenumber"),
    "age_band": ("年龄段", "年龄", "年龄组", "ageband", "agegroup", "age"),
    "population_group": ("人群", "人群类别", "重点人群", "populationgroup", "population"),
}  # fmt: skip
AGE_BANDS: dict[str, tuple[str, ...]] = {
    "youth": ("青少年", "未成年", "18岁以下", "<18", "youth", "minor"),
    "adult": ("18-59岁", "18-59", "成年", "成人", "adult"),
    "senior": ("60岁及以上", "60岁以上", "60+", "老年", "老年人", "长者", "60andover", "senior"),
}
GROUPS: dict[str, tuple[str, ...]] = {
    "teen": ("青少年", "学生", "youngpeople", "teen"),
    "farmer": ("农民", "farmers", "farmer"),
    "worker": ("产业工人", "工人", "industrialworkers", "worker"),
    "elder": ("老年人", "olderpeople", "elder"),
    "cadre": ("领导干部和公务员", "领导干部", "公务员", "干部", "officialsandcivilservants", "cadre"),
    "public": ("其他公众", "其他", "公众", "群众", "generalpublic", "public"),
}
EXAMPLE = "示例"
_LEVELS = re.compile(r"\s*[/／\\＼>＞→]\s*")


@dataclass(frozen=True, kw_only=True)
class Row:
    """What one row says; an empty text says nothing about that field."""

    number: int
    username: str
    name: str
    department: tuple[str, ...]
    phone: str
    age_band: str
    population_group: str


@dataclass(frozen=True, kw_only=True)
class Roster:
    """A file as read: good rows, every fault, headings that were not understood, example rows skipped."""

    rows: list[Row]
    faults: list[Fault]
    unread: list[str] = field(default_factory=list)
    examples: int = 0


def read_roster(sheets: Sequence[dict[str, Any]]) -> Roster:
    """Read the first sheet that has a row of headings with a name and a staff number or phone.

    `roster_without_header` (400) where no sheet has one.
    """
    for sheet in sheets:
        for number, cells in enumerate(sheet["rows"][:HEADER_WITHIN], 1):
            columns = columns_of(cells, HEADINGS)
            if "name" in columns and ("username" in columns or "phone" in columns):
                return _read_rows(sheet["rows"], number, columns)
    raise RuleBroken("roster_without_header", status=400, within=HEADER_WITHIN)


def _read_rows(rows: Sequence[Sequence[Cell]], header: int, columns: dict[str, int]) -> Roster:
    headings = [text_of(cell) for cell in rows[header - 1]]
    read = _Reading(columns=columns, headings=headings)
    for number, cells in enumerate(rows[header:], header + 1):
        if any(text_of(cell) for cell in cells):
            read.take(number, cells)
    known = set(columns.values())
    unread = [heading for index, heading in enumerate(headings) if heading and index not in known]
    return Roster(rows=read.rows, faults=read.faults, unread=unread, examples=read.examples)


class _Reading:
    """Collects rows and faults; a staff number and a phone may stand in one row only."""

    def __init__(self, *, columns: dict[str, int], headings: list[str]) -> None:
        self.columns, self.headings = columns, headings
        self.rows: list[Row] = []
        self.faults: list[Fault] = []
        self.examples = 0
        self._seen: dict[tuple[str, str], int] = {}

    def take(self, number: int, cells: Sequence[Cell]) -> None:
        values = {name: cells[index] if index < len(cells) else "" for name, index in self.columns.items()}
        if not any(text_of(cell) for cell in values.values()):
            return  # a line of totals, or of the office that filled the sheet in
        if text_of(values.get("username", "")).startswith(EXAMPLE):
            self.examples += 1
            return
        faults: list[Fault] = []
        fields = {name: self._field(name, values.get(name, ""), number, faults) for name in HEADINGS}
        if not fields["username"] and not fields["phone"] and not faults:
            faults.append(self._fault(number, "username", "roster_no_number"))
        self._refuse_repeats(number, fields, faults)
        self.faults.extend(faults)
        if not faults:
            self.rows.append(Row(number=number, **fields))

    def _field(self, name: str, cell: Cell, number: int, faults: list[Fault]) -> Any:
        try:
            return _READERS[name](cell)
        except RuleBroken as error:
            faults.append(self._fault(number, name, error.code, **error.values))
            return ""

    def _refuse_repeats(self, number: int, fields: dict[str, Any], faults: list[Fault]) -> None:
        for name in ("username", "phone"):
            key = (name, fields[name].lower())
            first = self._seen.setdefault(key, number) if fields[name] else number
            if first != number:
                faults.append(self._fault(number, name, "roster_repeated", first=first))

    def _fault(self, row: int, name: str, code: str, **values: Any) -> Fault:
        index = self.columns.get(name)
        column = self.headings[index] if index is not None else HEADINGS[name][0]
        return Fault(row=row, column=column, code=code, values=values)


def _typed(cell: Cell) -> str:
    """The text of a cell; what the spreadsheet turned into a date or a rounded number is refused."""
    if isinstance(cell, str):
        return cell.strip()
    code = {"long": "roster_number_rounded"}.get(cell[0], "roster_cell_changed")
    raise RuleBroken(code, status=400, value=cell[1])


def _username(cell: Cell) -> str:
    text = _typed(cell)
    return clean_username(text) if text else ""


def _name(cell: Cell) -> str:
    return clean_name(_typed(cell))


def _phone(cell: Cell) -> str:
    text = _typed(cell)
    if text and not is_mobile(text):
        raise RuleBroken("roster_bad_phone", status=400)
    return normal_phone(text)


def _department(cell: Cell) -> tuple[str, ...]:
    parts = tuple(" ".join(part.split()) for part in _LEVELS.split(_typed(cell)) if part.strip())
    if any(len(part) > 80 or part[0] in "=+-@" for part in parts):
        raise RuleBroken("roster_bad_department", status=400)
    return parts


def _age_band(cell: Cell) -> str:
    text = _typed(cell)
    if re.fullmatch(r"[0-9]{1,3}岁?", text):  # an age is read as its band and not kept
        return _band_of(int(text.removesuffix("岁")))
    return _one_of(text, AGE_BANDS, "roster_bad_age_band")


def _band_of(age: int) -> str:
    if age > 120:
        raise RuleBroken("roster_bad_age_band", status=400, known="18-59岁")
    return "youth" if age < 18 else "adult" if age < 60 else "senior"


def _population_group(cell: Cell) -> str:
    return _one_of(_typed(cell), GROUPS, "roster_bad_group")


def _one_of(text: str, known: dict[str, tuple[str, ...]], code: str) -> str:
    bare = re.sub(r"\(.*?\)|\s", "", unicodedata.normalize("NFKC", text).lower())
    bare = re.sub("[—–~至]+", "-", bare)
    if not bare:
        return ""
    for value, names in known.items():
        if bare in names:
            return value
    raise RuleBroken(code, status=400, known="、".join(names[0] for names in known.values()))


_READERS = {
    "username": _username,
    "name": _name,
    "department": _department,
    "phone": _phone,
    "age_band": _age_band,
    "population_group": _population_group,
}


def as_rows(data: list[dict[str, Any]]) -> Iterator[Row]:
    """Rows back from their JSON."""
    for item in data:
        yield Row(**{**item, "department": tuple(item["department"])})
