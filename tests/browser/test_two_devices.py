"""Two devices, packets out of order, a server that fails on one answer: the newest choice counts."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from quiz.models import Answer, Contest
from quiz.services.attempts import start_or_resume
from quiz.services.closing import close_contest
from tests.browser.looking import axe_faults
from tests.browser.stage import (
    JUDGE,
    MULTI,
    SINGLE,
    Scene,
    holds,
    is_at,
    is_saved,
    next_question,
    option,
    question,
    start,
    wait_until,
)
from tests.factories import make_organizer

pytestmark = pytest.mark.django_db(transaction=True)
SAVES = "**/api/v1/attempts/*/answers/*"
OFFLINE = "网络断了，答案先存在本机，连上后自动补交"
BUSY = "系统正忙，答案先存在本机，稍后自动补交"


@pytest.fixture
def device(page_of, scene: Scene, watch):
    """Makes devices of the one person; the first starts, the others go on."""
    watch.expect("ERR_INTERNET_DISCONNECTED", "ERR_FAILED")

    def device() -> Page:
        page = page_of(scene.person)
        page.goto(f"/contests/{scene.contest.pk}")
        page.get_by_role("button", name=re.compile("开始答题")).or_(
            page.get_by_role("link", name=re.compile("继续答题"))
        ).first.click()
        page.wait_for_url("**/attempts/*/*")
        page.goto(re.sub(r"/\d+$", "/1", page.url))
        is_at(page, SINGLE)
        return page

    return device


def counting(scene: Scene, position: int = 1) -> list:
    return Answer.objects.filter(attempt=scene.attempt, position=position).oldest_first().last().response


def says(page: Page, words: str) -> None:
    expect(page.locator("[data-saved]:visible")).to_have_text(words)


def test_a_packet_that_was_overtaken_does_not_count(scene: Scene, device) -> None:
    """The first choice hangs in the network, the second arrives, then the first does as well."""
    page = device()
    hung = []

    def hang(route) -> None:
        if hung:
            route.continue_()
        else:
            hung.append(route.request)
            route.abort()

    page.route(SAVES, hang)
    option(page, "喝一杯浓茶").click()
    wait_until(lambda: hung, page)
    option(page, "马上催吐").click()
    is_saved(page)
    late = page.context.request.put(
        hung[0].url,
        data=hung[0].post_data,
        headers={"Content-Type": "application/json", "X-CSRFToken": hung[0].headers["x-csrftoken"]},
    )
    assert late.status in (200, 201)
    assert counting(scene) == [1]
    page.reload()
    expect(option(page, "马上催吐").locator("input")).to_be_checked()


def test_whoever_chooses_last_counts_on_whichever_device(scene: Scene, device) -> None:
    phone, tablet = device(), device()
    for text in ("喝一杯浓茶", "吃一头大蒜", "等有了症状"):
        option(tablet, text).click()
        is_saved(tablet)
    option(phone, "马上催吐").click()  # its own count is behind
    wait_until(lambda: Answer.objects.count() == 5, phone)
    is_saved(phone)
    assert counting(scene) == [1]
    option(tablet, "喝一杯浓茶").click()
    wait_until(lambda: counting(scene) == [2], tablet)


def test_what_waited_offline_gives_way_to_a_later_choice_elsewhere(scene: Scene, device) -> None:
    phone, tablet = device(), device()
    phone.context.set_offline(True)
    option(phone, "喝一杯浓茶").click()
    says(phone, OFFLINE)
    for text in ("吃一头大蒜", "马上催吐"):
        option(tablet, text).click()
        is_saved(tablet)
    phone.context.set_offline(False)
    says(phone, "第1题在另一台设备上改过，以那边后选的为准")
    expect(option(phone, "马上催吐").locator("input")).to_be_checked()
    assert counting(scene) == [1]


# ── A server that fails on one answer ─────────────────────────────────────────


@pytest.fixture
def failing(device, watch) -> Page:
    """The server fails on every answer to the first question, for as long as `page.fails` holds."""
    watch.expect("500")
    page = device()
    page.fails = True  # type: ignore[attr-defined]
    page.route(
        "**/answers/1",
        lambda route: route.fulfill(status=500, body="<h1>500</h1>") if page.fails else route.continue_(),  # type: ignore[attr-defined]
    )
    option(page, "马上催吐").click()
    says(page, BUSY)
    return page


def test_it_does_not_hold_up_the_others(scene: Scene, failing: Page) -> None:
    next_question(failing)
    is_at(failing, MULTI)
    option(failing, "出门前关掉炉火").click()
    next_question(failing)
    is_at(failing, JUDGE)
    option(failing, "错误").click()
    holds(scene, {2: [1], 3: [0]}, failing)
    says(failing, BUSY)  # one of them still waits, and nothing says otherwise
    failing.fails = False  # type: ignore[attr-defined]
    holds(scene, {1: [1], 2: [1], 3: [0]}, failing)
    is_saved(failing)


def test_it_does_not_lock_the_person_in_and_is_named_before_the_hand_in(scene: Scene, failing: Page) -> None:
    failing.goto(re.sub(r"/\d+$", "/6", failing.url))

    def gets_to_the_review() -> bool:
        if question(failing).count():
            failing.get_by_role("button", name="去交卷").click()
            failing.wait_for_timeout(400)
        return "/review" in failing.url

    wait_until(gets_to_the_review, failing, seconds=40)
    notice = failing.locator("#unsent")
    expect(notice).to_be_visible()
    expect(notice).to_contain_text("第1题的答案还没有交上")
    assert axe_faults(failing) == []
    failing.get_by_role("button", name="确认交卷").click()
    failing.wait_for_timeout(500)
    assert scene.attempt.state == "open"  # the first press only tries once more
    failing.fails = False  # type: ignore[attr-defined]
    holds(scene, {1: [1]}, failing)
    expect(notice).to_be_hidden()
    expect(failing.get_by_text("还有 5 题没答")).to_be_visible()
    failing.get_by_role("button", name="确认交卷").click()
    failing.wait_for_url("**/result")


# ── The early end ─────────────────────────────────────────────────────────────


def test_an_early_end_is_told_with_what_came_too_late(scene: Scene, device, watch) -> None:
    watch.expect("409")
    page = device()
    option(page, "马上催吐").click()
    is_saved(page)
    next_question(page)
    contest = Contest.objects.get(pk=scene.contest.pk)
    close_contest(make_organizer(scene.department), contest, now=timezone.now())
    option(page, "出门前关掉炉火").click()
    page.wait_for_url("**/result?unsaved=2")
    expect(page.get_by_text(re.compile("组织者在 .* 提前结束了竞赛"))).to_be_visible()
    expect(page.get_by_text(re.compile("第2题最后的选择到得太晚"))).to_be_visible()
    assert axe_faults(page) == []
    assert scene.responses() == {1: [1]}


def test_what_waited_past_the_end_is_told_on_the_result(scene: Scene, device, watch) -> None:
    """Offline until the paper was collected, and back by another way than the paper itself."""
    watch.expect("409")
    page = device()
    page.add_init_script("if (!sessionStorage.network) fetch = () => Promise.reject(new TypeError('away'))")
    page.reload()
    option(page, "马上催吐").click()
    says(page, OFFLINE)
    contest = Contest.objects.get(pk=scene.contest.pk)
    close_contest(make_organizer(scene.department), contest, now=timezone.now())
    page.evaluate("sessionStorage.network = 'back'")
    page.goto(f"/attempts/{scene.attempt.pk}/result")
    page.wait_for_url("**/result?unsaved=1")
    expect(page.get_by_text(re.compile("第1题最后的选择到得太晚"))).to_be_visible()
    page.goto(f"/attempts/{scene.attempt.pk}/result")
    expect(page.get_by_text(re.compile("到得太晚"))).to_have_count(0)  # told once
    assert scene.rows() == []


def test_while_the_last_packet_is_awaited(page_of) -> None:
    """The last item ran out and its grace did not: the page says so, and then leads to the result."""
    scene = Scene(time={"paper_seconds": None, "item_seconds": 30, "grace_seconds": 5})
    started = timezone.now() - timedelta(seconds=181)
    attempt = start_or_resume(scene.person, scene.contest.pk, now=started)
    page = page_of(scene.person)
    page.goto(f"/attempts/{attempt.pk}")
    expect(page.get_by_role("heading", name="时间到了，正在收卷")).to_be_visible()
    assert axe_faults(page) == []
    page.wait_for_url("**/result")


def test_hints_say_what_saves(scene: Scene, device, page_of) -> None:
    page = device()
    says(page, "选好即自动保存")
    plain = page_of(scene.person, java_script_enabled=False)
    start_or_go_on = f"/attempts/{scene.attempt.pk}/1"
    plain.goto(start_or_go_on)
    says(plain, "点按钮后保存")
    option(plain, "马上催吐").click()
    plain.get_by_role("button", name="标记").click()
    expect(plain.locator("[data-saved]:visible")).to_have_text(
        re.compile(r"^已保存 \d\d:\d\d，再改要点按钮$")
    )


def test_back_without_scripts_saves_the_new_choice(scene: Scene, page_of) -> None:
    plain = page_of(scene.person, java_script_enabled=False)
    start(plain, scene.contest)
    for text, expected in (("喝一杯浓茶", [2]), ("马上催吐", [1]), ("喝一杯浓茶", [2])):
        option(plain, text).click()
        next_question(plain)
        is_at(plain, MULTI)
        assert counting(scene) == expected
        plain.go_back()
        is_at(plain, SINGLE)
