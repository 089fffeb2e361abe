"""People and attempts as a table: columns in English or Chinese, in any order, a row for each attempt."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from accounts.domain.csv_table import BadTable, CellFault

from .results_table import Cells, read_table

COLUMNS: dict[str, tuple[str, ...]] = {
    "person": ("person", "username", "人员", "工号", "人员编号", "账号"),
    "name": ("name", "姓名"),
    "department": ("department", "单位", "部门"),
    "group": ("group", "组别"),
    "started_at": ("started_at", "开始时间"),
    "handed_in_at": ("handed_in_at", "交卷时间"),
    "elapsed_ms": ("elapsed_ms", "用时毫秒"),
    "seconds": ("seconds", "用时", "用时秒", "用时（秒）"),
    "points": ("points", "得分", "分数"),
    "right": ("right", "答对", "答对题数"),
    "excluded": ("excluded", "不计名次"),
}
HEADCOUNT_COLUMNS: dict[str, tuple[str, ...]] = {
    "department": ("department", "单位", "部门"),
    "headcount": ("headcount", "应参加人数", "人数"),
    "kind": ("kind", "类别"),
    "parent": ("parent", "上级", "上级单位"),
}


@dataclass(frozen=True, kw_only=True)
class AttemptRow:
    """One attempt as the file has it; what the file does not say is None. Points in hundredths."""

    line: int
    person: str
    name: str
    department: str
    group: str
    points: int
    right: int | None
    elapsed_ms: int | None
    started_at: datetime | None
    handed_in_at: datetime | None
    excluded: bool


@dataclass(frozen=True, kw_only=True)
class HeadcountRow:
    line: int
    department: str
    headcount: int
    kind: str
    parent: str


def read_attempts(raw: bytes, zone: ZoneInfo) -> tuple[list[AttemptRow], dict[str, str]]:
    """The attempts, and the file's columns as it writes them. Times without a zone are in `zone`.

    Raises BadTable.
    """
    table = read_table(raw, COLUMNS, required=("person", "points"))
    faults: list[CellFault] = []
    rows = [_attempt(Cells(table.header, line, cells, faults), zone) for line, cells in table.rows]
    if not rows:
        faults.append(CellFault(code="results_no_rows"))
    if faults:
        raise BadTable(faults)
    return [row for row in rows if row], dict(table.header)


def read_headcounts(raw: bytes) -> list[HeadcountRow]:
    """Departments with their headcount, kind and parent. Raises BadTable."""
    table = read_table(raw, HEADCOUNT_COLUMNS, required=("department", "headcount"))
    faults: list[CellFault] = []
    found: list[HeadcountRow] = []
    for line, cells in table.rows:
        at = Cells(table.header, line, cells, faults)
        name = at.needed("department")
        if any(name and name == row.department for row in found):
            at.fault("department", "results_twice", name=name)
        found.append(_headcount(at, name))
    if faults:
        raise BadTable(faults)
    return found


def _headcount(at: Cells, name: str) -> HeadcountRow:
    if not at.text("headcount"):
        at.fault("headcount", "results_cell_empty")
    return HeadcountRow(
        line=at.line,
        department=name,
        headcount=at.whole("headcount") or 0,
        kind=at.text("kind"),
        parent=at.text("parent"),
    )


def _attempt(at: Cells, zone: ZoneInfo) -> AttemptRow | None:
    person, points = at.needed("person"), at.number("points", 2)
    if not at.text("points"):
        at.fault("points", "results_cell_empty")
    started, ended = at.moment("started_at", zone), at.moment("handed_in_at", zone)
    if started and ended and ended < started:
        at.fault("handed_in_at", "results_ends_before_start")
    row = AttemptRow(
        line=at.line,
        person=person,
        name=at.text("name"),
        department=at.text("department"),
        group=at.text("group"),
        points=int((points or 0) * 100),
        right=at.whole("right"),
        elapsed_ms=_elapsed(at, started, ended),
        started_at=started,
        handed_in_at=ended,
        excluded=at.flag("excluded"),
    )
    return row if person and points is not None else None


def _elapsed(at: Cells, started: datetime | None, ended: datetime | None) -> int | None:
    """As the file says in ms or seconds, else from the two instants."""
    exact, seconds = at.whole("elapsed_ms"), at.number("seconds", 3)
    if exact is not None:
        return exact
    if seconds is not None:
        return int(seconds * 1000)
    if started and ended and ended >= started:
        return (ended - started) // timedelta(milliseconds=1)
    return None
