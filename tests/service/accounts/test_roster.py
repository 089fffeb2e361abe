"""Roster import from the file to the rows: a dry run first, good rows in, bad rows told."""

import io
import zipfile
from datetime import timedelta

import pytest
import xlsxwriter
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.domain.problems import RuleBroken
from accounts.models import AuditEntry, Department, RosterUpload, User
from accounts.services.phones import open_phone, set_phone
from accounts.services.roster import (
    discard_roster,
    import_roster,
    take_roster_back,
    upload_roster,
)
from accounts.services.roster_import import Import
from accounts.services.roster_store import forget_old_uploads, plan_of, roster_of
from accounts.services.roster_work import serve_upload
from accounts.services.sheets import read_sheets
from tests.factories import make_department, make_organizer, make_user
from tests.refusals import refused

from .rosters import HEAD, roster_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    root = make_department("市局")
    scope = make_department("机关", root)
    return {
        "root": root,
        "scope": scope,
        "office": make_department("办公室", scope),
        "outside": make_department("教育处", root),
        "organizer": make_organizer(scope),
    }


def uploaded(place, now, *rows, **kwargs) -> RosterUpload:
    content = kwargs.pop("content", None) or roster_file(*rows, **kwargs)
    return upload_roster(place["organizer"], place["scope"], "名册.xlsx", content, now=now)


def imported(place, now, *rows, deactivate_missing: bool = False, **kwargs):
    upload = uploaded(place, now, *rows, **kwargs)
    seen = plan_of(place["organizer"], upload).digest
    return import_roster(
        place["organizer"], upload, seen=seen, now=now, deactivate_missing=deactivate_missing
    )


ROWS = (
    ("1001", "张　三", "办公室", "138 1234 1234", "18—59岁", "领导干部和公务员"),
    ("1002", "李四", "机关/信息科/机房", "", "60岁及以上", ""),
    ("", "王五", "", "13900000000", "", ""),
)


def test_looking_through_changes_nothing(place, now):
    people, departments = User.objects.count(), Department.objects.count()
    plan = plan_of(place["organizer"], uploaded(place, now, *ROWS))
    assert [step.row.name for step in plan.added] == ["张三", "李四", "王五"]
    assert ["/".join(names) for names in plan.new_departments] == [
        "市局/机关/信息科",
        "市局/机关/信息科/机房",
    ]
    assert (User.objects.count(), Department.objects.count()) == (people, departments)


def test_good_rows_come_in(place, now):
    outcome = imported(place, now, *ROWS)
    assert outcome.counts() == {
        "added": 3, "changed": 0, "moved": 0, "same": 0, "deactivated": 0, "departments": 2, "faults": 0,
    }  # fmt: skip
    first = User.objects.get(username="1001")
    assert (first.name, first.department, first.age_band, first.population_group) == (
        "张三", place["office"], "adult", "cadre",
    )  # fmt: skip
    assert open_phone(first.phone_sealed) == "13812341234"
    assert not first.has_usable_password()
    assert User.objects.get(username="1002").department.parent.parent == place["scope"]
    assert User.objects.get(name="王五").username.startswith("g-")
    assert User.objects.get(name="王五").department == place["scope"]


def test_importing_twice_changes_nothing(place, now):
    imported(place, now, *ROWS)
    outcome = imported(place, now, *ROWS)
    assert outcome.counts()["same"] == 3
    assert outcome.added == outcome.changed == outcome.departments == 0


def test_changes_moves_and_returns(place, now):
    imported(place, now, *ROWS)
    User.objects.filter(username="1002").update(is_active=False)
    outcome = imported(place, now, ("1001", "张三丰", "信息科"), ("1002", "李四"))
    assert (outcome.changed, outcome.moved) == (2, 1)
    moved = User.objects.get(username="1001")
    assert (moved.name, moved.department.name, moved.age_band) == ("张三丰", "信息科", "adult")
    assert open_phone(moved.phone_sealed) == "13812341234"
    assert User.objects.get(username="1002").is_active


def test_bad_rows_are_told_and_good_ones_not_lost(place, now):
    outcome = imported(
        place, now, ("1", "甲"), ("2", "=1+1"), ("3", "丙", "", "123"), ("4", "丁", "市局/教育处")
    )
    assert outcome.added == 1
    told = [(fault.row, fault.column, fault.code) for fault in outcome.faults]
    assert told == [(3, "姓名", "bad_name"), (4, "手机", "roster_bad_phone"), (5, "部门", "roster_outside")]


def test_the_missing_are_only_deactivated_when_asked(place, now):
    imported(place, now, *ROWS)
    colleague = make_organizer(place["office"])
    stranger = make_user(place["outside"])
    assert imported(place, now, ROWS[0]).deactivated == 0
    outcome = imported(place, now, ROWS[0], deactivate_missing=True)
    assert outcome.deactivated == 2
    assert set(User.objects.filter(is_active=False).values_list("name", flat=True)) == {"李四", "王五"}
    for one in (colleague, stranger, place["organizer"]):
        one.refresh_from_db()
        assert one.is_active


