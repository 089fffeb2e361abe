"""What a row of the ledger of activities says, and how it is read from a spreadsheet."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from accounts.domain.headed_table import HEADER_WITHIN, Cell, Fault, bare_heading, columns_of, text_of
from accounts.domain.problems import RuleBroken

# The first heading of each column is the one that the template prints.
HEADINGS: dict[str, tuple[str, ...]] = {
    "begins_on": ("开始日期", "日期", "活动日期", "活动时间", "时间", "startdate", "date", "begins", "from"),
    "ends_on": ("结束日期", "截止日期", "enddate", "ends", "to"),
    "kind": ("类型", "活动类型", "类别", "活动类别", "kind", "type"),
    "title": ("活动名称", "名称", "主题", "活动主题", "title", "name", "activity"),
    "place": ("地点", "活动地点", "place", "venue"),
    "units": ("参加单位", "参与单位", "单位", "unitstakingpart", "units"),
    "audience": ("主要对象", "对象", "参加对象", "重点人群", "人群", "mainaudience", "audience"),
    "visits": ("人次", "参加人次", "参与人次", "受众人次", "参加人数", "attendance", "visits"),
    "copies": ("资料份数", "发放资料", "资料", "份数", "copies", "materials"),
    "note": ("备注", "说明", "remarks", "note", "notes"),
}
# A contest enters the ledger by itself, so that it is no choice here.
KINDS: dict[str, tuple[str, ...]] = {
    "lecture": ("讲座", "科普讲座", "报告会", "lecture"),
    "training": ("培训", "培训班", "training"),
    "school": ("进校园", "科普进校园", "校园活动", "schoolvisit"),
    "volunteer": ("志愿服务", "志愿活动", "volunteering"),
    "material": ("资料发放", "发放资料", "宣传品发放", "materialshandedout", "materials"),
    "meeting": ("会议", "工作会议", "meeting"),
}
AUDIENCES: dict[str, tuple[str, ...]] = {
    "public": ("社会公众", "公众", "居民", "群众", "generalpublic", "public"),
    "cadre": ("领导干部和公务员", "领导干部", "公务员", "干部", "officialsandcivilservants"),
    "elder": ("老年人", "老人", "olderpeople"),
    "jobless": ("失业人员", "下岗人员", "下岗失业人员", "待业人员", "unemployedpeople"),
    "teen": ("青少年", "学生", "中小学生", "youngpeople"),
    "volunteer": ("科普志愿者", "志愿者", "volunteers"),
    "farmer": ("农民", "farmers"),
    "worker": ("产业工人", "工人", "职工", "industrialworkers"),
}
EXAMPLE = "示例"
# Where a contest takes place.
ONLINE = "线上"
MOST_ROWS = 2_000
MOST_PEOPLE = 10_000_000
EARLIEST = date(2000, 1, 1)
LONGEST = {"title": 120, "place": 80, "units": 200, "note": 300}
_NEEDED = ("begins_on", "kind", "title")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


@dataclass(frozen=True, kw_only=True)
class ActivityRow:
    """What somebody enters. `visits`, `copies`: None where nobody counted."""

    kind: str
    title: str
    begins_on: date
    ends_on: date
    place: str = ""
    units: str = ""
    audience: str = "public"
    visits: int | None = None
    copies: int | None = None
    note: str = ""

    @property
    def same(self) -> tuple[str, date, str]:
        """What two rows for one activity have in common."""
        return self.kind, self.begins_on, "".join(self.title.split())


@dataclass(frozen=True, kw_only=True)
class ReadLedger:
    """`rows`: (number in the file, row); `unread`: headings that were not understood."""

    rows: tuple[tuple[int, ActivityRow], ...]
    faults: tuple[Fault, ...]
    unread: tuple[str, ...] = ()


def check_row(row: ActivityRow, today: date) -> None:
    """Raises RuleBroken with the field that is wrong."""
    if not row.title.strip():
        _refuse("title", "activity_without_title")
    for name, longest in LONGEST.items():
        if len(getattr(row, name)) > longest:
            _refuse(name, "activity_text_too_long", most=longest)
    if not EARLIEST <= row.begins_on <= today:
        _refuse("begins_on", "activity_bad_day", first=EARLIEST.year)
    if not row.begins_on <= row.ends_on <= today:
        _refuse("ends_on", "activity_ends_before")
    for name in ("visits", "copies"):
        number = getattr(row, name)
        if number is not None and not 0 <= number <= MOST_PEOPLE:
            _refuse(name, "activity_bad_number", most=MOST_PEOPLE)


def _refuse(name: str, code: str, **values: Any) -> None:
    raise RuleBroken(code, status=400, fields={name: code}, **values)


def read_ledger(sheets: Sequence[Mapping[str, Any]], *, today: date) -> ReadLedger:
    """The first sheet that has a row of headings with date, kind and title.

    Raises RuleBroken("ledger_without_header", "ledger_empty" or "ledger_too_long").
    """
    for sheet in sheets:
        for number, cells in enumerate(sheet["rows"][:HEADER_WITHIN], 1):
            columns = columns_of(cells, HEADINGS)
            if columns.keys() >= set(_NEEDED):
                return _read(sheet["rows"], number, columns, today)
    raise RuleBroken("ledger_without_header", status=400, within=HEADER_WITHIN)


def _read(rows: Sequence[Sequence[Cell]], header: int, columns: dict[str, int], today: date) -> ReadLedger:
    headings = [text_of(cell) for cell in rows[header - 1]]
    good: list[tuple[int, ActivityRow]] = []
    faults: list[Fault] = []
    for number, cells in enumerate(rows[header:], header + 1):
        values = {name: cells[at] if at < len(cells) else "" for name, at in columns.items()}
        if not any(map(text_of, cells)) or text_of(values["title"]).startswith(EXAMPLE):
            continue
        row, wrong = _read_row(values, today)
        if row is not None:
            good.append((number, row))
        faults += [
            Fault(row=number, column=_heading(name, columns, headings), code=code, values=said)
            for name, code, said in wrong
        ]
    if not good and not faults:
        raise RuleBroken("ledger_empty", status=400)
    if len(good) + len(faults) > MOST_ROWS:
        raise RuleBroken("ledger_too_long", status=400, most=MOST_ROWS)
    known = set(columns.values())
    unread = tuple(one for at, one in enumerate(headings) if one and at not in known)
    return ReadLedger(rows=tuple(good), faults=(*faults, *_repeats(good, columns, headings)), unread=unread)


def _heading(name: str, columns: Mapping[str, int], headings: Sequence[str]) -> str:
    return headings[columns[name]] if name in columns else HEADINGS[name][0]


def _repeats(
    rows: Sequence[tuple[int, ActivityRow]], columns: Mapping[str, int], headings: Sequence[str]
) -> list[Fault]:
    """Rows that say what an earlier one says."""
    first: dict[tuple[str, date, str], int] = {}
    column = _heading("title", columns, headings)
    return [
        Fault(row=number, column=column, code="activity_repeated", values={"first": first[row.same]})
        for number, row in rows
        if first.setdefault(row.same, number) != number
    ]


def _read_row(
    values: Mapping[str, Cell], today: date
) -> tuple[ActivityRow | None, list[tuple[str, str, dict[str, Any]]]]:
    """The row, or None with everything that is wrong in it: (field, code, values)."""
    fields: dict[str, Any] = {}
    wrong: list[tuple[str, str, dict[str, Any]]] = []
    for name, reader in _READERS.items():
        try:
            fields[name] = reader(values.get(name, ""))
        except RuleBroken as error:
            wrong.append((name, error.code, dict(error.values)))
    if wrong:
        return None, wrong
    if fields["begins_on"] is None:
        return None, [("begins_on", "activity_without_day", {})]
    if not fields["kind"]:
        return None, [("kind", "activity_bad_kind", {"known": _first_names(KINDS)})]
    row = ActivityRow(
        **{
            **fields,
            "ends_on": fields["ends_on"] or fields["begins_on"],
            "audience": fields["audience"] or "public",
        }
    )
    try:
        check_row(row, today)
    except RuleBroken as error:
        [name] = error.fields
        return None, [(name, error.code, dict(error.values))]
    return row, []


def read_day(cell: Cell) -> date | None:
    """2026-03-22, 2026/3/22, 2026年3月22日, or what a spreadsheet keeps as a date; None for an empty cell."""
    text = unicodedata.normalize("NFKC", text_of(cell))
    if not text:
        return None
    try:
        if not isinstance(cell, str) and cell[0] == "date":
            return datetime.fromisoformat(text).date()
        found = _DAY.fullmatch(text)
        if found:
            return date(*map(int, found.groups()))
    except ValueError:
        pass
    raise RuleBroken("activity_unread_day", status=400, value=text[:20])


def read_number(cell: Cell) -> int | None:
    """Whole numbers as people write them: 120, 1,200, 120人次; None for an empty cell."""
    text = unicodedata.normalize("NFKC", text_of(cell)).replace(",", "")
    text = re.sub(r"\s*(人次|人|份|册|余)$", "", text)
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,12}", text):
        raise RuleBroken("activity_unread_number", status=400, value=text[:20])
    return int(text)


def _kind(cell: Cell) -> str:
    if bare_heading(text_of(cell)) in ("竞赛", "知识竞赛", "contest"):
        raise RuleBroken("activity_is_a_contest", status=400)
    return _one_of(cell, KINDS, "activity_bad_kind")


def _audience(cell: Cell) -> str:
    return _one_of(cell, AUDIENCES, "activity_bad_audience")


def _one_of(cell: Cell, known: Mapping[str, tuple[str, ...]], code: str) -> str:
    bare = bare_heading(text_of(cell))
    if not bare:
        return ""
    for value, names in known.items():
        if bare in names:
            return value
    raise RuleBroken(code, status=400, known=_first_names(known))


def _first_names(known: Mapping[str, tuple[str, ...]]) -> str:
    return "、".join(names[0] for names in known.values())


_READERS = {
    "begins_on": read_day,
    "ends_on": read_day,
    "kind": _kind,
    "title": text_of,
    "place": text_of,
    "units": text_of,
    "audience": _audience,
    "visits": read_number,
    "copies": read_number,
    "note": text_of,
}


def as_json(number: int, row: ActivityRow) -> dict[str, Any]:
    """As an upload keeps it until it is entered."""
    days = {"begins_on": row.begins_on.isoformat(), "ends_on": row.ends_on.isoformat()}
    return {**vars_of(row), **days, "number": number}


def vars_of(row: ActivityRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ActivityRow.__dataclass_fields__}


def from_json(kept: Mapping[str, Any]) -> ActivityRow:
    fields = {name: kept[name] for name in ActivityRow.__dataclass_fields__}
    days = {name: date.fromisoformat(kept[name]) for name in ("begins_on", "ends_on")}
    return ActivityRow(**{**fields, **days})
