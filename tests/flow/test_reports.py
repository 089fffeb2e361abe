"""An office's paperwork: contests and lectures of a year end up in its ledger, its report and its summary."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from docx import Document

from accounts.domain.workbook import workbook
from accounts.services.audit import first_broken_link
from leaderboard.models import Activity
from quiz.services.closing import close_contest
from tests.clients import logged_in
from tests.factories import make_contest, make_department, make_organizer, make_user, sit

pytestmark = pytest.mark.django_db


def text_of(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    runs = ["".join(run.text for run in paragraph.runs) for paragraph in document.paragraphs]
    return "\n".join([*runs, *cells])


@pytest.mark.long
def test_a_year_of_an_office(now, time_machine):
    time_machine.move_to(now, tick=False)
    office = make_department("河东区科协")
    school = make_department("第三小学", office)
    organizer, people = make_organizer(office), [make_user(school) for _each in range(12)]
    contest = make_contest(now, office, title="世界水日竞赛")
    for at, person in enumerate(people[:11]):
        sit(person, contest, right=4 + at % 6, start=now)
    time_machine.move_to(now + timedelta(hours=1), tick=False)
    close_contest(organizer, contest, now=now + timedelta(hours=1))
    call_command("sweep")  # marks the papers, enters the contest into the ledger

    desk = logged_in(organizer)
    report = desk.get(reverse("desk_report_word", args=[contest.pk]))
    told = text_of(report.content)
    assert "参与率84.6%（11÷13）" in told and "参与人数最多的是第三小学（11人）" in told

    rows = [
        ["2026-05-06", "讲座", "防震减灾讲座", "老年人", "86", "120"],
        ["2026-05-07", "培训", "志愿者培训", "志愿者", "", ""],
    ]
    head = ["开始日期", "类型", "活动名称", "主要对象", "人次", "资料份数"]
    file = SimpleUploadedFile("台账.xlsx", workbook([("台账", head, rows)]))
    looked = desk.post(reverse("ledger_import"), {"department": office.pk, "file": file})
    assert Activity.objects.count() == 1
    desk.post(looked.url)
    assert Activity.objects.count() == 3

    page = desk.get(reverse("annual_report")).content.decode()
    for said in (
        "共开展各类活动3场次，覆盖97人次（另有1场没有统计人次，未计入）。",
        "组织科普知识竞赛1场（“世界水日竞赛”），参与11人次。",
        "面向老年人开展活动1场次，覆盖86人次。",
        "面向失业人员的活动，台账上没有登记。",
    ):
        assert said in page
    summary = text_of(desk.get(reverse("annual_report_word")).content)
    assert "举办科普讲座1场，听众86人次。" in summary and "数字来源对照表" in summary

    lecture = Activity.objects.get(kind="lecture")
    desk.post(reverse("activity_withdraw", args=[lecture.pk]), {"reason": "没有签到表"})
    after = desk.get(reverse("annual_report")).content.decode()
    assert "举办科普讲座" not in after and "覆盖11人次" in after
    assert first_broken_link() is None