def test_a_faulty_row_keeps_the_missing(place, now):
    """The row that cannot be read may be the one of somebody who seems to be missing."""
    imported(place, now, *ROWS)
    upload = uploaded(place, now, ROWS[0], ("1002", ""))
    seen = plan_of(place["organizer"], upload).digest
    assert (
        refused(import_roster, place["organizer"], upload, seen=seen, now=now, deactivate_missing=True)
        == "roster_faults_keep_missing"
    )
    assert not User.objects.filter(is_active=False).exists()
    assert import_roster(place["organizer"], upload, seen=seen, now=now).same == 1


def test_people_beyond_the_importer_are_left_alone(place, now):
    stranger = make_user(place["outside"], name="外人")
    administrator = make_user(place["office"], name="管理员", is_superuser=True, is_staff=True)
    outcome = imported(place, now, (stranger.username, "改名"), (administrator.username, "改名"))
    assert [fault.code for fault in outcome.faults] == ["roster_not_yours", "roster_not_yours"]
    assert outcome.changed == 0
    assert not User.objects.filter(name="改名").exists()


def test_a_phone_of_somebody_outside_is_not_taken(place, now):
    stranger = make_user(place["outside"])
    set_phone(stranger, "13812341234")
    stranger.save()
    outcome = imported(place, now, ROWS[0])
    assert [fault.code for fault in outcome.faults] == ["phone_taken"]


def test_what_was_seen_must_still_be_so(place, now):
    upload = uploaded(place, now, *ROWS)
    seen = plan_of(place["organizer"], upload).digest
    make_user(place["office"], name="新来的")
    assert refused(import_roster, place["organizer"], upload, seen=seen, now=now) == "roster_plan_changed"
    assert not User.objects.filter(username="1001").exists()


def test_one_upload_is_imported_once(place, now):
    upload = uploaded(place, now, *ROWS)
    seen = plan_of(place["organizer"], upload).digest
    import_roster(place["organizer"], upload, seen=seen, now=now)
    upload.refresh_from_db()
    assert refused(import_roster, place["organizer"], upload, seen=seen, now=now) == "roster_gone"
    assert bytes(upload.rows_sealed) == b""
    assert upload.counts["added"] == 3


def test_a_number_taken_meanwhile_costs_one_row(place, now, monkeypatch):
    """Somebody registers between the comparison and the batch: the others come in all the same."""
    departments = Import._prepare_departments
    upload = uploaded(place, now, *ROWS)
    taken = make_user(place["outside"], name="先到的")

    def late_taken(*args):
        User.objects.filter(pk=taken.pk).update(username="1002")
        return departments(*args)

    seen = plan_of(place["organizer"], upload).digest
    monkeypatch.setattr(Import, "_prepare_departments", late_taken)
    outcome = import_roster(place["organizer"], upload, seen=seen, now=now)
    assert outcome.added == 2
    assert [(fault.row, fault.code) for fault in outcome.faults] == [(3, "roster_row_changed")]
    assert User.objects.get(username="1002").name == "先到的"


def test_what_waits_is_sealed_and_forgotten_after_a_day(place, now):
    upload = uploaded(place, now, *ROWS)
    kept = bytes(RosterUpload.objects.get().rows_sealed)
    assert "张三".encode() not in kept
    assert b"13812341234" not in kept
    assert forget_old_uploads(now + timedelta(hours=23)) == 0
    assert forget_old_uploads(now + timedelta(hours=25)) == 1
    assert forget_old_uploads(now + timedelta(hours=26)) == 0
    upload.refresh_from_db()
    assert refused(roster_of, upload) == "roster_gone"


def test_thinking_better_of_it(place, now):
    upload = uploaded(place, now, *ROWS)
    seen = plan_of(place["organizer"], upload).digest
    discard_roster(place["organizer"], upload, now=now)
    upload.refresh_from_db()
    assert refused(import_roster, place["organizer"], upload, seen=seen, now=now) == "roster_gone"
    assert refused(discard_roster, place["organizer"], upload, now=now) == "roster_gone"


def test_thinking_better_of_thinking_better_of_it(place, now):
    """Within a day nothing is lost."""
    upload = uploaded(place, now, *ROWS)
    seen = plan_of(place["organizer"], upload).digest
    assert refused(take_roster_back, place["organizer"], upload, now=now) == "roster_gone"
    discard_roster(place["organizer"], upload, now=now)
    take_roster_back(place["organizer"], upload, now=now)
    serve_upload(upload.pk)
    upload.refresh_from_db()
    assert import_roster(place["organizer"], upload, seen=seen, now=now).added == 3
    other = uploaded(place, now, ("9", "九"))
    discard_roster(place["organizer"], other, now=now)
    forget_old_uploads(now + timedelta(hours=25))
    assert refused(take_roster_back, place["organizer"], other, now=now) == "roster_gone"


