"""One attempt from login to the winners: by finger on a phone, by keyboard alone on a PC."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from quiz.models import Attempt, AttemptScore
from quiz.services.attempts import start_or_resume
from tests.browser.stage import (
    BLANK,
    JUDGE,
    MULTI,
    PASSWORD,
    SECOND,
    SINGLE,
    Scene,
    enter_as,
    holds,
    is_at,
    is_saved,
    option,
    question,
    settle,
    tab_to,
)
from tests.factories import make_user

pytestmark = pytest.mark.django_db(transaction=True)

# Four right answers, one wrong, one left out: 20 of 30 points.
CHOSEN = {1: [1], 2: [1, 2], 3: [0], 4: ["零", "100"], 5: [3]}


@pytest.fixture
def scene() -> Scene:
    return Scene(
        awards=[{"name": "一等奖", "by": "place", "quota": 1}],
        organisations=[{"name": "单位榜"}],
    )


def test_by_finger_on_a_phone(scene: Scene, phone: Page) -> None:
    phone.goto("/")
    phone.get_by_role("link", name="登录答题").tap()
    phone.get_by_label("工号或手机号").fill(scene.person.username)
    phone.get_by_label("密码").fill(PASSWORD)
    phone.get_by_role("button", name="登录").tap()
    phone.get_by_role("button", name="开始答题").tap()

    is_at(phone, SINGLE)
    option(phone, "马上催吐").tap()
    is_saved(phone)
    next_button = phone.get_by_role("button", name="下一题")
    next_button.tap()
    is_at(phone, MULTI)
    option(phone, "出门前关掉炉火").tap()
    option(phone, "插线板一个接一个").tap()
    option(phone, "插线板一个接一个").tap()  # thought better of it
    option(phone, "楼道里不堆杂物").tap()
    next_button.tap()
    is_at(phone, JUDGE)
    option(phone, "错误").tap()
    phone.get_by_role("button", name="标记").tap()
    next_button.tap()
    is_at(phone, BLANK)
    phone.get_by_label("第 1 空").fill("零")
    phone.get_by_label("第 2 空").fill("100")
    next_button.tap()
    is_at(phone, SECOND)
    expect(phone).to_have_title(re.compile("^第5题"))
    option(phone, "放进冰箱").tap()
    holds(scene, CHOSEN, phone)

    phone.get_by_role("button", name=re.compile("^答题卡")).tap()
    expect(phone.get_by_role("button", name="第3题，已答，已标记")).to_be_visible()
    expect(phone.get_by_role("button", name="第6题，未答")).to_be_visible()
    expect(phone.locator("#sheet")).to_contain_text("已答 5，未答 1，标记 1")
    phone.get_by_role("button", name="第6题，未答").tap()
    phone.get_by_role("button", name="去交卷").tap()
    expect(phone.get_by_text("还有 1 题没答：第6题")).to_be_visible()
    expect(phone.get_by_text("标记 1 题：第3题")).to_be_visible()
    phone.get_by_role("link", name="返回检查").tap()
    phone.get_by_role("button", name="去交卷").tap()
    phone.get_by_role("button", name="确认交卷").tap()
    _result_to_winners(scene, phone)


def test_by_keyboard_alone_on_a_pc(scene: Scene, pc: Page) -> None:
    keys = pc.keyboard
    pc.goto(f"/login?next=/contests/{scene.contest.pk}")
    expect(pc.get_by_label("工号或手机号")).to_be_focused()
    keys.type(scene.person.username)
    keys.press("Tab")
    keys.type(PASSWORD)
    keys.press("Enter")
    pc.wait_for_url(re.compile(r":\d+/contests/\d+$"))
    tab_to(pc, "form[action$='/start'] button")
    keys.press("Enter")
    pc.wait_for_url("**/attempts/*/1")

    tab_to(pc, "#q1 input[type=radio]")
    keys.press("Space")
    _press_until_chosen(pc, "马上催吐")
    _go(pc, "next")
    is_at(pc, MULTI)
    for text in ("出门前关掉炉火", "楼道里不堆杂物"):
        _tick(pc, text)
    _go(pc, "next")
    is_at(pc, JUDGE)
    tab_to(pc, "#q3 input[type=radio]")
    keys.press("Space")
    _press_until_chosen(pc, "错误")
    _go(pc, "flag")
    _go(pc, "next")
    is_at(pc, BLANK)
    tab_to(pc, "#blank-4-1")
    keys.type("零")
    keys.press("Tab")
    keys.type("100")
    keys.press("Enter")
    is_at(pc, BLANK)  # Enter keeps the answer and leaves nobody behind
    _go(pc, "next")
    is_at(pc, SECOND)
    tab_to(pc, "#q5 input[type=radio]")
    keys.press("Space")
    _press_until_chosen(pc, "放进冰箱")
    holds(scene, CHOSEN, pc)

    tab_to(pc, "[data-cell='6']")
    assert pc.evaluate("document.activeElement.getAttribute('aria-label')") == "第6题，未答"
    keys.press("Enter")
    _go(pc, "review")
    expect(pc.get_by_text("还有 1 题没答：第6题")).to_be_visible()
    expect(pc.get_by_text("标记 1 题：第3题")).to_be_visible()
    tab_to(pc, "form[action$='/hand-in'] button")
    keys.press("Enter")
    _result_to_winners(scene, pc)


def _press_until_chosen(page: Page, text: str) -> None:
    """Arrow keys move among radio buttons and choose."""
    wanted = option(page, text).locator("input")
    for _each in range(5):
        if wanted.is_checked():
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"not reached with the arrows: {text}")


def _tick(page: Page, text: str) -> None:
    value = option(page, text).locator("input").get_attribute("value")
    question(page).locator("[data-stem]").focus()
    tab_to(page, f"form.question:not([hidden]) input[value='{value}'][type=checkbox]")
    page.keyboard.press("Space")


def _go(page: Page, where: str) -> None:
    tab_to(page, f".sit-bar [data-go={where}]")
    page.keyboard.press("Enter")


def _result_to_winners(scene: Scene, page: Page) -> None:
    """After the hand-in: waiting, the score, then what the close releases."""
    page.wait_for_url("**/result")
    expect(page.get_by_text("已交卷，正在评分")).to_be_visible()
    assert scene.responses() == CHOSEN
    attempt = scene.attempt
    assert (attempt.state, attempt.handed_in_by) == ("handed_in", "person")

    settle()
    expect(page.locator(".score-points")).to_have_text("20")  # the page looks again by itself
    assert AttemptScore.objects.get(attempt=attempt).points == 2000
    expect(page.get_by_text("满分 30 分")).to_be_visible()
    expect(page.get_by_text("第1名")).to_be_visible()
    expect(page.get_by_role("link", name="看解析")).to_have_count(0)
    page.goto(f"/attempts/{attempt.pk}/explanations")
    expect(page).to_have_url(re.compile("/result$"))  # not before the contest is closed
    assert "蒸汽出不来" not in page.content()

    scene.publish_winners()
    page.goto(f"/attempts/{attempt.pk}/result")
    page.get_by_role("link", name="看解析").click()
    expect(page.get_by_text("蒸汽出不来，会炸开。")).to_be_visible()
    expect(page.locator("#item-5")).to_contain_text("没答对")
    expect(page.locator("#item-6")).to_contain_text("没有作答")
    page.get_by_role("link", name=re.compile("^没答对的")).click()
    expect(page.locator(".review-item")).to_have_count(2)

    page.goto(f"/contests/{scene.contest.pk}")
    page.get_by_role("link", name="排行榜").click()
    expect(page.locator("tr.me")).to_contain_text("20")
    expect(page.locator(".mine-bar")).to_contain_text("我的排名 第1名")
    page.get_by_role("link", name="单位榜").click()
    expect(page.locator("tr.me")).to_contain_text("100%")
    page.goto(f"/contests/{scene.contest.pk}")
    page.get_by_role("link", name="获奖名单").click()
    expect(page.get_by_text("祝贺张小三，您获得一等奖！")).to_be_visible()


def test_what_an_attempt_shows_is_one_persons_own(scene: Scene, phone: Page, watch) -> None:
    """A stranger's paper is not there, whatever number is tried."""
    other = make_user(scene.department)
    theirs = start_or_resume(other, scene.contest.pk, now=timezone.now())
    enter_as(phone.context, scene.person, watch.address)
    watch.expect("404")
    phone.goto(f"/attempts/{theirs.pk}/1")
    expect(phone.get_by_role("heading", name="没有找到这一页")).to_be_visible()
    assert Attempt.objects.count() == 1
