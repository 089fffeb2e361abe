"""An exam and a run by finger: every choice is kept, a reload loses nothing, the clock ends them; without
scripts the buttons do."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from learning.models import ExamSlot, LearningSession
from tests.browser.conftest import PHONE
from tests.browser.stage import wait_until
from tests.factories import make_question

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _bank() -> None:
    for number in range(20):
        make_question(now=timezone.now(), stem=f"第{number}个问题（　　）。", explanation="这是解析。")


def _right(page: Page) -> None:
    page.locator('input[value="1"]').locator("xpath=..").click()


def _begin(page: Page) -> None:
    page.goto("/learn")
    page.get_by_role("link", name="模拟考试").click()
    page.get_by_role("button", name="开始").click()
    expect(page.get_by_text("第 1/20 题")).to_be_visible()


def test_every_choice_is_kept_at_once(phone: Page) -> None:
    _begin(phone)
    expect(phone.get_by_text("选好即自动保存")).to_be_visible()
    _right(phone)
    expect(phone.get_by_text("已保存")).to_be_visible()
    expect(phone.get_by_role("button", name="答题卡 1/20")).to_be_visible()
    assert ExamSlot.objects.get(position=1).response == [1]
    phone.reload()
    expect(phone.locator('input[value="1"]')).to_be_checked()
    phone.locator("label.option").filter(has_not=phone.locator("input:checked")).first.click()
    expect(phone.get_by_text("已保存")).to_be_visible()
    phone.get_by_role("button", name="下一题").click()
    expect(phone.get_by_text("第 2/20 题")).to_be_visible()
    _right(phone)
    phone.get_by_role("button", name="答题卡").click()
    expect(phone.get_by_text("还有 18 题没答")).to_be_visible()
    phone.get_by_role("button", name="确认交卷").click()
    expect(phone.get_by_role("heading", name="模拟考试成绩")).to_be_visible()
    assert LearningSession.objects.get().score == 500
    phone.get_by_role("link", name="收藏或报错").first.click()
    phone.get_by_role("button", name="收藏").click()
    expect(phone.get_by_role("button", name="已收藏")).to_be_visible()


def test_a_dead_network_is_told_and_mended(phone: Page, watch) -> None:
    watch.expect("ERR_INTERNET_DISCONNECTED")
    _begin(phone)
    expect(phone.get_by_text("选好即自动保存")).to_be_visible()
    phone.context.set_offline(True)
    _right(phone)
    expect(phone.get_by_text("还没有保存，正在重试")).to_be_visible()
    phone.context.set_offline(False)
    expect(phone.get_by_text("已保存")).to_be_visible()
    assert ExamSlot.objects.get(position=1).response == [1]


def test_a_choice_that_is_quicker_than_the_script_is_kept(phone: Page) -> None:
    held: list[Route] = []
    phone.route("**/exam*.js", lambda route: held.append(route))
    _begin(phone)
    _right(phone)
    wait_until(lambda: held, phone)
    held[0].continue_()
    expect(phone.get_by_text("已保存")).to_be_visible()
    assert ExamSlot.objects.get(position=1).response == [1]


def test_when_the_time_is_up_it_is_handed_in(phone: Page) -> None:
    _begin(phone)
    _right(phone)
    expect(phone.get_by_text("已保存")).to_be_visible()
    LearningSession.objects.update(deadline=timezone.now() + timedelta(seconds=4))
    phone.reload()
    expect(phone.get_by_role("heading", name="模拟考试成绩")).to_be_visible()
    assert LearningSession.objects.get().score == 500


def test_without_scripts_the_buttons_keep(new_context) -> None:
    page = new_context(viewport=PHONE, java_script_enabled=False).new_page()
    _begin(page)
    expect(page.get_by_text(re.compile(r"\d+:\d+ 截止"))).to_be_visible()
    for _each in range(19):
        _right(page)
        page.get_by_role("button", name="下一题").click()
    _right(page)
    page.get_by_role("button", name="去交卷").click()
    expect(page.get_by_text("每一题都答了。")).to_be_visible()
    page.get_by_role("button", name="确认交卷").click()
    expect(page.get_by_text("每一题都答对了。")).to_be_visible()
    assert LearningSession.objects.get().score == 10_000


@pytest.mark.parametrize("scripts", [True, False])
def test_a_run_ends_at_the_first_wrong_answer(new_context, scripts: bool) -> None:
    page = new_context(viewport=PHONE, java_script_enabled=scripts).new_page()
    page.goto("/learn")
    page.get_by_role("link", name="挑战答题").click()
    page.get_by_role("button", name="开始挑战").click()
    for number in (1, 2):
        _right(page)
        page.get_by_role("button", name="就选这个").click()
        expect(page.get_by_text(f"已连对 {number} 题")).to_be_visible()
    page.get_by_role("button", name="不知道").click()
    expect(page.get_by_role("heading", name="连对 2 题")).to_be_visible()
    expect(page.get_by_text("这是解析。")).to_be_visible()


def test_a_run_ends_when_its_time_is_up(phone: Page) -> None:
    phone.goto("/learn/challenge")
    phone.get_by_role("button", name="开始挑战").click()
    phone.wait_for_url("**/learn/challenge/*")
    LearningSession.objects.update(deadline=timezone.now() + timedelta(seconds=2))
    phone.reload()
    expect(phone.get_by_text("这一题到时间了")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_run_may_be_left_and_waits_for_its_time(new_context, scripts: bool) -> None:
    page = new_context(viewport=PHONE, java_script_enabled=scripts).new_page()
    page.goto("/learn/challenge")
    page.get_by_role("button", name="开始挑战").click()
    page.get_by_role("link", name="退出").click()
    expect(page.get_by_text("有一轮停在第 1 题")).to_be_visible()
    page.get_by_role("button", name="接着挑战").click()
    expect(page.get_by_text("第一题，开始了")).to_be_visible()
    assert LearningSession.objects.count() == 1


def test_an_elder_answers_the_days_question_and_sits_without_a_clock(new_context, watch) -> None:
    context = new_context(viewport=PHONE)
    context.add_cookies([{"name": "display", "value": "elder.medium", "url": watch.address}])
    page = context.new_page()
    page.goto("/")
    page.get_by_text("更多").click()
    page.get_by_role("link", name="每日一题").click()
    page.locator("label.option").first.click()
    page.get_by_role("button", name="就选这个").click()
    expect(page.get_by_text("这是解析。")).to_be_visible()
    page.get_by_role("link", name="返回").click()
    page.get_by_role("link", name="挑战答题").click()
    expect(page.get_by_text("不赶时间")).to_be_visible()
    page.get_by_role("link", name="返回").click()
    page.get_by_role("link", name="模拟考试").click()
    page.get_by_role("button", name="开始").click()
    expect(page.locator(".q-meta")).to_contain_text("1/20")
    assert page.locator("[data-timer]").count() == 0
    assert LearningSession.objects.get(mode="exam").deadline is None