def test_everything_is_recorded(place, now):
    imported(place, now, *ROWS)
    entries = list(AuditEntry.objects.values_list("action", flat=True))
    assert entries == ["roster.begin", "roster.import"]
    assert AuditEntry.objects.get(action="roster.import").details["added"] == 3


def test_a_roster_is_for_a_department_of_ones_own(place, now):
    for department in (place["outside"], place["root"], None):
        content = roster_file(*ROWS)
        assert (
            refused(upload_roster, place["organizer"], department, "x", content, now=now)
            == "department_not_yours"
        )


def test_an_administrator_may_import_from_the_root(place, now):
    administrator = make_user(is_superuser=True)
    content = roster_file(("1", "甲", "市局/教育处"), ("2", "乙", "县局/办公室"), ("3", "丙"))
    upload = upload_roster(administrator, None, "名册.xlsx", content, now=now)
    plan = plan_of(administrator, upload)
    assert [fault.code for fault in plan.faults] == ["roster_no_department"]
    import_roster(administrator, upload, seen=plan.digest, now=now)
    assert User.objects.get(username="1").department == place["outside"]
    assert User.objects.get(username="2").department.parent.name == "县局"


def test_statements_do_not_grow_with_the_roster(place, now):
    def statements(rows: int) -> tuple[int, int]:
        upload = uploaded(place, now, *[(f"{rows}-{n}", f"员工{n}", f"科室{n % 3}") for n in range(rows)])
        with CaptureQueriesContext(connection) as planning:
            plan = plan_of(place["organizer"], upload)
        with CaptureQueriesContext(connection) as importing:
            import_roster(place["organizer"], upload, seen=plan.digest, now=now)
        return len(planning), len(importing)

    statements(4)  # makes the three departments
    few = statements(3)
    assert statements(60) == few
    assert few[0] <= 8 and few[1] <= 45


# ── Files ─────────────────────────────────────────────────────────────────────


def test_csv_in_three_encodings(place, now):
    text = "工号,姓名,手机\n0017,张三,13812341234\n"
    for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
        plan = plan_of(place["organizer"], uploaded(place, now, content=text.encode(encoding)))
        assert [(step.row.username, step.row.name) for step in plan.added] == [("0017", "张三")], encoding


def test_numbers_dates_and_booleans_in_cells(place, now):
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEAD)
    sheet.write_row(1, 0, [1001, "张三", "办公室", 13812341234, 45])
    sheet.write_row(2, 0, [110101199001011234, "李四"])
    sheet.write_datetime(3, 0, now.replace(tzinfo=None), book.add_format({"num_format": "yyyy-mm-dd"}))
    sheet.write_string(3, 1, "王五")
    sheet.write_row(4, 0, [True, "赵六"])
    book.close()
    plan = plan_of(place["organizer"], uploaded(place, now, content=file.getvalue()))
    step = plan.added[0]
    assert (step.row.username, step.row.phone, step.row.age_band) == ("1001", "13812341234", "adult")
    assert [fault.code for fault in plan.faults] == [
        "roster_number_rounded",
        "roster_cell_changed",
        "roster_cell_changed",
    ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "file_empty"),
        (b"\x89PNG\r\n\x1a\n\0\0", "file_not_a_table"),
        (b"PK\x03\x04 broken", "file_broken"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "file_not_a_table"),
        (b"a,b\n1,2\n", "roster_without_header"),
        ("工号,姓名\n".encode(), "roster_empty"),
        (b"x" * (10 * 1024 * 1024 + 1), "file_too_big"),
    ],
)
def test_files_that_are_no_roster(place, now, content, expected):
    assert refused(upload_roster, place["organizer"], place["scope"], "x", content, now=now) == expected


def test_a_document_that_is_no_table():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    assert refused(read_sheets, file.getvalue()) == "file_not_a_table"


def test_a_cell_far_away_does_not_fill_the_memory():
    """Two cells in a 7 KB file would unfold to 17 thousand million."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet()
    sheet.write_string(0, 0, "工号")
    sheet.write_string(1_048_575, 16_383, "远")
    book.close()
    assert refused(read_sheets, file.getvalue()) == "file_unpacks_too_big"


def test_more_rows_than_a_roster_may_have():
    content = ("工号,姓名\n" + "1,张三\n" * 60_030).encode()
    assert refused(read_sheets, content) == "file_too_many_rows"


def test_external_entities_and_formulas_stay_text(place, now):
    evil = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    source = io.BytesIO(roster_file(("1", "张三")))
    file = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            text = old.read(entry).decode()
            if entry.filename == "xl/sharedStrings.xml":
                text = evil + text.partition("?>")[2].replace("张三", "&e;张三")
            new.writestr(entry.filename, text)
    try:
        sheets = read_sheets(file.getvalue())
    except RuleBroken as error:
        assert error.code == "file_not_a_table"
    else:
        assert "root:" not in str(sheets)
