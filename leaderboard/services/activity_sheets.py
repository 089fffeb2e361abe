"""The ledger as a spreadsheet: the template, what somebody filled in, and the ledger itself to take away."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime

import xlsxwriter
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.domain.problems import RuleBroken
from accounts.domain.workbook import Cell, workbook
from accounts.models import Department, User
from accounts.services.audit import record
from accounts.services.sheets import read_sheets
from leaderboard.domain.activities import (
    AUDIENCES,
    EXAMPLE,
    HEADINGS,
    KINDS,
    Fault,
    as_json,
    from_json,
    read_ledger,
    vars_of,
)
from leaderboard.models import Activity, ActivityUpload
from leaderboard.selectors.activities import same_rows

from .activities import need_department

_ROWS = 1_000
_CHOICES = "choices"
_WIDTHS = (13, 13, 12, 34, 20, 24, 18, 10, 10, 24)


def ledger_template(today: datetime) -> bytes:
    """An xlsx with headings, kinds and audiences to choose from, and an example that is not read."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False})
    head = book.add_format({"bold": True, "bg_color": "#e3f0ee", "font_color": "#0f6b6b", "border": 1})
    days = book.add_format({"num_format": "yyyy-mm-dd"})
    grey = book.add_format({"font_color": "#7a8593", "num_format": "yyyy-mm-dd"})
    sheet, choices = book.add_worksheet(_("活动台账")), book.add_worksheet(_CHOICES)
    names = list(HEADINGS)
    for at, (name, width) in enumerate(zip(names, _WIDTHS, strict=True)):
        sheet.set_column(at, at, width, days if name.endswith("_on") else None)
        sheet.write_string(0, at, heading(name), head)
    sheet.freeze_panes(1, 0)
    for at, text in enumerate(_example(today)):
        sheet.write(1, at, text, grey)
    lists = {"kind": [kind_word(one) for one in KINDS], "audience": [audience_word(one) for one in AUDIENCES]}
    for column, (name, words) in enumerate(lists.items()):
        for row, word in enumerate([heading(name), *words]):
            choices.write_string(row, column, word)
        letter = "AB"[column]
        sheet.data_validation(
            1,
            names.index(name),
            _ROWS,
            names.index(name),
            {"validate": "list", "source": f"={_CHOICES}!${letter}$2:${letter}${len(words) + 1}"},
        )
    book.close()
    return file.getvalue()


def _example(today: datetime) -> list[str | int]:
    day = timezone.localdate(today).isoformat()
    return [
        day,
        day,
        kind_word("lecture"),
        EXAMPLE + "：" + _("防震减灾科普讲座"),
        _("社区活动室"),
        _("向阳社区、新港路街道"),
        audience_word("elder"),
        86,
        120,
        "",
    ]


def heading(name: str) -> str:
    """What a column is called in the reader's language; leaderboard.domain.activities understands it."""
    return {
        "begins_on": _("开始日期"),
        "ends_on": _("结束日期"),
        "kind": _("类型"),
        "title": _("活动名称"),
        "place": _("地点"),
        "units": _("参加单位"),
        "audience": _("主要对象"),
        "visits": _("人次"),
        "copies": _("资料份数"),
        "note": _("备注"),
    }[name]


def kind_word(kind: str) -> str:
    return str(Activity.Kind(kind).label)


def audience_word(audience: str) -> str:
    return str(Activity.Audience(audience).label)


def upload_ledger(
    actor: User, department: Department, file_name: str, content: bytes, *, now: datetime
) -> ActivityUpload:
    """Read a filled-in spreadsheet and keep what it says until somebody has looked; enters nothing."""
    need_department(actor, department)
    read = read_ledger(read_sheets(content), today=timezone.localdate(now))
    known = same_rows(department, [row.begins_on for _number, row in read.rows])
    repeated = {fault.row for fault in read.faults}
    there = [
        Fault(row=number, column=heading("title"), code="activity_known")
        for number, row in read.rows
        if row.same in known and number not in repeated
    ]
    faults = sorted([*read.faults, *there], key=lambda one: one.row)
    faulty = {one.row for one in faults}
    return ActivityUpload.objects.create(
        department=department,
        file_name=file_name[:200],
        rows=[as_json(number, row) for number, row in read.rows if number not in faulty],
        faults=[asdict(one) for one in faults],
        uploaded_by=actor,
        uploaded_at=now,
    )


@transaction.atomic
def enter_upload(actor: User, upload: ActivityUpload, *, now: datetime) -> int:
    """Enter what was read, once; how many rows. What somebody entered meanwhile is left out."""
    need_department(actor, upload.department)
    if not ActivityUpload.objects.filter(pk=upload.pk, entered_at__isnull=True).update(entered_at=now):
        raise RuleBroken("ledger_entered_already")
    rows = [from_json(kept) for kept in upload.rows]
    known = same_rows(upload.department, [row.begins_on for row in rows])
    made = Activity.objects.bulk_create(
        Activity(department=upload.department, created_by=actor, created_at=now, **vars_of(row))
        for row in rows
        if row.same not in known
    )
    ActivityUpload.objects.filter(pk=upload.pk).update(entered=len(made))
    details = {"file": upload.file_name, "rows": len(made), "department": upload.department_id}
    record(actor, "activities_entered", f"ledger:{upload.pk}", now=now, details=details)
    return len(made)


def export_ledger(rows: Iterable[Activity]) -> bytes:
    """Rows as .xlsx under the template's headings, so that it can be read in again elsewhere."""
    names = list(HEADINGS)
    head = [_("序号"), _("主办单位"), *map(heading, names), _("人数"), _("照片")]
    lines = [[at, row.department.name, *_cells(row, names), row.persons, _photos(row)]
             for at, row in enumerate(rows, start=1)]  # fmt: skip
    return workbook([(_("活动台账"), head, lines)])


def _cells(row: Activity, names: Sequence[str]) -> list[Cell]:
    words = {
        "begins_on": row.begins_on.isoformat(),
        "ends_on": row.ends_on.isoformat(),
        "kind": str(row.get_kind_display()),
        "audience": str(row.get_audience_display()),
    }
    return [words.get(name, getattr(row, name)) for name in names]


def _photos(row: Activity) -> int:
    return row.photo_count  # type: ignore[attr-defined]
