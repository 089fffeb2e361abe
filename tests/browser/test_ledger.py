"""An organizer's paperwork by hand: an activity with its photo, the summary followed back to its rows."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.conftest import PC, PHONE
from tests.factories import end_contest, make_contest, make_department, make_organizer, make_user, sit
from tests.unit.leaderboard.test_photos import SAMPLES

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("size", [PC, PHONE], ids=["pc", "phone"])
def test_from_a_lecture_to_the_summary(page_of, scripts: bool, size: dict) -> None:
    office = make_department("河东区科学技术协会")
    page = page_of(make_organizer(office), viewport=size, java_script_enabled=scripts)
    page.goto("/manage")
    page.get_by_role("link", name="台账").click()
    page.get_by_role("link", name="登记活动").first.click()
    page.get_by_label("讲座").check()
    page.get_by_label("活动名称").fill("防震减灾讲座")
    page.get_by_label("开始日期").fill((timezone.localdate() - timedelta(days=1)).isoformat())
    page.get_by_label("主要对象").select_option("老年人")
    page.get_by_label("人次").fill("86")
    page.get_by_role("button", name="登记").click()
    expect(page.get_by_text("已登记。")).to_be_visible()
    page.get_by_label("传照片").set_input_files(Path(SAMPLES / "progressive.jpg"))
    page.get_by_label("说明").fill("会场")
    page.get_by_role("button", name="上传").click()
    picture = page.get_by_role("img", name="会场")
    expect(picture).to_be_visible()
    if scripts:
        page.wait_for_function("() => document.querySelector('.photos img').naturalWidth === 16")
    page.get_by_role("link", name="活动台账").first.click()
    page.get_by_role("link", name="年度总结").click()
    expect(page.get_by_text("举办科普讲座1场，听众86人次。").first).to_be_visible()
    source = page.locator(".report-source").filter(has_text="举办科普讲座")
    source.get_by_text("台账 1 条").click()
    source.get_by_role("link", name="防震减灾讲座").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("防震减灾讲座")
    page.go_back()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载 Word").click()
    assert download.value.suggested_filename.endswith("科普示范创建工作总结.docx")


def test_the_report_from_the_contests_desk(page_of) -> None:
    now, office = timezone.now(), make_department("河东区科学技术协会")
    organizer, contest = make_organizer(office), make_contest(now, office, title="世界水日竞赛")
    for _each in range(3):
        sit(make_user(office), contest, right=6, start=now - timedelta(minutes=20))
    end_contest(organizer, contest, now=now)
    page = page_of(organizer)
    page.goto(f"/manage/contests/{contest.pk}")
    page.locator(".way", has_text="总结报告").click()
    expect(page.get_by_text("参与率75.0%（3÷4）")).to_be_visible()
    for name, ending in (("下载 Word", ".docx"), ("下载 PDF", ".pdf")):
        with page.expect_download() as download:
            page.get_by_role("link", name=name).click()
        assert download.value.suggested_filename == f"关于世界水日竞赛的总结报告{ending}"
