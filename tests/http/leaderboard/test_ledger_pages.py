"""Pages of the ledger of activities: who gets them, what they say, how many statements they cost."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.domain.workbook import workbook
from accounts.models import RoleGrant
from leaderboard.domain.activities import ActivityRow
from leaderboard.models import Activity, ActivityPhoto, ActivityUpload
from leaderboard.services.activities import enter_activity
from leaderboard.services.activity_contests import sweep_activities
from leaderboard.services.activity_photos import add_photo
from leaderboard.web import ledger_urls
from quiz.services.closing import close_contest
from tests.clients import named_page
from tests.factories import make_contest, make_department, make_organizer, make_user, sit, with_role
from tests.unit.leaderboard.test_photos import SECRET, exif, sample, with_notes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]
ROW = ActivityRow(
    kind="lecture", title="防震减灾讲座", begins_on=date(2026, 5, 8), ends_on=date(2026, 5, 8), visits=86
)
FORM = {
    "kind": "training",
    "title": "科普志愿者培训",
    "begins_on": "2026-05-09",
    "audience": "volunteer",
    "visits": "40",
    "place": "党校",
}
# name: (method, whether the address names a row, status for the row's own organizer)
ROUTES = {
    "ledger": ("get", "", 200),
    "ledger_file": ("get", "", 200),
    "ledger_template": ("get", "", 200),
    "ledger_import": ("get", "", 200),
    "activity_new": ("get", "", 200),
    "annual_report": ("get", "", 200),
    "annual_report_word": ("get", "", 200),
    "annual_report_pdf": ("get", "", 200),
    "ledger_review": ("get", "upload", 200),
    "activity": ("get", "activity", 200),
    "activity_withdraw": ("get", "activity", 200),
    "activity_restore": ("post", "activity", 302),
    "activity_photos": ("post", "activity", 302),
    "activity_photo": ("get", "photo", 200),
    "activity_photo_withdraw": ("post", "photo", 302),
    "activity_photo_restore": ("post", "photo", 302),
}


@pytest.fixture
def department():
    return make_department("河东区科协")


@pytest.fixture
def lecture(organizer, department, now) -> Activity:
    return enter_activity(organizer, department, ROW, now=now)


def test_who_gets_what(lecture, organizer, department, now):
    photo = add_photo(organizer, lecture, sample("baseline.jpg"), now=now)
    upload = ActivityUpload.objects.create(
        department=department, file_name="a.csv", uploaded_by=organizer, uploaded_at=now
    )
    administrator, stranger = make_user(), make_organizer(make_department())
    RoleGrant.objects.create(user=administrator, role=RoleGrant.Role.ADMINISTRATOR)
    args = {"": [], "activity": [lecture.pk], "photo": [lecture.pk, photo.pk], "upload": [upload.pk]}
    assert {one.name for one in ledger_urls.urlpatterns} == ROUTES.keys()
    for name, (method, which, status) in ROUTES.items():
        for person, expected in (
            (None, 302),
            (make_user(department), 404),
            (stranger, 404 if which else status),
            (organizer, status),
            (administrator, 404 if which == "upload" else status),
        ):
            client = Client()
            if person:
                client.force_login(person)
            response = getattr(client, method)(reverse(name, args=args[which]))
            assert response.status_code == expected, (name, person)
            if person is None:
                assert response.url.startswith("/login?next=")
            if method == "post" and person is organizer:
                assert client.get(reverse(name, args=args[which])).status_code == 405


def test_an_empty_ledger_says_what_to_do(desk):
    told = named_page(desk, "ledger")
    assert "2026 年还没有活动" in told and "登记活动" in told and "导出台账" not in told


def test_a_site_without_departments_says_what_comes_first(client):
    administrator = with_role(make_user(), RoleGrant.Role.ADMINISTRATOR)
    client.force_login(administrator)
    told = named_page(client, "ledger")
    assert "先建单位" in told and reverse("departments") in told and reverse("activity_new") not in told


def test_an_activity_is_entered_changed_and_withdrawn(desk, department):
    sent = {**FORM, "department": department.pk}
    response = desk.post(reverse("activity_new"), sent, follow=True)
    row = Activity.objects.get()
    assert response.redirect_chain == [(reverse("activity", args=[row.pk]), 302)]
    assert (row.visits, row.copies, row.ends_on) == (40, None, date(2026, 5, 9))
    address = reverse("activity", args=[row.pk])
    told = desk.post(address, {**sent, "visits": "44", "version": row.version}, follow=True).content.decode()
    assert "已保存。" in told and "<del>40</del> → 44" in told
    stale = desk.post(address, {**sent, "visits": "45", "version": row.version})
    assert stale.status_code == 400 and "别人改过" in stale.content.decode()
    away = reverse("activity_withdraw", args=[row.pk])
    assert "请写明撤下的原因" in desk.post(away, {"reason": " "}).content.decode()
    told = desk.post(away, {"reason": "重复登记"}, follow=True).content.decode()
    assert "已撤下" in told and "重复登记" in told
    assert "还没有活动" in named_page(desk, "ledger") and "看撤下的活动" in named_page(desk, "ledger")
    assert "科普志愿者培训" in named_page(desk, "ledger", withdrawn="1")
    desk.post(reverse("activity_restore", args=[row.pk]))
    assert "科普志愿者培训" in named_page(desk, "ledger")


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("title", "", "有 1 处需要修改"),
        ("begins_on", "2026-05-12", "今天以前的"),
        ("ends_on", "2026-05-01", "结束日期不能早于开始日期"),
        ("visits", "很多", "输入整数"),
        ("kind", "contest", "选择一个有效的选项"),
        ("department", "999999", "选择一个有效的选项"),
    ],
)
def test_a_fault_stands_beside_its_field(desk, department, field, value, said):
    sent = {**FORM, "department": department.pk, field: value}
    response = desk.post(reverse("activity_new"), sent)
    assert response.status_code == 400 and said in response.content.decode()
    assert not Activity.objects.exists()


def test_a_contest_comes_by_itself_and_its_figures_are_not_typed(desk, department, organizer, now):
    people = [make_user(department) for _each in range(3)]
    contest = make_contest(now, department, title="世界水日竞赛")
    for one in people:
        sit(one, contest, right=5, start=now)
    close_contest(organizer, contest, now=now + timedelta(hours=1))
    sweep_activities(now)
    row = Activity.objects.get()
    told = named_page(desk, "activity", row.pk)
    assert "这些数字来自" in told and 'name="visits"' not in told
    sent = {"audience": "cadre", "copies": "30", "version": row.version, "visits": "9999"}
    assert "已保存。" in desk.post(reverse("activity", args=[row.pk]), sent, follow=True).content.decode()
    row.refresh_from_db()
    assert (row.visits, row.copies, row.audience) == (3, 30, "cadre")


def test_photos_are_washed_and_served_to_organizers_alone(desk, lecture):
    notes = with_notes(sample("baseline.jpg"), exif(turned=6, order="<"))
    files = [SimpleUploadedFile("a.jpg", notes), SimpleUploadedFile("b.heic", b"\x00\x00\x00\x18ftypheic")]
    response = desk.post(
        reverse("activity_photos", args=[lecture.pk]), {"photos": files, "caption": "会场"}, follow=True
    )
    told = response.content.decode()
    assert "已保存 1 张照片" in told and "b.heic：不是 JPEG" in told
    photo = ActivityPhoto.objects.get()
    served = desk.get(reverse("activity_photo", args=[lecture.pk, photo.pk]))
    content = b"".join(served.streaming_content)
    assert served["Content-Type"] == "image/jpeg" and SECRET not in content and content[:2] == b"\xff\xd8"
    assert served["X-Content-Type-Options"] == "nosniff" and "private" in served["Cache-Control"]
    desk.post(reverse("activity_photo_withdraw", args=[lecture.pk, photo.pk]))
    assert "撤下的照片（1）" in named_page(desk, "activity", lecture.pk)
    desk.post(reverse("activity_photo_restore", args=[lecture.pk, photo.pk]))
    assert "撤下的照片" not in named_page(desk, "activity", lecture.pk)
    assert (
        "请先选择照片"
        in desk.post(reverse("activity_photos", args=[lecture.pk]), follow=True).content.decode()
    )


def test_a_spreadsheet_is_looked_at_and_entered(desk, department, lecture):
    rows = [["2026-05-08", "讲座", "防震减灾讲座", "86"], ["2026-05-10", "会议", "科普工作会", "三十"],
            ["2026-05-10", "会议", "联席会议", "30"]]  # fmt: skip
    content = workbook([("台账", ["开始日期", "类型", "活动名称", "人次"], rows)])
    sent = {"department": department.pk, "file": SimpleUploadedFile("台账.xlsx", content)}
    response = desk.post(reverse("ledger_import"), sent, follow=True)
    told = response.content.decode()
    assert "1 条可以导入" in told and "“三十”不是整数" in told and "台账里已经有这个活动" in told
    assert Activity.objects.count() == 1
    done = desk.post(response.redirect_chain[-1][0], follow=True).content.decode()
    assert "已导入 1 条活动" in done and "联席会议" in done
    again = desk.post(response.redirect_chain[-1][0], follow=True).content.decode()
    assert "已经导入过了" in again and Activity.objects.count() == 2


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04junk", b"\x00\x01", "只有一列".encode()])
def test_a_file_that_cannot_be_read_says_why(desk, department, content):
    sent = {"department": department.pk, "file": SimpleUploadedFile("台账.xlsx", content)}
    response = desk.post(reverse("ledger_import"), sent)
    assert response.status_code == 400 and "errorlist" in response.content.decode()


def test_the_list_is_narrowed_and_added_up(desk, organizer, department, now):
    below = make_department("老科协", department)
    enter_activity(organizer, department, ROW, now=now)
    silent = replace(ROW, title="发传单", kind="material", visits=None, copies=500)
    enter_activity(organizer, below, silent, now=now)
    told = named_page(desk, "ledger")
    assert "1 场没有数人次" in told and ">500" in told
    assert "发传单" not in named_page(desk, "ledger", kind="lecture")
    only = named_page(desk, "ledger", department=str(below.pk))
    assert "发传单" in only and "防震减灾讲座" not in only
    assert "2025 年还没有活动" in named_page(desk, "ledger", year="2025")
    for odd in ({"year": "x"}, {"kind": "x"}, {"department": "x"}, {"department": "999999"}, {"page": "x"}):
        assert "发传单" in named_page(desk, "ledger", **odd)


def test_as_many_statements_for_few_as_for_many(desk, organizer, department, now):
    counts = []
    for more in (3, 30):
        for at in range(more):
            row = replace(ROW, title=f"讲座{more}-{at}")
            add_photo(
                organizer, enter_activity(organizer, department, row, now=now), sample("picture.png"), now=now
            )
        named_page(desk, "ledger")
        with CaptureQueriesContext(connection) as seen:
            named_page(desk, "ledger")
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 16, counts
