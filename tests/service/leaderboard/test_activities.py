"""The ledger of activities: contests enter by themselves, changes are on record, nothing is entered twice."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import translation

from accounts.domain.problems import RuleBroken
from accounts.domain.workbook import workbook
from accounts.models import AuditEntry
from accounts.services.sheets import read_sheets
from leaderboard.domain.activities import KINDS, ActivityRow, read_ledger
from leaderboard.models import Activity, ActivityUpload
from leaderboard.selectors.activities import LedgerQuery, ledger, totals
from leaderboard.services.activities import (
    change_activity,
    enter_activity,
    restore_activity,
    withdraw_activity,
)
from leaderboard.services.activity_contests import enter_contest, sweep_activities
from leaderboard.services.activity_photos import add_photo, restore_photo, withdraw_photo
from leaderboard.services.activity_sheets import (
    enter_upload,
    export_ledger,
    ledger_template,
    upload_ledger,
)
from quiz.models import Attempt, Contest, Entry
from quiz.services.closing import close_contest
from quiz.services.exclusions import exclude_entry
from tests.factories import make_contest, make_department, make_organizer, make_user, sit
from tests.unit.leaderboard.test_photos import SECRET, exif, sample, with_notes

pytestmark = pytest.mark.django_db
ROW = ActivityRow(
    kind="lecture",
    title="防震减灾讲座",
    begins_on=date(2026, 5, 8),
    ends_on=date(2026, 5, 8),
    audience="elder",
    visits=86,
    copies=120,
)


@pytest.fixture
def department():
    return make_department("河东区科协")


@pytest.fixture
def lecture(organizer, department, now) -> Activity:
    return enter_activity(organizer, department, ROW, now=now)


def closed_contest(department, organizer, now, *, people: int = 3, **parts):
    sitters = [make_user(department) for _each in range(people)]
    contest = make_contest(now, department, **parts)
    for one in sitters:
        sit(one, contest, right=5, start=now)
    close_contest(organizer, contest, now=now + timedelta(hours=1))
    return Contest.objects.get(pk=contest.pk)


def actions(activity: Activity) -> list[str]:
    log = AuditEntry.objects.filter(subject=f"activity:{activity.pk}")
    return list(log.order_by("number").values_list("action", flat=True))


def test_a_closed_contest_enters_by_itself_and_once(department, organizer, now):
    contest = closed_contest(department, organizer, now)
    assert sweep_activities(now) == 1 and sweep_activities(now) == 0
    row = Activity.objects.get()
    assert (row.kind, row.title, row.visits, row.persons) == ("contest", contest.title, 3, 3)
    assert (row.begins_on, row.department) == (date(2026, 5, 11), department)
    assert actions(row) == ["activity_entered"]


def test_what_is_no_activity_does_not_enter(department, organizer, now):
    closed_contest(department, organizer, now, people=0)
    make_contest(now, department)
    rehearsal = closed_contest(department, organizer, now)
    Contest.objects.filter(pk=rehearsal.pk).update(is_rehearsal=True)
    assert sweep_activities(now) == 0 and not enter_contest(rehearsal.pk, now=now)
    assert not Activity.objects.exists()


def test_a_contests_row_follows_an_exclusion(department, organizer, now):
    contest = closed_contest(department, organizer, now)
    later = now + timedelta(hours=2)
    sweep_activities(later)
    entry = Entry.objects.get(pk=Attempt.objects.filter(contest=contest).first().entry_id)
    exclude_entry(organizer, entry, "工作人员", now=later + timedelta(minutes=1))
    assert sweep_activities(later + timedelta(minutes=2)) == 1
    row = Activity.objects.get()
    assert (row.visits, row.persons) == (2, 2)
    assert actions(row) == ["activity_entered", "activity_changed"]
    assert sweep_activities(later + timedelta(minutes=3)) == 0


def test_nobody_types_what_comes_from_a_contest(department, organizer, now):
    closed_contest(department, organizer, now)
    sweep_activities(now)
    row = Activity.objects.get()
    wish = replace(ROW, kind="lecture", title="别的", visits=99_999, place="三楼会议室")
    assert change_activity(organizer, row, make_department(), wish, version=row.version, now=now)
    row.refresh_from_db()
    assert (row.kind, row.visits, row.place, row.audience) == ("contest", 3, "三楼会议室", "elder")
    assert row.title != "别的" and row.department == department
    with pytest.raises(RuleBroken, match="activity_is_a_contest"):
        enter_activity(organizer, department, replace(ROW, kind="contest"), now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Activity.objects.filter(pk=row.pk).update(contest=None)


def test_changes_are_on_record_with_what_stood_before(lecture, organizer, department, now):
    said = replace(ROW, visits=90, note="补签到")
    assert change_activity(organizer, lecture, department, said, version=1, now=now)
    lecture.refresh_from_db()
    assert not change_activity(organizer, lecture, department, said, version=2, now=now)
    entry = AuditEntry.objects.get(action="activity_changed")
    assert entry.details["changes"] == {"visits": [86, 90], "note": ["", "补签到"]}
    with pytest.raises(RuleBroken, match="activity_changed_meanwhile"):
        change_activity(organizer, lecture, department, replace(said, visits=91), version=1, now=now)


def test_a_row_is_withdrawn_for_a_reason_and_put_back(lecture, organizer, now):
    this_year = LedgerQuery(year=2026)
    assert totals(organizer, this_year).visits == 86
    with pytest.raises(RuleBroken, match="activity_without_reason"):
        withdraw_activity(organizer, lecture, "  ", now=now)
    withdraw_activity(organizer, lecture, "重复登记", now=now)
    found = totals(organizer, this_year)
    assert (found.rows, found.visits) == (0, None), "unknown, not nought"
    assert [one.pk for one in ledger(organizer, replace(this_year, is_withdrawn=True))] == [lecture.pk]
    restore_activity(organizer, lecture, now=now)
    assert totals(organizer, this_year).copies == 120
    assert actions(lecture) == ["activity_entered", "activity_withdrawn", "activity_restored"]


def test_other_peoples_departments_are_closed(lecture, now, department):
    stranger = make_organizer(make_department())
    for act in (
        lambda: enter_activity(stranger, department, ROW, now=now),
        lambda: change_activity(stranger, lecture, department, ROW, version=1, now=now),
        lambda: withdraw_activity(stranger, lecture, "因为", now=now),
        lambda: add_photo(stranger, lecture, sample("baseline.jpg"), now=now),
        lambda: upload_ledger(stranger, department, "a.csv", b"x", now=now),
    ):
        with pytest.raises(RuleBroken, match="activity_not_yours"):
            act()
    assert not ledger(stranger, LedgerQuery(year=2026)).exists()


def test_a_row_moves_only_into_a_department_of_ones_own(lecture, organizer, department, now):
    with pytest.raises(RuleBroken, match="activity_not_yours"):
        change_activity(organizer, lecture, make_department(), ROW, version=1, now=now)
    below = make_department("老科协", department)
    assert change_activity(organizer, lecture, below, ROW, version=1, now=now)


def test_photos_are_kept_without_their_notes(lecture, organizer, now):
    photo = add_photo(
        organizer, lecture, with_notes(sample("baseline.jpg"), exif(turned=6, order="<")), now=now
    )
    with default_storage.open(photo.name) as file:
        assert SECRET not in file.read()
    assert add_photo(organizer, lecture, sample("progressive.jpg"), now=now).pk != photo.pk
    withdraw_photo(organizer, photo, now=now)
    restore_photo(organizer, photo, now=now)
    photo.refresh_from_db()
    assert photo.withdrawn_at is None
    assert actions(lecture)[1:] == [
        "activity_photo_added",
        "activity_photo_added",
        "activity_photo_withdrawn",
        "activity_photo_restored",
    ]


def filled(template: bytes, rows: list[list]) -> bytes:
    """The template with these rows under its example, as a spreadsheet would save it."""
    head, example = read_sheets(template)[0]["rows"][:2]
    plain = [cell if isinstance(cell, str) else cell[1] for cell in example]
    return workbook([("台账", head, [plain, *rows])])


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_template_has_choices_and_reads_back(organizer, department, now, language):
    with translation.override(language):
        template = ledger_template(now)
        words = [str(Activity.Kind(kind).label) for kind in KINDS]
    with zipfile.ZipFile(io.BytesIO(template)) as parts:
        page = parts.read("xl/worksheets/sheet1.xml").decode()
    assert re.findall(r'<dataValidation type="list"[^>]*sqref="(\w):?\w*', page.replace("2:", ":")) == [
        "C",
        "G",
    ]
    choices = read_sheets(template)[1]["rows"]
    kinds = [row[0] for row in choices if row[0]]
    assert kinds[1:] == words and "contest" not in KINDS
    rows = [["2026-05-01", "", kind, f"活动{at}", "", "", choices[at + 1][1], str(at), "", ""]
            for at, kind in enumerate(kinds[1:])]  # fmt: skip
    content = filled(template, rows)
    upload = upload_ledger(organizer, department, "台账.xlsx", content, now=now)
    assert upload.faults == [] and len(upload.rows) == 6
    assert not Activity.objects.exists(), "a dry run enters nothing"
    assert enter_upload(organizer, upload, now=now) == 6
    with pytest.raises(RuleBroken, match="ledger_entered_already"):
        enter_upload(organizer, upload, now=now)


def test_what_is_there_already_is_not_entered_again(lecture, organizer, department, now):
    rows = [
        ["2026-05-08", "", "讲座", "防震减灾讲座"],
        ["2026-05-09", "", "讲座", "防震减灾讲座"],
        ["x", "", "讲座", "甲"],
    ]
    first = upload_ledger(organizer, department, "台账.xlsx", filled(ledger_template(now), rows), now=now)
    assert [(one["row"], one["code"]) for one in first.faults] == [
        (3, "activity_known"),
        (5, "activity_unread_day"),
    ]
    second = upload_ledger(organizer, department, "台账.xlsx", filled(ledger_template(now), rows), now=now)
    assert enter_upload(organizer, first, now=now) == 1
    assert enter_upload(organizer, second, now=now) == 0
    assert Activity.objects.count() == 2 and ActivityUpload.objects.get(pk=second.pk).entered == 0


def test_what_is_exported_can_be_read_in_again(lecture, organizer, now):
    content = export_ledger(ledger(organizer, LedgerQuery(year=2026)))
    read = read_ledger(read_sheets(content), today=date(2026, 5, 11))
    assert [row for _number, row in read.rows] == [ROW] and read.faults == ()
